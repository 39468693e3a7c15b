"""Which words of a guide are offered to the assignment: what is marked and, where that is too little, known words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.guide.binding.assignment import Solved, solve, ways_of
from stapsgewijs.guide.binding.candidates import (
    Candidate,
    in_context,
    known_words,
    put_together,
    rare_words,
    remainders,
    words_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.guide.binding.candidates import Marked
    from stapsgewijs.guide.binding.expected_controls import Place
    from stapsgewijs.guide.binding.scoring import Evidence
    from stapsgewijs.guide.model import Step
    from stapsgewijs.labels import Control


def solved_of(marked: Marked, places: Sequence[Place], evidence: Evidence) -> list[Solved]:
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


def elsewhere_of(places: Sequence[Place], marked: Marked) -> dict[str, list[frozenset[Control]]]:
    """Return for all that is marked which controls the pivot names in the steps where it stands."""
    found: dict[str, list[frozenset[Control]]] = {}
    for place in places:
        if place.slots:
            expected = frozenset(slot.control for slot in place.slots)
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
