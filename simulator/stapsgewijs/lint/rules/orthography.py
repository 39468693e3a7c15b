"""Words that the document itself spells in another way elsewhere: names in two ways, and compounds torn apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message
from stapsgewijs.lint.languages import CAPITAL_NOUNS, COMPOUNDING, UNSPACED, is_little_word
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

TWO_WAYS: Final = Rule("spelled-two-ways", Severity.WARNING, "A name that the document spells in two ways.")
COMPOUND: Final = Rule(
    "compound-split", Severity.WARNING, "A compound torn apart that the document writes as one word elsewhere."
)
RULES: Final = (TWO_WAYS, COMPOUND)

_SIGNS: Final = ".,;:!?()[]\"'“”„‘’«»…*_`–—"
_AND: Final = ("of", "en", "und", "oder", "och", "eller", "og")
_SUSPENDED: Final = re.compile(rf"(?<![\w-])([^\W\d_]{{2,}})-({'|'.join(_AND)}) (?=[^\W\d_])")
_GOES_ON: Final = re.compile(r"\w[,(]? [(“\"*]*$")
"""What stands before a word in the middle of a sentence."""

_SHORTEST_PART: Final = 4
_SHORTEST_NAME: Final = 3


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    if document.locale in UNSPACED:
        return
    words = "\n".join([each.words for each in document.blocks]).casefold().replace("\n", " | ").split(" ")
    bare = [each.strip(_SIGNS) for each in words]
    known = set(bare)
    # What a sign stands behind is not torn off what follows it.
    pairs = [(one, other) for one, other in zip(words, bare[1:], strict=False) if one + other in known]
    for one, other in sorted(set(pairs)):
        if one.isalpha() and other.isalpha():
            yield from _torn(document, one, other)
    if document.locale in COMPOUNDING and any(f"-{each} " in document.text for each in _AND):
        yield from _suspended(document)


def _torn(document: Document, one: str, other: str) -> Iterator[Finding]:
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_NAME or any(is_little_word(each, document.locale) for each in (one, other)):
        return
    places = _places(document, rf"{re.escape(one)}[ ]{re.escape(other)}")
    wholes = _places(document, re.escape(one + other))
    is_name = document.locale not in CAPITAL_NOUNS and _is_name(document.text, wholes)
    is_compound = document.locale in COMPOUNDING and shortest >= _SHORTEST_PART
    if not places or not wholes or not (is_name or is_compound):
        return
    start, end = places[0]
    line, _ = document.place(wholes[0][0])
    written = document.text[slice(*wholes[0])]
    told = "“{text}” is written “{written}” elsewhere (line {line})."
    if len(places) > 1:
        told = "“{text}” ({count} times here) is written “{written}” elsewhere (line {line})."
    message = Message.of(told, text=document.text[start:end], count=len(places), written=written, line=line)
    yield document.finding(TWO_WAYS if is_name else COMPOUND, (start, end), message, suggestion=written)


def _is_name(text: str, wholes: Sequence[tuple[int, int]]) -> bool:
    """Return whether a word is a name: always with a capital, and not only because sentences begin with it."""
    words = [text[start:end] for start, end in wholes]
    inside = any(_GOES_ON.search(text[max(start - 6, 0) : start]) for start, _ in wholes)
    return all(each[0].isupper() for each in words) and (inside or any(not each[1:].islower() for each in words))


def _suspended(document: Document) -> Iterator[Finding]:
    """Give “werk-of school” where the document also writes “werk- of school”."""
    told: set[str] = set()
    for found in _SUSPENDED.finditer(document.text):
        right = f"{found[1]}- {found[2]} "
        if found.group() in told or (at := document.text.find(right)) < 0:
            continue
        told.add(found.group())
        line, _ = document.place(at)
        said = "“{text}” is written “{written}” elsewhere (line {line})."
        message = Message.of(said, text=found.group().strip(), written=right.strip(), line=line)
        yield document.finding(TWO_WAYS, (found.start(), found.end() - 1), message, suggestion=right.strip())


def _places(document: Document, pattern: str) -> list[tuple[int, int]]:
    """Return from where to where these words stand in what a reader reads: in no code, HTML, address or target."""
    hidden = [
        (span.start if span.kind in {Kind.CODE, Kind.HTML} else span.inner_end, span.end)
        for block in document.blocks
        for span in block.spans
        if span.kind is not Kind.BOLD
    ]
    blocks = [(each.start, each.end) for each in document.blocks]
    return [
        each.span()
        for each in re.finditer(rf"(?<![\w.@/-]){pattern}(?!\w|[.@/-]\w)", document.text, re.IGNORECASE)
        if any(start <= each.start() < end for start, end in blocks)
        and not any(start <= each.start() < end for start, end in hidden)
    ]
