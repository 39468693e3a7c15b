"""Reads a Markdown file into a `Guide`: sections with numbered steps are procedures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.front_matter import front_matter
from stapsgewijs.guide.markdown.blocks import unread_in
from stapsgewijs.guide.markdown.inline import links_in
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.markdown.tree import tree_of
from stapsgewijs.guide.model import Guide, Link
from stapsgewijs.guide.sections import Procedures, running_lines, sections_of
from stapsgewijs.guide.source_file import read_text
from stapsgewijs.labels import is_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from stapsgewijs.guide.model import Unread
    from stapsgewijs.guide.sections import Section

_NEXT_STEPS = "next-steps"
_LANGUAGE_KEYS = ("ms.contentlocale", "lang", "language")
_PROJECT_MARKERS = ("stapsgewijs.toml", "pyproject.toml", ".git")
_MAX_FOLDERS = 1_024


def read_guide(path: Path | str) -> Guide:
    """Read the guide at `path`.

    The language is that of the front matter (`ms.contentlocale`, `lang` or `language`), or else of its text.
    Raises `DocumentError` (`path:line:column: what`) for anything that is no guide: no readable text, no
    numbered steps under any heading.
    """
    path = Path(path)
    source = read_text(path)
    return guide_of(path, source, parse(source))


def guide_of(path: Path, source: str, tokens: Sequence[Token], matter: dict[str, str] | None = None) -> Guide:
    """Make a guide of a text that was read and parsed already, perhaps its front matter too; else as `read_guide`."""
    lines = source.split("\n")
    try:
        tree = tree_of(tokens)
    except RecursionError:
        raise DocumentError(path, "nested too deeply to be a guide; make lists and quotes flatter") from None
    matter = front_matter(source) if matter is None else matter
    sections, named = sections_of(tree)
    title = next((each.title for each in sections if each.level == 1), "") or matter.get("title", "") or path.stem
    found = Procedures(sections, lines, named, title)
    if not found.procedures:
        what = "no procedure: there is no numbered list; write each step as “1. …” under a heading"
        raise DocumentError(path, what)
    before = [note for each in sections[: found.first] for note in each.notes()]
    return Guide(
        path=path,
        title=title,
        language=language_of(matter, path, tokens),
        procedures=tuple(found.procedures),
        notes=tuple(before),
        next_steps=_next_steps(sections, found.last),
        source=source,
        unread=tuple(sorted({*unread_in(tokens), *found.unread, *running_lines(tokens)}, key=_place_of)),
        version=matter.get("version", ""),
        surface=matter.get("surface", ""),
    )


def _place_of(unread: Unread) -> tuple[int, int, str]:
    return unread.line, unread.column, unread.construct


def _next_steps(sections: Sequence[Section], last_procedure: int) -> tuple[Link, ...]:
    """Return the links that a guide ends with: of the section `next-steps`, or of the last one without steps."""
    after = sections[last_procedure + 1 :]
    named = [each for each in after if each.id == _NEXT_STEPS] or after[-1:]
    bullets = (block for each in named for block in each.blocks if block.type == "bullet_list")
    return tuple(link for each in bullets for link in links_in(each))


def language_of(matter: dict[str, str], path: Path, tokens: Sequence[Token]) -> str:
    """Return the language that the front matter names, or else the text is in; empty when nothing says it.

    A folder that is called after a language (`nl-nl`) says of which country it is, or which of two alike ones it is.
    """
    for key in _LANGUAGE_KEYS:
        if matter.get(key):
            return matter[key]
    from stapsgewijs.guide.text_language import agrees, language_of_text, sentences_of

    sentences = sentences_of(tokens)
    folder = language_folder(path)
    if folder and agrees(folder.partition("-")[0].lower(), sentences):
        return folder
    return language_of_text(sentences)


def language_folder(path: Path) -> str:
    """Return the name of the nearest folder that is called after a language, inside of the project; else empty.

    The project is the nearest folder with settings or a repository, or else the working folder. What is above it, and
    it itself, say nothing about a document. Of a document in no project every folder counts.
    """
    return _language_folder(path.absolute().parent, Path.cwd())


@lru_cache(_MAX_FOLDERS)
def _language_folder(folder: Path, working: Path) -> str:
    named = ""
    for each in (folder, *folder.parents):
        if each == working or any((each / marker).exists() for marker in _PROJECT_MARKERS):
            return named
        if not named and is_language(each.name):
            named = each.name
    return named
