"""What it bears: messages a second in each kind of storage beside others, people who enroll at once, memory over time.

Without options: some 3 minutes, 2 of which are the load during which memory is watched. `--full`: that for an hour, and
lists of a million messages. Each figure also says what it cost the simulator in CPU, which other programs on the
machine change less than the time.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench_network import TAKEN, TIMES_A_PEER, Ours, measure, ours, show
from load import Request, load
from peers import Absent, locust, moto, prism, running
from table import Report, Row, Target, arguments, at_least, at_most

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.storage.postgresql_server import MISSING, binaries, durable_server  # noqa: E402  # how tests start one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from load import Measured
    from peers import Peer

TARGETS: Final = {"memory": (2_500, 20), "SQLite": (1_500, 40), "PostgreSQL": (800, 60)}
"""Messages a second with 10 clients, and the 99th percentile in ms."""
HUNDRED: Final = (1_500, 100)
TIME_OUT_S: Final = 5.0
"""An answer that takes longer counts as none."""
LIST_P99_MS: Final = 50
PEOPLE: Final = (50, 100, 200)
WARM_UP: Final = 5
PAGE_P99_MS: Final = 250
FLAT: Final = Target(0.8, 1.2)
ARRIVALS_PER_S: Final = 40
SOAK_S, SOAK_FULL_S, SOAK_LEAST_S = 120.0, 3600.0, 8.0
SOAK_KEPT: Final = 5_000
"""Messages that are kept during the soak: reached soon, so that memory has no reason to grow after that."""
GROWTH: Final = 0.05
"""By which part memory may grow during the last two thirds of the soak, by its slope."""
QUICK_PATIENCE_S: Final = 30.0


@dataclass(frozen=True)
class Amount:
    """How much is measured, until when (`time.monotonic`), and how long getting a part of a peer may take."""

    count: int
    stored: int
    soak_s: float
    end: float
    patience_s: float


def cpu_s(pid: int) -> float:
    """Return the CPU that a process has used, in seconds."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of a server of our own that waits for its disk, as servers do; empty where there is none."""
    installed = binaries()
    with durable_server(installed) if installed else nullcontext("") as url:
        yield url


def messages(server: Ours, where: str, clients: int, count: int, targets: tuple[int, int]) -> Iterator[Row]:
    """Send messages by the provider's protocol."""
    before = cpu_s(server.pid)
    found = measure(server.port, server.create, clients, count)
    cost = (cpu_s(server.pid) - before) / (count + 5 * clients) * 1e6  # with those of warming up
    show(f"messages, {where}, {clients} clients, {cost:.0f} µs of CPU", found)
    what, least, most = f"messages, {where}, {clients} clients", *targets
    told = f"{found.per_second:.0f}/s, {cost:.0f} µs of CPU"
    yield Row(f"{what}, a second", told, target=at_least(least), value=found.per_second)
    p99 = found.percentile(99)
    yield Row(f"{what}, p99", f"{p99:.1f} ms", target=at_most(most), value=p99)
    late = found.failures + sum(each > TIME_OUT_S for each in found.latencies)
    yield Row(f"{what}, failed or later than {TIME_OUT_S:g} s", str(late), target=at_most(0), value=late)


def throughput(amount: Amount, folder: Path, database: str) -> Iterator[Row]:
    """Measure each kind of storage, with others beside it in the same run."""
    print("Messages taken")
    best, name = 0.0, ""
    for peer in (moto(amount.patience_s), prism(amount.patience_s)):
        if isinstance(peer, Absent):
            print(f"  {peer.name} is not beside it: {peer.reason}")
            continue
        found = _peer(peer, amount.count)
        show(f"{peer.name}, 10 clients", found)
        if found.per_second > best:
            best, name = found.per_second, peer.name
    places = {"memory": "", "SQLite": str(folder / "load.sqlite3"), "PostgreSQL": database}
    for where, place in places.items():
        if where == "PostgreSQL" and not place:
            print(f"  {MISSING}")
            yield Row("messages, PostgreSQL, 10 clients", MISSING)
            continue
        with ours(0, place) as server:
            rows = list(messages(server, where, 10, amount.count, TARGETS[where]))
            yield from rows
            if where == "memory":
                beside, per_second = f"{best:.0f}/s {name}" if best else "no peer can be had here", rows[0].value or 0.0
                told = f"{per_second:.0f}/s"
                ratio = per_second / best if best else None
                yield Row("messages, memory, beside others", told, beside, ratio, TIMES_A_PEER if best else None)
            if where == "SQLite":
                yield from messages(server, where, 100, amount.count, HUNDRED)


