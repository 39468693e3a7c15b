"""Pages on loopback for the one person who has their address: a key that counts once, then a cookie, and form tokens.

Another user of the machine, who can reach the port as well, gets nothing.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from stapsgewijs.web.middleware import (
    HEADERS,
    BodySizeLimitMiddleware,
    HostCheck,
    HostNames,
    SecurityHeaders,
    is_cross_site,
    is_same,
    path_here,
)
from stapsgewijs.web.request_context import STATIC, FormRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from stapsgewijs.pages import Renderer, View

KEY: Final = "key"
"""The word in the address before the key that counts once."""
PICTURE_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_log = logging.getLogger(__name__)


class KeyCheck:
    """Lets in the browser that came with the key, and no other; the key counts once, after that its cookie does."""

    def __init__(self, app: ASGIApp, key: str, refusal: Callable[[], Response]) -> None:
        """Wrap `app`; `refusal` makes the answer for everybody else."""
        self._app = app
        self._key = key
        self._refusal = refusal
        # Cookies know no ports: two such pages at a time have two names.
        self._name, self._value = f"page-{secrets.token_hex(4)}", secrets.token_urlsafe(24)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or scope["path"].startswith(f"{STATIC}/"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        if is_same(request.cookies.get(self._name, ""), self._value):
            await self._app(scope, receive, send)
            return
        answer = self._refusal()
        if scope["method"] == "GET" and self._key and is_same(request.query_params.get(KEY, ""), self._key):
            self._key = ""
            query, path = URL(scope=scope).remove_query_params(KEY).query, path_here(scope)
            answer = RedirectResponse(f"{path}?{query}" if query else path, 303)
            answer.set_cookie(self._name, self._value, httponly=True, samesite="lax")
        await answer(scope, receive, send)


class ProblemPages(Protocol):
    """What makes the page for what cannot be."""

    def problem(self, title: str, advice: str) -> View:
        """Return it; both are msgids."""
        ...


class PrivatePages:
    """What the routes of such pages have in common: their HTML, their form token, and the pages for what cannot be."""

    def __init__(self, problems: ProblemPages, renderer: Renderer, back: str) -> None:
        """Make pages with `renderer`; `back` is the advice (a msgid) on a page that does not exist."""
        self._problems = problems
        self._renderer = renderer
        self._back_advice = back
        self.token = secrets.token_urlsafe(24)
        """What every form of these pages sends back."""

    def middleware(self, key: str) -> list[Middleware]:
        """Return what stands before the routes, for who has `key`."""
        return [
            Middleware(SecurityHeaders, wanted=lambda _: HEADERS),
            Middleware(HostCheck, hosts=HostNames()),
            Middleware(KeyCheck, key=key, refusal=self.strange),
            Middleware(BodySizeLimitMiddleware),
        ]

    @property
    def handlers(self) -> Mapping[Any, Callable[[Any, Any], Any]]:
        """Return what answers when a route raises."""
        return {FormRefusedError: self.form_refused, HTTPException: self.not_found, Exception: self.defect}

    async def form(self, request: Request) -> Mapping[str, str]:
        """Return the fields of a form; raises `FormRefusedError` unless it came from a page of this app."""
        fields: Any = await request.form()
        given = str(fields.get("form", ""))
        if is_cross_site(request.headers) or not is_same(given, self.token):
            raise FormRefusedError
        return {name: each for name, each in fields.items() if isinstance(each, str)}

    def html(self, view: View, status: int = 200) -> Response:
        """Return a page."""
        return HTMLResponse(self._renderer.render(view), status)

    def strange(self) -> Response:
        """Answer who has neither the key nor the cookie."""
        advice = "It opens with the address that the program told, once. End the program and start it anew."
        return self.html(self._problems.problem("This page is open in another browser", advice), 403)

    async def form_refused(self, _: Request, __: Exception) -> Response:
        """Answer a form of another page."""
        advice = "It came from another page, or the program was started anew since. Open the page again."
        return self.html(self._problems.problem("This form can no longer be sent", advice), 403)

    async def not_found(self, _: Request, error: Exception) -> Response:
        """Answer an address that is none."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self.html(self._problems.problem("This page does not exist", self._back_advice), status)

    async def defect(self, _: Request, error: Exception) -> Response:
        """Answer what is our own fault."""
        _log.error("a defect of the page", exc_info=error)
        advice = "The cause is in the terminal where the program runs."
        answer = self.html(self._problems.problem("Something went wrong", advice), 500)
        # Starlette answers defects outside of every middleware, so the headers are not added by one.
        answer.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return answer


def static_files(static: Path, fonts: Path) -> list[Mount]:
    """Return the routes of style sheets, scripts and typefaces."""
    return [Mount(f"{STATIC}/fonts", StaticFiles(directory=fonts)), Mount(STATIC, StaticFiles(directory=static))]


def whole_number(text: str | None) -> int:
    """Return a whole number that a form sent, 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0  # noqa: PLR2004  # enough
