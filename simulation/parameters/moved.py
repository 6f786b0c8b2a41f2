"""Priors that go with a value: what a number may be where a world gives it another value.

What is known of a number is known of the town that the table describes. A world that says 55
minutes to a specialist instead of 20 is not a place where anything from 13 to 30 is likely, nor one
where 55 is certain: by how much somebody may be wrong stays what it was. So the distribution keeps
its kind and its relative spread and moves with the value, within the bounds of the number:

- a quantity that is never below zero is multiplied: mean, interval and ends by the ratio of the two
  values;
- a weight that may have either sign is shifted by their difference, its spread as it was;
- a share with a beta distribution is shifted in log odds, and is known as if from a sample of the
  same size.

A value of nothing (a price of 0), and a share of all, are decisions: nothing is left to doubt. A
world that knows better says so under ``priors``.

Import costs nothing beyond the standard library.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp, floor, log

from simulation.errors import InputError
from simulation.parameters.spread import DECISION, UNKNOWN, WIDTH, Spread

_SAID = "moved with the value"
_ASSUMED = "assumption: "


def moved(
    spread: Spread, usual: float, value: float, low: float, high: float, whole: bool = False
) -> Spread:
    """What is said of a number whose usual value is ``usual``, moved to ``value``.

    ``low`` and ``high`` are the bounds of the number, ``whole`` whether it is whole. A decision and
    what is unknown stay so; where the moved distribution would lie beyond the bounds, nothing is
    known but these.
    """
    if spread.kind in (DECISION, UNKNOWN) or value == usual:
        return spread
    # What stands before the colon are ids of the evidence.
    mark = ";" if ":" in spread.source else ":"
    said = f"{spread.source}{mark} {_SAID}, {usual:,.6g} to {value:,.6g}".removeprefix(": ")
    if (low >= 0.0 and value == 0.0) or (spread.kind == "beta" and value == 1.0):
        reason = "none of it" if value == 0.0 else "all of it"
        return Spread(DECISION, source=f"{_ASSUMED}this world decided on {reason}")
    if spread.kind == "beta":
        made = _in_log_odds(spread, usual, value)
    elif low >= 0.0 and usual > 0.0:
        made = _times(spread, value / usual)
    else:
        made = _plus(spread, value - usual)
    made = replace(_within(made, low, high, whole), source=said)
    try:
        made.prior(low, high, whole)
    except InputError:
        return Spread(
            UNKNOWN,
            source=f"{_ASSUMED}the usual distribution, moved to {value:,.6g}, does not fit into "
            "the bounds",
        )
    return made


def is_moved(spread: Spread) -> bool:
    """Whether a distribution was moved with the value that a world gives."""
    return f"{_SAID}, " in spread.source


def _in_log_odds(spread: Spread, usual: float, value: float) -> Spread:
    """A beta distribution about the other share, as if from a sample of the same size."""
    own = dict(spread.own)
    if own:
        a, b = own["a"], own["b"]
    else:
        assert spread.mean is not None
        assert spread.interval is not None
        error = (spread.interval[1] - spread.interval[0]) / WIDTH
        both = spread.mean * (1.0 - spread.mean) / error**2 - 1.0
        a, b = spread.mean * both, (1.0 - spread.mean) * both
    size, mean = a + b, a / (a + b)
    if not 0.0 < usual < 1.0:  # has no log odds: the mean itself goes to the value
        usual = mean
    odds = exp(log(mean / (1.0 - mean)) + log(value / (1.0 - value)) - log(usual / (1.0 - usual)))
    mean = odds / (1.0 + odds)
    return Spread("beta", own=(("a", mean * size), ("b", (1.0 - mean) * size)))


def _times(spread: Spread, ratio: float) -> Spread:
    own = dict(spread.own)
    if spread.kind == "log_normal" and own:
        own["mu"] += log(ratio)
    else:
        own = {name: one if name == "shape" else one * ratio for name, one in own.items()}
    return Spread(
        spread.kind,
        None if spread.mean is None else spread.mean * ratio,
        None if spread.low is None else spread.low * ratio,
        None if spread.high is None else spread.high * ratio,
        tuple(own.items()),
    )


def _plus(spread: Spread, far: float) -> Spread:
    """Shifted. A log-normal or gamma distribution, which begins at 0, is multiplied so that its
    mean is shifted."""
    if spread.kind in ("log_normal", "gamma"):
        mean = spread.prior(0.0, 1e15).mean
        return _times(spread, max(mean + far, 1e-9) / mean)
    own = {name: one if name == "sd" else one + far for name, one in spread.own}
    return Spread(
        spread.kind,
        None if spread.mean is None else spread.mean + far,
        None if spread.low is None else spread.low + far,
        None if spread.high is None else spread.high + far,
        tuple(own.items()),
    )


def _within(spread: Spread, low: float, high: float, whole: bool) -> Spread:
    """The same with an interval that does not reach beyond the bounds, which cut it anyway."""
    ends = spread.interval
    if ends is None or (low <= ends[0] and ends[1] <= high and not whole):
        return spread
    if spread.kind == "normal":
        assert spread.mean is not None
        error = (ends[1] - ends[0]) / WIDTH
        return Spread("normal", own=(("mean", spread.mean), ("sd", error)))
    if spread.kind == "log_normal":
        assert spread.mean is not None
        sigma = log(ends[1] / ends[0]) / WIDTH
        return Spread("log_normal", own=(("mu", log(spread.mean) - sigma**2 / 2), ("sigma", sigma)))
    if spread.kind == "gamma":
        assert spread.mean is not None
        error = (ends[1] - ends[0]) / WIDTH
        shape = (spread.mean / error) ** 2
        return Spread("gamma", own=(("shape", shape), ("scale", error**2 / spread.mean)))
    first, last = (floor(ends[0]), ceil(ends[1])) if whole else ends
    if spread.kind == "uniform":
        return Spread("uniform", low=max(first, low), high=min(last, high))
    mode = dict(spread.own).get("mode")
    if mode is None and spread.mean is not None:
        mode = 3.0 * spread.mean - ends[0] - ends[1]
    if mode is None:
        mode = (ends[0] + ends[1]) / 2.0
    first, last = max(first, low), min(last, high)
    return Spread("triangular", low=first, high=last, own=(("mode", min(max(mode, first), last)),))
