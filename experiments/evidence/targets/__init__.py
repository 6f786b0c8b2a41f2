"""All targets, and why the other rows of the evidence table have none."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.evidence.target import Target
from experiments.evidence.targets import (
    attitudes,
    care,
    groups,
    illness,
    leaving,
    others,
    reasons,
    service_use,
)
from experiments.evidence.targets.strategies import in_care, in_the_public
from simulation.errors import InputError

TARGETS: tuple[Target, ...] = tuple(
    target
    for module in (
        service_use,
        reasons,
        leaving,
        illness,
        care,
        attitudes,
        others,
        groups,
        in_the_public,
        in_care,
    )
    for target in module.TARGETS
)

_IDS = {name.casefold() for target in TARGETS for name in target.ids}

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


def chosen(only: Sequence[str]) -> tuple[Target, ...]:
    """The targets with one of these ids, or with an id that begins so; all, if there are none.

    ``C`` means the rows C1 to C6. Raises InputError for a text that fits no target.
    """
    if not only:
        return TARGETS
    for text in only:
        if not any(_fits(target, text) for target in TARGETS):
            raise InputError(
                "fits no figure to compare with",
                source="--only",
                found=text,
                allowed="the beginning of an id, for instance C, K16, P_rem, T_rand",
            )
    return tuple(target for target in TARGETS if any(_fits(target, text) for text in only))


def _fits(target: Target, text: str) -> bool:
    wanted = text.casefold()
    if wanted in _IDS:
        return any(name.casefold() == wanted for name in target.ids)
    return bool(wanted) and any(name.casefold().startswith(wanted) for name in target.ids)
