"""Claims: what the reason of a number says of it, as a comparison that is worked out.

The ``check`` of a row is an expression of comparisons joined by ``and``: names are those of
parameters (as settings name them, by their place or its end), with ``+ - * /``, numbers, and the
functions below. ``about(a, b)`` holds within 15 %, or within the share given third.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from math import exp, log, sqrt
from typing import Any

from simulation.errors import InputError
from simulation.evidence import evidence
from simulation.parameters.table import FILE, Entry, Table, numbers

_ABOUT = 0.15


def _about(value: float, claimed: float, within: float = _ABOUT) -> bool:
    return abs(value - claimed) <= within * abs(claimed)


def _half_life(chance: float) -> float:
    """Weeks (or sessions) until half have been met by what has this chance in each."""
    return log(0.5) / log(1.0 - chance)


def _mean_time(chance: float) -> float:
    """Weeks (or sessions) that it takes on average."""
    return 1.0 / chance


def _after(share: float, times: float) -> float:
    """The share that has been met after so many times."""
    return 1.0 - (1.0 - share) ** times


def _expit(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


_FUNCTIONS: dict[str, Callable[..., float | bool]] = {
    "about": _about,
    "half_life": _half_life,
    "mean_time": _mean_time,
    "after": _after,
    "expit": _expit,
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
}
_OF_NAMES = ("deviation", "published")
"""Functions of a name: the standard deviation of a trait, the value of a row of evidence."""
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}


def broken_claims(table: Table | None = None) -> list[str]:
    """What rows claim and is not so, a line each. Raises InputError for a check that says nothing.

    Without a table, the one that comes with the model.
    """
    table = numbers() if table is None else table
    told = []
    for entry in table.values():
        if entry.check and not holds(entry, table):
            told.append(
                f"{FILE}, line {entry.line}: {entry.parameter} is {entry.value:g}, and not so: "
                f"{entry.check} ({entry.reason or 'no reason given'})"
            )
    return told


def holds(entry: Entry, table: Table | None = None) -> bool:
    """Whether what a row claims in its check is so."""
    claim = _Claim(entry, numbers() if table is None else table)
    try:
        tree = ast.parse(entry.check, mode="eval").body
    except SyntaxError as error:
        raise claim.refused(error.msg, entry.check) from None
    result = claim.value(tree)
    if not isinstance(result, bool):
        raise claim.refused("compares nothing", entry.check)
    return result


class _Claim:
    """One check, worked out without running code."""

    def __init__(self, entry: Entry, table: Table) -> None:
        self._entry = entry
        self._table = table

    def refused(self, problem: str, found: str) -> InputError:
        return InputError(
            f"a check that cannot be worked out: {problem}",
            source=f"{FILE}, line {self._entry.line}" if self._entry.line else FILE,
            field=f"{self._entry.parameter}: check",
            found=found,
            allowed=f"comparisons of parameters, numbers and {', '.join(_FUNCTIONS)}, "
            f"{', '.join(_OF_NAMES)}",
        )

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() as constant) if not isinstance(constant, bool):
                return constant
            case ast.Name() | ast.Attribute():
                return self._parameter(ast.unparse(node))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self.value(left), self.value(right))
            case ast.BoolOp(op=ast.And(), values=values):
                found = [self.value(part) for part in values]
                return all(found)
            case ast.Compare(left=left, ops=ops, comparators=others):
                found = [self.value(part) for part in (left, *others)]
                return all(
                    _OPERATORS[type(op)](one, next_)
                    for op, one, next_ in zip(ops, found, found[1:], strict=False)
                    if self._known(op)
                )
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=of)], keywords=[]) if (
                name in _OF_NAMES
            ):
                return self._deviation(of) if name == "deviation" else self._published(of)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if (
                name in _FUNCTIONS
            ):
                try:
                    return _FUNCTIONS[name](*map(self.value, arguments))
                except (TypeError, ValueError, ArithmeticError) as error:
                    raise self.refused(str(error), ast.unparse(node)) from None
        raise self.refused("not understood", ast.unparse(node))

    def _known(self, op: ast.cmpop) -> bool:
        if type(op) not in _OPERATORS:
            raise self.refused("not understood", self._entry.check)
        return True

    def _parameter(self, name: str) -> float:
        if name in self._table:
            return self._table[name].value
        ends = _ends(tuple(self._table)).get(name, ())
        if len(ends) != 1:
            raise self.refused(f"{len(ends)} parameters end so", name)
        return self._table[ends[0]].value

    def _deviation(self, trait: str) -> float:
        """Standard deviation of a trait over people, by its slope at the median."""
        median = self._parameter(f"{trait}_median")
        return self._parameter("trait_spread") * median * (1.0 - median)

    def _published(self, name: str) -> float:
        row = evidence().get(name)
        if row is None or row.value is None:
            raise self.refused("no row of the evidence table with a value", name)
        return row.value


@cache
def _ends(parameters: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Parameters by each end of their names; strategies' are named in full."""
    found: dict[str, tuple[str, ...]] = {}
    for parameter in parameters:
        steps = parameter.split(".")
        if steps[0] != "strategies" and "*" not in steps:
            for begin in range(1, len(steps)):
                end = ".".join(steps[begin:])
                found[end] = (*found.get(end, ()), parameter)
    return found
