"""A translation against its source: the English guide that ships, and the same with one thing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings
from tests.shared_guides import SHARED

ROOT = Path(__file__).parents[2]
ENGLISH, DUTCH = (next((ROOT / "guides" / each).glob("*.md")) for each in ("en", "nl"))
TEXT = DUTCH.read_text(encoding="utf-8")
PART = "multi-factor-authentication-end-user"


def differences(folder: Path, text: str) -> list[tuple[str, int, str]]:
    (folder / "nl").mkdir()
    path = folder / "nl" / DUTCH.name
    path.write_text(text, encoding="utf-8")
    found = Linter(Settings(folder, source=ENGLISH)).lint(path).findings
    return [(each.rule, each.line, each.message) for each in found if each.rule.startswith("parity-")]


def without_line(number: int) -> str:
    lines = TEXT.splitlines(keepends=True)
    return "".join(lines[: number - 1] + lines[number:])


def line_of(words: str, times: int = 1) -> int:
    found = [number for number, line in enumerate(TEXT.splitlines(), 1) if words in line]
    return found[times - 1]


def test_the_guide_that_ships_is_whole(tmp_path: Path) -> None:
    assert differences(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("words", "rule", "says"),
    [
        ("5. Klik op", "parity-step", "has 4 steps, its source has 5; missing here is step 5: “Click Done.”"),
        (
            "text-message.png",
            "parity-picture",
            "The picture “multi-factor-authentication-text-message.png” of the source (line 20 there) is missing.",
        ),
        (
            "end-user-troubleshoot.md",
            "parity-link",
            "The link “multi-factor-authentication-end-user-troubleshoot.md” of the source (line 66 there) is missing.",
        ),
    ],
)
def test_a_line_that_is_gone_is_missed(words: str, rule: str, says: str, tmp_path: Path) -> None:
    ((found, _, message),) = differences(tmp_path, without_line(line_of(words)))
    assert (found, says in message) == (rule, True), message


def test_a_label_that_is_gone_is_missed_at_its_step(tmp_path: Path) -> None:
    text = TEXT.replace("**Volgende**", "verder", 1)
    assert differences(tmp_path, text) == [
        ("parity-label", line_of("**Volgende**"), "Step 2 does not name “Next”, which its source does.")
    ]


def test_a_note_that_is_gone_is_missed(tmp_path: Path) -> None:
    number = line_of("[!NOTE]")
    lines = TEXT.splitlines(keepends=True)
    text = "".join(lines[: number - 1] + lines[number + 1 :])
    ((rule, line, message),) = differences(tmp_path, text)
    assert (rule, line) == ("parity-note", line_of("# "))
    assert message.startswith("The note “NOTE” of the source")


def test_a_procedure_that_is_gone_is_missed(tmp_path: Path) -> None:
    begin = (
        TEXT.index('## <a name="set-up-your-mobile-device-to-receive')
        if "<a name" in TEXT
        else TEXT.index("## ", TEXT.index("5. "))
    )
    end = TEXT.index("\n## ", begin + 5)
    ((rule, _, message),) = differences(tmp_path, TEXT[:begin] + TEXT[end + 1 :])
    assert (rule, " is missing." in message) == ("parity-procedure", True)


def test_steps_that_changed_places_are_told(tmp_path: Path) -> None:
    one, other = "multi-factor-authentication-text-message.png", "multi-factor-authentication-text-message-test.png"
    text = TEXT.replace(one, "\0").replace(other, one).replace("\0", other)
    ((rule, _, message),) = differences(tmp_path, text)
    assert (rule, message.startswith("Out of order: ")) == ("parity-step", True)


def test_without_a_source_there_is_nothing_to_compare(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(without_line(line_of("5. Klik op")), encoding="utf-8")
    found = Linter(Settings(tmp_path)).lint(path).findings
    assert [each.rule for each in found if each.rule.startswith("parity-")] == []


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["nl-nl", "de-de", "ja-jp", "pl-pl", "tr-tr", "zh-cn", "zh-tw"])
def test_real_translations_differ_in_the_one_link_that_they_differ_in(folder: str) -> None:
    path = SHARED / folder / DUTCH.name
    if not path.is_file():
        pytest.skip("the real documents are not here")
    found = Linter(Settings(SHARED, source=SHARED / "en-us")).lint(path).findings
    told = [(each.rule, each.message) for each in found if each.rule.startswith("parity-")]
    assert told == [
        (
            "parity-link",
            f"The source links to “{PART}-sign-in.md” (line 74 there), this document “{PART}-signin.md”.",
        )
    ]


def pair(folder: Path, source: list[str], ours: list[str]) -> list[tuple[str, str]]:
    for name, lang, steps in (("en", "en", source), ("nl", "nl", ours)):
        (folder / name).mkdir()
        lines = "\n".join(f"{number}. {each}" for number, each in enumerate(steps, 1))
        text = f'---\ntitle: Bike\nlang: {lang}\n---\n# Bike\n\n## <a name="repair"></a>Repair\n\n{lines}\n'
        (folder / name / "bike.md").write_text(text, encoding="utf-8")
    linter = Linter(Settings(folder, source=folder / "en"))
    found = linter.lint(folder / "nl" / "bike.md").findings
    return [(each.rule, each.message) for each in found if each.rule.startswith("parity-")]


BIKE = [
    "Open **Repairs**.",
    "Choose the bell, the lamp or the chain in the list **What is broken**.",
    "Wait.",
    "Type when you would like to come in the box **Day and hour**.",
    "Press **Send**.",
]
FIETS = [
    "Open **Reparaties**.",
    "Kies de bel, de lamp of de ketting in de lijst **Wat is er stuk**.",
    "Wacht.",
    "Typ wanneer u graag wilt komen in het vak **Dag en uur**.",
    "Druk op **Verstuur**.",
]


@pytest.mark.parametrize("number", range(1, 6))
def test_the_step_that_is_missing_is_named_or_is_one_of_those_named(number: int, tmp_path: Path) -> None:
    ((rule, message),) = pair(tmp_path, BIKE, FIETS[: number - 1] + FIETS[number:])
    assert rule == "parity-step"
    told = message.partition("; missing here is ")[2]
    assert told.startswith(f"step {number}: ") or (told.startswith("one of the steps ") and str(number) in told)
    assert number not in {2, 3, 4} or told.startswith("step ")


def test_steps_that_are_alike_are_not_told_apart(tmp_path: Path) -> None:
    ((rule, message),) = pair(tmp_path, ["Press **A**."] * 3, ["Druk op **A**."] * 2)
    assert rule == "parity-step"
    assert message.endswith("has 2 steps, its source has 3; missing here is one of the steps 1, 2 and 3 of the source.")


def test_of_steps_too_many_the_same_is_said(tmp_path: Path) -> None:
    ((rule, message),) = pair(tmp_path, ["Press **A**."] * 2, ["Druk op **A**."] * 3)
    assert (rule, message.rpartition("; ")[2]) == ("parity-step", "one of the steps 1, 2 and 3 is not in the source.")


def test_as_many_steps_that_say_other_things_are_no_missing_ones(tmp_path: Path) -> None:
    source = ["Sign in.", "Open **A**, **B**, then **C**.", "Press **D** and **E**.", "Press **F** and **G**.", "Go."]
    ours = [
        "Open **A** en **B** en **C**.",
        "Druk op **D** en **E**.",
        "Druk op **F** en **G**.",
        "Kijk of **H**.",
        "Ga.",
    ]
    assert pair(tmp_path, source, ours) == []


def test_a_step_that_became_a_line_with_a_point_is_not_called_missing(tmp_path: Path) -> None:
    source = ["Open **A**.", "Read [the rest](rest.md)."]
    ((_, message),) = pair(tmp_path, source, ["Open **A**.\n\nDaarna:\n\n- Lees [de rest](rest.md)."])
    assert message.endswith("step 2 there is no numbered step here: “Read the rest.”.")


def test_an_address_that_the_source_only_writes_is_no_new_link(tmp_path: Path) -> None:
    source, ours = ["Go to https://voorbeeld.invalid/a."], ["Ga naar [de site](https://voorbeeld.invalid/a)."]
    assert pair(tmp_path, source, ours) == []
