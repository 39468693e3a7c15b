"""Requests to the system under test, over HTTP: to loopback and to hosts that were named, and to nobody else."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import httpx

from stapsgewijs.phone_network import HttpClientError, HttpResponse
from stapsgewijs.phone_network.twilio import SIGNATURE, signature

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

MOST_BYTES: Final = 64 * 1024
SECONDS: Final = 15.0
"""How long the system under test may take to answer; the provider's own limit."""
_MOST_REDIRECTS: Final = 5
_TO_GET: Final = {301, 302, 303}
_REDIRECTS: Final = _TO_GET | {307, 308}
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class HttpxClient:
    """Makes requests with httpx, without proxies, to loopback and to `hosts`. Used by one event loop only."""

    hosts: frozenset[str] = frozenset()
    _client: httpx.AsyncClient | None = None
    _last_in_line: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def refusal(self, url: str) -> str:
        """Return why no request may be made to `url`; empty when one may."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            host = ""
        if not host or parts.scheme not in {"http", "https"}:
            return f"{url[:200]!r} is not an address that begins with http:// or https://"
        if _is_loopback(host) or host in self.hosts:
            return ""
        return (
            f"the simulator makes requests to this machine only, and {host} is another one; "
            f"start it with --callback-host {host} to allow it"
        )

    async def send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Send `form` and return the answer; raises `HttpClientError`, also for an answer that does not end."""
        for _ in range(_MOST_REDIRECTS + 1):
            if why := self.refusal(url):
                raise HttpClientError(why)
            answer, location = await self._once(method, url, form, key, headers)
            if not location:
                return answer
            url = urljoin(url, location)
            if answer.status in _TO_GET:
                method, form = "GET", {}
        msg = f"{url} redirects more than {_MOST_REDIRECTS} times"
        raise HttpClientError(msg)

    def start(self, work: Coroutine[None, None, None], *, in_line: str) -> None:
        """Do `work` after everything that was started before with the same `in_line`."""
        before = self._last_in_line.get(in_line)
        task = asyncio.get_running_loop().create_task(_after(before, work))
        self._last_in_line[in_line] = task
        task.add_done_callback(lambda done: self._done(in_line, done))

    async def close(self) -> None:
        """Let go of everything: the simulator stops."""
        tasks = list(self._last_in_line.values())
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._last_in_line:
            await asyncio.gather(*self._last_in_line.values(), return_exceptions=True)

    async def _once(
        self, method: str, url: str, form: Mapping[str, str], key: str | None, headers: Mapping[str, str] | None
    ) -> tuple[HttpResponse, str]:
        """Make one request; returns the answer, and where it redirects to (or nothing)."""
        if method == "GET":
            url, form = _with_query(url, form), {}
        signed = {} if key is None else {SIGNATURE: signature(key, url, form)}
        body = None if method == "GET" else dict(form)
        try:
            async with (
                asyncio.timeout(SECONDS),
                self._http().stream(method, url, data=body, headers={**(headers or {}), **signed}) as response,
            ):
                content = b""
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > MOST_BYTES:
                        msg = f"{url} answered with more than {MOST_BYTES} bytes"
                        raise HttpClientError(msg)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            why = f"did not answer within {SECONDS:g} s" if _is_late(error) else f"cannot be asked: {error}"
            _log.warning("%s %s %s", method, url, why)
            msg = f"{url} {why}"
            raise HttpClientError(msg) from None
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        location = response.headers.get("location", "") if response.status_code in _REDIRECTS else ""
        return HttpResponse(response.status_code, media_type, content), location

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # Without the proxies of the environment: a request must not leave by one.
            self._client = httpx.AsyncClient(
                trust_env=False,
                follow_redirects=False,
                timeout=SECONDS,
                headers={"User-Agent": "TwilioProxy/1.1 (Stapsgewijs)"},
            )
        return self._client

    def _done(self, in_line: str, task: asyncio.Task[None]) -> None:
        if self._last_in_line.get(in_line) is task:
            del self._last_in_line[in_line]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a defect of the simulator", exc_info=error)


async def _after(before: asyncio.Task[None] | None, work: Coroutine[None, None, None]) -> None:
    try:
        if before is not None:
            await asyncio.wait([before])
    except asyncio.CancelledError:
        work.close()
        raise
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
    if not form:
        return url
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *form.items()])
    return urlunsplit(parts._replace(query=query, fragment=""))
