"""App passwords: generated, shown once, stored only as salted hashes."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# scrypt with the parameters of OWASP's password storage cheat sheet for little memory: N=2^13, r=8, p=10
# would be right for passwords that people choose. These have 75 bits of chance, so one round is enough.
_COST: Final = {"n": 2**10, "r": 8, "p": 1}
MAX_NAME_LENGTH: Final = 64
INITIAL_NAME: Final = "Initial app password"
"""The msgid of the name under which the app password of an enrollment stands in the list (observed)."""


@dataclass(frozen=True, slots=True)
class AppPasswordHash:
    """What is kept of an app password; `created` is None for those of databases that did not keep it."""

    salt: bytes
    digest: bytes
    id: str = ""
    name: str = ""
    created: datetime | None = None

    @classmethod
    def of(
        cls,
        password: str,
        salt: bytes,
        *,
        made_id: str = "",
        name: str = "",
        created: datetime | None = None,
    ) -> AppPasswordHash:
        """Hash a password."""
        return cls(salt, hashlib.scrypt(password.encode(), salt=salt, **_COST), made_id, name, created)

    def matches(self, password: str) -> bool:
        """Return whether this is the password."""
        return matching((self,), password) is not None


def matching(known: Sequence[AppPasswordHash], password: str) -> AppPasswordHash | None:
    """Return the one that is the password, or None.

    It is hashed once for each salt, and once where there is none: how long it takes tells nothing of who has some.
    """
    text = password.encode("utf-8", "surrogatepass")
    digests = {salt: hashlib.scrypt(text, salt=salt, **_COST) for salt in {each.salt for each in known} or {b""}}
    found = [each for each in known if hmac.compare_digest(digests[each.salt], each.digest)]
    return found[0] if found else None
