"""What was read from a database that nobody has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = tuple[str, ...]
"""A table, an organisation, and what is asked about it."""
Remembered = TypeVar("Remembered")
_MOST: Final = 20_000
"""What is remembered at most: who asks for names that do not exist must not fill the machine."""


class ReadCache:
    """Remembers what was read, for one version of the database. What it is given is never changed by who asks."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._version: int | None = None
        self._known: dict[Key, Any] = {}

    def get(self, key: Key, read: Callable[[], Remembered], version: int | None) -> Remembered:
        """Return what is known under `key` at `version` (None: the one that was checked last), reading it if needed."""
        if version is not None:
            self.check(version)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = read()
        known: Remembered = self._known[key]
        return known

    def check(self, version: int) -> None:
        """Forget everything when the database has another version by now."""
        if version != self._version:
            self._known.clear()
            self._version = version

    def forget(self, key: Key) -> None:
        """Forget what is known under `key`."""
        self._known.pop(key, None)

    def forget_all(self) -> None:
        """Forget everything."""
        self._known.clear()
