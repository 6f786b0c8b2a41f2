"""What mechanisms show in, 2: services as people meet them, ties, relatives, adversity."""

from __future__ import annotations

from simulation.measures.categories import SEVERE
from simulation.measures.shown_row import CORRELATION, POINTS, SCALE, SHARE, Row
from simulation.measures.standing import (
    alike,
    begun,
    cared_for,
    chronic_without_care,
    confiding,
    difference,
    mean_where,
    minus,
    much_trauma,
    outcome,
    part,
    untreated,
    weary,
)
from simulation.measures.survey import mean_of, share_of
from simulation.population.demographics import WORKS

AROUND_PEOPLE: tuple[Row, ...] = (
    # Cost, time, waiting
    (
        "full_time_use",
        SHARE,
        "Service use of those who work full time",
        "service_use_12m of adults in full-time work",
        lambda s, g: outcome("service_use_12m")(s, g & (s.people.work == WORKS.index("full time"))),
    ),
    (
        "mean_wait_weeks",
        "weeks",
        "Wait for care, mean",
        "weeks on the list before the course, of courses begun in the year",
        lambda s, g: mean_of(s.people.entry_wait, g & s.in_year(s.people.last_entry)),
    ),
    (
        "wait_of_the_severe",
        "weeks",
        "Wait for care, mean of the severe",
        "weeks on the list before the course, of courses begun in the year by people now or lately "
        "in a severe episode",
        lambda s, g: mean_of(
            s.people.entry_wait,
            g & s.case & s.in_year(s.people.last_entry) & (s.people.worst_severity == SEVERE),
        ),
    ),
    (
        "use_without_disorder",
        SHARE,
        "Used a service without a disorder",
        "of adults who were in no episode in the year, those with a session in it",
        lambda s, g: share_of(s.served, g & ~s.case),
    ),
    (
        "missed_first_share",
        SHARE,
        "First appointments missed",
        "of those in the last two years",
        part("no_shows", "no_shows", "entries"),
    ),
    (
        "any_help_begun",
        SHARE,
        "Began help of any kind",
        "of cases, those who began a course in the year, self-help and support groups included",
        begun,
    ),
    # Ties, help resistance, relatives
    (
        "friends_alike",
        CORRELATION,
        "How alike friends are",
        "correlation of perceived stigma between adult friends",
        alike,
    ),
    (
        "advice_refused_share",
        SHARE,
        "Advice refused",
        "of conversations with confidants in the last two years, those in which advice was refused",
        part("advice_refused", "talks"),
    ),
    (
        "turned_away_share",
        SHARE,
        "Turned away by weary confidants",
        "of those who turned to a confidant in the last two years and would have been heard",
        part("turned_away", "turned_away", "talks"),
    ),
    (
        "asking_habit",
        SCALE,
        "Habit of asking and refusing",
        "mean of untreated people in an episode who have confided in somebody",
        mean_where("asking_habit", confiding),
    ),
    (
        "asking_habit_after_care",
        SCALE,
        "Habit of asking and refusing, once care was begun",
        "mean of people in an episode in which they began care",
        mean_where("asking_habit", cared_for),
    ),
    (
        "chronic_without_care",
        "per 1,000 adults",
        "Chronic help resistance without care",
        "adults in an episode, not in care, with a habit that confidants would refer",
        chronic_without_care,
    ),
    (
        "weary_share",
        SHARE,
        "Weary relatives and confidants",
        "mean share of adults in the last two years",
        weary,
    ),
    # Trauma
    (
        "trust_gap_by_trauma",
        SCALE,
        "Trust: little beside much trauma",
        "mean trust of adults with fewer than four kinds of adversity less that of the others",
        minus(
            difference(
                mean_where("trust", lambda s: s.adult), much_trauma, lambda s: ~much_trauma(s)
            )
        ),
    ),
    (
        "fear_gap_by_trauma",
        SCALE,
        "Fear of change of the untreated: much beside little trauma",
        "fear_of_change_untreated with four or more kinds of adversity less that of the others",
        difference(mean_where("fear_of_change", untreated), much_trauma, lambda s: ~much_trauma(s)),
    ),
    (
        "dropout_gap_by_trauma",
        POINTS,
        "Leaving care: much beside little trauma",
        "dropout_share with four or more kinds of adversity less that of the others",
        difference(outcome("dropout_share"), much_trauma, lambda s: ~much_trauma(s)),
    ),
    (
        "progress_with_trauma",
        SCALE,
        "Progress with much trauma",
        "mean of people with a session in the year and four or more kinds of adversity",
        lambda s, g: mean_of(s.people.progress, g & s.served & much_trauma(s)),
    ),
    (
        "symptom_weeks_with_trauma",
        "weeks per person and year",
        "Weeks in an episode, much trauma",
        "symptom_weeks of adults with four or more kinds of adversity",
        lambda s, g: outcome("symptom_weeks")(s, g & much_trauma(s)),
    ),
)
