"""Translated guides made up for binding: the how-to in many languages, and what translation does to its labels.

`translations.tsv` has labels and sentences of our own, one language a line. A mangling is one kind of damage that
is seen in translated guides; each is drawn from a seeded generator, so that a document can be made again. While a
document is made each label is wrapped in private signs, which become its place in the end: whatever was done to
the text, what each label stands for is known.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from stapsgewijs.guide.label_text import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stapsgewijs.guide import Binding

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
OPEN, CLOSE = "\ue000", "\ue001"
"""What stands around a label until the document is done; behind the first one a sign that says which label."""

_FIRST: Final = 0xE100
_SIGNS: Final = re.compile(f"{OPEN}(.)|{CLOSE}", re.DOTALL)
_ALIKE: Final = 80.0
"""How much the words that were bound have to look like those that were written, of 100."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a label stands in a made-up guide (line, first and last column, marks included), and its control."""

    role: str
    line: int
    first: int
    last: int
    text: str

    @property
    def msgid(self) -> str:
        """The English label of the control."""
        return CONTROLS[self.role]

    def holds(self, binding: Binding) -> bool:
        """Return whether the words that were bound are these."""
        label = binding.label
        if label.line != self.line or not self.first <= label.column <= self.last:
            return False
        one, other = normal(self.text), normal(label.text)
        return one == other or fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= _ALIKE

    def says(self, binding: Binding) -> bool:
        """Return whether the words that were bound are these, and the control is the one they stand for."""
        return binding.control is not None and binding.control.msgid == self.msgid and self.holds(binding)


@dataclass(slots=True)
class Made:
    """A guide that was made up, and what its labels stand for."""

    text: str
    truth: list[Truth]

    def wrong(self, bindings: Sequence[Binding]) -> list[Truth]:
        """Return the labels that are not bound to what they stand for."""
        return [each for each in self.truth if not any(each.says(binding) for binding in bindings)]

    def untrue(self, bindings: Sequence[Binding]) -> list[Binding]:
        """Return what was bound to something that it does not stand for."""
        named = [each for each in bindings if each.control is not None]
        return [each for each in named if not any(truth.says(each) for truth in self.truth)]


@dataclass(slots=True)
class Draft:
    """A label about to be written: `text` goes between the `marks`; `around` is what stands outside of them."""

    role: str
    procedure: int
    text: str
    marks: tuple[str, str] = ("**", "**")
    around: tuple[str, str] = ("", "")
    whole: str = ""
    is_there: bool = True


@dataclass(slots=True)
class Section:
    """A procedure about to be written: each step is its sentence and what stands under it."""

    heading: str
    steps: list[list[str]]


@dataclass(slots=True)
class Plan:
    """One document about to be written, in the words of `words` (a line of the table)."""

    words: dict[str, str]
    random: Random
    flipped: tuple[bool, bool] = (False, False)
    orders: tuple[str, str] = ("", "")
    extra: bool = False
    joined: int | None = None
    anchored: bool = True
    pictured: bool = True
    indent: str = "    "
    numbers: Callable[[int], str] = "{}. ".format
    style: tuple[str, str] | None = None
    change: list[Callable[[Plan, Draft], None]] = field(default_factory=list)
    reshape: list[Callable[[Plan, list[Section]], None]] = field(default_factory=list)
    rewrite: list[Callable[[Plan, str], str]] = field(default_factory=list)
    written: list[Draft] = field(default_factory=list)


def languages() -> list[dict[str, str]]:
    """Return the lines of the table."""
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def make(words: dict[str, str], manglings: Sequence[Callable[[Plan], None]], seed: int) -> Made:
    """Make the guide of one language with these kinds of damage."""
    plan = Plan(words, Random(f"{words['language']} {seed}"))  # noqa: S311  # chance that can be had again
    for each in manglings:
        each(plan)
    sections = [_section(plan, number) for number in (0, 1)]
    for reshape in plan.reshape:
        reshape(plan, sections)
    text = "\n".join(_lines(plan, sections)) + "\n"
    for rewrite in plan.rewrite:
        text = rewrite(plan, text)
    return _made(plan, text)


