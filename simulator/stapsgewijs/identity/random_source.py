"""The source of codes and passwords: randomness as an argument, as the clock is."""

from __future__ import annotations

import random
import secrets
import string
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class RandomSource(Protocol):
    """Something that makes secrets up."""

    def digits(self, count: int) -> str:
        """Return so many digits."""
        ...

    def letters(self, count: int) -> str:
        """Return so many lowercase letters."""
        ...

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        ...


class SystemRandomSource:
    """Secrets of the operating system's generator, as NIST SP 800-63B and OWASP ASVS 6.5.3 ask."""

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return "".join(secrets.choice(string.digits) for _ in range(count))

    def letters(self, count: int) -> str:
        """Return so many lowercase letters."""
        return "".join(secrets.choice(string.ascii_lowercase) for _ in range(count))

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        return secrets.token_hex(16)


class SeededRandomSource:
    """The same secrets for the same seed: no secrets at all, but pictures that are the same every time.

    Each kind has a sequence of its own, so that the first app password is the same whether a code was
    drawn before it or not: one picture of it serves the text message and the call. `drawn` counts the digits,
    letters and tokens so far.
    """

    def __init__(self, seed: str, drawn: Mapping[str, int] | None = None) -> None:
        """Begin the sequences that belong to `seed`, or go on after what was `drawn`."""
        # Repeatable is the point; see the class docstring.
        self._digits = random.Random(f"{seed} digits")  # noqa: S311
        self._letters = random.Random(f"{seed} letters")  # noqa: S311
        self._tokens = random.Random(f"{seed} tokens")  # noqa: S311
        self.drawn = {"digits": 0, "letters": 0, "tokens": 0, **(drawn or {})}
        for sequence, count in ((self._digits, self.drawn["digits"]), (self._letters, self.drawn["letters"])):
            for _ in range(count):
                sequence.random()
        for _ in range(self.drawn["tokens"]):
            self._tokens.getrandbits(128)

    def digits(self, count: int) -> str:
        """Return so many digits."""
        self.drawn["digits"] += count
        return "".join(self._digits.choices(string.digits, k=count))

    def letters(self, count: int) -> str:
        """Return so many lowercase letters."""
        self.drawn["letters"] += count
        return "".join(self._letters.choices(string.ascii_lowercase, k=count))

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        self.drawn["tokens"] += 1
        return f"{self._tokens.getrandbits(128):032x}"
