"""Help resistance: asking for help, refusing what is offered, asking for something else."""

from __future__ import annotations

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Tie, Town
from simulation.measures.categories import AWARE, INTENDING, NO_DISTRESS, NOBODY, REFUSED
from simulation.population.columns import BURDENED, CONFIDED, PROMPTED, REFERRED
from simulation.processes import help_resistance as equations

rules = rules_of(equations)

NO_CONFIDANT = -1


def help_resistance(model: Town) -> None:
    """People turn to confidants, all at once; then the confidants bear it."""
    for person in model.people:
        person.confidant = NO_CONFIDANT
        if may_turn_to_confidants(person):
            turn_to_one(person)
    for person in model.by_row:
        if person.confidant != NO_CONFIDANT:
            be_borne(person)


def resistance_of(person: Person) -> float:
    """How help-resistant a person is by now."""
    resistance: float = rules.resistance_now(person.help_resistance, person.asking_habit)
    return resistance


def may_turn_to_confidants(person: Person) -> bool:
    """Whether a person has told somebody of their episode, sees a need, and is without help."""
    ill = person.severity != NO_DISTRESS
    return bool(ill and person.known & CONFIDED and AWARE <= person.stage <= REFUSED)


def turn_to_one(person: Person) -> None:
    """Turn to one of the ties with the problem, who may be a child, silent, or too weary."""
    model, p = person.model, person.model.p
    turning = rules.turning_probability(p, resistance_of(person))
    if not person.ties or person.luck("help resistance: turning to a confidant") >= turning:
        return
    whom = person.luck("help resistance: turning to a confidant", k=1)
    tie = person.ties[int(whom * len(person.ties))]
    ear = person.luck("help resistance: whether the confidant listens")
    if not tie.other.adult or ear >= tie.strength:
        return
    if tie.other.shown & BURDENED and ear >= tie.strength * (1.0 - p.weary_silence):
        model.count("turned_away")
        return
    model.count("talks")
    talk(person, tie)
    may_be_referred(person)


def talk(person: Person, tie: Tie) -> None:
    """The confidant changes the subject, or gives advice, which is refused or taken."""
    model, p = person.model, person.model.p
    resistance = resistance_of(person)
    changes_subject = max(p.acknowledgement, tie.other.modifier("acknowledgement"))
    person.confidant = tie.other.row
    if person.luck("help resistance: how the confidant responds") < changes_subject:
        model.count("subjects_changed")
        person.asking_habit = rules.habit_after_change_of_subject(p, person.asking_habit)
        return
    refuses = rules.advice_refusal_probability(p, resistance)
    if person.luck("help resistance: how the confidant responds", k=1) < refuses:
        model.count("advice_refused")
        person.asking_habit = rules.habit_after_refusal(p, person.asking_habit, resistance)
        person.confidant = -2 - tie.other.row  # the sign tells that advice was refused
    else:
        person.prompts += tie.strength
        person.known |= PROMPTED


def may_be_referred(person: Person) -> None:
    """Be sent to a professional, once in an episode, when asking has become a habit."""
    if person.known & REFERRED:
        return
    chance = rules.referral_probability(person.model.p, person.asking_habit)
    if person.luck("help resistance: referral") < chance:
        person.model.count("referrals")
        person.known |= REFERRED
        if person.stage in (AWARE, REFUSED):
            person.enter(INTENDING)
            person.modality = NOBODY


def be_borne(person: Person) -> None:
    """The conversation costs the confidant something, the most if advice was refused."""
    model = person.model
    refused = person.confidant < NO_CONFIDANT
    confidant = model.by_row[-2 - person.confidant if refused else person.confidant]
    modifier = confidant.modifier("conversation_burden")
    confidant.burden = rules.burden_after_talk(model.p, confidant.burden, refused, modifier)
    confidant.known |= BURDENED
