from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import bind, read_guide
from stapsgewijs.guide.label_text import bare
from stapsgewijs.labels import Catalogue
from tests.guide.mangling import MANGLINGS, done_unmarked, other_bold, two_in_one
from tests.guide.mangling_marks import MARK_MANGLINGS, unseen_signs
from tests.guide.mangling_structure import (
    STRUCTURE_MANGLINGS,
    all_orders,
    other_words_in_one,
    step_4_without_label,
    step_split,
    steps_merged,
)
from tests.guide.test_binding import NAME, TRUTH
from tests.guide.translating import PROCEDURES, languages, make
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.guide import Binding
    from tests.guide.translating import Plan

pytestmark = pytest.mark.no_cover
"""The same lines again and again, three times as slow while each is noted."""

ROOT = Path(__file__).parents[2]
ENGLISH = Catalogue.load(ROOT / "site" / "labels", "en")
DUTCH = Catalogue.load(ROOT / "site" / "labels", "nl")
PIVOT = read_guide(ROOT / "guides" / "en" / f"{NAME}.md")
DOCUMENTS = [
    *(f"{each}/{NAME}.md" for each in ("en-us", "nl-nl", "de-de", "pl-pl", "tr-tr", "ja-jp", "zh-cn", "zh-tw")),
    f"nl-nl/{NAME}-v2.md",
]
PLACES = {
    "page": ((0, 1), (1, 1)),
    "option": ((0, 1), (1, 1)),
    "step1": ((0, 1), (1, 1)),
    "sms": ((0, 2),),
    "method": ((0, 2),),
    "next": ((0, 2), (1, 2)),
    "step2": ((0, 3),),
    "verify": ((0, 3),),
    "step3": ((0, 4), (1, 4)),
    "done": ((0, 5), (1, 5)),
    "call": ((1, 2),),
    "method_call": ((1, 2),),
}


