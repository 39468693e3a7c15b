"""What the phone network costs: messages a second, latencies with many stored, waiting, memory.

`--full`: with a million stored messages, and more of everything.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from filled import handset
from load import Connection, Measured, Request, load
from peers import FORM, free_port, running
from table import Report, Row, Target, arguments, at_least

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENTS = (1, 10, 100)
JSON = (("Content-Type", "application/json"),)
TAKEN = (200, 201)

TIMES_A_PEER = at_least(2)
"""The target: messages a second, against the best peer."""

FLAT = Target(0.8, 1.2)
"""The target: listing with many stored messages, against listing with few."""


@dataclass(frozen=True)
class Ours:
    """A simulator that runs: where it is, whom it lets in, and its process."""

    port: int
    sid: str
    token: str
    pid: int

    def create(self, number: int) -> Request:
        """Send a message by the provider's protocol."""
        body = urlencode({"To": handset(number), "From": "+15005550006", "Body": f"{number:06} is uw code."}).encode()
        basic = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        path = f"/2010-04-01/Accounts/{self.sid}/Messages.json"
        return Request("POST", path, body, (*FORM, ("Authorization", f"Basic {basic}")))

    def post(self, number: int) -> Request:
        """Send a message by the API."""
        body = json.dumps({"to": handset(number), "from": "Contoso", "body": f"{number:06} is uw code."}).encode()
        return Request("POST", "/api/v1/messages", body, JSON)

    def newest(self, _: int) -> Request:
        """List the newest 50."""
        return Request("GET", "/api/v1/messages?limit=50")

    def memory(self) -> float:
        """Return what the process holds, in MB."""
        status = Path(f"/proc/{self.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
        return next((int(each.split()[1]) / 1024 for each in lines if each.startswith("VmRSS")), float("nan"))


@contextmanager
def ours(stored: int, database: str, *, keep: int | None = None) -> Iterator[Ours]:
    """Run a simulator with so many stored messages, in memory or in a database, which keeps so many (None: all)."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("filled.py")), str(port), str(stored)]
    with running([*command, database, *([str(keep)] if keep else [])], port, seconds=900) as process:
        status, body = asyncio.run(_once(port, Request("GET", "/api/v1/account")))
        assert status == TAKEN[0], body  # noqa: S101  # a bench of what does not work measures nothing
        told = json.loads(body)
        yield Ours(port, told["account_sid"], told["auth_token"], process.pid)


async def _once(port: int, request: Request) -> tuple[int, bytes]:
    connection = await Connection("127.0.0.1", port).open()
    try:
        return await connection.ask(request)
    finally:
        connection.close()


def measure(port: int, make: Callable[[int], Request], clients: int, count: int) -> Measured:
    """Load a server, after a moment of warming up."""
    asyncio.run(load(("127.0.0.1", port), make, clients=clients, count=clients * 5, wanted=TAKEN))
    return asyncio.run(load(("127.0.0.1", port), make, clients=clients, count=count, wanted=TAKEN))


def show(name: str, found: Measured) -> None:
    """Print a line."""
    failed = f"  {found.failures} FAILED" if found.failures else ""
    print(
        f"  {name:44} {found.per_second:8.0f}/s   p50 {found.percentile(50):7.2f} ms   "
        f"p99 {found.percentile(99):7.2f} ms{failed}"
    )


def waiting(port: int, waiters: int, rounds: int) -> Measured:
    """Let handsets wait, send each a message, and measure from its sending to its being there, in seconds."""
    return asyncio.run(_waiting(port, waiters, rounds))


async def _waiting(port: int, waiters: int, rounds: int) -> Measured:
    measured = Measured(seconds=1)
    sending = await Connection("127.0.0.1", port).open()
    ears = [await Connection("127.0.0.1", port).open() for _ in range(waiters)]
    numbers = [f"+316{52_000_000 + each:08}" for each in range(waiters)]
    last = [""] * waiters
    for _ in range(rounds):
        asked = [
            asyncio.create_task(_next(ear, f"/api/v1/handsets/{number}/messages/next?timeout=30{after}"))
            for ear, number, after in zip(ears, numbers, last, strict=True)
        ]
        await asyncio.sleep(0.05)  # until they wait
        for place, number in enumerate(numbers):
            body = json.dumps({"to": number, "from": "Contoso", "body": "509326 is uw code."}).encode()
            began = time.perf_counter()
            await sending.ask(Request("POST", "/api/v1/messages", body, JSON))
            there, told = await asked[place]
            measured.latencies.append(there - began)
            last[place] = f"&after={told['id']}"
    for each in (sending, *ears):
        each.close()
    return measured


async def _next(ear: Connection, path: str) -> tuple[float, dict[str, str]]:
    status, body = await ear.ask(Request("GET", path))
    there = time.perf_counter()
    assert status == TAKEN[0], body  # noqa: S101  # idem
    return there, json.loads(body)


@dataclass(frozen=True)
class Amount:
    """How much is measured."""

    count: int
    stored: tuple[int, ...]
    clients: tuple[int, ...]


def with_stored(amount: Amount, database: Callable[[int], str], where: str) -> Iterator[Row]:
    """Create and list with more and more stored messages."""
    flat: dict[int, float] = {}
    for each in amount.stored:
        began = time.perf_counter()
        with ours(each, database(each)) as server:
            filled = time.perf_counter() - began
            print(f"{each} stored messages, {where} ({filled:.0f} s to fill, {server.memory():.0f} MB)")
            for clients in amount.clients:
                listed = measure(server.port, server.newest, clients, max(amount.count // 5, clients * 2))
                show(f"list the newest 50, {clients} clients", listed)
                if clients == 1:
                    flat[each] = listed.percentile(50)
            for clients in amount.clients:
                created = measure(server.port, server.create, clients, amount.count)
                show(f"create, {clients} clients", created)
            print(f"  memory after it: {server.memory():.0f} MB")
            yield Row(
                f"messages taken, {amount.clients[-1]} clients at once, {each:,} stored {where}",
                f"{created.per_second:.0f}/s, p99 {created.percentile(99):.1f} ms, {server.memory():.0f} MB",
            )
    least, most = min(filter(None, flat)), max(flat)
    yield Row(
        f"list the newest 50 of {most:,} {where}",
        f"{flat[most]:.2f} ms",
        f"{flat[least]:.2f} ms of {least:,}",
        flat[most] / flat[least],
        FLAT,
    )


def main() -> int:
    """Run everything."""
    given = arguments(__doc__).parse_args()
    report = Report(given.rows)
    quick = Amount(1_000, (1_000, 10_000), CLIENTS[:2])
    amount = Amount(10_000, (0, 10_000, 1_000_000), CLIENTS) if given.full else quick
    for row in rows(amount):
        report.add(row)
    return report.end()


def rows(amount: Amount) -> Iterator[Row]:
    """Measure everything."""
    with ours(0, "") as server:
        print("From sending a message to its being on a handset that waits")
        for waiters in amount.clients:
            found = waiting(server.port, waiters, max(amount.count // 20 // waiters, 5))
            show(f"{waiters} handsets wait", found)
            told = f"p50 {found.percentile(50):.1f} ms, p99 {found.percentile(99):.1f} ms"
            yield Row(f"from sending to a handset that waits, {waiters} wait", told)
    yield from with_stored(amount, lambda _: "", "in memory")
    folder = Path(tempfile.mkdtemp(prefix="stapsgewijs-bench-"))
    try:
        half = replace(amount, count=amount.count // 2)
        yield from with_stored(half, lambda each: str(folder / f"{each}.sqlite3"), "in SQLite")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
