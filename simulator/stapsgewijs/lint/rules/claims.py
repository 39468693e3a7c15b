"""What documents say of the service that is no longer so, or that another document says otherwise.

Only what is documented is held against them: text messages go one way since 14 November 2018 (ED
howto-mfa-mfasettings.md), an alternate phone is called and gets none (ED concept-authentication-phone-options.md).
Rather nothing is told than what is not so: a sentence counts where its words stand close together and nothing near them
says no.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.model import Label
from stapsgewijs.guide.other_names import NamedLabel
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.labels import ClaimWords
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document

OUTDATED: Final = Rule("claim-outdated", Severity.WARNING, "A text that promises what the service does not do.")
CONTRADICTED: Final = Rule("claim-contradicted", Severity.WARNING, "Two texts of which at most one can be so.")
RULES: Final = (OUTDATED, CONTRADICTED)

_SENTENCE: Final = re.compile(r"[^.!?。！？]+(?:[.!?。！？](?!\s|$)[^.!?。！？]*)*")
_CLAUSE: Final = re.compile(r"[,;:()、，；：–—]|\s-\s")
_GAP: Final = 26
"""Characters that may stand between two words that belong together; between receiving and a message there are more."""
_WIDE_GAP: Final = 40
_NEAR_BEFORE, _NEAR_BEHIND = 24, 12
"""Characters around them in which a word that says no means them."""
_PER_GAP: Final = 12
_REPLY: Final = "The text message cannot be answered: codes are typed on the page, since 14 November 2018."
_TEXTS: Final = "An alternate authentication phone is called and gets no text messages."
_KINDS: Final = {"each-device": "device", "each-app": "app"}


class Claim(NamedTuple):
    """What a document says one way or another, as something that documents name (`NamedLabel.thing`)."""

    about: str


_APP_PASSWORDS: Final = Claim("one app password for each")


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family, and note what the document says of app passwords, for the other documents."""
    words = context.claim_words(document.locale) if context.product is None and not context.is_other_product else None
    if words is None or not _is_about_the_service(document.text, words):
        return
    said: dict[str, Label] = {}
    for block in document.blocks:
        if block.level:
            continue
        for span, message in _outdated(block.words, words):
            yield document.finding(OUTDATED, _place(document, block, span), Message(message))
        for kind, place in _each(block.words, words):
            label = Label(kind, *document.place(_place(document, block, place)[0]))
            if kind not in said and said:
                other = next(iter(said.values()))
                yield _contradiction(document, label, Message.of("line {line}", line=other.line), other.text)
            said.setdefault(kind, label)
    document.account.named += [NamedLabel(document.shown, "", _APP_PASSWORDS, each) for each in list(said.values())[:1]]


def contradicted(document: Document, named: NamedLabel, first: NamedLabel) -> Finding:
    """Return the finding about what another document says otherwise."""
    return _contradiction(document, named.label, f"{first.path}:{first.label.line}", first.label.text)


def _contradiction(document: Document, label: Label, place: str | Message, other: str) -> Finding:
    told = "This says that there is one app password for each {thing}; {place} says: for each {other}."
    message = Message.of(told, thing=Message(label.text), place=place, other=Message(other))
    return document.at_line(CONTRADICTED, label.line, message)


def _is_about_the_service(text: str, words: ClaimWords) -> bool:
    return words.may_be_in(text.casefold(), "subject") and words["subject"].search(text) is not None


def _outdated(text: str, words: ClaimWords) -> Iterator[tuple[tuple[int, int], str]]:
    """Give where a paragraph promises what is no longer so, and what to say of it."""
    folded = text.casefold()
    if words.may_be_in(folded, "text-message", "reply"):
        yield from ((span, _REPLY) for span in _outdated_replies(text, words))
    if words.may_be_in(folded, "text-message", "receive", "alternate-phone"):
        found = _texts_to_alternate(text, words)
        if found:
            yield found, _TEXTS


def _outdated_replies(text: str, words: ClaimWords) -> Iterator[tuple[int, int]]:
    """Give where a text says that a text message is to be answered."""
    for begin, sentence in _sentences(text):
        found = _together(sentence, words["reply"], words["text-message"], words, _GAP)
        if found:
            yield begin + found[0], begin + found[1]


