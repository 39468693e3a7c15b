"""How well words fit a control, as sums of log-odds: each kind of evidence says a little, together they decide.

Of one label: its text beside the names that are known, the digits in and before it, its length beside that of
the English label, how it is marked, and whether the guide's notes speak of it as those of the pivot do. Of
two: the same control is called the same all over a document, and two controls are not; and inside a step
controls change places within a clause, hardly ever across clauses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from stapsgewijs.guide.binding.candidates import digits_in
from stapsgewijs.guide.binding.similarity import similarity, whole_similarity
from stapsgewijs.guide.label_text import has_placeholder, normal
from stapsgewijs.guide.model import Marking
from stapsgewijs.labels import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.guide.binding.candidates import Candidate
    from stapsgewijs.guide.binding.expected_controls import Place, Slot
    from stapsgewijs.guide.model import Guide
    from stapsgewijs.labels import Control

_REMEMBERED: Final = 16_384
_NOTES_REMEMBERED: Final = 512
"""Of the notes of a document, that are long, no more than of a few documents."""

_MISSING: Final = -5.0
_MISSING_PLACE: Final = -4.0
"""A control that the pivot names in a step and the guide does not: where one is can be left out more easily."""

_PLACES: Final = frozenset({Role.PAGE, Role.AREA})

LEFT_OVER: Final = -2.5
"""Something in bold that stands for nothing."""

_SAME_NAME: Final = 8.0
_LIKE_NAME: Final = 5.0
_NAME_OF_OTHER: Final = -9.0
_LIKE_FROM: Final = 0.6
_UNLIKE_KNOWN: Final = -1.5
_SAME_DIGIT: Final = 6.0
_OTHER_DIGIT: Final = -6.0
_NO_DIGIT: Final = -2.0
_EXTRA_DIGIT: Final = -3.0
_DIGIT_BEFORE: Final = 1.5
_TORN: Final = 2.0
_LENGTH: Final = 1.6
_LONGEST_STRETCH: Final = 1.4
_WORD: Final = -0.35
_MOST_WORDS: Final = 1
"""What a word more or less says; more words than one are a label that was cut, or that is joined in this language."""

_MENTION: Final = 2.0
_MARKING: Final = {
    Marking.BOLD: 0.0,
    Marking.BROKEN: -0.3,
    Marking.QUOTED: -0.7,
    Marking.EMPHASISED: -1.2,
    Marking.NOTED: -0.3,
    Marking.LINKED: -0.7,
    Marking.CELL: -0.7,
    Marking.UNMARKED: -2.0,
}
_PIECES: Final = -0.8
_ASIDE: Final = -2.5
_NOT_ASIDE: Final = -1.0
_OTHER_CELL: Final = -3.0
"""What a row of a table begins with is what the row is about; the rest of it tells that."""

_SAME_ROLE: Final = 1.5
_OTHER_ROLE: Final = -1.5
_NEAR_ROLE: Final = -0.3
"""The word for a role beside a label; documents use that for a thing to press or choose for all such things."""

_ACTED_UPON: Final = frozenset({Role.OPTION, Role.BUTTON, Role.LINK, Role.MENU, Role.CHECK_BOX, Role.LIST})
_NOT_EXPECTED: Final = -2.0
_KIND: Final = 0.3
_KINDS: Final = {Role.AREA: 1, Role.OPTION: 2, Role.BUTTON: 2, Role.FIELD: 2}
"""Where something is and what one chooses there stand in sentences of another kind: “select … from the … area”."""

_SAME_CONTROL: Final = (-2.0, 4.0)
_UNLIKE: Final = 0.35
_SAME_TEXT: Final = -5.0
_SWAPPED: Final = -0.9
_ACROSS: Final = -4.0


@dataclass(frozen=True)
class Evidence:
    """What is known of one guide beside its pivot.

    `names` are the labels that each control is known by, `called` the controls with each name (without case and
    punctuation); `is_known` says that they are in the guide's language.
    `stretch` is how many letters the guide's language takes for one of English. `elsewhere` says of what is marked
    which controls (their English labels) the pivot names in each of the steps where it stands.
    """

    names: Mapping[Control, Sequence[str]]
    called: Mapping[str, Sequence[Control]]
    is_known: bool
    stretch: float
    notes: str = ""
    pivot_notes: str = ""
    elsewhere: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def fits(self, candidate: Candidate, slot: Slot) -> float:
        """Return how well words fit what the pivot names there."""
        return (
            self._name(candidate, slot.control)
            + _digits(candidate, slot.control.msgid)
            + self._length(candidate, slot.control.msgid)
            + _word_count(candidate, slot.control.msgid)
            + self._mention(candidate, slot.control.msgid)
            + _MARKING[candidate.label.marking]
            + _PIECES * (candidate.pieces - 1)
            + (0.0 if candidate.is_aside == slot.is_aside else _NOT_ASIDE if slot.is_aside else _ASIDE)
            + _OTHER_CELL * (candidate.is_cell is not slot.is_cell)
            + _role(candidate, slot.control.role)
            + _NOT_EXPECTED * self._is_elsewhere(candidate, slot.control)
        )

    def agree(self, one: Candidate, control: Control, other: Candidate, other_control: Control) -> float:
        """Return how well it fits that these two, in different steps, stand for these controls."""
        if control.msgid == other_control.msgid:  # a link is called what the page is that it leads to
            low, high = _SAME_CONTROL
            same = low + (high - low) * max(0.0, self.comparison(one.words, other.words) - _UNLIKE) / (1 - _UNLIKE)
            return same + _KIND * _shared(one, other)
        kinds = {_KINDS.get(control.role, 0), _KINDS.get(other_control.role, 0)}
        kind = 0.0 if 0 in kinds else _KIND * _shared(one, other)
        return (kind if len(kinds) == 1 else -kind) + (_SAME_TEXT if one.plain == other.plain else 0.0)

    def _is_elsewhere(self, candidate: Candidate, control: Control) -> bool:
        return any(control.msgid not in each for each in self.elsewhere.get(candidate.plain, ()))

    def comparison(self, one: str, other: str) -> float:
        """Return how much two texts look alike, computed once."""
        if (one, other) not in self._seen:
            self._seen[one, other] = similarity(one, other)
        return self._seen[one, other]

    def named(self, text: str, control: Control) -> float:
        """Return how much a text looks like what the control is known to be called."""
        return max(self.comparison(text, each) for each in self.names[control])

    def named_whole(self, text: str, control: Control) -> float:
        """Return how much a text looks like a control as a whole; what has more words than its name is another."""
        words = set(normal(text).split())
        names = (each for each in self.names[control] if not words > set(normal(each).split()))
        return max((whole_similarity(text, each) for each in names), default=0.0)

    def _name(self, candidate: Candidate, control: Control) -> float:
        known = self.named(candidate.words, control)
        if known == 1.0 or any(self.named(each, control) == 1.0 for each in candidate.glosses):
            return _SAME_NAME
        wanted = candidate.plain
        if any(each.msgid != control.msgid for each in self.called.get(wanted, ())):
            return _NAME_OF_OTHER
        if known >= _LIKE_FROM:
            return _LIKE_NAME * (known - _LIKE_FROM) / (1 - _LIKE_FROM)
        return _UNLIKE_KNOWN * (1 - known / _LIKE_FROM) if self.is_known else 0.0

    def _length(self, candidate: Candidate, msgid: str) -> float:
        expected = len(normal(msgid).replace(" ", "")) * self.stretch
        # A gloss makes a label longer: “Next (Ďalej)”.
        sizes = {max(len(normal(each).replace(" ", "")), 1) for each in (candidate.words, *candidate.glosses)}
        return -_LENGTH * min(*(abs(math.log(each / expected)) for each in sizes), _LONGEST_STRETCH)

    def _mention(self, candidate: Candidate, msgid: str) -> float:
        if not self.notes or not self.pivot_notes:
            return 0.0
        expected = _said(normal(msgid), self.pivot_notes)
        found = _said(candidate.plain, self.notes)
        return _MENTION * (1 - abs(expected - found) / 50)


@lru_cache(_NOTES_REMEMBERED)
def _said(words: str, notes: str) -> float:
    """Return how much of the words, of 100, is said in the notes."""
    return fuzz.partial_ratio(words, notes)


@lru_cache(_REMEMBERED)
def _beside(one: tuple[str, str], other: tuple[str, str]) -> float:
    shares = [fuzz.ratio(a, b) / 100 for a, b in zip(one, other, strict=True) if a or b]
    return sum(shares) / len(shares) if shares else 0.0


def _shared(one: Candidate, other: Candidate) -> float:
    """Return how much of what stands beside them two labels have in common, from 0 to 1."""
    beside = _beside(one.context, other.context) if one.context and other.context else 0.0
    return max(0.0, beside - _UNLIKE) / (1 - _UNLIKE)


def _word_count(candidate: Candidate, msgid: str) -> float:
    """Return what the number of words says, in a script that puts spaces between words."""
    first = candidate.plain[:1]
    if not first or (first.upper() == first.lower() and not first.isdigit()):
        return 0.0
    return _WORD * min(abs(candidate.plain.count(" ") - normal(msgid).count(" ")), _MOST_WORDS)


def _role(candidate: Candidate, role: Role) -> float:
    """Return what the words beside a label say of its role."""
    if not candidate.roles:
        return 0.0
    if role in candidate.roles:
        return _SAME_ROLE
    return _NEAR_ROLE if role in _ACTED_UPON and not _ACTED_UPON.isdisjoint(candidate.roles) else _OTHER_ROLE


def order(slot: Slot, words: Candidate, way: Sequence[tuple[Slot, Candidate]]) -> float:
    """Return how well words for a slot stand in the order of the pivot; `way` has the words for the slots before it."""
    behind = [before for before, others in way if others.start > words.start]
    return sum(_SWAPPED if before.clause == slot.clause else _ACROSS for before in behind)


def missing(slot: Slot) -> float:
    """Return what it costs that a guide does not name a control that the pivot names."""
    return _MISSING_PLACE if slot.control.role in _PLACES else _MISSING


def length_ratio(places: Sequence[Place]) -> float:
    """Return how many letters the guide takes for one of the pivot, by the steps that name equally many controls."""
    ours = theirs = 0
    for each in places:
        labels = each.labels
        if len(labels) < len(each.slots):
            labels = (*labels, *(quote for step in each.steps for quote in step.quotes))
        if each.slots and len(labels) == len(each.slots):
            ours += sum(len(normal(label.text).replace(" ", "")) for label in labels)
            theirs += sum(len(normal(slot.control.msgid).replace(" ", "")) for slot in each.slots)
    return min(max(ours / theirs, 0.15), 2.5) if theirs else 1.0


def notes_of(guide: Guide) -> str:
    """Return the words of the notes before the first step, for comparing."""
    return normal(" ".join(each.text for each in guide.notes))


def _digits(candidate: Candidate, msgid: str) -> float:
    wanted, found = digits_in(msgid), candidate.digits
    if has_placeholder(msgid):
        return 0.0
    if not wanted:
        return _EXTRA_DIGIT if found else 0.0
    if found:
        return _SAME_DIGIT if wanted & found else _OTHER_DIGIT
    torn = _TORN if candidate.label.text[:1] in ".,:;：。" else 0.0
    return (_DIGIT_BEFORE if wanted & digits_in(candidate.before) else _NO_DIGIT) + torn
