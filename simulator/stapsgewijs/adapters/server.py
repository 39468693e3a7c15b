"""The web server that runs the app: in a thread for scenarios, in the foreground for `serve`."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from starlette.applications import Starlette

_TIMEOUT_S = 20.0
"""Seconds in which the app has to start or stop; it takes a fraction of one."""


class _Server(uvicorn.Server):
    """Signals when it is ready, and releases waiting requests before it stops."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="auto",
                http="auto",
                ws="none",
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        self.is_ready = threading.Event()
        self._site = getattr(app.state, "site", None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Pages and handsets that wait for changes would otherwise hold the server for their whole wait.
        if self._site is not None:
            self._site.close()
        await super().shutdown(sockets)


class BackgroundServer:
    """A server in a thread of its own; a context manager."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Prepare to serve `app`; port 0 takes a free one."""
        self._socket = _listen(host, port)
        self._server = _Server(app)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self.url = _url(self._socket)

    def __enter__(self) -> Self:
        """Start, and return when it answers; raises `StapsgewijsError` when it does not start."""
        self._thread.start()
        if not self._server.is_ready.wait(_TIMEOUT_S) or not self._thread.is_alive():
            msg = f"the simulator did not start on {self.url}; see above"
            raise StapsgewijsError(msg)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(_TIMEOUT_S)

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._server.is_ready.set()


def serve_until_interrupted(app: Starlette, host: str, port: int, kept_in: str, say: Callable[[str], object]) -> None:
    """Serve in this thread until Ctrl-C, and tell `say` where; raises `StapsgewijsError` when the port is taken."""
    listening = _listen(host, port)
    say(f"simulator: {_url(listening)}/  (Ctrl-C ends it)")
    say(f"phones:    {_url(listening)}/contoso/handsets")
    say(f"kept in:   {kept_in}")
    with contextlib.suppress(KeyboardInterrupt):
        _Server(app).run(sockets=[listening])
    say("stopped")


class PageServer:
    """Serves a page for one person, in the foreground, until Ctrl-C or `stop`. A context manager."""

    def __init__(self, port: int) -> None:
        """Listen on `port`, 0 for a free one; raises `StapsgewijsError` when it is taken."""
        self._socket = _listen("127.0.0.1", port)
        self._server: _Server | None = None
        self.url = f"{_url(self._socket)}/"

    def __enter__(self) -> Self:
        """Hold the port until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(self, app: Starlette) -> None:
        """Serve `app` in this thread."""
        self._server = _Server(app)
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Stop after the requests in progress are answered."""
        if self._server is not None:
            self._server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    # Named as TCP: of a socket without protocol asyncio does not switch Nagle's algorithm off, and every
    # answer in two parts then waits 40 ms for the other side's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((name, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        msg = f"cannot listen on {host}:{port}: {error.strerror}; choose another port with --port"
        raise StapsgewijsError(msg) from None
    return listening


def _url(listening: socket.socket) -> str:
    name, port = listening.getsockname()[:2]
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