def _texts_to_alternate(text: str, words: ClaimWords) -> tuple[int, int] | None:
    """Return where a paragraph says that an alternate phone receives text messages."""
    alternates = [each.span() for each in words["alternate-phone"].finditer(text)]
    others = [each.span() for each in words["other-phone"].finditer(text)]
    others = [each for each in others if not any(one[0] <= each[0] and each[1] <= one[1] for one in alternates)]
    if not alternates:
        return None
    for begin, sentence in _sentences(text):
        found = _together(sentence, words["receive"], words["text-message"], words, _WIDE_GAP, is_listed=True)
        if found is None:
            continue
        start, end = begin + found[0], begin + found[1]
        before = [each for each in alternates if each[1] <= start]
        if before and not any(before[-1][1] <= each[0] <= end for each in others):
            return start, end
    return None


def _each(text: str, words: ClaimWords) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give for what a text says that there is one app password each, and where."""
    if not words.may_be_in(text.casefold(), "app-password"):
        return
    for begin, sentence in _sentences(text):
        if not words["app-password"].search(sentence):
            continue
        found: dict[str, tuple[int, int]] = {}
        for name, kind in _KINDS.items():
            for each in words[name].finditer(sentence):
                clause = _clause(sentence, each.start())
                is_meant = words["make"].search(clause) or words["one"].search(clause)
                # Where words are not spaced, what denies something stands behind it.
                behind = 0 if words.is_spaced else _PER_GAP
                if is_meant and not _is_denied(sentence, each.span(), words, before=_PER_GAP, behind=behind):
                    found.setdefault(kind, (begin + each.start(), begin + each.end()))
        if len(found) == 1:  # “for each app or device” says neither
            yield from found.items()


def _clause(sentence: str, at: int) -> str:
    """Return the clause in which a place lies."""
    signs = [each.span() for each in _CLAUSE.finditer(sentence)]
    begin = max((end for _, end in signs if end <= at), default=0)
    return sentence[begin : min((start for start, _ in signs if start >= at), default=len(sentence))]


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    return ((each.start(), each.group()) for each in _SENTENCE.finditer(text))


def _together(  # noqa: PLR0913  # two words, and how near they stand
    sentence: str,
    one: re.Pattern[str],
    other: re.Pattern[str],
    words: ClaimWords,
    gap: int,
    *,
    is_listed: bool = False,
) -> tuple[int, int] | None:
    """Return where the words of both lists stand together in one clause, and nothing there says no.

    `is_listed`: what stands between may be a list (`text messages or calls`).
    """
    allowed = gap if words.is_spaced else gap // 2
    for first in one.finditer(sentence):
        for second in other.finditer(sentence):
            (start, middle), (behind, end) = sorted([first.span(), second.span()])
            between = sentence[middle:behind]
            if not 0 <= len(between) <= allowed or _CLAUSE.search(between):
                continue
            if not is_listed and words["and"].search(between):
                continue
            if not _is_denied(sentence, (start, end), words, before=_NEAR_BEFORE, behind=_NEAR_BEHIND):
                return start, end
    return None


def _is_denied(sentence: str, span: tuple[int, int], words: ClaimWords, *, before: int, behind: int) -> bool:
    """Return whether a word that says no stands in a span, or near it in its clause."""
    start, end = span
    left = sentence[max(start - before, 0) : start]
    right = sentence[end : end + behind]
    left = left[max((each.end() for sign in (_CLAUSE, words["if"]) for each in sign.finditer(left)), default=0) :]
    right = right[: min((cut.start() for sign in (_CLAUSE, words["if"]) if (cut := sign.search(right))), default=None)]
    return words["not"].search(f"{left}{sentence[start:end]}{right}") is not None


def _place(document: Document, block: Block, span: tuple[int, int]) -> tuple[int, int]:
    """Return the offsets of part of a block's words; of the whole block where markup stands between them."""
    words = re.escape(block.words[slice(*span)]).replace("\\ ", r"\s+")
    found = re.compile(words).search(document.text, block.start, max(block.end, block.start))
    return found.span() if found else (block.start, document.line_end(document.place(block.start)[0]))
