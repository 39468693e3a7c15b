"""What keeping costs: creating and listing messages with 0, 10 thousand and 1 million stored ones.

    .venv/bin/python bench/bench_store.py                              # memory and SQLite in a temporary file
    .venv/bin/python bench/bench_store.py --database postgresql://…    # a server of one's own, emptied afterwards

Prints milliseconds: p50 and p99 of creating, listing the newest 50 (of all, of one handset), looking up one by its id,
and one time of what may be slow: the numbers of all handsets, a search for a text that is nowhere, pruning
what is above the size (about 2,000 messages).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert

from stapsgewijs.clock import SystemClock
from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import (
    Filter,
    InMemoryNetworkRepository,
    Message,
    MessageStatus,
    NetworkRepository,
    PhoneNetwork,
    Retention,
)
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.schema import COUNTERS, MESSAGES, ORGANISATIONS
from stapsgewijs.storage.sql.serialization import message_to_row

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES: Final = (0, 10_000, 1_000_000)
HANDSETS: Final = 1_000
ROUNDS: Final = 1_000
BATCH: Final = 20_000
NAME: Final = "bench"
NUMBERS: Final = [PhoneNumber(f"+3168{place:07}") for place in range(1_100_000, 1_100_000 + HANDSETS)]


def main() -> None:
    """Measure each kind of repository at each size."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--database", action="append", default=[], help="path or URL; may be repeated")
    wanted.add_argument("--most", type=int, default=SIZES[-1], help="leave out sizes above this")
    given = wanted.parse_args()
    print(
        f"{'':24}{'stored':>10}{'create':>16}{'newest 50':>16}{'of a handset':>16}{'by id':>16}{'numbers':>10}"
        f"{'search':>10}{'prune':>10}"
    )
    sizes = [each for each in SIZES if each <= given.most]
    with tempfile.TemporaryDirectory() as folder:
        for place in ["", *(given.database or [str(Path(folder, "bench.sqlite3"))])]:
            measure(place, sizes)


def measure(place: str, sizes: list[int]) -> None:
    """Measure one place (path or URL; empty: memory) at each size, growing."""
    database = open_database(place) if place else None
    repository: NetworkRepository = InMemoryNetworkRepository()
    if database is not None:
        database.run(delete(ORGANISATIONS).where(ORGANISATIONS.c.id == NAME))
        database.run(insert(ORGANISATIONS), {"id": NAME, "place": 1, "ahead": 0, "content": "{}"})
        repository = SqlNetworkRepository(database, NAME)
    network = PhoneNetwork(SystemClock(), SystemRandomSource(), repository, retention=Retention(None, None))
    kind = place.partition("://")[0] if "://" in place else "SQLite" if place else "memory"
    for size in sizes:
        stored = max(
            (each.sequence for each in repository.messages.find(Filter(newest_first=True, limit=1))), default=0
        )
        fill(repository, database, size - stored, stored)
        print(row(kind, network, repository, size), flush=True)
    if database is not None:
        database.run(delete(ORGANISATIONS).where(ORGANISATIONS.c.id == NAME))
        database.close()


def fill(
    repository: NetworkRepository, database: Database | None, count: int, stored: int, organisation: str = NAME
) -> None:
    """Keep `count` messages, in bulk where there is a database."""
    now = SystemClock().now()
    history = [(now, each) for each in ("queued", "sending", "sent", "delivered")]
    for start in range(0, max(count, 0), BATCH):
        batch = []
        for place in range(start + 1, min(start + BATCH, count) + 1):
            number = NUMBERS[place % HANDSETS]
            message = Message(f"SM{stored + place:032x}", number, "Contoso", f"{place:06} is your code", now)
            message.status, message.history, message.sequence = MessageStatus.DELIVERED, list(history), stored + place
            batch.append(message)
        if database is None:
            for each in batch:
                repository.messages.add(each)
        else:
            with database.transaction(organisation):
                rows = [{"organisation": organisation, **message_to_row(each)} for each in batch]
                database.connection.execute(insert(MESSAGES), rows)
                database.run(delete(COUNTERS).where(COUNTERS.c.organisation == organisation))
                last = {"organisation": organisation, "name": MESSAGES.name, "last": batch[-1].sequence}
                database.run(insert(COUNTERS), last)


def row(kind: str, network: PhoneNetwork, repository: NetworkRepository, size: int) -> str:
    """Return one line of the table."""
    newest = Filter(newest_first=True, limit=50)
    theirs = Filter(NUMBERS[7], newest_first=True, limit=50)
    known: list[str] = []

    def create() -> None:
        number = NUMBERS[len(known) % HANDSETS]
        known.append(network.sms.send(number, "Contoso", "123456 is your code").id)

    times = [
        spread(create, 2 * ROUNDS),
        spread(lambda: network.sms.find(newest)),
        spread(lambda: network.sms.find(theirs)),
        spread(lambda: network.sms.get(known[0])),
        *(
            f"{once(each):10.2f}"
            for each in (
                network.handsets,
                lambda: network.sms.find(Filter(text="nowhere", limit=50)),
                lambda: repository.messages.prune(keep=size, before=None),
            )
        ),
    ]
    return f"{kind:24}{size:>10,}{''.join(times)}"


def once(work: Callable[[], object]) -> float:
    """Return how many milliseconds it takes."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def spread(work: Callable[[], object], rounds: int = ROUNDS) -> str:
    """Return p50 and p99 in milliseconds."""
    for _ in range(20):
        work()
    taken = statistics.quantiles((once(work) for _ in range(rounds)), n=100)
    return f"{taken[49]:8.2f}{taken[98]:8.2f}"


if __name__ == "__main__":
    main()
