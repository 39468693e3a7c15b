"""What a rule is and what it finds: values only, the same for every report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is: `ERROR` ends with exit code 1, `WARNING` if asked to, `NOTE` never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Return 0 for the worst level and more for a better one."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class LintRule:
    """One thing that can be wrong: its id, how bad it is unless configured otherwise, and a line that says it.

    `docs/rules/<id>.md` says why, with an example and how to mend it.
    """

    id: str
    level: Level
    summary: str


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    r"""What replaces the text from `start` to `end` (offsets in the text with line ends as `\\n`)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One place where a rule does not hold.

    `path` is as it is shown, with slashes; `line`, `column` and `end_column` count from 1, in characters.
    `sentence` is the line of the document that it stands on, of a very long line the part from `sentence_column` on;
    `suggestion` what would be right there (empty where nothing can be proposed), `edits` what `--fix` would do.
    `fingerprint` stays the same while other lines come and go.
    """

    path: str
    line: int
    column: int
    end_column: int
    rule: str
    level: Level
    message: str
    sentence: str = ""
    sentence_column: int = 1
    suggestion: str = ""
    edits: tuple[Edit, ...] = ()
    fingerprint: str = ""

    @property
    def place(self) -> str:
        """Return `file:line:column`."""
        return f"{self.path}:{self.line}:{self.column}"
