"""The targets that come with the model: rows of ``targets.csv``, and rows that have none.

``helpseek list targets`` shows them; a file of one's own has the same columns
(``experiments/docs/how_to_compare_with_a_survey.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from experiments.evidence.target import Target
from experiments.evidence.target_file import Targets, read_text

FILE = "targets.csv"


@cache
def built_in() -> Targets:
    """The targets that come with the model."""
    return read_text((files(__package__) / FILE).read_text(encoding="utf-8"), FILE)


_DIAGNOSIS = "the model tells severities apart, not diagnoses"
_WORDS = "the source gives words and no figure"
_INPUT = "a number that goes into the model as it is"
_WILLING = "answers about what one would do have no counterpart"

NO_COUNTERPART: dict[str, str] = {
    "K8": _DIAGNOSIS,
    "K9": _DIAGNOSIS,
    "K19": "the model does not keep why a person drops out",
    "K20": "the model does not keep why a person drops out",
    "K23": _DIAGNOSIS,
    "P_stig_pers": "stigma held against others is not a trait of the model",
    "P_mistrust_lo": _WILLING,
    "P_mistrust_hi": _WILLING,
    "P_intent_students": _WILLING,
    "P_net_core": "phone calls of teenagers",
    "P_net_dunbar": "the model holds the ties in which distress may be spoken of, not all",
    "P_net_layers": "as P_net_dunbar",
    "P_net_clust": _WORDS,
    "P_mhfa_conf": "confidence in helping is not a trait of the model",
    "P_mi_meta": _WORDS,
    "P_peerorg": "units of a scale that the model does not have",
    "P_cost_hi": _INPUT,
    "P_cost_lo": _INPUT,
    "P_cost_course": "in another currency, of services of another country",
    "P_cost_recov": "in another currency, of services of another country",
    "P_price_us": _INPUT,
    "P_dw_a": _INPUT,
    "P_dw_b": _INPUT,
    "P_dw_c": _INPUT,
    "P_wait_first7": _WORDS,
    "P_workforce": "heads of staff; the model counts places",
}
"""Rows of the evidence table that nothing in the model can be compared with, and why."""

TARGETS: tuple[Target, ...] = built_in().rows


def chosen(only: Sequence[str]) -> tuple[Target, ...]:
    """Of the built-in targets, those that ``Targets.chosen`` gives."""
    return built_in().chosen(only)
