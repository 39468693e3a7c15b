from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode, analyse
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from stapsgewijs.guide import Binding

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number"
DUTCH = ROOT / "guides" / "nl" / f"{NAME}.md"
MISSION = SHARED / "nl-nl" / f"{NAME}.md"

TRUTH = {
    "page": "Additional security verification",
    "option": "Authentication phone",
    "step1": "Step 1: How should we contact you",
    "sms": "Send me a code by text message",
    "method": "Method",
    "next": "Next",
    "step2": "Step 2: We've sent a text message to your phone",
    "verify": "Verify",
    "step3": "Step 3: Keep using your existing applications",
    "done": "Done",
    "call": "Call me",
    "method_call": "Method",
}


def studied(path: Path, mode: LabelMode = LabelMode.PRODUCT) -> GuideAnalysis:
    return analyse(path, labels=ROOT / "site" / "labels", pivot=ROOT / "guides" / "en" / f"{NAME}.md", mode=mode)


def changed(folder: Path, *changes: tuple[str, str]) -> GuideAnalysis:
    text = DUTCH.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "gids.md"
    path.write_text(text, encoding="utf-8")
    return studied(path)


def bound(known: GuideAnalysis) -> dict[str, str | None]:
    return {each.label.text: each.control.msgid if each.control else None for each in known.bindings}


def of(known: GuideAnalysis, text: str) -> Binding:
    return next(each for each in known.bindings if each.label.text == text)


def findings(known: GuideAnalysis) -> list[tuple[str, int]]:
    return [(each.rule, each.line) for each in known.findings]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("mode", [LabelMode.PRODUCT, LabelMode.DOCUMENTED])
def test_the_shipped_guides_are_without_findings(language: str, mode: LabelMode) -> None:
    known = studied(ROOT / "guides" / language / f"{NAME}.md", mode)
    assert len(known.bindings) == 18
    assert all(each.confidence == 1.0 for each in known.bindings)
    assert known.findings == ()


