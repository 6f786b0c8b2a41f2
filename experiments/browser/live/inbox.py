"""Inbox: messages of a page that wait until its view comes to them, no more than so many."""

from __future__ import annotations

import threading
from collections import deque

from experiments.browser.wire.protocol import Message

URGENT = ("pause", "jump", "reset")
"""Messages that break off whatever weeks were asked for before; all others wait for these."""


class Inbox:
    """Messages in the order in which they came, ``most`` of them.

    ``changed`` guards them, and whatever else the threads of page and view share; the view waits
    on it.
    """

    def __init__(self, most: int) -> None:
        self.changed = threading.Condition()
        self._most = most
        self._waiting: deque[Message] = deque()

    def put(self, message: Message) -> bool:
        """Add a message; False if there is no room for it."""
        with self.changed:
            if len(self._waiting) >= self._most:
                return False
            self._waiting.append(message)
            self.changed.notify()
            return True

    def take(self) -> Message:
        """The message that has waited longest."""
        with self.changed:
            return self._waiting.popleft()

    def holds(self, *kinds: str) -> bool:
        """Whether a message waits; with ``kinds``, one of these."""
        with self.changed:
            return any(not kinds or each.type in kinds for each in self._waiting)
