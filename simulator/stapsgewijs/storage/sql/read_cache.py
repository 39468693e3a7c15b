"""A cache of what was read from a database, valid until something changes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = tuple[str, ...]
"""A table, an organisation, and what is asked about it."""
Cached = TypeVar("Cached")
_MAX_ENTRIES: Final = 20_000
"""Requests for names that do not exist must not fill the memory."""


class ReadCache:
    """A cache for one version of the database. Its values must not be changed."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._entries: dict[Key, Any] = {}

    def get(self, key: Key, read: Callable[[], Cached], version: int | None) -> Cached:
        """Return what is cached under `key` at `version` (None: the last one that was set), reading it if needed."""
        if version is not None:
            self.set_version(version)
        if key not in self._entries:
            if len(self._entries) >= _MAX_ENTRIES:
                self._entries.clear()
            self._entries[key] = read()
        entry: Cached = self._entries[key]
        return entry

    def set_version(self, version: int) -> None:
        """Remove everything if the database has another version."""
        if version != self._version:
            self._entries.clear()
            self._version = version

    def remove(self, key: Key | None = None) -> None:
        """Remove one entry, or all."""
        if key is None:
            self._entries.clear()
        else:
            self._entries.pop(key, None)
