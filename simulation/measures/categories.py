"""Categories: stages of the pathway, severities, kinds of help and barriers, a row each.

A row is the only place where a category is named: its code, its words, its colour and the groups
that it belongs to follow from it. Rows stand in the order of their codes.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    YELLOW,
    nth,
)


@dataclass(frozen=True, slots=True)
class Category:
    """One of several things that a person may be or name.

    ``title`` are plain words, as a table or a curve shows them; ``meaning`` says in a sentence what
    it is. ``colour`` is empty for what pictures leave in the background. ``groups`` are those of
    its kind that it belongs to (``named_in``); ``in_sentence`` are its words inside a sentence.
    """

    name: str
    title: str
    meaning: str
    colour: str = ""
    groups: tuple[str, ...] = ()
    in_sentence: str = ""


def named_in(rows: dict[str, Category], group: str) -> tuple[str, ...]:
    """Names of the rows that belong to a group, in the order of their codes."""
    return tuple(row.name for row in rows.values() if group in row.groups)


def codes_in(rows: dict[str, Category], group: str) -> tuple[int, ...]:
    """Codes of the rows that belong to a group."""
    return tuple(code for code, row in enumerate(rows.values()) if group in row.groups)


def titles(rows: dict[str, Category]) -> dict[str, str]:
    """The words of all rows, by name."""
    return {row.name: row.title for row in rows.values()}


def _row(rows: dict[str, Category], category: Category) -> int:
    """Add a row; returns its code."""
    assert category.name not in rows
    rows[category.name] = category
    return len(rows) - 1


# Stages of the pathway

STAGE_ROWS: dict[str, Category] = {}
"""Stages of the pathway by name, in the order of their codes."""


def _stage(
    name: str, title: str, meaning: str, colour: str = "", *groups: str, in_sentence: str = ""
) -> int:
    in_sentence = in_sentence or title[:1].lower() + title[1:]
    return _row(STAGE_ROWS, Category(name, title, meaning, colour, groups, in_sentence))


ON_THE_WAY = "on the way"
"""The group of stages in which people are ill, in need or in care: all but those who are well."""
WITH_A_SERVICE = "with a service"
"""The group of stages in which people have turned to somebody, whose kind of help they name."""
WANTS_HELP = "wants help"
"""The group of stages in which people have asked for help, and neither have it nor refused it."""
HAS_ACCEPTED = "has accepted"
"""The group of stages in which people have taken what was offered: on the way to care, or in it."""
DARK_STAGE = "dark"
"""The group of stages whose colour is so dark that it is written on in white."""

WELL = _stage("well", "Well", "In no episode, and in no need of help")
UNAWARE = _stage(
    "unaware",
    "Sees no need",
    "In distress, and sees no need for help",
    SILVER,
    ON_THE_WAY,
    in_sentence="sees no need for help",
)
AWARE = _stage(
    "aware", "Sees a need", "Sees a need, and has not made up their mind", SAND, ON_THE_WAY
)
INTENDING = _stage(
    "intending", "Means to seek help", "Means to seek help, and has not asked", ORANGE, ON_THE_WAY
)
ASKING = _stage(
    "asking",
    "Asks for help",
    "Has asked for help",
    VERMILION,
    ON_THE_WAY,
    WITH_A_SERVICE,
    WANTS_HELP,
    DARK_STAGE,
    in_sentence="is asking for help",
)
REFUSED = _stage(
    "refused",
    "Refused the offer",
    "Was offered help and refused it",
    RUST,
    ON_THE_WAY,
    WITH_A_SERVICE,
    DARK_STAGE,
    in_sentence="has refused the last offer",
)
WAITING = _stage(
    "waiting",
    "On a waiting list",
    "Waits for a place",
    PURPLE,
    ON_THE_WAY,
    WITH_A_SERVICE,
    WANTS_HELP,
    HAS_ACCEPTED,
    in_sentence="is on a waiting list",
)
IN_CARE = _stage(
    "in_care",
    "In care",
    "In a course of care",
    BLUE,
    ON_THE_WAY,
    WITH_A_SERVICE,
    HAS_ACCEPTED,
    DARK_STAGE,
    in_sentence="is in care",
)
COMPLETED = _stage(
    "completed",
    "Completed, still ill",
    "Completed a course, and is still ill",
    PALE,
    ON_THE_WAY,
    in_sentence="has completed care and is still ill",
)
DROPPED_OUT = _stage(
    "dropped_out",
    "Dropped out, still ill",
    "Left a course against the plan, and is still ill",
    SLATE,
    ON_THE_WAY,
    DARK_STAGE,
    in_sentence="has left care and is still ill",
)
STAGES = tuple(STAGE_ROWS)
"""Stages of the pathway, in the order of their codes."""
WANTING = codes_in(STAGE_ROWS, WANTS_HELP)
"""Codes of stages in which people have asked for help, and neither have it nor refused it."""
ACCEPTED = codes_in(STAGE_ROWS, HAS_ACCEPTED)
"""Codes of stages in which people have taken what was offered: on the way to care, or in it."""

# Severities

SEVERITY_ROWS: dict[str, Category] = {}
"""Severities of an episode by name, in the order of their codes."""


def _severity(name: str, title: str, meaning: str, colour: str = "", *groups: str) -> int:
    return _row(SEVERITY_ROWS, Category(name, title, meaning, colour, groups))


ILL = "ill"
"""The group of severities of people who are in an episode."""

NO_DISTRESS = _severity("none", "Not in an episode", "In no episode")
MILD = _severity("mild", "Mild", "In a mild episode", SAND, ILL)
MODERATE = _severity("moderate", "Moderate", "In a moderate episode", ORANGE, ILL)
SEVERE = _severity("severe", "Severe", "In a severe episode", VERMILION, ILL)
SEVERITIES = tuple(SEVERITY_ROWS)
"""Severities, in the order of their codes."""
ILL_SEVERITIES = named_in(SEVERITY_ROWS, ILL)
"""Severities of people who are in an episode."""

# Kinds of help

MODALITY_ROWS: dict[str, Category] = {}
"""Kinds of help by name, in the order of their codes."""


def _modality(name: str, title: str, meaning: str, colour: str, in_sentence: str) -> int:
    return _row(MODALITY_ROWS, Category(name, title, meaning, colour, in_sentence=in_sentence))


GENERAL_PRACTICE = _modality(
    "general_practice",
    "General practice",
    "Care by a general practitioner",
    BLUE,
    "a general practitioner",
)
SPECIALIST = _modality(
    "specialist",
    "Specialist",
    "Care by a specialist, face to face",
    VERMILION,
    "a specialist",
)
REMOTE = _modality(
    "remote",
    "Remote care",
    "Care by a professional over video or telephone",
    SKY,
    "care by video or telephone",
)
SELF_HELP = _modality("self_help", "Self-help", "Guided or unguided self-help", GREEN, "self-help")
SUPPORT_GROUP = _modality(
    "support_group",
    "Support group",
    "A group of people in the same position",
    PURPLE,
    "a support group",
)
MODALITIES = tuple(MODALITY_ROWS)
"""Kinds of help that every world has, in the order of their codes; those that a world names itself
come after them (``Services.rows``)."""

MOST_MODALITIES = 50
"""How many kinds of help a world may have."""
NOBODY_ROW = Category("nobody", "Nobody", "With nobody, and turned to nobody")
NOBODY = 255
"""The code of nobody among kinds of help, beyond that of any kind that a world may have."""


def help_row(name: str, title: str, code: int) -> Category:
    """A kind of help as a world calls it: by its own title, else the usual words, else its name."""
    usual = MODALITY_ROWS.get(name)
    if usual is not None and not title:
        return usual
    title = title or name.replace("_", " ").capitalize()
    inside = title if title[1:2].isupper() else title[:1].lower() + title[1:]
    colour = usual.colour if usual is not None else nth(code)
    return Category(name, title, title, colour, in_sentence=inside)


# Barriers

BARRIER_ROWS: dict[str, Category] = {}
"""Reasons for not seeking that a person who sees a need may name, in the order of their codes."""


def _barrier(name: str, title: str, meaning: str, colour: str, *groups: str) -> int:
    return _row(BARRIER_ROWS, Category(name, title, meaning, colour, groups))


STRUCTURAL_BARRIER = "structural"
"""The group of barriers that lie in services rather than in people."""

_barrier("handle_alone", "Wants to handle it alone", "A wish to solve it without help", BLUE)
_barrier("stigma", "Fears what others think", "Stigma, seen in others or in oneself", PURPLE)
_barrier("ineffective", "Doubts that care helps", "Little belief that care would help", SKY)
_barrier("distrust", "Does not trust professionals", "Little trust in professionals", SLATE)
_barrier("fear_of_change", "Fears change", "Fear of a life without the problem", GREEN)
_barrier("cost", "Costs too much", "What a session costs the person", ORANGE, STRUCTURAL_BARRIER)
_barrier("travel", "Too far away", "The way to services", YELLOW, STRUCTURAL_BARRIER)
_barrier(
    "availability",
    "No place, or too long a wait",
    "No place, or a long wait for one",
    VERMILION,
    STRUCTURAL_BARRIER,
)
BARRIERS = tuple(BARRIER_ROWS)
"""Reasons for not seeking that a person who sees a need may name."""
STRUCTURAL = named_in(BARRIER_ROWS, STRUCTURAL_BARRIER)
"""Barriers that lie in services rather than in people."""

NO_NEED = Category("low_perceived_need", "Sees no need", "In distress, and sees no need for help")
"""What keeps those who see no need; surveys ask it of all, and the barriers of the others."""
REASON_ROWS = {NO_NEED.name: NO_NEED, **BARRIER_ROWS}
"""All reasons for not seeking, by name."""
