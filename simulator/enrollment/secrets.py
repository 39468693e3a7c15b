"""Where codes and passwords come from: chance, handed in like time."""

from __future__ import annotations

import random
import secrets
import string
from typing import Protocol


class SecretSource(Protocol):
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


class SystemSecrets:
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


class SeededSecrets:
    """The same secrets for the same seed: no secrets at all, but pictures that are the same every time."""

    def __init__(self, seed: str) -> None:
        """Begin the sequence that belongs to `seed`."""
        self._random = random.Random(seed)  # noqa: S311  # repeatable is the point; see the class docstring

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return "".join(self._random.choices(string.digits, k=count))

    def letters(self, count: int) -> str:
        """Return so many lowercase letters."""
        return "".join(self._random.choices(string.ascii_lowercase, k=count))

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        return f"{self._random.getrandbits(128):032x}"
