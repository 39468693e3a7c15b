"""The tables as the program reads and writes them: the latest version of the schema.

`migrations` makes them; a test holds the one against the other. Columns are what is searched or sorted by; all
else is JSON in `content`. `place` counts the items of an organisation from 1 and is never given twice.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

METADATA: Final = MetaData()


def _items(name: str) -> Table:
    """Return a table of messages or calls; `party`, `searched` and `tags` are folded as in `texts`."""
    return Table(
        name,
        METADATA,
        Column("organisation", Text, primary_key=True),
        Column("place", BigInteger, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False),
        Column("number", Text, nullable=False),
        Column("party", Text, nullable=False),
        Column("direction", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("created", BigInteger, nullable=False),
        Column("wakes", BigInteger),
        Column("searched", Text, nullable=False),
        Column("tags", Text, nullable=False),
        Column("content", Text, nullable=False),
    )


SCHEMA_VERSION: Final = Table(
    "schema_version",
    METADATA,
    Column("program", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)
ORGANISATIONS: Final = Table(
    "organisations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("ahead", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)
MESSAGES: Final = _items("messages")
CALLS: Final = _items("calls")
FAULTS: Final = Table(
    "faults",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)
NOTES: Final = Table(
    "notes",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
COUNTERS: Final = Table(
    "counters",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
ENROLLMENTS: Final = Table(
    "enrollments",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)
CREDENTIALS: Final = Table(
    "credentials",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
SENDINGS: Final = Table(
    "sendings",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("times", Text, nullable=False),
)
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)
KEYS: Final = Table(
    "keys",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
