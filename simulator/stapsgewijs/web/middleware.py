"""Middleware that limits who can read and change a simulator, in which codes are readable.

All of it is ASGI middleware, so that it applies to every route.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import math
import re
import time
from collections import Counter
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from stapsgewijs.storage import StorageUnavailableError
from stapsgewijs.web.long_poll import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from stapsgewijs.storage import GroupedCommits

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
"""The names of this machine, as they are given and as they stand in an address."""

MAX_BODY_BYTES: Final = 64 * 1024
"""The largest body that is read; the largest form has well under 1 KB."""

SIGNED: Final = "/callbacks/"
"""Where providers come back; who knows no token there has to sign instead."""

MAX_IN_PROGRESS_OF_ONE: Final = 1_000
"""Requests of one organisation that are in progress at the same time: handsets that wait, pages that are open."""
MAX_IN_PROGRESS: Final = 4_000
"""Requests of all organisations that are in progress at the same time."""
_IN_ORGANISATION: Final = re.compile(r"/api/v1/organisations/([^/]+)/|/(?!api/|2010-04-01/|v[12]/)([^/]+)/")

MAX_WRONG_TOKENS: Final = 20
"""Wrong tokens of one address within the time below that are answered as such."""
WRONG_TOKENS_WINDOW_S: Final = 60.0
MAX_WRONG_TOKENS_OF_ALL: Final = 400
"""The same of all addresses: who says to come through a proxy on this machine has as many as she likes."""
_MAX_ADDRESSES: Final = 10_000

API: Final = "/api/"
"""What the addresses begin with that are answered in JSON, errors too."""

TOKEN_COOKIE: Final = "simulator-token"  # noqa: S105  # the name of a cookie
_TOKEN_COOKIE_AGE_S: Final = 7 * 24 * 3600

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


_log = logging.getLogger(__name__)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing here."""
_PORTS: Final = {"http": 80, "https": 443}
_DEMO: Final = re.compile(r"/[^/]+/demo")
_NOT_OF_AN_ORGANISATION: Final = re.compile(r"/(?:(?:api|static|2010-04-01|v[12])/.*|[^/]*)")


def headers_for(path: str) -> dict[str, str]:
    """Return the headers of an answer: the demonstration may show pages of this server in frames, and they let it."""
    policy = HEADERS["Content-Security-Policy"]
    if _DEMO.fullmatch(path):
        return {**HEADERS, "Content-Security-Policy": f"{policy}; frame-src 'self'"}
    if _NOT_OF_AN_ORGANISATION.fullmatch(path):
        return HEADERS
    framed = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return {**HEADERS, "Content-Security-Policy": framed, "X-Frame-Options": "SAMEORIGIN"}


@dataclass(frozen=True, slots=True)
class HostNames:
    """The names (in lower case, of IPv6 without brackets) to which a simulator answers; or any IP address besides.

    A page of another site can have its own name lead here (DNS rebinding), and would then be of this site for a
    browser. An address it cannot have as its name.
    """

    names: frozenset[str] = LOOPBACK
    any_address: bool = False

    def refusal(self, given: str) -> str:
        """Return why a `Host` field is refused, in one sentence; empty for one that is answered."""
        try:
            host = urlsplit(f"//{given}").hostname or ""
        except ValueError:
            host = ""
        if host in self.names or (self.any_address and _is_address(host)):
            return ""
        shown = "".join(each if each.isprintable() else "?" for each in host[:80])
        told = f"{shown!r} is not a name that the simulator answers to"
        return f"{told}; start it with --allowed-host {shown} to allow it" if self.any_address and shown else told


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class HostCheck:
    """Refuses requests to a name that the simulator does not answer to, and addresses that are no UTF-8."""

    def __init__(self, app: ASGIApp, hosts: HostNames) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "http":
            if why := self._hosts.refusal(Headers(scope=scope).get("host", "")):
                await refusal(scope["path"], 400, "host", why)(scope, receive, send)
                return
            try:
                scope["query_string"].decode()
            except UnicodeDecodeError:
                await refusal(scope["path"], 400, "address", "the address is not UTF-8")(scope, receive, send)
                return
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the headers to every answer; what is not a static file is not to be kept by the browser."""

    def __init__(self, app: ASGIApp, wanted: Callable[[str], Mapping[str, str]] = headers_for) -> None:
        """Wrap `app`; `wanted` says which headers an address gets."""
        self._app = app
        self._wanted = wanted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        path = scope.get("path", "")
        is_static, wanted = path.startswith("/static/"), self._wanted(path)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers[name] = value
                headers["Cache-Control"] = "max-age=3600" if is_static else "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class RequestsInProgress:
    """Limits the requests that are in progress, of an organisation and of all: nearly all of those wait for a change.

    What is refused is answered 503, so that no organisation's handsets keep others from being answered. What is of no
    organisation by its address (the provider's protocol, pages about the program) waits for nothing.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int = MAX_IN_PROGRESS,
        most_of_one: int = MAX_IN_PROGRESS_OF_ONE,
        *,
        usual: str,
    ) -> None:
        """Wrap `app`; `usual` is the organisation that the API is about where its address names none."""
        self._app = app
        self._usual = usual
        self._most = most
        self._most_of_one = most_of_one
        self._counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503, or pass on."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        whose = _IN_ORGANISATION.match(scope["path"])
        name = whose[1] or whose[2] if whose else self._usual if scope["path"].startswith(API) else ""
        if self._counts.total() >= self._most or (name and self._counts[name] >= self._most_of_one):
            message = "too many requests wait for an answer already; let some of them end, or wait a moment"
            answer = refusal(scope["path"], 503, "too-many-waiting", message)
            answer.headers["Retry-After"] = "1"
            await answer(scope, receive, send)
            return
        self._counts[name] += 1
        before = connection.set(receive)
        try:
            await self._app(scope, receive, send)
        finally:
            connection.reset(before)
            self._counts[name] -= 1
            if not self._counts[name]:
                del self._counts[name]


