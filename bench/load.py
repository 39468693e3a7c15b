"""A load generator that costs little itself: HTTP/1.1 over connections that stay open, the same for every server."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Request:
    """One request: method, path with query, headers and body; complete but for the host."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def to_bytes(self, host: str) -> bytes:
        """Return it as it goes over the line."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass
class Measured:
    """What a load came to: seconds of each answer, and of all together."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failures: int = 0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: int) -> float:
        """Return the latency, in milliseconds, that `share` percent of the answers did not exceed."""
        if len(self.latencies) == 1:
            return self.latencies[0] * 1000
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[share - 1] * 1000


class Connection:
    """One connection to a server."""

    def __init__(self, host: str, port: int) -> None:
        """Hold the address; nothing is opened yet."""
        self._host, self._port = host, port

    async def open(self) -> Connection:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port, limit=2**24)
        return self

    async def ask(self, request: Request) -> tuple[int, bytes]:
        """Send a request and return status and body of the answer."""
        self._writer.write(request.to_bytes(f"{self._host}:{self._port}"))
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        closes = "connection: close" in head
        if "transfer-encoding: chunked" in head:
            body = await self._chunks()
        elif "content-length:" in head:
            length = int(head.partition("content-length:")[2].partition("\r\n")[0])
            body = await self._reader.readexactly(length)
        else:
            body = b""
        if closes:
            self.close()
            await self.open()
        return status, body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self._reader.readline()).split(b";")[0], 16):
            body += await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return body


async def load(
    address: tuple[str, int], make: Callable[[int], Request], *, clients: int, count: int, wanted: tuple[int, ...]
) -> Measured:
    """Send `count` requests over so many connections at once; `make` is given the number of each."""
    measured = Measured()
    left = iter(range(count))
    connections = [await Connection(*address).open() for _ in range(clients)]

    async def one(connection: Connection) -> None:
        for number in left:
            began = time.perf_counter()
            status, _ = await connection.ask(make(number))
            measured.latencies.append(time.perf_counter() - began)
            measured.failures += status not in wanted

    began = time.perf_counter()
    await asyncio.gather(*(one(each) for each in connections))
    measured.seconds = time.perf_counter() - began
    for each in connections:
        each.close()
    return measured
