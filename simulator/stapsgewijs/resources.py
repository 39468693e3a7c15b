"""The paths of the files that ship with the program: inside an installation, or at the root of a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

GUIDE_NAME: Final = "multi-factor-authentication-setup-phone-number.md"


def shipped(name: str) -> Path:
    """Return a folder that ships with the program (`site`, `features`, `guides`)."""
    packed = Path(__file__).parent / "shipped" / name
    return packed if packed.exists() else Path(__file__).parents[2] / name