class AnswersWhenKept:
    """Answers nothing before it is kept, where several requests are committed together; 503 where it is not."""

    def __init__(
        self, app: ASGIApp, commits: GroupedCommits, unavailable: Callable[[str, Exception], Response]
    ) -> None:
        """Wrap `app`; `unavailable` makes the answer in the form that is usual at an address."""
        self._app = app
        self._commits = commits
        self._unavailable = unavailable

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and hold the answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._commits.begin_request()
        is_begun = is_refused = False

        async def send_kept(message: Message) -> None:
            nonlocal is_begun, is_refused
            if is_refused:
                return
            try:
                await self._commits.committed()
            except StorageUnavailableError as error:
                if is_begun:
                    raise
                is_refused = True
                await self._unavailable(scope["path"], error)(scope, receive, send)
                return
            is_begun = True
            await send(message)

        await self._app(scope, receive, send_kept)


class BodySizeLimitMiddleware:
    """Refuses bodies that are larger than any form here; on addresses of the API in its own shape."""

    def __init__(self, app: ASGIApp, most: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 to a body that is announced too large, and to one that turns out too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        digits = announced.lstrip("0") or "0"
        if not re.fullmatch("[0-9]{1,18}", digits) or int(digits) > self._most:
            await self._refusal(scope["path"])(scope, receive, send)
            return
        read, begun = 0, False

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                return {"type": "http.disconnect"}
            return message

        async def send_unless_too_large(message: Message) -> None:
            nonlocal begun
            begun = begun or read <= self._most
            if begun:
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_too_large)
        except ClientDisconnect:
            if read <= self._most:
                raise
        if read > self._most and not begun:
            await self._refusal(scope["path"])(scope, receive, send)

    def _refusal(self, path: str) -> Response:
        return refusal(path, 413, "too-large", f"the body is larger than {self._most} bytes")


def refusal(path: str, status: int, code: str, message: str, hint: str = "") -> Response:
    """Return the answer of who stands before the app: JSON on addresses of the API, elsewhere a line of text."""
    if path.startswith(API):
        return JSONResponse({"error": {"code": code, "message": message, "hint": hint}}, status)
    return PlainTextResponse(f"{message}\n", status)


class WrongTokens:
    """Counts wrong tokens by address. The right one is let in at any time, so nobody keeps its owner out."""

    def __init__(self, what: str = "wrong tokens") -> None:
        """Begin with none; `what` is what the log calls them."""
        self._what = what
        self._counts: dict[str, tuple[float, int]] = {}
        self._of_all: dict[str, tuple[float, int]] = {}

    def seconds_left(self, address: str) -> int:
        """Count a wrong one; return in how many seconds one is answered again that it is wrong, 0 for at once."""
        if len(self._counts) >= _MAX_ADDRESSES and address not in self._counts:
            del self._counts[next(iter(self._counts))]
        seconds = self._left(self._counts, address, MAX_WRONG_TOKENS)
        return seconds or self._left(self._of_all, "all addresses", MAX_WRONG_TOKENS_OF_ALL)

    def _left(self, counts: dict[str, tuple[float, int]], address: str, most: int) -> int:
        now = time.monotonic()
        since, count = counts.pop(address, (now, 0))
        if now - since >= WRONG_TOKENS_WINDOW_S:
            since, count = now, 0
        counts[address] = since, count + 1
        if count < most:
            return 0
        if count == most:
            _log.warning("%d %s from %s within a minute", count, self._what, address)
        return math.ceil(since + WRONG_TOKENS_WINDOW_S - now)


