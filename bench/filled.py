"""Serve a simulator in which so many messages are kept already: `python bench/filled.py PORT COUNT [DATABASE [KEEP]]`.

`python bench/filled.py --bulk COUNT DATABASE` only fills a database, many rows at once.
"""

from __future__ import annotations

import sys

from stapsgewijs.bootstrap import build_app, serve
from stapsgewijs.phone_network import PhoneNetwork, Retention
from stapsgewijs.phone_numbers import PhoneNumber

HANDSETS = 1000
AT_ONCE = 10_000


def handset(number: int) -> str:
    """Return the number of a handset; each of a thousand gets as many messages."""
    return f"+316{12_000_000 + number % HANDSETS:08}"


def fill(network: PhoneNetwork, count: int) -> None:
    """Send `count` messages."""
    numbers = [PhoneNumber(handset(each)) for each in range(HANDSETS)]
    for begin in range(0, count, AT_ONCE):
        with network.context.repository.transaction():  # a million transactions would measure a disk
            for number in range(begin, min(begin + AT_ONCE, count)):
                network.sms.send(numbers[number % HANDSETS], "Contoso", f"{number:06} is uw code.")


def fill_in_bulk(count: int, database: str) -> None:
    """Keep `count` messages in the default organisation, without sending them."""
    from bench_store import fill as fill_rows  # noqa: PLC0415  # what needs no database loads none

    from stapsgewijs.storage.sql.database import open_database  # noqa: PLC0415  # idem
    from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository  # noqa: PLC0415  # idem

    build_app(database=database)
    kept = open_database(database)
    fill_rows(SqlNetworkRepository(kept, "contoso"), kept, count, 0, "contoso")
    kept.close()


def main(port: int, count: int, database: str = "", keep: str = "") -> None:
    """Fill, and serve until the process is ended."""
    keeping = {"database": database} if database else {}
    app = build_app(retention=Retention(count=int(keep) if keep else None, days=None), **keeping)
    fill(app.state.site.organisations.get("contoso").network, count)
    serve(lambda: app, host="127.0.0.1", port=port, kept_in=database or "memory", say=print)


if __name__ == "__main__":
    if sys.argv[1] == "--bulk":
        fill_in_bulk(int(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
