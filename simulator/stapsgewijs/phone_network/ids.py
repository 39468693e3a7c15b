"""Ids in the form of the real carrier: two letters and 32 hexadecimal digits."""

from __future__ import annotations

from typing import Protocol


class IdSource(Protocol):
    """Something that makes up 32 hexadecimal digits."""

    def token(self) -> str:
        """Return 32 hexadecimal digits."""
        ...
