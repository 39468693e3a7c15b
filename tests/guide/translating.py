"""Translated guides made up for binding: the how-to in many languages, and what translation does to its labels.

`translations.tsv` has labels and sentences of our own, one language a line. A `Mangling` is one kind of damage that
is seen in translated guides; each is drawn from a seeded generator, so that a document can be made again.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from simulator.guide.inline import slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from simulator.guide import Binding

TABLE: Final = Path(__file__).with_name("translations.tsv")
PROCEDURES: Final = (
    "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method",
    "set-up-your-mobile-device-to-receive-a-phone-call",
)
CONTROLS: Final = {
    "page": "Additional security verification",
    "option": "Authentication phone",
    "step1": "Step 1: How should we contact you",
    "sms": "Send me a code by text message",
    "call": "Call me",
    "method": "Method",
    "next": "Next",
    "step2": "Step 2: We've sent a text message to your phone",
    "verify": "Verify",
    "step3": "Step 3: Keep using your existing applications",
    "done": "Done",
}
_KEYS: Final = {"p": "page", "o": "option", "1": "step1", "m": "method", "n": "next", "2": "step2", "v": "verify"}
_PLACEHOLDER: Final = re.compile(r"\{(.)\}")
_FOLDER: Final = "media/multi-factor-authentication-verification-methods/multi-factor-authentication-"
_PICTURES: Final = (
    {2: "text-message", 3: "text-message-test", 4: "app-passwords"},
    {2: "phone-call", 3: "phone-call-test", 4: "app-passwords"},
)
_QUOTES: Final = ("“”", "„“", "«»", "「」", "[]", "【】", "『』", "‘’", '""', "””", "《》")


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a label stands in a made-up guide (line, first and last column, marks included), and its control."""

    procedure: str
    step: int
    msgid: str
    line: int
    first: int
    last: int


@dataclass(slots=True)
class Made:
    """A guide that was made up, and what its labels stand for."""

    text: str
    truth: list[Truth]

    def wrong(self, bindings: Sequence[Binding]) -> list[Truth]:
        """Return the labels that are not bound, or not only, to what they stand for."""
        return [each for each in self.truth if not _is_right(each, bindings)]


@dataclass(slots=True)
class Draft:
    """A label about to be written: `text` goes between the `marks`; `around` is what stands outside of them."""

    role: str
    procedure: int
    text: str
    marks: tuple[str, str] = ("**", "**")
    around: tuple[str, str] = ("", "")
    whole: str = ""


@dataclass(slots=True)
class Plan:
    """One document about to be written, in the words of `words` (a line of the table)."""

    words: dict[str, str]
    random: Random
    flipped: tuple[bool, bool] = (False, False)
    nested: bool = False
    extra: bool = False
    joined: int | None = None
    anchored: bool = True
    pictured: bool = True
    before: int = 0
    indent: str = "    "
    change: list[Callable[[Plan, Draft], None]] = field(default_factory=list)
    style: tuple[str, str] | None = None


def languages() -> list[dict[str, str]]:
    """Return the lines of the table."""
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def make(words: dict[str, str], manglings: Sequence[Callable[[Plan], None]], seed: int) -> Made:
    """Make the guide of one language with these kinds of damage."""
    plan = Plan(words, Random(f"{words['language']} {seed}"))  # noqa: S311  # chance that can be had again
    for each in manglings:
        each(plan)
    lines = ["---", f"lang: {words['language']}", "---", f"# {words['page']}", ""]
    truth: list[Truth] = []
    for number, procedure in enumerate(PROCEDURES):
        anchor = f'<a name="{procedure}"></a>' if plan.anchored else ""
        lines += [f"## {anchor}{words['option']} {number + 1}", ""]
        lines += ["1. " + words["text5"].replace("{d}", words["option"].lower()), ""] * plan.before
        for step in range(1, 6):
            _write_step(plan, number, step, lines, truth)
    return Made("\n".join(lines) + "\n", truth)


def _write_step(plan: Plan, number: int, step: int, lines: list[str], truth: list[Truth]) -> None:
    name = f"text{step}_flipped" if step == 2 and plan.flipped[number] else f"text{step}"
    sentence = plan.words[name]
    if number == 1 and step == 3:  # the phone rings
        sentence = plan.words["page"] + " (#)."
    prefix = "4. 3. " if plan.nested and step == 4 else f"{step}. "
    if plan.extra and step in {1, 2}:
        sentence = f"{sentence} **{plan.words['option'][:4]}{plan.words['verify'][::-1]}**"
    written, last = prefix, 0
    for found in _PLACEHOLDER.finditer(sentence):
        role = _KEYS.get(found[1]) or {"s": ("sms", "call")[number], "3": "step3", "d": "done"}[found[1]]
        written += sentence[last : found.start()]
        draft = Draft(role, number, plan.words[role], plan.style or ("**", "**"))
        for change in plan.change:
            change(plan, draft)
        first = len(written) + len(draft.around[0]) + 1
        marked = draft.whole or f"{draft.marks[0]}{draft.text}{draft.marks[1]}"
        written += f"{draft.around[0]}{marked}{draft.around[1]}"
        procedure = PROCEDURES[number] if plan.anchored else slug_of(f"{plan.words['option']} {number + 1}")
        truth.append(
            Truth(procedure, step + plan.before, CONTROLS[role], len(lines) + 1, first, first + len(marked) - 1)
        )
        last = found.end()
    written += sentence[last:]
    if step == 2 and plan.joined == number and plan.style is None:
        written = _joined(written, truth)
    lines += [written, ""]
    if step in _PICTURES[number] and plan.pictured:
        lines += [f"{plan.indent}![{plan.words['page']}]({_FOLDER}{_PICTURES[number][step]}.png)", ""]


def _joined(written: str, truth: list[Truth]) -> str:
    """Put the first two labels of a sentence in one bold."""
    one, other, _ = truth[-3:]
    first, second = written[one.first - 1 : one.last], written[other.first - 1 : other.last]
    if not (first.startswith("**") and first.endswith("**") and second.startswith("**")):
        return written
    between = written[one.last : other.first - 1]
    truth[-3] = Truth(one.procedure, one.step, one.msgid, one.line, one.first, one.last - 2)
    start = other.first - 4
    truth[-2] = Truth(other.procedure, other.step, other.msgid, other.line, start, start + len(second) - 1)
    last = truth[-1]
    truth[-1] = Truth(last.procedure, last.step, last.msgid, last.line, last.first - 4, last.last - 4)
    return f"{written[: one.first - 1]}{first[:-2]}{between}{second[2:]}{written[other.last :]}"


def _is_right(each: Truth, bindings: Sequence[Binding]) -> bool:
    here = [
        binding
        for binding in bindings
        if (binding.procedure, binding.step) == (each.procedure, each.step)
        and binding.control is not None
        and binding.control.msgid == each.msgid
    ]
    return bool(here) and all(
        (binding.label.line, True) == (each.line, each.first <= binding.label.column <= each.last) for binding in here
    )
