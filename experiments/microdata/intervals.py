"""95 % intervals of what a complex sample tells.

Shares: on the logit scale with Student's t, or as Korn and Graubard (1998) have it, which are
Clopper and Pearson's limits for the effective size of the sample and hold near 0 and 1, too.
"""

from __future__ import annotations

from math import exp, isnan, log, nan
from typing import Literal

from experiments.microdata.design import Estimate

Method = Literal["logit", "korn-graubard"]
METHODS: tuple[Method, ...] = ("logit", "korn-graubard")
_CONFIDENCE = 0.95


def _quantile(degrees: float) -> float:
    from scipy.stats import t

    return float(t.ppf(0.5 + _CONFIDENCE / 2.0, degrees))


def of_mean(estimate: Estimate) -> tuple[float, float]:
    """By Student's t."""
    half = _quantile(estimate.degrees) * estimate.error
    return estimate.value - half, estimate.value + half


def of_share(estimate: Estimate, method: Method = "logit") -> tuple[float, float]:
    """Of a share; that of Korn and Graubard wherever the logit has none (0 or 1)."""
    share = estimate.value
    if isnan(share):
        return nan, nan
    if method == "korn-graubard" or not 0.0 < share < 1.0:
        return korn_graubard(estimate)
    half = _quantile(estimate.degrees) * estimate.error / (share * (1.0 - share))
    middle = log(share / (1.0 - share))
    low, high = middle - half, middle + half
    return 1.0 / (1.0 + exp(-low)), 1.0 / (1.0 + exp(-high))


def korn_graubard(estimate: Estimate) -> tuple[float, float]:
    """Clopper and Pearson's limits for the effective size, which degrees of freedom make smaller
    and which is no larger than the sample."""
    from scipy.stats import beta

    share, n = estimate.value, float(estimate.n)
    effective = n
    if not isnan(estimate.effective):
        effective = estimate.effective
        if n > 1:
            effective *= (_quantile(n - 1) / _quantile(estimate.degrees)) ** 2
        effective = min(effective, n)
    found = share * effective
    low = float(beta.ppf(0.025, found, effective - found + 1.0)) if found > 0.0 else 0.0
    high = float(beta.ppf(0.975, found + 1.0, effective - found)) if share < 1.0 else 1.0
    return low, high
