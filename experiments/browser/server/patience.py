"""Patience: connections whose other side has fallen silent are closed.

A request that is begun and never finished, and an answer that nobody takes, would each hold a
connection for good, and a process may have only so many. Websockets are asked by pings whether
anybody is still there; this is for all that comes before and after them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

SILENT = 20.0
"""Seconds that a connection may wait for a request, or take to be closed."""


def waits(connection: Any) -> bool:
    """Whether nothing can go on in a connection (one of uvicorn's protocols) unless its other side
    does something: no request has come in whole, or it was closed and has not taken its end."""
    if connection.transport is not None and connection.transport.is_closing():
        return True
    if not hasattr(connection, "cycle"):  # a websocket
        return False
    return connection.cycle is None or connection.cycle.response_complete


async def close_the_silent(connections: Iterable[Any], seconds: float = SILENT) -> None:
    """Close connections that wait for so many seconds, until this is cancelled."""
    since: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
    while True:
        await asyncio.sleep(seconds / 8.0)
        now = monotonic()
        for connection in list(connections):
            if not waits(connection):
                since.pop(connection, None)
            elif now - since.setdefault(connection, now) >= seconds:
                connection.transport.abort()