def row_of(document: str) -> dict[str, str]:
    if not (SHARED / document).is_file():
        pytest.skip("the shared guides are not on this machine")
    with (SHARED / "labels.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return next(each for each in rows if f"{each['locale']}/{each['file']}" == document)


def label_in(cell: str) -> str:
    """Return the label of a cell of raw Markdown: what is in bold (the last of it), or else all of it."""
    bold = re.findall(r"\*\*(.+?)\*\*", cell)
    return bare(bold[-1] if bold else cell.strip())


def bound(bindings: tuple[Binding, ...], procedure: int, step: int, msgid: str) -> list[str]:
    here = [each for each in bindings if (each.procedure, each.step) == (PROCEDURES[procedure], step)]
    return [bare(each.label.text) for each in here if each.control is not None and each.control.msgid == msgid]


@pytest.mark.shared
@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("catalogue", [DUTCH, ENGLISH], ids=["dutch", "english"])
def test_every_row_of_every_role_of_the_shared_guides(document: str, catalogue: Catalogue) -> None:
    row = row_of(document)
    bindings = bind(read_guide(SHARED / document), catalogue, PIVOT, by_place=True)
    expected = {(role, place): [label_in(row[role])] for role in TRUTH for place in PLACES[role]}
    assert {(role, place): bound(bindings, *place, TRUTH[role]) for role, place in expected} == expected
    assert len(bindings) == 18
    assert min(each.confidence for each in bindings) > 0.75


def missed(manglings: list[Callable[[Plan], None]], every: int, path: Path) -> tuple[list[str], int]:
    """Return what was bound wrongly in one of so many languages, and how many labels there were."""
    wrong: list[str] = []
    count = 0
    for words in languages()[::every]:
        made = make(words, manglings, 0)
        path.write_text(made.text, encoding="utf-8")
        found = made.wrong(bind(read_guide(path), ENGLISH, PIVOT))
        wrong += [f"{words['language']}: {each.msgid} (line {each.line})" for each in found]
        count += len(made.truth)
    return wrong, count


@pytest.mark.parametrize(
    "mangling", [each for each in MANGLINGS if each not in {done_unmarked, other_bold, two_in_one}]
)
def test_every_label_in_languages_without_a_catalogue(tmp_path: Path, mangling: Callable[[Plan], None]) -> None:
    wrong, count = missed([mangling], 7, tmp_path / "guide.md")
    assert (wrong, count) == ([], 5 * 18)


@pytest.mark.parametrize("mangling", [other_bold, two_in_one])
def test_nearly_every_label_where_much_is_in_doubt(tmp_path: Path, mangling: Callable[[Plan], None]) -> None:
    wrong, count = missed([mangling], 7, tmp_path / "guide.md")
    assert len(wrong) <= 0.05 * count, wrong


DAMAGE = [each for each in (*MARK_MANGLINGS, *STRUCTURE_MANGLINGS) if each is not other_words_in_one]


@pytest.mark.parametrize("number", range(len(DAMAGE)), ids=[each.__name__ for each in DAMAGE])
def test_marks_and_structure_do_not_hide_a_label(tmp_path: Path, number: int) -> None:
    """Each kind of damage in three languages, others for each kind, so that all have a turn."""
    spoken, path = languages(), tmp_path / "guide.md"
    for seed in range(3):
        words = spoken[(3 * number + 11 * seed) % len(spoken)]
        made = make(words, [DAMAGE[number]], seed)
        path.write_text(made.text, encoding="utf-8", newline="")
        bindings = bind(read_guide(path), ENGLISH, PIVOT)
        assert (words["language"], made.wrong(bindings)) == (words["language"], [])
        sure = [each for each in made.untrue(bindings) if each.confidence >= 0.8]
        assert sure == []


@pytest.mark.parametrize("seed", range(4))
def test_much_damage_at_once_leaves_nearly_every_label_bound_and_no_sure_mistake(tmp_path: Path, seed: int) -> None:
    kinds = [all_orders, steps_merged if seed % 2 else step_split, unseen_signs, other_words_in_one]
    path, wrong, count = tmp_path / "guide.md", 0, 0
    for words in languages()[seed::8]:
        made = make(words, kinds[: 3 + seed // 2], seed)
        path.write_text(made.text, encoding="utf-8", newline="")
        bindings = bind(read_guide(path), ENGLISH, PIVOT)
        wrong, count = wrong + len(made.wrong(bindings)), count + len(made.truth)
        assert [each for each in made.untrue(bindings) if each.confidence >= 0.95] == []
    assert wrong <= 0.02 * count


def test_what_is_not_named_at_all_is_never_guessed_with_confidence(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    for words in languages()[::6]:
        made = make(words, [step_4_without_label], 0)
        path.write_text(made.text, encoding="utf-8")
        untrue = made.untrue(bind(read_guide(path), ENGLISH, PIVOT))
        assert max([each.confidence for each in untrue], default=0.0) <= 0.5


def test_a_label_with_more_words_than_a_control_is_not_that_control(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    names = (
        "Call my emergency phone now",
        "Second alternate authentication phone",
        "Step 5: Keep using your existing applications",
    )
    steps = "".join(f"1. Select **{each}**.\n" for each in (*names, "App passwords", "Next"))
    path.write_text(f"---\nlang: en\n---\n# Other\n\n## Other\n\n{steps}", encoding="utf-8")
    bindings = bind(read_guide(path), ENGLISH, PIVOT)
    found = {each.label.text: each.control and each.control.msgid for each in bindings}
    assert found == {**dict.fromkeys((*names, "App passwords")), "Next": "Next"}
    (either,) = [each.candidates for each in bindings if each.label.text == "App passwords"]
    assert {each.role for each in either} == {"page", "link"}, "nothing says which of the two it is"


def test_a_step_that_another_how_to_shares_is_bound_by_its_picture_and_the_rest_told(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text(
        "---\nlang: nl\n---\n# Kantoor\n\n## Kantoortelefoon\n\n"
        "1. Kies **Banaan** bij **Stap 3: Bestaande toepassingen blijven gebruiken**.\n\n"
        "    ![x](media/multi-factor-authentication-app-passwords.png)\n\n"
        "1. Klaar.\n\n    ![x](media/one.png)\n    ![x](media/other.png)\n",
        encoding="utf-8",
    )
    found = {
        each.label.text: (each.control and each.control.msgid, each.simulated)
        for each in bind(read_guide(path), DUTCH, PIVOT)
    }
    assert found["Stap 3: Bestaande toepassingen blijven gebruiken"] == (TRUTH["step3"], False)
    assert found["Banaan"] == (None, False)


def test_what_cannot_be_told_apart_has_little_confidence(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    text = (ROOT / "guides" / "en" / f"{NAME}.md").read_text(encoding="utf-8").replace("en-US", "cs-CZ")
    same = {"Send me a code by text message": "Abcdef", "Call me": "Abcdef", "Method": "Ghijkl", "Next": "Mnopqr"}
    for english, other in same.items():
        text = text.replace(f"**{english}** at", f"**{other}** at").replace(f"**{english}**", f"**{other}**")
    path.write_text(text, encoding="utf-8")
    bindings = bind(read_guide(path), ENGLISH, PIVOT)
    doubtful = {each.label.text for each in bindings if each.confidence < 0.9}
    assert "Abcdef" in doubtful
    assert "Mnopqr" not in doubtful