def label(plan: Plan, draft: Draft) -> str:
    """Return a label as it is written in the text, with what was decided to do to it."""
    for change in plan.change:
        change(plan, draft)
    if not draft.is_there:
        return ""
    plan.written.append(draft)
    marked = draft.whole or f"{draft.marks[0]}{draft.text}{draft.marks[1]}"
    sign = chr(_FIRST + len(plan.written) - 1)
    return f"{draft.around[0]}{OPEN}{sign}{marked}{CLOSE}{draft.around[1]}"


def _section(plan: Plan, number: int) -> Section:
    anchor = f'<a name="{PROCEDURES[number]}"></a>' if plan.anchored else ""
    return Section(
        f"## {anchor}{plan.words['option']} {number + 1}", [_step(plan, number, step) for step in range(1, 6)]
    )


def _step(plan: Plan, number: int, step: int) -> list[str]:
    sentence = plan.words[f"text{step}_flipped" if step == 2 and plan.flipped[number] else f"text{step}"]
    if number == 1 and step == 3:  # the phone rings
        sentence = plan.words["page"] + " (#)."
    if step == 1 and plan.orders[number]:
        # In another order the words between the labels would belong to others; so there are none.
        sentence = ", ".join(f"{{{each}}}" for each in plan.orders[number]) + sentence.rpartition("}")[2]
    if plan.extra and step in {1, 2}:
        sentence = f"{sentence} **{plan.words['option'][:4]}{plan.words['verify'][::-1]}**"
    for name in _PLACEHOLDER.findall(sentence):
        role = _KEYS.get(name) or {"s": ("sms", "call")[number], "3": "step3", "d": "done"}[name]
        draft = Draft(role, number, plan.words[role], plan.style or ("**", "**"))
        sentence = sentence.replace(f"{{{name}}}", label(plan, draft), 1)
    if step == 2 and plan.joined == number:
        sentence = _joined(sentence)
    if step in _PICTURES[number] and plan.pictured:
        return [sentence, f"![{plan.words['page']}]({_FOLDER}{_PICTURES[number][step]}.png)"]
    return [sentence]


def _joined(sentence: str) -> str:
    """Put the first two labels of a sentence in one bold."""
    return re.sub(rf"\*\*({CLOSE}[^*]*{OPEN}.)\*\*", r"\1", sentence, count=1)


def _lines(plan: Plan, sections: Sequence[Section]) -> Iterator[str]:
    yield from ("---", f"lang: {plan.words['language']}", "---", f"# {plan.words['page']}", "")
    for section in sections:
        yield from (section.heading, "")
        for number, (sentence, *under) in enumerate(section.steps, 1):
            yield from (plan.numbers(number) + sentence, "")
            for each in under:
                indent = plan.indent if each.startswith("![") else "    "
                yield from (*(indent + line for line in each.split("\n")), "")


def _made(plan: Plan, text: str) -> Made:
    """Take the signs around the labels out of the text, and note where each stood."""
    text = text.removesuffix("\n") if text.endswith("\n\n") else text
    marker, clean = "\ufeff" if text.startswith("\ufeff") else "", text.removeprefix("\ufeff")
    truth: list[Truth] = []
    begun: list[tuple[Draft, int, int]] = []
    lines = clean.split("\n")
    for number, line in enumerate(lines, 1):
        kept, last = "", 0
        for found in _SIGNS.finditer(line):
            kept += line[last : found.start()]
            last = found.end()
            if found[1]:
                begun.append((plan.written[ord(found[1]) - _FIRST], number, len(kept) + 1))
            else:  # of a label that was broken over two lines the first counts
                draft, where, first = begun.pop()
                last_column = max(first, len(kept)) if where == number else first + len(draft.text)
                truth.append(Truth(draft.role, where, first, last_column, draft.text))
        lines[number - 1] = kept + line[last:]
    return Made(marker + "\n".join(lines), truth)
