"""Numbers of distress: how episodes begin, deepen, remit and come back."""

from simulation.parameters.field import Section, number


class DistressParameters(Section):
    """Onset, severity, remission and relapse of episodes among adults."""

    youngest_age: int = number(
        18,
        "years",
        0,
        100,
        "P_prev12",
        "Youngest age at which episodes occur; the surveys behind the model are of adults",
    )
    onset_rate: float = number(
        0.114,
        "episodes per person-year",
        0.0,
        2.0,
        "P_prev12, P_inc_any",
        "Rate at which an adult of median vulnerability who is well falls into an episode",
        (0.08, 0.20),
    )
    subthreshold_onset: float = number(
        0.289,
        "per person-year",
        0.0,
        5.0,
        "K7, K11",
        "Rate at which an adult of median vulnerability who is well comes to feel a need for help "
        "with distress that is no disorder",
        (0.1, 0.6),
    )
    subthreshold_relief: float = number(
        0.176,
        "probability per week",
        0.001,
        1.0,
        "assumption: such distress passes within some ten weeks",
        "Chance that distress that is no disorder passes, without care",
        (0.05, 0.2),
    )
    vulnerability_spread: float = number(
        1.46,
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "P_inc_any, P_relapse2, P_recur",
        "How unequal people's lasting vulnerability is: first incidence is low among those never "
        "ill while relapse is common among those who were",
        (1.0, 1.8),
    )
    vulnerability_trauma: float = number(
        0.35,
        "log rate ratio",
        0.0,
        2.0,
        "assumption: adversity in childhood raises the risk of disorder; a moderate ratio per step "
        "(none, some, four or more kinds)",
        "Rise of vulnerability for each step of trauma history",
        (0.2, 0.6),
    )
    vulnerability_female: float = number(
        0.2,
        "log rate ratio",
        -1.0,
        1.0,
        "assumption: common disorders are somewhat more frequent in women",
        "Vulnerability of women beside men",
        (0.0, 0.4),
    )
    vulnerability_age: float = number(
        -0.20,
        "log rate ratio per decade",
        -1.0,
        1.0,
        "assumption: disorders are a matter of the young and the middle-aged; a third fewer for "
        "each two decades",
        "Vulnerability for each decade of age above 45",
        (-0.4, 0.0),
    )
    vulnerability_income: float = number(
        0.15,
        "log rate ratio",
        -1.0,
        1.0,
        "assumption: a social gradient of distress, weaker than that of trauma",
        "Rise of vulnerability for each halving of household income below the median",
        (0.0, 0.3),
    )
    relapse_chronic: float = number(
        0.15,
        "rate ratio less one for each year",
        0.0,
        20.0,
        "assumption: relapse rates after care are flat over two years (P_relapse1, P_relapse2), so "
        "little is left for recency; long untreated episodes raise them",
        "How much each year without care in the last episode raises the risk just after it",
        (0.0, 1.0),
    )
    relapse_protection: float = number(
        0.9,
        "rate ratio below one",
        0.0,
        1.0,
        "P_relapse1, P_relapse2",
        "How much full progress in care lowers the risk of relapse just after the episode",
        (0.2, 0.9),
    )
    relapse_memory: float = number(
        104.0,
        "weeks",
        1.0,
        1000.0,
        "assumption: residual risk fades over about two years",
        "Time over which what an episode leaves, risk or protection, fades evenly to nothing",
        (52.0, 208.0),
    )
    onset_share_mild: float = number(
        0.54,
        "share",
        0.0,
        1.0,
        "P_sev_l, P_sev_m, P_sev_s",
        "Share of episodes that begin mild; cases are counted at their worst, which is later",
        (0.45, 0.65),
    )
    onset_share_severe: float = number(
        0.085,
        "share",
        0.0,
        1.0,
        "P_sev_l, P_sev_m, P_sev_s",
        "Share of episodes that begin severe",
        (0.05, 0.15),
    )
    deepening: float = number(
        0.00824,
        "probability per week",
        0.0,
        1.0,
        "P_sev_l, P_sev_m, P_sev_s",
        "Chance that an episode becomes one step more severe",
        (0.005, 0.02),
    )
    easing: float = number(
        0.010,
        "probability per week",
        0.0,
        1.0,
        "assumption: near balance with deepening, so that severity does not drift in long episodes",
        "Chance that an episode that is not mild becomes one step less severe",
        (0.005, 0.02),
    )
    remission_scale: float = number(
        0.425,
        "weeks times rate per week",
        0.0,
        10.0,
        "P_mde_3m, P_mde_6m",
        "Numerator of the part of the remission rate that slows with the length of the episode",
        (0.4, 0.7),
    )
    remission_offset: float = number(
        5.2,
        "weeks",
        0.1,
        100.0,
        "P_mde_3m, P_mde_6m",
        "Weeks that are added to the length of the episode in that part",
        (3.0, 9.0),
    )
    remission_floor: float = number(
        0.00707,
        "rate per week",
        0.0,
        1.0,
        "P_rem_a, P_rem_b, P_rem_c",
        "Remission rate that remains however long an episode has lasted",
        (0.0, 0.012),
    )
    remission_mild: float = number(
        1.2,
        "rate ratio",
        0.1,
        5.0,
        "assumption: milder episodes are shorter; averages to one over cases",
        "Remission of mild beside moderate episodes",
        (1.0, 1.6),
    )
    remission_severe: float = number(
        0.7,
        "rate ratio",
        0.1,
        5.0,
        "assumption: severe episodes are longer; averages to one over cases",
        "Remission of severe beside moderate episodes",
        (0.5, 1.0),
    )
    remission_trauma: float = number(
        0.7,
        "rate ratio",
        0.1,
        1.0,
        "P_trauma_course",
        "Remission without treatment of people with four or more kinds of adversity beside others",
        (0.5, 0.85),
    )
    remission_support: float = number(
        1.1,
        "rate ratio",
        1.0,
        3.0,
        "assumption: a confidant helps a little; trials of peer support differ (P_peer_dep, "
        "P_peer_null)",
        "Remission of people who have confided in somebody beside others",
        (1.0, 1.3),
    )
    recovery_return: float = number(
        0.5,
        "share",
        0.0,
        1.0,
        "assumption: recovery undoes half of what an episode did to shame, denial and fear",
        "How far self-stigma, denial and fear of change return to their usual levels at remission",
        (0.2, 0.9),
    )
    shock_denial: float = number(
        0.15,
        "share of the way to one",
        0.0,
        1.0,
        "assumption: shock raises denial by about half a standard deviation",
        "How far an episode that is or becomes severe raises denial",
        (0.0, 0.3),
    )
    burden_distress: float = number(
        0.5,
        "rate ratio less one",
        0.0,
        10.0,
        "assumption: exhausted relatives fall ill more often; effects between people who merely "
        "live together are small (P_contagion)",
        "How much full burden by an ill person who is close raises the risk of an episode",
        (0.0, 1.5),
    )
    treatment_effect: float = number(
        13.0,
        "rate ratio less one",
        0.0,
        20.0,
        "P_resp_tx, P_resp_ctl, P_dose50",
        "How much full progress in treatment raises the remission rate",
        (6.0, 18.0),
    )
