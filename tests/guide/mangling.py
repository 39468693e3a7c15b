"""Kinds of damage that translation does to labels, each a function that changes the plan of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.guide.translating import CONTROLS, Draft, Plan

if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTES: Final = ("“”", "„“", "«»", "「」", "[]", "【】", "『』", "‘’", '""', "””", "《》")
_SHARED: Final = ("page", "option", "step1", "method", "next", "step3", "done")


def untouched(plan: Plan) -> None:
    """Translate and nothing else."""
    plan.flipped = (False, False)


def flipped_in_one(plan: Plan) -> None:
    """Change the order of labels in step 2 of one procedure."""
    plan.flipped = (True, False) if plan.random.random() < 0.5 else (False, True)


def flipped_in_both(plan: Plan) -> None:
    """Change the order of labels in step 2 of both procedures."""
    plan.flipped = (True, True)


def no_bold(plan: Plan) -> None:
    """Set all labels apart by quotes or brackets."""
    plan.style = _pair(plan)


def some_without_bold(plan: Plan) -> None:
    """Set some labels apart by quotes or brackets."""
    _each(plan, 0.4, lambda plan, draft: setattr(draft, "marks", _pair(plan)))


def brackets_in_bold(plan: Plan) -> None:
    """Write brackets or quotes inside the bold."""
    pair = _pair(plan)
    _each(plan, 1.0, lambda _, draft: setattr(draft, "text", f"{pair[0]}{draft.text}{pair[1]}"))


def neighbour_swallowed(plan: Plan) -> None:
    """Draw a neighbouring word into the bold of some labels."""
    word = plan.words["text5"].split()[0].strip("{}d。.、，を선택합니다")[:9] or "x"

    def swallow(plan: Plan, draft: Draft) -> None:
        draft.text = f"{draft.text} {word}" if plan.random.random() < 0.5 else f"{word} {draft.text}"

    _each(plan, 0.25, swallow)


def torn(plan: Plan) -> None:
    """Leave the first word of some labels outside of their bold."""

    def tear(_: Plan, draft: Draft) -> None:
        first, space, rest = draft.text.partition(" ")
        if rest and draft.role.startswith("step"):
            draft.text, draft.around = rest, (f"{first}{space}", "")

    _each(plan, 0.6, tear)


def in_two_pieces(plan: Plan) -> None:
    """Write some labels as two pieces of bold."""

    def split(plan: Plan, draft: Draft) -> None:
        first, _, rest = draft.text.partition(" ")
        if rest and plan.style is None:
            draft.whole = f"**{first}** **{rest}**"

    _each(plan, 0.3, split)


def glued_to_the_sentence(plan: Plan) -> None:
    """Leave no space after the bold of some labels."""
    _each(plan, 0.5, lambda _, draft: setattr(draft, "around", ("", "abc")))


def glossed(plan: Plan) -> None:
    """Put the English name beside some labels, or the translation beside the English name."""

    def gloss(plan: Plan, draft: Draft) -> None:
        english, ours, way = CONTROLS[draft.role], draft.text, plan.random.randrange(3)
        if way == 0:
            draft.around = ("", f" ({english})")
        elif way == 1:
            draft.text = f"{ours}（{english}）"
        else:
            draft.text, draft.around = english, ("", f" ({ours})")

    _each(plan, 0.4, gloss)


def punctuated(plan: Plan) -> None:
    """Draw punctuation into the bold of some labels."""
    _each(plan, 0.5, lambda plan, draft: setattr(draft, "text", draft.text + plan.random.choice(",.:;。")))


def spaced(plan: Plan) -> None:
    """Write spaces inside the asterisks of some labels."""
    _each(
        plan,
        0.5,
        lambda plan, draft: setattr(draft, "text", plan.random.choice((" {}", "{} ", " {} ")).format(draft.text)),
    )


def english_in_one(plan: Plan) -> None:
    """Leave some labels in English in one procedure."""
    _each(plan, 0.3, lambda _, draft: setattr(draft, "text", CONTROLS[draft.role]), only=1)


def english_in_both(plan: Plan) -> None:
    """Leave some labels in English all over."""
    roles = {each for each in CONTROLS if plan.random.random() < 0.3}
    plan.change.append(lambda _, draft: setattr(draft, "text", CONTROLS[draft.role]) if draft.role in roles else None)


def inflected(plan: Plan) -> None:
    """Give words another ending, and another case, in the second procedure."""

    def inflect(_: Plan, draft: Draft) -> None:
        words = draft.text.split()
        draft.text = " ".join(each[:-1] + "ú" if len(each) > 4 else each for each in words).lower()

    _each(plan, 0.6, inflect, only=1)


def otherwise_in_one(plan: Plan) -> None:
    """Translate one label quite differently in the second procedure."""
    role = plan.random.choice(_SHARED)
    other = "".join(plan.random.sample(plan.words[role], len(plan.words[role]))).strip() or "x"
    digits = "".join(each for each in plan.words[role] if each.isdigit())
    text = f"{digits} {''.join(each for each in other if not each.isdigit())}".strip()
    plan.change.append(
        lambda _, draft: setattr(draft, "text", text) if (draft.role, draft.procedure) == (role, 1) else None
    )


def unmarked_in_one(plan: Plan) -> None:
    """Leave one label without any mark in one procedure."""
    role, procedure = plan.random.choice(_SHARED), plan.random.randrange(2)

    def unmark(_: Plan, draft: Draft) -> None:
        if (draft.role, draft.procedure) == (role, procedure):
            draft.marks = ("", "")

    plan.change.append(unmark)


def done_unmarked(plan: Plan) -> None:
    """Leave the only label of the last step without any mark in both procedures."""
    plan.change.append(lambda _, draft: setattr(draft, "marks", ("", "")) if draft.role == "done" else None)


def numbers_as_words(plan: Plan) -> None:
    """Write the numbers of the areas as words, so that they have no digit."""

    def spell(_: Plan, draft: Draft) -> None:
        for digit, word in zip("123", ("abba", "baab", "caac"), strict=True):
            draft.text = draft.text.replace(digit, word)

    plan.change.append(spell)


def nested_list(plan: Plan) -> None:
    """Read the number of step 3 as a list in the list."""
    plan.numbers = lambda number: "4. 3. " if number == 4 else f"{number}. "


def other_bold(plan: Plan) -> None:
    """Put something else in bold in the same steps."""
    plan.extra = True


def two_in_one(plan: Plan) -> None:
    """Put two labels of step 2, and the words between them, in one bold in one procedure."""
    plan.joined = plan.random.randrange(2)


def without_anchors(plan: Plan) -> None:
    """Leave out the English names of the headings."""
    plan.anchored = False


def without_pictures_and_anchors(plan: Plan) -> None:
    """Leave out all that names what a procedure is about."""
    plan.anchored = plan.pictured = False


def without_pictures(plan: Plan) -> None:
    """Leave out all pictures."""
    plan.pictured = False


def a_step_more(plan: Plan) -> None:
    """Begin each procedure with a step that the English guide does not have."""
    sentence = plan.words["text5"].replace("{d}", plan.words["option"].lower())
    plan.reshape.append(lambda _, sections: [each.steps.insert(0, [sentence]) for each in sections] and None)


def list_cut(plan: Plan) -> None:
    """Write pictures outside of their list item, so that the list begins anew behind them."""
    plan.indent = ""


MANGLINGS: Final[tuple[Callable[[Plan], None], ...]] = (
    untouched,
    flipped_in_one,
    flipped_in_both,
    no_bold,
    some_without_bold,
    brackets_in_bold,
    neighbour_swallowed,
    torn,
    in_two_pieces,
    glued_to_the_sentence,
    glossed,
    punctuated,
    spaced,
    english_in_one,
    english_in_both,
    inflected,
    otherwise_in_one,
    unmarked_in_one,
    done_unmarked,
    numbers_as_words,
    nested_list,
    other_bold,
    two_in_one,
    without_anchors,
    without_pictures,
    without_pictures_and_anchors,
    a_step_more,
    list_cut,
)


def _each(plan: Plan, chance: float, change: Callable[[Plan, Draft], None], *, only: int | None = None) -> None:
    def maybe(plan: Plan, draft: Draft) -> None:
        if (only is None or draft.procedure == only) and plan.random.random() < chance:
            change(plan, draft)

    plan.change.append(maybe)


def _pair(plan: Plan) -> tuple[str, str]:
    opening, closing = plan.random.choice(_QUOTES)
    return opening, closing
