"""What is said of the doubt about a number: a distribution by its mean and 95 % interval.

A row of the table of numbers, a world, a plan and an extension all say it alike: the distribution,
then either its mean and the interval that holds 95 % of it, or its own parameters, and where that
spread is from. Two words stand for no distribution: ``decision``, a setting that somebody chooses
and nobody doubts (the interval, if any, is the range of the choice), and ``unknown``, of which
nothing is known but its bounds.

From mean and interval to parameters goes the method of moments of health economics: the standard
error is the width of the interval over 3.92, for a log-normal distribution that of the logarithms
(Briggs, Claxton and Sculpher 2006, Decision Modelling for Health Economic Evaluation, chapter 4).
Of a uniform or a triangular distribution the interval is the two ends, and holds all of it.

Import costs nothing beyond the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, log
from typing import Any

from simulation.errors import InputError, unknown_name
from simulation.parameters.priors import Prior

DECISION, UNKNOWN = "decision", "unknown"
KINDS: dict[str, tuple[str, ...]] = {
    "beta": ("a", "b"),
    "gamma": ("shape", "scale"),
    "log_normal": ("mu", "sigma"),
    "normal": ("mean", "sd"),
    "uniform": (),
    "triangular": ("mode",),
    DECISION: (),
    UNKNOWN: (),
}
"""Distributions, each with the names of its own parameters. ``mu`` and ``sigma`` are those of the
logarithm; the ends of a triangular one are its interval."""
WIDTH = 3.92
"""Standard errors between the ends of a 95 % interval."""
_BY_ENDS = ("uniform", "triangular")
_ABOVE_ZERO = ("a", "b", "shape", "scale", "sigma", "sd")
_CALL = re.compile(r"([a-z_]+)(?:\((.*)\))?")
COLUMNS = ("distribution", "prior_mean", "prior_low", "prior_high", "spread_source")
"""Its columns in the table of numbers."""
_FIELDS = ("distribution", "mean", "interval", "source")
_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Spread:
    """What is said of the doubt about one number, whatever its bounds are.

    ``own`` are the parameters of the distribution by name where they are given; ``mean``, ``low``
    and ``high`` are None where they are not. ``source`` is ids of the evidence table, or
    ``assumption: `` and the reason.
    """

    kind: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    own: tuple[tuple[str, float], ...] = ()
    source: str = ""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval that was given; None where the distribution was given otherwise."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def is_decision(self) -> bool:
        """Whether somebody chooses the number, so that nobody doubts it."""
        return self.kind == DECISION

    def cells(self) -> tuple[str, ...]:
        """The cells of a row, in the order of ``COLUMNS``."""
        called = self.kind
        if self.own:
            called += f"({', '.join(f'{name}={value!r}' for name, value in self.own)})"
        told = ("" if value is None else repr(value) for value in (self.mean, self.low, self.high))
        return (called, *told, self.source)

    def told(self) -> dict[str, Any]:
        """The same as a world says it, and as JSON tells it."""
        found: dict[str, Any] = {"distribution": self.kind}
        if self.mean is not None:
            found["mean"] = self.mean
        if self.interval is not None:
            found["interval"] = list(self.interval)
        return found | dict(self.own) | ({"source": self.source} if self.source else {})

    def prior(self, low: float, high: float, whole: bool = False) -> Prior:
        """The distribution, within the bounds of the number.

        Raises InputError, with the name of the field, for what no number within the bounds can be
        and for what no such distribution can have.
        """
        if self.kind in (DECISION, UNKNOWN):
            return Prior("uniform", low, high, low=low, high=high, whole=whole)
        allowed = f"within {low:g} to {high:g}, the bounds of the number"
        if self.interval is not None and not low <= self.interval[0] <= self.interval[1] <= high:
            raise InputError(
                "reaches beyond the bounds",
                field="interval",
                found=list(self.interval),
                allowed=allowed,
            )
        if self.mean is not None and not low <= self.mean <= high:
            raise InputError("out of bounds", field="mean", found=self.mean, allowed=allowed)
        if self.kind == "beta" and not 0.0 <= low < high <= 1.0:
            raise InputError(
                "a beta distribution is one of shares, and the bounds reach beyond 0 to 1",
                field="distribution",
                found=self.kind,
                allowed="gamma, log_normal, normal, triangular or uniform",
            )
        first, second, mode = self._parameters(low, high)
        prior = Prior(self.kind, first, second, mode=mode, low=low, high=high, whole=whole)
        if not prior.is_possible:
            raise InputError(
                "lies almost wholly beyond the bounds of the number",
                field="distribution",
                found=self.told(),
                allowed=allowed,
            )
        return prior

    def _parameters(self, low: float, high: float) -> tuple[float, float, float]:
        """The two parameters of the distribution, and the mode of a triangular one."""
        own = dict(self.own)
        if self.kind in _BY_ENDS:
            first, last = self.interval or (low, high)
            mode = own.get("mode", (first + last) / 2.0)
            if "mode" not in own and self.mean is not None and self.kind == "triangular":
                mode = 3.0 * self.mean - first - last
            return first, last, mode
        if own:
            first, second = (own[name] for name in KINDS[self.kind])
            return first, second, 0.0
        assert self.mean is not None
        assert self.low is not None
        assert self.high is not None
        mean, error = self.mean, (self.high - self.low) / WIDTH
        if self.kind == "normal":
            return mean, error, 0.0
        if self.kind == "log_normal":
            sigma = log(self.high / self.low) / WIDTH
            return log(mean) - sigma**2 / 2.0, sigma, 0.0
        if self.kind == "gamma":
            return (mean / error) ** 2, error**2 / mean, 0.0
        both = mean * (1.0 - mean) / error**2 - 1.0
        return mean * both, (1.0 - mean) * both, 0.0


def of_cells(cells: Mapping[str, str]) -> Spread | None:
    """What the cells of a row say, by column; None where all are empty.

    Raises InputError, with the name of the column, for what cannot be.
    """
    if not any(cells[name] for name in COLUMNS):
        return None
    call = _CALL.fullmatch(cells["distribution"])
    if call is None:
        raise InputError(
            "no distribution" if cells["distribution"] else "is not said",
            field="distribution",
            found=cells["distribution"] or None,
            allowed=", ".join(KINDS),
        )
    own: dict[str, object] = {}
    for part in (call[2] or "").split(","):
        name, equals, value = part.partition("=")
        if equals:
            own[name.strip()] = _read(value)
        elif part.strip():
            raise InputError(
                "not a parameter", field="distribution", found=part, allowed="NAME=NUMBER"
            )
    mean, low, high = (_read(cells[name]) for name in ("prior_mean", "prior_low", "prior_high"))
    ends = None
    if cells["prior_low"] or cells["prior_high"]:
        ends = (_number(low, "prior_low"), _number(high, "prior_high"))
    named = {"mean": "prior_mean", "interval": "prior_low", "source": "spread_source"}
    try:
        return _checked(call[1], mean, ends, own, cells["spread_source"])
    except InputError as error:
        field = named.get(error.field, error.field)
        raise InputError(
            error.problem, field=field, found=error.found, allowed=error.allowed
        ) from None


def of_mapping(given: object) -> Spread:
    """What a world, a plan or an extension says: ``{distribution: beta, mean: 0.3, interval:
    [0.2, 0.4], source: P_row}``, or parameters by name instead of mean and interval.

    Raises InputError, with the name of the field, for what cannot be.
    """
    if isinstance(given, Spread):
        return given
    if not isinstance(given, Mapping):
        raise InputError(
            "no distribution",
            found=given,
            allowed="{distribution: beta, mean: 0.3, interval: [0.2, 0.4], source: ...}",
        )
    kind = given.get("distribution")
    if not isinstance(kind, str):
        raise InputError("is not said", field="distribution", found=kind, allowed=", ".join(KINDS))
    names = (*_FIELDS, *KINDS.get(kind, ()))
    for name in given:
        if name not in names and kind in KINDS:
            error = unknown_name(f"part of a {kind} distribution", name, names)
            raise InputError(error.problem, found=name, allowed=error.allowed)
    source = given.get("source", "")
    if not isinstance(source, str):
        raise InputError("not a text", field="source", found=source)
    ends = given.get("interval")
    if ends is not None and not (isinstance(ends, (list, tuple)) and len(ends) == 2):
        raise InputError("not two numbers", field="interval", found=ends, allowed="[low, high]")
    own = {name: given[name] for name in KINDS.get(kind, ()) if name in given and name != "mean"}
    mean = given.get("mean")
    if kind == "normal" and own:  # its mean is one of its own parameters
        own, mean = {"mean": mean, **own}, None
    return _checked(kind, mean, None if ends is None else tuple(ends), own, source)


def _checked(
    kind: str,
    mean: object,
    ends: tuple[object, ...] | None,
    own: Mapping[str, object],
    source: str,
) -> Spread:
    """What was said, each part of which is looked at for itself and beside the others."""
    if kind not in KINDS:
        error = unknown_name("distribution", kind, KINDS)
        raise InputError(error.problem, field="distribution", found=kind, allowed=", ".join(KINDS))
    low = high = None
    if ends is not None:
        low, high = (_number(end, "interval") for end in ends)
        if low > high or (low == high and kind != DECISION):
            raise InputError("low is not below high", field="interval", found=[low, high])
    middle = None if mean is None else _number(mean, "mean")
    said = tuple((name, _number(value, name)) for name, value in own.items())
    _own_parameters(kind, dict(said), middle, ends)
    needs = kind not in (*_BY_ENDS, DECISION, UNKNOWN) and not said
    if needs and (middle is None or low is None):
        raise InputError(
            "is not said",
            field="mean" if middle is None else "interval",
            allowed=f"mean and interval, or {' and '.join(KINDS[kind])}",
        )
    if kind in _BY_ENDS and low is None:
        raise InputError("is not said", field="interval", allowed="the two ends, low and high")
    if kind == UNKNOWN and (middle is not None or low is not None):
        raise InputError(
            "of what is unknown nothing is said but its bounds",
            field="interval" if middle is None else "mean",
            found=middle if low is None else [low, high],
            allowed="nothing, or another distribution",
        )
    if kind in (DECISION, "uniform") and middle is not None:
        raise InputError(
            f"means nothing for a {kind}" if kind == DECISION else "follows from the two ends",
            field="mean",
            found=middle,
            allowed="nothing",
        )
    if not source:
        raise InputError(
            "where the spread is from is not said",
            field="source",
            allowed="ids of the evidence table, or assumption: and the reason",
        )
    _moments(kind, middle, low, high, dict(said))
    return Spread(kind, middle, low, high, said, source)


def _own_parameters(kind: str, own: Mapping[str, float], mean: float | None, ends: object) -> None:
    if not own:
        return
    wanted = KINDS[kind]
    for name in own:
        if name not in wanted:
            raise InputError(
                f"no parameter of a {kind} distribution",
                field="distribution",
                found=name,
                allowed=", ".join(wanted) or "none",
            )
    missing = [name for name in wanted if name not in own]
    if missing:
        raise InputError("is not said", field=missing[0], allowed=f"{' and '.join(wanted)}")
    for name in own:
        if name in _ABOVE_ZERO and own[name] <= 0.0:
            raise InputError("not above 0", field=name, found=own[name], allowed="above 0")
    if kind != "triangular" and (mean is not None or ends is not None):
        raise InputError(
            "says twice what the distribution is",
            field="mean" if mean is not None else "interval",
            allowed=f"mean and interval, or {' and '.join(wanted)}",
        )


def _moments(
    kind: str, mean: float | None, low: float | None, high: float | None, own: Mapping[str, float]
) -> None:
    """Refuse a mean and an interval that no such distribution has."""
    if low is None or high is None:
        return
    middle = own.get("mode", mean)
    if middle is not None and not low <= middle <= high:
        raise InputError(
            "lies outside the interval",
            field="mode" if "mode" in own else "mean",
            found=middle,
            allowed=f"{low:g} to {high:g}",
        )
    if mean is None:
        return
    if kind == "triangular":
        if "mode" in own:
            raise InputError("says twice what the distribution is", field="mean", found=mean)
        mode = 3.0 * mean - low - high
        if not low <= mode <= high:
            raise InputError(
                "no triangular distribution with these ends has this mean",
                field="mean",
                found=mean,
                allowed=f"{(2 * low + high) / 3:g} to {(low + 2 * high) / 3:g}",
            )
    if kind == "log_normal" and low <= 0.0:
        raise InputError("has no logarithm", field="interval", found=[low, high], allowed="above 0")
    if kind == "gamma" and (mean <= 0.0 or low < 0.0):
        raise InputError("a gamma distribution lies above 0", field="interval", found=[low, high])
    if kind == "beta":
        if not 0.0 <= low < high <= 1.0 or not 0.0 < mean < 1.0:
            raise InputError(
                "a beta distribution lies between 0 and 1", field="interval", found=[low, high]
            )
        error = (high - low) / WIDTH
        if error**2 >= mean * (1.0 - mean):
            raise InputError(
                "too wide for a beta distribution with this mean",
                field="interval",
                found=[low, high],
                allowed=f"a width below {WIDTH * (mean * (1.0 - mean)) ** 0.5:.3g}",
            )


def _read(cell: str) -> object:
    """The number in a cell, None for an empty one, else the text, which will be refused."""
    text = cell.strip()
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text or None


def _number(value: object, field: str) -> float:
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not good or not isfinite(value) or abs(value) > _LARGEST:  # type: ignore[arg-type]
        raise InputError("not a number", field=field, found=value)
    return value  # type: ignore[return-value]
