"""The tables in the latest version of the schema.

`migrations` creates them; a test compares the two. Columns are what is searched or sorted by; all else is JSON in
`content`. `place` counts the items of an organisation from 1 and is never reused.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

METADATA: Final = MetaData()


def _key(*names: str) -> list[Column[str]]:
    return [Column(each, Text, primary_key=True) for each in names]


def _text(*names: str) -> list[Column[str]]:
    return [Column(each, Text, nullable=False) for each in names]


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _items(name: str) -> Table:
    """Return a table of messages or calls; `party`, `searched` and `tags` are folded as in `casefold_ascii`."""
    return Table(
        name,
        METADATA,
        *_key("organisation"),
        Column("place", BigInteger, primary_key=True, autoincrement=False),
        *_text("id", "number", "party", "direction", "status"),
        _number("created"),
        Column("wakes", BigInteger),
        *_text("searched", "tags", "content"),
        Column("arrival", BigInteger),
    )


SCHEMA_VERSION: Final = Table("schema_version", METADATA, *_key("program"), Column("version", Integer, nullable=False))
ORGANISATIONS: Final = Table(
    "organisations", METADATA, *_key("id"), _number("place"), _number("ahead"), *_text("content"), _number("used")
)
MESSAGES: Final = _items("messages")
CALLS: Final = _items("calls")
FAULTS: Final = Table("faults", METADATA, *_key("organisation", "id"), _number("place"), *_text("content"))
NOTES: Final = Table("notes", METADATA, *_key("organisation", "name"), *_text("content"))
COUNTERS: Final = Table("counters", METADATA, *_key("organisation", "name"), _number("last"))
ENROLLMENTS: Final = Table(
    "enrollments",
    METADATA,
    *_key("organisation", "id"),
    *_text("person"),
    _number("place"),
    *_text("content", "activation"),
)
CREDENTIALS: Final = Table("credentials", METADATA, *_key("organisation", "person"), *_text("content"))
SENDINGS: Final = Table(
    "sendings", METADATA, *_key("organisation", "number"), *_text("times"), Column("expires", BigInteger)
)
"""When things happened that are counted; `number` is a number in E.164, or another name of what is counted."""
SESSIONS: Final = Table(
    "sessions", METADATA, *_key("token"), *_text("organisation"), _number("place"), *_text("content"), _number("held")
)
KEYS: Final = Table("keys", METADATA, *_key("name"), *_text("value"))
RESOURCES: Final = Table(
    "resources",
    METADATA,
    *_key("organisation"),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    *_text("sid", "kind", "owner", "name"),
    _number("created"),
    _number("updated"),
    *_text("content"),
)
CHANGES: Final = Table("changes", METADATA, *_key("name"), _number("last"))
"""One row, with how often something has changed that processes cache (PostgreSQL; SQLite counts by itself)."""
AUTHENTICATORS: Final = Table("authenticators", METADATA, *_key("organisation", "number"), *_text("content"))
APP_REQUESTS: Final = Table(
    "app_requests",
    METADATA,
    *_key("organisation", "id"),
    *_text("request", "number"),
    _number("place"),
    Column("open_until", BigInteger),
    *_text("content"),
)
