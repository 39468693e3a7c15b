"""The last line that binds a code to a host, by which browsers fill it in there only: `@example.com #123456`.

The format: WICG, origin-bound one-time codes delivered via SMS. An `@host` after the code names a frame's host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Severity
from stapsgewijs.phone_network.message_check.model import Diagnostic, DiagnosticText, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST: Final = rf"{_LABEL}(?:\.{_LABEL})*"
_LINE: Final = re.compile(rf"@(?P<host>{_HOST}) #(?P<code>[^\s#@]+)(?: @{_HOST})?", re.IGNORECASE)
_LOOKS_LIKE_ONE: Final = re.compile(r"@\S+\s*#\S+|@\S+\.\S+\s*$|#\S+\s+@\S+")
_DIGITS: Final = re.compile(r"(?<!\d)\d{4,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class WebOtpLine:
    """What the last line of a message binds: a code to a host; `flaw` says why it does not.

    `place` is where the line begins and `code_place` where the code in it does, in characters from 0; -1: there is
    none. `other` is the code in the text above it, when that is another one.
    """

    host: str = ""
    code: str = ""
    place: int = -1
    code_place: int = -1
    flaw: DiagnosticText | None = None
    other: str = ""
    line: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether there is no such line, not even a wrong one."""
        return self.place < 0

    def covers(self, place: int) -> bool:
        """Return whether the character at `place` is in the line."""
        return 0 <= self.place <= place

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Say whether it works."""
        if self.flaw:
            yield Diagnostic(
                Rule.WEBOTP_MALFORMED, Severity.WARNING, self.flaw, self.place, {"host": self.host, "line": self.line}
            )
        elif self.other:
            values = {"code": self.code, "other": self.other}
            yield Diagnostic(
                Rule.WEBOTP_OTHER_CODE, Severity.WARNING, DiagnosticText.WEBOTP_OTHER_CODE, self.code_place, values
            )
        elif self.host:
            values = {"code": self.code, "host": self.host}
            yield Diagnostic(Rule.WEBOTP, Severity.NOTE, DiagnosticText.WEBOTP, self.place, values)


def bound_code(body: str) -> WebOtpLine:
    """Read the last line of a message."""
    lines = body.split("\n")
    place = len(body) - len(lines[-1])
    if found := _LINE.fullmatch(lines[-1]):
        above = _DIGITS.findall(body[:place])
        other = above[0] if above and found["code"] not in above else ""
        return WebOtpLine(found["host"], found["code"], place, place + found.start("code"), other=other)
    start = 0
    for number, line in enumerate(lines):
        if _LOOKS_LIKE_ONE.match(line):
            is_last = number == len(lines) - 1
            flaw = _flaw(line) if is_last or not _LINE.fullmatch(line) else DiagnosticText.LINE_NOT_LAST
            return WebOtpLine(_host_in(line), place=start, flaw=flaw, line=line.strip())
        start += len(line) + 1
    return WebOtpLine()


def _host_in(line: str) -> str:
    return line.partition("@")[2].partition("#")[0].strip()


def _flaw(line: str) -> DiagnosticText:
    """Say what is wrong with a line that was to bind a code."""
    host = _host_in(line)
    if line.startswith("#"):
        return DiagnosticText.LINE_HOST_FIRST
    if "#" not in line:
        return DiagnosticText.LINE_WITHOUT_CODE
    if "://" in host or "/" in host or ":" in host:
        return DiagnosticText.LINE_NO_HOST
    return DiagnosticText.LINE_OTHER if " #" in line else DiagnosticText.LINE_WITHOUT_SPACE
