"""The assignment of words to controls, for a whole document at once.

Every step has its own candidate assignments; those of different steps depend on each other, because a control keeps
its label. The steps are processed one by one, steps with the same number in all procedures together, and the best
partial assignments are kept (a beam search). The confidence of a pair is its share of the assignments that were kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from stapsgewijs.guide.binding.candidates import (
    Candidate,
    in_context,
    known_words,
    put_together,
    rare_words,
    remainders,
    words_in,
)
from stapsgewijs.guide.binding.scoring import LEFT_OVER, Evidence, missing, order
from stapsgewijs.guide.model import Marking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.guide.binding.candidates import Marked
    from stapsgewijs.guide.binding.expected_controls import Place, Slot
    from stapsgewijs.guide.model import Step
    from stapsgewijs.labels import Control

_MAX_WORDS: Final = 40
"""So many words of one step are considered."""

_MAX_WAYS: Final = 48
"""So many ways for one step are kept."""

_MAX_STATES: Final = 64
"""So many ways for all steps so far are kept."""

_HOPELESS: Final = 16.0
"""What is this much worse than the best so far is dropped."""

_DOUBT: Final = 1.5
"""Log-odds are divided by this: evidence of one document is never independent."""

_RIVAL: Final = 0.2
"""What is this sure is told as another possibility."""

Kept = TypeVar("Kept")
Pair = tuple[int, "Slot", "Candidate"]
"""The number of a place, and words there for a slot there."""

State = tuple[float, tuple[int, ...]]
"""The numbers of the pairs of all steps so far, and how well they fit."""

Way = tuple[float, list[tuple["Slot", "Candidate"]]]
"""Words for the slots of one step, and how well they fit."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The words that stand for a control, how sure that is (from 0 to 1), and what else they may stand for."""

    place: Place
    control: Control
    candidate: Candidate
    confidence: float
    rivals: tuple[Control, ...] = ()


def solve(places: Sequence[Place], ways_there: Sequence[Sequence[Way]], evidence: Evidence) -> list[Solved]:
    """Return the best assignment; `ways_there` are for each place those of `ways_of`."""
    pairs: list[Pair] = []
    states: list[State] = [(0.0, ())]
    for at, ways in enumerate(ways_there):
        if places[at].slots:
            numbered = _numbered(at, ways, pairs)
            states = _best(_grown(states, numbered, pairs, evidence), _MAX_STATES)
    weights = [math.exp((score - states[0][0]) / _DOUBT) for score, _ in states]
    total = sum(weights)
    shares: dict[int, float] = {}
    for weight, (_, numbers) in zip(weights, states, strict=True):
        for number in numbers:
            shares[number] = shares.get(number, 0.0) + weight / total
    best = [(pairs[number], shares[number]) for number in states[0][1]]
    return [
        Solved(places[at], slot.control, words, share, _rivals((at, slot, words), shares, pairs))
        for (at, slot, words), share in best
    ]


def _numbered(at: int, ways: Sequence[Way], pairs: list[Pair]) -> list[tuple[float, list[int]]]:
    """Return the ways of a place with the numbers of their pairs in `pairs`, to which new ones are added."""
    numbers: dict[tuple[int, int], int] = {}
    numbered = []
    for score, way in ways:
        chosen = []
        for slot, words in way:
            key = id(slot), id(words)
            if key not in numbers:
                numbers[key] = len(pairs)
                pairs.append((at, slot, words))
            chosen.append(numbers[key])
        numbered.append((score, chosen))
    return numbered


def _rivals(pair: Pair, shares: Mapping[int, float], pairs: Sequence[Pair]) -> tuple[Control, ...]:
    at, slot, words = pair
    likely = (pairs[number] for number, share in shares.items() if share > _RIVAL)
    return tuple(other.control for where, other, which in likely if where == at and which is words and other != slot)


def _grown(
    states: Sequence[State], ways: Sequence[tuple[float, list[int]]], pairs: Sequence[Pair], evidence: Evidence
) -> list[State]:
    """Return each state with each of the ways for the next step; what two pairs agree is counted once for all."""
    before = {number for _, numbers in states for number in numbers}
    agreements = {
        new: {old: _agreement(pairs[new], pairs[old], evidence) for old in before}
        for new in {number for _, way in ways for number in way}
    }
    grown = []
    for score, numbers in states:
        agreed = {new: sum([row[old] for old in numbers]) for new, row in agreements.items()}
        grown += [(score + added + sum([agreed[number] for number in way]), (*numbers, *way)) for added, way in ways]
    return grown


def _agreement(one: Pair, other: Pair, evidence: Evidence) -> float:
    return evidence.agree(one[2], one[1].control, other[2], other[1].control)


