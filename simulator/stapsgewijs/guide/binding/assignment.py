"""The assignment: for a whole document at once, which words stand for which controls.

Every step has its own ways to give its words to its controls; the ways of different steps depend on each other,
because a control keeps its name. The steps are taken one by one, those of one number in all procedures beside
each other, and the best ways so far are kept (a beam). How sure a pair is, is its share in what was kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from stapsgewijs.guide.binding.scoring import LEFT_OVER, MISSING, Evidence, order
from stapsgewijs.guide.model import Marking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stapsgewijs.guide.binding.candidates import Candidate
    from stapsgewijs.guide.binding.expected_controls import Place, Slot
    from stapsgewijs.labels import Control

_OFFERED: Final = 40
"""So many words of one step are considered."""

_WAYS: Final = 48
"""So many ways for one step are kept."""

_STATES: Final = 64
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
    states: list[tuple[float, tuple[Pair, ...]]] = [(0.0, ())]
    for number, found in enumerate(ways_there):
        if not places[number].slots:
            continue
        ways = [(score, [(number, *pair) for pair in way]) for score, way in found]
        states = _best([each for state in states for each in _grown(state, ways, evidence)], _STATES)
    weights = [math.exp((score - states[0][0]) / _DOUBT) for score, _ in states]
    shares: dict[Pair, float] = {}
    for weight, (_, pairs) in zip(weights, states, strict=True):
        for pair in pairs:
            shares[pair] = shares.get(pair, 0.0) + weight / sum(weights)
    return [
        Solved(places[at], slot.control, words, shares[at, slot, words], _rivals(at, slot, words, shares))
        for at, slot, words in states[0][1]
    ]


def _rivals(at: int, slot: Slot, words: Candidate, shares: Mapping[Pair, float]) -> tuple[Control, ...]:
    found = ((share, other) for (where, other, which), share in shares.items() if (where, which) == (at, words))
    return tuple(other.control for share, other in found if other != slot and share > _RIVAL)


def _grown(
    state: tuple[float, tuple[Pair, ...]], ways: Sequence[tuple[float, list[Pair]]], evidence: Evidence
) -> Iterator[tuple[float, tuple[Pair, ...]]]:
    """Give a state with each of the ways for the next step; what a pair agrees with is counted once for all ways."""
    before, pairs = state
    agreed = {
        pair: sum(evidence.agree(pair[2], pair[1].control, words, slot.control) for _, slot, words in pairs)
        for pair in {pair for _, way in ways for pair in way}
    }
    for score, way in ways:
        yield before + score + sum(agreed[pair] for pair in way), (*pairs, *way)


def ways_of(place: Place, offered: Sequence[Candidate], evidence: Evidence) -> list[Way]:
    """Return the best ways to give the words of one step to its slots, some of which may stay empty.

    `offered` are the words that may be labels there.
    """
    if not place.slots:
        return []
    if len(offered) > _OFFERED:
        offered = sorted(offered, key=lambda each: -max(evidence.fits(each, slot) for slot in place.slots))[:_OFFERED]
    kept: list[Way] = [(0.0, [])]
    for slot in place.slots:
        fits = [(evidence.fits(each, slot), each) for each in offered]
        grown = [(score + MISSING, way) for score, way in kept]
        grown += [
            (score + fit, [*way, (slot, each)])
            for score, way in kept
            for fit, each in fits
            if not any(each.overlaps(other) for _, other in way)
        ]
        kept = _best(grown, 4 * _WAYS)
    bold = [each for each in offered if each.pieces == 1 and each.label.marking in {Marking.BOLD, Marking.BROKEN}]
    judged = []
    for score, way in kept:
        left = sum(not any(each.overlaps(words) for _, words in way) for each in bold)
        slots = [slot for slot, _ in sorted(way, key=lambda pair: pair[1].start)]
        judged.append((score + LEFT_OVER * left + order(slots), way))
    return _best(judged, _WAYS)


def _best(scored: list[tuple[float, Kept]], most: int) -> list[tuple[float, Kept]]:
    scored.sort(key=lambda each: -each[0])
    return [each for each in scored[:most] if each[0] > scored[0][0] - _HOPELESS]
