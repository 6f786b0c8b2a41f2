"""Numbers of distress: how episodes begin, deepen, remit and come back."""

from simulation.parameters.field import ParameterSection, tabled


class DistressParameters(ParameterSection):
    """Onset, severity, remission and relapse of episodes among adults."""

    youngest_age: int = tabled(
        "years",
        0,
        100,
        "Youngest age at which episodes occur; the surveys behind the model are of adults",
    )
    onset_rate: float = tabled(
        "episodes per person-year",
        0.0,
        2.0,
        "Rate at which an adult of median vulnerability who is well falls into an episode",
    )
    subthreshold_onset: float = tabled(
        "per person-year",
        0.0,
        5.0,
        "Rate at which an adult of median vulnerability who is well comes to feel a need for help "
        "with distress that is no disorder",
    )
    subthreshold_relief: float = tabled(
        "probability per week",
        0.001,
        1.0,
        "Chance that distress that is no disorder passes, without care",
    )
    vulnerability_spread: float = tabled(
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "How unequal people's lasting vulnerability is: first incidence is low among those never "
        "ill while relapse is common among those who were",
    )
    vulnerability_trauma: float = tabled(
        "log rate ratio", 0.0, 2.0, "Rise of vulnerability for each step of trauma history"
    )
    vulnerability_female: float = tabled(
        "log rate ratio", -1.0, 1.0, "Vulnerability of women beside men"
    )
    vulnerability_age: float = tabled(
        "log rate ratio per decade", -1.0, 1.0, "Vulnerability for each decade of age above 45"
    )
    vulnerability_income: float = tabled(
        "log rate ratio",
        -1.0,
        1.0,
        "Rise of vulnerability for each halving of household income below the median",
    )
    relapse_chronic: float = tabled(
        "rate ratio less one for each year",
        0.0,
        20.0,
        "How much each year without care in the last episode raises the risk just after it",
    )
    longest_chronicity: float = tabled(
        "years",
        0.0,
        50.0,
        "Years without care beyond which an episode leaves no more risk of relapse",
    )
    relapse_protection: float = tabled(
        "rate ratio below one",
        0.0,
        1.0,
        "How much full progress in care lowers the risk of relapse just after the episode",
    )
    relapse_memory: float = tabled(
        "weeks",
        1.0,
        1000.0,
        "Time over which what an episode leaves, risk or protection, fades evenly to nothing",
    )
    onset_share_mild: float = tabled(
        "share",
        0.0,
        1.0,
        "Share of episodes that begin mild; cases are counted at their worst, which is later",
    )
    onset_share_severe: float = tabled("share", 0.0, 1.0, "Share of episodes that begin severe")
    deepening: float = tabled(
        "probability per week", 0.0, 1.0, "Chance that an episode becomes one step more severe"
    )
    easing: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that an episode that is not mild becomes one step less severe",
    )
    remission_scale: float = tabled(
        "weeks times rate per week",
        0.0,
        10.0,
        "Numerator of the part of the remission rate that slows with the length of the episode",
    )
    remission_offset: float = tabled(
        "weeks", 0.1, 100.0, "Weeks that are added to the length of the episode in that part"
    )
    remission_floor: float = tabled(
        "rate per week", 0.0, 1.0, "Remission rate that remains however long an episode has lasted"
    )
    remission_mild: float = tabled(
        "rate ratio", 0.1, 5.0, "Remission of mild beside moderate episodes"
    )
    remission_severe: float = tabled(
        "rate ratio", 0.1, 5.0, "Remission of severe beside moderate episodes"
    )
    remission_trauma: float = tabled(
        "rate ratio",
        0.1,
        1.0,
        "Remission without treatment of people with four or more kinds of adversity beside others",
    )
    remission_support: float = tabled(
        "rate ratio", 1.0, 3.0, "Remission of people who have confided in somebody beside others"
    )
    recovery_return: float = tabled(
        "share",
        0.0,
        1.0,
        "How far self-stigma, denial and fear of change return to their usual levels at remission",
    )
    shock_denial: float = tabled(
        "share of the way to one",
        0.0,
        1.0,
        "How far an episode that is or becomes severe raises denial",
    )
    burden_distress: float = tabled(
        "rate ratio less one",
        0.0,
        10.0,
        "How much full burden by an ill person who is close raises the risk of an episode",
    )
    treatment_effect: float = tabled(
        "rate ratio less one",
        0.0,
        20.0,
        "How much full progress in treatment raises the remission rate",
    )
