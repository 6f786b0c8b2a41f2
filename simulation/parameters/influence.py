"""Numbers of influence: what ties carry, and how stigma turns inward."""

from simulation.parameters.field import Section, number


class InfluenceParameters(Section):
    """Conversation, prompts, examples of care, internalisation, familiar suffering."""

    conversation_chance: float = number(
        0.04,
        "probability per week",
        0.0,
        1.0,
        "assumption: the subject comes up some twice a year",
        "Chance that an adult talks with one of their ties about mental health and help",
        (0.02, 0.15),
    )
    peer_weight: float = number(
        0.15,
        "share of the difference",
        0.0,
        1.0,
        "assumption: attitudes are slow; over twelve years a national campaign moved them by a "
        "third of a standard deviation (P_ttc_att)",
        "How far one conversation with the closest tie moves an attitude toward the other's",
        (0.02, 0.25),
    )
    attitude_return: float = number(
        0.12,
        "share of the difference",
        0.0,
        1.0,
        "assumption: people return to what they grew up with, so that opinions neither freeze "
        "nor merge into one",
        "How far an attitude returns to its usual level at each conversation",
        (0.02, 0.2),
    )
    notice_household: float = number(
        0.891,
        "probability per episode",
        0.0,
        1.0,
        "assumption: most who live together see a moderate episode",
        "Chance that a household member comes to know of an open person's episode",
        (0.5, 0.95),
    )
    notice_friend: float = number(
        0.552,
        "probability per episode",
        0.0,
        1.0,
        "P_net_gss04, P_net_core",
        "Chance that a close friend comes to know of an open person's episode, untold",
        (0.15, 0.6),
    )
    notice_mild: float = number(
        0.5,
        "ratio",
        0.0,
        1.0,
        "assumption: a mild episode is half as visible as a moderate one",
        "Visibility of a mild episode beside more severe ones",
        (0.25, 0.8),
    )
    prompt_chance: float = number(
        0.42,
        "probability per week",
        0.0,
        1.0,
        "P_men_infl, P_men_wouldnot",
        "Chance for each tie to come to speak, if they know and in the measure of their closeness; "
        "three at most come in a week",
        (0.2, 0.6),
    )
    discouragement: float = number(
        0.594,
        "ratio",
        0.0,
        1.0,
        "assumption: discouragement weighs less than encouragement, as it asks for nothing",
        "Weight of a discouraging word beside an encouraging one",
        (0.3, 1.0),
    )
    confrontation_share: float = number(
        0.45,
        "share of prompts",
        0.0,
        1.0,
        "assumption: relatives without coaching confront about as often as they listen",
        "Share of prompts to a person who sees no need that confront rather than listen",
        (0.25, 0.65),
    )
    confrontation_denial: float = number(
        0.06,
        "share of the way to one",
        0.0,
        1.0,
        "assumption: pressure provokes reactance; repeated pressure hardens denial",
        "How far one confrontation raises the denial of a fully reactant person",
        (0.0, 0.15),
    )
    listening_denial: float = number(
        0.05,
        "share",
        0.0,
        1.0,
        "assumption: of the size of the harm that confrontation does",
        "How far one conversation of listening lowers denial",
        (0.0, 0.12),
    )
    listening_trust: float = number(
        0.02,
        "share of the way to one",
        0.0,
        1.0,
        "assumption: trust grows slowly through those who are trusted already",
        "How far one conversation of listening raises trust",
        (0.0, 0.05),
    )
    listening_fear: float = number(
        0.03,
        "share",
        0.0,
        1.0,
        "assumption: partnering makes change less threatening, in small steps",
        "How far one conversation of listening lowers fear of change",
        (0.0, 0.08),
    )
    weary_silence: float = number(
        0.6,
        "share",
        0.0,
        1.0,
        "assumption: the exhausted give up more than half of what they did",
        "Share of prompts and of open ears that is lost when somebody is weary",
        (0.3, 0.9),
    )
    internalisation: float = number(
        0.010,
        "share of the difference per week",
        0.0,
        1.0,
        "assumption: perceived stigma becomes one's own over a year or two of being in need",
        "How fast the self-stigma of a person in need rises toward the stigma they perceive",
        (0.003, 0.03),
    )
    denial_growth: float = number(
        0.004,
        "share of the way to one per week",
        0.0,
        1.0,
        "assumption: denial defends against shame and is slow to build",
        "Growth of denial in an unrecognised episode at full self-stigma",
        (0.0, 0.01),
    )
    fear_growth: float = number(
        0.006,
        "share of the way to one per week",
        0.0,
        1.0,
        "assumption: suffering becomes familiar over two or three years",
        "Growth of fear of change for each week that an episode goes untreated",
        (0.002, 0.015),
    )
    fear_growth_trauma: float = number(
        1.5,
        "ratio",
        1.0,
        5.0,
        "assumption: after much adversity change threatens sooner",
        "The same growth with four or more kinds of adversity, beside none",
        (1.0, 2.5),
    )
    opinion_trust: float = number(
        0.4,
        "weight",
        0.0,
        1.0,
        "assumption: what people say about help follows most of all their trust in it",
        "Weight of trust in what a person says about seeking help",
        (0.2, 0.6),
    )
    opinion_benefit: float = number(
        0.3,
        "weight",
        0.0,
        1.0,
        "assumption: as much as stigma, which has the rest of the weight",
        "Weight of expected benefit in what a person says about seeking help",
        (0.1, 0.5),
    )
