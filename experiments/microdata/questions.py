"""What a survey may have asked, as far as the model knows an outcome of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.counted import REASONS
from simulation.measures.categories import BARRIERS, STAGE_ROWS, STRUCTURAL
from simulation.population.fields import PEOPLE_COLUMNS, TableColumn

Mask = NDArray[np.bool_]
YES_NO = {"no": ("n", "0", "false"), "yes": ("y", "1", "true")}
YES = 1
_MOST_SESSIONS = 1_000


def _question(name: str, meaning: str) -> TableColumn:
    return TableColumn(name=name, meaning=meaning, categories=YES_NO)


CASE, USE, NEED, DROPOUT, IN_CARE = "case", "use", "need", "dropout", "in_care"
SESSIONS, STAGE = "sessions", "stage"
BARRIER = "barrier_"
QUESTIONS: dict[str, TableColumn] = {
    one.name: one
    for one in (
        _question(CASE, "had a disorder at any time in the last twelve months"),
        _question(USE, "saw a professional about it in the last twelve months"),
        _question(NEED, "saw a need for help in the last twelve months"),
        _question(DROPOUT, "left care against the plan in the last twelve months"),
        _question(IN_CARE, "is in care now"),
        TableColumn(
            name=SESSIONS,
            meaning="sessions with professionals in the last twelve months",
            unit="sessions",
            low=0,
            high=_MOST_SESSIONS,
        ),
        TableColumn(
            name=STAGE,
            meaning="where the person stands on the way to help now",
            categories=dict.fromkeys(STAGE_ROWS, ()),
        ),
        *(
            _question(f"{BARRIER}{name}", f"named as a reason for no care: {name}")
            for name in BARRIERS
        ),
    )
}
"""Questions by name."""
PEOPLE = {name: PEOPLE_COLUMNS[name] for name in ("age", "sex", "income")}
"""What groups are made of."""


@dataclass(frozen=True)
class Answers:
    """Answers to a yes-or-no question: who said yes and who no; of the others nothing is known."""

    yes: Mask
    no: Mask

    @property
    def known(self) -> Mask:
        """Who answered."""
        return self.yes | self.no


Given = Mapping[str, Answers]


@dataclass(frozen=True)
class Proposed:
    """A share that answers tell: of whom (``among``), and what of them (``what``).

    ``needs`` are the questions that it takes. Who belongs to ``among``, and of whom it is not known
    whether ``what`` holds, is left out, and counted.
    """

    outcome: str
    needs: tuple[str, ...]
    among: Callable[[Given], Mask]
    what: Callable[[Given], Answers]
    words: str


def _cases(given: Given) -> Mask:
    return given[CASE].yes


def _untreated(given: Given) -> Mask:
    return given[CASE].yes & given[USE].no


def _holding_back(given: Given) -> Mask:
    return _untreated(given) & given[NEED].yes


def _used(given: Given) -> Mask:
    return given[USE].yes


def _all(given: Given) -> Mask:
    return np.ones_like(next(iter(given.values())).yes)


def _any(*answers: Answers) -> Answers:
    """Yes to one of several questions, or no to all of them."""
    return Answers(
        np.logical_or.reduce([one.yes for one in answers]),
        np.logical_and.reduce([one.no for one in answers]),
    )


def _reason(name: str) -> Proposed:
    question = f"{BARRIER}{name}"
    return Proposed(
        f"{REASONS}{name}",
        (CASE, USE, NEED, question),
        _holding_back,
        lambda given: given[question],
        f"{question} of case, no use, need",
    )


_STRUCTURAL = tuple(f"{BARRIER}{name}" for name in STRUCTURAL)

SHARES: tuple[Proposed, ...] = (
    Proposed("prevalence_12m", (CASE,), _all, lambda given: given[CASE], "case of all"),
    Proposed("service_use_12m", (CASE, USE), _cases, lambda given: given[USE], "use of case"),
    Proposed(
        "perceived_need_12m",
        (CASE, USE, NEED),
        _cases,
        lambda given: _any(given[NEED], given[USE]),
        "need or use of case",
    ),
    Proposed(
        "low_perceived_need_share",
        (CASE, USE, NEED),
        _untreated,
        lambda given: Answers(given[NEED].no, given[NEED].yes),
        "no need of case, no use",
    ),
    *map(_reason, BARRIERS),
    Proposed(
        "structural_barrier_share",
        (CASE, USE, NEED, *_STRUCTURAL),
        _holding_back,
        lambda given: _any(*(given[name] for name in _STRUCTURAL)),
        f"{' or '.join(_STRUCTURAL)} of case, no use, need",
    ),
    Proposed(
        "dropout_share", (USE, DROPOUT), _used, lambda given: given[DROPOUT], "dropout of use"
    ),
    Proposed("in_care_now", (IN_CARE,), _all, lambda given: given[IN_CARE], "in_care of all"),
)
"""What shares may be proposed."""
