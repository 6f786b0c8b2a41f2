"""Weekly: what is counted each week, a row each, and what is told of a week besides.

To count something new takes its row here, under a name in capitals, and the process that counts
it: ``counted[ONSETS] += 1``. A row is its place among the counts; tables, curves, comparisons and
lists are made of the rows.
"""

from __future__ import annotations

from typing import Any

from simulation.errors import InputError
from simulation.measures.categories import MODALITY_ROWS, SEVERITY_ROWS, STAGE_ROWS, Category
from simulation.measures.colours import (
    BLUE,
    GREEN,
    ORANGE,
    PALE,
    PURPLE,
    RUST,
    SAND,
    SILVER,
    SKY,
    SLATE,
    VERMILION,
)
from simulation.measures.weekly_row import (
    COSTS,
    MONEY_UNIT,
    PATHWAY,
    Weekly,
    flow_row,
    in_care_row,
    sessions_row,
    stock_row,
)

COUNTED: dict[str, Weekly] = {}
"""What is counted each week, by name, in the order of the columns of counts."""
SPENT: dict[str, Weekly] = {}
"""What is spent each week, by name: it follows from sessions and strategies, and is not counted."""


def place_of(name: str) -> int:
    """The column of a count."""
    return COUNTED[name].place


def weekly_rows(helps: tuple[Category, ...] = ()) -> dict[str, Weekly]:
    """All quantities of a week by name, in the order of tables; ``helps`` are the kinds of help of
    a world."""
    return counted_in(helps) | SPENT


def count(row: Weekly) -> int:
    """Add a row; returns its place among the counts."""
    if row.name in COUNTED or row.name in SPENT:
        raise ValueError(f"{row.name} stands in the table of weekly quantities already")
    COUNTED[row.name] = row
    return row.place


def flow(name: str, title: str, meaning: str, noun: str = "events", **more: Any) -> int:
    """A row of what happens in a week and is counted one by one; returns its place. ``more`` is
    that of ``flow_row``."""
    return count(flow_row(name, title, meaning, noun, place=len(COUNTED), **more))


def stock(name: str, title: str, meaning: str, **more: Any) -> int:
    """A row of adults who are counted at the end of a week; returns its place. ``more`` is that of
    ``stock_row``."""
    return count(stock_row(name, title, meaning, place=len(COUNTED), **more))


def counted_in(helps: tuple[Category, ...] = ()) -> dict[str, Weekly]:
    """What is counted each week in a world with these kinds of help, by name.

    Those of every world have their places among ``COUNTED``, which compiled code knows. Those that
    a world names itself come after all others, sessions and adults in care of each side by side, so
    that what every world counts stands in the same place in all of them. Raises InputError for a
    name of help whose counts would be called as other counts are.
    """
    rows = dict(COUNTED)
    for row in helps:
        if row.name in MODALITY_ROWS:  # as the world calls it
            for made in (sessions_row, in_care_row):
                was = rows[made(row, 0).name]
                rows[was.name] = made(row, was.place)
            continue
        for made in (sessions_row, in_care_row):
            added = made(row, len(rows))
            if added.name in rows or added.name in SPENT:
                raise InputError(
                    "cannot be the name of a service: something else is counted under it",
                    field=f"services.{row.name}",
                    found=added.name,
                    allowed="another name",
                )
            rows[added.name] = added
    return rows


# What happens in a week

