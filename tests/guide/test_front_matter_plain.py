from __future__ import annotations

from random import Random

import pytest
import yaml

from stapsgewijs.guide.front_matter import front_matter, plain_front_matter

VALUES = (
    "Nederlands",
    "nl-NL",
    "é",
    "a, b: c",
    "a:b",
    "a#b",
    "a #b",
    "a:",
    "yes",
    "No",
    "NULL",
    "~",
    "12",
    "1.5",
    "2026-01-02",
    "03/04/2026",
    "0x1f",
    ".inf",
    '"een: twee"',
    "'een # twee'",
    "'it''s'",
    '"a\\"b"',
    '"open',
    "'",
    '""',
    "[a, b]",
    "{a: b}",
    "a [b] {c}",
    "*a",
    "&a b",
    "!x y",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "- a",
    "? a",
    "",
    "a\tb",
    "a\u00a0b",
    "a  ",
    "  a",
    "on the page",
    "true story",
)
NAMES = (
    "title",
    "ms.date",
    "lang",
    "a-b",
    "y",
    "on",
    "1a",
    "é",
    '"q"',
    "a b",
    "<<",
    "- a",
    "  in",
    "#c",
    "title:",
    "a",
)


@pytest.mark.parametrize("value", VALUES)
def test_what_is_read_without_yaml_is_what_yaml_reads(value: str) -> None:
    for name in NAMES:
        check([f"{name}: {value}"])


def test_several_lines_are_read_as_yaml_reads_them() -> None:
    read = 0
    for seed in range(400):
        chance = Random(seed)  # noqa: S311  # the same every time
        lines = [f"{chance.choice(NAMES[:4])}: {chance.choice(VALUES)}" for _ in range(chance.randrange(1, 5))]
        lines.insert(chance.randrange(len(lines)), chance.choice(("", "# note", "#note", "  more", "- item", "---")))
        read += check(lines)
    assert read > 10


def check(lines: list[str]) -> bool:
    plain = plain_front_matter(lines)
    if plain is None:
        return False
    loaded = yaml.safe_load("\n".join(lines)) or {}
    assert plain == {str(name): str(value) for name, value in loaded.items()}, lines
    return True


def test_ordinary_front_matter_needs_no_yaml() -> None:
    lines = ["title: Uw telefoon - Portal | Docs", "ms.date: '01/02/2026'", "", "# note", "lang: nl-NL", 'x: "a: b"']
    expected = {"title": "Uw telefoon - Portal | Docs", "ms.date": "01/02/2026", "lang": "nl-NL", "x": "a: b"}
    assert plain_front_matter(lines) == expected
    assert front_matter("\n".join(["---", *lines, "---", "text"])) == expected
