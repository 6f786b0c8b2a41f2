"""Strategies by name, or from a Python file of the researcher's own."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from simulation.strategies import Strategy


def strategy_from(text: str, source: str = "--strategy") -> Strategy:
    """The strategy that ``NAME`` or ``FILE:CLASS`` names, with its default fields."""
    from simulation.strategies import STRATEGIES

    kind = STRATEGIES.get(text)
    if kind is not None:
        return _made(kind, {}, text, source)
    file, colon, name = text.rpartition(":")
    if not colon or not file.endswith(".py"):
        error = unknown_name("strategy", text, STRATEGIES, source=source)
        raise InputError(
            error.problem, source=source, found=text,
            allowed=error.allowed + " or FILE.py:CLASS",
        )  # fmt: skip
    return _made(strategy_class(file, name, source), {}, text, source)


def strategy_class(file: str, name: str, source: str) -> type[Strategy]:
    """The class ``name`` in a Python file, which is run as any script that a researcher writes."""
    import importlib.util

    from simulation.strategies import Strategy

    path = os.path.abspath(file)
    try:
        with open(path, "rb"):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read ({reason})", source=source, found=file) from error
    module_name = "strategies_of_" + "".join(c if c.isalnum() else "_" for c in path)
    module = sys.modules.get(module_name)
    if module is None:
        spec = importlib.util.spec_from_file_location(module_name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            del sys.modules[module_name]
            raise InputError(
                f"cannot be run: {type(error).__name__}: {error}", source=f"{source} {file}"
            ) from error
    kind = getattr(module, name, None)
    known = [
        key
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Strategy) and value is not Strategy
    ]
    if kind is None or name not in known:
        raise unknown_name("strategy class", name, known, source=f"{source} {file}")
    return kind


def strategy_again(entry: Any, kind: type[Strategy], source: str) -> Strategy:
    """A strategy of one's own from its entry in a resolved scenario."""
    fields = {key: value for key, value in entry.items() if key != "name"}
    return _made(kind, fields, entry.get("name"), source)


def _made(kind: type[Strategy], fields: dict[str, Any], found: Any, source: str) -> Strategy:
    from pydantic import ValidationError

    from simulation.parameters.problems import first_fault

    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        fault = first_fault(error, kind)
        raise InputError(
            fault.problem, source=source, field=fault.field or str(found), found=fault.found,
            allowed=fault.allowed,
        ) from error  # fmt: skip
