from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import NoteKind, read_guide
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.rendering import Decorations, leads_to_the_web, render
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from pathlib import Path


class Noted(Decorations):
    """Writes down what it is asked, and marks it."""

    def __init__(self) -> None:
        self.bolds: list[tuple[int, int, str]] = []
        self.sentences: list[int] = []
        self.pictures: list[tuple[int, int, str, str]] = []
        self.items: list[int] = []
        self.alerts: list[tuple[NoteKind, str]] = []
        self.unders: list[int] = []
        self.first = 0

    def bold(self, line: int, column: int, inner: str) -> str:
        self.bolds.append((line, column, inner))
        return f"<b>{inner}</b>"

    def picture(self, line: int, column: int, path: str, alt: str) -> str:
        self.pictures.append((line, column, path, alt))
        return "(PICTURE)"

    def item(self, line: int, inner: str) -> str:
        self.items.append(line)
        return super().item(line, inner)

    def sentence(self, line: int, inner: str) -> str:
        self.sentences.append(line)
        return super().sentence(line, inner)

    def alert(self, kind: NoteKind, keyword: str, inner: str) -> str:
        self.alerts.append((kind, keyword))
        words = re.sub(r"\(UNDER \d\)", "", inner)
        return f"({kind}: {words.strip()})"

    def above(self, line: int) -> str:
        self.first = line
        return ""

    def under(self, line: int) -> str:
        self.unders.append(line)
        return f"(UNDER {line})" if line < 10_000 else "(END)"


def plain(source: str) -> str:
    return render(parse(source), Decorations()).strip()


def noted(source: str) -> tuple[str, Noted]:
    decorations = Noted()
    return render(parse(source), decorations), decorations


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a*b**c**d", "<p><em>a</em>b<strong>c</strong>d</p>"),
        ("Een *twee* **drie** `vier`.", "<p>Een <em>twee</em> <strong>drie</strong> <code>vier</code>.</p>"),
        ("## Kop", "<h2>Kop</h2>"),
        ("Kop\n===", "<h1>Kop</h1>"),
        ("- een\n- twee", "<ul><li><p>een</p>\n</li>\n<li><p>twee</p>\n</li>\n</ul>"),
        ("3. drie\n4. vier", '<ol start="3">\n<li><p>drie</p>\n</li>\n<li><p>vier</p>\n</li>\n</ol>'),
        ("> zomaar", "<blockquote>\n<p>zomaar</p>\n</blockquote>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("---", "<hr>"),
        ("```sh\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        (r"\*niet vet\*", "<p>*niet vet*</p>"),
    ],
)
def test_markdown_becomes_the_html_that_a_reader_expects(source: str, html: str) -> None:
    assert plain(source) == html


def test_a_table_keeps_its_cells() -> None:
    html = plain("| a | b |\n|---|---|\n| 1 | **2** |")
    assert html.count("<th>") == 2
    assert "<td>1</td>" in html
    assert "<td><strong>2</strong></td>" in html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        '<img src=x onerror="alert(1)">',
        'a <img src=x onerror="alert(1)"> b',
        "<iframe src='https://example.org'></iframe>",
        "<div onclick='x()'>\n\nwoorden\n\n</div>",
        "**<svg onload=x()>**",
        "# <a name='x' onclick='y()'></a>Kop",
        "| <script>a</script> |\n|---|\n| <script>b</script> |",
        "![<script>](x.png)",
        "`<script>`",
        "~~~\n<script>\n~~~",
    ],
)
def test_no_html_of_the_document_comes_through(source: str) -> None:
    html = plain(source)
    for tag in ("<script", "<img", "<iframe", "<div", "<svg", "<a"):
        assert tag not in html


def test_the_words_inside_html_are_kept_and_a_comment_is_not() -> None:
    assert plain("a <span>b</span> c") == "<p>a b c</p>"
    assert plain("<p>woorden</p>") == "<p>woorden</p>"
    assert plain("<!-- niet voor lezers -->") == ""
    assert plain("een<br/>twee") == "<p>een<br>twee</p>"


