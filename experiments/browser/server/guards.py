"""Guards: who may come in, from where, and what a page may do; before anything else is looked at.

The Host header must name this machine, or a name that somebody chose on the command line, so that
a foreign site cannot have its own name point here (DNS rebinding). Websockets must come from our
own page. A token is always needed: every user of a machine reaches what listens on it, and a login
node of a cluster has many.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_URL, LONGEST_HEADERS = 4_096, 16_384
TAKEN_WITHIN = 60.0
"""Seconds within which whoever asked takes the next part of an answer."""
TOKEN = "token"
"""Name of the token in an address."""

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Headers of every answer of our own page."""


@dataclass(frozen=True)
class Access:
    """Who may come in: those who bring the token, by a name that this server goes by.

    ``any_address``: also called by any number of a network (for ``--host 0.0.0.0``). ``key`` is
    what the cookie holds instead of the token: browsers send cookies to every port of a machine,
    and whoever listens on another one is to learn nothing that outlives this server.
    """

    token: str
    names: frozenset[str] = LOCAL_NAMES
    any_address: bool = False
    cookie: str = "helpseek"
    key: str = field(default_factory=lambda: token_urlsafe(24), repr=False)

    def host_is_ours(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name = _name_in(host)
        if name is None:
            return False
        if name in self.names:
            return True
        return self.any_address and _is_address(name)

    def origin_is_ours(self, origin: str | None, host: str) -> bool:
        """Whether a websocket comes from our own page, or from no page at all."""
        if origin is None:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:  # no address at all
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()

    def lets_in(self, headers: Headers) -> bool:
        """Whether a request brings the token as a bearer, or the cookie that was given for it."""
        given = headers.get("authorization", "")
        if given.lower().startswith("bearer ") and self.is_token(given[7:].strip()):
            return True
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in cookies and _same(cookies[self.cookie].value, self.key)

    def is_token(self, given: str) -> bool:
        """Whether this is the token, found out in a time that does not depend on it."""
        return _same(given, self.token)


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), kept.encode())


def _name_in(host: str) -> str | None:
    """The name in a Host header, without its port; None for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018  # raises for what is no port
    except ValueError:
        return None
    if not host or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.hostname


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def access_for(host: str, port: int, token: str, names: Iterable[str] = ()) -> Access:
    """Who may come in to a server that listens on ``host`` and may be called ``names``, too."""
    return Access(
        token,
        names=frozenset(LOCAL_NAMES | {host.lower()} | {name.lower() for name in names}),
        any_address=host in ("0.0.0.0", "::", ""),
        cookie=f"helpseek-{port}",
    )


class Guard:
    """An application behind its guards: the methods that it answers, and headers of its answers."""

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        *,
        methods: frozenset[str] = frozenset({"GET", "HEAD"}),
        security: Mapping[str, str] = SECURITY,
    ) -> None:
        self.app = app
        self.access = access
        self.methods = methods
        self.security = security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in what may come in; all else is answered here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secured = self._secured(send)
        refusal = self._refusal(scope, headers)
        if refusal is None:
            await self.app(scope, receive, secured if scope["type"] == "http" else send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})
        elif refusal[0] == 303:
            await _answer(secured, 303, "", *self._come_in())
        else:
            await _answer(secured, *refusal)

    def _come_in(self) -> tuple[tuple[bytes, bytes], ...]:
        """Headers that take the token out of the address and leave a cookie for it.

        A redirection keeps what stands behind ``#``, so a share link may bring the token, too. The
        cookie is lax, so that share links work from anywhere; websockets and all that a foreign
        page asks for without leaving it go without it.
        """
        cookie = (
            f"{self.access.cookie}={self.access.key}; Path=/; HttpOnly; SameSite=Lax; "
            "Max-Age=2592000"
        )
        return (b"location", b"./"), (b"set-cookie", cookie.encode())

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Status and text of the answer to what may not come in; None for what may. A status of
        303 is for those who bring the token in the address."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.access.host_is_ours(hosts[0]):
            return 421, "This server does not go by that name.\n"
        if len(scope.get("query_string", b"")) + len(scope["path"]) > LONGEST_URL:
            return 414, "The address is too long.\n"
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
            return 431, "The headers are too long.\n"
        if scope["type"] == "websocket":
            if not self.access.origin_is_ours(headers.get("origin"), hosts[0]):
                return 403, "Only the page of this server may open a view."
            return None if self.access.lets_in(headers) else (401, "A token is needed.")
        if scope["method"] not in self.methods:
            return 405, "Only GET is answered here.\n"
        if scope["path"] == "/":
            given = parse_qs(scope["query_string"].decode("latin-1")).get(TOKEN, [])
            if given and self.access.is_token(given[0]):
                return 303, ""
        if scope["method"] not in ("GET", "HEAD") and not self.access.origin_is_ours(
            headers.get("origin"), hosts[0]
        ):
            return 403, "Only the page of this server may do that.\n"
        if not self.access.lets_in(headers):
            return 401, "A token is needed: open the address that helpseek serve has printed.\n"
        return None

    def _secured(self, send: Send) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.security.items():
                    headers.setdefault(name, value)  # a report has a stricter policy of its own
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            try:
                async with asyncio.timeout(TAKEN_WITHIN):
                    await send(message)
            except TimeoutError:
                raise OSError("nobody takes the answer") from None

        return with_headers


async def _answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    body = text.encode()
    always = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    )
    await send({"type": "http.response.start", "status": status, "headers": [*always, *headers]})
    await send({"type": "http.response.body", "body": body})
