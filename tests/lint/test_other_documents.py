"""One thing by two names in two documents of a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stapsgewijs.cli.lint_session import Options, lint_session
from stapsgewijs.lint.runner import files_of, run
from stapsgewijs.lint.settings import Settings, find_settings
from stapsgewijs.project import default_project

GUIDE = default_project().guide.read_text(encoding="utf-8")
RULE = "label-inconsistent"


def told(settings: Settings, workers: int = 1) -> list[tuple[str, str, str]]:
    findings = run(files_of([settings.root / "docs"], settings), settings, workers=workers).findings
    return [(f"{each.path}:{each.line}", each.message, each.suggestion) for each in findings if each.rule == RULE]


def guide(path: Path, language: str, *steps: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "\n".join(f"{number}. {each}" for number, each in enumerate(steps, 1))
    path.write_text(f"---\ntitle: T\nlang: {language}\n---\n# T\n\n## S {{#s}}\n\n{listed}\n", encoding="utf-8")
    return path


@pytest.fixture
def product(tmp_path: Path) -> Path:
    strings = {"go": "Next", "save": "Save changes", "a": "Open", "b": "Open", "hello": "Hello {{name}}"}
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.json").write_text(json.dumps(strings), encoding="utf-8")
    (tmp_path / "locales" / "nl.json").write_text(json.dumps({"go": "Volgende"}), encoding="utf-8")
    (tmp_path / "stapsgewijs.toml").write_text('[labels]\nfiles = ["locales/{language}.json"]\n')
    return tmp_path


@pytest.mark.parametrize("workers", [1, 3])
def test_a_control_of_a_language_without_a_catalogue(tmp_path: Path, workers: int) -> None:
    german = GUIDE.replace("lang: nl-NL", "lang: de-DE")
    other = german.replace("**Volgende**", "**Weiterlesen**")
    french = other.replace("de-DE", "fr-FR")
    for name, text in {"a": german, "b": other, "c": french, "d": other, "e": german}.items():
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    lines = [at for at, line in enumerate(other.splitlines(), 1) if "**Weiterlesen**" in line]
    message = f"The guide says “Weiterlesen”; docs/a.md:{lines[0]} says “Volgende” of the same thing."
    assert told(Settings(tmp_path), workers) == [
        (f"docs/{name}.md:{line}", message, "**Volgende**") for name in "bd" for line in lines
    ]


def test_languages_of_two_regions_may_differ(product: Path) -> None:
    for name, language, label in [("a", "pt-BR", "Salvar"), ("b", "pt-PT", "Guardar"), ("c", "pt", "Gravar")]:
        guide(product / "docs" / "en" / f"{name}.md", "en", "Click **Save changes**.")
        guide(product / "docs" / "pt" / f"{name}.md", language, f"Clique em **{label}**.")
    message = "The guide says “Gravar”; docs/pt/a.md:9 says “Salvar” of the same thing."
    assert told(find_settings(product)) == [("docs/pt/c.md:9", message, "**Salvar**")]


@pytest.mark.parametrize(("language", "one", "other"), [("de", "Sichern", "Speichern"), ("nl", "Opslaan", "Bewaren")])
def test_a_key_of_the_product_that_has_no_string(product: Path, language: str, one: str, other: str) -> None:
    for name, label in {"a": one, "b": other, "c": one}.items():
        guide(product / "docs" / "en" / f"{name}.md", "en", "Click **Save changes**.")
        guide(product / "docs" / language / f"{name}.md", language, f"Klick **{label}**.")
    message = f"The guide says “{other}”; docs/{language}/a.md:9 says “{one}” of the same thing."
    assert told(find_settings(product)) == [(f"docs/{language}/b.md:9", message, f"**{one}**")]


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("Click **Open**.", "Klick **Auf**.", "Klick **Offen**."),  # the product has two strings of this text
        ("See **Hello Anna**.", "Siehe **Hallo Anna**.", "Siehe **Hallo Bea**."),
        ("Click **Next** after **Save changes**.", "Klick **Vor**, dann **Weg**.", "Klick **Weg**, dann **Vor**."),
        ("Click **Next**.", "Klick **Weiter**.", "Klick **Weiter**"),
    ],
)
def test_what_may_be_another_thing_is_not_told(product: Path, source: str, one: str, other: str) -> None:
    for name, step in {"a": one, "b": other}.items():
        guide(product / "docs" / "en" / f"{name}.md", "en", source)
        guide(product / "docs" / "de" / f"{name}.md", "de", step)
    assert told(find_settings(product)) == []


def test_a_label_of_the_source_guide(tmp_path: Path) -> None:
    for name, label in {"a": "Sichern", "b": "Speichern"}.items():
        guide(tmp_path / "en" / f"{name}.md", "en", "Click **Save changes**.")
        guide(tmp_path / "docs" / f"{name}.md", "de", f"Klick **{label}**.")
    settings = replace(Settings(tmp_path), source=tmp_path / "en")
    message = "The guide says “Speichern”; docs/a.md:9 says “Sichern” of the same thing."
    assert told(settings) == [("docs/b.md:9", message, "**Sichern**")]
    assert told(Settings(tmp_path)) == []
    assert told(replace(settings, disable=frozenset({RULE}))) == []


def test_a_comment_ignores_it_and_is_used(product: Path) -> None:
    ignored = f"<!-- stapsgewijs: ignore {RULE} -- another page -->"
    for name, step in {"a": "Klick **Sichern**.", "b": f"Klick **Speichern**. {ignored}"}.items():
        guide(product / "docs" / "en" / f"{name}.md", "en", "Click **Save changes**.")
        guide(product / "docs" / "de" / f"{name}.md", "de", step)
    settings = find_settings(product)
    result = run(files_of([product / "docs"], settings), settings)
    assert not {RULE, "suppression-unused"} & {each.rule for each in result.findings}
    assert result.suppressed == 1


def test_watch_compares_what_was_saved_with_all_others(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(product)
    for name in "ab":
        guide(product / "docs" / "en" / f"{name}.md", "en", "Click **Save changes**.")
        guide(product / "docs" / "de" / f"{name}.md", "de", "Klick **Sichern**.")
    first, second = product / "docs" / "de" / "a.md", product / "docs" / "de" / "b.md"
    turns = [
        lambda: guide(first, "de", "Klick **Speichern**."),
        lambda: guide(second, "de", "Klick **Speichern**."),
        lambda: (first.unlink(), guide(second, "de", "Klick **Abspeichern**.")),
    ]
    said: list[str] = []

    def wait() -> bool:
        if turns:
            turns.pop(0)()
            return True
        return False

    lint_session(Options(paths=(Path("docs/de"),), watch=True, every=True), said.append, wait)
    assert [each.partition(RULE + ": ")[2].partition("\n")[0] for each in said if each] == [
        "",
        "The guide says “Speichern”; docs/de/b.md:9 says “Sichern” of the same thing.",
        "",
        "",
    ]


def test_labels_of_a_product_without_strings_are_not_held_against_ours(tmp_path: Path) -> None:
    wrong = GUIDE.replace("**Volgende**", "**volgende**")
    assert wrong != GUIDE
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(wrong, encoding="utf-8")
    settings = tmp_path / "stapsgewijs.toml"

    def labels() -> tuple[list[str], int, int, int]:
        found = run([tmp_path / "docs" / "a.md"], find_settings(tmp_path))
        (read,) = found.read
        rules = sorted({each.rule for each in found.findings if each.rule.startswith("label-")})
        return rules, read.right, read.wrong, read.not_checked

    settings.write_text("", encoding="utf-8")
    assert labels() == (["label-case"], 16, 2, 0)
    settings.write_text('[target]\nbase-url = "http://127.0.0.1:8000"\n', encoding="utf-8")
    assert labels() == ([], 0, 0, 18)
