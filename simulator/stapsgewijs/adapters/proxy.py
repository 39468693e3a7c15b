"""A proxy for systems whose provider address cannot be changed: it passes their requests to the simulator.

Clients use it through `HTTPS_PROXY` and `HTTP_PROXY`. A tunnel (CONNECT) to the provider's host is answered with a
certificate of an authority made for this run, and the requests in it go to the simulator; so does a request whose
first line names the provider (absolute form), which clients send for `http:` addresses, and some for `https:` ones. Any
other host is refused: nothing leaves the machine through this proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import trustme

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import write_bytes

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator
    from pathlib import Path

PROVIDER: Final = "api.twilio.com"
"""The provider's host."""
_PORTS: Final = {"http": 80, "https": 443}
_FOR_PROXIES: Final = {b"host", b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization"}
"""Header fields that are for the proxy, or that it writes itself."""
_MAX_HEAD_BYTES: Final = 16 * 1024
_REQUEST_TIMEOUT_S: Final = 20.0
"""Seconds in which a client has to send the head of its request."""
_CHUNK_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of this run only; its key never leaves the process."""

    certificate: bytes
    context: ssl.SSLContext

    @classmethod
    def new(cls) -> Authority:
        """Make an authority, and its certificate for the provider's host."""
        authority = trustme.CA(organization_name="Stapsgewijs, for tests on this machine only")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        authority.issue_cert(PROVIDER).configure_cert(context)
        return cls(authority.cert_pem.bytes(), context)

    def write(self, path: Path) -> None:
        """Write the certificate of the authority (PEM), for `REQUESTS_CA_BUNDLE`; raises `StapsgewijsError`."""
        try:
            write_bytes(path, self.certificate)
        except StapsgewijsError as error:
            msg = f"{error}; choose another file for the certificate with --ca"
            raise StapsgewijsError(msg) from None


class Proxy:
    """Listens on loopback and forwards requests for the provider to the simulator at `url`."""

    def __init__(self, url: str, authority: Authority) -> None:
        """Forward to `url` (`http://127.0.0.1:8025`); raises `StapsgewijsError` for anything but such an address."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            msg = f"{url!r} is not the address of a simulator; one is as http://127.0.0.1:8025"
            raise StapsgewijsError(msg)
        self._simulator = (parts.hostname, parts.port or 80)
        self._authority = authority
        self._server: asyncio.Server | None = None

    async def start(self, port: int) -> int:
        """Listen on a port of loopback (0: a free one) and return it; raises `StapsgewijsError`."""
        try:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=_MAX_HEAD_BYTES)
        except OSError as error:
            msg = f"cannot listen on 127.0.0.1:{port}: {error.strerror}; choose another port with --port"
            raise StapsgewijsError(msg) from None
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        # A client that goes away, or that does not trust the certificate, is its own business.
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_REQUEST_TIMEOUT_S):
                head = await reader.readuntil(b"\r\n\r\n")
            method, _, rest = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
            target = rest.partition(" ")[0]
            port, path = _asked(method, target)
            if port is None:
                await _refuse(writer, target)
            elif method == "CONNECT":
                await self._tunnel(reader, writer, is_secure=port == _PORTS["https"])
            else:
                await self._forward(reader, writer, _rewritten(head, method, path))
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _tunnel(self, reader: StreamReader, writer: StreamWriter, *, is_secure: bool) -> None:
        """Connect a client with the simulator as if it were the provider, with TLS or without."""
        async with self._open(writer) as (ours, theirs):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            if is_secure:
                async with asyncio.timeout(_REQUEST_TIMEOUT_S):
                    await writer.start_tls(self._authority.context)
            await asyncio.gather(_pipe(reader, theirs), _pipe(ours, writer))

    async def _forward(self, reader: StreamReader, writer: StreamWriter, head: bytes) -> None:
        """Forward one request, and return the answer."""
        async with self._open(writer) as (ours, theirs):
            theirs.write(head)
            await theirs.drain()
            await asyncio.gather(_pipe(reader, theirs), _pipe(ours, writer))

    @contextlib.asynccontextmanager
    async def _open(self, writer: StreamWriter) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
        """Open a connection to the simulator; on failure answers the client and raises `OSError`."""
        try:
            ours, theirs = await asyncio.open_connection(*self._simulator)
        except OSError:
            host, port = self._simulator
            await _answer(writer, "502 No simulator", f"nothing answers at {host}:{port}; start stapsgewijs serve")
            raise
        try:
            yield ours, theirs
        finally:
            theirs.close()


def _asked(method: str, target: str) -> tuple[int | None, str]:
    """Return the provider's port that a request is for, and the path; None for another host."""
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None, ""
    is_ours = parts.hostname == PROVIDER and port in _PORTS.values() and parts.username is None
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return (port if is_ours else None), path


def _rewritten(head: bytes, method: str, path: str) -> bytes:
    """Return the head of a request as the provider itself would receive it.

    It asks to close the connection: the next request on it could be for another host.
    """
    fields = [
        each for each in head.split(b"\r\n")[1:] if each and each.partition(b":")[0].strip().lower() not in _FOR_PROXIES
    ]
    first = [f"{method} {path} HTTP/1.1".encode("latin-1"), f"Host: {PROVIDER}".encode(), b"Connection: close"]
    return b"\r\n".join([*first, *fields, b"", b""])


async def _pipe(reader: StreamReader, writer: StreamWriter) -> None:
    """Copy everything until the end of the stream, and close the other end."""
    with contextlib.suppress(OSError):
        while part := await reader.read(_CHUNK_BYTES):
            writer.write(part)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def _refuse(writer: StreamWriter, target: str) -> None:
    # The reason of the status is what a client shows: it cannot read the body of a refused tunnel.
    host = "".join(each for each in target[:100] if each.isalnum() or each in ".:-[]/")
    told = f"only {PROVIDER} is simulated here, and {host or 'something else'} was asked for; nothing was sent"
    await _answer(writer, f"403 {told}", told)


async def _answer(writer: StreamWriter, status: str, body: str) -> None:
    text = f"stapsgewijs proxy: {body}\n".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(text)}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + text)
    await writer.drain()
