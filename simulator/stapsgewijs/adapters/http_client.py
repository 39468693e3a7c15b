"""HTTP requests to the system under test: only to loopback and to hosts that were named.

A simulator that listens on another address than loopback makes requests to named hosts only: services on its own
loopback are not meant for everybody who can reach the simulator. A name that was named leads where its owner wants, so
it is looked at where a connection leads, before anything is sent: never to this machine or to what only a neighbour on
the same link answers (metadata of a cloud), unless that address was named too.
"""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
import zlib
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.phone_network import HttpClientError, HttpResponse, without_password
from stapsgewijs.phone_network.twilio import SIGNATURE, signature, signed_url

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from pathlib import Path

MAX_RESPONSE_BYTES: Final = 64 * 1024
RESPONSE_TIMEOUT_S: Final = 15.0
"""How long the system under test may take to answer, from when the request is made; the provider's own limit."""
MAX_CONNECTIONS: Final = 50
"""Requests of one organisation that are in progress at the same time."""
MAX_WAITING_REQUESTS: Final = 1_000
"""Requests of one organisation that are in progress or queued; further ones are dropped, and logged."""
_MAX_REDIRECTS: Final = 5
_TO_GET: Final = {301, 302, 303}
_REDIRECTS: Final = _TO_GET | {307, 308}
_METADATA: Final = frozenset({"100.100.100.200", "168.63.129.16", "fd00:ec2::254"})
"""What clouds answer their machines at besides link-local addresses: Alibaba, Azure, AWS."""
_UNTRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class HttpxClient:
    """Makes the requests of one organisation with httpx, without proxies. Used by one event loop only.

    They go to `hosts` (names or addresses in lower case) and, unless `to_loopback` is off, to loopback. Over TLS, who
    has a certificate of one of `authorities` (PEM files) is trusted besides those whom everybody trusts.
    """

    hosts: frozenset[str] = frozenset()
    to_loopback: bool = True
    authorities: tuple[Path, ...] = ()
    _client: httpx.AsyncClient | None = None
    _last_in_queue: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_CONNECTIONS))

    def blocked_reason(self, url: str) -> str:
        return refusal_of(url, self.hosts, to_loopback=self.to_loopback)

    async def send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        sign = None if key is None else partial(_signature, key, is_voice="CallSid" in form)
        for _ in range(_MAX_REDIRECTS + 1):
            if why := self.blocked_reason(url):
                raise HttpClientError(why)
            answer, location = await self._once(method, url, form, sign, headers)
            if not location:
                return answer
            url = _led_to(url, location)
            if answer.status in _TO_GET:
                method, form = "GET", {}
        msg = f"{without_password(url)} redirects more than {_MAX_REDIRECTS} times"
        raise HttpClientError(msg)

    def enqueue(self, work: Coroutine[None, None, None], *, queue: str) -> bool:
        if len(self._tasks) >= MAX_WAITING_REQUESTS:
            work.close()
            _log.warning("%s: dropped, as %d requests wait for the system under test", queue, MAX_WAITING_REQUESTS)
            return False
        before = self._last_in_queue.get(queue)
        task = asyncio.get_running_loop().create_task(_after(before, work))
        self._last_in_queue[queue] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(queue, done, work))
        return True

    async def close(self) -> None:
        for each in self._tasks:
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @property
    def is_unused(self) -> bool:
        """Whether nothing is in progress."""
        return self._client is None and not self._tasks

    async def idle(self) -> None:
        """Wait until nothing is in progress."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _traced(self, host: str, name: str, info: Mapping[str, Any]) -> None:
        """End a connection, when there is one and before it is used, that leads where `host` may not lead."""
        if name != "connection.connect_tcp.complete":
            return
        stream = info["return_value"]
        address = str(stream.get_extra_info("server_addr")[0])
        if not _may_lead(host, address, self.hosts, to_loopback=self.to_loopback):
            await stream.aclose()
            told = f"{host} leads to {address}, where no name may lead"
            msg = f"{told}; start it with --callback-host {address} to allow it"
            raise HttpClientError(msg)

    async def _once(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        sign: Callable[[str, Mapping[str, str]], str] | None,
        headers: Mapping[str, str] | None,
    ) -> tuple[HttpResponse, str]:
        """Make one request; returns the answer, and where it redirects to (or nothing)."""
        url = _as_sent(url)
        if method == "GET":
            url, form = _with_query(url, form), {}
        signed = {} if sign is None else {SIGNATURE: sign(url, form), **_host_as_given(url)}
        traced = {"trace": partial(self._traced, _host_of(url))}
        body = None if method == "GET" else dict(form)
        try:
            # The turn first: time that passes before the request is made is not the system's.
            async with (
                self._turns,
                asyncio.timeout(RESPONSE_TIMEOUT_S),
                self._http().stream(
                    method, url, data=body, headers={**(headers or {}), **signed}, extensions=traced
                ) as response,
            ):
                content = b""
                async for part in response.aiter_raw():
                    content += part
                    if len(content) > MAX_RESPONSE_BYTES:
                        raise _too_large(url)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            why = f"did not answer within {RESPONSE_TIMEOUT_S:g} s" if _is_late(error) else f"cannot be asked: {error}"
            if _UNTRUSTED in why:
                why += "; if it is yours, start the simulator with --callback-ca and its authority"
            shown = without_password(url)
            _log.warning("%s %s %s", method, shown, why)
            msg = f"{shown} {why}"
            raise HttpClientError(msg) from None
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        content = _unpacked(url, response.headers.get("content-encoding", ""), content)
        location = response.headers.get("location", "") if response.status_code in _REDIRECTS else ""
        return HttpResponse(response.status_code, media_type, content), location

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # Without the proxies of the environment: a request must not leave by one.
            self._client = httpx.AsyncClient(
                verify=tls_context(self.authorities),
                trust_env=False,
                follow_redirects=False,
                timeout=RESPONSE_TIMEOUT_S,
                limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS // 5),
                headers={"User-Agent": "TwilioProxy/1.1 (Stapsgewijs)", "Accept-Encoding": "identity"},
            )
        return self._client

    def _done(self, queue: str, task: asyncio.Task[None], work: Coroutine[None, None, None]) -> None:
        work.close()  # one that was given up before it began
        self._tasks.discard(task)
        if self._last_in_queue.get(queue) is task:
            del self._last_in_queue[queue]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a defect of the simulator", exc_info=error)


@cache
def tls_context(authorities: tuple[Path, ...] = ()) -> ssl.SSLContext:
    """Return what every organisation asks over TLS with: to read the certificates of all authorities takes 20 ms.

    `authorities` are PEM files of more of them; a certificate that signs itself is one, too. Raises
    `StapsgewijsError` for a file that is none.
    """
    context = httpx.create_ssl_context(trust_env=False)
    for each in authorities:
        # Certificates that people make for their own machine lack what Python 3.13 asks of those of the web.
        context.verify_flags = (context.verify_flags | ssl.VERIFY_X509_PARTIAL_CHAIN) & ~ssl.VERIFY_X509_STRICT
        try:
            context.load_verify_locations(each)
        except (OSError, ValueError) as error:
            is_unread = isinstance(error, OSError) and not isinstance(error, ssl.SSLError)
            why = f"cannot be read: {error.strerror}" if is_unread else "has no certificate in PEM"  # type: ignore[union-attr]
            msg = f"{each}: {why}; name with --callback-ca the certificate of an authority"
            raise StapsgewijsError(msg) from None
    return context


@dataclass(slots=True)
class HttpOutgoingByOrganisation:
    """Makes the requests of every organisation, each with connections and a queue of its own."""

    hosts: frozenset[str] = frozenset()
    to_loopback: bool = True
    authorities: tuple[Path, ...] = ()
    _made: dict[str, HttpxClient] = field(default_factory=dict)
    _closing: set[asyncio.Task[None]] = field(default_factory=set)

    def of(self, organisation_id: str) -> HttpxClient:
        if organisation_id not in self._made:
            self._made[organisation_id] = HttpxClient(self.hosts, self.to_loopback, self.authorities)
        return self._made[organisation_id]

    def blocked_reason(self, url: str) -> str:
        return refusal_of(url, self.hosts, to_loopback=self.to_loopback)

    def forget(self, organisation_id: str) -> None:
        made = self._made.pop(organisation_id, None)
        if made is None or made.is_unused:
            return
        closing = asyncio.get_running_loop().create_task(made.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        await asyncio.gather(*(each.close() for each in self._made.values()), *self._closing)
        self._made.clear()


def refusal_of(url: str, hosts: frozenset[str], *, to_loopback: bool) -> str:
    """Return why requests to `url` are refused; empty when they are allowed."""
    host = _host_of(url)
    if not host:
        return f"{without_password(url[:200])!r} is not an address that begins with http:// or https://"
    if host in hosts or (to_loopback and _is_loopback(host)):
        return ""
    allowed = "this machine and to hosts that were named" if to_loopback else "hosts that were named"
    return (
        f"the simulator makes requests to {allowed}, and {host} is none of them; "
        f"start it with --callback-host {host} to allow it"
    )


def _signature(key: str, url: str, form: Mapping[str, str], *, is_voice: bool) -> str:
    return signature(key, signed_url(url, is_voice=is_voice), form)


def _as_sent(url: str) -> str:
    """Return a URL as the request line has it: the path escaped and not empty, nothing behind a `?` that has no query.

    What is signed is what a receiver can put together again; the host stays as it was given.
    """
    parts, asked = urlsplit(url), httpx.URL(url)
    where = parts.netloc if parts.netloc.isascii() else asked.netloc.decode("ascii")
    return f"{parts.scheme}://{where}{asked.raw_path.decode('ascii').removesuffix('?')}"


def _host_as_given(url: str) -> dict[str, str]:
    """Return the header of a host with capitals: httpx writes it in small letters, and the URL is signed as given."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return {"Host": host} if host.isascii() and host != host.lower() else {}


