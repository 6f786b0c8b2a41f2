"""Distress: episodes begin, deepen, ease, remit and come back."""

from __future__ import annotations

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person
from simulation.measures.categories import (
    AWARE,
    IN_CARE,
    NO_DISTRESS,
    NOBODY,
    SEVERE,
    UNAWARE,
    WELL,
)
from simulation.population.columns import CONFIDED, NEVER, PROMPTED, REFERRED
from simulation.processes import distress as equations

rules = rules_of(equations)


def distress(person: Person) -> None:
    """What happens to a person's health this week."""
    if person.severity != NO_DISTRESS:
        live_with_distress(person)
    elif person.adult:
        may_fall_ill(person)


def may_fall_ill(person: Person) -> None:
    """An episode may begin. It finds nobody told and nothing refused, and is not seen at first."""
    model = person.model
    since = model.week - person.remission if person.remission != NEVER else -1
    chance = rules.onset_probability(
        model.p,
        person.vulnerability,
        since,
        person.chronicity,
        person.progress if person.last_entry >= person.episode_start else 0.0,
        person.burden,
    )
    luck = person.luck("distress: onset")
    if luck >= chance:
        troubled = rules.subthreshold_probability(model.p, person.vulnerability)
        if person.stage == WELL and luck >= 1.0 - troubled:
            feel_a_need_without_a_disorder(person)
        return
    model.count("onsets")
    severity = rules.severity_at_onset(model.p, person.luck("distress: severity at onset"))
    person.severity = person.worst_severity = severity
    if severity == SEVERE:
        deny(person)
    person.episode_start = model.week
    if person.first_onset == NEVER:
        person.first_onset = model.week
    person.known &= ~(CONFIDED | PROMPTED | REFERRED)
    person.refusals = 0
    if person.stage == WELL:  # who is still in care from an earlier episode stays there
        person.enter(UNAWARE)


def feel_a_need_without_a_disorder(person: Person) -> None:
    """Distress that is no episode, and is seen at once; nobody has been told of it."""
    person.model.count("subthreshold_onsets")
    person.enter(AWARE)
    person.need_start = person.model.week
    person.examples = 0
    person.known &= ~(CONFIDED | PROMPTED | REFERRED)
    person.refusals = 0


def live_with_distress(person: Person) -> None:
    """An episode ends, or goes on at the same or another severity."""
    model = person.model
    in_care = person.stage == IN_CARE
    rate = rules.remission_rate(
        model.p,
        person.severity,
        model.week - person.episode_start,
        person.trauma,
        bool(person.known & CONFIDED),
        person.progress if in_care else 0.0,
    )
    if person.luck("distress: remission") < rules.remission_probability(rate):
        recover(person)
        return
    before = person.severity
    person.severity = rules.severity_next_week(
        model.p, before, person.luck("distress: remission", k=1)
    )
    if person.severity > before:
        model.count("deepenings")
        person.worst_severity = max(person.worst_severity, person.severity)
        if person.severity == SEVERE:
            deny(person)


def deny(person: Person) -> None:
    """Keep the shock of a severe episode away."""
    person.denial = rules.denial_after_shock(person.model.p, person.denial)


def recover(person: Person) -> None:
    """An episode ends, and with it a part of what it did to attitudes."""
    model = person.model
    model.count("remissions")
    person.severity = NO_DISTRESS
    person.remission = model.week
    went_without_care = person.last_entry < person.episode_start
    person.chronicity = (model.week - person.episode_start) / 52.0 if went_without_care else 0.0
    person.asking_habit *= 1.0 - model.p.habit_resolved
    for attitude in ("self_stigma", "denial", "fear_of_change"):
        now, usual = getattr(person, attitude), getattr(person, f"usual_{attitude}")
        setattr(person, attitude, rules.after_recovery(model.p, now, usual))
    if person.stage != IN_CARE:  # care that has begun is brought to its end
        person.enter(WELL)
        person.modality = NOBODY
