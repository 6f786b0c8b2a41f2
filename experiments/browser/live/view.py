"""A view: one page's towns, stepped on a thread of their own, told in frames.

Messages wait in a queue of bounded length. Between two pieces of work the thread looks at it, so
that a view answers while it plays, replays or waits for other seeds; only building and single weeks
of a large town are longer than a blink. A frame is made when the last one was acknowledged, of the
state at that moment: a slow page skips pictures, never weeks of the curves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.browser.live.answers import ANSWERS
from experiments.browser.live.clock import Clock
from experiments.browser.live.inbox import URGENT, Inbox
from experiments.browser.live.pictures import Pictures, ready_of, state_of, town_of
from experiments.browser.live.towns.prepared import MANY, Shelf
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.room import Ask, Room
from experiments.browser.live.towns.towns import Towns
from experiments.browser.wire.protocol import Message, refused
from experiments.browser.wire.setup import Change, Setup, wrong
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer

Send = Callable[["dict[str, Any] | bytes"], None]
"""Takes a JSON message or a binary one for the page; called on the view's thread."""

WITH_OTHER_SEEDS = 0.02
"""Seconds that other seeds may take before the next week of the town that is drawn."""
BETWEEN_REPORTS = 0.2
"""Seconds between two messages of being busy."""


class Closed(BaseException):
    """The view is to end: unwinds whatever it is at."""


class Overtaken(Exception):
    """A later message makes what the view is at pointless."""


class Goal(NamedTuple):
    """A week to come to. ``quiet``: without pictures on the way. ``id`` is that of the message."""

    week: int
    quiet: bool
    id: int | None