def _peer(peer: Peer, count: int) -> Measured:
    with running(peer.command, peer.port):
        return measure(peer.port, peer.make, 10, count)


def lists(amount: Amount, folder: Path, database: str) -> Iterator[Row]:
    """List the newest 50 with few and with many stored messages, by turns."""
    few = 10_000
    print(f"The newest 50 of {few:,} and of {amount.stored:,}")
    for where, place in {"SQLite": str(folder / "list"), "PostgreSQL": database}.items():
        if not place:
            continue
        with ExitStack() as stack:
            servers = {}
            for stored in (few, amount.stored):
                kept = f"{place}{stored}.sqlite3" if where == "SQLite" else _schema(place, f"list{stored}")
                command = [sys.executable, str(Path(__file__).with_name("filled.py")), "--bulk", str(stored), kept]
                subprocess.run(command, check=True)
                servers[stored] = stack.enter_context(ours(0, kept))
            found: dict[int, list[float]] = {each: [] for each in servers}
            for _ in range(6):  # by turns, and the best of each: what else the machine does falls on both
                for stored, server in servers.items():
                    found[stored].append(measure(server.port, server.newest, 1, 100).percentile(50))
            p50 = {stored: min(each) for stored, each in found.items()}
            ratio = p50[amount.stored] / p50[few]
            beside = f"{p50[few]:.2f} ms of {few:,}"
            yield Row(f"list of {amount.stored:,}, {where}, p50", f"{p50[amount.stored]:.2f} ms", beside, ratio, FLAT)
            server = servers[amount.stored]
            before = cpu_s(server.pid)
            hundred = measure(server.port, server.newest, 100, 1_000)
            cost = (cpu_s(server.pid) - before) / 1_500 * 1e6
            show(f"list, {where}, 100 clients, {cost:.0f} µs of CPU", hundred)
            told, p99 = f"{hundred.percentile(99):.1f} ms, {cost:.0f} µs of CPU", hundred.percentile(99)
            yield Row(f"list, {where}, 100 clients, p99", told, target=at_most(LIST_P99_MS), value=p99)


def _schema(database: str, name: str) -> str:
    """Make a schema in a PostgreSQL server, and return the URL that leads to it."""
    import psycopg  # noqa: PLC0415  # an extra

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{database}&options=-csearch_path%3D{name}"


