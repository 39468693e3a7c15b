"""Steps: their numbers, their actions, and procedures that have none."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit, Rule, Severity
from stapsgewijs.guide.markdown.inline import slug_of
from stapsgewijs.guide.model import Construct
from stapsgewijs.guide.unread import UNMARKED
from stapsgewijs.labels import Message
from stapsgewijs.lint.step_layout import StepLayout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document, Item

NUMBERING: Final = Rule("step-numbering", Severity.WARNING, "Steps that are not numbered one after the other.")
ACTION: Final = Rule("step-without-action", Severity.ERROR, "A step that says nothing to do.")
PROCEDURE: Final = Rule("procedure-without-steps", Severity.ERROR, "A procedure without numbered steps.")
RULES: Final = (NUMBERING, ACTION, PROCEDURE, UNMARKED)

_TWO_NUMBERS: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(\d{1,3})[.)]\s")
_GLUED: Final = re.compile(r"(\d{1,2})[.)](?=(?:\*\*)?[^\W\d_]{2}|\*\*)")
_NO_STEP: Final = re.compile(r"\d{1,2}\.(?:[a-z]+\b|[^\W\d_a-z]{2,4}\b)")
"""A name on the web, or an abbreviation: `4.com`, `1.FC`."""

_NUMBER: Final = re.compile(r"[ \t]*\d{1,3}[.)]")
_MOST_WRITTEN: Final = 12
_SHOWN: Final = 80


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    if document.items:
        layout = StepLayout(document)
        yield from _misplaced(document, layout)
        yield from _numbering(document, layout)
        yield from _nested(document)
    yield from _actions(document)
    yield from _unmarked(document)
    yield from _procedures(document, context)


def _misplaced(document: Document, layout: StepLayout) -> Iterator[Finding]:
    """Give what stands at the wrong depth for its number."""
    inside = [each for strays in layout.inside.values() for each in strays]
    for each in (*inside, *layout.shallow.values(), *layout.cuts):
        spaces = Message.of("{count} spaces" if each.spaces > 1 else "1 space", count=each.spaces)
        rule = UNMARKED if each.is_text else NUMBERING
        if each.is_inside:
            told = "This number stands inside step {step}, because of the {spaces} before it: take them away."
        elif each.number:
            told = "The spaces before this number are too few for a list in the step above: put {spaces} more."
        else:
            told = "This is not indented, so the list ends here and the count begins anew: put {spaces} before it."
        message = Message.of(told, step=each.step, spaces=spaces)
        line, begin = document.line(each.line), document.offset(each.line, 1)
        written = _NUMBER.match(line) if each.number else None
        end = written.end() if written else len(line)
        lead = line[: len(line) - len(line.lstrip())].expandtabs(4)
        indent = len(lead) + (-each.spaces if each.is_inside else each.spaces)
        better = f"{' ' * indent}{_short(line[:end].strip())}"
        yield document.finding(rule, (begin, begin + end), message, suggestion=better, edits=each.edits)


def _numbering(document: Document, layout: StepLayout) -> Iterator[Finding]:
    previous: list[int] = []
    for every in layout.lists:
        items = [each for each in every if not layout.is_shallow(each)]
        if not items:
            continue
        numbers = [int(each.number) for each in items]
        before = previous if items[0].depth == 1 else []
        if items[0].depth == 1:
            previous = numbers
        if len(items) == 1 and items[0].depth > 1:
            continue  # `4. 3. …` is told as what it is
        if any(each.line == items[0].line for strays in layout.inside.values() for each in strays):
            continue
        if len(set(numbers)) == 1 and numbers[0] in {0, 1}:
            continue
        first = numbers[0] if numbers[0] in {0, 1} else before[-1] + 1 if before else 1
        yield from _out_of_order(document, items, first, [len(layout.inside.get(each.line, ())) for each in items])


def _out_of_order(document: Document, items: Sequence[Item], first: int, strays: Sequence[int]) -> Iterator[Finding]:
    """Give one finding at the first number that is wrong; `strays` are the steps that stand in each of the items.

    Its edits mend the numbers that no reader sees: a page counts on from the first number, whatever is written.
    """
    rights = [first + place + sum(strays[:place]) for place in range(len(items))]
    wrong = [(each, right) for each, right in zip(items, rights, strict=True) if int(each.number) != right]
    if not wrong:
        return
    edits = []
    certain = int(items[0].number) == first and not any(strays) and not items[0].within
    for each, right in wrong if certain else ():
        begin = _number_at(document, each)
        if begin >= 0:
            edits.append(Edit(begin, begin + len(each.number), str(right)))
    item, right = wrong[0]
    begin = max(_number_at(document, item), document.offset(item.line, 1))
    written = ", ".join(each.number for each in items[:_MOST_WRITTEN]) + (", …" if len(items) > _MOST_WRITTEN else "")
    told = "This step is numbered {number}; after the ones before it, it is {right} (written: {written})."
    message = Message.of(told, number=item.number, right=right, written=written)
    yield document.finding(
        NUMBERING, (begin, begin + len(item.number) + 1), message, suggestion=f"{right}.", edits=edits
    )


def _number_at(document: Document, item: Item) -> int:
    found = re.compile(rf"[\s>*+-]*?({item.number})[.)]").match(document.line(item.line))
    return document.offset(item.line, found.start(1) + 1) if found else -1


def _nested(document: Document) -> Iterator[Finding]:
    for item in document.items:
        found = _TWO_NUMBERS.match(document.line(item.line)) if item.depth == 1 else None
        if found and found.group(1) == item.number:
            begin = document.offset(item.line, found.start(1) + 1)
            said = "Two numbers ({one} and {other}): Markdown makes a list in a list of it."
            told = Message.of(said, one=found.group(1), other=found.group(2))
            more = Message("Is the second a part of the text? Then put it behind a word.")
            message = Message.of("{told} {more}", told=told, more=more)
            yield document.finding(NUMBERING, (begin, document.offset(item.line, found.end(2) + 2)), message)


def _actions(document: Document) -> Iterator[Finding]:
    if document.guide is None:
        return
    unread = {each.line for each in document.unread}
    for procedure in document.guide.procedures:
        for step in procedure.steps:
            if step.line not in unread and not any(each.isalpha() for each in step.action.text):
                told = "Step {number} of “{title}” says nothing to do."
                if step.screenshots:
                    told = "Step {number} of “{title}” shows a picture and says nothing to do."
                message = Message.of(told, number=step.number, title=procedure.title)
                yield document.at_line(ACTION, step.line, message)


def _unmarked(document: Document) -> Iterator[Finding]:
    """Give lines that begin with the number that is next, and that Markdown does not read as one."""
    written = {each.line: int(each.number) for each in document.items}
    last = 0
    for block in document.blocks:
        first, _ = document.place(block.start)
        last = 0 if block.level else written.get(first, last)
        if block.level or block.cell:
            continue
        for at in _line_starts(document, block):
            found = _GLUED.match(document.text, at, block.end)
            if not found or _NO_STEP.match(document.text, at, block.end) or int(found.group(1)) not in {1, last + 1}:
                continue
            last = int(found.group(1))
            line, _ = document.place(at)
            told = "Markdown does not read this as step {number}: a space is missing behind the number."
            message = Message.of(told, number=last)
            better = f"{found.group()} {document.text[found.end() : document.line_end(line)]}"
            yield document.finding(UNMARKED, (at, found.end()), message, suggestion=_short(better))


def _line_starts(document: Document, block: Block) -> Iterator[int]:
    """Give where the words of each line of a block begin."""
    text, at = document.text, block.start
    while 0 <= at < block.end:
        yield at
        line_end = text.find("\n", at, block.end)
        at = line_end + 1 if line_end >= 0 else -1
        while 0 <= at < block.end and text[at] in " \t>":
            at += 1


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _procedures(document: Document, context: Context) -> Iterator[Finding]:
    """Give the headings that are a procedure in the guide that is simulated, or its source, and have no steps here."""
    wanted = {each.id: each for each in context.pivot_guide(document.path, document.text).procedures}
    known = {each.line for each in document.guide.procedures} if document.guide else set()
    headings = [document.place(each.start)[0] for each in document.blocks if each.level]
    # Steps that another file has may be there.
    known |= {
        headings[bisect_right(headings, each.line) - 1]
        for each in document.unread
        if each.construct is Construct.INCLUDE and headings
    }
    for block in document.blocks:
        line, _ = document.place(block.start)
        procedure = wanted.get(_id_of(document, block)) if block.level else None
        if procedure and line not in known:
            told = "“{words}” has no numbered steps; in English there are {count}."
            message = Message.of(told, words=block.words, count=len(procedure.steps))
            yield document.at_line(PROCEDURE, line, message, suggestion="1. …")
    if document.guide is None and any(each.step for each in document.blocks):
        message = Message("There are numbered lines, and none is a step under a heading.")
        yield document.at_line(PROCEDURE, 1, message)


def _id_of(document: Document, block: Block) -> str:
    found = re.search(r"""<a\s[^>]*?(?:name|id)=["']([^"']+)""", document.text[block.start : block.end])
    return found.group(1) if found else slug_of(block.words)
