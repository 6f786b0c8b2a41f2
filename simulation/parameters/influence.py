"""Numbers of influence: what ties carry, and how stigma turns inward."""

from simulation.parameters.field import ParameterSection, tabled


class InfluenceParameters(ParameterSection):
    """Conversation, prompts, examples of care, internalisation, familiar suffering."""

    conversation_chance: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that an adult talks with one of their ties about mental health and help",
    )
    peer_weight: float = tabled(
        "share of the difference",
        0.0,
        1.0,
        "How far one conversation with the closest tie moves an attitude toward the other's",
    )
    attitude_return: float = tabled(
        "share of the difference",
        0.0,
        1.0,
        "How far an attitude returns to its usual level at each conversation",
    )
    notice_household: float = tabled(
        "probability per episode",
        0.0,
        1.0,
        "Chance that a household member comes to know of an open person's episode",
    )
    notice_friend: float = tabled(
        "probability per episode",
        0.0,
        1.0,
        "Chance that a close friend comes to know of an open person's episode, untold",
    )
    notice_mild: float = tabled(
        "ratio", 0.0, 1.0, "Visibility of a mild episode beside more severe ones"
    )
    prompt_chance: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance for each tie to come to speak, if they know and in the measure of their closeness; "
        "no more than visits_heard come in a week",
    )
    visits_heard: int = tabled(
        "visits", 1, 7, "How many ties at most come to speak with a person in a week"
    )
    discouragement: float = tabled(
        "ratio", 0.0, 1.0, "Weight of a discouraging word beside an encouraging one"
    )
    confrontation_share: float = tabled(
        "share of prompts",
        0.0,
        1.0,
        "Share of prompts to a person who sees no need that confront rather than listen",
    )
    confrontation_denial: float = tabled(
        "share of the way to one",
        0.0,
        1.0,
        "How far one confrontation raises the denial of a fully reactant person",
    )
    listening_denial: float = tabled(
        "share", 0.0, 1.0, "How far one conversation of listening lowers denial"
    )
    listening_trust: float = tabled(
        "share of the way to one", 0.0, 1.0, "How far one conversation of listening raises trust"
    )
    listening_fear: float = tabled(
        "share", 0.0, 1.0, "How far one conversation of listening lowers fear of change"
    )
    weary_silence: float = tabled(
        "share", 0.0, 1.0, "Share of prompts and of open ears that is lost when somebody is weary"
    )
    internalisation: float = tabled(
        "share of the difference per week",
        0.0,
        1.0,
        "How fast the self-stigma of a person in need rises toward the stigma they perceive",
    )
    denial_growth: float = tabled(
        "share of the way to one per week",
        0.0,
        1.0,
        "Growth of denial in an unrecognised episode at full self-stigma",
    )
    fear_growth: float = tabled(
        "share of the way to one per week",
        0.0,
        1.0,
        "Growth of fear of change for each week that an episode goes untreated",
    )
    fear_growth_trauma: float = tabled(
        "ratio", 1.0, 5.0, "The same growth with four or more kinds of adversity, beside none"
    )
    opinion_trust: float = tabled(
        "weight", 0.0, 1.0, "Weight of trust in what a person says about seeking help"
    )
    opinion_benefit: float = tabled(
        "weight", 0.0, 1.0, "Weight of expected benefit in what a person says about seeking help"
    )
