from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.walk.draft import draft
from stapsgewijs.scenarios.walk.feature import blocks_in, feature_of, is_undecided, is_untouched, merged
from stapsgewijs.scenarios.walk.lines import WORDS, Line, LineKind, line_in
from stapsgewijs.scenarios.walk.walker import WalkedStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.guide import Guide


@pytest.fixture
def drafted(write: Callable[[str], Guide]) -> Callable[[str], list[WalkedStep]]:
    def made(steps: str) -> list[WalkedStep]:
        return list(draft(write(f"---\nlang: en\n---\n# How\n\n{steps}").procedures[0].steps, lambda step: step.labels))

    return made


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        ("1. Type the code that you hear in **Token**.\n", [Line(LineKind.TYPES_HEARD_CODE, "Token")]),
        (
            "1. You get a text message with a code.\n2. Type it in **Code**.\n",
            [Line(LineKind.TYPES_MESSAGE_CODE, "Code")],
        ),
        ("1. Type the code of your country in **Phone number**.\n", [Line(LineKind.FILLS, "Phone number")]),
        ("1. Hang up when the call ends.\n", [Line(LineKind.HANGS_UP)]),
        (
            "1. Choose **Blue** and click **Next**.\n\n    ![Form](media/form.png)\n",
            [Line(LineKind.CHOOSES, "Blue"), Line(LineKind.PICTURE, "form.png"), Line(LineKind.CLICKS, "Next")],
        ),
        (
            "1. Type the code of the text message in **Code** and click **Next**. ![Form](form.png)\n",
            [
                Line(LineKind.PICTURE, "form.png"),
                Line(LineKind.TYPES_MESSAGE_CODE, "Code"),
                Line(LineKind.CLICKS, "Next"),
            ],
        ),
        ("1. You see **Done.** ![End](end.png)\n", [Line(LineKind.SEES, "Done."), Line(LineKind.PICTURE, "end.png")]),
    ],
)
def test_the_lines_of_the_last_step(drafted: Callable[[str], list[WalkedStep]], steps: str, lines: list[Line]) -> None:
    assert drafted(steps)[-1] == WalkedStep(steps.count("\n1. ") + steps.count("\n2. ") + 1, tuple(lines))


@pytest.mark.parametrize("step", ["Wait a moment.", "**Blue**", "Type it there.", "Press a key on your phone."])
def test_what_words_do_not_tell_is_a_question(drafted: Callable[[str], list[WalkedStep]], step: str) -> None:
    (found,) = drafted(f"1. {step}\n")
    assert found.question is not None
    assert (found.question.line, found.lines) == (6, ())


@pytest.mark.parametrize("language", WORDS)
def test_a_feature_is_known_again_until_it_is_changed(write: Callable[[str], Guide], language: str) -> None:
    procedure = write("---\nlang: en\n---\n# How\n\n1. **Blue**\n").procedures[0]
    text = feature_of(language, "How", procedure, [Line(LineKind.PERSON)], list(draft(procedure.steps, lambda _: ())))
    assert is_untouched(text)
    assert not is_untouched(text.replace("How", "Why"))
    assert not is_untouched("Feature: Something else\n")


def test_every_kind_of_line_has_words_in_every_language() -> None:
    assert {name: set(LineKind) - words.lines.keys() for name, words in WORDS.items()} == {"en": set(), "nl": set()}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", LineKind)
def test_each_line_is_read_back(language: str, kind: LineKind) -> None:
    words = WORDS[language]
    line = Line(kind, *["7", "Twee"][: words.lines[kind].count("{")])
    assert line_in(f"    {words.when} {words.lines[kind].format(line.first, line.second)}") == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('And Anna clicks "Next"', Line(LineKind.CLICKS, "Next")),
        ('* the employee chooses "Blue" in "Colour"', Line(LineKind.CHOOSES_IN, "Blue", "Colour")),
        ("Then it rains", None),
    ],
)
def test_lines_of_a_person_are_read(text: str, line: Line | None) -> None:
    assert line_in(text) == line


FEATURE = """\
# language: en
Feature: Mine

  Scenario: One
    Given Anna who has signed in
    When Anna clicks "Go on"

    Then step 1 of the guide is followed
    # ? what is “Blue”?
    When step 2 of the guide is still to be decided
    Then step 2 of the guide is followed

  Scenario: Another
    Given there is Bram
"""


def test_only_what_was_to_be_decided_is_written_again() -> None:
    new = """Feature: New
  Scenario: One
    When the person clicks "Next"
    Then step 1 of the guide is followed
    When the person chooses "Blue"
    Then step 2 of the guide is followed
"""
    undecided = """\
    # ? what is “Blue”?
    When step 2 of the guide is still to be decided
"""
    assert merged(FEATURE, new) == FEATURE.replace(undecided, '    When the person chooses "Blue"\n')
    assert {number: is_undecided(block) for number, block in blocks_in(FEATURE).items()} == {1: False, 2: True}
    assert merged(FEATURE, FEATURE.replace("Blue", "Red")) == FEATURE.replace("Blue", "Red")
