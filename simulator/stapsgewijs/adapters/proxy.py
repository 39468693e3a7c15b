"""A proxy for systems whose provider address cannot be changed: it answers in the provider's place.

Clients use it through `HTTPS_PROXY` and `HTTP_PROXY`: a tunnel (CONNECT) to a host of the provider, or a request whose
first line names one (absolute form), which clients send for `http:` addresses, and some for `https:` ones. Clients
that read no proxy from their environment reach its TLS listener by a hosts entry or an alias of a container. Each
request is read here and asked of the simulator, with a host of the provider as its `Host`. So nothing but the
provider's protocol is reached, and nothing is ever passed on to another host.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import h11
import httpx
import trustme

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import write_bytes
from stapsgewijs.phone_network.senders import profile_of
from stapsgewijs.phone_network.twilio import ProviderError
from stapsgewijs.phone_network.twilio.hosts import DOMAIN, HOSTS, provider_product

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator
    from pathlib import Path

ISSUER: Final = "Stapsgewijs, for tests on this machine only"
"""The organisation that a certificate of ours names as its issuer."""
IDENTITY: Final = "/.well-known/stapsgewijs-proxy"
"""Where the proxy says what it is, as JSON, without a simulator being asked: `simulator` is its address."""
_HOOKS: Final = "/api/v1/hooks/"
"""Where the simulator takes what the profile of another provider is sent."""
_PORTS: Final = {"http": 80, "https": 443}
_HOP_BY_HOP: Final = {
    b"host", b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"proxy-authenticate", b"te",
    b"trailer", b"transfer-encoding", b"upgrade", b"content-length", b"expect", b"accept-encoding",
}  # fmt: skip
"""Header fields that are for one connection, or that are written anew."""
_MAX_HEAD_BYTES: Final = 16 * 1024
_MAX_BODY_BYTES: Final = 4 * 1024 * 1024
"""More than the simulator reads; what is larger is refused there in the provider's shape."""
_REQUEST_TIMEOUT_S: Final = 20.0
"""Seconds in which a client has to send one request, and in which the simulator has to answer it."""
_IDLE_TIMEOUT_S: Final = 75.0
"""Seconds that a connection may be silent between two requests."""
_CHUNK_BYTES: Final = 64 * 1024
_MAX_NAMES: Final = 200
"""Hosts that have a certificate, or that were told of, at the same time."""
_UNAUTHORIZED: Final = 401
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_MAX_EARLIER_RUNS: Final = 7
_TLS_HANDSHAKE: Final = b"\x16"
"""The first byte of a client that speaks TLS (RFC 8446, 5.1)."""
_DISTRUST: Final = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")
"""What the alert of a client says that does not trust a certificate (RFC 8446, 6.2)."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Authority:
    """A certificate authority of this run only; its key never leaves the process."""

    certificate: bytes
    context: ssl.SSLContext
    _authority: trustme.CA = field(repr=False)
    _contexts: dict[str, ssl.SSLContext] = field(default_factory=dict, repr=False)

    @classmethod
    def new(cls) -> Authority:
        """Make an authority, and its certificate for the provider's hosts; one for a region is made when asked for."""
        authority = trustme.CA(organization_name=ISSUER)
        made = cls(authority.cert_pem.bytes(), _context(authority, *HOSTS, f"*.{DOMAIN}"), authority)
        made.context.sni_callback = made._choose
        return made

    def write(self, path: Path) -> None:
        """Write the certificate of the authority (PEM), for `REQUESTS_CA_BUNDLE`; raises `StapsgewijsError`.

        After it come those that earlier runs wrote there: another proxy may still run that has one of them.
        """
        try:
            write_bytes(path, b"".join([self.certificate, *_certificates_of_earlier_runs(path)]))
        except StapsgewijsError as error:
            msg = f"{error}; choose another file for the certificate with --ca"
            raise StapsgewijsError(msg) from None

    def _choose(self, line: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        """Answer to a host of the provider, of any region, or to who names none; refuse every other name."""
        if name is None or name in HOSTS:
            return None
        if not _is_simulated(name):
            _log.warning("refused: TLS for %s, which is no host of the provider", _shown(name))
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        if name not in self._contexts:
            if len(self._contexts) >= _MAX_NAMES:
                self._contexts.clear()
            try:
                self._contexts[name] = _context(self._authority, name)
            except ValueError:  # as xn--a.twilio.com
                _log.warning("refused: TLS for %s, a name that no certificate can have", _shown(name))
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        line.context = self._contexts[name]
        return None


def _certificates_of_earlier_runs(path: Path) -> list[bytes]:
    """Return the newest certificates of ours in a file, if it has any; the keys of those that have ended are gone."""
    try:
        found = _PEM.findall(path.read_bytes())
        ours = [each for each in found if ISSUER.encode() in ssl.PEM_cert_to_DER_cert(each.decode("ascii"))]
    except (OSError, ValueError):
        return []
    return [each + b"\n" for each in ours[:_MAX_EARLIER_RUNS]]


def _context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*names).configure_cert(context)
    return context


_Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request is for: the provider's `host`, and the `path` with its query."""

    host: str
    path: str


class Proxy:
    """Answers requests for the provider with what the simulator at `url` says."""

    def __init__(self, url: str, authority: Authority, tell: Callable[[str], object] = _log.warning) -> None:
        """Ask `url` (`http://127.0.0.1:8025`); `tell` is told what was refused, each thing once.

        Raises `StapsgewijsError` for anything but such an address.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            msg = f"{url!r} is not the address of a simulator; one is as http://127.0.0.1:8025"
            raise StapsgewijsError(msg)
        self._url = httpx.URL(url)
        self._authority = authority
        self._tell = tell
        self._told: set[str] = set()
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], StreamWriter] = {}
        # Without the proxies of the environment: it may be this one.
        self._client = httpx.AsyncClient(trust_env=False, timeout=_REQUEST_TIMEOUT_S, verify=authority.context)

    async def start(self, port: int) -> int:
        """Listen as a proxy on a port of loopback (0: a free one) and return it; raises `StapsgewijsError`."""
        return await self._listen("127.0.0.1", port, self._serve, "choose another port with --port")

    async def listen(self, host: str, port: int) -> int:
        """Listen as the provider, with TLS, and return the port; raises `StapsgewijsError`."""
        advice = "choose another port with --listen"
        if port and port < 1024:  # noqa: PLR2004  # where only the administrator may listen
            advice += ", and lead 443 to it, or allow this program to use it"
        return await self._listen(host, port, self._serve_tls, advice)

    async def stop(self) -> None:
        """Stop listening, and end what is in progress."""
        for each in self._servers:
            each.close()
        ending = dict(self._connections)
        for task, writer in ending.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*ending, *(each.wait_closed() for each in ending.values()), return_exceptions=True)
        for each in self._servers:
            await each.wait_closed()
        await self._client.aclose()

    async def _listen(self, host: str, port: int, serve: _Connected, advice: str) -> int:
        def connected(reader: StreamReader, writer: StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(_to_the_end(serve, reader, writer))
            self._connections[task] = writer
            task.add_done_callback(self._connections.pop)

        try:
            server = await asyncio.start_server(connected, host, port, limit=_MAX_HEAD_BYTES)
        except OSError as error:
            msg = f"cannot listen on {host}:{port}: {error.strerror}; {advice}"
            raise StapsgewijsError(msg) from None
        self._servers.append(server)
        found: int = server.sockets[0].getsockname()[1]
        return found

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with self._client_may_go():
            async with asyncio.timeout(_REQUEST_TIMEOUT_S):
                first = await reader.readexactly(1)
                if first == _TLS_HANDSHAKE:
                    told = "a client speaks TLS to this proxy itself: its address begins with http://"
                    self._tell_once(f"refused: {told}, for https addresses too (HTTPS_PROXY=http://…)")
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
            method, _, rest = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
            target = rest.partition(" ")[0]
            if method == "CONNECT":
                await self._tunnel(reader, writer, target)
            else:
                await self._converse(reader, writer, head)

    async def _serve_tls(self, reader: StreamReader, writer: StreamWriter) -> None:
        # Begun here, and not by the server: so it is told when a client does not trust the certificate. Nothing is
        # read before it begins, as there is no turn of the event loop between.
        with self._client_may_go():
            await self._start_tls(writer)
            await self._converse(reader, writer, host=HOSTS[0], is_provider=True)

    @contextlib.contextmanager
    def _client_may_go(self) -> Iterator[None]:
        """Take it that a client goes away; one that does not trust the certificate is told of."""
        try:
            yield
        except ssl.SSLError as error:
            if any(each in (error.reason or "") for each in _DISTRUST):
                told = "a client does not trust the certificate of this proxy, which is new at each start"
                self._tell_once(f"refused: {told}; start the client again, with the file of --ca")
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass

    async def _start_tls(self, writer: StreamWriter) -> None:
        async with asyncio.timeout(_REQUEST_TIMEOUT_S):
            await writer.start_tls(self._authority.context)

    async def _tunnel(self, reader: StreamReader, writer: StreamWriter, target: str) -> None:
        """Be the provider for who asks for a connection with it; refuse every other one."""
        asked = _asked(f"//{target}", is_tunnel=True)
        if asked is None:
            await self._refuse(writer, target)
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        if urlsplit(f"//{target}").port != _PORTS["http"]:
            await self._start_tls(writer)
        await self._converse(reader, writer, host=asked.host, is_provider=True)

    async def _converse(
        self,
        reader: StreamReader,
        writer: StreamWriter,
        received: bytes = b"",
        *,
        host: str = "",
        is_provider: bool = False,
    ) -> None:
        """Answer the requests on a connection, one after the other, until the client or an error ends it.

        `is_provider` where the client believes that the provider itself is here: its `Host` says which, or else `host`.
        """
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD_BYTES)
        if received:
            connection.receive_data(received)
        while True:
            try:
                request, body = await _read(connection, reader, writer)
            except h11.RemoteProtocolError as error:
                await _send(connection, writer, *_refusal(ProviderError(20001, f"this is no request: {error}")))
                return
            if request is None:
                return
            asked = _asked_of_provider(request, host) if is_provider else _asked(request.target.decode("latin-1"))
            if asked is not None:
                await _send(connection, writer, *await self._answer(request, body, asked))
            elif request.target == IDENTITY.encode():
                told = json.dumps({"proxy": "stapsgewijs", "simulator": str(self._url)}).encode()
                await _send(connection, writer, 200, [(b"content-type", b"application/json")], told)
            else:
                await self._refuse(writer, request.target.decode("latin-1"))
                return
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()

    async def _answer(
        self, request: h11.Request, body: bytes, asked: _Asked
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Ask the simulator; what it cannot say is answered as the provider would."""
        fields = [(name, value) for name, value in request.headers if name not in _HOP_BY_HOP]
        profile = profile_of(asked.host)
        path = f"{_HOOKS}{profile.name}{asked.path}" if profile else asked.path
        # The provider's protocol knows the provider by its name; a profile is an address of the simulator itself.
        named = [] if profile else [(b"host", asked.host.encode())]
        if len(body) > _MAX_BODY_BYTES:
            return _refusal(ProviderError(20001, f"the body is larger than {_MAX_BODY_BYTES} bytes"))
        url = self._url.copy_with(raw_path=path.encode("latin-1"))
        try:
            answer = await self._client.request(request.method.decode(), url, headers=[*named, *fields], content=body)
        except httpx.HTTPError as error:
            told = f"nothing answers at {self._url}: {error or type(error).__name__}; start stapsgewijs serve"
            self._tell_once(told)
            return _refusal(ProviderError(20503, told))
        if answer.status_code == _UNAUTHORIZED:
            self._tell_once(f"refused: credentials that are not the simulator's, for {_shown(asked.host)}")
        kept = [(name.lower(), value) for name, value in answer.headers.raw]
        return answer.status_code, [each for each in kept if each[0] not in _HOP_BY_HOP], answer.content

    async def _refuse(self, writer: StreamWriter, target: str) -> None:
        # The reason of the status is what a client shows: it cannot read the body of a refused tunnel.
        asked = _shown(target) or "something else"
        told = f"only *.{DOMAIN} and hosts of profiles are simulated here, and {asked} was asked for; nothing was sent"
        self._tell_once(f"refused: {told}")
        text = json.dumps(ProviderError(20403, f"stapsgewijs proxy: {told}").to_mapping()).encode()
        head = f"HTTP/1.1 403 {told}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + text)
        await writer.drain()

    def _tell_once(self, what: str) -> None:
        if what not in self._told and len(self._told) < _MAX_NAMES:
            self._told.add(what)
            self._tell(what)


