"""The websocket of a page: messages in, checked; answers and frames out, in their order."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from experiments.browser.wire.protocol import Message, json_text, message_from, refused
from experiments.browser.wire.setup import wrong
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.browser.server.sessions import Sessions

QUICK = 2_000
"""Letters up to which a message is read on the event loop; longer ones are read beside it."""
MOST_OUT = 64_000_000
"""Bytes that may wait for a page that does not take them."""
FIRST = 20.0
"""Seconds within which a connection is to open a view or to come back to one."""
AWAY = 1001
"""The code with which a websocket is closed."""


class Rate:
    """So many messages a second, with as many at once now and then."""

    def __init__(self, a_second: int) -> None:
        self.a_second = a_second
        self._left = float(2 * a_second)
        self._at = monotonic()

    def allows(self) -> bool:
        """Whether one more is within the rate."""
        now = monotonic()
        self._left = min(self._left + (now - self._at) * self.a_second, 2.0 * self.a_second)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


class Out:
    """What waits to be sent to one page. ``put`` may be called on any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[str | bytes | None] = deque()
        self._bytes = 0
        self._some = asyncio.Event()
        self.closed = False

    def put(self, message: dict[str, Any] | bytes) -> None:
        """Send this when all before it is sent."""
        data = message if isinstance(message, bytes) else json_text(message)
        last = isinstance(message, dict) and message["type"] == "ended"
        try:
            self._loop.call_soon_threadsafe(self._put, data, last)
        except RuntimeError:  # the server has stopped
            self.closed = True

    def _put(self, data: str | bytes, last: bool) -> None:
        if self.closed:
            return
        # One frame is always let through, however large: no more come until it is acknowledged.
        if self._waiting and self._bytes + len(data) > MOST_OUT:
            last = True
            self._waiting.clear()
            data = json_text({"type": "ended", "text": "The page did not take what it was sent."})
        self._waiting.append(data)
        self._bytes += len(data)
        if last:
            self._waiting.append(None)
            self.closed = True
        self._some.set()

    async def send_all(self, websocket: WebSocket) -> None:
        """Send whatever waits, until the end."""
        while True:
            while self._waiting:
                data = self._waiting.popleft()
                if data is None:
                    await websocket.close(AWAY)
                    return
                self._bytes -= len(data)
                if isinstance(data, bytes):
                    await websocket.send_bytes(data)
                else:
                    await websocket.send_text(data)
            self._some.clear()
            await self._some.wait()


class Connection:
    """One page's websocket, from its first message to its last."""

    def __init__(self, websocket: WebSocket, sessions: Sessions) -> None:
        self._websocket = websocket
        self._sessions = sessions
        self._offer = sessions.offer
        self._out = Out()
        self._rate = Rate(sessions.offer.limits.messages)
        self._session: str | None = None

    def _leave(self, text: str) -> None:
        self._out.put({"type": "ended", "text": text})

    def _end_without_view(self) -> None:
        if self._session is None:
            self._leave("Nothing was asked for.")

    async def run(self) -> None:
        """Answer until one side closes; the view is then kept for a while."""
        sending = asyncio.create_task(self._send_all())
        leave = self._leave  # one and the same, by which the session knows this connection
        too_late = asyncio.get_running_loop().call_later(FIRST, self._end_without_view)
        try:
            while not sending.done():
                received = await self._websocket.receive()
                if received["type"] != "websocket.receive":
                    break
                await self._take(received, leave)
        except (WebSocketDisconnect, RuntimeError):
            pass  # closed by the other side, or by ours while we waited
        finally:
            too_late.cancel()
            if self._session is not None:
                self._sessions.leave(self._session, leave)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send_all(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):  # the page has gone
            await self._out.send_all(self._websocket)

    async def _take(self, received: Any, leave: Any) -> None:
        """Answer one message, or put it before the view."""
        try:
            if not self._rate.allows():
                # What comes too fast is read more slowly, so that it waits with its sender.
                await asyncio.sleep(1.0 / self._rate.a_second)
            await self._put_before(await self._read(received), leave)
        except InputError as error:
            self._out.put(refused(error))

    async def _read(self, received: Any) -> Message:
        text = received.get("text")
        if text is None:
            raise wrong("binary messages are not understood", "", None, "JSON")
        longest = self._offer.limits.message
        if len(text) > longest:
            raise wrong("too long", "", f"{len(text):,} letters", f"up to {longest:,}")
        if len(text) <= QUICK:
            return message_from(text, self._offer)
        return await asyncio.to_thread(message_from, text, self._offer)

    async def _put_before(self, message: Message, leave: Any) -> None:
        """Give a message to the view, which the first one begins or comes back to."""
        try:
            if message.type == "resume" and self._session is None:
                self._sessions.resume(message["session"], self._out.put, leave)
                self._session = message["session"]
                return
            if message.type == "open" and self._session is None:
                self._session = self._sessions.begin(self._out.put, leave)
            if self._session is None:
                raise wrong("no town is open", "type", message.type, "open or resume")
            view = self._sessions.view(self._session)
            # Whose first town could not be had may ask for another one.
            if message.type == "resume" or (message.type == "open" and view.opened):
                raise wrong("a town is open already", "type", message.type, "reset")
            if not view.post(message):
                raise wrong("too many messages wait", "", None, "fewer, once these are answered")
        except InputError as error:
            error.id = message.id  # type: ignore[attr-defined]
            raise
