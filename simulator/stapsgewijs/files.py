"""Files: their paths in messages, reading what somebody else wrote, digests, and writing them whole.

A process that reads a file during or after an interrupted write finds the old content or the new, never a part.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROOTS: Final = (".git", "stapsgewijs.toml", "pyproject.toml")
"""What lies in the outermost folder that belongs to a file: a repository, a project."""


_AT: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
"""Where the parser of TOML says that it stopped."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read where nothing else is said; those that people write have less than a hundredth."""


def read_bytes(file: Path, *, most: int = MOST_BYTES, advice: str = "check the path") -> bytes:
    """Return what a file holds; raises `DocumentError` for one that cannot be read, or has more than `most` bytes.

    A pipe or a device is none: it may have no end, and a reader of it would wait. `advice` says what to do where there
    is no file.
    """
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DocumentError(file, "cannot be read: this is a folder; name a file")
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(file, "cannot be read: no file but a pipe or a device; write it to a file")
        if status.st_size > most:
            size, limit = (f"{each / 1_000_000:.1f} MB" for each in (status.st_size, most))
            raise DocumentError(file, f"too large: {size}, at most {limit} are read; is it the right file?")
        return file.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise DocumentError(file, f"cannot be read: {reason or error}; {advice}") from None


def read_text(file: Path, *, most: int = MOST_BYTES, advice: str = "check the path") -> str:
    r"""Return the text of a file in UTF-8, without byte order mark and with line ends as `\\n`.

    Raises `DocumentError` as `read_bytes` does, and at the place of what is no UTF-8.
    """
    return _decoded(file, read_bytes(file, most=most, advice=advice)).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(file: Path, raw: bytes) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = f"not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8"
        raise DocumentError(file, what, line=line, column=column) from None


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a TOML file says; raises `DocumentError` as `read_text` does, with the place of what is no TOML."""
    import tomllib  # noqa: PLC0415  # most runs find no file

    text = _decoded(file, read_bytes(file))
    try:
        return tomllib.loads(text)
    except ValueError as error:  # no TOML, or a number of more digits than Python reads
        told, at = str(error), _AT.search(str(error))
        line = int(at[1] or text.rstrip().count("\n") + 1) if at else 1
        column = int(at[2] or 1) if at else 1
        raise DocumentError(file, f"not TOML: {_AT.sub('', told)}", line=line, column=column) from None
    except RecursionError:  # the parser calls itself for each level
        raise DocumentError(file, "nested too deeply for TOML; make lists and tables flatter") from None


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
            _write_to(target, content)
        else:
            _replace(target, content, sync=sync)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        raise unwritable(file, error) from None


def _write_to(target: Path, content: bytes) -> None:
    """Write to what is no regular file; to a pipe that nobody reads nothing can be written."""
    at_once = getattr(os, "O_NONBLOCK", 0)
    with open(target, "wb", opener=lambda name, flags: os.open(name, flags | at_once)) as file:
        if at_once:
            os.set_blocking(file.fileno(), True)
        file.write(content)


def real_path(path: Path) -> Path:
    """Return where a path leads, as `Path.resolve`, which fails for a link that leads to itself."""
    return Path(os.path.realpath(path))


def refuse_link(place: Path) -> None:
    """Raise `StapsgewijsError` for a file or folder to write that is, or lies behind, a link out of its project."""
    if leads_out(place):
        msg = f"{place}: is a link out of its project; nothing was written: name the place that it leads to"
        raise StapsgewijsError(msg)


def leads_out(file: Path) -> bool:
    """Return whether a symbolic link, in the path of `file` or in its place, leads out of its project.

    A project is a folder with a repository or settings, else the current folder where the file is in it, else the
    folder of the file. What leads into the current folder is not out. A repository can have links that somebody else
    made: nothing is read or written through them that its owner did not name.
    """
    here = os.path.abspath(file)  # noqa: PTH100  # as it is written, before links are followed
    target = real_path(file)
    if str(target) == here:
        return False
    above, current = Path(here).parents, Path.cwd()
    if target.is_relative_to(os.path.realpath(current)):
        return False
    # All of them: what a link leads to may be a project of its own, and is in none of those that are around the link.
    roots = [each for each in above if any((each / name).exists() for name in _ROOTS)]
    roots = roots or [current if current in above else above[0]]
    return not all(target.is_relative_to(os.path.realpath(each)) for each in roots)


def write_text(file: Path, text: str, *, folders: bool = True) -> None:
    """Replace the content of `file` as `write_bytes` does: in UTF-8, with `?` for a lone surrogate."""
    write_bytes(file, text.encode("utf-8", "replace"), folders=folders)


def remove(file: Path) -> None:
    """Remove a file, of a symbolic link the one that it leads to, unless it leads out; it may be gone already."""
    refuse_link(file)
    try:
        real_path(file).unlink(missing_ok=True)
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
        return hashlib.sha256(read_bytes(file)).hexdigest()
    except StapsgewijsError:
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
