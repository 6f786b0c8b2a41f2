"""Rows of targets from a survey, each with a comment that says how it was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.target_cells import COLUMNS
from experiments.microdata.design import Estimate
from experiments.microdata.intervals import Method, of_mean, of_share
from experiments.microdata.questions import QUESTIONS, SESSIONS, SHARES, STAGE, USE
from experiments.microdata.reading import Sample, age_masks, income_masks, sex_masks
from simulation.csv_text import csv_lines
from simulation.errors import InputError, unknown_name
from simulation.measures.categories import STAGE_ROWS
from simulation.measures.outcomes import OUTCOMES
from simulation.population.columns import YEAR

Mask = NDArray[np.bool_]
FEW = 30
"""People from which on a share is told without a word of warning."""
BANDS = ("18-34", "35-49", "50-64", "65+")
_NOW = f"week {5 * YEAR - 1}"
_METHODS = {"logit": "logit interval", "korn-graubard": "Korn and Graubard's interval"}
GROUPS: dict[str, str] = {"sex": "sex", "age": "age", "income": "income"}
"""Groups that rows may be told of, and the column that each takes."""


@dataclass(frozen=True)
class About:
    """What rows say of the survey: its name, year and place, and how their ids begin."""

    source: str
    year: str = ""
    place: str = ""
    prefix: str = ""
    method: Method = "logit"


Row = dict[str, str]


def propose(
    sample: Sample, about: About, by: Sequence[str] = (), bands: Sequence[str] = BANDS
) -> tuple[list[Row], list[str]]:
    """Rows for all outcomes that the answers tell, of everybody and by group, and what has to be
    said. Raises InputError where nothing can be told, or a group not be made."""
    rows: list[Row] = []
    empty: list[str] = []
    for group, members in _groups(sample, by, bands):
        found = list(_of_group(sample, about, group, members))
        rows += filter(None, found)
        if group and found and not any(found):
            empty.append(group)
    if not rows:
        given = ", ".join(sample.answers) or "none"
        raise InputError(
            "no outcome of the model follows from these columns",
            source="--map",
            found=given,
            allowed="case (or --all-cases) and use, for instance; there are "
            f"{', '.join(QUESTIONS)}",
        )
    few = [row["id"] for row in rows if int(row["n"]) < FEW]
    told = [f"nobody was asked of {', '.join(empty)}"] if empty else []
    if few:
        told.append(f"fewer than {FEW} people in {len(few)} rows: {', '.join(few)}")
    return rows, told


def text_of(rows: Sequence[Row]) -> str:
    """The rows as a file of targets."""
    named = [name for name in COLUMNS if any(row.get(name) for row in rows)]
    return "".join(csv_lines([named, *([row.get(name, "") for name in named] for row in rows)]))


def _groups(sample: Sample, by: Sequence[str], bands: Sequence[str]) -> Iterator[tuple[str, Mask]]:
    makers: dict[str, Callable[[], dict[str, Mask]]] = {
        "sex": lambda: sex_masks(sample),
        "age": lambda: age_masks(sample, bands),
        "income": lambda: income_masks(sample),
    }
    yield "", sample.adult
    for name in dict.fromkeys(by):
        if name not in makers:
            raise unknown_name("grouping", name, makers, source="--by")
        if name not in sample.codes and name not in sample.numbers:
            raise InputError(
                "no column is mapped for this grouping",
                source="--by",
                found=name,
                allowed=f"--map {name}=COLUMN",
            )
        for group, members in makers[name]().items():
            yield f"{name}={group}", sample.adult & members


def _of_group(sample: Sample, about: About, group: str, members: Mask) -> Iterator[Row]:
    for one in SHARES:
        if not set(one.needs) <= sample.answers.keys():
            continue
        what = one.what(sample.answers)
        among = members & one.among(sample.answers)
        yield _share(sample, about, one.outcome, group, among, what.yes, what.known, one.words)
    if STAGE in sample.codes:
        codes = sample.codes[STAGE]
        known = codes < len(STAGE_ROWS)
        for code, name in enumerate(STAGE_ROWS if not group else ()):
            row = _share(
                sample,
                about,
                f"stage_{name}",
                group,
                members,
                codes == code,
                known,
                f"stage {name}",
            )
            yield {**row, "window": _NOW} if row else row
    if SESSIONS in sample.numbers and USE in sample.answers:
        sessions = sample.numbers[SESSIONS]
        among = members & sample.answers[USE].yes
        known = among & ~np.isnan(sessions)
        estimate = sample.design.mean(np.nan_to_num(sessions), known)
        unit = OUTCOMES["visits_per_user"].unit
        yield _row(
            about,
            "visits_per_user",
            group,
            estimate,
            of_mean(estimate),
            unit,
            "mean of sessions of use",
            int(np.count_nonzero(among & ~known)),
            "interval by Student's t",
        )


def _share(
    sample: Sample,
    about: About,
    outcome: str,
    group: str,
    among: Mask,
    yes: Mask,
    known: Mask,
    words: str,
) -> Row:
    estimate = sample.design.mean(yes.astype(np.float64), among & known)
    ends = of_share(estimate, about.method)
    return _row(
        about,
        outcome,
        group,
        estimate,
        ends,
        "%",
        words,
        int(np.count_nonzero(among & ~known)),
        _METHODS[about.method if 0.0 < estimate.value < 1.0 else "korn-graubard"],
    )


def _row(
    about: About,
    outcome: str,
    group: str,
    estimate: Estimate,
    ends: tuple[float, float],
    unit: str,
    words: str,
    unknown: int,
    interval: str,
) -> Row:
    if not estimate.n:
        return {}
    times = 100.0 if unit == "%" else 1.0
    value, low, high = (_plain(times * number) for number in (estimate.value, *ends))
    left_out = f", {unknown:,} without an answer left out" if unknown else ""
    few = "; few people" if estimate.n < FEW else ""
    return {
        "id": _id(about.prefix, outcome, group),
        "heading": about.source,
        "outcome": outcome,
        "group": group,
        "value": value,
        "low": low,
        "high": high,
        "n": str(estimate.n),
        "unit": unit,
        "year": about.year,
        "place": about.place,
        "source": about.source,
        "use": "check",
        "kind": "check",
        "comment": f"{words}; weighted, {estimate.n:,} people{left_out}; standard error "
        f"{_plain(times * estimate.error)} by Taylor linearisation, {estimate.degrees} degrees of "
        f"freedom, {interval}{few}",
    }


def _id(prefix: str, outcome: str, group: str) -> str:
    tail = group.replace("=", "_").replace("+", "_up") if group else ""
    return "_".join(filter(None, (prefix, outcome, tail)))


def _plain(number: float) -> str:
    return f"{number:.6g}"