def _asked(target: str, *, is_tunnel: bool = False) -> _Asked | None:
    """Return what an absolute URL (of a tunnel: host and port) asks of the provider; None where it does of others."""
    try:
        parts = urlsplit(target)
        port = parts.port or (None if is_tunnel else _PORTS.get(parts.scheme))
    except ValueError:
        return None
    if (not is_tunnel and parts.scheme not in _PORTS) or port is None or parts.username is not None:
        return None
    host = parts.hostname or ""
    return _Asked(host, urlunsplit(("", "", parts.path or "/", parts.query, ""))) if _is_simulated(host) else None


def _is_simulated(host: str) -> bool:
    """Return whether a host is of a provider that is simulated, in full or by a profile."""
    return provider_product(host) is not None or profile_of(host) is not None


def _asked_of_provider(request: h11.Request, host: str) -> _Asked | None:
    """Return what is asked of who believes that this is the provider; None for what is only ours to answer."""
    target = request.target.decode("latin-1")
    if target == IDENTITY:
        return None
    if not target.startswith("/"):
        return _asked(target)
    field = next((value.decode("latin-1") for name, value in request.headers if name == b"host"), "")
    named = field.partition(":")[0]
    return _Asked(named if _is_simulated(named) else host, target)


async def _read(
    connection: h11.Connection, reader: StreamReader, writer: StreamWriter
) -> tuple[h11.Request | None, bytes]:
    """Return the next request, whole; None when the client has no other one. Raises `h11.RemoteProtocolError`."""
    request, parts, size = None, [], 0
    is_begun = bool(connection.trailing_data[0])
    async with asyncio.timeout(_REQUEST_TIMEOUT_S if is_begun else _IDLE_TIMEOUT_S) as waits:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                if connection.they_are_waiting_for_100_continue:
                    proceed = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                    writer.write(connection.send(proceed) or b"")
                data = await reader.read(_CHUNK_BYTES)
                if not is_begun:
                    is_begun = True
                    waits.reschedule(asyncio.get_running_loop().time() + _REQUEST_TIMEOUT_S)
                connection.receive_data(data)
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size <= _MAX_BODY_BYTES + 1:  # what is too large is told from its first byte too many
                    parts.append(bytes(event.data[: _MAX_BODY_BYTES + 1]))
            elif isinstance(event, h11.EndOfMessage):
                return request, b"".join(parts)
            else:  # the connection is closed
                return None, b""


async def _send(
    connection: h11.Connection, writer: StreamWriter, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]  # noqa: PLR2004  # no content
    writer.write(connection.send(h11.Response(status_code=status, headers=[*headers, *length])) or b"")
    if body:
        writer.write(connection.send(h11.Data(data=body)) or b"")
    writer.write(connection.send(h11.EndOfMessage()) or b"")
    await writer.drain()


def _refusal(error: ProviderError) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    return error.status, [(b"content-type", b"application/json")], json.dumps(error.to_mapping()).encode()


def _shown(target: str) -> str:
    return "".join(each for each in target[:100] if each.isalnum() or each in ".:-[]/")


async def _to_the_end(serve: _Connected, reader: StreamReader, writer: StreamWriter) -> None:
    """Serve a connection, and close it however that ends."""
    try:
        await serve(reader, writer)
        with contextlib.suppress(OSError, TimeoutError):
            writer.close()
            async with asyncio.timeout(1):  # a client of TLS that does not say goodbye
                await writer.wait_closed()
    finally:
        writer.transport.abort()
