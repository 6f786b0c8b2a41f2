"""The application: the page, what is declared, results, and a websocket for each view."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from experiments.browser.catalogue import routes as routes_of_results
from experiments.browser.declared.declared import declared
from experiments.browser.declared.offer import Offer
from experiments.browser.server.guards import Access, Guard
from experiments.browser.server.sessions import Sessions
from experiments.browser.server.socket import Connection
from experiments.browser.server.static import Static
from experiments.browser.wire.protocol import json_text

TO_STOP = 1.0
"""Seconds for which the end waits for views that are at something."""


def application(offer: Offer, access: Access, static: Static | None = None) -> ASGIApp:
    """All of the server, behind its guards. InputError where there is no page to be shown."""
    page = static or Static()
    sessions = Sessions(offer)
    told = json_text(declared(offer))

    async def tell_declared(request: Request) -> Response:
        return Response(told, media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def view(websocket: WebSocket) -> None:
        await websocket.accept()
        await Connection(websocket, sessions).run()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(sessions.look_after())
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.to_thread(sessions.close, TO_STOP)

    results = routes_of_results(offer.results)
    app = Starlette(
        routes=[
            Route("/api/declared", tell_declared),
            *(Route("/api/results", each.endpoint) for each in results if each.path == "/"),
            Mount("/api/results", routes=results),
            WebSocketRoute("/ws", view),
            Route("/{path:path}", page.answer),
        ],
        exception_handlers={HTTPException: _refuse, Exception: _fault},
        lifespan=lifespan,
    )
    app.state.sessions = sessions
    return Guard(app, access)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code)


async def _fault(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"A fault in Helpseek itself: {type(error).__name__}\n", 500)
