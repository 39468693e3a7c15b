"""Links between documents: a name that is wrong, and a heading that was worded otherwise once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.findings import Finding

HEADINGS = ("Change your phone number or add one", "Ask again on a trusted device", "Delete a device", "Delete an app")


def lint(folder: Path, body: str, language: str = "en") -> list[Finding]:
    head = f"---\ntitle: T\nlang: {language}\n---\n# T\n\n"
    other = head + "".join(
        f'## <a name="{each.lower().replace(" ", "-")}"></a>{each}\n\nText.\n\n' for each in HEADINGS
    )
    (folder / "manage-settings.md").write_text(other, encoding="utf-8")
    path = folder / "guide.md"
    path.write_text(f"{head}1. {body}\n", encoding="utf-8")
    return list(Linter(Settings(root=folder)).lint(path).findings)


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


SETTINGS = "[settings](manage-settings.md)"
MEANT = "Change your phone number or add one"


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (f"See the **Your phone number, change it or add one** section of the {SETTINGS}.", MEANT),
        ("See the **Numbers** section of [it](manage-settings.md#change-your-phone-number-or-add-one).", MEANT),
        (f"See the section **Something nobody has** in the {SETTINGS}.", ""),
        (f"See the section called **Delete a devise** in the {SETTINGS}.", "Delete a device"),
    ],
)
def test_a_section_that_a_document_does_not_have_is_told_with_the_one_that_is_meant(
    tmp_path: Path, body: str, meant: str
) -> None:
    found = [(each.rule, each.suggestion) for each in lint(tmp_path, body) if not each.rule.startswith("step-")]
    assert found == [("section-unknown", meant)]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", f"See the **delete a device** section of the {SETTINGS}."),
        ("en", "In the **Numbers** section of the **Additional** page, see [settings](manage-settings.md)."),
        ("en", "Open the **Numbers** section. Then see [settings](manage-settings.md)."),
        ("en", f"Click **Numbers** and read the {SETTINGS}."),
        ("en", f"Copy the **Numbers** in this section for use in the {SETTINGS}."),
        ("en", f"In this section **Numbers** are told, as in the {SETTINGS}."),
        ("en", f"In the last section, **Numbers** are told as in the {SETTINGS}."),
        ("nl", f"Onthoud de **Nummers** in deze sectie voor de {SETTINGS}."),
        ("en", "See the **Numbers** section of [there](https://example.org/x.md)."),
        ("nl", f"Zie de sectie met **Ask again on a trusted device** in het artikel {SETTINGS}."),
        ("sv", f"Se sektionen **Numbers** i {SETTINGS}."),
    ],
)
def test_what_names_no_section_of_that_document_is_left_alone(tmp_path: Path, language: str, body: str) -> None:
    assert [each.message for each in lint(tmp_path, body, language) if each.rule == "section-unknown"] == []
