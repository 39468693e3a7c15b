"""Where the files are that ship with the program: beside it in an installation, at the root of a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

GUIDE_NAME: Final = "multi-factor-authentication-setup-phone-number.md"


def shipped(name: str) -> Path:
    """Return a folder that ships with the program (`site`, `features`, `guides`)."""
    packed = Path(__file__).parent / "shipped" / name
    return packed if packed.exists() else Path(__file__).parents[2] / name
