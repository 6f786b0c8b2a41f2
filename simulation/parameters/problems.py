"""What is wrong with a section, in our words: Pydantic's differ from version to version."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulation.errors import InputError, unknown_name

_PROBLEMS = {
    "float_type": "not a number",
    "float_parsing": "not a number",
    "int_type": "not a whole number",
    "int_parsing": "not a whole number",
    "int_from_float": "not a whole number",
    "finite_number": "not a finite number",
    "greater_than": "out of range",
    "greater_than_equal": "out of range",
    "less_than": "out of range",
    "less_than_equal": "out of range",
    "bool_type": "neither true nor false",
    "literal_error": "unknown choice",
    "string_type": "not text",
    "string_too_short": "too short",
    "string_too_long": "too long",
    "too_short": "too few entries",
    "too_long": "too many entries",
    "model_type": "not a mapping",
    "model_attributes_type": "not a mapping",
    "dataclass_type": "not a mapping",
    "dict_type": "not a mapping",
    "mapping_type": "not a mapping",
    "tuple_type": "not a list",
    "list_type": "not a list",
    "extra_forbidden": "unknown key",
    "missing": "missing",
    "string_unicode": "not text in UTF-8",
    "string_pattern_mismatch": "not one line of text",
}


def problem_of(fault: Any) -> str:
    """The problem of one entry of ``ValidationError.errors()``, as a few words."""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return cause.problem
    return str(cause) if cause else _PROBLEMS.get(fault["type"], "cannot be used")


def limits_of(field: FieldInfo) -> dict[str, Any]:
    """The bounds that a field declares: ``ge``, ``le``, ``min_length``, ``max_length``."""
    limits = {}
    for rule in field.metadata:
        for kind in ("ge", "le", "min_length", "max_length"):
            if getattr(rule, kind, None) is not None:
                limits[kind] = getattr(rule, kind)
    return limits


def _plain(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def allowed_in(field: FieldInfo) -> str:
    """What a field that holds one value or a list takes, in words."""
    options = [part for part in get_args(field.annotation) if part is not type(None)]
    limits = limits_of(field)
    if get_origin(field.annotation) is Literal:
        return ", ".join(str(option) for option in options)
    kinds = options or [field.annotation]
    if "ge" in limits and "le" in limits:
        extra = field.json_schema_extra
        unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
        words = f"{_plain(limits['ge'])} to {_plain(limits['le'])} {unit}".strip()
        return f"a whole number, {words}" if int in kinds else words
    if bool in kinds:
        return "true or false"
    if get_origin(field.annotation) in (tuple, list):
        return "a list"
    return "text"


def first_fault(error: ValidationError, kind: type[BaseModel]) -> InputError:
    """The first thing that is wrong with what was given as a ``kind``; its place begins there."""
    fault = error.errors(include_url=False)[0]
    place = fault["loc"]
    cause = fault.get("ctx", {}).get("error")
    found = None if fault["type"] == "missing" else fault["input"]
    allowed = ""
    if fault["type"] == "extra_forbidden" and len(place) == 1:
        allowed = unknown_name("key", place[0], kind.model_fields).allowed
    elif isinstance(cause, InputError):
        found, allowed = cause.found, cause.allowed
        place = (*place, *(part for part in cause.field.split(".") if part))
    elif len(place) == 1 and (field := kind.model_fields.get(str(place[0]))):
        allowed = allowed_in(field)
    return InputError(
        problem_of(fault), field=".".join(map(str, place)), found=found, allowed=allowed
    )
