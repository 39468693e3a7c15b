"""Files: their paths in messages, digests of them, and writing them whole.

A process that reads a file during or after an interrupted write finds the old content or the new, never a part.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROOTS: Final = (".git", "stapsgewijs.toml", "pyproject.toml")
"""What lies in the outermost folder that belongs to a file: a repository, a project."""


def write_bytes(file: Path, content: bytes, *, folders: bool = True, sync: bool = False) -> None:
    """Replace the content of `file`, which keeps its permissions; `folders` creates missing parent folders.

    Of a symbolic link the target is replaced, unless it leads out (`leads_out`). A file that is not regular (a
    terminal, a pipe) is written to. `sync` waits until the disk has it, for what cannot be made again. Raises
    `StapsgewijsError` when it cannot be written; the old content is then still there.
    """
    try:
        target = file.resolve()
        if (target.is_file() or not target.exists()) and leads_out(file):
            msg = f"{file}: is a link out of its project; nothing was written: name the file that it leads to"
            raise StapsgewijsError(msg)
        if folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content, sync=sync)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        raise unwritable(file, error) from None


def leads_out(file: Path) -> bool:
    """Return whether a symbolic link, in the path of `file` or in its place, leads out of its project.

    A project is the nearest folder with a repository or settings, else the folder of the file. What leads into the
    current folder is not out. A repository can have links that somebody else made: nothing is read or written through
    them that its owner did not name.
    """
    here = os.path.abspath(file)  # noqa: PTH100  # as it is written, before links are followed
    target = Path(os.path.realpath(file))
    if str(target) == here:
        return False
    above = Path(here).parents
    root = next((each for each in above if any((each / name).exists() for name in _ROOTS)), above[0])
    return not any(target.is_relative_to(os.path.realpath(each)) for each in (root, Path.cwd()))


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
    mode = 0o666
    with suppress(FileNotFoundError):
        mode = target.stat().st_mode & 0o7777
    try:
        # From its beginning with no more permissions than the file has: what is in it may be for nobody else.
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as opened:  # idem
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


def digest_of(file: Path) -> str:
    """Return the digest of a file, empty when it cannot be read."""
    import hashlib  # noqa: PLC0415  # it loads OpenSSL, and most commands need no digest

    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def digests_of(files: Iterable[Path]) -> dict[str, str]:
    """Return the digest of each file, by its path."""
    return {str(each): digest_of(each) for each in files}


def digest_of_all(*places: Path, pattern: str = "*") -> str:
    """Return one digest of files, and of all files in folders that have such a name, with their names."""
    import hashlib  # noqa: PLC0415  # it loads OpenSSL, and most commands need no digest

    whole = hashlib.sha256()
    for name, file in _files(places, pattern):
        whole.update(f"{name}\0{digest_of(file)}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def state_of_all(*places: Path, pattern: str = "*") -> str:
    """Return one digest of when files were written and how long they are: for many files, which nobody may touch."""
    import hashlib  # noqa: PLC0415  # it loads OpenSSL, and most commands need no digest

    whole = hashlib.sha256()
    for name, file in _files(places, pattern):
        status = file.stat()
        whole.update(f"{name}\0{status.st_mtime_ns} {status.st_size}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _files(places: Iterable[Path], pattern: str) -> Iterator[tuple[str, Path]]:
    for place in places:
        if not place.is_dir():
            yield place.name, place
            continue
        for each in sorted(place.rglob(pattern)):
            if each.is_file():
                yield each.relative_to(place).as_posix(), each
