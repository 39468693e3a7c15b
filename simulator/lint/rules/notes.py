"""Notes whose keyword nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from simulator.guide.model import NoteKind
from simulator.lint.findings import Level, LintRule
from simulator.near import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.lint.context import Context
    from simulator.lint.document import Document
    from simulator.lint.findings import LintFinding

UNKNOWN: Final = LintRule("note-unknown", Level.WARNING, "A note with a keyword that nobody knows.")
RULES: Final = (UNKNOWN,)

_KEYWORD: Final = re.compile(r"\\?\[\s*(!?)\s*([^\]\n!:]{2,20})\s*\\?\]")
_KNOWN: Final = tuple(each.value.upper() for each in NoteKind if each is not NoteKind.UNKNOWN)
_NO_NOTES: Final = ("div", "video", "include", "code", "tab", "zone", "moniker", "openapi", "selector", "checklist")
_TRANSLATED: Final = {
    "NOTE": "opmerking opm noot nota let_op anmerkung hinweis notiz remarque notă uwaga poznámka megjegyzés not "
    "anteckning bemærk merk huomautus 注 注意 注释 附註 備註 メモ 注記 примечание σημείωση observação observación",
    "TIP": "tipp suggerimento astuce conseil consejo sugerencia dica wskazówka ipucu tips vinkki ヒント 提示 совет",
    "IMPORTANT": "belangrijk wichtig importante ważne důležité fontos önemli viktigt vigtigt viktig tärkeää 重要 важно",
    "WARNING": "waarschuwing warnung avertissement avviso advertencia aviso ostrzeżenie upozornění figyelmeztetés "
    "uyarı varning advarsel varoitus 警告 предупреждение",
    "CAUTION": "voorzichtig pas_op vorsicht attention attenzione precaución cuidado przestroga dikkat försiktighet "
    "forsigtig 小心 осторожно",
}
_MEANT: Final = {word.replace("_", " "): kind for kind, words in _TRANSLATED.items() for word in words.split()}


def check(document: Document, _: Context) -> Iterator[LintFinding]:
    """Give the findings of this family."""
    begun = -1
    for token in document.tokens:
        if token.type == "blockquote_open" and token.map:
            begun = token.map[0]
        elif token.type == "inline" and token.map and begun >= 0:
            if token.map[0] == begun:
                yield from _judged(document, begun + 1)
            begun = -1


def _judged(document: Document, line: int) -> Iterator[LintFinding]:
    text = document.line(line)
    found = _KEYWORD.search(text)
    if not found or text[: found.start()].strip(" >\t0123456789.-*"):
        return
    mark, word = found.groups()
    word = word.strip()
    meant = _meant(word)
    written = found.group()
    right = bool(mark) and not written.startswith("\\") and word.upper() in _KNOWN and " " not in written
    # Without the mark it is a quote that begins with a link or brackets, unless it says what a note says.
    if (
        right
        or word.lower().startswith(_NO_NOTES)
        or (not mark and (not meant or text[found.end() :].startswith(("(", "["))))
    ):
        return
    begin = document.offset(line, found.start() + 1)
    end = begin + len(written)
    better = f"[!{meant}]" if meant else ""
    message = f"“{written}” is no kind of note" + (
        f"; “{better}” is." if better else f"; known are {', '.join(_KNOWN)}."
    )
    yield document.finding(UNKNOWN, (begin, end), message, suggestion=better)


def _meant(word: str) -> str:
    return _MEANT.get(word.casefold()) or nearest(word.upper(), _KNOWN)