class TokenAuthMiddleware:
    """Lets in who knows the token: as `?token=` once, then by a cookie; programs by `Authorization: Bearer`.

    An address that gives too many wrong ones is told to wait (429), and no more what it did wrong.
    """

    def __init__(self, app: ASGIApp, token: str, secret: str, refusal: Callable[[], Response]) -> None:
        """Wrap `app`; `refusal` makes the page for who does not know the token.

        The cookie goes to every port of this host, so it is not the token: it is made with `secret` of it and of the
        address, port included, and is worth nothing at another one.
        """
        self._app = app
        self._token = token
        self._secret = secret.encode()
        self._refusal = refusal
        self._wrong = WrongTokens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, take the token out of the address, or refuse."""
        if scope["type"] != "http" or scope["path"].startswith(("/static/", SIGNED)):
            await self._app(scope, receive, send)
            return
        headers, query = Headers(scope=scope), parse_qsl(scope["query_string"].decode("latin-1"))
        if is_same(dict(query).get("token", ""), self._token):
            query = [each for each in query if each[0] != "token"]
            answer = RedirectResponse(f"{path_here(scope)}?{urlencode(query)}".rstrip("?"), 303)
            age, is_tls = _TOKEN_COOKIE_AGE_S, scope.get("scheme") == "https"
            cookie = self._cookie(headers)
            answer.set_cookie(TOKEN_COOKIE, cookie, age, httponly=True, samesite="lax", secure=is_tls)
            await answer(scope, receive, send)
        elif self._knows(headers):
            await self._app(scope, receive, send)
        elif seconds := self._has_to_wait(scope, headers, dict(query)):
            asked = refusal(scope["path"], 429, "too-many-tokens", "too many wrong tokens came from this address")
            asked.headers["Retry-After"] = str(seconds)
            await asked(scope, receive, send)
        elif scope["path"].startswith(API):
            hint = "send Authorization: Bearer and the token that the simulator was started with"
            asked = refusal(scope["path"], 401, "token", "this simulator asks for a token", hint)
            await asked(scope, receive, send)
        else:
            await self._refusal()(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        kind, _, credentials = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return is_same(credentials.strip(), self._token)
        cookie = SimpleCookie(headers.get("cookie", "")).get(TOKEN_COOKIE)
        return cookie is not None and is_same(cookie.value, self._cookie(headers))

    def _has_to_wait(self, scope: Scope, headers: Headers, query: Mapping[str, str]) -> int:
        """Return for how many seconds who gave a wrong token has to wait; who gave none does not."""
        if not query.get("token") and headers.get("authorization", "").partition(" ")[0].lower() != "bearer":
            return 0
        return self._wrong.seconds_left((scope.get("client") or ("",))[0])

    def _cookie(self, headers: Headers) -> str:
        text = f"cookie of {self._token} at {headers.get('host', '').lower()}"
        return hmac.new(self._secret, text.encode(errors="surrogatepass"), "sha256").hexdigest()


def path_here(scope: Scope) -> str:
    """Return the path of a request, to go to: two slashes at its beginning would make it the address of a host."""
    path: str = scope["path"]
    return "/" + path.lstrip("/")


def is_same(given: str, expected: str) -> bool:
    """Return whether two secrets are the same, in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode(errors="surrogatepass"))


class OriginCheck:
    """Refuses what a page of another site, in a browser on this machine, would change here.

    A browser says with each request that can change something from which page it comes. Programs say nothing, and
    are not refused. Of the others a page of another site may only lead to one (a link): what it puts into itself, as a
    picture or a frame, it could not read, but a phone whose page was asked for has shown its messages.
    """

    def __init__(self, app: ASGIApp, refusal: Callable[[str], Response]) -> None:
        """Wrap `app`; `refusal` makes the answer in the form that is usual at an address."""
        self._app = app
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not self._is_refused(scope):
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope["path"])
        answer.headers.update({**headers_for(scope["path"]), "Cache-Control": "no-store"})
        await answer(scope, receive, send)

    @staticmethod
    def _is_refused(scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE:
            return is_cross_site(headers, scope.get("scheme", "http"))
        is_link = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
        is_told = "sec-fetch-site" in headers and "sec-fetch-mode" in headers
        return is_told and not is_link and not scope["path"].startswith("/static/") and is_cross_site(headers)


def is_cross_site(headers: Headers, scheme: str = "") -> bool:
    """Return whether a browser says that a request was made by a page of another origin than this one.

    With a `scheme`, that one has to be the same too. Where the browser itself says that the origin is the same, a
    scheme that differs is that of a proxy which ends TLS before us.
    """
    state = headers.get("sec-fetch-site")
    if state is not None and state not in {"same-origin", "none"}:
        return True
    return any(
        not _is_ours(each, headers.get("host", ""), "" if state == "same-origin" else scheme)
        for each in headers.getlist("origin")
    )


def _is_ours(origin: str, host: str, scheme: str) -> bool:
    try:
        theirs = urlsplit(origin)
        ours = urlsplit(f"{scheme or theirs.scheme}://{host}")
        places = [(each.scheme, each.hostname, each.port or _PORTS.get(each.scheme)) for each in (theirs, ours)]
    except ValueError:
        return False
    return bool(theirs.hostname) and places[0] == places[1]
