"""Steps: their numbers, their actions, and procedures that have none."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit, Rule, Severity
from stapsgewijs.guide.markdown.inline import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document, Item

NUMBERING: Final = Rule("step-numbering", Severity.WARNING, "Steps that are not numbered one after the other.")
ACTION: Final = Rule("step-without-action", Severity.ERROR, "A step that says nothing to do.")
PROCEDURE: Final = Rule("procedure-without-steps", Severity.ERROR, "A procedure without numbered steps.")
UNMARKED: Final = Rule("step-unmarked", Severity.WARNING, "A line that looks like a step and is none for Markdown.")
RULES: Final = (NUMBERING, ACTION, PROCEDURE, UNMARKED)

_TWO_NUMBERS: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(\d{1,3})[.)]\s")
_GLUED: Final = re.compile(r"(\d{1,2})[.)](?=[^\W\d_]|\*\*)")
_DOMAIN: Final = re.compile(r"\d{1,2}\.[a-z]+\b")


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    yield from _numbering(document)
    yield from _nested(document)
    yield from _actions(document)
    yield from _unmarked(document)
    yield from _procedures(document, context)


def _numbering(document: Document) -> Iterator[Finding]:
    previous: list[int] = []
    for _, group in groupby(sorted(document.items, key=lambda each: each.list), key=lambda each: each.list):
        items = list(group)
        numbers = [int(each.number) for each in items]
        if items[0].depth == 1:
            continues = bool(previous) and numbers[0] == previous[-1] + 1
            previous, before = numbers, previous
        else:
            continues, before = False, []
        if len(items) == 1 and items[0].depth > 1:
            continue  # `4. 3. …` is told as what it is
        same = len(set(numbers)) == 1 and numbers[0] in {0, 1}
        if same or (_consecutive(numbers) and (numbers[0] in {0, 1} or continues)):
            continue
        first = numbers[0] if numbers[0] in {0, 1} else (before[-1] + 1 if before and numbers[0] > 1 else 1)
        yield from _out_of_order(document, items, first)


def _consecutive(numbers: Sequence[int]) -> bool:
    return all(number == numbers[0] + place for place, number in enumerate(numbers))


def _out_of_order(document: Document, items: Sequence[Item], first: int) -> Iterator[Finding]:
    """Give one finding at the first number that is wrong; its edits mend the whole list."""
    wrong = [(each, first + place) for place, each in enumerate(items) if int(each.number) != first + place]
    if not wrong:
        return
    edits = []
    for each, right in wrong:
        begin = _number_at(document, each)
        if begin >= 0:
            edits.append(Edit(begin, begin + len(each.number), str(right)))
    item, right = wrong[0]
    begin = max(_number_at(document, item), document.offset(item.line, 1))
    written = ", ".join(each.number for each in items[:12]) + (", …" if len(items) > 12 else "")  # noqa: PLR2004
    message = f"This step is numbered {item.number}; after the ones before it, it is {right} (written: {written})."
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
            message = (
                f"Two numbers ({found.group(1)} and {found.group(2)}): Markdown makes a list in a list of it. "
                "Is the second a part of the text? Then put it behind a word."
            )
            yield document.finding(NUMBERING, (begin, document.offset(item.line, found.end(2) + 2)), message)


def _actions(document: Document) -> Iterator[Finding]:
    if document.guide is None:
        return
    for procedure in document.guide.procedures:
        for step in procedure.steps:
            if not any(each.isalpha() for each in step.action.text):
                what = "shows a picture and says" if step.screenshots else "says"
                message = f"Step {step.number} of “{procedure.title}” {what} nothing to do."
                yield document.at_line(ACTION, step.line, message)


def _unmarked(document: Document) -> Iterator[Finding]:
    """Give lines that begin with a number that Markdown does not read as one."""
    for block in document.blocks:
        if block.level:
            continue
        text, at = document.text, block.start
        while 0 <= at < block.end:
            found = _GLUED.match(text, at, block.end)
            if found and not _DOMAIN.match(text, at, block.end):
                line, _ = document.place(at)
                shown = document.line(line).strip()
                message = f"Markdown does not read this as step {found.group(1)}: a space is missing behind the number."
                better = f"{found.group()} {shown[len(found.group()) :]}"
                where = (at, found.end())
                yield document.finding(UNMARKED, where, message, suggestion=better[:80])
            line_end = text.find("\n", at, block.end)
            at = line_end + 1 if line_end >= 0 else -1
            while 0 <= at < block.end and text[at] in " \t>":
                at += 1


def _procedures(document: Document, context: Context) -> Iterator[Finding]:
    """Give the headings that are a procedure in the guide that is simulated, or its source, and have no steps here."""
    wanted = {each.id: each for each in context.pivot_guide.procedures}
    known = {each.line for each in document.guide.procedures} if document.guide else set()
    for block in document.blocks:
        line, _ = document.place(block.start)
        procedure = wanted.get(_id_of(document, block)) if block.level else None
        if procedure and line not in known:
            message = f"“{block.words}” has no numbered steps; in English there are {len(procedure.steps)}."
            yield document.at_line(PROCEDURE, line, message, suggestion="1. …")
    if document.guide is None and any(each.step for each in document.blocks):
        yield document.at_line(PROCEDURE, 1, "There are numbered lines, and none is a step under a heading.")


def _id_of(document: Document, block: Block) -> str:
    found = re.search(r"""<a\s[^>]*?(?:name|id)=["']([^"']+)""", document.text[block.start : block.end])
    return found.group(1) if found else slug_of(block.words)
