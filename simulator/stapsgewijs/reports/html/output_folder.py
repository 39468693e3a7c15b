"""Replaces a folder as a whole: readers see the old report or the new one."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_bytes, real_path, refuse_link

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK: Final = b'<meta name="generator" content="Stapsgewijs">'
INDEX: Final = "index.html"
GUIDES: Final = "guides"
"""The folder with a report for each guide, where there are several."""

PARTS: Final = frozenset({INDEX, "report.css", "fonts", "pictures", GUIDES})
"""What a report consists of; whatever else lies in its folder belongs to somebody else."""


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it takes the place of `folder`.

    What lies in `folder` besides an earlier report (a JSON file, say) stays. When the block raises,
    `folder` is left as it was. Raises `StapsgewijsError` when `folder` holds something and no report, so
    that a mistyped name costs nobody their files, and when it cannot be written.
    """
    check_folder(folder)
    target = real_path(folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    fresh, old = work / "new", work / "old"
    try:
        fresh.mkdir()
        yield fresh
        _swap(target, fresh, old)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Raise `StapsgewijsError` when `folder` holds something and no report, or is no folder."""
    refuse_link(folder)
    target = real_path(folder)
    if target.exists() and not target.is_dir():
        msg = f"{folder}: is a file; name a folder for the report"
        raise StapsgewijsError(msg)
    if target.is_dir() and any(target.iterdir()) and not _is_report(target):
        msg = f"{folder}: holds other files and no earlier report; name an empty or new folder for the report"
        raise StapsgewijsError(msg)


def _is_report(folder: Path) -> bool:
    try:
        return MARK in read_bytes(folder / INDEX)
    except StapsgewijsError:
        return False


def _swap(target: Path, fresh: Path, old: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    for each in old.iterdir():
        if each.name not in PARTS:
            each.rename(target / each.name)


def _unwritable(folder: Path, error: OSError) -> StapsgewijsError:
    return StapsgewijsError(f"{folder}: the report cannot be written here ({error.strerror or error})")
