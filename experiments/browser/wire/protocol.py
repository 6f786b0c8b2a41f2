"""Protocol: messages from the page, checked; JSON and binary frames to the page.

See the guide of the browser for what they mean. Whatever comes from a page that is no message of
these shapes raises InputError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.browser.wire.setup import (
    Change,
    Setup,
    change_from,
    mapping,
    number,
    settings_from,
    setup_from,
    strategy_from,
    text,
    whole,
    wrong,
)
from simulation.errors import InputError, shown, unknown_name

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer

TOWN, FRAME = 0, 1
"""Kinds of binary messages."""
AFRESH, PLAYING = 1, 2
"""Flags of a frame: curves begin anew with it; the view is playing."""
LONGEST_TEXT = 200
DEEPEST = 20
"""How deep objects may stand in each other."""
_LARGEST_ID = 2**53


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the page: its type, the id that answers repeat, and its checked fields."""

    type: str
    id: int | None
    fields: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """A field by name."""
        return self.fields[name]


def message_from(data: str, offer: Offer) -> Message:
    """The message that a text is. Raises InputError for whatever is none."""
    given = mapping(_parsed(data), "")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise unknown_name("type of message", kind, FIELDS)
    mapping(given, "", ("type", "id", *FIELDS[kind]))
    number_of = given.get("id")
    if number_of is not None:
        number_of = whole(number_of, "id", 0, _LARGEST_ID)
    try:
        return Message(kind, number_of, _checked(kind, given, offer))
    except InputError as error:
        error.id = number_of  # type: ignore[attr-defined]  # for the answer
        raise


FIELDS: dict[str, tuple[str, ...]] = {
    "open": ("setup", "colour", "week"),
    "resume": ("session",),
    "step": ("weeks",),
    "play": ("speed",),
    "pause": (),
    "jump": ("week",),
    "reset": ("setup", "week"),
    "change": ("settings",),
    "strategy": ("strategy", "without"),
    "replicates": ("replicates",),
    "colour": ("by",),
    "life": ("person", "arm"),
    "find": ("text", "arm"),
    "outcomes": (),
    "comparison": (),
    "ack": ("frame",),
}
"""Fields of each type of message."""
QUESTIONS = ("life", "find", "outcomes", "comparison")
"""Messages that ask something about the towns and change nothing."""


def _checked(kind: str, given: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """The fields of a message, all there and within bounds that no view is needed to know."""
    limits = offer.limits
    fields: dict[str, Any] = {}
    if kind in ("open", "reset"):
        setup = setup_from(given.get("setup", {}), offer)
        fields["setup"] = setup
        fields["week"] = whole(given.get("week", 0), "week", 0, setup.weeks)
    if kind == "open":
        fields["colour"] = text(given.get("colour", "stage"), "colour", LONGEST_TEXT)
    elif kind == "resume":
        fields["session"] = text(given.get("session"), "session", LONGEST_TEXT)
    elif kind == "step":
        fields["weeks"] = whole(given.get("weeks", 1), "weeks", 1, limits.weeks)
    elif kind == "play":
        fields["speed"] = float(number(given.get("speed", 10), "speed", 0, limits.speed))
    elif kind == "jump":
        fields["week"] = whole(given.get("week"), "week", 0, limits.weeks)
    elif kind == "change":
        fields["settings"] = settings_from(
            given.get("settings"), "settings", offer.controls, live=True
        )
    elif kind == "strategy":
        fields.update(_strategy(given, offer))
    elif kind == "replicates":
        fields["replicates"] = whole(given.get("replicates"), "replicates", 0, limits.replicates)
    elif kind == "colour":
        fields["by"] = text(given.get("by"), "by", LONGEST_TEXT)
    elif kind == "life":
        fields["person"] = whole(given.get("person"), "person", 0, 2**31 - 1)
    elif kind == "find":
        fields["text"] = text(given.get("text"), "text", LONGEST_TEXT)
    elif kind == "ack":
        fields["frame"] = whole(given.get("frame"), "frame", 0, 2**32 - 1)
    if kind in ("life", "find"):
        fields["arm"] = whole(given.get("arm", 0), "arm", 0, limits.arms)
    return fields


def _strategy(given: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    if ("strategy" in given) == ("without" in given):
        raise wrong("says not one thing", "", sorted(given), "strategy or without")
    if "strategy" in given:
        return {"strategy": strategy_from(given["strategy"], "strategy", offer), "without": ""}
    change = change_from({"week": 0, "without": given["without"]}, "", offer, 1, {})
    return {"strategy": None, "without": change.without}


def _refuse(name: str) -> Any:
    raise wrong("not JSON", "", name, "finite numbers")


def _parsed(data: str) -> Any:
    """The value of a JSON text. Raises InputError for anything else, and for depth without end."""
    try:
        value = json.loads(data, parse_constant=_refuse)
    except InputError:
        raise
    except RecursionError as error:
        raise wrong("too deep", "", data[:40], f"{DEEPEST} objects in each other") from error
    except ValueError as error:
        raise wrong("not JSON", "", data[:40], "an object with a type") from error
    _not_too_deep(value)
    return value


def _not_too_deep(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise wrong("too deep", "", None, f"{DEEPEST} objects in each other")


def plain(value: Any) -> Any:
    """A value as JSON knows it: NumPy's numbers as Python's, what is not finite as None."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def json_text(value: Any) -> str:
    """A value as JSON text, on one line; never NaN."""
    return json.dumps(plain(value), allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def refused(error: InputError, identity: int | None = None) -> dict[str, Any]:
    """The answer to a message that cannot be done."""
    identity = getattr(error, "id", None) if identity is None else identity
    found = "" if error.found is None else shown(error.found)
    # The way from one place in a setup to another says little to a person.
    return {
        "type": "refused",
        "id": identity,
        "problem": error.problem,
        "field": error.field,
        "found": found,
        "allowed": error.allowed,
        "text": str(error),
    }


def town_frame(
    position: NDArray[np.float32],
    household: NDArray[np.int32],
    ends: NDArray[np.uint32],
    kind: NDArray[np.uint8],
    ties: int,
    adults: int,
) -> bytes:
    """The town as it stands for good: where people are drawn, and the ties between them.

    ``position`` (people, 2), ``household`` (people), ``ends`` (ties drawn, 2), ``kind`` (ties
    drawn); ``ties`` in all.
    """
    header = np.array([TOWN, household.size, kind.size, ties, adults, 0, 0, 0], "<u4")
    return b"".join(
        part.tobytes()
        for part in (
            header,
            position.astype("<f4"),
            household.astype("<i4"),
            ends.astype("<u4"),
            kind.astype(np.uint8),
        )
    )


def frame(
    number_of: int,
    weeks_done: int,
    series: NDArray[np.float32],
    codes: NDArray[np.uint8],
    flags: int,
    colouring: int,
) -> bytes:
    """One picture: ``series`` (arms, weeks, series, 3) and ``codes`` (arms, people)."""
    header = np.array(
        [
            FRAME,
            number_of,
            weeks_done,
            codes.shape[1],
            codes.shape[0],
            series.shape[1],
            flags,
            colouring,
        ],
        "<u4",
    )
    return b"".join(
        (header.tobytes(), series.astype("<f4").tobytes(), codes.astype(np.uint8).tobytes())
    )


__all__ = [
    "AFRESH",
    "FIELDS",
    "FRAME",
    "PLAYING",
    "QUESTIONS",
    "TOWN",
    "Change",
    "Message",
    "Setup",
    "frame",
    "json_text",
    "message_from",
    "plain",
    "refused",
    "town_frame",
]
