"""Delay to first contact and staying in care: curves that count those still under way rightly.

Both are Kaplan-Meier estimates: people whose wait or course had not ended when the run did count
for as long as they were seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from experiments.figures.data import RunData
from experiments.figures.style import (
    GROUP_COLOURS,
    INK,
    LABEL,
    Slide,
    grid,
    percent,
    percent_ticks,
    side_labels,
    time_axis,
)
from experiments.words.wording import SEVERITY_WORDS
from simulation.population.columns import NEVER

SMALLEST_GROUP = 20
"""Curves of fewer people than this are not drawn: each step would be too large to mean anything."""
SMALLEST_AT_RISK = 10
"""A curve ends where fewer people than this are left to be seen."""


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took a group of people, and whether its end was seen."""

    name: str
    length: NDArray[Any]
    ended: NDArray[np.bool_]


def still_going(durations: Durations) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The Kaplan-Meier estimate: lengths in rising order, and the share that lasts longer.

    Starts with length 0 and share 1. Who has not come to the end counts until lost from sight.
    The same as ``scipy.stats.ecdf`` of censored data, whose import takes a second.
    """
    lengths, where = np.unique(durations.length, return_inverse=True)
    ends = np.bincount(where, durations.ended, minlength=lengths.size)
    all_here = np.bincount(where, minlength=lengths.size)
    at_risk = all_here[::-1].cumsum()[::-1]
    share = np.cumprod(1.0 - ends / at_risk)
    return np.concatenate([[0.0], lengths]), np.concatenate([[1.0], share])


def end_of_curve(durations: Durations, last: float) -> float:
    """Up to where a curve is drawn: ``last``, or as long as enough people are seen."""
    ordered = np.sort(durations.length)
    return float(min(last, ordered[-min(SMALLEST_AT_RISK, ordered.size)]))


def delays(data: RunData) -> list[Durations]:
    """Weeks from a first episode that began during the run to the first session with a
    professional: everybody, then by how severe the last episode became."""
    onset, contact = data.person("first_onset"), data.person("first_contact").astype(np.int64)
    began = (onset != NEVER) & (onset >= 0)
    reached = contact != NEVER
    # Contact before a first episode is no answer to it.
    began &= ~reached | (contact >= onset)
    length = np.where(reached, contact, data.weeks) - onset
    worst = data.person("worst_severity")
    groups = [("Everybody", began)]
    for code, name in enumerate(data.categories("worst_severity")):
        if name in SEVERITY_WORDS:
            groups.append((f"{SEVERITY_WORDS[name]} at worst", began & (worst == code)))
    return [Durations(name, length[group], reached[group]) for name, group in groups]


def courses(data: RunData) -> list[Durations]:
    """Sessions until a person left the last course of care against the plan; courses completed,
    stepped up or going on are seen until then. Everybody, then by coverage and trauma."""
    entry = data.person("last_entry").astype(np.int64)
    dropout = data.person("last_dropout").astype(np.int64)
    began = (entry != NEVER) & (entry >= 0)
    left = began & (dropout != NEVER) & (dropout >= entry)
    sessions = np.where(left, data.person("dropout_sessions"), data.person("sessions"))
    sessions = sessions.astype(np.int64)
    groups = [("Everybody", began)]
    coverage, trauma = data.person("coverage"), data.person("trauma")
    uninsured = data.categories("coverage").index("uninsured")
    groups.append(("With coverage", began & (coverage != uninsured)))
    groups.append(("Without coverage", began & (coverage == uninsured)))
    groups.append(("High adversity", began & (trauma == data.categories("trauma").index("high"))))
    return [Durations(name, sessions[group], left[group]) for name, group in groups]


def delay(data: RunData) -> Slide:
    """Share of people who have had a first session, by time since their first episode began."""
    groups = delays(data)
    slide = Slide.new(
        "From the first episode to the first professional contact",
        f"Share who have had a first session, by time since the first episode; {_seen(groups)}",
        data.source,
    )
    axes = slide.axes()
    last = float(max(data.weeks, 1))
    _draw(slide, axes, groups, last, rising=True)
    time_axis(axes, 0, last)
    return slide


def staying(data: RunData) -> Slide:
    """Share of people who have not left care against the plan, by session."""
    groups = courses(data)
    slide = Slide.new(
        "Staying in care, session by session",
        f"Share who have not left against the plan, in their last course; {_seen(groups)}",
        data.source,
    )
    axes = slide.axes()
    lengths = groups[0].length
    last = float(np.quantile(lengths, 0.98)) if lengths.size else 1.0
    _draw(slide, axes, groups, max(last, 2.0), rising=False)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("sessions", size=LABEL, color=INK)
    return slide


def _seen(groups: Sequence[Durations]) -> str:
    people = groups[0].length.size
    return f"{people:,} people"


def _draw(
    slide: Slide, axes: Axes, groups: Sequence[Durations], last: float, *, rising: bool
) -> None:
    """The curves of all groups that are large enough, with their last value written beside."""
    axes.set_xlim(0, last)
    percent_ticks(axes)
    grid(axes, "y")
    labels = []
    top = 0.0
    for group, colour in zip(groups, (INK, *GROUP_COLOURS), strict=False):
        if group.length.size < SMALLEST_GROUP:
            continue
        lengths, shares = still_going(group)
        end = end_of_curve(group, last)
        inside = lengths <= end
        drawn = (1.0 - shares if rising else shares)[inside]
        bold = colour == INK
        axes.step(
            np.append(lengths[inside], end),
            np.append(drawn, drawn[-1]),
            where="post",
            color=colour,
            linewidth=3.2 if bold else 2,
            zorder=3 if bold else 2,
        )
        if end < last:  # lead the eye on to the label
            axes.plot([end, last], [drawn[-1]] * 2, color=colour, linewidth=1, linestyle=":")
        top = max(top, float(drawn[-1]))
        labels.append((float(drawn[-1]), f"{group.name}  {percent(drawn[-1])}", colour))
    axes.set_ylim(0, min(1.0, max(top * 1.12, 0.02)) if rising else 1.0)
    if labels:
        side_labels(axes, labels)
    else:
        slide.note(axes, "Too few people for a curve")
