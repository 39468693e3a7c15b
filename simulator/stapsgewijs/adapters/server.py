"""The web server that runs the app: in a thread for scenarios, in the foreground for `serve`."""

from __future__ import annotations

import contextlib
import gc
import socket
import threading
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from starlette.applications import Starlette

_TIMEOUT_S = 20.0
"""Seconds in which the app has to start or stop; it takes a fraction of one."""


REQUEST_TIMEOUT_S: Final = 20.0
"""How long a client may take to send one request, from its first byte (or from connecting) to its last."""
MAX_CONNECTIONS: Final = 5_000
_OTHER_FILES: Final = 1_000
_UPGRADE: Final = b"\r\nUpgrade: h2c\r\n"
MAX_CONNECTIONS_OF_ONE: Final = 2_500
"""Connections of one address; on loopback all are of one."""


class _Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # one of two classes, chosen by what is installed
    """A connection that is closed when its request does not come in time, and when there are too many.

    Each server has a class of its own: a server that stops may never hear of the end of a connection.
    """

    counts: ClassVar[Counter[str]]
    """Connections by address."""
    _timer: asyncio.TimerHandle | None = None
    _answered: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._address = str((transport.get_extra_info("peername") or ("",))[0])
        self.counts[self._address] += 1
        if len(self.connections) > MAX_CONNECTIONS or self.counts[self._address] > MAX_CONNECTIONS_OF_ONE:
            transport.abort()
            return
        self._begin_waiting()

    def data_received(self, data: bytes) -> None:
        self._begin_waiting()
        super().data_received(_without_upgrade(data) if _UPGRADE in data else data)
        # A request is there when it has a cycle, another one than the request before it, and all of its body.
        if self.cycle is not None and self.cycle is not self._answered and not self.cycle.more_body:
            self._answered = self.cycle
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.counts[self._address] -= 1
        if not self.counts[self._address]:
            del self.counts[self._address]
        super().connection_lost(exc)

    def _begin_waiting(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(REQUEST_TIMEOUT_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _without_upgrade(data: bytes) -> bytes:
    """Return the bytes of a request without the offer to speak HTTP/2, which the client of Java's JDK makes.

    The parser would take such a request for one that has ended, and lose its body.
    """
    end = data.find(b"\r\n\r\n") + 2
    return data[:end].replace(_UPGRADE, b"\r\n", 1) + data[end:]


class _Server(uvicorn.Server):
    """Signals when it is ready, and releases waiting requests before it stops."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="auto",
                http=type("Protocol", (_Protocol,), {"counts": Counter()}),
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


def serve_until_interrupted(
    build: Callable[[], Starlette], host: str, port: int, kept_in: str, say: Callable[[str], object]
) -> None:
    """Serve what is built in this thread until Ctrl-C, and tell `say` where.

    Raises `StapsgewijsError` when the port is taken; nothing is built then, so that a database in which another
    simulator keeps its calls is not opened.
    """
    listening = _listen(host, port)
    try:
        app = build()
    except BaseException:
        listening.close()
        raise
    _allow_connections()
    # What is there now stays: a full collection that looks through it stops all requests for 50 ms.
    gc.collect()
    gc.freeze()
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


def _allow_connections() -> None:
    """Let this process have as many open files as connections; where the system has no such limit, do nothing."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # not on every system

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MAX_CONNECTIONS + _OTHER_FILES
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


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
