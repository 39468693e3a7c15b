"""Links between documents: a name that is wrong, and a heading that was worded otherwise once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = ("Change your phone number or add one", "Ask again on a trusted device", "Delete a device", "Delete an app")


def suggestions(folder: Path, link: str) -> list[tuple[str, str]]:
    head = "---\ntitle: T\nlang: en\n---\n# T\n\n"
    (folder / "sign-in-with-a-code.md").write_text(head, encoding="utf-8")
    other = head + "".join(f"## {each}\n\nText.\n\n" for each in HEADINGS)
    (folder / "manage-settings.md").write_text(other, encoding="utf-8")
    path = folder / "guide.md"
    path.write_text(f"{head}See [there]({link}).\n", encoding="utf-8")
    found = Linter(Settings(root=folder)).lint(path).findings
    return [(each.rule, each.suggestion) for each in found if each.rule in {"link-dead", "anchor-dead"}]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("sign-in-with-code.md", [("link-dead", "sign-in-with-a-code.md")]),
        ("signin-with-a-code.md#x", [("link-dead", "sign-in-with-a-code.md")]),
        ("somewhere-else-altogether.md", [("link-dead", "")]),
        (
            "manage-settings.md#i-want-another-phone-number-or-add-one-to-change-your-way-of-signing-in",
            [("anchor-dead", "manage-settings.md#change-your-phone-number-or-add-one")],
        ),
        (
            "manage-settings.md#restart-asking-on-a-trusted-device",
            [("anchor-dead", "manage-settings.md#ask-again-on-a-trusted-device")],
        ),
        ("manage-settings.md#what-nobody-wrote-a-heading-about", [("anchor-dead", "")]),
        ("manage-settings.md#delete-a-device", []),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_the_one_that_was_meant(
    tmp_path: Path, link: str, found: list[tuple[str, str]]
) -> None:
    assert suggestions(tmp_path, link) == found
