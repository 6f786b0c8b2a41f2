"""Serving: a socket that listens, and the application on it until somebody stops it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import warnings
from collections.abc import Callable, Sequence
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from simulation.errors import InputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from experiments.browser.declared.offer import Offer
    from experiments.browser.server.guards import Access

TOKEN_VARIABLE = "HELPSEEK_TOKEN"
"""Environment variable with the token to use; one is drawn where there is none."""
SHORTEST_TOKEN = 16
_LARGEST_MESSAGE = 1_000_000
"""Bytes from which on a message is not even read; smaller ones that are too long are answered."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. InputError where the address is not ours or the port is taken."""
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"no such address ({reason})", source="--host", found=host, allowed="127.0.0.1"
        ) from error
    family, kind, number, _, address = found[0]
    made = socket.socket(family, kind, number)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
    except OSError as error:
        made.close()
        taken = error.errno in (48, 98, 10048)
        raise InputError(
            "something else listens there already"
            if taken
            else f"cannot listen ({error.strerror})",
            source="--port" if taken else "--host",
            found=port if taken else host,
            allowed="another port, or 0 for any that is free"
            if taken
            else "an address of this machine, and a port that one may use",
        ) from error
    return made


def token() -> str:
    """The token of this server: the one in the environment, or one drawn now."""
    given = os.environ.get(TOKEN_VARIABLE)
    if given is None:
        return token_urlsafe(24)
    allowed = f"{SHORTEST_TOKEN} letters, digits, - and _ at least"
    if len(given) < SHORTEST_TOKEN or not all(
        c.isascii() and (c.isalnum() or c in "-_") for c in given
    ):
        raise InputError("not a token", source=TOKEN_VARIABLE, allowed=allowed)
    return given


def serve(
    offer: Offer,
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until a signal ends it; ``ready`` is given the address once it can be opened.

    Raises InputError where the address or the port cannot be had.
    """
    from experiments.browser.server.app import application

    serve_guarded(lambda access: application(offer, access), host, port, names=names, ready=ready)


def serve_guarded(
    application: Callable[[Access], ASGIApp],
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve an application that is made for those who may come in; see ``serve``."""
    import uvicorn

    from experiments.browser.server.guards import TOKEN, access_for
    from experiments.browser.server.patience import close_the_silent

    made = listening(host, port)
    try:
        port = made.getsockname()[1]
        access = access_for(host, port, token(), names)
        app = application(access)
        # What goes wrong is told to the page; a terminal is no place for a server's diary.
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "websockets"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=_LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            ws_ping_interval=20.0,
            ws_ping_timeout=30.0,
            timeout_graceful_shutdown=1,
            lifespan="on",
            server_header=False,
            date_header=False,
        )
        shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(host, host)
        if ":" in shown and not shown.startswith("["):
            shown = f"[{shown}]"
        url = f"http://{shown}:{port}/?{TOKEN}={access.token}"
        # Other views are to answer while one computes: turns of Python's lock are short.
        sys.setswitchinterval(0.002)
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)

        class Server(uvicorn.Server):
            """Tells that it is ready once signals end it in an orderly way, and not before."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                """Begin to answer."""
                await super().startup(sockets)
                if self.started:
                    connections = self.server_state.connections
                    self._patience = asyncio.create_task(close_the_silent(connections))
                    await asyncio.to_thread(ready, url)

        Server(config).run(sockets=[made])
    finally:
        made.close()
