"""Recognition: does a person in distress see a need?"""

from __future__ import annotations

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person
from simulation.measures.categories import AWARE, NO_DISTRESS, NOBODY, UNAWARE, WAITING, WELL
from simulation.population.columns import NEVER
from simulation.processes import recognition as equations

rules = rules_of(equations)


def recognition(person: Person) -> None:
    """A person who sees no need may come to see one; a need without a disorder may pass."""
    model = person.model
    if person.severity == NO_DISTRESS and AWARE <= person.stage <= WAITING:
        relief = person.luck("recognition: relief without a disorder")
        if relief < model.p.subthreshold_relief:
            person.enter(WELL)
            person.modality = NOBODY
        return
    if person.stage != UNAWARE:
        return
    literacy = person.with_strategies("literacy", "literacy")
    chance = rules.recognition_probability(
        model.p,
        person.severity,
        literacy,
        person.denial,
        person.prompts,
        person.need_start != NEVER,
    )
    chance = 1.0 - (1.0 - chance) * (1.0 - person.modifier("recognition"))
    if person.luck("recognition") < chance:
        model.count("recognitions")
        person.enter(AWARE)
        person.need_start = model.week
        person.examples = 0
