"""Answers over HTTP: routes, JSON of whatever goes wrong, and work kept off the event loop.

GET  /                          the list
GET  /{id}                      one result in detail
GET  /{id}/question?ask=JSON    a question about one of its tables (``question.py``)
GET  /{id}/tables/{name}.csv    a whole table
GET  /{id}/figures/{name}.png   a figure; also .svg
GET  /{id}/report               the report, kept from doing anything but being read
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from experiments.browser.catalogue.details import (
    details,
    dictionary_of,
    manifest_of,
    report_path,
)
from experiments.browser.catalogue.files import read_bytes
from experiments.browser.catalogue.listing import Entry, Listing
from experiments.browser.catalogue.pictures import Drawn, png
from experiments.browser.catalogue.question import read_question
from experiments.browser.catalogue.refusals import NotThere, Refusal, TooBusy, told_of
from experiments.browser.catalogue.sums import Answer, answer_to
from experiments.browser.catalogue.tables import Table, read_table
from experiments.browser.catalogue.whole import as_csv
from simulation.errors import InputError

AT_ONCE = 2
"""Answers that are worked on at the same time; others wait."""
WAITING = 30.0
"""Seconds that a request waits for its turn."""
_LARGEST_REPORT = 60_000_000
_SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A report may be read and nothing else: no scripts, forms or requests."""
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_SVG_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
Handler = Callable[[Request], Awaitable[Response]]


class _Answers:
    """The handlers of all routes, with what they share."""

    def __init__(self, root: Path) -> None:
        self.listing = Listing(root)
        self.drawn = Drawn()
        self._limiter: anyio.CapacityLimiter | None = None

    async def work(self, what: Callable[[], _T]) -> _T:
        """Do something that blocks, in a thread, when it is its turn. Raises TooBusy."""
        limiter = self._turns()
        with anyio.move_on_after(WAITING):
            await limiter.acquire_on_behalf_of(what)
            try:
                with anyio.CancelScope(shield=True):  # a thread cannot be stopped half-way
                    return await run_sync(what)
            finally:
                limiter.release_on_behalf_of(what)
        raise TooBusy("too many ask at the same time", field="results", allowed="ask again")

    def _turns(self) -> anyio.CapacityLimiter:
        # Made within the event loop that it belongs to.
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(AT_ONCE)
        return self._limiter

    async def list(self, _request: Request) -> Response:
        def told() -> dict[str, Any]:
            entries = [entry.told() for entry in self.listing.entries()]
            return {"entries": entries, "left_out": self.listing.left_out}

        return _json(await self.work(told))

    async def detail(self, request: Request) -> Response:
        wanted = request.path_params["id"]
        return _json(await self.work(lambda: details(self.listing.entry(wanted))))

    async def question(self, request: Request) -> Response:
        question = read_question(request.query_params.get("ask", ""))
        wanted = request.path_params["id"]

        def answer() -> Answer:
            return answer_to(self._table(wanted, question.table), question)

        found = await self.work(answer)
        return _json(
            {"columns": found.columns, "rows": found.rows, "total": found.total, "bins": found.bins}
        )

    async def table(self, request: Request) -> Response:
        wanted, name = request.path_params["id"], request.path_params["name"]
        table = await self.work(lambda: self._table(wanted, name))
        parts = as_csv(table)
        # The first part is made before anything is sent: errors are told as such until then.
        first = await self.work(lambda: next(parts))

        async def stream() -> AsyncIterator[bytes]:
            part: bytes | None = first
            try:
                while part is not None:
                    yield part
                    part = await self.work(lambda: next(parts, None))
            finally:
                parts.close()

        return StreamingResponse(
            stream(),
            media_type="text/csv",
            headers={**_HEADERS, "Content-Disposition": _attachment(name, "csv")},
        )

    async def png(self, request: Request) -> Response:
        return await self._figure(request, "png", "image/png", png)

    async def svg(self, request: Request) -> Response:
        return await self._figure(request, "svg", "image/svg+xml", self.drawn.svg)

    async def _figure(
        self, request: Request, form: str, kind: str, made: Callable[[Entry, str], bytes]
    ) -> Response:
        wanted, name = request.path_params["id"], request.path_params["name"]

        def data() -> bytes:
            return made(self.listing.entry(wanted), name)

        headers = {**_HEADERS, "Content-Security-Policy": _SVG_ONLY}
        if "download" in request.query_params:
            headers["Content-Disposition"] = _attachment(name, form)
        return Response(await self.work(data), media_type=kind, headers=headers)

    async def report(self, request: Request) -> Response:
        wanted = request.path_params["id"]

        def data() -> bytes:
            return read_bytes(report_path(self.listing.entry(wanted)), _LARGEST_REPORT)

        return Response(
            await self.work(data),
            media_type="text/html",
            headers={
                **_HEADERS,
                "Content-Security-Policy": _SANDBOX,
                "Referrer-Policy": "no-referrer",
            },
        )

    def _table(self, wanted: str, name: str) -> Table:
        entry = self.listing.entry(wanted)
        return read_table(entry.directory, name, dictionary_of(entry, manifest_of(entry)))


def routes_of(root: Path) -> list[Route]:
    """Routes of the results under ``root``."""
    answers = _Answers(root)

    def route(path: str, handler: Handler) -> Route:
        return Route(path, _safe(handler), methods=["GET"])

    return [
        route("/", answers.list),
        route("/{id}", answers.detail),
        route("/{id}/question", answers.question),
        route("/{id}/tables/{name}.csv", answers.table),
        route("/{id}/figures/{name}.png", answers.png),
        route("/{id}/figures/{name}.svg", answers.svg),
        route("/{id}/report", answers.report),
        Route("/{path:path}", _safe(_nowhere)),
    ]


async def _nowhere(request: Request) -> Response:
    raise NotThere("there is no such address", field="address", allowed="see api/results/")


def _safe(handler: Handler) -> Handler:
    """A handler whose errors are JSON, whatever happens."""

    async def handled(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as error:
            return _json(error.told(), error.status)
        except InputError as error:
            return _json(told_of(error), 422)
        except Exception:
            _log.exception("a request about results failed")
            unknown = InputError("this could not be answered", allowed="see the server's log")
            return _json(told_of(unknown), 500)

    return handled


def _json(told: Any, status: int = 200) -> JSONResponse:
    return JSONResponse(told, status, headers=_HEADERS)


def _attachment(name: str, ending: str) -> str:
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    return f'attachment; filename="{safe.strip("-") or "helpseek"}.{ending}"'
