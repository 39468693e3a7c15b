from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import read_guide
from stapsgewijs.guide.analysis import analyse
from stapsgewijs.project import default_project
from tests.guide.family_labels import TABLE, Tally, judge, measure, measure_pseudo, rows_of
from tests.guide.pseudo_language import in_pseudo_language
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = default_project()
FAMILY = sorted(SHARED.glob("*/multi-*.md"))


@pytest.mark.shared
@pytest.mark.skipif(not TABLE.is_file(), reason="the shared table of labels is not on this machine")
def test_nearly_all_labels_of_the_family_are_bound_rightly_and_none_wrongly() -> None:
    tally = measure(rows_of(TABLE), SHARED, PROJECT)
    assert tally.counts["all"].total() == 237
    for key in ("language en-us", "language nl-nl"):
        assert tally.share("right", key) >= 0.98, tally.missed
        assert tally.share("wrong", key) <= 0.005, tally.missed


@pytest.mark.shared
@pytest.mark.skipif(not TABLE.is_file(), reason="the shared table of labels is not on this machine")
@pytest.mark.parametrize(("swap", "right", "wrong"), [(0.0, 0.98, 0.01), (0.5, 0.95, 0.04)])
def test_structure_alone_tells_nearly_all_labels(swap: float, right: float, wrong: float) -> None:
    """In a language of which no word is known, and with labels that changed places."""
    tally = measure_pseudo(rows_of(TABLE), SHARED, PROJECT, swap=swap)
    assert tally.share("right") >= right, tally.missed
    assert tally.share("wrong") <= wrong, tally.missed


VERSIONS = {
    "en-us": {"end-user-manage-settings": "2019-08", "end-user-app-passwords": "2018-07", "end-user-signin": "2017-04"},
    "nl-nl": {"end-user-manage-settings": "2020-02", "end-user-app-passwords": "2020-05", "end-user-signin": "2017-04"},
}


@pytest.mark.shared
@pytest.mark.skipif(not FAMILY, reason="the shared guides are not on this machine")
@pytest.mark.parametrize("path", FAMILY, ids=lambda each: f"{each.parent.name} {each.stem[28:]}")
def test_the_reference_is_that_of_the_document_and_its_version(path: Path) -> None:
    found = analyse(path, labels=PROJECT.site / "labels", pivot=PROJECT.reference_of(path)).pivot
    assert found is not None
    assert found.path.stem == path.stem.removesuffix("-v2")
    name = path.stem.removeprefix("multi-factor-authentication-")
    assert found.version == VERSIONS.get(path.parent.name, {}).get(name, found.version)


@pytest.mark.shared
@pytest.mark.skipif(not FAMILY, reason="the shared guides are not on this machine")
@pytest.mark.parametrize(
    "left_out", [r"!\[[^\]]*\]\([^)]*\)", r"<a name=\"[^\"]*\"></a>.*"], ids=["pictures", "anchors"]
)
def test_the_reference_is_found_without_pictures_or_anchors_and_by_another_name(tmp_path: Path, left_out: str) -> None:
    for path in FAMILY:
        other = tmp_path / f"{path.parent.name}.md"
        other.write_text(re.sub(left_out, "", path.read_text(encoding="utf-8-sig")), encoding="utf-8")
        if path.parent.name not in {"zh-cn", "zh-tw"}:  # they have no bold
            assert PROJECT.reference_of(other).stem == path.stem.removesuffix("-v2"), path


@pytest.mark.shared
@pytest.mark.skipif(not FAMILY, reason="the shared guides are not on this machine")
@pytest.mark.parametrize("path", FAMILY, ids=lambda each: f"{each.parent.name} {each.stem[28:]}")
def test_no_label_in_bold_is_dropped(path: Path) -> None:
    bindings = analyse(path, labels=PROJECT.site / "labels", pivot=PROJECT.reference_of(path)).bindings
    bound = {(each.label.line, each.label.column) for each in bindings}
    steps = [step for procedure in read_guide(path).procedures for step in procedure.steps]
    dropped = [label for step in steps for label in step.labels if (label.line, label.column) not in bound]
    assert len(dropped) <= sum(len(each.label.text.split()) > 1 for each in bindings)


def test_rows_are_right_wrong_or_not_bound(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text("---\nlang: nl\n---\n# A\n\n1. Klik op **Volgende** of **Zus** bij **Gereed**.\n", encoding="utf-8")
    found = analyse(path, labels=PROJECT.site / "labels", pivot=PROJECT.references[0])
    raw = {"**Volgende**": ("Next", "button"), "**Zus**": ("Save", "button"), "Klik": ("Save", "button")}
    rows = [
        {"locale": "nl", "file": "gids.md", "line": "6", "step": "1", "raw": each, "control": control, "role": role}
        for each, (control, role) in {**raw, "**Gereed**": ("-", "none")}.items()
    ]
    tally = Tally()
    judge(rows, path.read_text(encoding="utf-8").split("\n"), found.bindings, tally)
    assert dict(tally.counts["all"]) == {"right": 1, "not bound": 2, "wrong": 1}
    assert [each.split(":")[0] for each in tally.missed] == ["not bound", "not bound", "wrong"]


def test_a_pseudo_language_keeps_all_but_the_words() -> None:
    text = '---\nms.contentlocale: nl-NL\n---\n# <a name="a"></a>Kop 1\n\n1. Kies **Een** bij **Twee**. ![x](a/b.png)\n'
    rows = [{"line": "6", "raw": raw, "control": raw} for raw in ("**Een**", "**Twee**")]
    made, truth = in_pseudo_language(text, rows, 0, swap=1.0)
    heading, step = made.split("\n")[4], made.split("\n")[6]
    assert re.fullmatch(r'# <a name="a"></a>[A-Z]\w* 1', heading)
    assert re.fullmatch(r"1\. \w+ \*\*\w+\*\* \w+ \*\*\w+\*\*\. !\[\w+\]\(a/b\.png\)", step)
    assert [each["control"] for each in truth] == ["**Twee**", "**Een**"]
    assert step.index(truth[0]["raw"]) < step.index(truth[1]["raw"])
    assert {each["line"] for each in truth} == {"7"}
    assert not {"Kies", "Een", "Twee"} & set(re.findall(r"\w+", made))