ONSETS = flow(
    "onsets",
    "Episodes begun",
    "Episodes of distress that began",
    "episodes",
    colour=VERMILION,
    better=-1,
)
REMISSIONS = flow(
    "remissions", "Episodes ended", "Episodes of distress that ended", "episodes", colour=GREEN
)
DEEPENINGS = flow(
    "deepenings", "Episodes grown worse", "Episodes that became more severe", "episodes", better=-1
)
CONVERSATIONS = flow(
    "conversations",
    "Talk about help",
    "Conversations about help between people who know each other",
    "conversations",
    colour=SKY,
)
PROMPTS = flow(
    "prompts",
    "Urged to seek help",
    "Times that somebody was urged by others to seek help",
    colour=PURPLE,
)
RECOGNITIONS = flow(
    "recognitions",
    "Came to see a need",
    "People who came to see a need for help",
    "people",
    colour=ORANGE,
    at_first=True,
)
INTENTIONS = flow(
    "intentions",
    "Came to mean to seek help",
    "People who came to mean to seek help",
    "people",
    colour=SAND,
    at_first=True,
)
REQUESTS = flow(
    "requests", "Asked for help", "Requests for help", "requests", colour=BLUE, at_first=True
)
CONFIDENCES = flow(
    "confidences", "Confided in somebody", "People who confided in somebody", "people"
)
STRUCTURAL_FAILURES = flow(
    "structural_failures",
    "Attempts that failed for cost, travel or places",
    "Attempts to seek help that failed for cost, travel or places",
    "attempts",
    better=-1,
)
OFFERS = flow("offers", "Offers of help", "Offers of help by professionals", "offers")
REFUSALS = flow(
    "refusals",
    "Refused an offer",
    "Offers of help that were refused",
    "offers",
    colour=RUST,
    at_first=True,
)
REPEATED_REQUESTS = flow(
    "repeated_requests", "Asked again", "Requests again after a refusal", "requests"
)
WITHDRAWALS = flow(
    "withdrawals",
    "Left a waiting list",
    "People who left a waiting list before their turn",
    "people",
    colour=SILVER,
    at_first=True,
)
NO_SHOWS = flow(
    "no_shows",
    "Missed the first appointment",
    "First appointments that people did not come to",
    "appointments",
    colour=SILVER,
    at_first=True,
)
ENTRIES = flow(
    "entries",
    "Courses of care begun",
    "Courses of care begun, of any kind",
    "courses",
    colour=BLUE,
    at_first=True,
)
STEP_UPS = flow("step_ups", "Moved to more intensive care", "Moves to more intensive care", "moves")
DROPOUTS = flow(
    "dropouts",
    "Courses left against the plan",
    "Courses of care left against the plan",
    "courses",
    colour=SLATE,
    at_first=True,
)
COMPLETIONS = flow(
    "completions",
    "Courses completed",
    "Courses of care completed",
    "courses",
    colour=PALE,
    at_first=True,
)
RETURNS = flow(
    "returns",
    "Sought help again",
    "People who sought help again after a course",
    "people",
    colour=GREEN,
    at_first=True,
)
TALKS = flow(
    "talks",
    "Talks with confidants",
    "Times that somebody turned to a confidant and was heard",
    "talks",
)
ADVICE_REFUSED = flow(
    "advice_refused",
    "Advice refused",
    "Talks in which the advice of a confidant was refused",
    "talks",
)
SUBJECTS_CHANGED = flow(
    "subjects_changed",
    "Subjects changed",
    "Talks in which a confidant changed the subject",
    "talks",
)
TURNED_AWAY = flow(
    "turned_away",
    "Turned away by a confidant",
    "People whom a weary confidant turned away",
    "people",
)
REFERRALS = flow(
    "referrals",
    "Referred by a confidant",
    "People whom a confidant referred to a professional",
    "people",
)
CONFRONTATIONS = flow(
    "confrontations", "Confronted", "Times that somebody who sees no need was confronted by others"
)
PROFESSIONAL_CHANGES = flow(
    "professional_changes",
    "Changed the professional",
    "Changes of the professional in a course",
    "changes",
)
LABELS = flow(
    "labels", "Called resistant to treatment", "People called resistant to treatment", "people"
)
SUBTHRESHOLD_ONSETS = flow(
    "subthreshold_onsets",
    "Mild distress begun",
    "Mild distress that began without an episode",
    better=-1,
)
VISITS = len(COUNTED)
"""Place of the sessions of the first kind of help; those of the others follow."""
for _help in MODALITY_ROWS.values():
    count(sessions_row(_help, len(COUNTED)))
PATIENT_PAYMENTS = flow(
    "patient_payments",
    "Paid by patients",
    "What people pay themselves for sessions",
    MONEY_UNIT,
    colour=PURPLE,
    group=COSTS,
    at_first=True,
)
SUBSIDIES = flow(
    "subsidies",
    "Subsidies",
    "What strategies pay for sessions in place of patients",
    MONEY_UNIT,
    colour=GREEN,
    group=COSTS,
)

# Adults at the end of a week

BY_STAGE = len(COUNTED)
"""Place of the adults of the first stage; those of the others follow."""
for _stage in STAGE_ROWS.values():
    stock(
        f"stage_{_stage.name}",
        _stage.title,
        f"Adults who stand here: {_stage.meaning.lower()}",
        colour=_stage.colour,
        group=PATHWAY,
        drawn=bool(_stage.colour),
        compared=False,
        at_first=_stage.name != "unaware",
    )
BY_SEVERITY = len(COUNTED)
"""Place of the adults in no episode; those of each severity follow."""
for _severity in SEVERITY_ROWS.values():
    stock(
        f"severity_{_severity.name}",
        f"Severity: {_severity.title.lower()}",
        f"Adults {_severity.meaning[:1].lower()}{_severity.meaning[1:]}",
        colour=_severity.colour,
        drawn=bool(_severity.colour),
        compared=False,
        at_first=_severity.name == "severe",
    )
IN_CARE_BY_MODALITY = len(COUNTED)
"""Place of the adults in the first kind of help; those in the others follow."""
for _help in MODALITY_ROWS.values():
    count(in_care_row(_help, len(COUNTED)))
WEARY_NOW = stock(
    "weary",
    "Worn out by caring for others",
    "Adults exhausted by an ill person who is close to them",
    colour=PURPLE,
    better=-1,
    at_first=True,
)
DISORDER = stock(
    "disorder_12m",
    "In an episode in the last year",
    "Adults who were in an episode at any time in the last 52 weeks",
    colour=ORANGE,
    compared=False,
)
DISORDER_WITH_NEED = stock(
    "disorder_12m_with_need_12m",
    "In an episode in the last year, and saw a need",
    "Adults in an episode in the last 52 weeks who saw a need or used a service in them",
    drawn=False,
    compared=False,
)
DISORDER_WITH_SERVICE = stock(
    "disorder_12m_with_service_12m",
    "In an episode in the last year, and used a service",
    "Adults in an episode in the last 52 weeks with a professional session in them",
    drawn=False,
    compared=False,
)


# What is spent in a week

for _name, _title, _meaning, _colour in (
    ("cost_services", "Cost of services", "What all sessions cost to provide, whoever pays", BLUE),
    (
        "cost_strategies",
        "Cost of strategies, subsidies included",
        "What strategies cost, subsidies of sessions included",
        ORANGE,
    ),
):
    SPENT[_name] = Weekly(
        _name,
        "currency a week",
        _title,
        _meaning,
        "flow",
        "week",
        0,
        (COSTS,),
        noun=MONEY_UNIT,
        of=(_name,),
        colour=_colour,
        at_first=True,
        compared=False,
    )
