"""Numbers of seeking: intention, its barriers, asking, offers and refusals."""

from simulation.parameters.field import Section, number


class SeekingParameters(Section):
    """From a perceived need to an offer that is accepted; barriers in log odds of intention."""

    intention_base: float = number(
        0.9,
        "log odds per week",
        -12.0,
        6.0,
        "C1",
        "Forming an intention in a moderate episode, were there no barriers",
        (-0.5, 1.8),
    )
    intention_mild: float = number(
        -0.9,
        "log odds",
        -6.0,
        6.0,
        "C6a, C6b",
        "Mild beside moderate episodes",
        (-1.4, 0.0),
    )
    intention_severe: float = number(
        0.75,
        "log odds",
        -6.0,
        6.0,
        "C6a, C6b",
        "Severe beside moderate episodes",
        (0.2, 1.5),
    )
    intention_prompt: float = number(
        4.59,
        "log odds for each prompt of the closest tie",
        0.0,
        10.0,
        "P_men_infl, P_men_wouldnot",
        "What a word from others this week adds",
        (2.5, 6.0),
    )
    intention_before: float = number(
        0.9,
        "log odds",
        -6.0,
        6.0,
        "assumption: who has been in care knows the way there; use is concentrated in few people, "
        "and most of those ever ill have not been in care within ten years (P_comfort_lo, K26)",
        "People who have been in care before beside others",
        (0.0, 1.5),
    )
    intention_example: float = number(
        0.25,
        "log odds for each example",
        0.0,
        5.0,
        "assumption: adopting a service spreads along ties (a randomised trial of insurance); "
        "smaller for help, which is less visible",
        "What a tie with a good, disclosed experience of care adds; counted up to three",
        (0.0, 0.4),
    )
    weight_self_reliance: float = number(
        2.2,
        "log odds over the whole scale",
        0.0,
        12.0,
        "C3, K17b, K18",
        "Barrier: wanting to handle it alone",
        (1.2, 4.5),
    )
    coping_fatigue: float = number(
        0.0143,
        "rate per week",
        0.0,
        1.0,
        "assumption: a year of coping alone without success takes away most of the wish to",
        "How fast the wish to handle it alone weakens after the need was seen",
        (0.005, 0.04),
    )
    weight_self_stigma: float = number(
        0.6,
        "log odds over the whole scale",
        0.0,
        12.0,
        "P_stig_self, P_stig_pers, P_stigma_d",
        "Barrier: stigma turned against oneself",
        (0.0, 1.2),
    )
    weight_disclosure: float = number(
        0.8,
        "log odds over the whole scale",
        0.0,
        12.0,
        "P_stigma_d",
        "Barrier: concealment where others are believed to hold stigma",
        (0.2, 1.6),
    )
    weight_distrust: float = number(
        3.0,
        "log odds over the whole scale",
        0.0,
        12.0,
        "P_comfort_hi, P_comfort_lo",
        "Barrier: no trust in professionals",
        (1.5, 5.0),
    )
    weight_ineffective: float = number(
        1.26,
        "log odds over the whole scale",
        0.0,
        12.0,
        "P_stig_att, K16a",
        "Barrier: care is not expected to help",
        (0.3, 1.6),
    )
    weight_fit: float = number(
        2.8,
        "log odds over the whole scale",
        0.0,
        12.0,
        "assumption: care in another language or idiom deters as it loses people later; the order "
        "of service use between groups in a national survey (P_race_*)",
        "Distrust of services that do not fit the person's culture at all",
        (0.0, 3.0),
    )
    weight_fear: float = number(
        0.8,
        "log odds over the whole scale",
        0.0,
        12.0,
        "assumption: of the size of the other attitudes, well below self-reliance",
        "Barrier: fear of change",
        (0.2, 1.6),
    )
    weight_structural: float = number(
        1.36,
        "log odds for each log odds of structural loss",
        0.0,
        5.0,
        "C4, P_copay_nl",
        "How much of what price, travel and waiting take from the help that a person would prefer "
        "deters already from the intention",
        (0.5, 1.5),
    )
    naming_threshold: float = number(
        1.62,
        "log odds",
        0.01,
        10.0,
        "C3, C4, K16b, K16c, K16d",
        "A barrier that takes this much from the log odds of seeking is named by half the people",
        (1.2, 2.8),
    )
    naming_spread: float = number(
        0.721,
        "log odds",
        0.01,
        10.0,
        "K16a, K16b",
        "How gradually naming rises with the weight of a barrier",
        (0.25, 0.8),
    )
    intention_fade: float = number(
        0.08,
        "probability per week",
        0.0,
        1.0,
        "assumption: an intention that is not acted upon lasts some three months",
        "Chance that an intention is given up in a week",
        (0.03, 0.15),
    )
    action_chance: float = number(
        0.6,
        "probability per week",
        0.0,
        1.0,
        "assumption: most who intend act within a month",
        "Chance that a person who intends asks somebody this week",
        (0.2, 0.6),
    )
    confide_chance: float = number(
        0.219,
        "probability per week",
        0.0,
        1.0,
        "assumption: friends and family are turned to before professionals; two thirds of students "
        "would tell a friend",
        "Chance that an open person who sees a need confides in somebody",
        (0.08, 0.35),
    )
    price_weight: float = number(
        0.68,
        "log odds",
        0.0,
        20.0,
        "P_copay_nl, K16c",
        "Burden of paying: multiplies log(1 + share of household income / price_scale)",
        (0.2, 1.0),
    )
    price_scale: float = number(
        0.03,
        "share of household income",
        0.001,
        1.0,
        "assumption: as concave as the visits of a randomised insurance trial",
        "Payment at which the burden has grown by log 2",
        (0.01, 0.1),
    )
    travel_weight: float = number(
        0.52,
        "log odds per hour of travel there and back",
        0.0,
        10.0,
        "K16d",
        "Burden of travelling to care in person",
        (0.2, 1.0),
    )
    hours_weight: float = number(
        0.12, "log odds", 0.0, 10.0,
        "assumption: an hour away from work weighs about as much as an hour of travel",
        "Burden of care in office hours for those who work full time",
        (0.0, 0.6),
    )  # fmt: skip
    wait_weight: float = number(
        0.05,
        "log odds per week",
        0.0,
        2.0,
        "P_wait_week, K16d",
        "Burden of the waiting time that a person expects",
        (0.02, 0.1),
    )
    exposure_weight: float = number(
        0.716,
        "log odds over the whole scale",
        0.0,
        12.0,
        "P_stigma_d",
        "Burden of being seen at a service by those whose stigma one perceives",
        (0.3, 2.0),
    )
    preference_weight: float = number(
        1.5,
        "log odds over the whole scale",
        0.0,
        12.0,
        "assumption: preferences for a kind of help matter as much as moderate barriers",
        "Lasting personal preference for one kind of help over another",
        (0.5, 3.0),
    )
    severity_match: float = number(
        0.8,
        "log odds per step of severity",
        -6.0,
        6.0,
        "P_visits_spec, P_visits_gm",
        "How much better specialists suit each step of severity, and general practice less",
        (0.3, 1.5),
    )
    structural_limit: float = number(
        2.5,
        "log odds",
        0.0,
        20.0,
        "C4",
        "An intention fails when price, travel and waiting take this much from the help preferred "
        "and no other help makes up for it",
        (1.5, 4.0),
    )
