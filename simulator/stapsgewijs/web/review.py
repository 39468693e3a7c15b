"""The review page: a small app of its own, on loopback only, for the one person who has its address.

Its address has a key that counts once: the browser gets a cookie for it. Another user of the machine, who can reach the
port as well, gets nothing. Files are requested by number, never by path; every form carries a token.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from stapsgewijs.web.middleware import (
    HEADERS,
    BodySizeLimitMiddleware,
    HostCheck,
    HostNames,
    SecurityHeaders,
    is_cross_site,
    path_here,
)
from stapsgewijs.web.request_context import STATIC, FormRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from stapsgewijs.pages import Renderer, View

ALL: Final = "all"
"""The word in the address that asks for all pictures, also those that do not differ."""
KEY: Final = "key"
"""The word in the address before the key that counts once."""
_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_log = logging.getLogger(__name__)


class Reviewing(Protocol):
    """What the app needs of a review: its pages, its pictures by number, and what can be done with each."""

    def page(self, form: str, *, everything: bool) -> View:
        """Return the page; `form` is the token of its forms."""
        ...

    def done(self) -> View:
        """Return the last page."""
        ...

    def problem(self, title: str, advice: str) -> View:
        """Return a page for what cannot be; both are msgids."""
        ...

    def file(self, number: int, which: str) -> tuple[Path, str] | None:
        """Return a picture as a file, and the suffix that fits what it holds; None for one that there is not."""
        ...

    def has(self, number: int) -> bool:
        """Return whether there is a picture with this number."""
        ...

    def accept(self, number: int) -> None:
        """Accept a picture."""
        ...

    def accept_all(self) -> None:
        """Accept every picture that is to be decided on."""
        ...

    def undo(self, number: int) -> None:
        """Take an acceptance back."""
        ...


def create_review_app(  # noqa: PLR0913  # what the outside decides
    review: Reviewing, renderer: Renderer, *, key: str, static: Path, fonts: Path, stop: Callable[[], None]
) -> Starlette:
    """Return the app for one review, opened with `/?key=` and `key`; `stop` is called when it is said to be done."""
    pages = _Pages(review, renderer, stop)
    return Starlette(
        routes=[
            Route("/", pages.show),
            Route("/pictures/{number:int}/{which}", pages.picture),
            Route("/accept/{number:int}", pages.accept, methods=["POST"]),
            Route("/accept", pages.accept_all, methods=["POST"]),
            Route("/undo/{number:int}", pages.undo, methods=["POST"]),
            Route("/done", pages.done, methods=["POST"]),
            Mount(f"{STATIC}/fonts", StaticFiles(directory=fonts)),
            Mount(STATIC, StaticFiles(directory=static)),
        ],
        middleware=[
            Middleware(SecurityHeaders, wanted=lambda _: HEADERS),
            Middleware(HostCheck, hosts=HostNames()),
            Middleware(KeyCheck, key=key, refusal=pages.strange),
            Middleware(BodySizeLimitMiddleware),
        ],
        exception_handlers={
            FormRefusedError: pages.form_refused,
            HTTPException: pages.not_found,
            Exception: pages.defect,
        },
    )


class KeyCheck:
    """Lets in the browser that came with the key, and no other; the key counts once, after that its cookie does."""

    def __init__(self, app: ASGIApp, key: str, refusal: Callable[[], Response]) -> None:
        """Wrap `app`; `refusal` makes the answer for everybody else."""
        self._app = app
        self._key = key
        self._refusal = refusal
        # Cookies know no ports: two reviews at a time have two names.
        self._name, self._value = f"review-{secrets.token_hex(4)}", secrets.token_urlsafe(24)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or scope["path"].startswith(f"{STATIC}/"):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        if _is_same(request.cookies.get(self._name, ""), self._value):
            await self._app(scope, receive, send)
            return
        answer = self._refusal()
        if scope["method"] == "GET" and self._key and _is_same(request.query_params.get(KEY, ""), self._key):
            self._key = ""
            query, path = URL(scope=scope).remove_query_params(KEY).query, path_here(scope)
            answer = RedirectResponse(f"{path}?{query}" if query else path, 303)
            answer.set_cookie(self._name, self._value, httponly=True, samesite="lax")
        await answer(scope, receive, send)


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


class _Pages:
    """The routes. Each is a coroutine, so that one thing is done after the other."""

    def __init__(self, review: Reviewing, renderer: Renderer, stop: Callable[[], None]) -> None:
        self._review = review
        self._renderer = renderer
        self._stop = stop
        self._token = secrets.token_urlsafe(24)

    async def show(self, request: Request) -> Response:
        return self._html(self._review.page(self._token, everything=ALL in request.query_params))

    async def picture(self, request: Request) -> Response:
        found = self._review.file(request.path_params["number"], request.path_params["which"])
        if found is None:
            raise HTTPException(404)
        file, suffix = found
        return FileResponse(file, media_type=_TYPES[suffix])

    async def accept(self, request: Request) -> Response:
        number = await self._asked(request)
        self._review.accept(number)
        return self._back(request, f"#picture-{number}")

    async def accept_all(self, request: Request) -> Response:
        await self._check(request)
        self._review.accept_all()
        return self._back(request, "#said")

    async def undo(self, request: Request) -> Response:
        number = await self._asked(request)
        self._review.undo(number)
        return self._back(request, f"#picture-{number}")

    async def done(self, request: Request) -> Response:
        await self._check(request)
        answer = self._html(self._review.done())
        self._stop()
        return answer

    def strange(self) -> Response:
        advice = "It opens with the address that the program told, once. End the program and start it anew."
        return self._html(self._review.problem("This page is open in another browser", advice), 403)

    async def form_refused(self, _: Request, __: Exception) -> Response:
        advice = "It came from another page, or the program was started anew since. Open the page again."
        return self._html(self._review.problem("This form can no longer be sent", advice), 403)

    async def not_found(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._html(self._review.problem("This page does not exist", "Go back to the pictures."), status)

    async def defect(self, _: Request, error: Exception) -> Response:
        _log.error("a defect of the review", exc_info=error)
        advice = "The cause is in the terminal where the program runs."
        answer = self._html(self._review.problem("Something went wrong", advice), 500)
        # Starlette answers defects outside of every middleware, so the headers are not added by one.
        answer.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return answer

    async def _asked(self, request: Request) -> int:
        await self._check(request)
        number: int = request.path_params["number"]
        if not self._review.has(number):
            raise HTTPException(404)
        return number

    async def _check(self, request: Request) -> None:
        """Raise `FormRefusedError` unless the form came from a page of this review."""
        fields: Any = await request.form()
        given = str(fields.get("form", ""))
        if is_cross_site(request.headers) or not _is_same(given, self._token):
            raise FormRefusedError

    def _back(self, request: Request, place: str) -> Response:
        return RedirectResponse(f"/?{ALL}{place}" if ALL in request.query_params else f"/{place}", 303)

    def _html(self, view: View, status: int = 200) -> Response:
        return HTMLResponse(self._renderer.render(view), status)
