"""Numbers of help resistance and of relatives: conversations, and what they cost both sides."""

from simulation.parameters.field import ParameterSection, tabled


class HelpResistanceParameters(ParameterSection):
    """Asking confidants, refusing, asking again; and how it ends."""

    refusal_base: float = tabled(
        "log odds", -12.0, 6.0, "Refusing the first offer, without help resistance or reactance"
    )
    refusal_help_resistance: float = tabled(
        "log odds over the whole scale",
        0.0,
        20.0,
        "Refusing an offer with full help resistance beside none",
    )
    refusal_directive: float = tabled(
        "log odds over the whole scale", 0.0, 12.0, "Refusing a directive offer with full reactance"
    )
    refusal_habit: float = tabled(
        "log odds for each earlier refusal",
        0.0,
        3.0,
        "Rise of refusal with each offer refused in the episode, at full help resistance",
    )
    refusals_counted: int = tabled(
        "refusals", 0, 1000, "How many refusals in an episode count at most"
    )
    ask_again: float = tabled(
        "probability per week", 0.0, 1.0, "Chance that a person who refused asks for something else"
    )
    stop_asking: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that a person who refused stops asking, less with help resistance",
    )
    talk_chance: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that a person who has confided turns to one of their ties with the problem",
    )
    talk_resistance: float = tabled(
        "ratio less one", 0.0, 10.0, "How much more often people with full help resistance do so"
    )
    acknowledgement: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance that a confidant acknowledges the problem and changes the subject",
    )
    advice_refusal: float = tabled(
        "probability", 0.0, 1.0, "Chance that advice is refused without help resistance"
    )
    habit_gain: float = tabled(
        "share of the way to one",
        0.0,
        1.0,
        "Growth of the habit with each advice refused, at full help resistance",
    )
    habit_break: float = tabled("share", 0.0, 1.0, "Fall of the habit when the subject is changed")
    habit_treated: float = tabled(
        "share per session", 0.0, 1.0, "Fall of the habit with a session at full progress"
    )
    chronic_habit: float = tabled(
        "share of the scale", 0.0, 1.0, "Habit from which on confidants refer to a professional"
    )
    referral_chance: float = tabled(
        "probability for each conversation",
        0.0,
        1.0,
        "Chance that a confidant refers a person with a chronic habit",
    )
    referral_odds: float = tabled(
        "odds ratio", 0.0, 1.0, "Odds to refuse an offer after a referral beside before"
    )
    habit_resolved: float = tabled("share", 0.0, 1.0, "Fall of the habit when the episode ends")
    talk_cost: float = tabled(
        "share of the way to one",
        0.0,
        1.0,
        "Burden of a confidant by a conversation that goes well",
    )
    talk_cost_refused: float = tabled(
        "share of the way to one", 0.0, 1.0, "Burden of a confidant whose advice is refused"
    )


class RelativesParameters(ParameterSection):
    """The burden of those who are close."""

    close_tie: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Closeness from which on a friend's illness is a burden; a confidant has half",
    )
    burden_growth: float = tabled(
        "share of the way to one per week",
        0.0,
        1.0,
        "Growth of burden beside a person who is moderately ill and goes without care",
    )
    burden_severe: float = tabled("ratio", 1.0, 10.0, "The same beside a severe episode")
    burden_relief: float = tabled("share per week", 0.0, 1.0, "Fall of burden by rest")
    weary_burden: float = tabled(
        "share of the scale", 0.0, 1.0, "Burden from which on a relative is weary"
    )
    least_burden: float = tabled(
        "share of the scale", 0.0, 1.0, "Burden below which a relative is free of it"
    )
