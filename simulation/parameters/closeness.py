"""Numbers of help resistance and of relatives: conversations, and what they cost both sides."""

from simulation.parameters.field import Section, number


class HelpResistanceParameters(Section):
    """Asking confidants, refusing, asking again; and how it ends."""

    refusal_base: float = number(
        -4.0, "log odds", -12.0, 6.0,
        "assumption: few refuse what they asked for",
        "Refusing the first offer, without help resistance or reactance",
        (-5.0, -3.0),
    )  # fmt: skip
    refusal_help_resistance: float = number(
        5.0, "log odds over the whole scale", 0.0, 20.0,
        "assumption: makes refusal the rule at full help resistance",
        "Refusing an offer with full help resistance beside none",
        (3.0, 7.0),
    )  # fmt: skip
    refusal_directive: float = number(
        1.5, "log odds over the whole scale", 0.0, 12.0,
        "assumption: directive offers provoke reactance, collaborative ones do not",
        "Refusing a directive offer with full reactance",
        (0.5, 2.5),
    )  # fmt: skip
    refusal_habit: float = number(
        0.3, "log odds for each earlier refusal", 0.0, 3.0,
        "assumption: asking and refusing feeds itself; counted up to five",
        "Rise of refusal with each offer refused in the episode, at full help resistance",
        (0.0, 0.8),
    )  # fmt: skip
    ask_again: float = number(
        0.25, "probability per week", 0.0, 1.0,
        "assumption: people with help resistance ask again within weeks",
        "Chance that a person who refused asks for something else",
        (0.1, 0.5),
    )  # fmt: skip
    stop_asking: float = number(
        0.10, "probability per week", 0.0, 1.0,
        "assumption: as often as not asking again ends in a few months",
        "Chance that a person who refused stops asking, less with help resistance",
        (0.03, 0.2),
    )  # fmt: skip
    talk_chance: float = number(
        0.5, "probability per week", 0.0, 1.0,
        "assumption: every other week, and a close tie listens about every other time",
        "Chance that a person who has confided turns to one of their ties with the problem",
        (0.2, 0.8),
    )  # fmt: skip
    talk_resistance: float = number(
        2.0, "ratio less one", 0.0, 10.0,
        "assumption: to be in the conversation is part of what is sought",
        "How much more often people with full help resistance do so",
        (0.5, 4.0),
    )  # fmt: skip
    acknowledgement: float = number(
        0.1, "probability", 0.0, 1.0,
        "assumption: few confidants know that advice feeds the loop",
        "Chance that a confidant acknowledges the problem and changes the subject",
        (0.0, 0.3),
    )  # fmt: skip
    advice_refusal: float = number(
        0.3, "probability", 0.0, 1.0,
        "assumption: a third of well-meant advice is not taken by anybody",
        "Chance that advice is refused without help resistance",
        (0.1, 0.5),
    )  # fmt: skip
    habit_gain: float = number(
        0.25, "share of the way to one", 0.0, 1.0,
        "assumption: some ten refusals make a habit of a fully help-resistant person",
        "Growth of the habit with each advice refused, at full help resistance",
        (0.05, 0.5),
    )  # fmt: skip
    habit_break: float = number(
        0.3, "share", 0.0, 1.0,
        "assumption: the loop yields in a few conversations once it gives nothing",
        "Fall of the habit when the subject is changed",
        (0.1, 0.6),
    )  # fmt: skip
    habit_treated: float = number(
        0.2, "share per session", 0.0, 1.0,
        "assumption: a course that goes well resolves most of it",
        "Fall of the habit with a session at full progress",
        (0.05, 0.4),
    )  # fmt: skip
    chronic_habit: float = number(
        0.35, "share of the scale", 0.0, 1.0,
        "assumption: half of the scale",
        "Habit from which on confidants refer to a professional",
        (0.3, 0.7),
    )  # fmt: skip
    referral_chance: float = number(
        0.15, "probability for each conversation", 0.0, 1.0,
        "assumption: after some seven more conversations",
        "Chance that a confidant refers a person with a chronic habit",
        (0.05, 0.4),
    )  # fmt: skip
    referral_odds: float = number(
        0.3, "odds ratio", 0.0, 1.0,
        "assumption: somebody the person listens to has asked for them; a third of the odds",
        "Odds to refuse an offer after a referral beside before",
        (0.1, 0.7),
    )  # fmt: skip
    habit_resolved: float = number(
        1.0, "share", 0.0, 1.0,
        "assumption: the habit belongs to the problem and ends with it; at less, some stays",
        "Fall of the habit when the episode ends",
        (0.5, 1.0),
    )  # fmt: skip
    talk_cost: float = number(
        0.01, "share of the way to one", 0.0, 1.0,
        "assumption: listening costs a little",
        "Burden of a confidant by a conversation that goes well",
        (0.0, 0.03),
    )  # fmt: skip
    talk_cost_refused: float = number(
        0.06, "share of the way to one", 0.0, 1.0,
        "assumption: several times as much as listening; it wears helpers out within months",
        "Burden of a confidant whose advice is refused",
        (0.02, 0.12),
    )  # fmt: skip


class RelativesParameters(Section):
    """The burden of those who are close."""

    close_tie: float = number(
        0.7, "share of the scale", 0.0, 1.0, "P_net_gss04, P_net_gss85",
        "Closeness from which on a friend's illness is a burden; a confidant has half",
        (0.5, 0.9),
    )  # fmt: skip
    burden_growth: float = number(
        0.012, "share of the way to one per week", 0.0, 1.0,
        "assumption: half of full burden after a year and a half beside a moderate episode",
        "Growth of burden beside a person who is moderately ill and goes without care",
        (0.003, 0.02),
    )  # fmt: skip
    burden_severe: float = number(
        2.0, "ratio", 1.0, 10.0,
        "assumption: twice as heavy",
        "The same beside a severe episode",
        (1.3, 3.0),
    )  # fmt: skip
    burden_relief: float = number(
        0.03, "share per week", 0.0, 1.0,
        "assumption: burden is halved in half a year",
        "Fall of burden by rest",
        (0.01, 0.06),
    )  # fmt: skip
    weary_burden: float = number(
        0.25, "share of the scale", 0.0, 1.0,
        "assumption: a third of the scale",
        "Burden from which on a relative is weary",
        (0.2, 0.6),
    )  # fmt: skip
