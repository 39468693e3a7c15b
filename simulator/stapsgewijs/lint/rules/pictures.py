"""Pictures: their files, the form of their paths, and their alternative text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message, fold
from stapsgewijs.lint.languages import in_words, other_language
from stapsgewijs.lint.spans import Kind
from stapsgewijs.suggestion import nearest_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.spans import Span

MISSING: Final = Rule("picture-missing", Severity.WARNING, "A picture that is not there.")
UNUSABLE: Final = Rule("picture-unusable", Severity.WARNING, "A file that is called a picture and is none.")
UNREFERENCED: Final = Rule("picture-unreferenced", Severity.NOTE, "A file beside the pictures that no document shows.")
FORM: Final = Rule("picture-path", Severity.WARNING, "A picture's path that only works on one machine or site.")
ALT: Final = Rule("picture-alt-missing", Severity.WARNING, "A picture without a text for who cannot see it.")
UNTRANSLATED: Final = Rule(
    "picture-alt-untranslated", Severity.WARNING, "A picture's text that was left in another language."
)
RULES: Final = (MISSING, UNUSABLE, UNREFERENCED, FORM, ALT, UNTRANSLATED)

_MAX_TOLD_EACH: Final = 3
"""More pictures in one folder that is not there are told as one finding."""
_MAX_FILES: Final = 4_096
"""The documents of one folder show the same pictures again and again."""

_WEB: Final = re.compile(r"(?:[a-z][a-z0-9+.-]+:)?//|data:|~", re.IGNORECASE)
_DRIVE: Final = re.compile(r"[A-Za-z]:(?:[\\/]|%5C)|file:", re.IGNORECASE)
"""A path on one machine."""


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    spans = [span for _, span in document.spans(Kind.PICTURE)]
    ours = [span for span in spans if not _WEB.match(span.target) or _DRIVE.match(span.target)]
    for span in spans:
        yield from _alternative(document, span, context)
    for span in ours:
        yield from _form(document, span)
    yield from _missing(document, [each for each in ours if not _DRIVE.match(each.target)], context)


def picture_file(document: Document, target: str) -> Path:
    """Return the file that a picture's path means; a path from the root is tried from the document's folder."""
    return _file_in(document.folder, target)


@lru_cache(_MAX_FILES)
def _file_in(folder: Path, target: str) -> Path:
    path = unquote(target.partition("?")[0].partition("#")[0]).replace("\\", "/")
    return folder / path.lstrip("/")


def pictures_of(document: Document) -> list[Path]:
    """Return the files of all pictures that the document shows and that are no address."""
    targets = (span.target for _, span in document.spans(Kind.PICTURE))
    return [
        picture_file(document, each) for each in targets if each and not _WEB.match(each) and not _DRIVE.match(each)
    ]


def _form(document: Document, span: Span) -> Iterator[Finding]:
    # The parser has turned a backslash into %5C, or dropped it: what is written says it.
    begin, end = _target_place(document, span)
    written = document.text[begin:end].partition(' "')[0].strip()
    better = written.replace("\\", "/").lstrip("/")
    if _DRIVE.match(written):
        told = "The path “{path}” is of one machine; write it from the document's folder on."
        better = f"media/{better.rpartition('/')[2]}"
    elif "\\" in written:
        told = "The path “{path}” has backslashes; only one system reads them."
    elif written.startswith("/"):
        told = "The path “{path}” begins at the root of a site; write it from the document's folder on."
    else:
        return
    yield document.finding(FORM, (begin, end), Message.of(told, path=written), suggestion=better)


def _missing(document: Document, spans: list[Span], context: Context) -> Iterator[Finding]:
    """Give the pictures without a file, or with one that is none; of many in a folder that is not there, the first."""
    told: set[Path] = set()
    for span in spans:
        file = picture_file(document, span.target)
        begin, end = _target_place(document, span)
        if not span.target or context.exists(file):
            if span.target and (trouble := context.trouble_with_picture(file)):
                message = Message.of("The file “{file}” {trouble}.", file=unquote(span.target), trouble=trouble)
                yield document.finding(UNUSABLE, (begin, end), message)
            continue
        if context.exists(file.parent):
            near = nearest_file(file.name, context.names_in(file.parent))
            better = f"{span.target.removesuffix(file.name)}{near}" if near else ""
            said = "There is no picture “{file}”; nearest: “{near}”." if near else "There is no picture “{file}”."
            message = Message.of(said, file=unquote(span.target), near=near or "")
            yield document.finding(MISSING, (begin, end), message, suggestion=better)
        elif file.parent not in told:
            count = sum(picture_file(document, each.target).parent == file.parent for each in spans)
            folder = span.target.rpartition("/")[0] or "."
            said = "There is no picture “{file}”: the folder “{folder}” is not there."
            if count > _MAX_TOLD_EACH:
                told.add(file.parent)
                said = "There is no folder “{folder}”; {count} pictures of this document should be in it."
            message = Message.of(said, file=unquote(span.target), folder=unquote(folder), count=count)
            yield document.finding(MISSING, (begin, end), message)


def _alternative(document: Document, span: Span, context: Context) -> Iterator[Finding]:
    name = span.target.rpartition("/")[2]
    if not span.text.strip():
        message = Message.of("The picture “{name}” has no text in its “![…]”.", name=name)
        yield document.finding(ALT, (span.start, span.end), message)
        return
    locale = document.locale
    if not locale:
        return
    # One word may be the same in both languages.
    same = locale != "en" and len(span.text.split()) > 1
    english = same and fold(span.text).casefold() in context.english_alternatives(document).get(name, ())
    other = "en" if english else other_language(span.text, locale)
    if other:
        said = "The text of the picture “{name}” is in {other}; the document is in {language}."
        message = Message.of(said, name=name, other=in_words(other), language=in_words(locale))
        yield document.finding(UNTRANSLATED, (span.inner_start, span.inner_end), message)


def _target_place(document: Document, span: Span) -> tuple[int, int]:
    begin = document.text.find("](", span.inner_end, span.end)
    return (begin + 2, span.end - 1) if begin >= 0 else (span.start, span.end)
