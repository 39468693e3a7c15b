from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide import Guide, Step, read_guide
from stapsgewijs.guide.model import Marking
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
SHIPPED = sorted((ROOT / "guides").glob("*/*.md"))
NAME = "multi-factor-authentication-setup-phone-number"
SMALL = "# Titel\n\n1. Kies **Ja**.\n"


def outline(guide: Guide) -> Iterator[str]:
    yield f"{guide.title} [{guide.language}]"
    for note in guide.notes:
        yield f"note {note.kind} {note.line}: {note.text}"
    for procedure in guide.procedures:
        yield f"procedure {procedure.id} {procedure.line}: {procedure.title}"
        for note in procedure.notes:
            yield f"  note {note.kind} {note.line}: {note.text}"
        for step in procedure.steps:
            yield from outline_of_step(step)
    for link in guide.next_steps:
        yield f"next {link.text} -> {link.target}"
    for each in guide.unread:
        yield f"{each.construct} {each.line}:{each.column} {each.words}" + (f" -> {each.right}" if each.right else "")


def outline_of_step(step: Step) -> Iterator[str]:
    yield f"  {step.number} line {step.line}-{step.end_line}: {step.action.text}"
    for label in step.labels:
        yield f"    label {label.line}:{label.column} {label.text}"
    for picture in step.screenshots:
        yield f"    picture {picture.line}:{picture.column} {picture.path}"
    for note in step.notes:
        yield f"    note {note.kind} {note.line}: {note.text}"
    for quote in step.quotes:
        yield f"    quote {quote.line}:{quote.column} {quote.text}"
    for aside in step.asides:
        if aside.marking is not Marking.LINKED:
            yield f"    {aside.marking} {aside.line}:{aside.column} {aside.text}"
    for text in step.follow_ups:
        yield f"    then {text.line}: {text.text}"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "gids.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_document_has_this_outline(case: Path) -> None:
    expected = case.with_suffix(".outline.txt").read_text(encoding="utf-8").splitlines()
    assert list(outline(read_guide(case))) == expected


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "byte order mark"])
def test_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path, ends: str, mark: str) -> None:
    case = Path(__file__).parent / "cases" / "everything.md"
    text = case.read_text(encoding="utf-8").rstrip("\n")
    again = read_guide(written(tmp_path, mark + text.replace("\n", ends)))
    assert list(outline(again)) == list(outline(read_guide(case)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_label_and_picture_stands_where_it_is_said_to_stand(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    steps = [step for procedure in read_guide(path).procedures for step in procedure.steps]
    labels = [label for step in steps for label in step.labels]
    pictures = [picture for step in steps for picture in step.screenshots]
    assert labels
    for label in labels:
        assert lines[label.line - 1][label.column - 1 :].startswith(f"**{label.text}**")
    for picture in pictures:
        assert lines[picture.line - 1][picture.column - 1 :].startswith(f"![{picture.alt}]({picture.path})")


@pytest.mark.parametrize(
    ("content", "line", "column", "told"),
    [
        (b"", 1, 1, "empty"),
        (b" \n\n ", 1, 1, "empty"),
        (b"# A\n\nx\0y\n", 3, 2, "not a text file"),
        ("# Kop\n".encode("utf-16"), 1, 1, "UTF-16"),
        ("# A\n\n1. Caf\u00e9\n".encode("latin-1"), 3, 7, "not UTF-8 (byte 0xe9); save the file as UTF-8"),
        (b"# A\n\n- only bullets\n", 1, 1, "no procedure"),
        (b"just words", 1, 1, "no procedure"),
        (b"---\ntitle: x\n---\n", 1, 1, "no procedure"),
    ],
)
def test_what_is_no_guide_says_where_and_why(tmp_path: Path, content: bytes, line: int, column: int, told: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(DocumentError) as error:
        read_guide(path)
    assert str(error.value).startswith(f"{path}:{line}:{column}: ")
    assert told in str(error.value)


def test_a_file_that_is_not_there_a_folder_and_one_that_is_too_large(tmp_path: Path) -> None:
    large = tmp_path / "groot.md"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    for path, told in ((tmp_path / "geen.md", "no such file"), (tmp_path, "a folder"), (large, "too large")):
        with pytest.raises(DocumentError, match=told):
            read_guide(path)


@pytest.mark.no_cover  # the same lines ten thousand times
def test_ten_thousand_steps_are_read(tmp_path: Path) -> None:
    guide = read_guide(written(tmp_path, "# T\n\n" + "1. Kies **Ja**.\n" * 10_000))
    assert len(guide.procedures[0].steps) == 10_000
    assert guide.procedures[0].steps[-1].number == 10_000


@pytest.mark.parametrize("depth", [10, 100, 2000])
def test_deep_nesting_is_read_or_refused_but_no_traceback(tmp_path: Path, depth: int) -> None:
    for content in (">" * depth + " x\n\n" + SMALL, "".join("  " * n + "- x\n" for n in range(depth)) + "\n" + SMALL):
        try:
            read_guide(written(tmp_path, content))
        except DocumentError:
            continue


@pytest.mark.parametrize("spoilt", [60, pytest.param(600, marks=pytest.mark.long)])
def test_whatever_happens_to_a_guide_only_our_own_error_comes_out(tmp_path: Path, spoilt: int) -> None:
    chance = random.Random(20261123)  # noqa: S311  # the same cases every time
    source = SHIPPED[-1].read_text(encoding="utf-8")
    markup = ["**", "_", "`", "> ", "1. ", "- ", "|", "[", "](", "<a name=", "---\n", "\t", "#", "![", "\u00a0", "\\"]
    for _ in range(spoilt):
        text = source
        for _ in range(chance.randint(1, 8)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.choice([0, 1, 5, 80, 400]))
            text = text[:start] + chance.choice(["", *markup, text[start:end] * 2]) + text[end:]
        try:
            read_guide(written(tmp_path, text))
        except DocumentError:
            continue


ENGLISH = (
    "# Phone\n\nThis is how you link it to your account with the help of the desk.\n\n1. Call them and wait for it.\n"
)
DUTCH = (
    "# Bellen\n\nZo koppelt u de telefoon aan uw account met de hulp van de balie.\n\n1. Bel naar de balie en wacht.\n"
)
NORWEGIAN = (
    "# Mobil\n\nDet er slik du kan koble den til kontoen med hjelp av de ansatte.\n\n1. Ring dem og vent på det.\n"
)


@pytest.mark.parametrize(
    ("matter", "folder", "text", "language"),
    [
        ("ms.contentlocale: nl-NL\nlang: en", "x", SMALL, "nl-NL"),
        ("lang: de", "en", ENGLISH, "de"),
        ("title: x", "en-us", ENGLISH, "en-us"),
        ("title: x", "en-us", SMALL, ""),
        ("title: x", "docs", ENGLISH, "en"),
        ("title: x", "it", ENGLISH, "en"),
        ("title: x", "hr", ENGLISH, "en"),
        ("title: x", "my", DUTCH, "nl"),
        ("title: [broken", "nl", DUTCH, "nl"),
        ("title: x", "nb", NORWEGIAN, "nb"),
        ("title: x", "da", NORWEGIAN, "da"),
        ("title: x", "docs", NORWEGIAN, ""),
        ("title: x", "docs", "# A\n\n1. ボタンをクリックします。次へ進みます。\n", "ja"),
        ("title: x", "sr", "# A\n\n1. Кликните на дугме и сачекајте поруку.\n", "sr"),
        ("title: x", "docs", "# A\n\n1. Кликните на дугме и сачекајте поруку.\n", ""),
    ],
)
def test_the_language_is_named_or_that_of_the_text(
    tmp_path: Path, matter: str, folder: str, text: str, language: str
) -> None:
    (tmp_path / "stapsgewijs.toml").write_text("", encoding="utf-8")
    (tmp_path / folder / "a").mkdir(parents=True)
    assert read_guide(written(tmp_path / folder / "a", f"---\n{matter}\n---\n{text}")).language == language


def test_a_folder_above_the_project_says_nothing_of_a_language(tmp_path: Path) -> None:
    project = tmp_path / "da" / "handbook"
    project.mkdir(parents=True)
    (project / "pyproject.toml").write_text("", encoding="utf-8")
    assert read_guide(written(project, NORWEGIAN)).language == ""


@pytest.mark.shared
def test_every_document_of_the_shared_guides_reads() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared guides are not on this machine")
    found = [each for each in SHARED.rglob("multi-*.md") if read_guide(each).procedures]
    assert len(found) == len(list(SHARED.rglob("multi-*.md"))) > 20


@pytest.mark.shared
@pytest.mark.parametrize("name", ["nl-nl", "nl-nl v2", "en-us", "de-de", "ja-jp", "pl-pl", "zh-cn", "zh-tw", "tr-tr"])
def test_the_phone_number_how_to_of_the_shared_guides(name: str) -> None:
    locale, _, version = name.partition(" ")
    path = SHARED / locale / f"{NAME}{'-v2' if version else ''}.md"
    if not path.is_file():
        pytest.skip("the shared guides are not on this machine")
    guide = read_guide(path)
    assert [len(each.steps) for each in guide.procedures] == [5, 5]
    steps = [step for procedure in guide.procedures for step in procedure.steps]
    assert sum(len(step.screenshots) for step in steps) == 6
    if locale not in {"zh-cn", "zh-tw"}:
        assert sum(len(step.labels) for step in steps) == 18
    assert len(guide.next_steps) == 4


FAMILY = {
    "setup-office-phone": "4",
    "setup-auth-app": "9 9",
    "end-user-first-time": "2",
    "end-user-signin": "3 3 4 3 3",
    "end-user-manage-settings": "3 2 3 3 2 1 1",
    "end-user-app-passwords": "7 3 6 5",
    "end-user-troubleshoot": "2 4",
}
"""How many steps the procedures of each document have in English, counted by a person."""

FAMILY_IN_DUTCH = {**FAMILY, "end-user-app-passwords": "5 2 6 2", "end-user-troubleshoot": "2 2"}


@pytest.mark.shared
@pytest.mark.parametrize("locale", ["en-us", "nl-nl"])
@pytest.mark.parametrize("name", FAMILY)
def test_all_procedures_of_the_family_of_the_shared_guides(locale: str, name: str) -> None:
    path = SHARED / locale / f"multi-factor-authentication-{name}.md"
    if not path.is_file():
        pytest.skip("the shared guides are not on this machine")
    counts = " ".join(str(len(each.steps)) for each in read_guide(path).procedures)
    assert counts == (FAMILY if locale == "en-us" else FAMILY_IN_DUTCH)[name]


@pytest.mark.parametrize("make", ["pipe", "device"])
def test_what_has_no_end_is_refused_and_not_waited_for(make: str, tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    if make == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(os.devnull)
    with pytest.raises(DocumentError, match="a pipe or a device"):
        read_guide(path)


def test_a_line_that_no_guide_has_is_refused_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text("# Gids\n\n1. " + "woord " * 50_000, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"gids\.md:3:1: a line of 300003 characters"):
        read_guide(path)
