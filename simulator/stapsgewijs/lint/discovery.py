"""Finds the documents in the paths of a command line."""

from __future__ import annotations

import fnmatch
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUFFIXES: Final = frozenset({".md", ".markdown"})
MOST_FOLDERS: Final = 100_000
"""So many folders are looked through under one that is named; the largest published documentation has 5,000."""
_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})


def documents_in(paths: Sequence[Path], exclude: Sequence[str] = (), root: Path | None = None) -> Iterator[Path]:
    """Give the files named, and all Markdown files in the folders named, each once, in order of their names.

    Hidden folders are left out, and what matches a pattern of `exclude` (from `root` on). A link to a folder that was
    seen already is not followed again. Raises `StapsgewijsError` for a path that is not there, for a whole disk, and
    for a folder with more than `MOST_FOLDERS` under it.
    """
    seen: set[tuple[int, int]] = set()
    given: set[Path] = set()
    for path in paths:
        if not os.path.lexists(path):
            msg = f"{path}: no such file or folder"
            raise StapsgewijsError(msg)
        for each in _under(path, seen) if path.is_dir() else (path,):
            absolute = each.absolute()
            if absolute not in given and not _excluded(shown(absolute, root or Path.cwd()), exclude):
                given.add(absolute)
                yield each


def is_meant(path: Path, paths: Sequence[str], exclude: Sequence[str], root: Path) -> bool:
    """Return whether a document is one of those that `paths` of the settings name: files, and folders, from `root` on.

    Without `paths` all Markdown files of `root` are meant, but for hidden folders and what `exclude` names.
    """
    name = shown(path, root)
    inner = name.split("/")[:-1]
    if path.suffix.lower() not in SUFFIXES or _excluded(name, exclude) or name.startswith("/"):
        return False
    if any(each.startswith(".") or each in _SKIPPED for each in inner):
        return False
    named = [each.replace("\\", "/").strip("/").removeprefix("./") for each in paths]
    return not named or any(each in {"", ".", name} or name.startswith(f"{each}/") for each in named)


def refuse_disk(folder: Path) -> None:
    """Raise `StapsgewijsError` for a folder that is, or a link that leads to, the whole disk."""
    real = os.path.realpath(folder)
    if os.path.dirname(real) == real:  # noqa: PTH120  # it is text
        msg = f"{folder}: this is the whole disk; name the folder of the documents"
        raise StapsgewijsError(msg)


def shown(path: Path, root: Path) -> str:
    """Return how a path is named: from `root` on where it is in it, with slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    named = absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else Path(path).as_posix()
    return named.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_file(path: Path) -> bool:
    """Return whether `path` can be read to its end: a pipe cannot."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _under(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    waiting, count = [folder], 0
    while waiting:
        here, count = waiting.pop(), count + 1
        if count == 1 or here.is_symlink():
            refuse_disk(here)
        if count > MOST_FOLDERS:
            msg = f"{folder}: more than {MOST_FOLDERS} folders lie under it; name the folder of the documents"
            raise StapsgewijsError(msg)
        try:
            status = here.stat()
            entries = sorted(os.scandir(here), key=lambda each: each.name)
        except OSError:
            yield here  # reading it as a document says why it cannot be read
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = []
        for entry in entries:
            if _is_folder(entry):
                if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                    folders.append(here / entry.name)
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:  # noqa: PTH122  # no Path for each file of a site
                yield here / entry.name
        waiting += reversed(folders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _excluded(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(path, each) or path.startswith(f"{each.rstrip('/')}/") for each in patterns)