def ways_of(place: Place, offered: Sequence[Candidate], evidence: Evidence) -> list[Way]:
    """Return the best ways to give the words of one step to its slots, some of which may stay empty.

    `offered` are the words that may be labels there.
    """
    if not place.slots:
        return []
    if len(offered) > _MAX_WORDS:
        offered = sorted(offered, key=lambda each: -max(evidence.fits(each, slot) for slot in place.slots))[:_MAX_WORDS]
    kept: list[Way] = [(0.0, [])]
    for slot in place.slots:
        fits = [(evidence.fits(each, slot), each) for each in offered]
        grown = [(score + missing(slot), way) for score, way in kept]
        grown += [
            (score + fit + order(slot, each, way) + _once_more(slot, each, way, evidence), [*way, (slot, each)])
            for score, way in kept
            for fit, each in fits
            if not any(each.overlaps(other) for _, other in way)
        ]
        kept = _best(grown, 4 * _MAX_WAYS)
    bold = [each for each in offered if each.pieces == 1 and each.label.marking in {Marking.BOLD, Marking.BROKEN}]
    judged = []
    for score, way in kept:
        left = sum(not any(each.overlaps(words) for _, words in way) for each in bold)
        judged.append((score + LEFT_OVER * left, way))
    return _best(judged, _MAX_WAYS)


def _once_more(slot: Slot, words: Candidate, way: Sequence[tuple[Slot, Candidate]], evidence: Evidence) -> float:
    """Return how well words fit with those for the same label, which a step names more than once."""
    msgid = slot.control.msgid
    same = [(before, others) for before, others in way if before.control.msgid == msgid]
    return sum(evidence.agree(words, slot.control, others, before.control) for before, others in same)


def _best(scored: list[tuple[float, Kept]], most: int) -> list[tuple[float, Kept]]:
    scored.sort(key=lambda each: -each[0])
    return [each for each in scored[:most] if each[0] > scored[0][0] - _HOPELESS]


def assign(marked: Marked, places: Sequence[Place], evidence: Evidence) -> list[Solved]:
    """Solve with what is marked; where a control is missing, once more with the words that are known for it."""
    lines = marked.lines
    offered = [_offered(each, marked) for each in places]
    ways = [ways_of(each, words, evidence) for each, words in zip(places, offered, strict=True)]
    first = solve(places, ways, evidence)
    found = {(id(each.place), each.control) for each in first}
    is_short = False
    for number, (place, words) in enumerate(zip(places, offered, strict=True)):
        missing = [slot.control for slot in place.slots if (id(place), slot.control) not in found]
        if missing:
            wanted = {name for control in missing for name in evidence.names[control]}
            wanted |= _called_elsewhere(place, places, marked)
            more = [
                each
                for step in place.steps
                for each in in_context(_known(step, lines, sorted(wanted)), marked.of(step), lines)
            ]
            if not words and not more:
                common = _words_elsewhere(place, places, lines)
                more = [each for step in place.steps for each in rare_words(step, lines, common)]
            added = [each for each in more if not any(_is_same(each, other) for other in words)]
            if added:
                ways[number] = ways_of(place, [*words, *added], evidence)
                is_short = True
    return solve(places, ways, evidence) if is_short else first


def _known(step: Step, lines: Sequence[str], wanted: Sequence[str]) -> list[Candidate]:
    found = list(known_words(step, lines, wanted))
    return [*found, *remainders(step, lines, found)]


def elsewhere_of(places: Sequence[Place], marked: Marked) -> dict[str, list[frozenset[str]]]:
    """Return for all that is marked which controls (English labels) the pivot names in the steps where it stands."""
    found: dict[str, list[frozenset[str]]] = {}
    for place in places:
        if place.slots:
            expected = frozenset(slot.control.msgid for slot in place.slots)
            for plain in {each.plain for step in place.steps for each in marked.of(step)}:
                found.setdefault(plain, []).append(expected)
    return found


def _offered(place: Place, marked: Marked) -> list[Candidate]:
    found: list[Candidate] = []
    for step in place.steps if place.slots else ():
        beside = marked.of(step)
        found += in_context((*beside, *put_together(step, marked)), beside, marked.lines)
    return found


def _called_elsewhere(place: Place, places: Sequence[Place], marked: Marked) -> set[str]:
    """Return what is marked in the other steps that name one of the same controls."""
    controls = {slot.control for slot in place.slots}
    others = (each for each in places if each is not place and controls & {slot.control for slot in each.slots})
    return {words.words for each in others for step in each.steps for words in marked.of(step)}


def _words_elsewhere(place: Place, places: Sequence[Place], lines: Sequence[str]) -> frozenset[str]:
    """Return the words of the steps that name none of the same controls."""
    controls = {slot.control for slot in place.slots}
    others = (each for each in places if not controls & {slot.control for slot in each.slots})
    return frozenset().union(*(words_in(step, lines) for each in others for step in each.steps))


def _is_same(one: Candidate, other: Candidate) -> bool:
    return one.overlaps(other) and one.words == other.words
