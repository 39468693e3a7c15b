"""Requests to an app without a server between: Starlette's `TestClient`, without its thread for each request.

Nearly all that a request cost was starting an event loop in a new thread, and ten calls of it from this one.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx

from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class AppClient(httpx.Client):
    """Asks `app`, each request in an event loop of its own; keeps cookies, and follows redirects unless told not to.

    An answer is there when it is complete: one that never ends is asked for with `httpx.AsyncClient`.
    """

    __test__ = False

    def __init__(self, app: ASGIApp, *, raise_server_exceptions: bool = True, **options: Any) -> None:  # noqa: ANN401  # those of httpx
        self.app = app
        super().__init__(transport=_Transport(app, raise_server_exceptions), follow_redirects=True, **options)


class _Transport(httpx.BaseTransport):
    def __init__(self, app: ASGIApp, raise_server_exceptions: bool) -> None:  # noqa: FBT001  # of the client above only
        self._app = app
        self._raise = raise_server_exceptions

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return run_coroutine(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 50000),
            "root_path": "",
            "state": {},
        }
        body = [{"type": "http.request", "body": request.content, "more_body": False}]
        sent: list[Any] = []
        is_complete = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if body:
                return body.pop()
            await is_complete.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:  # noqa: ANN401  # as ASGI has it
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                is_complete.set()

        try:
            await self._app(scope, receive, send)
        except Exception:
            if self._raise or not is_complete.is_set():
                raise
        start, *parts = sent
        content = b"" if request.method == "HEAD" else b"".join(each.get("body", b"") for each in parts)
        return httpx.Response(start["status"], headers=start["headers"], stream=httpx.ByteStream(content))
