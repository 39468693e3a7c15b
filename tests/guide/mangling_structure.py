"""Kinds of damage to the document around the labels: steps, order, pictures, headings, notes, the file itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.guide.translating import CLOSE, CONTROLS, OPEN, Draft, Plan, Section

if TYPE_CHECKING:
    from collections.abc import Callable

_LABEL: Final = re.compile(f"{OPEN}.[^{CLOSE}]*{CLOSE}")
_FROM_ENGLISH: Final = {
    "text1": "On the {p} page, select {o} from the {1} area, select your country, and then type your phone number.",
    "text2": "Select {s} from the {m} area, and then select {n}.",
    "text2_flipped": "Select {s} from the {m} area, and then select {n}.",
    "text3": "Type the verification code into the {2} area, and then select {v}.",
    "text4": "From the {3} area, copy the provided app password and paste it somewhere safe.",
    "text5": "Select {d}.",
}


def order_in_step_1(plan: Plan) -> None:
    """Name page, area and option of step 1 in another order in both procedures."""
    order = plan.random.choice(("p1o", "1po"))
    plan.orders = (order, order)


def order_in_step_1_of_one(plan: Plan) -> None:
    """Name area and option of step 1 in another order in one procedure."""
    plan.orders = ("p1o", "po1") if plan.random.random() < 0.5 else ("po1", "p1o")


def all_orders(plan: Plan) -> None:
    """Change the order of labels in steps 1 and 2, each procedure in its own way."""
    plan.orders = tuple(plan.random.sample(("p1o", "po1", "1po", "po1"), 2))  # type: ignore[assignment]
    plan.flipped = plan.random.choice(((True, False), (False, True), (True, True)))


def sentences_untranslated(plan: Plan) -> None:
    """Leave whole steps in English, in both procedures, the labels too."""
    steps = set(plan.random.sample(("text1", "text2", "text3", "text4", "text5"), 2))
    plan.words = {**plan.words, **{each: _FROM_ENGLISH[each] for each in steps}}
    roles = {"text1": "page option step1", "text2": "sms call method next", "text3": "step2 verify", "text4": "step3"}
    english = {role for each in steps for role in roles.get(each, "done").split()}
    plan.change.append(lambda _, draft: setattr(draft, "text", CONTROLS[draft.role]) if draft.role in english else None)


def procedure_untranslated(plan: Plan) -> None:
    """Leave the labels of one whole procedure in English."""
    which = plan.random.randrange(2)
    plan.change.append(
        lambda _, draft: setattr(draft, "text", CONTROLS[draft.role]) if draft.procedure == which else None
    )


def other_words_in_one(plan: Plan) -> None:
    """Translate three labels quite differently in the second procedure."""
    roles = plan.random.sample(("page", "option", "method", "next", "done", "step3"), 3)

    def change(_: Plan, draft: Draft) -> None:
        if draft.procedure == 1 and draft.role in roles:
            letters = [each for each in draft.text if not each.isdigit()]
            digits = "".join(each for each in draft.text if each.isdigit())
            draft.text = f"{digits} {''.join(reversed(letters)).strip()}".strip()

    plan.change.append(change)


def a_label_missing(plan: Plan) -> None:
    """Leave one label out of one procedure, the sentence too vague to name it."""
    role, procedure = plan.random.choice(("page", "option", "method", "step3", "next")), plan.random.randrange(2)

    def leave(_: Plan, draft: Draft) -> None:
        draft.is_there = (draft.role, draft.procedure) != (role, procedure)

    plan.change.append(leave)


def step_4_without_label(plan: Plan) -> None:
    """Name no area in step 4, in both procedures."""
    plan.change.append(lambda _, draft: setattr(draft, "is_there", draft.role != "step3"))


def steps_merged(plan: Plan) -> None:
    """Write two steps as one, in one procedure or in both."""
    at, both = plan.random.randrange(4), plan.random.random() < 0.5

    def merge(_: Plan, sections: list[Section]) -> None:
        for each in sections[: 2 if both else 1]:
            one, other = each.steps[at], each.steps.pop(at + 1)
            each.steps[at] = [f"{one[0]} {other[0]}", *one[1:], *other[1:]]

    plan.reshape.append(merge)


def step_split(plan: Plan) -> None:
    """Write step 1, 2 or 3 as two, before its last label."""
    at = plan.random.randrange(3)

    def split(_: Plan, sections: list[Section]) -> None:
        for each in sections:
            sentence, *under = each.steps[at]
            labels = list(_LABEL.finditer(sentence))
            if len(labels) > 1:
                cut = labels[-2].end()
                each.steps[at : at + 1] = [[sentence[:cut] + "."], [sentence[cut:].lstrip(" ,、，"), *under]]

    plan.reshape.append(split)


def introduction_added(plan: Plan) -> None:
    """Begin with a step that names something else in bold."""
    name = plan.words["option"][::-1]
    plan.reshape.append(lambda _, sections: _insert(sections, 0, plan.words["text5"].replace("{d}", f"**{name}**")))


def step_added_in_the_middle(plan: Plan) -> None:
    """Add a step without label among the others."""
    at = plan.random.randrange(1, 4)
    plan.reshape.append(lambda _, sections: _insert(sections, at, plan.words["text5"].replace("{d}", "…")))


def procedures_swapped(plan: Plan) -> None:
    """Write the call before the text message."""
    plan.reshape.append(lambda _, sections: sections.reverse())


def procedures_swapped_without_anchors(plan: Plan) -> None:
    """Write the call before the text message, with nothing but the pictures to tell."""
    plan.anchored = False
    procedures_swapped(plan)


def same_headings(plan: Plan) -> None:
    """Give both procedures the same heading, without an anchor."""
    plan.anchored = False
    plan.reshape.append(lambda _, sections: setattr(sections[1], "heading", sections[0].heading))


def warnings_in_bold(plan: Plan) -> None:
    """Put a lead-in, a warning and a note with bold in the steps."""
    lead, name = plan.words["text5"].split()[0].strip("{d}"), plan.words["verify"]

    def warn(plan: Plan, sections: list[Section]) -> None:
        for each in sections:
            each.steps[0].append(f">[!Note]\n>**{lead or name}:** {plan.words['page']} **{name}**.")
            each.steps[1].insert(1, f"**{lead or 'x'}!** {plan.words['page']}.")
            each.steps[3].insert(1, f"**{lead or 'x'}:** {plan.words['option']}.")

    plan.reshape.append(warn)


def lead_in_in_bold(plan: Plan) -> None:
    """Begin steps with a name of the step in bold."""

    def lead(plan: Plan, sections: list[Section]) -> None:
        for section in sections:
            for number in (1, 3):
                words = plan.words["text5"].replace("{d}", plan.words["option"].lower()).strip(".。 ")
                section.steps[number][0] = f"**{words}:** {section.steps[number][0]}"

    plan.reshape.append(lead)


def results_named(plan: Plan) -> None:
    """Say in a paragraph under a step which page appears, by its name."""
    plan.reshape.append(
        lambda plan, sections: [each.steps[0].append(f"{plan.words['option']} (…).") for each in sections] and None
    )


def some_pictures_missing(plan: Plan) -> None:
    """Leave out pictures here and there."""

    def drop(plan: Plan, sections: list[Section]) -> None:
        for step in (step for each in sections for step in each.steps):
            step[1:] = [each for each in step[1:] if not each.startswith("![") or plan.random.random() < 0.5]

    plan.reshape.append(drop)


def other_picture_paths(plan: Plan) -> None:
    """Write picture paths in another form."""
    form = plan.random.choice(("./media/", "/media/", "../media/", "~/articles/user-help/media/", "media\\"))
    plan.rewrite.append(lambda _, text: text.replace("](media/", f"]({form}"))


def other_picture_names(plan: Plan) -> None:
    """Show other pictures than the pivot does, every one of them."""
    plan.rewrite.append(lambda _, text: text.replace(".png)", "-2.png)"))


def pictures_in_html(plan: Plan) -> None:
    """Write pictures as HTML."""
    plan.rewrite.append(lambda _, text: re.sub(r"!\[([^]]*)\]\(([^)]*)\)", r'<img src="\2" alt="\1">', text))


def all_ones(plan: Plan) -> None:
    """Number each step 1."""
    plan.numbers = lambda _: "1. "


def numbers_with_parentheses(plan: Plan) -> None:
    """Number steps 1), 2)."""
    plan.numbers = "{}) ".format


def numbers_glued(plan: Plan) -> None:
    """Leave no space behind the number of one step, so that it is no list item for Markdown."""
    which = plan.random.randrange(2, 6)
    plan.numbers = lambda number: f"{number}." if number == which else f"{number}. "


def windows_file(plan: Plan) -> None:
    """Write the file with a byte order mark and CRLF."""
    plan.rewrite.append(lambda _, text: "\ufeff" + text.replace("\n", "\r\n"))


def wrapped(plan: Plan) -> None:
    """Break long sentences over lines, in the middle of labels too."""

    def wrap(_: Plan, text: str) -> str:
        return re.sub(r"^(\d\. .{25}\S*) (?=\S)", r"\1\n    ", text, flags=re.MULTILINE)

    plan.rewrite.append(wrap)


STRUCTURE_MANGLINGS: Final[tuple[Callable[[Plan], None], ...]] = (
    order_in_step_1,
    order_in_step_1_of_one,
    all_orders,
    sentences_untranslated,
    procedure_untranslated,
    other_words_in_one,
    a_label_missing,
    step_4_without_label,
    steps_merged,
    step_split,
    introduction_added,
    step_added_in_the_middle,
    procedures_swapped,
    procedures_swapped_without_anchors,
    same_headings,
    warnings_in_bold,
    lead_in_in_bold,
    results_named,
    some_pictures_missing,
    other_picture_paths,
    other_picture_names,
    pictures_in_html,
    all_ones,
    numbers_with_parentheses,
    numbers_glued,
    windows_file,
    wrapped,
)


def _insert(sections: list[Section], at: int, sentence: str) -> None:
    for each in sections:
        each.steps.insert(at, [sentence])