def _may_lead(host: str, address: str, hosts: frozenset[str], *, to_loopback: bool) -> bool:
    """Return whether a name or an address that may be asked leads to an address that may be."""
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    if {address, str(found)} & hosts:
        return True
    if found.is_loopback or found.is_unspecified:
        return to_loopback or (host == "localhost" and host in hosts)
    return not (found.is_link_local or found.is_multicast or str(found) in _METADATA)


def _host_of(url: str) -> str:
    """Return the host of a URL in lower case; empty for an invalid URL, and one that parsers read differently."""
    try:
        parts, asked = urlsplit(url), httpx.URL(url)
        host = (parts.hostname or "").lower()
        # What is judged has to be what is asked: the two parsers do not agree on every odd address.
        is_good = asked.scheme == parts.scheme and asked.host.lower() == host
    except (ValueError, httpx.InvalidURL):
        return ""
    return host if is_good and parts.scheme in {"http", "https"} else ""


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        msg = f"{without_password(url)} redirects to what is no address"
        raise HttpClientError(msg) from None


def _unpacked(url: str, coding: str, content: bytes) -> bytes:
    """Return what an answer says that is packed though nobody asked for that; raises `HttpClientError`.

    It is unpacked here because the client would do so before its size is known: 64 KB can be a gigabyte.
    """
    if coding.strip().lower() in {"", "identity"}:
        return content
    if coding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        msg = f"{without_password(url)} answers in {coding[:40]!r}, for which nobody asked"
        raise HttpClientError(msg)
    try:
        plain = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, MAX_RESPONSE_BYTES + 1)
    except zlib.error:
        msg = f"{without_password(url)} answers with what cannot be unpacked"
        raise HttpClientError(msg) from None
    if len(plain) > MAX_RESPONSE_BYTES:
        raise _too_large(url)
    return plain


def _too_large(url: str) -> HttpClientError:
    return HttpClientError(f"{without_password(url)} answered with more than {MAX_RESPONSE_BYTES} bytes")


async def _after(before: asyncio.Task[None] | None, work: Coroutine[None, None, None]) -> None:
    if before is not None:
        await asyncio.wait([before])
    await work


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_late(error: Exception) -> bool:
    return isinstance(error, TimeoutError | httpx.TimeoutException)


def _with_query(url: str, form: Mapping[str, str]) -> str:
    """Return a URL with fields behind the query that it has, which stays as it is."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(form)}" if form else url
