"""The file of a guide: read as UTF-8, or refused with the position and what to do."""

from __future__ import annotations

import codecs
import stat
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import leads_out
from stapsgewijs.guide.front_matter import FrontMatterError, check_front_matter

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 2 * 1024 * 1024
"""The largest guide that is read; the longest real one has under 100 KB. What is read takes 500 times its memory."""

MOST_IN_A_LINE: Final = 250_000
"""The longest line that is read, in characters."""

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    r"""Return the text of a guide, with line ends as `\\n` and without byte order mark.

    Raises `DocumentError` when it cannot be read, is too large, or is not text in UTF-8, and for
    front matter that is too large or nested too deeply.
    """
    try:
        if path.is_dir():
            raise DocumentError(path, "this is a folder; name a Markdown file in it")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device may have no end, and a reader of it would wait
            raise DocumentError(path, "cannot be read: no file but a pipe or a device")
        if leads_out(path):
            raise DocumentError(path, "is a link out of its project, and is not read; name the file that it leads to")
        size = status.st_size
        if size > MOST_BYTES:
            what = f"too large for a guide ({size / 1_000_000:.0f} MB, at most {MOST_BYTES // 1_048_576}); split it"
            raise DocumentError(path, what)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(path, "no such file; check the path") from None
    except OSError as error:
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from None
    text = _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_IN_A_LINE:
        _refuse_long_lines(path, text)
    try:
        check_front_matter(text)
    except FrontMatterError as error:
        raise DocumentError(path, error.what, line=error.line, column=error.column) from None
    return text


def _refuse_long_lines(path: Path, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MOST_IN_A_LINE:
            what = f"a line of {len(line)} characters, at most {MOST_IN_A_LINE} are read; is this a guide?"
            raise DocumentError(path, what, line=number, column=1)


def _decoded(path: Path, raw: bytes) -> str:
    if not raw.strip():
        raise DocumentError(path, "the file is empty; a guide has a heading and numbered steps")
    if raw.startswith(_UTF_16):
        raise DocumentError(path, "the file is UTF-16; save it as UTF-8")
    if b"\0" in raw:
        line, column = _place_of(raw, raw.index(b"\0"))
        raise DocumentError(path, "not a text file; name a Markdown file", line=line, column=column)
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line, column = _place_of(raw, error.start)
        what = f"not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8"
        raise DocumentError(path, what, line=line, column=column) from None


def _place_of(raw: bytes, offset: int) -> tuple[int, int]:
    before = raw[:offset].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
