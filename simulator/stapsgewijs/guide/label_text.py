"""The two forms in which the text of a label is compared, and what bold text is no label at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.model import Marking
from stapsgewijs.labels import normal

if TYPE_CHECKING:
    from stapsgewijs.guide.model import Label

__all__ = [
    "NOTE_WORDS",
    "bare",
    "has_placeholder",
    "is_note_word",
    "is_word_part",
    "leads_in",
    "normal",
    "with_placeholder",
]

_REMEMBERED: Final = 16_384
"""The same labels are compared again and again, within a document and from one to the next."""

_OPENING: Final = " *_`'\"“”„«»‹›‘’‚「『【《〈［[.,:;。、，：；-–—\u200e\u200f\ufeff"
_CLOSING: Final = " *_`'\"“”„«»‹›‘’‚」』】》〉］].,:;。、，：；-–—\u200e\u200f\ufeff"

NOTE_WORDS: Final = {
    "NOTE": "note opmerking opm noot nota let_op nb anmerkung hinweis notiz remarque notă uwaga poznámka megjegyzés "
    "not anteckning bemærk merk huomautus 注 注意 注释 附註 備註 メモ 注記 примечание σημείωση observação observación "
    "remember onthoud info information informatie información",
    "TIP": "tip tipp suggerimento astuce conseil consejo sugerencia dica wskazówka ipucu tips vinkki ヒント 提示 совет "
    "hint",
    "IMPORTANT": "important belangrijk wichtig importante ważne důležité fontos önemli viktigt vigtigt viktig tärkeää "
    "重要 важно achtung",
    "WARNING": "warning waarschuwing warnung avertissement avviso advertencia aviso ostrzeżenie upozornění "
    "figyelmeztetés uyarı varning advarsel varoitus 警告 предупреждение",
    "CAUTION": "caution voorzichtig pas_op vorsicht attention attenzione atención precaución cuidado przestroga dikkat "
    "försiktighet forsigtig 小心 осторожно danger gevaar gefahr",
}
"""Words that say of what kind a note is, in whatever language (`_` for a space)."""

_NOTE_WORDS: Final = frozenset(word.replace("_", " ") for words in NOTE_WORDS.values() for word in words.split())
_LEADING: Final = (":", "!", "：", "！")
_BOLD: Final = frozenset({Marking.BOLD, Marking.BROKEN})
_MARKS: Final = frozenset({"**", "__"})
_DASHES: Final = ("–", "—", "- ")
_PLACEHOLDER: Final = re.compile(r"(?<!\w)X(?!\w)")
_NUMBER: Final = re.compile(r"\d+")
_LONGEST_PART: Final = 3
"""So many letters in bold may begin a word that goes on behind them."""

_BEFORE_A_SENTENCE: Final = re.compile(
    r"""(?:<[^<>]*>|:\w+:|\[[ xX]\]|\[![A-Za-z]+\]|(?<!\w)(?:\d{1,3}|[A-Za-z])[.)](?=\s)|[\W_])*+"""
)
"""What may stand before the first word of a paragraph: signs, a list's number, a tag, a pictogram."""

_MAX_AROUND_CHARS: Final = 300
"""How much of a line is looked at on either side of a label: a line may have a thousand of them."""
_SENTENCE_END: Final = re.compile(r"""[.!?…。！？:：][\s*_"'”’»」』)\]]*$""")


def leads_in(label: Label, line: str) -> bool:
    """Return whether bold text leads a sentence in and names nothing: “**Note:** …”, “**Let op!**”, “**Tip** …”.

    `line` is the line of the document that it stands on. It begins a paragraph or a sentence, and ends in a colon or
    an exclamation mark, or is a word for a kind of note. A field may be called so too (“**Name:** type …”): who knows
    what the pages say looks there first, for the very words, and where it is no `is_note_word` for similar ones.
    """
    before, behind = _around(label, line)
    if not _BEFORE_A_SENTENCE.fullmatch(before) and not _SENTENCE_END.search(before):
        return False
    text = label.text.rstrip()
    behind = behind.lstrip()
    if text.endswith(_LEADING) or behind.startswith(_LEADING):
        return True
    return is_note_word(text) and (not behind or behind.startswith(_DASHES) or behind[0].isalnum())


def is_note_word(text: str) -> bool:
    """Return whether a text is a word for a kind of note, in whatever language: “Tip”, “Let op:”, “Hinweis”."""
    return normal(text) in _NOTE_WORDS


def is_word_part(label: Label, line: str) -> bool:
    """Return whether bold text is one to three letters of a word that goes on outside of it: `**L**inux`."""
    before, behind = _around(label, line)
    if len(label.text) > _LONGEST_PART or not label.text.isalpha():
        return False
    return _goes_on(before[-1:], label.text[0]) or _goes_on(label.text[-1], behind[:1])


def _goes_on(one: str, other: str) -> bool:
    """Return whether two letters beside each other are of one word, in a script that puts spaces between words."""
    return all(each.isalpha() and (each.upper() != each.lower()) for each in (one, other))


def _around(label: Label, line: str) -> tuple[str, str]:
    """Return what stands before and behind a label on its line, without the asterisks."""
    begin = label.column - 1
    at = line.find(label.text, begin, begin + len(label.text) + _MAX_AROUND_CHARS)
    end = at + len(label.text) if at >= 0 else begin
    behind = line[end : end + _MAX_AROUND_CHARS]
    if label.marking in _BOLD:
        behind = behind.lstrip(" ")[2:] if behind.lstrip(" ")[:2] in _MARKS else behind
    start = max(begin - _MAX_AROUND_CHARS, 0)
    # What was cut off is a word, so that the rest does not look like the signs at the beginning of a paragraph.
    return ("x" if start else "") + line[start:begin], behind


def has_placeholder(label: str) -> bool:
    """Return whether a label has an X for a number that a page shows: “Don't ask again for X days”."""
    return "X" in label and _PLACEHOLDER.search(label) is not None


def with_placeholder(label: str) -> str:
    """Return a label with an X for each number in it."""
    return _NUMBER.sub("X", label)


@lru_cache(_REMEMBERED)
def bare(label: str) -> str:
    """Return a label without the signs that stand around it: quotes, brackets, asterisks, points; `…` and `?` stay."""
    words = " ".join(label.split())
    while words and words[0] in _OPENING:
        words = words[1:].lstrip()
    while words and words[-1] in _CLOSING:
        words = words[:-1].rstrip()
    for opening, closing in ("()", "（）"):
        if words.endswith(closing) and opening not in words:
            words = words[:-1].rstrip()
        elif words.startswith(opening) and closing not in words:
            words = words[1:].lstrip()
    return words or label
