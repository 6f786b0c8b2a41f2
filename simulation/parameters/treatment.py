"""Numbers of waiting and treatment: first appointments, alliance, progress, dropout, completion."""

from simulation.parameters.field import Section, number


class TreatmentParameters(Section):
    """From the waiting list to completing or leaving, and what is remembered of it."""

    first_no_show: float = number(
        0.16,
        "probability",
        0.0,
        1.0,
        "P_first_dna",
        "Chance to miss the first appointment when it comes without waiting",
        (0.10, 0.20),
    )
    no_show_wait: float = number(
        0.0513,
        "log odds per week",
        0.0,
        1.0,
        "P_wait_week",
        "Fall of the log odds of attending for each week waited",
        (0.02, 0.08),
    )
    triage: float = number(
        4.36,
        "weeks for each step of severity",
        0.0,
        52.0,
        "assumption: services see the severely ill first where they can; most begin within six "
        "weeks and some wait long (P_wait_6wk)",
        "How many weeks of waiting a step of severity is worth in the order of a waiting list",
        (0.0, 8.0),
    )
    withdrawal: float = number(
        0.010,
        "probability per week",
        0.0,
        1.0,
        "P_wait_giveup",
        "Chance to leave a waiting list in a week",
        (0.004, 0.02),
    )
    no_show_return: float = number(
        0.4,
        "probability",
        0.0,
        1.0,
        "assumption: some call again at once",
        "Chance that a person who missed the first appointment keeps the intention",
        (0.2, 0.6),
    )
    alliance_trust: float = number(
        0.5,
        "share of the scale",
        0.0,
        1.0,
        "assumption: half of the first alliance is the trust a person brings",
        "How much of the alliance at the start comes from trust",
        (0.3, 0.7),
    )
    alliance_match: float = number(
        0.15,
        "share of the scale",
        0.0,
        1.0,
        "assumption: being offered the kind of help one prefers is worth a sixth of the scale",
        "How much a preferred kind of help adds to the alliance at the start",
        (0.0, 0.3),
    )
    alliance_culture: float = number(
        0.25,
        "share of the scale",
        0.0,
        1.0,
        "assumption: care that does not fit at all costs a quarter of the scale",
        "How much lower the alliance starts in care that does not fit the person's culture",
        (0.0, 0.5),
    )
    alliance_growth: float = number(
        0.10,
        "share of the way to its ceiling, per session",
        0.0,
        1.0,
        "assumption: alliance is mostly formed in the first five to eight sessions",
        "How fast the alliance grows",
        (0.05, 0.2),
    )
    alliance_concealment: float = number(
        0.5,
        "share",
        0.0,
        1.0,
        "assumption: who shows nothing is met more slowly",
        "How much full concealment slows that growth",
        (0.2, 0.8),
    )
    alliance_spread: float = number(
        0.18,
        "standard deviation",
        0.0,
        1.0,
        "P_alliance_drop",
        "Luck of the match between person and professional",
        (0.08, 0.25),
    )
    dropout_early: float = number(
        1.13,
        "ratio less one",
        0.0,
        20.0,
        "P_single_youth, P_dose_nat",
        "How much more likely leaving is after the first session than later",
        (1.0, 5.0),
    )
    dropout_memory: float = number(
        1.5,
        "sessions",
        0.1,
        50.0,
        "P_single_youth",
        "Sessions over which that excess fades by a factor e",
        (0.8, 3.0),
    )
    dropout_alliance: float = number(
        3.5,
        "log rate ratio over the whole scale",
        0.0,
        10.0,
        "P_alliance_drop",
        "How much a full alliance lowers the chance to leave",
        (2.0, 5.0),
    )
    dropout_trauma: float = number(
        0.25,
        "log rate ratio",
        0.0,
        3.0,
        "P_drop_ptsd, P_trauma_resp",
        "Rise of the chance to leave with four or more kinds of adversity",
        (0.0, 0.5),
    )
    dropout_uninsured: float = number(
        0.51,
        "log rate ratio",
        0.0,
        3.0,
        "P_drop_ins",
        "Rise of the chance to leave without coverage",
        (0.1, 0.9),
    )
    dropout_denial: float = number(
        0.6,
        "log rate ratio over the whole scale",
        0.0,
        3.0,
        "assumption: denial blocks staying as it blocks recognition, more weakly",
        "Rise of the chance to leave at full denial",
        (0.0, 1.2),
    )
    dropout_directive: float = number(
        0.5,
        "log rate ratio over the whole scale",
        0.0,
        3.0,
        "assumption: reactance against directive care acts on staying as on accepting",
        "Rise of the chance to leave fully directive care with full reactance",
        (0.0, 1.0),
    )
    dropout_stalled: float = number(
        0.5,
        "log rate ratio",
        0.0,
        3.0,
        "K19",
        "Rise of the chance to leave while there is little progress after several sessions",
        (0.0, 1.0),
    )
    progress_alliance: float = number(
        0.9,
        "share",
        0.0,
        1.0,
        "P_alliance_out",
        "Gain in progress from no to full alliance; alliances themselves vary little",
        (0.5, 1.0),
    )
    progress_trauma: float = number(
        0.85,
        "ratio",
        0.0,
        1.0,
        "P_trauma_resp",
        "Progress of people with four or more kinds of adversity beside others",
        (0.7, 1.0),
    )
    course_spread: float = number(
        0.5,
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "P_visits_spec, P_sess_iapt",
        "How unequal the planned courses of one kind of help are",
        (0.3, 0.8),
    )
    progress_spread: float = number(
        0.5,
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "P_dose50, P_dose_rct",
        "How unequally people respond to the same treatment",
        (0.2, 0.8),
    )
    stalled_sessions: int = number(
        4,
        "sessions",
        1,
        200,
        "assumption: progress is judged by the sixth session",
        "Sessions after which a lack of progress shows",
        (4, 10),
    )
    stalled_progress: float = number(
        0.25,
        "share of full progress",
        0.0,
        1.0,
        "assumption: a quarter of the way by then",
        "Progress below which treatment counts as stalled",
        (0.1, 0.4),
    )
    step_up_chance: float = number(
        0.2,
        "probability per session",
        0.0,
        1.0,
        "assumption: a stalled course is stepped up within some five sessions",
        "Chance that a stalled course is stepped up to specialists",
        (0.05, 0.4),
    )
    change_chance: float = number(
        0.1,
        "probability per session",
        0.0,
        1.0,
        "assumption: half of those whose course with a specialist stalls change within two months",
        "Chance that a stalled course is continued with another professional",
        (0.03, 0.2),
    )
    label_chance: float = number(
        0.06,
        "probability per session",
        0.0,
        1.0,
        "assumption: some of those who make no progress come to hear that they resist treatment",
        "Chance that a person whose course has stalled is called resistant",
        (0.0, 0.15),
    )
    label_trust: float = number(
        0.15,
        "share",
        0.0,
        1.0,
        "assumption: twice what a bad course of care does",
        "Fall of trust of a person who is called resistant",
        (0.1, 0.4),
    )
    extension_chance: float = number(
        0.52,
        "probability per session",
        0.0,
        1.0,
        "assumption: plans are renewed for every other person who is still ill at their end",
        "Chance that a course goes on beyond the plan, session by session, while a person is ill",
        (0.0, 0.8),
    )
    well_completion: float = number(
        0.0837,
        "probability per session",
        0.0,
        1.0,
        "assumption: care ends within some four sessions of remission",
        "Chance that care of a person who has remitted is completed by agreement",
        (0.03, 0.3),
    )
    helpful_progress: float = number(
        0.24,
        "share of full progress",
        0.0,
        1.0,
        "P_helpful_mdd",
        "Progress from which on a course is found helpful without remission",
        (0.1, 0.4),
    )
    experience_trust: float = number(
        0.04,
        "share of the way",
        0.0,
        1.0,
        "assumption: one course of care moves trust by about a quarter of a standard deviation",
        "How far one good (bad) course of care moves trust and expected benefit up (down)",
        (0.04, 0.25),
    )
    care_destigmatises: float = number(
        0.015,
        "share per session",
        0.0,
        1.0,
        "assumption: self-stigma falls slowly in care",
        "Fall of self-stigma with each session",
        (0.0, 0.04),
    )
    disclosure_chance: float = number(
        0.6,
        "probability",
        0.0,
        1.0,
        "assumption: most open people tell somebody of care that helped",
        "Chance that an open person becomes an example to their ties after good care",
        (0.3, 0.9),
    )
    warning_chance: float = number(
        0.4,
        "probability",
        0.0,
        1.0,
        "assumption: bad care is told of less often than good care, by those who are open",
        "Chance that an open person becomes a warning to their ties after bad care",
        (0.2, 0.7),
    )
    example_fade: float = number(
        0.01,
        "probability per week",
        0.0,
        1.0,
        "assumption: an example is talked of for about two years",
        "Chance that a person ceases to be an example in a week",
        (0.005, 0.02),
    )
    return_after_dropout: float = number(
        0.0352,
        "probability per week",
        0.0,
        1.0,
        "P_persist_mdd",
        "Chance that a person who dropped out and is still ill looks for help again",
        (0.005, 0.04),
    )
    return_after_completion: float = number(
        0.06,
        "probability per week",
        0.0,
        1.0,
        "assumption: a completed course that did not help is followed by another within months",
        "Chance that a person who completed care and is still ill looks for help again",
        (0.02, 0.12),
    )