class View:
    """One page's towns and what it does with them.

    ``post`` takes checked messages from any thread. ``attach`` tells where answers go, and None
    while no page is connected: the view then stands still.
    """

    def __init__(self, session: str, offer: Offer, shelf: Shelf, ask: Ask) -> None:
        self.session = session
        self.offer = offer
        self._shelf = shelf
        self._room = Room(ask, offer.limits.people)
        self._inbox = Inbox(offer.limits.waiting)
        self._changed = self._inbox.changed
        self._send: Send | None = None
        self._attached = False
        self._closing = False
        self._towns: Towns | None = None
        self._pictures = Pictures(offer)
        self._clock = Clock()
        self._goal: Goal | None = None
        self._reported = 0.0
        self.thread = threading.Thread(target=self._run, name=f"view {session[:6]}", daemon=True)
        self.thread.start()

    # From other threads.

    def post(self, message: Message) -> bool:
        """Put a message into the queue; False if that is full."""
        with self._changed:
            if message.type == "ack":
                if self._pictures.acknowledge(message["frame"]):
                    self._changed.notify()
                return True
            return self._inbox.put(message)

    def attach(self, send: Send | None) -> None:
        """From now on answers go there; all of the view is told anew. None: nobody listens."""
        with self._changed:
            self._send = send
            self._attached = False  # until the thread has told the page everything
            self._changed.notify()

    def close(self) -> None:
        """End the view: its thread stops after the piece of work that it is at."""
        with self._changed:
            self._closing = True
            self._changed.notify()

    # On the view's own thread.

    def _run(self) -> None:
        try:
            while True:
                message = self._next()
                try:
                    if message is not None:
                        self._answer(message)
                    else:
                        self._work()
                except InputError as error:
                    self._stumble(error)
        except Closed:
            pass
        except MemoryError:
            self._tell({"type": "ended", "text": "There is no memory left for this town."})
        except Exception as error:
            # Whatever went wrong, other views go on; with the process's end nobody is to hear it.
            if not self._closing:
                detail = (str(error).splitlines() or [""])[0]
                text = f"A fault in Helpseek itself, {type(error).__name__}: {detail}"
                self._tell({"type": "ended", "text": text})
        finally:
            self._towns = None
            self._closing = True
            self._room.leave()

    @property
    def closed(self) -> bool:
        """Whether the view has ended."""
        return self._closing

    @property
    def opened(self) -> bool:
        """Whether the view has a town."""
        return self._towns is not None

    def _next(self) -> Message | None:
        """The next message; None when there is none and work to do, for which it waits."""
        with self._changed:
            while True:
                if self._closing:
                    raise Closed
                if self._send is not None and self._towns is not None and not self._attached:
                    self._attached = True
                    return Message("tell", None, {})
                if self._hears() and self._inbox.holds():
                    return self._inbox.take()
                wait = self._time_to_work()
                if wait == 0.0:
                    return None
                self._changed.wait(wait)

    def _hears(self) -> bool:
        """Whether the next message is read now; weeks that were asked for before it come first."""
        return self._send is not None and (self._goal is None or self._inbox.holds(*URGENT))

    def _time_to_work(self) -> float | None:
        """Seconds until there is work; None while there is none."""
        if self._send is None or self._towns is None:
            return None
        if self._goal is not None or self._frame_due():
            return 0.0
        if self._towns.behind:
            return 0.0
        return self._clock.wait(self._towns.weeks)

    def _tell(self, message: dict[str, Any] | bytes) -> None:
        send = self._send
        # A page that has just come back hears nothing before all else was told it.
        if send is not None and (self._attached or self._towns is None):
            send(message)

    def _progress(self, what: str, done: int, of: int) -> None:
        """Say that the view is busy; give up where it is to end or begin anew."""
        if self._closing:
            raise Closed
        if self._inbox.holds("reset"):
            raise Overtaken
        self._tell_busy(what, done, of)

    def _tell_busy(self, what: str, done: int, of: int) -> None:
        now = monotonic()
        if now - self._reported >= BETWEEN_REPORTS:
            self._reported = now
            self._tell({"type": "busy", "what": what, "done": done, "of": of})

    def _stumble(self, error: InputError) -> None:
        """A week cannot be lived, for a strategy of somebody's own fails in it: stand before it."""
        towns, goal = self._towns, self._goal
        assert towns is not None
        self._clock.stop()
        self._goal = None
        if not towns.stand_together():
            # It was a town of another seed: without it there are no bands, but all else goes on.
            towns.set_replicates(0)
        self._pictures.curves_anew()
        self._tell(refused(error, None if goal is None else goal.id))
        self._tell_state()

    def _answer(self, message: Message) -> None:
        """Do what a message asks for, and say that it is done, or why not."""
        try:
            self._do(message)
        except InputError as error:
            self._tell(refused(error, message.id))
        except Overtaken:
            self._done(message.id)
        else:
            if message.type in ("step", "jump") and self._goal is not None:
                assert self._towns is not None
                self._toward_goal(self._towns, self._goal)

    def _done(self, identity: int | None) -> None:
        self._tell({"type": "done", "id": identity})

    def _do(self, message: Message) -> None:
        kind = message.type
        if kind == "tell":
            self._tell_everything()
            return
        if kind in ("open", "reset"):
            self._open(message)
            return
        towns = self._towns
        if towns is None:
            raise InputError("no town is open", field="type", found=kind, allowed="open")
        if kind in ANSWERS:
            self._ask(towns, message)
            return
        if kind == "step":
            self._set_goal(towns, towns.weeks + message["weeks"], False, message.id)
            return
        if kind == "jump":
            if message["week"] > towns.setup.weeks:
                allowed = f"0 to {towns.setup.weeks:,}"
                raise wrong("out of range", "week", message["week"], allowed)
            self._jump(towns, message["week"], message.id)
            return
        if kind == "colour":
            self._pictures.colour_by(message["by"])
        else:
            self._control(towns, message)
        self._done(message.id)

    def _control(self, towns: Towns, message: Message) -> None:
        """Play, pause, or change something."""
        kind = message.type
        if kind == "play":
            if towns.weeks < towns.setup.weeks:
                self._clock.start(message["speed"], towns.weeks)
        elif kind == "pause":
            self._clock.stop()
            self._reach_goal()
        elif kind == "replicates":
            self._set_replicates(towns, message["replicates"])
        elif kind == "change":
            if message["settings"]:
                self._change(towns, Change(towns.weeks, message["settings"]))
        elif kind == "strategy":
            change = Change(towns.weeks, (), message["strategy"], message["without"])
            self._change(towns, change)
        self._tell_state()

    def _change(self, towns: Towns, change: Change) -> None:
        if change.week >= towns.setup.weeks:
            problem = "no week is left in which it could change anything"
            raise wrong(problem, "week", change.week, f"up to {towns.setup.weeks - 1:,}")
        towns.changed(change)

    def _set_replicates(self, towns: Towns, replicates: int) -> None:
        self._room.want(towns.programme, towns.prepared.people.people, replicates)
        self._room.take()
        towns.set_replicates(replicates)
        self._pictures.curves_anew()

    def _open(self, message: Message) -> None:
        """Begin anew with a setup; if that cannot be used, all stays as it was."""
        setup: Setup = message["setup"]
        if message.type == "open":
            self._pictures.colour_by(message["colour"])
        towns = Towns(programme_of(setup, self.offer), self.offer, self._shelf)
        before = self._towns
        people = self.offer.people_of(setup.world, setup.people)
        try:
            if people is not None:
                self._room.want(towns.programme, people, setup.replicates)
            towns.build(self._progress)
            people = towns.prepared.people.people
            self._room.want(towns.programme, people, setup.replicates)
            self._live_up_to(towns, message["week"])
        except (InputError, Overtaken):
            self._room.give_back()
            raise
        self._room.take()
        self._reach_goal()
        if before is not None:
            before.forget_what_comes()
        self._clock.stop()
        self._towns = towns
        self._attached = True
        self._tell_everything()
        self._done(message.id)

    def _live_up_to(self, towns: Towns, week: int) -> None:
        while towns.weeks < week:
            self._progress("weeks", towns.weeks, week)
            towns.step()

    def _ask(self, towns: Towns, message: Message) -> None:
        arm = message.fields.get("arm", 0)
        if arm >= len(towns.arms):
            raise wrong("no such arm", "arm", arm, f"0 to {len(towns.arms) - 1}")
        told = ANSWERS[message.type](towns, message, self._progress)
        self._tell({**told, "id": message.id})

    # What is told.

    def _tell_everything(self) -> None:
        """Tell a page that knows nothing of this view."""
        towns = self._towns
        assert towns is not None
        if towns.prepared.people.people > MANY:
            self._tell_busy("picture", 0, 1)
        self._tell(ready_of(towns, self._clock, self.session))
        self._tell(town_of(towns))
        self._clock.anew(towns.weeks)
        with self._changed:
            self._pictures.begin()

    def _tell_state(self) -> None:
        towns = self._towns
        assert towns is not None
        self._tell(state_of(towns, self._clock))

    def _frame_due(self) -> bool:
        """Whether a picture is to be sent; none is on the way of a jump."""
        if self._towns is None or (self._goal is not None and self._goal.quiet):
            return False
        return self._pictures.due(self._towns, self._clock)

    # What is done when no message waits.

    def _work(self) -> None:
        """One piece of work: a picture, a week, or a little for other seeds."""
        towns = self._towns
        assert towns is not None
        if self._frame_due():
            self._tell(self._pictures.next(towns, self._clock))
        elif self._goal is not None:
            self._toward_goal(towns, self._goal)
        elif self._clock.due(towns.weeks):
            self._step(towns)
            if towns.weeks >= towns.setup.weeks:
                self._clock.stop()
                self._tell_state()
        else:
            towns.catch_up(WITH_OTHER_SEEDS)

    def _step(self, towns: Towns) -> None:
        towns.step()
        if towns.behind and not (self._goal is not None and self._goal.quiet):
            towns.catch_up(WITH_OTHER_SEEDS)

    def _set_goal(self, towns: Towns, week: int, quiet: bool, identity: int | None) -> None:
        self._reach_goal()
        self._goal = Goal(min(week, towns.setup.weeks), quiet, identity)

    def _jump(self, towns: Towns, week: int, identity: int | None) -> None:
        self._reach_goal()
        self._goal = Goal(week, True, identity)
        if week < towns.weeks:
            towns.go_back(week)
            self._pictures.curves_anew()

    def _toward_goal(self, towns: Towns, goal: Goal) -> None:
        """One week nearer to the goal, or there."""
        if towns.weeks < goal.week:
            self._step(towns)
            if goal.quiet:
                self._tell_busy("weeks", towns.weeks, goal.week)
        if towns.weeks >= goal.week:
            self._reach_goal()

    def _reach_goal(self) -> None:
        """The goal is reached, or another one takes its place."""
        goal, self._goal = self._goal, None
        if goal is None or self._towns is None:
            return
        self._clock.anew(self._towns.weeks)
        if self._towns.weeks >= self._towns.setup.weeks:
            self._clock.stop()
        if goal.quiet or not self._clock.playing:
            self._tell_state()
        self._done(goal.id)
