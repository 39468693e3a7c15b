"""Reading a file of words in TOML."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from stapsgewijs.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path


def read_toml_file(path: Path) -> dict[str, Any]:
    """Return what a file holds; raises `DocumentError` where it is not there, or no TOML in UTF-8."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(path, f"cannot be read as TOML ({error})") from None
