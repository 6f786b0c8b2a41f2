"""Protocol: messages that are understood, those that are not, and the bytes of frames."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.browser.declared.offer import Limits, Offer
from experiments.browser.wire.protocol import (
    AFRESH,
    FIELDS,
    PLAYING,
    frame,
    json_text,
    message_from,
    refused,
    town_frame,
)
from simulation.errors import InputError
from tests.support.browser_server import frame_of
from tests.support.setups_for_inputs import JSON

OFFER = Offer.of(limits=Limits(people=20_000))

GOOD: list[dict[str, Any]] = [
    {"type": "open", "setup": {}, "colour": "trust", "week": 3},
    {"type": "open"},
    {"type": "resume", "session": "abc"},
    {"type": "step", "weeks": 4},
    {"type": "step"},
    {"type": "play", "speed": 0},
    {"type": "play", "speed": 2.5},
    {"type": "pause"},
    {"type": "jump", "week": 0},
    {"type": "reset", "setup": {"people": 5}, "week": 0},
    {"type": "change", "settings": {"parameters.onset_rate": 1}},
    {"type": "strategy", "strategy": {"name": "leap"}},
    {"type": "strategy", "without": "leap"},
    {"type": "replicates", "replicates": 0},
    {"type": "colour", "by": "stage"},
    {"type": "life", "person": 3, "arm": 1},
    {"type": "find", "text": "old"},
    {"type": "outcomes"},
    {"type": "comparison"},
    {"type": "ack", "frame": 2**32 - 1},
]


@pytest.mark.parametrize("said", GOOD)
def test_messages_are_understood(said: dict[str, Any]) -> None:
    message = message_from(json.dumps({**said, "id": 7}), OFFER)
    assert message.type == said["type"]
    assert message.id == 7
    for key, value in said.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            assert message[key] == value


def test_every_type_of_message_is_among_them() -> None:
    assert {said["type"] for said in GOOD} == set(FIELDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "3",
        "NaN",
        '"x"',
        "{",
        '{"type": 3}',
        '{"type": "shell"}',
        "{}",
        '{"type": "step", "weeks": NaN}',
        '{"type": "step", "weeks": Infinity}',
        '{"type": "step", "weeks": 1e999}',
        '{"type": "step", "weeks": 0}',
        '{"type": "step", "weeks": 1.5}',
        '{"type": "step", "weeks": true}',
        '{"type": "step", "weeks": "1"}',
        '{"type": "step", "weeks": 99999999999999999999}',
        '{"type": "step", "week": 1}',
        '{"type": "step", "id": "x"}',
        '{"type": "step", "id": -1}',
        '{"type": "play", "speed": -1}',
        '{"type": "play", "speed": 1e308}',
        '{"type": "play", "speed": null}',
        '{"type": "jump"}',
        '{"type": "resume"}',
        '{"type": "resume", "session": {"a": 1}}',
        '{"type": "ack", "frame": 4294967296}',
        '{"type": "strategy"}',
        '{"type": "strategy", "strategy": {"name": "leap"}, "without": "leap"}',
        '{"type": "life", "person": -1}',
        '{"type": "life", "person": 1, "arm": 5}',
        '{"type": "find", "text": "' + "x" * 201 + '"}',
        '{"type": "find", "text": "a\\u0000"}',
        '{"type": "open", "setup": ' + "[" * 100 + "]" * 100 + "}",
        "[" * 100_000,
        '{"type": "step", "weeks": ' + "9" * 10_000 + "}",
    ],
)
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        message_from(text, OFFER)
    told = json.loads(json_text(refused(caught.value)))
    assert set(told) == {"type", "id", "problem", "field", "found", "allowed", "text"}
    assert len(told["text"]) < 1000


def test_a_refusal_repeats_the_id() -> None:
    with pytest.raises(InputError) as caught:
        message_from('{"type": "step", "id": 12, "weeks": 0}', OFFER)
    assert refused(caught.value)["id"] == 12


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(list(FIELDS)) | JSON},
        optional={
            name: JSON | st.integers(-3, 300)
            for name in ("id", *{field for fields in FIELDS.values() for field in fields})
        },
    )
    | JSON
)
def test_whatever_is_said_is_a_message_or_refused(said: Any) -> None:
    try:
        message = message_from(json.dumps(said), OFFER)
    except InputError as error:
        json.loads(json_text(refused(error)))
    else:
        assert message.type in FIELDS


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_text_comes_is_a_message_or_refused(text: str) -> None:
    with pytest.raises(InputError):
        message_from(text, OFFER)


def test_json_has_no_nan_and_no_numpy() -> None:
    value = {
        "a": [np.float32("nan"), np.int64(3), float("inf"), (1, 2)],
        3: np.array([0.5, np.nan]),
        "b": np.bool_(True),
        "c": None,
    }
    told = json.loads(json_text(value))
    assert told == {"a": [None, 3, None, [1, 2]], "3": [0.5, None], "b": True, "c": None}


def test_a_frame_is_laid_out_as_the_guide_says() -> None:
    series = np.arange(2 * 5 * 3 * 3, dtype=np.float32).reshape(2, 5, 3, 3)
    codes = np.arange(14, dtype=np.uint8).reshape(2, 7)
    data = frame(9, 5, series, codes, AFRESH | PLAYING, 4)
    assert len(data) == 32 + 4 * series.size + codes.size
    assert np.frombuffer(data, "<u4", 8).tolist() == [1, 9, 5, 7, 2, 5, 3, 4]
    read = frame_of(data)
    assert np.array_equal(read.series, series)
    assert np.array_equal(read.codes, codes)


def test_a_town_is_laid_out_as_the_guide_says() -> None:
    position = np.array([[0.5, -0.5], [0.25, 1.0], [0, 0]], np.float32)
    household = np.array([0, 0, -1], np.int32)
    ends = np.array([[0, 1], [1, 2]], np.uint32)
    data = town_frame(position, household, ends, np.array([0, 1], np.uint8), 5, 2)
    assert np.frombuffer(data, "<u4", 8).tolist() == [0, 3, 2, 5, 2, 0, 0, 0]
    assert np.array_equal(np.frombuffer(data, "<f4", 6, 32), position.ravel())
    assert np.array_equal(np.frombuffer(data, "<i4", 3, 56), household)
    assert np.array_equal(np.frombuffer(data, "<u4", 4, 68), ends.ravel())
    assert data[84:] == b"\x00\x01"
