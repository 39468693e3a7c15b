"""Messages a second that one and two simulators on one PostgreSQL take, half of the clients at each.

The server is one of this machine, which waits for the disk at each commit, as it does where it is used. `--full` sends
4,000 messages a process; without it 400.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bench_network import TAKEN, Ours, measure, ours
from load import Measured, load
from table import Report, Row, arguments

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the checkout: the server is started as for tests
from tests.storage.postgresql_server import MISSING, binaries, durable_server

CLIENTS: Final = 10
FEW, MANY = 400, 4000


def main() -> int:
    """Measure one process, and two."""
    given = arguments(__doc__).parse_args()
    report, count = Report(given.rows), MANY if given.full else FEW
    installed = binaries()
    if installed is None:
        print(MISSING)
        return report.end()
    with ExitStack() as stack:
        url = stack.enter_context(durable_server(installed))
        one = stack.enter_context(ours(0, url))
        alone = measure(one.port, one.create, CLIENTS, count)
        told = f"{alone.per_second:.0f}/s, p99 {alone.percentile(99):.0f} ms"
        report.add(Row(f"messages taken, {CLIENTS} clients, one process on PostgreSQL", told))
        other = stack.enter_context(ours(0, url))
        measure(other.port, other.create, CLIENTS, CLIENTS)
        both = asyncio.run(together((one, other), count))
        rate = sum(each.per_second for each in both)
        latency = max(each.percentile(99) for each in both)
        what = f"messages taken, {CLIENTS} clients, two processes on PostgreSQL"
        report.add(Row(what, f"{rate:.0f}/s, p99 {latency:.0f} ms", told, rate / alone.per_second))
        failed = sum(each.failures for each in (alone, *both))
        report.add(Row("of these not taken", str(failed)))
    return report.end()


async def together(servers: tuple[Ours, ...], count: int) -> list[Measured]:
    """Load several simulators at once, each with its share of the clients."""
    clients = CLIENTS // len(servers)
    each = (load(("127.0.0.1", one.port), one.create, clients=clients, count=count, wanted=TAKEN) for one in servers)
    return await asyncio.gather(*each)


if __name__ == "__main__":
    sys.exit(main())
