"""Files: their paths in messages, and writing them whole.

A process that reads a file during or after an interrupted write finds the old content or the new, never a part.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from stapsgewijs.errors import StapsgewijsError


def write_bytes(file: Path, content: bytes, *, folders: bool = True, sync: bool = False) -> None:
    """Replace the content of `file`, which keeps its permissions; `folders` creates missing parent folders.

    Of a symbolic link the target is replaced. A file that is not regular (a terminal, a pipe) is
    written to. `sync` waits until the disk has it, for what cannot be made again. Raises `StapsgewijsError` when it
    cannot be written; the old content is then still there.
    """
    try:
        target = file.resolve()
        if folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content, sync=sync)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        raise unwritable(file, error) from None


def write_text(file: Path, text: str, *, folders: bool = True) -> None:
    """Replace the content of `file` as `write_bytes` does: in UTF-8, with `?` for a lone surrogate."""
    write_bytes(file, text.encode("utf-8", "replace"), folders=folders)


def remove(file: Path) -> None:
    """Remove a file, of a symbolic link the one that it leads to; it may be gone already."""
    try:
        file.resolve().unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(file, error) from None


def unwritable(file: Path, error: Exception) -> StapsgewijsError:
    """Return what to raise when `file` cannot be written."""
    reason = error.strerror if isinstance(error, OSError) else None
    return StapsgewijsError(f"{file}: cannot be written: {reason or error}")


def display_path(path: Path) -> str:
    """Return a path relative to the current folder, with slashes; absolute if it is outside of it."""
    here = Path.cwd()
    absolute = path.absolute()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def refuse_folder(file: Path) -> None:
    """Refuse a place for a file that is a folder; raises `StapsgewijsError`."""
    if file.is_dir():
        msg = f"{file}: is a folder; name a file"
        raise StapsgewijsError(msg)


def _replace(target: Path, content: bytes, *, sync: bool) -> None:
    # In the same folder, because a file is renamed in one go only within a file system. The name is short: that of the
    # file may be as long as a name can be.
    part = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with part.open("xb") as opened:
            opened.write(content)
            if sync:
                opened.flush()
                os.fsync(opened.fileno())
        with suppress(FileNotFoundError):
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
