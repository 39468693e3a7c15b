"""One control by several names in the documents of a run, where the pages have a name for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stapsgewijs.lint.runner import run
from stapsgewijs.lint.settings import Settings
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

APPROVE = "**Approve**"
_ON_THE_PHONE = re.compile(r"\*\*\w+\*\*( \w+ on your phone)")
FILES = {"a": "multi-factor-authentication-setup-auth-app.md", "b": "multi-factor-authentication-end-user-signin.md"}


def told(folder: Path, *names: str, disable: str = "", approve: str = "") -> list[tuple[str, str, str]]:
    """Lint guides that ship, with another name for the approve button; give rule, file and suggestion."""
    guides = default_project().references[0].parent
    files = []
    for name in names:
        text = (guides / FILES[name]).read_text(encoding="utf-8")
        files.append(folder / f"{name}.md")
        renamed = _ON_THE_PHONE.sub(rf"{approve or APPROVE}\\1", text)
        assert renamed.count(approve or APPROVE) >= (name == "b"), "the guide says it otherwise now"
        files[-1].write_text(renamed if name == "b" else text, encoding="utf-8")
    settings = Settings(root=folder, disable=frozenset({disable} if disable else ()))
    found = run(files, settings).findings
    rules = {"label-differs", "label-inconsistent"}
    return [(each.rule, each.path, each.suggestion) for each in found if each.rule in rules]


def test_another_name_is_told_once_with_the_document_that_has_the_name_of_the_page(tmp_path: Path) -> None:
    [found] = told(tmp_path, "a", "b", approve="**Verify**")
    assert found == ("label-inconsistent", "b.md", "**Approve**")


def test_the_order_of_the_documents_does_not_matter(tmp_path: Path) -> None:
    assert told(tmp_path, "b", "a", approve="**Verify**") == [("label-inconsistent", "b.md", "**Approve**")]


def test_alone_a_document_is_held_against_the_page(tmp_path: Path) -> None:
    assert told(tmp_path, "b", approve="**Verify**") == [("label-differs", "b.md", "**Approve**")]


def test_who_does_not_want_documents_compared_is_told_what_the_page_says(tmp_path: Path) -> None:
    found = told(tmp_path, "a", "b", approve="**Verify**", disable="label-inconsistent")
    assert found == [("label-differs", "b.md", "**Approve**")]


def test_one_name_for_one_control_is_no_finding(tmp_path: Path) -> None:
    assert told(tmp_path, "a", "b", approve=APPROVE) == []
