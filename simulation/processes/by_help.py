"""Counts by kind of help: where they stand among the counts of a week."""

from __future__ import annotations

from simulation.compiled import rule
from simulation.measures.categories import MODALITIES
from simulation.measures.weekly import IN_CARE_BY_MODALITY, VISITS

_USUAL = len(MODALITIES)


@rule
def sessions_place(m: int, kinds: int, width: int) -> int:
    """The column, of ``width``, of the sessions of the kind of help ``m``, of ``kinds``."""
    return VISITS + m if m < _USUAL else width - 2 * (kinds - m)


@rule
def in_care_place(m: int, kinds: int, width: int) -> int:
    """The column, of ``width``, of the adults in the kind of help ``m``, of ``kinds``."""
    return IN_CARE_BY_MODALITY + m if m < _USUAL else width - 2 * (kinds - m) + 1
