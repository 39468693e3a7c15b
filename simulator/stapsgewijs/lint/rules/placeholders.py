"""Places for values: one that a translation has changed, and marks that a translation tool left behind."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

CHANGED: Final = Rule("placeholder-changed", Severity.ERROR, "A place for a value that only one of two languages has.")
LEFTOVER: Final = Rule("translation-leftover", Severity.WARNING, "A mark that a translation tool left behind.")
RULES: Final = (CHANGED, LEFTOVER)

_PLACEHOLDER: Final = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|\{%[^%\n]{1,120}%\}|\$\{[\w.]{1,40}\}|(?<![\w{$])\{\d{1,2}\}|</?\d{1,2}/?>"
    r"|(?<![\w%])%(?:\d{1,2}\$)?[sd](?!\w)|(?<![\w%])%\(\w{1,40}\)[sd]"
)
_LEFTOVER: Final = re.compile(
    r"(?:<|&lt;)/?(?:bpt|ept|ph|bx|ex|mrk)\b[^<>&\n]{0,80}(?:>|&gt;|(?=\s))"
    r"|(?:<|&lt;)(?:g|x|it)\s+(?:id|ctype|pos)=[^<>&\n]{0,80}(?:>|&gt;)"
    r"|__PH_?\d{1,3}__|\bMT_\d{1,4}\b|\bXX?PH\d{1,3}XX?\b|\{/\d{1,3}\}|\{\d{1,3}>|<\d{1,3}\}|[⟦⟪]\d{1,3}[⟧⟫]"
)
_PARTS: Final = (
    "bpt",
    "<ept",
    "</ept",
    "<ph",
    "</ph",
    "<bx",
    "<ex",
    "mrk",
    "<g ",
    "<x ",
    "<it ",
    "&lt;",
    "PH",
    "MT_",
    "}",
    "⟦",
    "⟪",
)
"""One of these is in every such mark: a look that costs nothing before a closer one."""

_NUMBERED: Final = re.compile(r"\{(\d{1,3})\}(?=\w)[^{}\n]+\{(\d{1,3})\}")
"""`{1}words{2}`: two marks around words, of which one side has come loose."""

_CODE: Final = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<!--.*?-->", re.DOTALL)
_ALIKE: Final = 0.6


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    yield from _leftovers(document)
    source = context.source_of(document)
    if source is not None and source.path != document.path:
        yield from _changed(document, source)


def _leftovers(document: Document) -> Iterator[Finding]:
    if not any(each in document.text for each in _PARTS):
        return
    found = [*_LEFTOVER.finditer(document.text), *_NUMBERED.finditer(document.text)]
    if not found:
        return
    hidden = _verbatim(document)
    svg = "<svg" in document.text
    told: set[int] = set()
    for each in sorted(found, key=lambda each: each.start()):
        line, _ = document.place(each.start())
        if line in told or any(start <= each.start() < end for start, end in hidden):
            continue
        if svg and each.group().startswith("<"):
            continue
        told.add(line)
        said = "“{text}” is a mark of a translation tool; a reader sees it, or words around it are lost."
        yield document.finding(LEFTOVER, each.span(), Message.of(said, text=each.group()))


def _verbatim(document: Document) -> list[tuple[int, int]]:
    """Return from where to where code and comments go: what is quoted there is meant."""
    blocks = [each.map for each in document.tokens if each.type in {"fence", "code_block"} and each.map]
    return [
        *(each.span() for each in _CODE.finditer(document.text)),
        *((document.offset(first + 1, 1), document.line_end(behind)) for first, behind in blocks),
    ]


def _changed(document: Document, source: Document) -> Iterator[Finding]:
    ours, theirs = _places(document), _places(source)
    extra = [each for each in ours if each not in theirs]
    missing = [each for each in theirs if each not in ours]
    for each in extra:
        near = max(missing, key=lambda other: _likeness(each, other), default="")
        start = ours[each]
        if near and _likeness(each, near) >= _ALIKE:
            missing.remove(near)
            line, _ = source.place(theirs[near])
            said = "The source has “{near}” (line {line} there), this document “{text}”."
            message = Message.of(said, near=near, line=line, text=each)
            yield document.finding(CHANGED, (start, start + len(each)), message, suggestion=near)
        else:
            message = Message.of("“{text}” is not in the source; a value would never be put there.", text=each)
            yield document.finding(CHANGED, (start, start + len(each)), message)
    for each in missing:
        line, _ = source.place(theirs[each])
        message = Message.of("“{text}” of the source (line {line} there) is missing.", text=each, line=line)
        yield document.at_line(CHANGED, 1, message)


def _places(document: Document) -> dict[str, int]:
    """Return where each place for a value stands first, with spaces as they do not count."""
    found: dict[str, int] = {}
    for each in _PLACEHOLDER.finditer(document.text):
        found.setdefault(each.group(), each.start())
    return found


def _likeness(one: str, other: str) -> float:
    """Return how much two are alike, from 0 to 1; those of different kinds are not."""
    kinds = [re.sub(r"[\w.$ -]+", "", each) for each in (one, other)]
    return SequenceMatcher(None, one, other).ratio() if kinds[0] == kinds[1] else 0.0
