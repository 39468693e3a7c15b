"""A terminal, or what takes its place: colours where they are wanted, columns, and a line that says how far it is.

The text is the same for a person and for a pipe; colours are put on it afterwards, so that there is one writer of it.
"""

from __future__ import annotations

import os
import re
import sys
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
_ACTS: Final = re.compile(
    r"\A\r\x1b\[K|\x1b\[(?:0|[12]|3[1236]|1;31)m|([\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069])"
)
"""What a terminal obeys: what the program itself writes (a line that it clears, its colours), and all others.

A line is cleared only at the beginning of what is written: else a stranger could hide it. The last signs turn the
direction of a text, so that it reads otherwise than it is.
"""
_COMMAND: Final = re.compile(r"#(?=#(?:\[|vso\[|teamcity\[))", re.IGNORECASE)
"""Where a command for a CI system begins, anywhere in a line: of GitHub (`##[`), Azure (idem, `##vso[`), TeamCity."""
_LINE_COMMAND: Final = re.compile(r"(?m)^([^\S\n]*):(?=:(?:\w[\w-]*(?: [^\n]*)?::|[^\n]*\Z))")
"""Where a command for GitHub begins, as the first thing of a line; of a line that is not complete, where one may begin.
No directive of MyST (`:::{note}`) is one.
"""
_SIGN: Final = "\ufffd"
_LONGEST_BEGINNING: Final = 1000
"""Characters of an unfinished line that are looked at again with what follows."""


def without_commands(text: str, *, own: bool = False) -> str:
    """Return a text that neither a terminal nor the log of a CI system obeys: the sign that matters becomes `\ufffd`.

    A document, a label and the log of a product are of strangers. Nothing in them moves the cursor, names the window,
    hides a line or turns its direction, and nothing is a command (`::error::`, `##vso[…]`, `##teamcity[…]`; those of
    GitLab are control characters). Where lines are our `own` commands for GitHub, they stay. The length stays too.
    """
    text = _ACTS.sub(lambda found: _SIGN if found[1] else found[0], text)
    if "##" in text:
        text = _COMMAND.sub(_SIGN, text)
    return text if own or "::" not in text else _LINE_COMMAND.sub(rf"\1{_SIGN}", text)


class PlainTextStream:
    """A stream that writes nothing of a stranger that acts (`without_commands`), and is otherwise the one it wraps."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""

    def write(self, text: str, *, own: bool = False) -> int:
        """Write a text; returns its length. With `own`, its lines are commands for GitHub that the program made."""
        written = without_commands(text, own=own)
        if self._line and not own:  # what the line begins with, and what comes now, may be one command
            whole = without_commands(self._line + text)
            is_one, written = not whole.startswith(self._line), whole[len(self._line) :]
            written = _SIGN * is_one + written
        self._stream.write(written)
        self._line = (self._line + written).rpartition("\n")[2][-_LONGEST_BEGINNING:]
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for each in lines:
            self.write(each)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a stream has
        return getattr(self._stream, name)


def write_commands(lines: str, stream: TextIO | None = None) -> None:
    """Write commands for GitHub that the program made, to standard output unless another stream is named."""
    stream = stream or sys.stdout
    if isinstance(stream, PlainTextStream):
        stream.write(lines, own=True)
    else:
        stream.write(lines)


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

    def say_command(self, line: str) -> None:
        """Write a line that is a command for GitHub, which the program made."""
        self.end_status()
        write_commands(f"{line}\n", self.stream)

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
