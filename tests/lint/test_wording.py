"""What the linter says, in other languages than English."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs import lint as room
from stapsgewijs.cli.main import run
from stapsgewijs.labels import Catalogue
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = default_project().site / "labels" / "report"
DUTCH = """\
---
title: Fiets huren
lang: nl-NL
---

# Fiets huren

1. Klik op **Huren**nu.
3. Zie [de regels](regels.md).
"""
ENGLISH_DOCUMENT = DUTCH.replace("nl-NL", "en").replace("Fiets huren", "Hire a bicycle").replace("Klik op", "Click")


def _texts(node: ast.expr | None) -> Iterator[str]:
    """Give the texts that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def _templates() -> Iterator[str]:
    """Give what the code of the linter makes messages of: what is given to `Message`, and what is said later."""
    for file in Path(str(room.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Message", "Message.of"}:
                yield from _texts(node.args[0])
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"told", "said"}:
                yield from _texts(node.value)


@pytest.mark.parametrize("locale", ["en", "nl"])
def test_every_sentence_of_the_linter_is_in_the_catalogue(locale: str) -> None:
    words = Catalogue.load(WORDS, locale).wording
    templates = {*_templates(), *(each.summary for each in LINT_RULES.values())}
    assert len(templates) > 150
    assert not {each for each in templates if each not in words}


def _linted(capfd: pytest.CaptureFixture[str], *options: str) -> dict[str, str]:
    run(["lint", ".", "--format", "json", *options])
    found = json.loads(capfd.readouterr().out)["findings"]
    return {f"{each['file']} {each['rule']}": each["message"] for each in found}


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nl.md").write_text(DUTCH, encoding="utf-8")
    (tmp_path / "en.md").write_text(ENGLISH_DOCUMENT, encoding="utf-8")
    return tmp_path


def test_each_finding_is_said_in_the_language_of_its_document_where_that_is_asked(
    docs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    english = _linted(capfd)
    assert english["nl.md space-after-bold"] == "No space between “Huren” and “nu”."
    said = _linted(capfd, "--language", "document")
    assert said.keys() == english.keys()
    assert said["nl.md space-after-bold"] == "Er staat geen spatie tussen “Huren” en “nu”."
    assert (
        said["nl.md step-numbering"] == "Deze stap heeft nummer 3; na de vorige hoort het 2 te zijn (er staat: 1, 3)."
    )
    assert said["en.md space-after-bold"] == "No space between “Huren” and “nu”."
    (docs / "stapsgewijs.toml").write_text('[lint]\nlanguage = "document"\n', encoding="utf-8")
    assert _linted(capfd) == said
    assert _linted(capfd, "--language", "en") == english


def test_what_to_write_instead_is_said_in_that_language_too(docs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["lint", str(docs / "nl.md"), "--format", "github", "--language", "document"])
    told = capfd.readouterr().out
    assert "Er staat geen spatie tussen “Huren” en “nu”. Schrijf: **Huren** nu" in told
    assert "Write:" not in told
