"""What can be wrong with a document, a run or a message: severities, rules, and findings. Values only.

Whatever finds something makes a `Finding`, and every report is a function of a `FindingList` (or of a whole run).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stapsgewijs.labels import Catalogue, Message


class Severity(StrEnum):
    """How grave: an error does not work, a warning costs or confuses people, a note is worth knowing.

    Of lint and of runs, `ERROR` ends with exit code 1, `WARNING` only when that is asked for, `NOTE` never.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst and more for a better one."""
        return list(Severity).index(self)


class Rule(NamedTuple):
    """One thing that can be wrong: its id, its severity unless configured otherwise, and a line that says it.

    Where a finding says the summary itself, it is a msgid with places for values (`guide.RULES`). `docs/rules/<id>.md`
    says of the rules of lint why each is there, with an example and how to mend it.
    """

    id: str
    severity: Severity
    summary: str


class Edit(NamedTuple):
    r"""What replaces the text from `start` to `end` (offsets in the text with line ends as `\\n`)."""

    start: int
    end: int
    text: str


class Finding(NamedTuple):
    """One place where a rule does not hold.

    `path` is as it is shown, with slashes, and empty where there is one document only; `line`, `column` and
    `end_column` count from 1, in characters. `message` is English, `wording` the same for a catalogue. `sentence` is
    the line of the document, of a very long line the part from `sentence_column` on; `text` is what is wrong there,
    `suggestion` what would be right (empty where nothing can be proposed), `edits` what `--fix` would do.
    `fingerprint` stays the same while other lines come and go. Where the message is in another language, `said_advice`
    is it with what to write instead, in that language.
    """

    path: str
    line: int
    column: int
    end_column: int
    rule: str
    severity: Severity
    message: str
    sentence: str = ""
    sentence_column: int = 1
    suggestion: str = ""
    edits: tuple[Edit, ...] = ()
    fingerprint: str = ""
    text: str = ""
    wording: Message | None = None
    said_advice: str = ""

    @property
    def place(self) -> str:
        """`file:line:column`."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def advice(self) -> str:
        """The message, and what to write instead."""
        if self.said_advice:
            return self.said_advice
        return f"{self.message} Write: {self.suggestion}" if self.suggestion else self.message

    def said_in(self, catalogue: Catalogue) -> str:
        """Return the message in the language of `catalogue`, in English where nobody translated it."""
        return self.wording.said_in(catalogue) if self.wording else self.message


class Extent(NamedTuple):
    """How much was read of one document, whose path is as it is shown.

    `right`, `wrong` and `not_checked` say what became of the labels, where something was to judge them; `against` is
    what they were held against (`guide.Against`), empty for nothing.
    """

    path: str
    procedures: int = 0
    steps: int = 0
    labels: int = 0
    pictures: int = 0
    right: int = 0
    wrong: int = 0
    not_checked: int = 0
    against: str = ""

    def __str__(self) -> str:
        """Say it: `1 procedure, 2 steps, 3 labels, 0 pictures; labels: 2 right, 1 wrong, 0 not checked (…)`."""
        named = (
            (self.procedures, "procedure"),
            (self.steps, "step"),
            (self.labels, "label"),
            (self.pictures, "picture"),
        )
        read = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in named)
        if not self.right + self.wrong + self.not_checked:
            return read
        labels = f"{self.right} right, {self.wrong} wrong, {self.not_checked} not checked"
        return f"{read}; labels: {labels} ({self.against or 'held against nothing'})"


@dataclass(frozen=True)
class FindingList:
    """All findings, by document and line; `documents` were looked at, `suppressed` findings taken away with a reason.

    `accepted` findings are in the baseline; `outdated` of it are no longer found. `title` says whose findings they
    are; `rules` are those that were looked at, None for those of the linter. `read` says how much was read of each
    document.
    """

    documents: int
    findings: tuple[Finding, ...]
    suppressed: int = 0
    accepted: int = 0
    outdated: int = 0
    title: str = "stapsgewijs lint"
    rules: Mapping[str, Rule] | None = None
    read: tuple[Extent, ...] = ()

    @cached_property
    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(each.severity for each in self.findings)

    @property
    def mendable(self) -> int:
        """How many findings `--fix` could take away."""
        return sum(bool(each.edits) for each in self.findings)

    def by_document(self) -> dict[str, list[Finding]]:
        """Return the findings of each document that has any."""
        found: dict[str, list[Finding]] = {}
        for each in self.findings:
            found.setdefault(each.path, []).append(each)
        return found


def fingerprinted(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give the findings with fingerprints: of the rule, the document and the sentence, and which of its like it is."""
    import hashlib  # noqa: PLC0415  # it loads OpenSSL; a document without findings needs none

    counted: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        cause = each.sentence[each.column - each.sentence_column : each.end_column - each.sentence_column]
        key = each.rule, " ".join(each.sentence.split()), cause
        counted[key] += 1
        text = "\0".join((each.path, *key, str(counted[key])))
        yield each._replace(fingerprint=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32])
