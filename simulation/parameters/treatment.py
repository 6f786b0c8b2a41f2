"""Numbers of waiting and treatment: first appointments, alliance, progress, dropout, completion."""

from simulation.parameters.field import ParameterSection, tabled


class TreatmentParameters(ParameterSection):
    """From the waiting list to completing or leaving, and what is remembered of it."""

    first_no_show: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance to miss the first appointment when it comes without waiting",
    )
    no_show_wait: float = tabled(
        "log odds per week", 0.0, 1.0, "Fall of the log odds of attending for each week waited"
    )
    triage: float = tabled(
        "weeks for each step of severity",
        0.0,
        52.0,
        "How many weeks of waiting a step of severity is worth in the order of a waiting list",
    )
    wait_memory: float = tabled(
        "share of the difference per week",
        0.0,
        1.0,
        "How far the waiting time that people expect moves each week toward what is seen",
    )
    withdrawal: float = tabled(
        "probability per week", 0.0, 1.0, "Chance to leave a waiting list in a week"
    )
    no_show_return: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance that a person who missed the first appointment keeps the intention",
    )
    alliance_trust: float = tabled(
        "share of the scale", 0.0, 1.0, "How much of the alliance at the start comes from trust"
    )
    alliance_match: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "How much a preferred kind of help adds to the alliance at the start",
    )
    alliance_culture: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "How much lower the alliance starts in care that does not fit the person's culture",
    )
    alliance_growth: float = tabled(
        "share of the way to its ceiling, per session", 0.0, 1.0, "How fast the alliance grows"
    )
    alliance_concealment: float = tabled(
        "share", 0.0, 1.0, "How much full concealment slows that growth"
    )
    alliance_spread: float = tabled(
        "standard deviation", 0.0, 1.0, "Luck of the match between person and professional"
    )
    dropout_early: float = tabled(
        "ratio less one",
        0.0,
        20.0,
        "How much more likely leaving is after the first session than later",
    )
    dropout_memory: float = tabled(
        "sessions", 0.1, 50.0, "Sessions over which that excess fades by a factor e"
    )
    dropout_alliance: float = tabled(
        "log rate ratio over the whole scale",
        0.0,
        10.0,
        "How much a full alliance lowers the chance to leave",
    )
    dropout_trauma: float = tabled(
        "log rate ratio",
        0.0,
        3.0,
        "Rise of the chance to leave with four or more kinds of adversity",
    )
    dropout_uninsured: float = tabled(
        "log rate ratio", 0.0, 3.0, "Rise of the chance to leave without coverage"
    )
    dropout_denial: float = tabled(
        "log rate ratio over the whole scale",
        0.0,
        3.0,
        "Rise of the chance to leave at full denial",
    )
    dropout_directive: float = tabled(
        "log rate ratio over the whole scale",
        0.0,
        3.0,
        "Rise of the chance to leave fully directive care with full reactance",
    )
    dropout_stalled: float = tabled(
        "log rate ratio",
        0.0,
        3.0,
        "Rise of the chance to leave while there is little progress after several sessions",
    )
    progress_alliance: float = tabled(
        "share",
        0.0,
        1.0,
        "Gain in progress from no to full alliance; alliances themselves vary little",
    )
    progress_trauma: float = tabled(
        "ratio", 0.0, 1.0, "Progress of people with four or more kinds of adversity beside others"
    )
    course_spread: float = tabled(
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "How unequal the planned courses of one kind of help are",
    )
    progress_spread: float = tabled(
        "standard deviation of the logarithm",
        0.0,
        3.0,
        "How unequally people respond to the same treatment",
    )
    stalled_sessions: int = tabled(
        "sessions", 1, 200, "Sessions after which a lack of progress shows"
    )
    stalled_progress: float = tabled(
        "share of full progress", 0.0, 1.0, "Progress below which treatment counts as stalled"
    )
    step_up_chance: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance that a stalled course is stepped up to specialists",
    )
    change_chance: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance that a stalled course is continued with another professional",
    )
    label_chance: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance that a person whose course has stalled is called resistant",
    )
    label_trust: float = tabled(
        "share", 0.0, 1.0, "Fall of trust of a person who is called resistant"
    )
    extension_chance: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance that a course goes on beyond the plan, session by session, while a person is ill",
    )
    well_completion: float = tabled(
        "probability per session",
        0.0,
        1.0,
        "Chance that care of a person who has remitted is completed by agreement",
    )
    helpful_progress: float = tabled(
        "share of full progress",
        0.0,
        1.0,
        "Progress from which on a course is found helpful without remission",
    )
    experience_trust: float = tabled(
        "share of the way",
        0.0,
        1.0,
        "How far one good (bad) course of care moves trust and expected benefit up (down)",
    )
    care_destigmatises: float = tabled(
        "share per session", 0.0, 1.0, "Fall of self-stigma with each session"
    )
    disclosure_chance: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance that an open person becomes an example to their ties after good care",
    )
    warning_chance: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance that an open person becomes a warning to their ties after bad care",
    )
    example_fade: float = tabled(
        "probability per week", 0.0, 1.0, "Chance that a person ceases to be an example in a week"
    )
    return_after_dropout: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that a person who dropped out and is still ill looks for help again",
    )
    return_after_completion: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Chance that a person who completed care and is still ill looks for help again",
    )
    return_trust: float = tabled(
        "ratio at full trust",
        0.0,
        10.0,
        "How much more often people of full trust look for help again; without trust nobody does",
    )
