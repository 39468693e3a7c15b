"""Front matter that a stranger wrote: refused or read, at once, with the place, and never the end of the process."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.front_matter import MOST_CHARACTERS, front_matter, front_matter_problem
from stapsgewijs.guide.reader import read_guide

if TYPE_CHECKING:
    from pathlib import Path

BODY = "# Titel\n\n1. Klik op **Volgende**.\n"
SECONDS = 2.0
BLOCK = "\n".join(f"{' ' * number}a:" for number in range(200))


def document(matter: str) -> str:
    return f"---\n{matter}\n---\n{BODY}"


@pytest.mark.parametrize(
    "matter",
    [
        "title: " + "[" * 30_000 + "]" * 30_000,
        "title: " + "{a: " * 10_000,
        "- " * 20_000 + "x",
        "? " * 20_000 + "x",
        BLOCK,
        "title: " + "[" * 51 + "]" * 51,
    ],
    ids=["brackets", "braces", "list in a line", "keys in a line", "indented", "one too deep"],
)
def test_what_is_nested_too_deeply_is_refused_at_its_place(tmp_path: Path, matter: str) -> None:
    path = tmp_path / "gids.md"
    path.write_text(document(matter), encoding="utf-8")
    begun = time.process_time()
    with pytest.raises(DocumentError, match=r"gids\.md:\d+:\d+: the front matter (is nested|has \d+ char)"):
        read_guide(path)
    assert front_matter(document(matter)) == {}
    problem = front_matter_problem(document(matter))
    assert problem is not None
    assert time.process_time() - begun < SECONDS


def test_the_command_ends_as_for_any_document_that_cannot_be_read(tmp_path: Path) -> None:
    """Found as a segmentation fault of the whole process, so it is looked at from outside."""
    (tmp_path / "deep.md").write_text(document("title: " + "[" * 50_000), encoding="utf-8")
    (tmp_path / "good.md").write_text(document("title: Titel\nlang: nl"), encoding="utf-8")
    command = [sys.executable, "-m", "stapsgewijs", "lint", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done
    assert "deep.md:2:57: error document-unreadable: the front matter is nested more than 50 levels" in done.stdout


def test_fifty_levels_are_read() -> None:
    assert front_matter(document("deep: " + "[" * 49 + "]" * 49 + "\ntitle: Titel")) == {"title": "Titel"}


def test_what_is_too_large_is_refused() -> None:
    assert front_matter_problem(document("title: " + "a" * MOST_CHARACTERS)) == (
        1, f"the front matter has {MOST_CHARACTERS + 7} characters, at most 65536 are read; is its end missing?"
    )  # fmt: skip


def test_aliases_that_double_each_other_are_refused() -> None:
    bomb = "\n".join(["a0: &a0 {x: y}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 30))])
    problem = front_matter_problem(document(bomb))
    assert problem is not None
    assert problem == (13, "the front matter has more than 20 aliases (“*name”); write the values out")
    assert front_matter(document("a: &a Titel\ntitle: *a")) == {"a": "Titel", "title": "Titel"}


@pytest.mark.parametrize(
    ("matter", "line"),
    [
        ("lang: nl\ntitle: 0x" + "f" * 6_000, 3),
        ("title: 0b" + "1" * 60_000, 2),
        ("title: " + "9" * 6_000, 1),
        ("title: " + ":".join(["59"] * 4_000), 2),
        ("title: " + ":".join(["59"] * 4_000) + ".5", 1),
        ("? 0x" + "f" * 6_000 + "\n: x", 1),
        ('title: x\nlang: "nl\\0"', 3),
        ('title: "\\x01"', 2),
        ('title: "\\ud800"', 2),
        ("title: !!python/object/apply:os.system [ls]", 2),
        ("title: !strange x", 2),
        ("title: 2020-13-01", 1),
        ("x: &x {<<: *x}\ntitle: [", 4),
    ],
)
def test_what_cannot_be_a_text_is_said_with_its_line(matter: str, line: int) -> None:
    assert front_matter(document(matter)) == {}
    problem = front_matter_problem(document(matter))
    assert problem is not None, matter
    assert problem[0] == line, problem


def test_lists_of_ordinary_length_are_no_problem() -> None:
    matter = "title: Titel\ntags:\n" + "".join(f"  - tag {number}\n" for number in range(200)) + "lang: nl"
    assert front_matter(document(matter)) == {"title": "Titel", "lang": "nl"}
    assert front_matter_problem(document(matter)) is None


@pytest.mark.parametrize(
    ("source", "values", "problem"),
    [
        ('+++\ntitle = "A"\nlang = "nl"\nweight = 3\n+++\n', {"title": "A", "lang": "nl", "weight": "3"}, None),
        ('{\n  "title": "A",\n  "lang": "nl"\n}\n', {"title": "A", "lang": "nl"}, None),
        ('+++\ntitle = "A"\nlang = nl\n+++\n', {}, (3, "Invalid value")),
        ('{\n  "title": "A"\n  "lang": "nl"\n}\n', {}, (3, "Expecting ',' delimiter")),
        ('+++\ntitle = "A"\n', {}, (1, "it has no end; close it with a line “+++”")),
        ("{\n" + '"a": [' * 40_000 + "\n}\n", {}, (1, "the front matter has")),
        ("+++\na = " + "[" * 30_000 + "\n+++\n", {}, (1, "it is nested")),
        ("{ losse accolade }\n", {}, None),
    ],
)
def test_front_matter_in_toml_and_json(source: str, values: dict[str, str], problem: tuple[int, str] | None) -> None:
    assert front_matter(source + BODY) == values
    found = front_matter_problem(source + BODY)
    assert (found is None) is (problem is None)
    if found and problem:
        assert found[0] == problem[0]
        assert found[1].startswith(problem[1])
