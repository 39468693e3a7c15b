"""Files of words, one for each language: read again only when they have changed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Words = TypeVar("Words")
_MAX_FILES: Final = 64


def find_words(folder: Path, language: str, read: Callable[[Path], Words]) -> Words | None:
    """Return what `read` makes of the file of a language (`nl`) in a folder; None where there is none."""
    path = folder / f"{language}.toml"
    try:
        status = path.stat()
    except OSError:
        return None
    words: Words = _read(read, path, status.st_mtime_ns, status.st_size)
    return words


@lru_cache(_MAX_FILES)
def _read(read: Callable[[Path], Words], path: Path, modified_ns: int, size: int) -> Words:
    del modified_ns, size
    return read(path)
