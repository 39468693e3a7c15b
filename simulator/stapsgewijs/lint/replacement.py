"""What to write instead of a label: a finding with the exact text, and the edit that puts it there.

Of what a reader reads only the label changes: the signs of the sentence that stand in the bold (its full stop, the
word before the label) stay, outside of it.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit
from stapsgewijs.guide.label_text import normal
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from stapsgewijs.findings import Finding, Rule
    from stapsgewijs.guide.model import Label
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.spans import Span

_SIGNS: Final = r".,;:!?。、，；：．！？"
_OPENING: Final = '"“”„«»‹›‘‚「『【《〈(（'
_CLOSING: Final = '"“”„«»‹›’‘」』】》〉)）'
_QUOTES: Final = frozenset(_OPENING + _CLOSING)
_PARTS: Final = re.compile(
    rf"(?P<lead>[\s{re.escape(_OPENING)}]*)(?P<core>.*?)(?P<tail>(?:\.{{3}}|…)?[\s{re.escape(_SIGNS + _CLOSING)}]*)",
    re.DOTALL,
)
_QUESTIONS: Final = frozenset("!?！？")
_WORD_BEFORE: Final = re.compile(r"(\w+)\s*$")
_WORD: Final = re.compile(r"\w+")
_NAMES: Final = {
    ".": "the full stop",
    "。": "the full stop",
    ",": "the comma",
    ":": "the colon",
    ";": "the semicolon",
    "?": "the question mark",
    "!": "the exclamation mark",
}


def mended(  # noqa: PLR0913  # what a finding is made of
    document: Document, label: Label, rule: Rule, message: Message, expected: str, *, certain: bool = True
) -> Finding:
    """Make a finding of a label; `expected` is what should stand there (empty: nobody knows).

    There is an edit when it is `certain`, and what comes out reads as a sentence.
    """
    span = document.bold_at.get(document.offset(label.line, label.column))
    if span is None:
        start = document.offset(label.line, label.column)
        return document.finding(rule, (start, start + len(label.text)), message, suggestion=expected)
    edit = _edit(document, span, expected) if certain and expected else None
    edits = [edit] if edit and document.text[edit.start : edit.end] != edit.text else []
    suggestion = edits[0].text if edits else (f"**{expected}**" if expected else "")
    if suggestion == document.text[span.start : span.end]:
        suggestion = ""
    return document.finding(rule, (span.start, span.end), message, suggestion=suggestion, edits=edits)


def difference_in_signs(text: str, expected: str) -> Message:
    """Return in what two labels differ that have the same words but for capitals and punctuation."""
    (letters, signs), (wanted, wanted_signs) = _letters_and_signs(text), _letters_and_signs(expected)
    found = ["capitals"] if letters != wanted else []
    if signs and signs[:-1] == wanted_signs and signs[-1] in _NAMES:
        found.append(_NAMES[signs[-1]])
    elif signs != wanted_signs:
        found.append("punctuation")
    first, *others = [Message(each) for each in found or ["spaces"]]
    return reduce(lambda one, other: Message.of("{one} and {other}", one=one, other=other), others, first)


def _letters_and_signs(text: str) -> tuple[str, str]:
    signs = "".join(each for each in text if not each.isalnum() and not each.isspace())
    return "".join(each for each in text if each.isalnum()), signs


def _edit(document: Document, span: Span, expected: str) -> Edit | None:
    text = document.text
    inner = text[span.inner_start : span.inner_end]
    mark = text[span.start : span.start + 2]
    if "\n" in inner or any(each in inner for each in "[]*_`<&\\"):  # links, code and brackets of its own in the bold
        return None
    if found := _found(expected, inner):
        lead, tail = inner[: found[0]], inner[found[1] :]
        if _WORD.search(lead) or _WORD.search(tail):
            return Edit(span.start, span.end, f"{lead}{mark}{expected}{mark}{tail}")
    begin = span.start
    wanted, written = normal(expected).split(), normal(inner).split()
    word = _WORD_BEFORE.search(text, document.offset(document.place(begin)[0], 1), begin)
    if word and wanted[:1] == [normal(word.group(1))] and written[:1] != wanted[:1]:
        begin = word.start()
    missing = [each for each in wanted if each not in written]
    following = normal(text[span.end : span.end + 40].partition("\n")[0]).split()[:4]
    if any(each in following for each in missing):  # the rest of the label stands behind it, somewhere
        return None
    parts = _PARTS.fullmatch(inner)
    lead, tail = (parts["lead"].strip(), parts["tail"].strip()) if parts else ("", "")
    if sum(each in _QUOTES for each in lead + tail) % 2:  # one of a pair: it would stand alone
        return None
    lead = lead.removeprefix(expected[:1])
    behind = text[span.end : span.end + 40].partition("\n")[0]
    return Edit(begin, span.end, f"{lead}{mark}{expected}{mark}{_kept(tail, expected, behind)}")


def _found(expected: str, inner: str) -> tuple[int, int] | None:
    """Return from where to where a label stands in the bold text, whatever its capitals and spaces; whole words."""
    words = r"\s+".join(re.escape(each) for each in expected.split())
    found = re.search(rf"(?<!\w){words}(?!\w)", inner, re.IGNORECASE) or re.search(words, inner)
    return found.span() if found else None


def _kept(tail: str, expected: str, behind: str) -> str:
    """Return what of the signs at the end of the bold text belongs to the sentence, and stays behind the label.

    A question mark or an exclamation mark in the middle of a sentence was meant to be the label's, three points too.
    """
    signs = tail.removeprefix("...").removeprefix("…").lstrip()
    if signs and expected.endswith(signs[0]):
        signs = signs[1:]
    behind = behind.lstrip(f"{_CLOSING}*_ ")
    if behind and (behind[0].islower() or behind[0].isdigit() or behind[0] in _SIGNS):
        return "".join(each for each in signs if each not in _QUESTIONS)
    return signs