def enrollments(amount: Amount, folder: Path) -> Iterator[Row]:
    """Let people enroll at the same time, over the pages."""
    program = locust(amount.patience_s)
    what = f"{PEOPLE[-1]} people enroll at once"
    if isinstance(program, Absent):
        print(f"{what}: not measured: {program.reason}")
        yield Row(what, f"not measured: {program.reason}")
        return
    print("People who enroll at the same time, each half a second to one and a half before a page")
    costs: dict[int, float] = {}
    with ours(0, str(folder / "enrollments.sqlite3")) as server:
        _enroll(program, server, WARM_UP, folder / "result.json")  # what is built at the first page is not counted
        for people in PEOPLE:
            told, costs[people] = _enroll(program, server, people, folder / "result.json")
            pages = sorted(told["pages_ms"]) or [float("nan")]
            p50, p99 = (pages[len(pages) * share // 100] for share in (50, 99))
            print(
                f"  {people:4} people: {told['people']} enrolled, {len(told['failures'])} failures, "
                f"page p50 {p50:.1f} ms, p99 {p99:.1f} ms, {costs[people] * 1000:.1f} ms of CPU a person"
            )
            for each in told["failures"][:3]:
                print(f"    {each}")
            what = f"{people} people enroll at once"
            failed = people - told["people"] + len(told["failures"])
            yield Row(f"{what}, failures", str(failed), target=at_most(0), value=failed)
            yield Row(f"{what}, page p99", f"{p99:.1f} ms", target=at_most(PAGE_P99_MS), value=p99)
            if people > PEOPLE[0]:
                beside, ratio = f"{costs[PEOPLE[0]] * 1000:.1f} ms of {PEOPLE[0]}", costs[people] / costs[PEOPLE[0]]
                yield Row(f"{what}, CPU a person", f"{costs[people] * 1000:.1f} ms", beside, ratio, FLAT)


def _enroll(program: Path, server: Ours, people: int, result: Path) -> tuple[dict[str, list[float]], float]:
    """Return what the people measured, and the CPU of the simulator for each, in seconds."""
    accounts = [
        {"name": f"Person {each}", "user_name": f"person{each}@contoso.example", "password": "Welkom-in-de-simulator"}
        for each in range(people)
    ]
    wish = json.dumps({"name": "Load", "people": accounts}).encode()
    make = Request("POST", "/api/v1/organisations", wish, (("Content-Type", "application/json"),))
    status, body = asyncio.run(_asked(server.port, make))
    assert status == TAKEN[1], body  # noqa: S101  # a bench of what does not work measures nothing
    known = {"PEOPLE": str(people), "ORGANISATION": json.loads(body)["id"], "RESULT": str(result)}
    file, address = str(Path(__file__).with_name("enrolling.py")), f"http://127.0.0.1:{server.port}"
    command = [str(program), "-f", file, "--headless", "-u", str(people), "-r", str(ARRIVALS_PER_S), "-H", address]
    result.unlink(missing_ok=True)
    before = cpu_s(server.pid)
    ran = subprocess.run([*command, "--only-summary"], env={**os.environ, **known}, capture_output=True, check=False)
    if not result.is_file():
        raise RuntimeError(ran.stderr.decode(errors="replace")[-2000:])
    return json.loads(result.read_text(encoding="utf-8")), (cpu_s(server.pid) - before) / people


async def _asked(port: int, request: Request) -> tuple[int, bytes]:
    from load import Connection  # noqa: PLC0415  # only here

    connection = await Connection("127.0.0.1", port).open()
    try:
        return await connection.ask(request)
    finally:
        connection.close()


def soak(amount: Amount, folder: Path) -> Iterator[Row]:
    """Load for some time, and watch what the process holds."""
    seconds = max(min(amount.soak_s, amount.end - time.monotonic()), SOAK_LEAST_S)
    print(f"Memory during {seconds:.0f} s of load, {SOAK_KEPT:,} messages kept")
    for where, place in (("memory", ""), ("SQLite", str(folder / "soak.sqlite3"))):
        with ours(SOAK_KEPT, place, keep=SOAK_KEPT) as server:
            samples, sent = asyncio.run(_soaked(server, seconds / 2))
        later = [each for each in samples if each[0] >= samples[-1][0] / 3]
        slope = statistics.linear_regression(*zip(*later, strict=True)).slope if len(later) > 2 else float("nan")  # noqa: PLR2004
        grown = slope * (later[-1][0] - later[0][0]) / later[0][1]
        told = f"{later[0][1]:.0f} to {later[-1][1]:.0f} MB, {sent} messages"
        print(f"  {where}: {told}, {slope * 3600:+.1f} MB an hour by its slope")
        what = f"memory over {seconds / 2:.0f} s, {where}"
        yield Row(what, told, f"{grown:+.1%}", target=at_most(GROWTH), value=grown)


async def _soaked(server: Ours, seconds: float) -> tuple[list[tuple[float, float]], int]:
    """Return seconds and MB now and then, and how many messages were sent."""
    began, sent, samples = time.monotonic(), 0, []
    address = ("127.0.0.1", server.port)
    while (passed := time.monotonic() - began) < seconds:
        samples.append((passed, server.memory()))
        for make in (server.create, server.newest):
            found = await load(address, make, clients=10, count=500, wanted=TAKEN)
            assert not found.failures  # noqa: S101  # idem
        sent += 500
    return [*samples, (passed, server.memory())], sent


def main() -> int:
    """Run everything."""
    given = arguments(__doc__).parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # what is measured is seen when it is, also where it goes to a file
    report = Report(given.rows)
    end = time.monotonic() + given.within
    amount = (
        Amount(10_000, 1_000_000, SOAK_FULL_S, float("inf"), 300)
        if given.full
        else Amount(3_000, 100_000, SOAK_S, end, QUICK_PATIENCE_S if given.within < float("inf") else 300)
    )
    folder = Path(tempfile.mkdtemp(prefix="stapsgewijs-bench-"))
    try:
        with postgresql() as database:
            for row in chain(
                throughput(amount, folder, database), enrollments(amount, folder), lists(amount, folder, database)
            ):
                report.add(row)
        for row in soak(amount, folder):
            report.add(row)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
