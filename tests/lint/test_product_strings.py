"""Labels of guides and translations against the strings of a product."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.lint_session import Options, lint_session
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import find_settings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = '[labels]\nfiles = ["locales/{language}.json"]\n'
EN = {
    "wizard": {"next": "Next", "name": "Name:", "hello": "Hello {{name}}", "sign": "Sign in", "send": "Send code"},
    "menu": {"open": "Open"},
    "state": {"open": "Open", "beta": "Beta", "gone": "Retired"},
}
NL = {
    "wizard": {
        "next": "Volgende",
        "name": "Naam:",
        "hello": "Hallo {{name}}",
        "sign": "Aanmelden",
        "send": "Code sturen",
    },
    "menu": {"open": "Openen"},
    "state": {"open": "Geopend", "beta": "Beta"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "locales").mkdir()
    for name, texts in {"en": EN, "nl": NL}.items():
        (tmp_path / "locales" / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "stapsgewijs.toml").write_text(SETTINGS)
    return tmp_path


def guide(folder: Path, language: str, *steps: str, name: str = "guide.md", more: str = "") -> Path:
    path = folder / "docs" / language / name
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "\n".join(f"{number}. {each}" for number, each in enumerate(steps, 1))
    path.write_text(
        f"---\ntitle: T\nlang: {language}\n---\n# T\n\n## Steps {{#steps}}\n\n{listed}\n{more}", encoding="utf-8"
    )
    return path


def told(folder: Path, path: Path) -> list[tuple[int, str, str]]:
    findings = Linter(find_settings(folder)).lint(path).findings
    return [(each.line - 8, each.rule, each.message) for each in findings if each.rule.startswith("label-")]


def test_a_source_guide(project: Path) -> None:
    path = guide(
        project,
        "en",
        "Select **Next**, type your **Name** and see **Hello Anna**.",
        "Select **next**.",
        "Select **Nexxt**.",
        "Select **Banana bread**.",
        "Select **Sign** in.",
        "Select **Send code button**.",
        "See **Hello {{name}}**, and not **Hello {name}**.",
    )
    assert told(project, path) == [
        (2, "label-case", "“next” differs from the product in capitals: “Next” (locales/en.json: wizard.next)."),
        (
            3,
            "label-unbound",
            "Nothing in the product is called “Nexxt”; nearest: “Next” (locales/en.json: wizard.next).",
        ),
        (4, "label-unknown", "Nothing in the product is called “Banana bread”, or anything like it."),
        (5, "label-split", "Only “Sign” is bold of the label “Sign in” (locales/en.json: wizard.sign)."),
        (
            6,
            "label-unbound",
            "Nothing in the product is called “Send code button”; nearest: “Send code” (locales/en.json: wizard.send).",
        ),
        (7, "label-unknown", "Nothing in the product is called “Hello {name}”, or anything like it."),
    ]


def test_a_translation_beside_its_source(project: Path) -> None:
    guide(
        project,
        "en",
        "Select **Next** after **Sign in**.",
        "Select **Next**.",
        "Select **Sign in**.",
        "Select **Open**.",
        "Select **Open**.",
        "Select **Retired**.",
        "Select **Beta**.",
        "See **Hello Anna**.",
    )
    path = guide(
        project,
        "nl",
        "Kies na **Aanmelden** de knop **Volgende**.",
        "Kies **Bananenbrood**.",
        "Kies **Sign in**.",
        "Kies **Geopend**.",
        "Kies **Dicht**.",
        "Kies **Met pensioen**.",
        "Kies **Beta**.",
        "Zie **Dag Anna**.",
    )
    assert told(project, path) == [
        (
            2,
            "label-differs",
            "The guide says “Bananenbrood”, the product says “Volgende” (locales/nl.json: wizard.next).",
        ),
        (
            3,
            "label-untranslated",
            "The label “Sign in” was left in English; the product says “Aanmelden” (locales/nl.json: wizard.sign).",
        ),
        (
            5,
            "label-ambiguous",
            (
                "“Open” of the source is more than one string of the product, and “Dicht” is none of them: "
                "“Openen” (locales/nl.json: menu.open), “Geopend” (locales/nl.json: state.open)."
            ),
        ),
        (
            6,
            "label-no-translation",
            (
                "The product has no Dutch string for “Retired” (locales/nl.json: state.gone), "
                "so “Met pensioen” was not checked."
            ),
        ),
        (
            8,
            "label-differs",
            "The guide says “Dag Anna”, the product says “Hallo Anna” (locales/nl.json: wizard.hello).",
        ),
    ]


def test_a_translation_without_its_source(project: Path) -> None:
    path = guide(
        project,
        "nl",
        "Kies **Volgende**.",
        "Kies **Sign in**.",
        "Kies **Open**.",
        "Kies **Volgend**.",
        "Kies **Iets anders**.",
    )
    assert [(line, rule) for line, rule, _ in told(project, path)] == [
        (2, "label-untranslated"),
        (3, "label-untranslated"),
        (4, "label-unbound"),
        (5, "label-unknown"),
    ]


def test_a_missing_step_does_not_shift_the_others(project: Path) -> None:
    guide(project, "en", "Type your **Name**.", "Select **Sign in**.", "Select **Next**.", "Select **Send code**.")
    path = guide(project, "nl", "Kies **Aanmelden**.", "Kies **Volgende**.", "Kies **Code sturen**.")
    assert told(project, path) == []


def test_a_named_source_goes_before_the_one_of_the_same_name(project: Path) -> None:
    guide(project, "en", "Select **Next**.")
    other = guide(project, "en", "Select **Sign in**.", name="other.md")
    path = guide(project, "nl", "Kies **Volgende**.")
    assert told(project, path) == []
    (project / "stapsgewijs.toml").write_text(f'{SETTINGS}[lint]\nsource = "{other.relative_to(project)}"\n')
    assert [rule for _, rule, _ in told(project, path)] == ["label-differs"]


def test_a_language_without_strings_is_said_once(project: Path) -> None:
    path = guide(project, "de", "Wähle **Weiter** und **Zurück**.", "Wähle **Ende**.")
    message = "No product strings for German: 3 labels were not checked; add locales/de.json."
    assert told(project, path) == [(-7, "label-not-checked", message)]


def test_a_document_without_a_language_is_not_checked(project: Path) -> None:
    path = project / "guide.md"
    path.write_text("# T\n\n1. Select **Next**.\n")
    (finding,) = (each for each in Linter(find_settings(project)).lint(path).findings if each.rule.startswith("label-"))
    assert (
        finding.message == "The document names no language, so 1 label was not checked against the product's strings."
    )


def test_a_document_without_a_language_is_in_that_of_its_text(project: Path) -> None:
    path = project / "guide.md"
    words = "This is what you do when you have the code that we sent to you, and it is not for the others."
    path.write_text(f"# T\n\n{words}\n\n1. Select **Next**.\n2. Select **Volgende**.\n")
    found = [each for each in Linter(find_settings(project)).lint(path).findings if each.rule.startswith("label-")]
    assert [(each.line, each.rule) for each in found] == [(6, "label-unknown")]


def test_what_may_be_no_label_is_told_only_where_it_is_certain(project: Path) -> None:
    more = "\n> [!NOTE]\n> **Tip:** wacht op **Sign in** of op **iets anders**.\n"
    more += "\n| **Next** | **Volgende** |\n|---|---|\n| a | b |\n"
    path = guide(project, "nl", "Kies **Volgende** (“Onzin”, “Send code”).", more=more)
    assert [(line, rule) for line, rule, _ in told(project, path)] == [
        (1, "label-untranslated"),
        (4, "label-untranslated"),
        (6, "label-untranslated"),
    ]


def test_quotes_are_labels_where_nothing_is_bold(project: Path) -> None:
    path = guide(
        project, "nl", "Kies “Volgende”.", "Kies “Volgend”.", "Typ `locales/nl` of “iets anders”.", "Kies `Sign in`."
    )
    assert [(line, rule) for line, rule, _ in told(project, path)] == [(2, "label-unbound"), (4, "label-untranslated")]


def test_the_mend_is_the_string_of_the_product(project: Path) -> None:
    guide(project, "en", "Select **Next**.", "Type your **Name**.", "See **Hello Anna**.", "Choose **Retired**.")
    path = guide(project, "nl", "Kies **volgende**.", "Typ uw **Name**.", "Zie **Hello Anna**.", "Kies **Weg**.")
    said: list[str] = []
    lint_session(Options(paths=(path,), fix=True, config=project / "stapsgewijs.toml"), said.append)
    text = path.read_text(encoding="utf-8")
    assert "Kies **Volgende**." in text
    assert "Typ uw **Naam**." in text
    assert "Zie **Hallo Anna**." in text
    assert "Kies **Weg**." in text


def test_an_ellipsis_that_is_left_out_does_not_hide_what_differs(project: Path) -> None:
    for name, text in {"en": "Delete account…", "nl": "Account verwijderen…"}.items():
        (project / "locales" / f"{name}.json").write_text(json.dumps({"a": text}), encoding="utf-8")
    path = guide(
        project,
        "nl",
        "Kies **Account verwijderen**.",
        "Kies **Account Verwijderen**.",
        "Kies **Account: verwijderen**.",
    )
    assert [(line, rule) for line, rule, _ in told(project, path)] == [(2, "label-case"), (3, "label-punctuation")]


def test_a_wrong_letter_is_no_value_of_a_placeholder(project: Path) -> None:
    texts = {"a": "{{name}} settings", "b": "Account settings", "c": "Page {{n}}", "d": "Page one"}
    (project / "locales" / "en.json").write_text(json.dumps(texts), encoding="utf-8")
    path = guide(
        project, "en", "Open **Acount settings**.", "Open **Team settings**.", "See **Page 2**.", "See **Page 1**."
    )
    assert [(line, rule) for line, rule, _ in told(project, path)] == [(1, "label-unbound")]


def test_suppression_and_severity_hold(project: Path) -> None:
    path = guide(project, "nl", "Kies **Sign in**. <!-- stapsgewijs: ignore label-untranslated -- meant -->")
    assert told(project, path) == []
    (project / "stapsgewijs.toml").write_text(f'{SETTINGS}[lint]\nseverity = {{ label-untranslated = "note" }}\n')


@pytest.mark.parametrize("workers", [1, 2])
def test_a_damaged_file_is_one_error_with_its_line(project: Path, workers: int) -> None:
    (project / "locales" / "nl.json").write_text('{\n"a": }')
    paths = tuple(guide(project, "nl", "Kies **Volgende**.", name=f"{number}.md") for number in range(3))
    options = Options(paths=paths, workers=workers, config=project / "stapsgewijs.toml")
    with pytest.raises(StapsgewijsError, match=r"^locales/nl\.json:2:6: not JSON"):
        lint_session(options, print)


def test_a_pattern_without_files_is_an_error(project: Path) -> None:
    (project / "stapsgewijs.toml").write_text('[labels]\nfiles = ["lang/{language}.json"]\n')
    with pytest.raises(StapsgewijsError, match="names no file"):
        told(project, guide(project, "nl", "Kies **Volgende**."))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("docs/nl/a.md", "docs/en/a.md"),
        ("docs/nl-NL/a.md", "docs/en-US/a.md"),
        ("docs/nl/a.md", "docs/a.md"),
        ("docs/a.nl.md", "docs/a.md"),
        ("docs/a_nl.md", "docs/a_en.md"),
        ("i18n/nl/docusaurus-plugin-content-docs/current/x/a.md", "docs/x/a.md"),
    ],
)
def test_the_source_of_the_same_name(project: Path, ours: str, theirs: str) -> None:
    text = "---\ntitle: T\nlang: {}\n---\n# T\n\n1. Kies **{}**.\n"
    for name, content in {theirs: text.format("en", "Next"), ours: text.format("nl", "Openen")}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(content, encoding="utf-8")
    findings = Linter(find_settings(project)).lint(project / ours).findings
    assert [each.rule for each in findings if each.rule.startswith("label-")] == ["label-differs"]


@pytest.mark.parametrize(
    ("language", "step", "expected"),
    [
        ("en", "This is a **major** change.", "note"),
        ("en", "This is **really important stuff** here.", "note"),
        ("en", "Click **major**.", "error"),
        ("en", "Then click on the button **major**.", "error"),
        ("en", "This is a **Major** change.", "error"),
        ("nl", "Dit is een **hoofdzaak** van de site.", "note"),
        ("nl", "Klik op de knop **hoofdzaak**.", "error"),
        ("nl", "Klik op **Volgende**, een **hoofdzaak**.", "note"),
        ("nl", "Dit is een **volgend** scherm.", "error"),  # a string is near
        ("nl", "Dit is **バナナ** hier.", "error"),
    ],
)
def test_bold_that_may_be_stressed_is_a_note_at_most(project: Path, language: str, step: str, expected: str) -> None:
    findings = Linter(find_settings(project)).lint(guide(project, language, step)).findings
    assert [each.severity.value for each in findings if each.rule in {"label-unknown", "label-unbound"}] == [expected]


def test_what_leads_a_sentence_in_is_no_label(project: Path) -> None:
    path = guide(project, "nl", "Kies **Volgende**.", "**Tip**: wacht. **Let op:** er gebeurt **niet** veel.")
    linted = Linter(find_settings(project)).lint(path)
    assert [each.rule for each in linted.findings if each.rule.startswith("label-")] == []
    assert linted.read is not None
    assert (linted.read.labels, linted.read.right, linted.read.not_checked) == (1, 1, 0)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "6 labels, 0 pictures; labels: 2 right, 3 wrong, 1 not checked (product strings)"),
        ("nl", "6 labels, 0 pictures; labels: 2 right, 2 wrong, 2 not checked (product strings)"),
        ("de", "6 labels, 0 pictures; labels: 0 right, 0 wrong, 6 not checked (held against nothing)"),
    ],
)
def test_the_outcomes_of_labels_are_counted(project: Path, language: str, expected: str) -> None:
    steps = {
        "en": ("**Next**", "**Hello Anna**", "**next**", "**Bananas**", "**Sign inn**"),
        "nl": ("**Volgende**", "**Hallo Anna**", "**Next**", "**Bananen**", "**Retired**"),
    }
    path = guide(project, language, *steps.get(language, steps["nl"]), "een **woordje** hier")
    read = Linter(find_settings(project)).lint(path).read
    assert str(read).partition("steps, ")[2] == expected
    assert read is not None
    assert read.right + read.wrong + read.not_checked == read.labels


def test_a_label_that_is_ignored_is_still_wrong(project: Path) -> None:
    path = guide(project, "en", "Click **Nexxt**. <!-- stapsgewijs: ignore label-unbound -- to come -->")
    linted = Linter(find_settings(project)).lint(path)
    assert linted.read is not None
    assert (linted.suppressed, linted.read.wrong) == (1, 1)
