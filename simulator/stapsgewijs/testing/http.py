"""Requests with JSON, over connections that are kept: what a handset needs of HTTP, and no more.

The standard library does it with nothing to load; httpx takes as long to load as a scenario takes to run.
"""

from __future__ import annotations

import base64
import http.client
import json as json_text
import selectors
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self
    from urllib.parse import SplitResult

_KEPT_S: Final = 2.0
"""Seconds that an idle connection is taken up again: shorter than servers keep one, else one is taken up again in the
moment in which the server closes it."""
_FIRST_ERROR_STATUS: Final = 400
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Methods of requests that may be made twice (RFC 9110, 9.2.2)."""
_GONE: Final = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_SAFE: Final = "/%:@!$&'()*+,;=~"
"""What stays as it is in the path of an address, besides letters and digits."""


class RequestError(Exception):
    """There was no answer: nobody listens at the address, it is none, or it takes too long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def is_error(self) -> bool:
        """Whether the request was refused."""
        return self.status >= _FIRST_ERROR_STATUS

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:  # noqa: ANN401  # JSON has no narrower type
        """Return what the body says; raises `ValueError` when it is no JSON."""
        return json_text.loads(self.body)


@dataclass(slots=True)
class _Kept:
    """A connection to one server, and when it was used last."""

    connection: http.client.HTTPConnection
    used: float

    @property
    def is_open(self) -> bool:
        """Whether it can be used: what the server closed can be read from, without having been asked anything."""
        sock = self.connection.sock
        if sock is None or time.monotonic() - self.used >= _KEPT_S:
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            return not selector.select(0)


class _Connections(threading.local):
    """The connections of one thread, by scheme and place."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], _Kept] = {}


class HttpClient:
    """Makes requests, without proxies and without following redirects; each thread has connections of its own."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        """Send `headers` with each request."""
        self._headers = dict(headers or {})
        self._mine = _Connections()
        self._every: list[http.client.HTTPConnection] = []

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        for each in self._every:
            each.close()
        self._every.clear()

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        timeout: float = 10.0,
    ) -> Answer:
        """Make a request; `timeout` is in seconds, for each part of it. Raises `RequestError` when none is answered."""
        try:
            parts = urlsplit(url)
            headers = {**self._headers, **_credentials(parts)}
            body = None
            if json is not None:
                body = json_text.dumps(json, ensure_ascii=False, separators=(",", ":")).encode()
                headers["Content-Type"] = "application/json"
            target = _target(parts, params or {})
            try:
                told = self._exchange(parts, timeout, method, target, body, headers)
            except _GONE:
                # The server may close a connection in the moment in which it is taken up again (RFC 9112, 9.5).
                if method not in _IDEMPOTENT:
                    raise
                self._forget(url)
                told = self._exchange(parts, timeout, method, target, body, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._forget(url)
            raise RequestError(str(error) or type(error).__name__) from error
        except BaseException:  # Ctrl-C while it waits: what comes later is not the answer to anything
            self._forget(url)
            raise
        self._mine.kept[parts.scheme, parts.netloc].used = time.monotonic()
        return told

    def _exchange(  # noqa: PLR0913, PLR0917  # the parts of a request
        self,
        parts: SplitResult,
        timeout: float,
        method: str,
        target: str,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Answer:
        connection = self._connection(parts, timeout)
        connection.request(method, target, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())

    def _connection(self, parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
        key = (parts.scheme, parts.netloc)
        kept = self._mine.kept.get(key)
        if kept and kept.is_open:
            kept.connection.timeout = timeout
            kept.connection.sock.settimeout(timeout)
            return kept.connection
        if kept:
            kept.connection.close()
            self._every.remove(kept.connection)
        made = _opened(parts, timeout)
        self._every.append(made)
        self._mine.kept[key] = _Kept(made, time.monotonic())
        return made

    def _forget(self, url: str) -> None:
        scheme, _, rest = url.partition("://")
        kept = self._mine.kept.pop((scheme.lower(), rest.partition("/")[0]), None)
        if kept:
            kept.connection.close()
            self._every.remove(kept.connection)


def _opened(parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"{parts.geturl()!r} is no address of a web server"
        raise ValueError(msg)
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)


def _target(parts: SplitResult, params: Mapping[str, Any]) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    pairs = [(name, _word(each)) for name, value in params.items() for each in _values(value)]
    asked = "&".join(each for each in (parts.query, urlencode(pairs)) if each)
    return f"{path}?{asked}" if asked else path


def _values(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _word(value: object) -> str:
    """Return a value as it stands in an address: `true` and `false` as in JSON."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _credentials(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
