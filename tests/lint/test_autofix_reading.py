"""What `--fix` leaves alone: what a reader reads, but for the label that it mends and white space."""

from __future__ import annotations

import html
import random
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from stapsgewijs.lint.autofix import mend
from stapsgewijs.lint.document import document_of
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.lint.settings import Settings
from tests.lint.damage import LANGUAGES, Words, written

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.document import Document

SEEDS = range(12)
LABELS = frozenset(each for each in LINT_RULES if each.startswith("label-"))
LAYOUT = frozenset({"step-numbering", "step-unmarked"})
MARKDOWN = MarkdownIt("commonmark").enable("table")
TAGS = re.compile(r"<[^>]+>")
NUMBER = re.compile(r"\d+[.)]")
NOT_READ = re.compile(r"[\s*_]+")


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # the same documents every time


def reading(text: str) -> str:
    """Return what a reader sees, without white space, asterisks, and numbers of steps."""
    page = html.unescape(TAGS.sub("", MARKDOWN.render(text.partition("\n---\n")[2])))
    return NOT_READ.sub("", NUMBER.sub("", page))


def mended(folder: Path, text: str, disable: frozenset[str] = frozenset()) -> str:
    path = folder / "gids.md"
    path.write_text(text, encoding="utf-8")
    found = mend(Linter(Settings(folder, disable=disable)), path, path.name)
    return found.raw.decode() if found else text


def findings(folder: Path, text: str, disable: frozenset[str] = frozenset()) -> tuple[Document, tuple[Finding, ...]]:
    document = document_of(folder / "gids.md", "gids.md", text)
    return document, Linter(Settings(folder, disable=disable)).lint_document(document).findings


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.tag)
def test_marks_spaces_and_numbers_change_nothing_that_is_read(words: Words, tmp_path: Path) -> None:
    for seed in SEEDS:
        text = written(words, chance(seed))
        after = mended(tmp_path, text, LABELS)
        assert reading(after) == reading(text), f"{seed}\n{text}\n{after}"


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.tag)
def test_of_a_label_only_the_label_changes(words: Words, tmp_path: Path) -> None:
    for seed in SEEDS:
        text = written(words, chance(seed))
        document, found = findings(tmp_path, text)
        for each in found:
            if each.edits and each.rule in LABELS:
                (edit,) = each.edits
                (label,) = re.findall(r"(?:\*\*|__)(.*?)(?:\*\*|__)", edit.text)
                removed = document.text[edit.start : edit.end]
                left = edit.text.replace(f"**{label}**", "").replace(f"__{label}__", "")
                assert not is_lost(removed, left, label), f"{seed} {each.advice}\n{removed} → {edit.text}"


def is_lost(removed: str, left: str, label: str) -> bool:
    """Return whether a sign of the sentence, or a word that is no part of any label, is gone."""
    signs = [each for each in removed if each in ".;,。、，；："]
    kept = [each for each in left + label if each in ".;,。、，；："]
    return any(signs.count(each) > kept.count(each) for each in signs if each not in label) and "..." not in removed


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.tag)
def test_twice_is_once_and_what_can_be_mended_is_gone(words: Words, tmp_path: Path) -> None:
    for seed in SEEDS:
        text = written(words, chance(seed))
        once = mended(tmp_path, text)
        assert mended(tmp_path, once) == once, seed
        _, left = findings(tmp_path, once)
        assert [each.advice for each in left if each.edits] == [], f"{seed}\n{text}\n{once}"


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.tag)
def test_what_is_to_be_written_is_not_what_stands_there(words: Words, tmp_path: Path) -> None:
    for seed in SEEDS:
        text = written(words, chance(seed))
        document, found = findings(tmp_path, text)
        for each in found:
            start = document.offset(each.line, each.column)
            standing = document.text[start : start + each.end_column - each.column]
            assert each.suggestion != standing, each.advice


@pytest.mark.parametrize(
    "words", [each for each in LANGUAGES if each.tag in {"ja-JP", "zh-CN"}], ids=lambda words: words.tag
)
def test_no_space_comes_into_a_script_without_spaces(words: Words, tmp_path: Path) -> None:
    for seed in SEEDS:
        text = written(words, chance(seed))
        after = mended(tmp_path, text, LABELS | LAYOUT)
        for kind, a, b, c, d in SequenceMatcher(None, text, after, autojunk=False).get_opcodes():
            assert kind in {"equal", "delete"} or " " not in after[c:d] or " " in text[a:b], f"{seed}\n{text}\n{after}"
