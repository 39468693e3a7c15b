"""Kinds of damage to how labels are set apart: other signs, other Markdown, HTML, half of it lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.guide.translating import CLOSE, CONTROLS, OPEN, Draft, Plan

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKS: Final = {
    "italic": ("*", "*"),
    "underscores": ("__", "__"),
    "strong": ("<strong>", "</strong>"),
    "b": ("<b>", "</b>"),
    "fullwidth": ("＊＊", "＊＊"),
    "escaped": ("\\*\\*", "\\*\\*"),
    "nested": ("**_", "_**"),
    "three": ("***", "***"),
    "code": ("`", "`"),
    "linked": ("[**", "**](other-page.md)"),
    "link": ("**[", "](other-page.md)**"),
    "quoted bold": ("“**", "**”"),
    "bold quotes": ("**„", "“**"),
    "guillemets": ("« ", " »"),
    "straight": ('"', '"'),
    "single": ("'", "'"),
    "high low": ("„", "”"),
    "brackets": ("[", "] "),
    "fullwidth brackets": ("［", "］"),
}


def all_in(name: str) -> Callable[[Plan], None]:
    """Return the mangling that sets all labels apart in one way."""

    def mangle(plan: Plan) -> None:
        plan.style = _MARKS[name]

    mangle.__name__ = f"all_in {name}"
    return mangle


def mixed_marks(plan: Plan) -> None:
    """Set each label apart in a way of its own."""
    ways = [each for name, each in _MARKS.items() if name not in {"code", "brackets"}]
    _some(plan, 0.6, lambda plan, draft: setattr(draft, "marks", plan.random.choice(ways)))


def italic_here_and_there(plan: Plan) -> None:
    """Write italic for bold."""
    _some(plan, 0.4, lambda plan, draft: setattr(draft, "marks", plan.random.choice((("*", "*"), ("_", "_")))))


def colon_outside(plan: Plan) -> None:
    """Put the word and digit before the colon in bold, and what is behind it not."""

    def part(_: Plan, draft: Draft) -> None:
        head, colon, tail = draft.text.partition(":")
        if tail and "**" in draft.marks:
            draft.text, draft.around = head, ("", colon + tail)

    _some(plan, 0.6, part)


def only_behind_the_colon(plan: Plan) -> None:
    """Put what is behind the colon in bold, and the word and digit before it not."""

    def part(_: Plan, draft: Draft) -> None:
        head, colon, tail = draft.text.partition(":")
        if tail and "**" in draft.marks:
            draft.text, draft.around = tail.strip(), (f"{head}{colon} ", "")

    _some(plan, 0.6, part)


def two_bolds_at_the_colon(plan: Plan) -> None:
    """Break the bold at the colon."""

    def part(_: Plan, draft: Draft) -> None:
        head, colon, tail = draft.text.partition(":")
        if tail and "**" in draft.marks:
            draft.whole = f"**{head}**{colon} **{tail.strip()}**"

    _some(plan, 0.6, part)


def half_closed(plan: Plan) -> None:
    """Lose the closing asterisks of one label, so that all that follow are turned inside out for Markdown."""
    role, procedure = plan.random.choice(("option", "method", "verify")), plan.random.randrange(2)

    def lose(_: Plan, draft: Draft) -> None:
        if (draft.role, draft.procedure) == (role, procedure) and "**" in draft.marks:
            draft.marks = ("**", "*")

    plan.change.append(lose)


def other_width(plan: Plan) -> None:
    """Write digits and signs in full width."""
    wide = {ord(":"): "：", ord("?"): "？", ord(","): "，", **{ord("0") + each: 0xFF10 + each for each in range(10)}}
    _some(plan, 0.6, lambda _, draft: setattr(draft, "text", draft.text.translate(wide)))


def other_case(plan: Plan) -> None:
    """Write labels in capitals, or in small letters."""

    def change(plan: Plan, draft: Draft) -> None:
        draft.text = plan.random.choice((str.upper, str.lower, str.title))(draft.text)

    _some(plan, 0.5, change)


def hard_spaces(plan: Plan) -> None:
    """Write spaces that do not break, in labels and around them, and signs that are not seen."""

    def harden(plan: Plan, text: str) -> str:
        lines = text.split("\n")
        return "\n".join(
            each if each[:1] in "#l" else re.sub(r"(?<=[^\s.:>]) (?=\S)", lambda _: _space(plan), each)
            for each in lines
        )

    plan.rewrite.append(harden)


def unseen_signs(plan: Plan) -> None:
    """Put signs without width and direction marks at the ends of labels."""

    def add(plan: Plan, draft: Draft) -> None:
        sign = plan.random.choice("\u200b\u200e\u200f\u2060\ufeff")
        draft.text = plan.random.choice(("{1}{0}", "{0}{1}", "{1}{0}{1}")).format(draft.text, sign)

    _some(plan, 0.5, add)


def glued_before(plan: Plan) -> None:
    """Leave no space before labels."""
    plan.rewrite.append(lambda plan, text: re.sub(f" (?={OPEN})", lambda _: plan.random.choice(("", " ")), text))


def glued_behind(plan: Plan) -> None:
    """Leave no space behind labels."""
    plan.rewrite.append(
        lambda plan, text: re.sub(f"{CLOSE} ", lambda _: plan.random.choice((CLOSE, f"{CLOSE} ")), text)
    )


def space_before_punctuation(plan: Plan) -> None:
    """Put a space between a label and the sign or suffix behind it."""
    plan.rewrite.append(lambda _, text: re.sub(f"{CLOSE}(?=[,.])", f"{CLOSE} ", text))


def suffixed(plan: Plan) -> None:
    """Put a suffix behind labels, as languages do that glue case endings on."""
    _some(
        plan,
        0.6,
        lambda plan, draft: setattr(draft, "around", ("", plan.random.choice(("’ı", "' nu", "-en", "을", "を")))),
    )


def area_swallowed(plan: Plan) -> None:
    """Draw the word “area” into the bold of the labels of areas, as one word or two."""
    word = plan.words["method"][::-1].casefold()[:6]

    def swallow(plan: Plan, draft: Draft) -> None:
        if draft.role in {"step1", "step2", "step3", "method"}:
            draft.text += plan.random.choice(("", " ", "-")) + word

    _some(plan, 0.5, swallow)


def bold_on_the_verb_too(plan: Plan) -> None:
    """Begin the bold a word early at the button of a step."""
    word = plan.words["text5"].split()[0].partition("{")[0] or "x"

    def swallow(_: Plan, draft: Draft) -> None:
        if draft.role in {"next", "verify", "done"}:
            draft.text = f"{word} {draft.text}"

    _some(plan, 0.5, swallow)


def question_mark_moved(plan: Plan) -> None:
    """End labels with signs of all kinds inside the bold."""
    _some(
        plan,
        0.5,
        lambda plan, draft: setattr(
            draft, "text", draft.text + plan.random.choice(("?", "？", " ?", "…", " »", "!", ":"))
        ),
    )


def name_in_both_languages(plan: Plan) -> None:
    """Write the English name and the translation in one bold."""

    def both(plan: Plan, draft: Draft) -> None:
        draft.text = plan.random.choice(("{} / {}", "{} ({})", "{} - {}")).format(CONTROLS[draft.role], draft.text)

    _some(plan, 0.3, both)


MARK_MANGLINGS: Final[tuple[Callable[[Plan], None], ...]] = (
    *(all_in(each) for each in _MARKS),
    mixed_marks,
    italic_here_and_there,
    colon_outside,
    only_behind_the_colon,
    two_bolds_at_the_colon,
    half_closed,
    other_width,
    other_case,
    hard_spaces,
    unseen_signs,
    glued_before,
    glued_behind,
    space_before_punctuation,
    suffixed,
    area_swallowed,
    bold_on_the_verb_too,
    question_mark_moved,
    name_in_both_languages,
)


def _space(plan: Plan) -> str:
    return plan.random.choice((" ", " ", "\u00a0", "\u202f", "\u3000"))


def _some(plan: Plan, chance: float, change: Callable[[Plan, Draft], None]) -> None:
    plan.change.append(lambda plan, draft: change(plan, draft) if plan.random.random() < chance else None)
