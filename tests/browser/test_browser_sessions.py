"""Sessions and their views without a socket: what they hold, when they end, what they are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from experiments.browser.declared.offer import Limits, Offer
from experiments.browser.live.towns import prepared
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.room import Room
from experiments.browser.live.towns.towns import estimated_bytes
from experiments.browser.live.view import View
from experiments.browser.server.sessions import Sessions
from experiments.browser.wire.protocol import message_from
from experiments.browser.wire.setup import setup_from
from simulation.errors import InputError
from tests.support.browser_server import small

OFFER = Offer.of()
PROGRAMME = programme_of(setup_from(small(), OFFER), OFFER)
BYTES = estimated_bytes(PROGRAMME, 600, 0)


class Listener:
    """What a page without a connection is told by a view; it acknowledges nothing."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self._more = threading.Condition()

    def __call__(self, message: dict[str, Any] | bytes) -> None:
        if isinstance(message, dict):
            with self._more:
                self.told.append(message)
                self._more.notify_all()

    def wait(self, *kinds: str, number: int = 1) -> list[dict[str, Any]]:
        """The messages of these types, once there are so many of them."""

        def found() -> list[dict[str, Any]]:
            return [message for message in self.told if message["type"] in kinds]

        with self._more:
            assert self._more.wait_for(lambda: len(found()) >= number, 60.0), self.told
        return found()


def say(view: View, kind: str, **fields: Any) -> None:
    from experiments.browser.wire.protocol import json_text

    assert view.post(message_from(json_text({"type": kind, **fields}), view.offer))


def ends(view: View) -> bool:
    view.thread.join(10.0)
    return not view.thread.is_alive()


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    made = Sessions(Offer.of(limits=Limits(bytes=int(1.5 * BYTES))))
    yield made
    assert made.close(10.0)


def begun(sessions: Sessions) -> tuple[View, Listener, Callable[[], None]]:
    """A new view, its listener, and how its connection is lost."""
    listener = Listener()

    def leave(text: str) -> None:
        listener({"type": "left", "text": text})

    name = sessions.begin(listener, leave)
    return sessions.view(name), listener, lambda: sessions.leave(name, leave)


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Building takes until the second event; the first tells that it has begun."""
    begun, go = threading.Event(), threading.Event()
    build = prepared.build_town

    def slowly(*given: Any, **named: Any) -> Any:
        begun.set()
        assert go.wait(30.0)
        return build(*given, **named)

    monkeypatch.setattr(prepared, "build_town", slowly)
    yield begun, go
    go.set()


def test_a_view_whose_first_town_is_not_there_yet_ends_with_its_connection(
    sessions: Sessions,
) -> None:
    view, listener, lose = begun(sessions)
    say(view, "open", setup=small(people=3000, settings={"horizon.burn_in_weeks": 5000}))
    listener.wait("busy")
    lose()
    assert ends(view)
    assert len(sessions) == 0


def test_a_view_with_a_town_is_kept_and_told_all_anew(sessions: Sessions) -> None:
    view, listener, lose = begun(sessions)
    say(view, "open", setup=small())
    session = listener.wait("ready")[0]["session"]
    listener.wait("done")
    lose()
    assert len(sessions) == 1
    again = Listener()
    sessions.resume(session, again, lambda text: None)
    assert again.wait("ready")[0]["session"] == session


def test_what_an_ended_view_still_builds_counts_against_the_memory(
    sessions: Sessions, held_up: tuple[threading.Event, threading.Event]
) -> None:
    building, go = held_up
    first, _, lose = begun(sessions)
    say(first, "open", setup=small())
    assert building.wait(30.0)
    lose()
    assert len(sessions) == 0
    other, listener, _ = begun(sessions)
    say(other, "open", setup=small(seed=2))
    assert "memory" in listener.wait("refused")[0]["problem"]
    go.set()
    assert ends(first)
    say(other, "open", setup=small(seed=2))
    listener.wait("ready")


def test_room_is_kept_for_the_towns_that_stay_if_others_cannot_be_had() -> None:
    asked: list[int] = []
    free = [10 * BYTES]

    def ask(wanted: int) -> bool:
        if wanted <= free[0]:
            asked.append(wanted)
        return wanted <= free[0]

    room = Room(ask, 1_000)
    room.want(PROGRAMME, 600, 2)
    room.take()
    large = asked[-1]
    room.want(PROGRAMME, 600, 0)  # to take the place of larger ones, which are still there
    assert asked[-1] == large
    room.give_back()
    assert asked[-1] == large
    room.want(PROGRAMME, 600, 0)
    room.take()
    assert asked[-1] == BYTES < large
    free[0] = 1
    with pytest.raises(InputError, match="memory"):
        room.want(PROGRAMME, 600, 2)
    with pytest.raises(InputError, match="too many people"):
        room.want(PROGRAMME, 1_001, 0)
    room.leave()
    assert asked[-1] == 0


def test_a_page_is_told_of_its_town_before_another_reset_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("experiments.browser.live.view.MANY", 100)
    listener = Listener()
    views: list[View] = []
    asked: list[int] = []

    def ask(wanted: int) -> bool:
        asked.append(wanted)
        if len(asked) == 3:  # as the town has just been built
            leap = {"name": "leap", "target": "culture:nobody"}
            say(views[0], "reset", id=7, setup=small(strategies=[leap]))
        return True

    views.append(View("x", OFFER, prepared.Shelf(10**9), ask))
    views[0].attach(listener)
    say(views[0], "open", id=1, setup=small())
    assert listener.wait("refused")[0]["id"] == 7
    assert [told["type"] for told in listener.told if told["type"] != "busy"] == [
        "ready",
        "done",
        "refused",
    ]
    views[0].close()
    assert ends(views[0])


@pytest.mark.parametrize("bad", [("colour", {"by": "nothing"}), ("jump", {"week": 61})])
def test_what_is_refused_on_the_way_to_a_week_is_no_fault_of_that_week(
    bad: tuple[str, dict[str, Any]],
) -> None:
    listener = Listener()
    view = View("x", OFFER, prepared.Shelf(10**9), lambda wanted: True)
    # All at once, and none of them with an id by which they could be told apart.
    say(view, "open", setup=small(replicates=2))
    say(view, "step", weeks=50)
    kind, fields = bad
    say(view, kind, **fields)
    say(view, "pause")
    view.attach(listener)
    assert len(listener.wait("refused")) == 1
    said = listener.wait("state")
    assert all(state["setup"]["replicates"] == 2 for state in said)
    view.close()
    assert ends(view)


def test_a_session_that_is_not_there_is_refused(sessions: Sessions) -> None:
    with pytest.raises(InputError, match="no longer there"):
        sessions.resume("x", lambda message: None, lambda text: None)
    with pytest.raises(InputError, match="no longer there"):
        sessions.view("x")


def test_views_that_have_failed_make_room(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, listener, _ = begun(sessions)

    def failing(message: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(view, "_do", failing)
    say(view, "open", setup=small())
    assert "ZeroDivisionError" in listener.wait("ended")[0]["text"]
    assert ends(view)
    other, heard, _ = begun(sessions)
    assert len(sessions) == 1
    say(other, "open", setup=small())
    heard.wait("ready")
