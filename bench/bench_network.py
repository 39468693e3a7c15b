"""What the phone network costs: messages a second, latencies with many stored, waiting, memory; and peers beside it.

`python bench/bench_network.py [--quick]`: without a million stored messages, and with less of everything.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from filled import handset
from load import Connection, Measured, Request, load
from machine import facts
from peers import FORM, Peer, free_port, moto, prism, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENTS = (1, 10, 100)
JSON = (("Content-Type", "application/json"),)
TAKEN = (200, 201)


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
def ours(stored: int, database: str) -> Iterator[Ours]:
    """Run a simulator with so many stored messages, in memory or in a database."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("filled.py")), str(port), str(stored)]
    with running([*command, *([database] if database else [])], port, seconds=900) as process:
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


def against_peers(count: int) -> None:
    """Compare with what others make of the same load, in one run."""
    print("Messages taken, 10 clients at once")
    best = 0.0
    for peer in (each for each in (moto(), prism()) if each is not None):
        found = _peer(peer, count)
        best = max(best, found.per_second)
        show(peer.name, found)
    with ours(0, "") as server:
        provider = measure(server.port, server.create, 10, count)
        show("ours, Messages.json, in memory", provider)
        show("ours, POST /api/v1/messages, in memory", measure(server.port, server.post, 10, count))
    if best:
        print(f"  ratio to the best peer: {provider.per_second / best:.2f} (target 2.00)")


def _peer(peer: Peer, count: int) -> Measured:
    with running(peer.command, peer.port):
        return measure(peer.port, peer.make, 10, count)


def with_stored(stored: tuple[int, ...], count: int, database: Callable[[int], str], where: str) -> None:
    """Create and list with more and more stored messages."""
    flat: dict[int, float] = {}
    for each in stored:
        began = time.perf_counter()
        with ours(each, database(each)) as server:
            filled = time.perf_counter() - began
            print(f"{each} stored messages, {where} ({filled:.0f} s to fill, {server.memory():.0f} MB)")
            for clients in CLIENTS:
                listed = measure(server.port, server.newest, clients, max(count // 5, clients * 2))
                show(f"list the newest 50, {clients} clients", listed)
                if clients == 1:
                    flat[each] = listed.percentile(50)
            for clients in CLIENTS:
                show(f"create, {clients} clients", measure(server.port, server.create, clients, count))
            print(f"  memory after it: {server.memory():.0f} MB")
    least, most = min(filter(None, flat)), max(flat)
    print(
        f"list of the newest 50, {least} to {most} stored: ratio {flat[most] / flat[least]:.2f} (target 0.80 to 1.20)"
    )


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything")
    wish = parser.parse_args()
    for name, value in facts():
        print(f"{name}: {value}")
    count = 2_000 if wish.quick else 10_000
    stored = (0, 1_000, 10_000) if wish.quick else (0, 10_000, 1_000_000)
    against_peers(count)
    with ours(0, "") as server:
        print("From sending a message to its being on a handset that waits")
        for waiters in CLIENTS:
            show(f"{waiters} handsets wait", waiting(server.port, waiters, max(500 // waiters, 5)))
    with_stored(stored, count, lambda _: "", "in memory")
    folder = Path(tempfile.mkdtemp(prefix="stapsgewijs-bench-"))
    try:
        with_stored(stored, count // 2, lambda each: str(folder / f"{each}.sqlite3"), "in SQLite")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
