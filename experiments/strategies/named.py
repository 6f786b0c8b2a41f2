"""Strategies by name, or from a Python file of the researcher's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.strategies.own_code import COMMAND_LINE, NamedBy, names_code, strategy_class
from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from simulation.strategies import Strategy


def strategy_from(text: str, by: NamedBy = COMMAND_LINE) -> Strategy:
    """The strategy that ``NAME`` or ``FILE.py:CLASS`` names, with its default fields."""
    from simulation.strategies import STRATEGIES

    kind = STRATEGIES.get(text)
    if kind is not None:
        return _made(kind, {}, text, by.source)
    if not names_code(text):
        error = unknown_name("strategy", text, STRATEGIES, source=by.source)
        raise InputError(
            error.problem,
            source=by.source,
            found=text,
            allowed=error.allowed + " or FILE.py:CLASS",
        )
    return _made(strategy_class(text, by), {}, text, by.source)


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
            fault.problem,
            source=source,
            field=fault.field or str(found),
            found=fault.found,
            allowed=fault.allowed,
        ) from error
