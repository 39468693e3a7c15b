"""The page on which guides are followed while they are written: a small app, on loopback only, for one person.

What changes is sent to the page as server-sent events. Pictures are requested by a number or a key that was given out,
never by path; every form carries a token.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from stapsgewijs.web.private_page import PICTURE_TYPES, PrivatePages, static_files, whole_number

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from starlette.requests import Request

    from stapsgewijs.pages import Renderer, View

_PING_S: Final = 15.0
"""After so many seconds without news a comment is sent, by which the server notices that nobody listens any more."""
_MOST_WAITING: Final = 500
"""News that nobody fetched: more is not kept, and the page is then to be opened anew."""
_FRAME: Final = "frame"
"""The event of which a page that is behind needs only the last."""


class Watching(Protocol):
    """What the app needs of a session: its pages as HTML, its pictures, its news, and what can be done."""

    form: str
    """The token that every form sends back; the app sets it."""

    def page(self, number: int) -> str:
        """Return the page of a guide, from 1 on."""
        ...

    def problem(self, title: str, advice: str) -> View:
        """Return a page for what cannot be; both are msgids."""
        ...

    def has(self, number: int) -> bool:
        """Return whether there is a guide with this number."""
        ...

    def moment(self, number: int, moment: int) -> str:
        """Return a moment of the last run as HTML; empty where there is none."""
        ...

    def frame(self, number: int) -> bytes:
        """Return a picture of a page that was followed (JPEG); empty where there is none."""
        ...

    def file(self, key: str) -> tuple[Path, str] | None:
        """Return a picture as a file, and the suffix that fits what it holds; None for one that there is not."""
        ...

    def subscribe(self, number: int, listener: Callable[[str, dict[str, Any]], object]) -> Callable[[], None]:
        """Call `listener` with what has changed (name, values), at first with all parts; returns what ends that."""
        ...

    def follow(self, number: int, procedure: int, step: int) -> None:
        """Follow a procedure (0: all), up to and with a step (0: all)."""
        ...

    def stop(self) -> None:
        """End what is followed."""
        ...

    def set_automatic(self, *, is_on: bool) -> None:
        """Follow what changed whenever it is saved, or not."""
        ...

    def accept(self, number: int, picture: int) -> None:
        """Accept a picture."""
        ...

    def undo(self, number: int, picture: int) -> None:
        """Take that back."""
        ...

    def fix(self, number: int, fingerprint: str) -> None:
        """Mend what a finding is about."""
        ...


def create_watch_app(watching: Watching, renderer: Renderer, *, key: str, static: Path, fonts: Path) -> Starlette:
    """Return the app of one session, opened with `/?key=` and `key`."""
    pages = _Pages(watching, renderer)
    app = Starlette(
        routes=[
            Route("/", pages.first),
            Route("/guides/{number:int}", pages.show),
            Route("/guides/{number:int}/events", pages.events),
            Route("/guides/{number:int}/moments/{moment:int}", pages.moment),
            Route("/guides/{number:int}/{action}", pages.act, methods=["POST"]),
            Route("/frames/{frame:int}", pages.frame),
            Route("/pictures/{key}", pages.picture),
            *static_files(static, fonts),
        ],
        middleware=pages.middleware(key),
        exception_handlers=pages.handlers,
    )
    app.state.site = pages  # the server closes it, so that nobody waits for news any more
    return app


class _Pages(PrivatePages):
    """The routes."""

    def __init__(self, watching: Watching, renderer: Renderer) -> None:
        super().__init__(watching, renderer, "Go back to the guide.")
        self._watching = watching
        watching.form = self.token
        self._open: set[asyncio.Queue[str]] = set()
        self._is_closed = False

    def close(self) -> None:
        """End every stream."""
        self._is_closed = True
        for each in self._open:
            each.put_nowait("")

    async def first(self, _: Request) -> Response:
        return RedirectResponse("/guides/1", 303)

    async def show(self, request: Request) -> Response:
        number = self._number(request)
        return HTMLResponse(await asyncio.to_thread(self._watching.page, number))

    async def moment(self, request: Request) -> Response:
        found = await asyncio.to_thread(self._watching.moment, self._number(request), request.path_params["moment"])
        if not found:
            raise HTTPException(404)
        return HTMLResponse(found)

    async def frame(self, request: Request) -> Response:
        found = self._watching.frame(request.path_params["frame"])
        if not found:
            raise HTTPException(404)
        return Response(found, media_type="image/jpeg")

    async def picture(self, request: Request) -> Response:
        found = self._watching.file(request.path_params["key"])
        if found is None:
            raise HTTPException(404)
        file, suffix = found
        return FileResponse(file, media_type=PICTURE_TYPES[suffix])

    async def events(self, request: Request) -> Response:
        return StreamingResponse(self._news(self._number(request)), media_type="text/event-stream")

    async def act(self, request: Request) -> Response:
        fields = await self.form(request)
        number, action = self._number(request), request.path_params["action"]
        watching = self._watching
        procedure, step, picture = (whole_number(fields.get(each)) for each in ("procedure", "step", "picture"))
        actions: dict[str, Callable[[], None]] = {
            "follow": lambda: watching.follow(number, procedure, step),
            "stop": watching.stop,
            "automatic": lambda: watching.set_automatic(is_on=fields.get("on") == "yes"),
            "accept": lambda: watching.accept(number, picture),
            "undo": lambda: watching.undo(number, picture),
            "fix": lambda: watching.fix(number, fields.get("finding", "")),
        }
        if action not in actions:
            raise HTTPException(404)
        await asyncio.to_thread(actions[action])
        return Response(status_code=204)

    def _number(self, request: Request) -> int:
        number: int = request.path_params["number"]
        if not self._watching.has(number):
            raise HTTPException(404)
        return number

    async def _news(self, number: int) -> AsyncIterator[str]:
        loop, waiting = asyncio.get_running_loop(), asyncio.Queue[str]()

        def put(name: str, told: str) -> None:
            # Of a page that is behind, the frames in between would only be late.
            if waiting.qsize() < _MOST_WAITING and not (name == _FRAME and waiting.qsize() > 2):  # noqa: PLR2004  # few
                waiting.put_nowait(told)

        def heard(name: str, values: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(put, name, f"event: {name}\ndata: {json.dumps(values)}\n\n")

        self._open.add(waiting)
        leave = await asyncio.to_thread(self._watching.subscribe, number, heard)
        try:
            while not self._is_closed:
                try:
                    yield await asyncio.wait_for(waiting.get(), _PING_S)
                except TimeoutError:
                    yield ": ping\n\n"
        finally:
            self._open.discard(waiting)
            leave()
