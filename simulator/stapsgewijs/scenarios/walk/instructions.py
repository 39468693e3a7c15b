"""What a step of a guide tells to do, from its words alone: verbs, nouns, labels, and what is done on a phone.

The words are those of the languages below; a guide in another one has labels only, of which the page says what they
are. Nothing here knows a page.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide import Label, Step


class Act(StrEnum):
    """What is done; `ANY` is what the page makes of it, `SEE` only looking."""

    PRESS = "press"
    FOLLOW = "follow"
    CHOOSE = "choose"
    TICK = "tick"
    TYPE = "type"
    SEE = "see"
    ANY = "any"
    ANSWER = "answer"
    KEYS = "keys"
    HANG_UP = "hang up"


class Source(StrEnum):
    """Where a code comes from that is typed."""

    MESSAGE = "text message"
    CALL = "call"
    APP = "app"
    UNKNOWN = ""


class Instruction(NamedTuple):
    """One thing to do: to what is called `name` (empty: the guide does not name it), or with `keys` of a phone."""

    act: Act
    name: str
    line: int
    column: int
    keys: str = ""
    source: Source = Source.UNKNOWN
    area: str = ""


_VERBS: Final = {
    Act.TYPE: r"enter|type|fill|write|key in|vul|voer|typ|typt|schrijf|gib|geben|tragen|trage|trag",
    Act.TICK: r"tick|check|untick|vink|aanvinken|vinkje|hak\w*|aktivier\w*",
    Act.FOLLOW: r"follow|volg|folg\w*",
    Act.CHOOSE: r"select|choose|pick|kies|kiest|selecteer\w*|wähl\w*|auswähl\w*",
    Act.PRESS: r"click|press|tap|hit|push|klik\w*|druk|tik|klick\w*|drück\w*|tipp\w*",
    Act.ANY: r"open|go to|use|ga naar|öffn\w*",
    Act.SEE: r"see|appears?|shows?|says?|ziet|zie|verschijnt|staat|toont|sehen|sieht|erscheint|zeigt",
}
_NOUNS: Final = {
    Act.PRESS: r"buttons?|knop|knoppen|schaltfläche|knopf",
    Act.FOLLOW: r"links?|hyperlink|koppeling|snelkoppeling",
    Act.TICK: r"check ?box|tick ?box|selectievakje|aankruisvakje|vinkje|kontrollkästchen",
    Act.TYPE: r"fields?|text ?box|input|veld|invoerveld|tekstvak|feld|eingabefeld",
    Act.CHOOSE: r"option|optie|keuze|keuzerondje",
    Act.SEE: r"page|screen|window|dialog(?:ue)?|heading|message|section|pagina|scherm|venster|dialoogvenster|kop|"
    r"melding|bericht|seite|bildschirm|fenster|dialog|überschrift|meldung",
}
_UNDER: Final = r"under|below|onder|unter"
_PREPOSITIONS: Final = frozenset(
    [
        "at",
        "in",
        "on",
        "under",
        "below",
        "of",
        "from",
        "bij",
        "in",
        "op",
        "onder",
        "van",
        "uit",
        "unter",
        "in",
        "auf",
        "bei",
        "aus",
    ]
)
"""Between two labels: the second is where the first is, and nothing is done to it."""

_PHONE: Final = {
    Act.ANSWER: r"\b(?:answer|pick up|accept)\b|\bneem\w*\b[^\0.;]*?\bop\b|\bopne(?:emt|men)\b|\bbeantwoord\w*|"
    r"\b(?:nimm|nehmen|heben?|hebt?)\b[^\0.;]*?\b(?:an|ab)\b",
    Act.HANG_UP: r"\bhang up\b|\bend the call\b|\bhang\b[^\0.;]*?\bop\b|\bophangt?\b|\bverbreek\w*|"
    r"\bleg\w*\b[^\0.;]*?\bauf\b",
}
_KEYS: Final = re.compile(
    r"\b(?:press|push|hit|tap|druk|toets|tik|drück\w*)\b(?P<words>[^\0.;,:]*?"
    r"(?:\bkeys?\b|\btoets(?:en)?\b|\btasten?\b|[*#]|\bpound\b|\bhash\b|\basterisk\b|\bhekje|\bsterretje|\braute|"
    r"\b[0-9]\b(?! (?:times|keer|maal|mal))))(?P<rest>[^\0.;:]*)",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"[0-9*#]{1,12}")
_KEY_NAMES: Final = {
    "#": r"\b(?:pound|hash|number sign|hekje|raute\w*)\b",
    "*": r"\b(?:star|asterisk|sterretje|stern\w*)\b",
    "1": r"\b(?:any key|any|een toets|willekeurige toets|een willekeurige|beliebige)\b",
}
"""The names of keys; where any key will do, it is the first one."""

_KEYBOARD: Final = re.compile(r"\b(?:enter|tab|escape|esc|ctrl|shift|space|spatie|return|eingabe)\b", re.IGNORECASE)
_TWICE: Final = re.compile(r"\b(?:twice|two times|2 times|twee keer|2 keer|tweemaal|zweimal)\b", re.IGNORECASE)
_IS_PHONE: Final = re.compile(r"phone|call|telefoon|toestel|gesprek|oproep|belt|telefon|anruf", re.IGNORECASE)
_SOURCES: Final = {
    Source.APP: r"authenticator|app\b",
    Source.MESSAGE: r"text message|\bsms|\btexts?\b|tekstbericht|textnachricht|kurznachricht",
    Source.CALL: r"\bhears?\b|\bheard\b|\bcall|\bvoice\b|\bspeak|\bhoor|\bgehoord|\bgesprek|\boproep|\bbelt\b|\bstem\b|"
    r"\bhör|\bgehört|\banruf|\bstimme\b",
}
_CODE: Final = re.compile(r"code|token|digits|cijfers|pin\b|ziffern|passcode|one-time|otp\b", re.IGNORECASE)
_PHONE_NUMBER: Final = re.compile(
    r"phone|mobile|telefoon|telefon|mobiel|handy|\btel\b|\b(?:your|uw|je|ihre|deine) (?:number|nummer)\b", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?。])\s+")
_MASK: Final = "\0"
"""Stands for each sign of a label, so that its own words are not taken for what the sentence tells."""

_LABEL_KEYS: Final = re.compile(r"[0-9*#]{1,4}")
_WORDS_BETWEEN: Final = 2
"""Or so many before it: "the button called **Save**"."""

_NOUN_WORDS: Final = 3
"""A noun that tells what a label is stands at most so many words behind it."""


def is_phone_number(words: str) -> bool:
    """Return whether words are about a telephone number."""
    return bool(_PHONE_NUMBER.search(words))


def is_code(words: str) -> bool:
    """Return whether words are about a code that is sent."""
    return bool(_CODE.search(words))


def source_in(words: str) -> Source:
    """Return where a code comes from, by the last word about it; `UNKNOWN` where nothing is said."""
    found = {
        each: max((hit.start() for hit in re.finditer(pattern, words, re.IGNORECASE)), default=-1)
        for each, pattern in _SOURCES.items()
    }
    best = max(found, key=lambda each: found[each])
    return best if found[best] >= 0 else Source.UNKNOWN


def words_of(step: Step) -> str:
    """Return all that a step says."""
    return "\n".join(each.text for each in (step.action, *step.follow_ups) if each.text)


def instructions_of(step: Step, labels: Sequence[Label]) -> tuple[Instruction, ...]:
    """Return what a step tells to do, in its order; `labels` are the names in it that are to be found on the page."""
    text = words_of(step)
    masked, places = _masked(text, labels)
    found: list[tuple[int, Instruction]] = []
    begin = 0
    for sentence in _SENTENCE_END.split(masked):
        begin = masked.index(sentence, begin) if sentence else begin
        here = [(at - begin, label) for at, label in places if begin <= at < begin + len(sentence)]
        said = text[begin : begin + len(sentence)]
        found += [(begin + at, each) for at, each in _in_sentence(sentence, said, here, text, step)]
        begin += len(sentence)
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def _masked(text: str, labels: Sequence[Label]) -> tuple[str, list[tuple[int, Label]]]:
    """Return the text with labels hidden, and where each of them begins."""
    masked, places, at = text, [], 0
    for each in labels:
        name = " ".join(each.text.split())
        start = text.find(name, at)
        if start < 0:
            continue
        at = start + len(name)
        hidden = _MASK * (len(name) - 1) + (name[-1] if name[-1] in ".!?" else _MASK)
        masked = masked[:start] + hidden + masked[at:]
        places.append((start, each))
    return masked, places


def _in_sentence(
    masked: str, said: str, labels: Sequence[tuple[int, Label]], text: str, step: Step
) -> Iterator[tuple[int, Instruction]]:
    before, last = 0, None
    ends = [*(at for at, _ in labels[1:]), len(masked)][: len(labels)]
    typed = False
    for (at, label), behind in zip(labels, ends, strict=True):
        length = len(" ".join(label.text.split()))
        lead, tail = masked[before:at], masked[at + length : behind]
        before = at + length
        act = _act(lead, tail, last)
        last = act if act is not Act.SEE else last
        typed = typed or act is Act.TYPE
        if act in {Act.PRESS, Act.CHOOSE, Act.ANY, Act.TYPE} and _LABEL_KEYS.fullmatch(label.text):
            twice = 2 if _TWICE.search(tail) else 1
            yield at, Instruction(Act.KEYS, "", label.line, label.column, keys=label.text * twice)
            continue
        source = source_in(said) if act is Act.TYPE else Source.UNKNOWN
        yield at, Instruction(act, label.text, label.line, label.column, source=source)
    for act, pattern in _PHONE.items():
        hit = re.search(pattern, masked, re.IGNORECASE)
        if hit and _IS_PHONE.search(text):
            yield hit.start(), Instruction(act, "", step.line, step.column)
    hit = _KEYS.search(masked)
    if hit and not _KEYBOARD.search(hit["words"]) and (_IS_PHONE.search(text) or re.search(r"[*#]", hit[0])):
        twice = 2 if _TWICE.search(hit["rest"]) else 1
        yield hit.start(), Instruction(Act.KEYS, "", step.line, step.column, keys=_keys_in(hit) * twice)
    verb = re.search(rf"(?<!\bto )(?<!\bte )\b(?:{_VERBS[Act.TYPE]})\b(?! key|-toets|-taste)", masked, re.IGNORECASE)
    if verb and not typed:
        yield verb.start(), Instruction(Act.TYPE, "", step.line, step.column, source=source_in(said))


def _keys_in(hit: re.Match[str]) -> str:
    """Return the keys that a sentence tells to press; empty where it does not say which."""
    for words in (hit["words"], hit["rest"]):
        if keys := _KEY.search(words):
            return keys[0]
        if named := next((key for key, name in _KEY_NAMES.items() if re.search(name, words, re.IGNORECASE)), ""):
            return named
    return ""


def _act(lead: str, tail: str, last: Act | None) -> Act:
    """Return what the words before (`lead`) and behind a label tell; what is not told is as with the label before."""
    if last is not None and lead.strip().casefold() in _PREPOSITIONS:
        return Act.SEE
    nouns = [
        (hit.start(), act)
        for act, words in _NOUNS.items()
        for hit in _hits(words, lead)
        if len(lead[hit.end() :].split()) <= (0 if act is Act.SEE else _WORDS_BETWEEN)
    ]
    nouns += [(hit.start(), Act.SEE) for hit in _hits(_UNDER, lead)]
    verbs = [(hit.start(), act) for act, words in _VERBS.items() for hit in _hits(words, lead)]
    near = " ".join(tail.split()[:_NOUN_WORDS])
    named = [(hit.start(), act) for act, words in _NOUNS.items() for hit in _hits(words, near)]
    verb = max(verbs, default=(-1, Act.ANY))
    noun = max(nouns, default=(-1, Act.ANY))
    if not near.startswith((",", ";", ":", ".")) and named and (not verbs or verb[1] is not Act.TYPE):
        kind = min(named)[1]
        return kind if kind is not Act.SEE or not verbs else Act.ANY
    if noun[0] > verb[0]:
        return noun[1] if noun[1] is not Act.SEE or verb[1] not in {Act.ANY, Act.PRESS} or not verbs else Act.ANY
    if verbs:
        return verb[1]
    behind = [(hit.start(), act) for act, words in _VERBS.items() for hit in _hits(words, tail)]
    if behind:
        act = min(behind)[1]
        return act if act in {Act.TYPE, Act.TICK} else Act.SEE
    return last if last is not None else Act.ANY


def _hits(words: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)
