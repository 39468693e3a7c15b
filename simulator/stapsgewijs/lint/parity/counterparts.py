"""What stands in a document and should stand in its translation at the same place: pictures, links and notes.

Each has a key that no language changes and a section: the step of the source that it stands in, or the heading. What
has no counterpart in its section is looked for in the others (it moved), and what has none at all is missing or extra.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_LARGE: Final = 1 << 60
_ALIKE: Final = 0.75
_MOST: Final = 2_500
"""Of more pairs than this in one section none is looked for: they are not one difference."""


UNPAIRED: Final = "unpaired"
"""The section of what stands in a step or a procedure that has no counterpart: that is told as a whole."""


class Part(NamedTuple):
    """A picture, a link or a note: its key, the section it is in, the paragraph (a number), and its place.

    `written` is what a link leads to, as it is written.
    """

    key: str
    section: Hashable
    block: int
    line: int
    where: tuple[int, int]
    written: str = ""


class Differences(NamedTuple):
    """What differs: `moved` and `replaced` are pairs (ours, theirs), `reordered` is the first of ours out of order."""

    missing: list[Part]
    extra: list[Part]
    moved: list[tuple[Part, Part]]
    replaced: list[tuple[Part, Part]]
    reordered: list[tuple[Part, Part]]


def differences(ours: Sequence[Part], theirs: Sequence[Part]) -> Differences:
    """Compare what two documents have."""
    whole = [[each for each in side if each.section == UNPAIRED] for side in (ours, theirs)]
    paired = [[each for each in side if each.section != UNPAIRED] for side in (ours, theirs)]
    same, extra, missing = _matched(*paired, by_section=True)
    moved, extra, missing = _matched(extra, missing, by_section=False)
    # What is told with its step is not told again, and is what it is for something that is left over elsewhere.
    _, extra, _ = _matched(extra, whole[1], by_section=False)
    _, _, missing = _matched(whole[0], missing, by_section=False)
    # What has moved is told only where both places are known; else it is in its place as far as anybody knows.
    told = [(one, other) for one, other in moved if one.section is not None and other.section is not None]
    replaced, extra, missing = _replaced(extra, missing)
    return Differences(missing, extra, told, replaced, list(_reordered(same)))


def _matched(
    ours: Sequence[Part], theirs: Sequence[Part], *, by_section: bool
) -> tuple[list[tuple[Part, Part]], list[Part], list[Part]]:
    """Pair what has the same key, in the order of the documents; also return what is left of both."""
    waiting: dict[Hashable, list[Part]] = defaultdict(list)
    for each in reversed(theirs):
        waiting[each.key, each.section if by_section else 0].append(each)
    pairs, left = [], []
    for each in ours:
        others = waiting[each.key, each.section if by_section else 0]
        if others:
            pairs.append((each, others.pop()))
        else:
            left.append(each)
    used = {id(other) for _, other in pairs}
    return pairs, left, [each for each in theirs if id(each) not in used]


def _replaced(extra: Sequence[Part], missing: Sequence[Part]) -> tuple[list[tuple[Part, Part]], list[Part], list[Part]]:
    """Pair one too many with one missing in the same section: it is one difference, not two.

    Where there are more of either, only those that look alike.
    """
    pairs: list[tuple[Part, Part]] = []
    for section in {each.section for each in extra} & {each.section for each in missing}:
        ours, theirs = ([each for each in side if each.section == section] for side in (extra, missing))
        if len(ours) == len(theirs) == 1:
            pairs.append((ours[0], theirs[0]))
        elif len(ours) * len(theirs) <= _MOST:
            pairs += _look_alikes(ours, theirs)
    gone = {id(each) for pair in pairs for each in pair}
    return pairs, [each for each in extra if id(each) not in gone], [each for each in missing if id(each) not in gone]


def _look_alikes(ours: Sequence[Part], theirs: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    ranked = sorted(
        (-SequenceMatcher(None, one.key, other.key).ratio(), place, number)
        for place, one in enumerate(ours)
        for number, other in enumerate(theirs)
    )
    gone: set[int] = set()
    come: set[int] = set()
    for unlike, place, number in ranked:
        if -unlike >= _ALIKE and place not in come and number not in gone:
            come.add(place)
            gone.add(number)
            yield ours[place], theirs[number]


def _reordered(same: Sequence[tuple[Part, Part]]) -> list[tuple[Part, Part]]:
    """Return, of each section whose parts come in another order, the first that should come later.

    Inside one paragraph the order is the language's.
    """
    found = []
    for _, group in groupby(same, key=lambda pair: pair[0].section):
        pairs = sorted(group, key=lambda pair: pair[0].line)
        for (mine, other), (after, theirs) in pairwise(pairs):
            if theirs.block < other.block and mine.block != after.block:
                found.append((mine, other))
                break
    return found


class Places:
    """Where in a document the line of its source should be: at or behind the nearest thing that both have."""

    def __init__(self, known: Sequence[tuple[int, int]]) -> None:
        """Begin with pairs of lines: in the source, and in the document."""
        self._known = sorted({(1, 1), *known})

    def line(self, source_line: int) -> int:
        """Return the line of the document."""
        return self._known[bisect_right(self._known, (source_line, _LARGE)) - 1][1]
