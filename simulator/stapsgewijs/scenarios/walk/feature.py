"""A feature file: written from the lines of a procedure, and known again as long as nobody has changed it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.scenarios.walk.lines import WORDS, Line, LineKind, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide import Procedure
    from stapsgewijs.scenarios.walk.walker import WalkedStep

_MARK: Final = re.compile(r"^# stapsgewijs init ([0-9a-f]{12}): .*$", re.MULTILINE)
_THEN: Final = frozenset({LineKind.SEES, LineKind.CLOSED})
_GIVEN: Final = frozenset({LineKind.PERSON, LineKind.SIGNED_IN})
_DIGITS: Final = 12


def feature_of(
    language: str, guide: str, procedure: Procedure, first: Sequence[Line], steps: Sequence[WalkedStep]
) -> str:
    """Return the text of a feature with one scenario, in a language of `WORDS`; `first` are the lines before step 1."""
    words = WORDS[language]
    body = [
        f"@{words.guide_tag}:{procedure.id}",
        f"{words.feature}: {procedure.title}",
        "",
        f"  {words.scenario}: {guide}",
        *(f"    {line}" for line in _scenario(words, first, steps)),
    ]
    text = "\n".join(body) + "\n"
    language_line = "" if language == "en" else f"# language: {language}\n"
    remark = "change what you like; init keeps a file that was changed"
    return f"{language_line}# stapsgewijs init {_digest(text)}: {remark}\n{text}"


def is_untouched(text: str) -> bool:
    """Return whether a feature is as `feature_of` wrote it."""
    mark = _MARK.search(text)
    return mark is not None and _digest(text[mark.end() + 1 :]) == mark[1]


def _scenario(words: Words, first: Sequence[Line], steps: Sequence[WalkedStep]) -> Iterator[str]:
    keyword = ""
    for line in first:
        keyword, said = _said(words, line, keyword)
        yield said
    for step in steps:
        lines = list(step.lines)
        if step.question is not None:
            lines.append(Line(LineKind.UNDECIDED, str(step.number)))
        for line in (*lines, Line(LineKind.CLOSED, str(step.number))):
            if line.kind is LineKind.UNDECIDED and step.question is not None:
                yield f"# ? {step.question.what}"
            keyword, said = _said(words, line, keyword)
            yield said


def _said(words: Words, line: Line, before: str) -> tuple[str, str]:
    """Return the keyword of a line, and the line; a keyword that was just said is "and"."""
    keyword = words.given if line.kind in _GIVEN else words.then if line.kind in _THEN else words.when
    said = words.lines[line.kind].format(line.first, line.second)
    return keyword, f"{words.and_ if keyword == before else keyword} {said}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
