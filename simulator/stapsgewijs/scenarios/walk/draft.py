"""The lines for a guide from its words alone, where no product is there to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.scenarios.walk.instructions import (
    Act,
    Instruction,
    Source,
    instructions_of,
    is_code,
    is_phone_number,
    source_in,
    words_of,
)
from stapsgewijs.scenarios.walk.lines import Line, LineKind
from stapsgewijs.scenarios.walk.walker import Question, WalkedStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stapsgewijs.guide import Label, Step

_LINES: Final = {
    Act.PRESS: LineKind.CLICKS,
    Act.FOLLOW: LineKind.FOLLOWS,
    Act.CHOOSE: LineKind.CHOOSES,
    Act.TICK: LineKind.TICKS,
    Act.SEE: LineKind.SEES,
    Act.ANSWER: LineKind.ANSWERS,
    Act.HANG_UP: LineKind.HANGS_UP,
}
_CODES: Final = {
    Source.MESSAGE: LineKind.TYPES_MESSAGE_CODE,
    Source.CALL: LineKind.TYPES_HEARD_CODE,
    Source.APP: LineKind.TYPES_APP_CODE,
}
_LEAVES: Final = frozenset({LineKind.CLICKS, LineKind.FOLLOWS})


def draft(
    steps: Sequence[Step], labels_of: Callable[[Step], Sequence[Label]], before: str = ""
) -> Iterator[WalkedStep]:
    """Give the lines of each step, and the first thing in it that its words do not tell.

    `before` is what the step before the first one says.
    """
    for step in steps:
        words = words_of(step)
        lines: list[Line] = []
        question = None
        for each in instructions_of(step, labels_of(step)):
            found = _line(each, f"{before}\n{words}")
            if isinstance(found, Line):
                lines.append(found)
            else:
                question = question or Question(step.number, each.line, each.column, found)
        if not lines and question is None:
            what = "the words of this step do not tell what is done; write the lines for it"
            question = Question(step.number, step.line, step.column, what)
        before = words
        yield WalkedStep(step.number, with_pictures(step, lines), question)


def with_pictures(step: Step, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with one for each picture of the step.

    A picture shows what one has filled in, before a code is typed and before the page is left.
    """
    pictures = [Line(LineKind.PICTURE, name) for name in dict.fromkeys(each.name for each in step.screenshots)]
    codes = [place for place, each in enumerate(lines) if each.kind in _CODES.values()]
    presses = [place for place, each in enumerate(lines) if each.kind in _LEAVES]
    place = codes[0] if codes else presses[-1] if presses else len(lines)
    return (*lines[:place], *pictures, *lines[place:])


def _line(told: Instruction, words: str) -> Line | str:
    """Return the line for an instruction, or what one would have to know."""
    if told.act in _LINES:
        return Line(_LINES[told.act], told.name)
    if told.act is Act.KEYS:
        return Line(LineKind.PRESSES_KEYS, told.keys) if told.keys else "which keys are pressed on the phone?"
    if told.act is Act.ANY:
        return f"what is “{told.name}”: a button, a link, an option, a field, or only something that one sees?"
    return _typed(told, words)


def _typed(told: Instruction, words: str) -> Line | str:
    if not told.name:
        return "which field is typed in? Name it in bold in the guide, or write the line"
    source = told.source or source_in(words)
    if source and (is_code(told.name) or (is_code(words) and not is_phone_number(told.name))):
        return Line(_CODES[source], told.name)
    return Line(LineKind.FILLS, told.name)