@pytest.mark.parametrize(
    ("target", "html"),
    [
        ("https://example.org/?a=1&b=2", '<a href="https://example.org/?a=1&amp;b=2">x</a>'),
        ("HTTP://example.org", '<a href="HTTP://example.org">x</a>'),
        ("other.md", "x"),
        ("file:///etc/passwd", "[x](file:///etc/passwd)"),
        ("javascript:alert(1)", "[x](javascript:alert(1))"),
        ("data:text/html,x", "[x](data:text/html,x)"),
        ("//example.org", "x"),
    ],
)
def test_only_links_to_the_web_are_links(target: str, html: str) -> None:
    assert plain(f"[x]({target})") == f"<p>{html}</p>"


def test_what_leads_to_the_web() -> None:
    assert leads_to_the_web("https://example.org")
    assert not leads_to_the_web("httpsx://example.org")
    assert not leads_to_the_web("javascript:https://")


def test_bold_text_is_offered_with_its_place() -> None:
    _, decorations = noted("---\ntitle: x\n---\n\n1. Kies **A** en\n   **B & C**.\n")
    assert decorations.bolds == [(5, 9, "A"), (6, 4, "B &amp; C")]


def test_a_picture_comes_under_its_paragraph_and_above_what_is_said_of_it() -> None:
    html, decorations = noted("Zie ![alt](a.png) hier.\n\n![alleen](b.png)\n")
    assert html == "<p>Zie alt hier.</p>\n(PICTURE)(UNDER 1)(PICTURE)(UNDER 3)(END)"
    assert decorations.pictures == [(1, 5, "a.png", "alt"), (3, 1, "b.png", "alleen")]


def test_a_picture_in_a_table_comes_under_the_table() -> None:
    html, _ = noted("| a |\n|---|\n| ![b](c.png) |\n\nna\n")
    assert html.index("</table>") < html.index("(PICTURE)") < html.index("<p>na</p>")


def test_lists_that_stand_alone_hold_steps_and_lists_inside_do_not() -> None:
    _, decorations = noted("1. een\n   1. binnen\n   2. binnen\n2. twee\n\n- los\n")
    assert decorations.items == [1, 4, 6]


def test_a_list_of_one_item_by_accident_is_flattened() -> None:
    html, decorations = noted("1. een\n2. 3. twee\n")
    assert decorations.items == [1, 2]
    assert html.count("<ol") == 1


@pytest.mark.parametrize(
    ("source", "kind", "keyword", "inner"),
    [
        (">[!Note]\n> Let op.", NoteKind.NOTE, "Note", "<p>Let op.</p>"),
        (">[!NOTE] Let op.", NoteKind.NOTE, "NOTE", "<p>Let op.</p>"),
        ("> [!Important]\n>\n> Let op.", NoteKind.IMPORTANT, "Important", "<p>Let op.</p>"),
        (">[!Hint]\n>Let op.", NoteKind.UNKNOWN, "Hint", "<p>Let op.</p>"),
    ],
)
def test_a_note_loses_its_keyword(source: str, kind: NoteKind, keyword: str, inner: str) -> None:
    html, decorations = noted(source)
    assert decorations.alerts == [(kind, keyword)]
    assert html == f"({kind}: {inner})(END)"


def test_what_may_be_a_step_is_offered_once() -> None:
    _, decorations = noted("Zin.\n\n- Punt.\n\n    1. Een.\n\n        - Kies:\n\n    2. Twee\n\n1. Drie\n   1. Vier\n")
    assert (decorations.items, decorations.sentences) == ([5, 9, 3, 11], [1])


def test_front_matter_is_counted_and_not_shown() -> None:
    html, decorations = noted("---\ntitle: geheim\n---\n# Kop\n")
    assert "geheim" not in html
    assert decorations.first == 4
    assert decorations.unders[0] == 4


def test_an_empty_document_renders_to_nothing() -> None:
    assert plain("") == ""


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared guides are not on this machine")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*.md")), ids=lambda each: f"{each.parent.name}/{each.stem}")
def test_every_step_label_and_picture_of_the_shared_guides_is_offered_in_place(path: Path) -> None:
    guide = read_guide(path)
    _, decorations = noted(guide.source)
    steps = [step for procedure in guide.procedures for step in procedure.steps]
    assert {each.line for each in steps} <= {*decorations.items, *decorations.sentences}
    bolds = {(line, column) for line, column, _ in decorations.bolds}
    pictures = {(line, column) for line, column, _, _ in decorations.pictures}
    for step in steps:
        assert {(each.line, each.column) for each in step.labels} <= bolds
        assert {(each.line, each.column) for each in step.screenshots} <= pictures