@pytest.mark.shared
@pytest.mark.parametrize("file", [f"{NAME}.md", f"{NAME}-v2.md"])
def test_eighteen_of_eighteen_labels_of_the_shared_guides(file: str) -> None:
    path = SHARED / "nl-nl" / file
    if not path.is_file():
        pytest.skip("the shared guides are not on this machine")
    with (SHARED / "labels.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    row = next(each for each in rows if (each["locale"], each["file"]) == ("nl-nl", file))
    truth = {re.findall(r"\*\*(.+?)\*\*", row[key])[0]: msgid for key, msgid in TRUTH.items()}
    known = studied(path)
    assert len(known.bindings) == 18
    assert bound(known) == truth


@pytest.mark.shared
def test_the_label_findings_of_the_missions_document_of_the_shared_guides() -> None:
    if not MISSION.is_file():
        pytest.skip("the shared guides are not on this machine")
    known = studied(MISSION)
    assert [line for _, line in findings(known)] == [29, 35, 35, 39, 46, 50, 60, 67]
    assert [line for rule, line in findings(known) if rule == "label-untranslated"] == [46, 67]
    assert {each.severity for each in known.findings} == {"warning"}
    documented = studied(MISSION, LabelMode.DOCUMENTED)
    assert findings(documented) == [("label-untranslated", 46), ("label-untranslated", 67)]
    assert documented.pages.label(documented.pages.named("Verify")) == "Vervolgens Verifiëren"


def test_labels_in_another_order_keep_their_controls(tmp_path: Path) -> None:
    known = changed(
        tmp_path,
        (
            "Kies **Mij bellen** bij **Methode** en klik op **Volgende**",
            "Klik op **Volgende**, bij **Methode**, kies **Mij bellen**",
        ),
    )
    assert bound(known) == bound(studied(DUTCH))


def test_a_button_that_moved_to_another_step_is_still_that_button(tmp_path: Path) -> None:
    known = changed(tmp_path, ("Klik op **Gereed**", "Klik op **Verifiëren**"), (" en klik op **Verifiëren**", ""))
    moved = of(known, "Verifiëren")
    assert (moved.step, moved.control.msgid if moved.control else None) == (5, "Verify")
    assert known.findings == ()


def test_a_near_label_is_a_warning_with_what_would_be_right(tmp_path: Path) -> None:
    known = changed(tmp_path, ("**Verifiëren**", "**Verifieer**"))
    assert [(each.rule, each.severity, each.text, each.suggestion) for each in known.findings] == [
        ("label-differs", "warning", "Verifieer", "Verifiëren")
    ]


@pytest.mark.parametrize("text", ["Qwxyz", "Instellingen opslaan op schijf", "Banaan"])
def test_a_label_of_nothing_is_an_error_that_names_what_stands_there(tmp_path: Path, text: str) -> None:
    known = changed(tmp_path, ("**Verifiëren**", f"**{text}**"))
    assert of(known, text).by_place
    assert [(each.rule, each.severity, each.suggestion) for each in known.findings] == [
        ("label-differs", "error", "Verifiëren")
    ]


@pytest.mark.parametrize("mark", ["_{}_", "[{}]", "“{}”", "'{}'", "`{}`", "<kbd>{}</kbd>", "«{}»"])
def test_a_name_in_other_marks_is_compared_like_one_in_bold(tmp_path: Path, mark: str) -> None:
    known = changed(tmp_path, ("**Verifiëren**", mark.format("Doorsturen")))
    assert [(each.rule, each.text, each.suggestion) for each in known.findings] == [
        ("label-differs", "Doorsturen", "Verifiëren")
    ]


@pytest.mark.parametrize(
    "said", ["klik dan op **Qwxyz** als dat er staat", "het is **Qwxyz**", "klik niet op **Qwxyz**"]
)
def test_what_no_clause_tells_to_use_is_bound_to_nothing(tmp_path: Path, said: str) -> None:
    known = changed(tmp_path, ("klik op **Verifiëren**", said))
    assert of(known, "Qwxyz").control is None
    assert [each.severity for each in known.findings if each.text == "Qwxyz"] == ["error"]


def test_procedures_are_known_by_what_they_name(tmp_path: Path) -> None:
    anchors = [f'<a name="{each.id}"></a>' for each in studied(DUTCH).guide.procedures]
    known = changed(tmp_path, *((each, "") for each in anchors if each in DUTCH.read_text(encoding="utf-8")))
    here = [(each.id, each.anchor) for each in known.guide.procedures]
    assert [id_ for id_, _ in here] == [each.id for each in studied(DUTCH).guide.procedures]
    assert [anchor for _, anchor in here] == [
        "verificatie-per-sms-bericht-instellen",
        "verificatie-per-telefoongesprek-instellen",
    ]


def test_two_procedures_that_name_the_same_are_not_one_of_the_reference(tmp_path: Path) -> None:
    text = DUTCH.read_text(encoding="utf-8")
    first, second = [f'<a name="{each.id}"></a>' for each in studied(DUTCH).guide.procedures]
    begin, middle = text.index(f"## {first}"), text.index(f"## {second}")
    once = text[begin:middle].replace(first, "")
    path = tmp_path / DUTCH.name
    path.write_text(text[:begin] + once + once.replace("Verificatie per", "Nog eens per"), encoding="utf-8")
    assert [each.anchor for each in studied(path).guide.procedures] == ["", ""]


def test_bold_that_leads_a_sentence_in_is_no_label(tmp_path: Path) -> None:
    known = changed(tmp_path, ("Klik op **Gereed**", "**Let op!** Dit duurt even. Klik op **Gereed**"))
    assert known.findings == ()
    assert {each.label.text for each in known.bindings} == {each.label.text for each in studied(DUTCH).bindings}


def test_a_label_of_two_things_is_an_error_and_never_a_guess(tmp_path: Path) -> None:
    labels = tmp_path / "labels"
    labels.mkdir()
    for name in ("nl", "en"):
        text = (ROOT / "site" / "labels" / f"{name}.po").read_text(encoding="utf-8")
        (labels / f"{name}.po").write_text(text.replace('msgstr "Ophangen"', 'msgstr "Opnemen"'), encoding="utf-8")
    path = tmp_path / "gids.md"
    path.write_text("---\nlang: nl\n---\n# Bellen\n\n1. Druk op **Opnemen**.\n", encoding="utf-8")
    known = analyse(path, labels=labels, pivot=ROOT / "guides" / "en" / f"{NAME}.md")
    assert {each.msgid for each in known.bindings[0].candidates} == {"Answer", "Hang up"}
    assert [each.rule for each in known.findings] == ["label-ambiguous"]


def test_a_procedure_that_nobody_knows_is_bound_by_text_alone(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(
        "---\nlang: nl\n---\n# Iets anders\n\n1. Klik op **Volgende**.\n2. Klik op **Vol**.\n", encoding="utf-8"
    )
    assert bound(studied(path)) == {"Volgende": "Next", "Vol": None}


def test_a_step_more_does_not_unbind_what_follows(tmp_path: Path) -> None:
    known = changed(tmp_path, ("1. Ga naar", "1. Pak uw telefoon.\n\n1. Ga naar"), ("**Verifiëren**", "**Verifieer**"))
    moved = of(known, "Verifieer")
    assert (moved.step, moved.control.msgid if moved.control else None) == (4, "Verify")


def test_a_label_left_in_english_is_told_as_that(tmp_path: Path) -> None:
    known = changed(tmp_path, ("**Gereed**", "**Done**"), ("**Volgende**", "**next**"))
    assert findings(known) == [("label-untranslated", 16), ("label-untranslated", 31)]


def test_an_unknown_kind_of_note_is_a_warning(tmp_path: Path) -> None:
    known = changed(tmp_path, ("[!NOTE]", "[!OPGELET]"))
    assert [(each.rule, each.line, each.text) for each in known.findings] == [("note-unknown", 9, "[!OPGELET]")]


def test_a_guide_without_language_and_one_in_no_language_say_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text("# A\n\n1. x\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="add a line “lang: nl-NL”"):
        studied(path)
    path.write_text("---\nlang: xx\n---\n# A\n\n1. x\n", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"no label catalogue for the language 'xx' \(there is: en, nl\)"):
        studied(path)


def test_in_a_language_without_catalogue_the_pages_wear_the_guides_words_over_english(tmp_path: Path) -> None:
    text = (ROOT / "guides" / "en" / f"{NAME}.md").read_text(encoding="utf-8")
    path = tmp_path / "gids.md"
    path.write_text(text.replace("lang: en-US", "lang: he-IL").replace("**Next**", "**הבא**"), encoding="utf-8")
    known = studied(path)
    worn = known.pages
    assert (worn.locale, worn.direction, worn.is_borrowed) == ("he-IL", "rtl", True)
    assert [worn.label(worn.named(each)) for each in ("Next", "Verify", "Sign in")] == ["הבא", "Verify", "Sign in"]
    assert [each.rule for each in known.findings] == ["no-product-strings"]


def test_what_the_pages_were_not_made_for_is_told_and_not_dropped(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text("---\nlang: nl\n---\n# Iets anders\n\n1. Klik op **Banaan**.\n", encoding="utf-8")
    assert [(each.rule, each.severity, each.text) for each in studied(path).findings] == [
        ("label-not-simulated", "note", "Banaan")
    ]
