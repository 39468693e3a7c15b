"""Front matter: present, readable, and consistent with the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.front_matter import front_matter_problem
from stapsgewijs.guide.label_text import normal
from stapsgewijs.guide.reader import language_folder
from stapsgewijs.guide.text_language import agrees, language_of_text, sentences_of
from stapsgewijs.labels import Message, is_language
from stapsgewijs.lint.languages import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document

MISSING: Final = Rule("front-matter-missing", Severity.WARNING, "No front matter, or none that can be read.")
TITLE: Final = Rule("front-matter-title", Severity.WARNING, "No title, or one that is about something else.")
LANGUAGE: Final = Rule(
    "front-matter-language", Severity.WARNING, "The document does not name its language, or names two."
)
RULES: Final = (MISSING, TITLE, LANGUAGE)

_KEYS: Final = ("ms.contentlocale", "lang", "language")
_SITE: Final = re.compile(r"\s+[-–|]\s+.*$")
"""What a site adds to the title of each of its pages."""

_FOR_PEOPLE: Final = frozenset(
    {"readme", "changelog", "contributing", "license", "security", "code_of_conduct", "support", "authors"}
)
"""Documents about a folder, which are read where they lie: no site makes a page of them by their front matter."""

_LONG_WORD: Final = 4
_ALIKE: Final = 0.6


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    if document.path.stem.casefold() in _FOR_PEOPLE and not document.text.startswith("---"):
        return
    problem = None if document.matter else front_matter_problem(document.text)
    if problem is not None:
        line, what = problem
        yield document.at_line(MISSING, line, Message.of("The front matter cannot be read: {what}.", what=what))
    elif not document.matter:
        told = "There is no front matter: lines between two lines “---” at the top, with a title and a language."
        yield document.at_line(MISSING, 1, Message(told), suggestion="---\ntitle: …\nlang: …\n---")
    else:
        yield from _title(document)
    yield from _language(document)


def _title(document: Document) -> Iterator[Finding]:
    heading = next((each for each in document.blocks if each.level == 1), None)
    title = document.matter.get("title", "")
    if not title.strip():
        suggestion = f"title: {heading.words}" if heading else ""
        yield document.at_line(TITLE, 1, Message("The front matter has no title."), suggestion=suggestion)
    elif heading and not _about_the_same(_SITE.sub("", title), heading):
        told = "The title “{title}” and the heading “{heading}” have not one word in common."
        message = Message.of(told, title=_SITE.sub("", title), heading=heading.words)
        yield document.at_line(TITLE, _line_of(document, "title"), message, suggestion=f"title: {heading.words}")


def _about_the_same(title: str, heading: Block) -> bool:
    one, other = normal(title), normal(heading.words)
    if not one or not other:
        return True
    parts = [each for each in one.split() if len(each) >= _LONG_WORD]
    if not parts or any(each in other for each in parts):
        return True
    from stapsgewijs.guide.binding.similarity import similarity

    return similarity(title, heading.words) >= _ALIKE


def _language(document: Document) -> Iterator[Finding]:
    named = {key: document.matter[key].strip() for key in _KEYS if document.matter.get(key, "").strip()}
    sentences = sentences_of(document.tokens)
    spoken = language_of_text(sentences)
    folder = language_folder(document.path)
    if folder and "-" not in folder and not agrees(folder, sentences):
        folder = ""  # it/ is a department, too
    locales = {_locale(each) for each in named.values()}
    key, value = next(iter(named.items()), ("", ""))
    line = _line_of(document, key)
    if len(locales) > 1:
        other = next(f"{name}: {tag}" for name, tag in named.items() if _locale(tag) != _locale(value))
        told = "The front matter names two languages ({one} and {other})."
        yield document.at_line(LANGUAGE, line, Message.of(told, one=f"{key}: {value}", other=other))
    elif named and not is_language(value):
        message = Message.of("“{value}” is no language; write it as “nl-NL”.", value=value)
        yield document.at_line(LANGUAGE, line, message, suggestion=f"{key}: {spoken}" if spoken else "")
    elif named and folder and _locale(folder) not in locales:
        message = Message.of("The front matter says {value}, the folder is {folder}.", value=value, folder=folder)
        yield document.at_line(LANGUAGE, line, message, suggestion=f"{key}: {folder}")
    elif not named and not folder:
        message = Message("The document does not name its language.")
        yield document.at_line(LANGUAGE, 1, message, suggestion=f"lang: {spoken}" if spoken else "")
    elif spoken and spoken != _locale(value or folder):
        told = "The document says that it is in {language}; its text is {spoken}."
        message = Message.of(told, language=in_words(_locale(value or folder)), spoken=in_words(spoken))
        yield document.at_line(LANGUAGE, line, message, suggestion=f"{key or 'lang'}: {spoken}")


def _locale(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _line_of(document: Document, key: str) -> int:
    """Return the line of the front matter that names `key`; the first line when none does."""
    numbers = range(1, min(len(document.starts), 200) + 1)
    named = re.compile(rf'\s*"?{re.escape(key)}"?\s*[:=]')
    return next((each for each in numbers if key and named.match(document.line(each))), 1)
