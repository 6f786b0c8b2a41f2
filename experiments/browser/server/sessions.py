"""Sessions: all views of a server, how much they take, and which are freed when."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from time import monotonic

from experiments.browser.declared.offer import Offer
from experiments.browser.live.towns.prepared import Shelf
from experiments.browser.live.view import Send, View
from experiments.browser.wire.setup import wrong

LOOK_EVERY = 5.0
"""Seconds between looks for views that nobody came back to."""


@dataclass
class Session:
    """One view, and the connection that it is told over; ``left`` is when that was lost."""

    view: View
    bytes: int = 0
    leave: Callable[[str], None] | None = None
    left: float = field(default_factory=monotonic)


class Sessions:
    """All views by session; made and used on the event loop, asked for room on views' threads."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.shelf = Shelf(offer.limits.kept)
        self._sessions: dict[str, Session] = {}
        self._ending: dict[str, Session] = {}
        """Ended, with a thread that still is at a piece of work and holds what that takes."""
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    def begin(self, send: Send, leave: Callable[[str], None]) -> str:
        """A new view over a connection; its session. InputError where there are too many.

        ``leave`` is called with a text when the connection is to be given up.
        """
        self._forget_ended()
        if len(self._sessions) >= self.offer.limits.sessions:
            # Rather than turn somebody away, free the view that was left first.
            alone = [name for name, each in self._sessions.items() if each.leave is None]
            if not alone:
                raise wrong(
                    "too many pages are open on this server",
                    "",
                    len(self._sessions),
                    f"up to {self.offer.limits.sessions}; close one and try again",
                )
            self._end(min(alone, key=lambda name: self._sessions[name].left))
        name = token_urlsafe(16)
        view = View(name, self.offer, self.shelf, lambda wanted: self._room(name, wanted))
        self._sessions[name] = Session(view, leave=leave)
        view.attach(send)
        return name

    def resume(self, name: str, send: Send, leave: Callable[[str], None]) -> None:
        """Tell a view over this connection from now on. InputError where it is no longer there."""
        session = self._sessions.get(name)
        if session is None or session.view.closed:
            raise wrong("the view is no longer there", "session", name, "open")
        if session.leave is not None:
            session.leave("This town was opened in another window.")
        session.leave = leave
        session.view.attach(send)

    def view(self, name: str) -> View:
        """The view of a session. InputError where it is no longer there."""
        session = self._sessions.get(name)
        if session is None:
            raise wrong("the view is no longer there", "session", name, "open, on a new connection")
        return session.view

    def leave(self, name: str, leave: Callable[[str], None]) -> None:
        """A connection is lost. The view stands still and is kept for a while.

        One without a town ends: nobody has been told its name, and so nobody can come back to it.
        """
        session = self._sessions.get(name)
        if session is not None and session.leave is leave:
            session.leave = None
            session.left = monotonic()
            session.view.attach(None)
            if not session.view.opened:
                self._end(name)

    def _room(self, name: str, wanted: int) -> bool:
        """Give a view so many bytes in all, if all views together then stay within the limit."""
        with self._lock:
            session = self._sessions.get(name)
            if session is None:
                if wanted == 0:
                    self._ending.pop(name, None)
                return wanted == 0
            held = (*self._sessions.values(), *self._ending.values())
            others = sum(each.bytes for each in held) - session.bytes
            if wanted > session.bytes and others + wanted > self.offer.limits.bytes:
                return False
            session.bytes = wanted
            return True

    def _end(self, name: str) -> None:
        with self._lock:
            session = self._sessions.pop(name)
            if not session.view.closed:
                self._ending[name] = session
        session.view.close()

    def _forget_ended(self) -> None:
        for name, session in list(self._sessions.items()):
            if session.view.closed:
                self._end(name)

    async def look_after(self) -> None:
        """Free views that nobody came back to, for as long as the server runs."""
        while True:
            await asyncio.sleep(min(LOOK_EVERY, self.offer.limits.idle))
            self._forget_ended()
            for name, session in list(self._sessions.items()):
                if session.leave is None and monotonic() - session.left > self.offer.limits.idle:
                    self._end(name)

    def close(self, seconds: float) -> bool:
        """End all views; whether all threads have stopped within so many seconds."""
        threads = [session.view.thread for session in self._sessions.values()]
        for name in list(self._sessions):
            self._end(name)
        until = monotonic() + seconds
        for thread in threads:
            thread.join(max(until - monotonic(), 0.0))
        return not any(thread.is_alive() for thread in threads)
