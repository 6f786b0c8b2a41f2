"""Numbers of traits: how people differ before anything has happened to them.

A trait lies between 0 and 1. It is drawn as a normal deviate on the log-odds scale around the
median given here, shifted by culture, sex and a share that members of a household have in common.
"""

from simulation.parameters.field import Section, number

_SCALE = "share of the scale"
_SPREAD = "standard deviation in log odds"


class TraitParameters(Section):
    """Medians and spreads of the traits, and history before the simulated time."""

    perceived_stigma_median: float = number(
        0.45,
        _SCALE,
        0.001,
        0.999,
        "assumption: near the middle; over half of a national sample would not marry into the "
        "family of a person with a mental illness",
        "Stigma that a person believes others to hold",
        (0.3, 0.6),
    )
    self_stigma_median: float = number(
        0.25,
        _SCALE,
        0.001,
        0.999,
        "assumption: below public stigma, which only some turn against themselves",
        "Stigma turned against oneself, before any episode",
        (0.15, 0.4),
    )
    trust_median: float = number(
        0.55,
        _SCALE,
        0.001,
        0.999,
        "P_comfort_hi, P_comfort_lo",
        "Trust in professionals",
        (0.4, 0.7),
    )
    self_reliance_median: float = number(
        0.60,
        _SCALE,
        0.001,
        0.999,
        "C3, P_selfrel_youth",
        "Wish to handle problems alone",
        (0.5, 0.7),
    )
    literacy_median: float = number(
        0.50,
        _SCALE,
        0.001,
        0.999,
        "assumption: the middle of the scale defines it",
        "Knowledge of what distress is and what helps",
        (0.4, 0.6),
    )
    concealment_median: float = number(
        0.45,
        _SCALE,
        0.001,
        0.999,
        "assumption: many tell a friend and few tell nobody",
        "Tendency to tell nobody",
        (0.3, 0.6),
    )
    denial_median: float = number(
        0.35,
        _SCALE,
        0.001,
        0.999,
        "C2",
        "Tendency to reject that anything is wrong",
        (0.2, 0.5),
    )
    expected_benefit_median: float = number(
        0.60,
        _SCALE,
        0.001,
        0.999,
        "P_helpful_mdd, K16a",
        "Belief that care would help",
        (0.5, 0.75),
    )
    fear_of_change_median: float = number(
        0.25,
        _SCALE,
        0.001,
        0.999,
        "assumption: low before an episode; grows while one goes untreated",
        "How much a life without the problem threatens",
        (0.15, 0.4),
    )
    reactance_median: float = number(
        0.40,
        _SCALE,
        0.001,
        0.999,
        "assumption: somewhat below the middle of the scale",
        "Readiness to resist pressure and directive care",
        (0.25, 0.55),
    )
    help_resistance_median: float = number(
        0.12,
        _SCALE,
        0.001,
        0.999,
        "assumption: a minority; described as common in talk and rarely counted",
        "Tendency to ask for help and refuse what is offered",
        (0.05, 0.25),
    )
    trait_spread: float = number(
        0.75,
        _SPREAD,
        0.0,
        3.0,
        "assumption: puts nine in ten people between 0.18 and 0.82 of a trait with median 0.5",
        "How much people differ in each trait",
        (0.6, 1.3),
    )
    household_share: float = number(
        0.25,
        "share of variance",
        0.0,
        0.95,
        "assumption: attitudes to help agree somewhat within families",
        "Share of the variance of attitudes that members of a household have in common",
        (0.1, 0.4),
    )
    male_shift: float = number(
        1.2,
        "log odds",
        -2.0,
        2.0,
        "P_men_wouldnot, K4",
        "How much more self-reliant and concealing men are, and less literate, than women",
        (0.4, 2.0),
    )
    age_shift: float = number(
        0.15,
        "log odds per decade",
        -1.0,
        1.0,
        "assumption: the old were brought up to manage alone and speak less of distress; unmet "
        "need is reported least by the oldest",
        "Rise of self-reliance and fall of literacy for each decade of age above 45",
        (0.0, 0.3),
    )
    attitude_correlation: float = number(
        0.4,
        "correlation",
        0.0,
        0.95,
        "assumption: trust, expected benefit and low stigma go together",
        "Correlation of trust, expected benefit and (negatively) stigma within a person",
        (0.2, 0.6),
    )
    trauma_some_share: float = number(
        0.466,
        "share of people",
        0.0,
        1.0,
        "P_ace1, P_ace4",
        "People with one to three kinds of adversity in childhood",
        (0.44, 0.49),
    )
    trauma_high_share: float = number(
        0.173,
        "share of people",
        0.0,
        1.0,
        "P_ace4",
        "People with four or more kinds of adversity in childhood",
        (0.16, 0.19),
    )
    trauma_shift: float = number(
        0.15,
        "log odds",
        0.0,
        2.0,
        "assumption: adversity makes help a threat before it is a hope; a moderate shift",
        "Fall of trust and rise of fear of change and concealment with four or more adversities",
        (0.1, 0.7),
    )
    median_income: float = number(
        48_378.0,
        "currency per year",
        1.0,
        10_000_000.0,
        "assumption: the median household of the built-in town; income is told as halvings of it",
        "Household income at which traits and coverage are at their medians",
        (30_000.0, 80_000.0),
    )
    uninsured_share: float = number(
        0.12,
        "share of adults under 65",
        0.0,
        1.0,
        "assumption: near the share of adults without health insurance where the survey was made",
        "Adults under 65 without coverage, at the median income",
        (0.08, 0.2),
    )
    uninsured_income: float = number(
        0.7,
        "log odds for each halving of income",
        0.0,
        3.0,
        "assumption: coverage comes with employment and income",
        "How much more often people of lower income lack coverage",
        (0.3, 1.2),
    )
    travel_median: float = number(
        20.0,
        "minutes one way",
        0.0,
        600.0,
        "assumption: a town with services at its centre",
        "Travel to services in person, median over places",
        (10.0, 40.0),
    )
    travel_spread: float = number(
        0.5,
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "assumption: most places within half to twice the median",
        "How unequal travel is between places",
        (0.2, 0.8),
    )
    past_contact_rate: float = number(
        0.04,
        "per year since first onset",
        0.0,
        5.0,
        "K25, K22",
        "Rate at which people with an earlier episode had made contact with care before the "
        "simulated time",
        (0.02, 0.1),
    )
    past_good_share: float = number(
        0.68,
        "share",
        0.0,
        1.0,
        "P_helpful_mdd",
        "Share of earlier care that was found helpful",
        (0.6, 0.75),
    )
