"""A terminal, or what takes its place: colours where they are wanted, columns, and a line that says how far it is.

The text is the same for a person and for a pipe; colours are put on it afterwards, so that there is one writer of it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TextIO

_CODES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_LEVELS: Final = {"error": ("bold", "red"), "warning": ("yellow",), "note": ("cyan",)}
_FINDING: Final = re.compile(
    r"(?m)^(?P<place>\S.*?:\d+:\d+:) (?P<level>error|warning|note) (?P<rule>[a-z][a-z-]*:) (?P<message>.*)$"
)
_CARETS: Final = re.compile(r"(?m)^( {4,})(\^+(?: write: .*)?)$")
_CLEAR: Final = "\r\x1b[K"
_ACTS: Final = re.compile(r"\r\x1b\[K|\x1b\[[0-9;]*m|([\x00-\x08\x0b-\x1f\x7f-\x9f])")
"""What a terminal obeys: the two that the program itself writes (a line that it clears, colours), and all others."""


def without_control_characters(text: str) -> str:
    """Return a text in which nothing moves the cursor, names the window or hides a line: such a sign becomes `\ufffd`.

    A document, a label and the log of a product are of strangers.
    """
    return _ACTS.sub(lambda found: "\ufffd" if found[1] else found[0], text)


class PlainTextStream:
    """A stream that writes no control character of a stranger, and is otherwise the stream that it wraps."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; returns its length."""
        self._stream.write(without_control_characters(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for each in lines:
            self.write(each)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a stream has
        return getattr(self._stream, name)


def wants_colour(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether `stream` shows colours: a terminal does, without `NO_COLOR`; `FORCE_COLOR` makes a pipe do so.

    As https://no-color.org and https://force-color.org say, any value counts but the empty one.
    """
    variables = os.environ if environment is None else environment
    if variables.get("NO_COLOR"):
        return False
    if variables.get("FORCE_COLOR"):
        return True
    return stream.isatty() and variables.get("TERM") != "dumb"


def styled(text: str, *styles: str) -> str:
    """Return `text` in these styles: bold, dim, red, green, yellow or cyan."""
    return f"\x1b[{';'.join(_CODES[each] for each in styles)}m{text}\x1b[0m" if text and styles else text


def with_colours(findings: str) -> str:
    """Return the lines of findings (`file:line:column: severity rule: message`, carets below) in colours."""
    return _CARETS.sub(lambda each: each[1] + styled(each[2], "green"), _FINDING.sub(_coloured, findings))


def _coloured(found: re.Match[str]) -> str:
    place, level = styled(found["place"], "bold"), styled(found["level"], *_LEVELS[found["level"]])
    return f"{place} {level} {styled(found['rule'], 'dim')} {found['message']}"


def columns_of(text: str) -> int:
    """Return how many columns of a terminal `text` takes: none for an accent on its own, two for a wide letter."""
    return sum(_columns(each) for each in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return `text` in so many columns: what is too long ends with `…`, what is too short with spaces."""
    taken = columns_of(text)
    if taken <= columns:
        return text + " " * (columns - taken)
    kept, room = "", columns - 1
    for each in text:
        room -= _columns(each)
        if room < 0:
            break
        kept += each
    return kept + "…" + " " * (columns - 1 - columns_of(kept))


@dataclass
class Terminal:
    """Writes lines to a stream as they come; the last one can be a status that the next line takes the place of."""

    stream: TextIO
    colours: bool
    columns: int = 0
    """Width of the terminal; 0 where the stream is none, and no line is cut."""
    _status: str = ""

    @classmethod
    def of(cls, stream: TextIO) -> Terminal:
        """Return the terminal that `stream` is, or the pipe."""
        columns = 0
        if stream.isatty():
            import shutil  # noqa: PLC0415  # which loads all that packs and unpacks

            columns = shutil.get_terminal_size().columns
        return cls(stream, wants_colour(stream), columns)

    def style(self, text: str, *styles: str) -> str:
        """Return `text` in these styles, if there are colours here."""
        return styled(text, *styles) if self.colours else text

    def say(self, text: str = "") -> None:
        """Write a line, or several."""
        self._write(f"{_CLEAR if self._status else ''}{text}\n{self._status}")

    def show_status(self, text: str) -> None:
        """Write a line that stays the last one; nothing where nobody would see it change."""
        if self.columns:
            self._status = self.style(cut(text, self.columns - 1).rstrip(), "dim")
            self._write(_CLEAR + self._status)

    def end_status(self) -> None:
        """Take the last line away."""
        if self._status:
            self._status = ""
            self._write(_CLEAR)

    @property
    def has_signs(self) -> bool:
        """Whether the stream can be written ✓ and ✗."""
        return "utf" in (getattr(self.stream, "encoding", "") or "").lower()

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
