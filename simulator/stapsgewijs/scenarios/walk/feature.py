"""A feature file: written from the lines of a procedure, and known again as long as nobody has changed it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.scenarios.walk.lines import WORDS, Line, LineKind, Words, line_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide import Procedure
    from stapsgewijs.scenarios.walk.walker import WalkedStep

_MARK: Final = re.compile(r"^# stapsgewijs init ([0-9a-f]{12}): .*$", re.MULTILINE)
_THEN: Final = frozenset({LineKind.SEES, LineKind.PICTURE, LineKind.CLOSED})
_GIVEN: Final = frozenset({LineKind.PERSON, LineKind.SIGNED_IN})
_DIGITS: Final = 12
_SCENARIO: Final = re.compile("|".join(rf"{words.scenario}:" for words in WORDS.values()))


def feature_of(
    language: str, guide: str, procedure: Procedure, first: Sequence[Line], steps: Sequence[WalkedStep]
) -> str:
    """Return the text of a feature with one scenario, in a language of `WORDS`; `first` are the lines before step 1."""
    words = WORDS[language]
    body = [
        f"@{words.guide_tag}:{procedure.id}",
        f"{words.feature}: {guide}",
        "",
        f"  {words.scenario}: {procedure.title}",  # of all in a run each has a name of its own
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


def follows(text: str, procedure: str) -> bool:
    """Return whether a feature has the tag of a procedure, in any language of `WORDS`."""
    tags = {f"@{words.guide_tag}:{procedure}" for words in WORDS.values()}
    return any(line.lstrip().startswith("@") and tags & set(line.split()) for line in text.splitlines())


def blocks_in(text: str) -> dict[int, tuple[str, ...]]:
    """Return the lines of the first scenario of a feature, as they are written, by the step that each group closes.

    Lines before the first step are in the group of that step; comments belong to the line below them.
    """
    found: dict[int, tuple[str, ...]] = {}
    block: list[str] = []
    is_inside = False
    for written in text.splitlines():
        if _SCENARIO.match(written.strip()):
            if is_inside:
                break
            is_inside = True
        elif is_inside and written.strip():
            block.append(written)
            said = line_in(written)
            if said is not None and said.kind is LineKind.CLOSED:
                found.setdefault(int(said.first), tuple(block))
                block = []
    return found


def is_undecided(block: Sequence[str]) -> bool:
    """Return whether a group of lines has one that says that something is still to be decided."""
    said = (line_in(each) for each in block)
    return any(each is not None and each.kind is LineKind.UNDECIDED for each in said)


def merged(before: str, new: str) -> str:
    """Return a feature that somebody changed, with the groups that are still to be decided as `new` has them."""
    text = before
    decided = blocks_in(new)
    for number, block in blocks_in(before).items():
        if is_undecided(block) and number in decided:
            text = _replaced(text, block, decided[number])
    return text


def _replaced(text: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Replace lines that stand one after the other, whatever empty lines are between them."""
    pattern = r"\n(?:[ \t]*\n)*".join(re.escape(each) for each in old)
    return re.sub(pattern, lambda _: "\n".join(new), text, count=1)
