"""A seeded random source that continues after a restart and in another process."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import SeededRandomSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network import NetworkRepository

_SETTING: Final = "secrets drawn"


class PersistentSeededRandom:
    """A seeded random source; how many values were drawn is stored with what they were drawn for."""

    def __init__(self, seed: str, ledger: NetworkRepository) -> None:
        self._seed = seed
        self._ledger = ledger
        self._source = SeededRandomSource(seed)

    def digits(self, count: int) -> str:
        return self._drawn(lambda source: source.digits(count))

    def letters(self, count: int) -> str:
        return self._drawn(lambda source: source.letters(count))

    def token(self) -> str:
        return self._drawn(lambda source: source.token())

    def _drawn(self, draw: Callable[[SeededRandomSource], str]) -> str:
        with self._ledger.transaction():
            drawn = self._ledger.get_setting(_SETTING)
            if drawn != self._source.drawn:
                self._source = SeededRandomSource(self._seed, drawn)
            secret = draw(self._source)
            self._ledger.put_setting(_SETTING, self._source.drawn)
        return secret
