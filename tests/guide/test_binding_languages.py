from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulator.guide import bind, read_guide
from simulator.guide.similarity import bare
from simulator.labels import Catalogue
from tests.guide.mangling import MANGLINGS, done_unmarked, other_bold, two_in_one
from tests.guide.test_binding import NAME, TRUTH
from tests.guide.translating import PROCEDURES, languages, make

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.guide import Binding
    from tests.guide.translating import Plan

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "guides"
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
    wrong, count = missed([mangling], 4, tmp_path / "guide.md")
    assert (wrong, count) == ([], 9 * 18)


@pytest.mark.parametrize("mangling", [other_bold, two_in_one])
def test_nearly_every_label_where_much_is_in_doubt(tmp_path: Path, mangling: Callable[[Plan], None]) -> None:
    wrong, count = missed([mangling], 4, tmp_path / "guide.md")
    assert len(wrong) <= 0.05 * count, wrong


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


FAMILY = sorted(SHARED.glob("*/*.md"))


@pytest.mark.skipif(not FAMILY, reason="the shared guides are not on this machine")
@pytest.mark.parametrize("path", [each for each in FAMILY if NAME not in each.name], ids=lambda each: each.stem[-20:])
def test_the_other_shared_documents_are_bound_as_far_as_their_controls_exist(path: Path) -> None:
    guide = read_guide(path)
    bindings = bind(guide, DUTCH if guide.locale == "nl" else ENGLISH, PIVOT)
    bold = sum(len(step.labels) for procedure in guide.procedures for step in procedure.steps)
    assert sum(each.label.marking in {"bold", "broken"} for each in bindings) == bold, "none is dropped"
    assert {each.simulated for each in bindings if each.control is None} <= {False}
    names = {each.control.msgid: each.label.text for each in bindings if each.confidence == 1.0 and each.control}
    assert all(guide.locale == "nl" or msgid.casefold() == text.casefold() for msgid, text in names.items())
