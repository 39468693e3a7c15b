"""What a step tells to do: in Dutch and in English, as an order, politely, under a condition, denied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide import ActionKind, read_guide
from stapsgewijs.guide.binding.candidates import Marked
from stapsgewijs.guide.step_text import StepText, read_step
from stapsgewijs.labels import ActionWords
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Read = Callable[[str, str], StepText]

LABELS = default_project().site / "labels"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(language: str, text: str) -> StepText:
        path = tmp_path / "guide.md"
        path.write_text(f"---\nlang: {language}\n---\n\n## P\n\n1. {text}\n", encoding="utf-8")
        guide = read_guide(path)
        marked = Marked(guide.source.split("\n"))
        return read_step(guide.procedures[0].steps[0], marked, ActionWords.find(LABELS, language))

    return made


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("nl", "Hang op en sluit de pagina.", [{"hangs up"}, {"closes"}]),
        ("nl", "Sluit uw toestel aan.", []),
        ("nl", "Sluit het scherm zonder iets te kopiëren.", [{"closes"}]),
        ("nl", "Neemt u op? U hangt op en kopieert het wachtwoord.", [{"answers"}, {"hangs up"}, {"copies"}]),
        ("nl", "Het wachtwoord kopiëren.", [{"copies"}]),
        ("nl", "Schrijf het woord op wanneer u het scherm sluit.", [{"copies"}]),
        ("nl", "Hang niet op.", []),
        ("nl", "Als niemand iets zegt, hang dan op.", []),
        ("nl", "Hang op of scan de code.", []),
        ("nl", "U kunt ook de code scannen.", []),
        ("nl", "Rond af door de code te scannen.", [{"scans"}]),
        ("nl", "Neem de code over op uw scherm.", []),
        ("nl", "Keur het verzoek goed.", [{"approves"}]),
        ("nl", "Klik op **Sluiten**.", [{"chooses", "closes", "opens", "presses"}]),
        ("en", "Hang up and close the page.", [{"hangs up"}, {"closes"}]),
        ("en", "You should copy the word, then scan the code.", [{"copies"}, {"scans"}]),
        ("en", "Do not hang up.", []),
        ("en", "Once the phone rings, answer it.", [{"answers"}]),
        ("en", "When you close the page and scan the code, a word appears.", []),
        ("en", "If nobody speaks, hang up.", []),
        ("en", "Write the word down without closing the page.", [{"copies"}]),
        ("en", "Finish by scanning the code.", [{"scans"}]),
        ("en", "Close to the window is a door.", []),
        ("en", "You can also scan the code.", []),
    ],
)
def test_what_is_told_for_sure(read: Read, language: str, text: str, kinds: list[set[str]]) -> None:
    assert [set(map(str, each.kinds)) for each in read(language, text).told if each.is_sure] == kinds


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("nl", "Druk drie keer op het sterretje (*).", (("*",), 3, False)),
        ("nl", "Toets 0 in gevolgd door het hekje.", (("0", "#"), 0, False)),
        ("nl", "Druk binnen 10 seconden op 1.", (("1",), 0, False)),
        ("nl", "Druk tweemaal op de toets `#`.", (("#",), 2, False)),
        ("nl", "Druk op 1 of op 2.", (("1", "2"), 0, True)),
        ("en", "Press `0#`.", (("0#",), 0, False)),
        ("en", "Press the star key twice.", (("*",), 2, False)),
        ("en", "Press 1 and then #.", (("1", "#"), 0, False)),
        ("en", "Press the pound key (#) 2 times.", (("#",), 2, False)),
    ],
)
def test_keys_and_how_often(read: Read, language: str, text: str, told: tuple[tuple[str, ...], int, bool]) -> None:
    """Compare the keys, how often, and whether one of them is enough."""
    (found,) = read(language, text).told
    assert (found.keys, found.times, found.any_of) == told


def test_the_clause_is_known_to_the_column(read: Read) -> None:
    told = read("en", "Answer the phone and press the star key (*) twice, then wait.").told
    assert [each.place for each in told][:2] == [(7, 4, 20), (7, 25, 53)]


def test_a_note_and_an_alert_tell_nothing(read: Read) -> None:
    text = read("en", "Hang up.\n\n   > [!NOTE]\n   > Close the page.\n\n   Scan the code.")
    assert [set(each.kinds) for each in text.told] == [{ActionKind.HANGS_UP}, {ActionKind.SCANS}]


def test_a_language_without_words_tells_of_no_action(read: Read) -> None:
    assert read("de", "Legen Sie auf.").told == ()


@pytest.mark.parametrize("content", ["verbs = [", 'verbs = [{ forms = ["a"] }]'])
def test_a_file_of_words_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "xx.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"xx\.toml:1:1: "):
        ActionWords.find(tmp_path, "xx")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_has_a_verb(language: str) -> None:
    words = ActionWords.find(LABELS, language)
    assert words is not None
    assert {kind for each in words.verbs for kind in each.kinds} == set(ActionKind)
