"""Lines of dialects: where what they hold stands, and that hostile ones take no more than their length."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import Guide, NoteKind, read_guide
from stapsgewijs.guide.markdown.blocks import unread_in
from stapsgewijs.guide.markdown.dialects import has_dialect
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.model import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.guide import Label, Screenshot

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.md"))
STEP = "# A\n\n1. Kies **B**.\n"


def read(folder: Path, text: str) -> Guide:
    path = folder / "gids.md"
    path.write_bytes(text.encode())
    return read_guide(path)


def named(guide: Guide) -> Iterator[Label | Screenshot]:
    for procedure in guide.procedures:
        for step in procedure.steps:
            yield from step.labels
            yield from step.screenshots


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_labels_and_pictures_stand_where_they_are_said_to_stand(case: Path, ends: str, tmp_path: Path) -> None:
    source = case.read_text(encoding="utf-8")
    lines = source.split("\n")
    guide = read(tmp_path, "\ufeff" + source.replace("\n", ends))
    assert list(named(guide)) == list(named(read_guide(case)))
    for each in named(guide):
        written = lines[each.line - 1][each.column - 1 :]
        words = written.lstrip("*").removeprefix("<strong>").removeprefix("<b>")
        assert words.startswith((each.text.split()[0], "_")) if hasattr(each, "text") else written[0] in "!<:`"


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        (":::note", NoteKind.NOTE),
        ("::: tip", NoteKind.TIP),
        (":::danger[Pas op]", NoteKind.CAUTION),
        (":::{warning}", NoteKind.WARNING),
        (":::{attention} Pas op", NoteKind.WARNING),
        (":::attention", NoteKind.UNKNOWN),
        (":::wichtig", NoteKind.UNKNOWN),
        (":::Note", NoteKind.NOTE),
        ("::::note{.breed}", NoteKind.NOTE),
    ],
)
def test_a_note_between_colons_has_a_kind(tmp_path: Path, opening: str, kind: NoteKind) -> None:
    colons = "::::" if opening.startswith("::::") else ":::"
    guide = read(tmp_path, f"{STEP}\n{opening}\nLees dit.\n{colons}\n")
    (note,) = guide.procedures[0].notes
    assert (note.kind, note.line, note.text.endswith("Lees dit.")) == (kind, 5, True)
    assert not guide.unread


@pytest.mark.parametrize(
    ("line", "construct"),
    [
        ("{% include x.md %}", Construct.INCLUDE),
        ("{%- render 'x' -%}", Construct.INCLUDE),
        ("{{ inhoud }}", Construct.INCLUDE),
        ("{{< readfile x.md >}}", Construct.INCLUDE),
        ('--8<-- "x.md"', Construct.INCLUDE),
        ("<Deel />", Construct.INCLUDE),
        ("```{include} x.md\n```", Construct.INCLUDE),
        ("[!INCLUDE[x](x.md)]", Construct.INCLUDE),
        (":::", Construct.MARKUP),
        (":::note", Construct.UNCLOSED),
        ("/// note\nx", Construct.UNCLOSED),
        ("```{note}\nx", Construct.UNCLOSED),
        ("<Tabs>\nx", Construct.UNCLOSED),
        ("{% note %}\nx", Construct.UNCLOSED),
        ("<details>\n<p>x", Construct.UNCLOSED),
        (":::galerij\nx\n:::", Construct.UNKNOWN),
        ('!!! note "x"', Construct.MARKUP),
        ("Kies **{{ knop }}**.", Construct.LABEL),
        ("[a b][nergens]", Construct.REFERENCE),
        ("![a][]", Construct.REFERENCE),
        ("Tekst.\n\n    2. Kies.", Construct.CODE),
        ("<video src='x'></video>", Construct.MEDIA),
    ],
)
def test_what_is_not_read_is_told_at_its_line(tmp_path: Path, line: str, construct: Construct) -> None:
    guide = read(tmp_path, f"{STEP}\n{line}\n")
    assert [(each.construct, each.line) for each in guide.unread] == [(construct, 7 if "\n\n" in line else 5)]
    assert [each.action.text for each in guide.procedures[0].steps] == ["Kies B."]


@pytest.mark.parametrize(
    "text",
    [
        "`{% include x %}` en `{{ x }}`",
        "```\n{% include x %}\n:::note\n```",
        "<!-- {% include x %} -->",
        "<!--\n{% include x %}\n:::note\n-->",
        "{% if x %}een{% else %}twee{% endif %}",
        "Een { losse } accolade, {ook} deze, en a ::: b.",
        "lijst[0][naam], [x](y)[z](w), [^1][^2]",
        "import de foto's van uw telefoon",
        "{/* weg */}",
        '**Let op** === "x" !!! ???',
        "    :::note\n    code",
        "<ol>\n</ol>",
    ],
)
def test_what_is_text_is_no_dialect(tmp_path: Path, text: str) -> None:
    assert not read(tmp_path, f"{STEP}\n\nTekst.\n\n{text}\n").unread


def test_a_plain_document_is_not_read_twice() -> None:
    assert not has_dialect("# A\n\n> [!Note]\n> x\n\n1. Kies **B**. ![x](y.png)\n\n| a | b |\n|---|---|\n")


HOSTILE = [
    ":::note\n",
    "   :::note\n x\n",
    "::::tip\n:::tip\n",
    "!!! note\n",
    "    " * 3 + "!!! note\n",
    '=== "x"\n    y\n',
    "<Tabs>\n",
    "<Tabs\n",
    "<A>\n</A>\n",
    "{% note %}\n",
    "{% note %}x{% endnote %}",
    "{%",
    "{{",
    "{# ",
    "[!INCLUDE [",
    "`",
    "`` ` ",
    "::: ",
    "/// x |  ",
    "```{note}\n",
    "{/* ",
    "import x from \n",
    "<ol><li>",
    "<b>",
    "<b>\n\n",
    "<div>\n",
    "<table><tr><td>",
    "</ol>",
    "<!-- \n",
    "<a",
    "[x][",
    "[x][y]",
    "1. a\n2. b\n\nx:\n\n",
    "### Stap 1\n",
    "x\na. ",
    ":::image source='",
    "--8<-- \n",
    "(a)=\n",
    "[^",
    "{a}`",
]


@pytest.mark.no_cover  # the same lines thousands of times, and their time is what counts
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_lines_take_time_in_proportion_to_their_number(piece: str) -> None:
    def seconds(times: int) -> float:
        text = "# A\n\n1. x\n\n" + piece * times
        begun = time.process_time()
        unread_in(parse(text))
        return time.process_time() - begun

    size = max(10_000 // len(piece), 10)
    few = min(seconds(size), seconds(size))
    # In proportion it is four times as long; what grows with the square takes sixteen times.
    assert any(seconds(4 * size) < max(9 * few, 0.25) for _ in range(2))
