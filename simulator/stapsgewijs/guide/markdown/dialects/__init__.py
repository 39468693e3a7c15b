"""What dialects of Markdown add to it, found line by line before a document is parsed.

Docusaurus and MDX, MkDocs, Microsoft Learn, Liquid (GitHub, Jekyll, GitBook), Hugo and MyST write notes, tabs, steps,
anchors and included text each in their own way. Here their lines become lines that the parser of CommonMark reads: a
tag is masked, a line that opens a block is noted with the line up to which it goes, what is indented in it is
outdented. No line is added or taken away, and `shown` keeps each column, so that every place stays exact. What is not
read is told as `Unread`; nothing is left out in silence.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\x1f"
"""Stands for each character of a tag: for Markdown a letter, for Python white space, so that no words hold it."""
GONE: Final = "\x1c"
"""The same for what leaves no space behind: attributes and comments."""

_SIGNS: Final = (
    ":::",
    "!!!",
    "???",
    '=== "',
    "===+ ",
    "===! ",
    "///",
    "-8<-",
    "\nimport ",
    "\nexport ",
    "[!",
    "[^",
    ")=\n",
)
_BRACE: Final = re.compile(r"\{[\s%{/#:.<\w]")
_COMPONENT: Final = re.compile(r"</?[A-Z]")
_NOTE_QUOTE: Final = re.compile(r"\[!(?!(?:note|tip|important|warning|caution)\])", re.IGNORECASE)


def has_dialect(source: str) -> bool:
    """Return whether anything in a document may be of a dialect: a cheap look before a closer one."""
    if ("{" in source and _BRACE.search(source)) or _COMPONENT.search(source):
        return True
    if source.startswith(("import ", "export ")):
        return True
    found = [each for each in _SIGNS if each in source]
    return bool(found) and (found != ["[!"] or _NOTE_QUOTE.search(source) is not None)
