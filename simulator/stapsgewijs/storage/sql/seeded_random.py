"""Secrets of a seed that go on where they were, after a restart and in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import SeededRandomSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network import NetworkRepository

_NOTE: Final = "secrets drawn"


class PersistentSeededRandom:
    """The secrets of a seed; how many were drawn is noted with what they were drawn for."""

    def __init__(self, seed: str, ledger: NetworkRepository) -> None:
        """Draw from `seed`, noting in `ledger` how far one is."""
        self._seed = seed
        self._ledger = ledger
        self._source = SeededRandomSource(seed)

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return self._drawn(lambda source: source.digits(count))

    def letters(self, count: int) -> str:
        """Return so many lowercase letters."""
        return self._drawn(lambda source: source.letters(count))

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        return self._drawn(lambda source: source.token())

    def _drawn(self, draw: Callable[[SeededRandomSource], str]) -> str:
        with self._ledger.work():
            noted = self._ledger.note(_NOTE)
            if noted != self._source.drawn:
                self._source = SeededRandomSource(self._seed, noted)
            secret = draw(self._source)
            self._ledger.write_note(_NOTE, self._source.drawn)
        return secret
