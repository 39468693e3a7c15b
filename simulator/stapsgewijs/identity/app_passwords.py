"""App passwords: generated, shown once, stored only as salted hashes."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

# scrypt with the parameters of OWASP's password storage cheat sheet for little memory: N=2^13, r=8, p=10
# would be right for passwords that people choose. These have 75 bits of chance, so one round is enough.
_COST: Final = {"n": 2**10, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class AppPasswordHash:
    """What is kept of an app password."""

    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str, salt: bytes) -> AppPasswordHash:
        """Hash a password."""
        return cls(salt, hashlib.scrypt(password.encode(), salt=salt, **_COST))

    def matches(self, password: str) -> bool:
        """Return whether this is the password."""
        return hmac.compare_digest(AppPasswordHash.of(password, self.salt).digest, self.digest)
