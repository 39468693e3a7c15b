"""The review page: a small app of its own, on loopback only, for the one person who has its address.

Files are requested by number, never by path; every form carries a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse
from starlette.routing import Route

from stapsgewijs.web.private_page import PICTURE_TYPES, PrivatePages, static_files, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages import Renderer, View

ALL: Final = "all"
"""The word in the address that asks for all pictures, also those that do not differ."""


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

    def accept_all(self, *, guide: int = 0, procedure: str = "", language: str = "", like: int = 0) -> None:
        """Accept every picture that is to be decided on, or only those of a guide, procedure, language or change."""
        ...

    def reject(self, number: int, note: str) -> None:
        """Reject a picture, with a note."""
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
            Route("/reject/{number:int}", pages.reject, methods=["POST"]),
            Route("/undo/{number:int}", pages.undo, methods=["POST"]),
            Route("/done", pages.done, methods=["POST"]),
            *static_files(static, fonts),
        ],
        middleware=pages.middleware(key),
        exception_handlers=pages.handlers,
    )


class _Pages(PrivatePages):
    """The routes. Each is a coroutine, so that one thing is done after the other."""

    def __init__(self, review: Reviewing, renderer: Renderer, stop: Callable[[], None]) -> None:
        super().__init__(review, renderer, "Go back to the pictures.")
        self._review = review
        self._stop = stop

    async def show(self, request: Request) -> Response:
        return self.html(self._review.page(self.token, everything=ALL in request.query_params))

    async def picture(self, request: Request) -> Response:
        found = self._review.file(request.path_params["number"], request.path_params["which"])
        if found is None:
            raise HTTPException(404)
        file, suffix = found
        return FileResponse(file, media_type=PICTURE_TYPES[suffix])

    async def accept(self, request: Request) -> Response:
        number = await self._asked(request)
        self._review.accept(number)
        return self._back(request, f"#picture-{number}")

    async def accept_all(self, request: Request) -> Response:
        fields = await self.form(request)
        guide, like = whole_number(fields.get("guide")), whole_number(fields.get("like"))
        procedure, language = fields.get("procedure", ""), fields.get("language", "")
        self._review.accept_all(guide=guide, procedure=procedure, language=language, like=like)
        return self._back(request, f"#picture-{like}" if like else "#said")

    async def reject(self, request: Request) -> Response:
        number = await self._asked(request)
        self._review.reject(number, (await self.form(request)).get("note", ""))
        return self._back(request, f"#picture-{number}")

    async def undo(self, request: Request) -> Response:
        number = await self._asked(request)
        self._review.undo(number)
        return self._back(request, f"#picture-{number}")

    async def done(self, request: Request) -> Response:
        await self.form(request)
        answer = self.html(self._review.done())
        self._stop()
        return answer

    async def _asked(self, request: Request) -> int:
        await self.form(request)
        number: int = request.path_params["number"]
        if not self._review.has(number):
            raise HTTPException(404)
        return number

    def _back(self, request: Request, place: str) -> Response:
        return RedirectResponse(f"/?{ALL}{place}" if ALL in request.query_params else f"/{place}", 303)
