"""Which step of a translation is which step of its source: one alignment over all of them, by what both have.

Words cannot be compared between two languages. What steps share in every language are their pictures, where their
links go, their notes, the digits in them and how many labels there are. The cheapest way to turn one list
into the other says what is missing, what is too many and, where those two are the same thing, what has moved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from stapsgewijs.guide.alignment import best_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from stapsgewijs.guide.model import Procedure, Step

T = TypeVar("T")

_GAP: Final = 0.55
"""What one that is missing costs; two that have nothing in common cost 1, so one such pair stays a pair."""

PROCEDURE_GAP: Final = 0.35
"""Two procedures that show other pictures are two, whatever their number of steps."""

_SAME: Final = 0.6
"""A missing one and one too many that are so much alike are one that has moved."""

_LENGTH: Final = 0.5
_LOOKS: Final = 0.5
"""What it is worth that two steps are as long as each other, and that words in them look alike."""

_MARGIN: Final = 0.3
"""By so much the best choice has to be better than any other to be certain."""

_NEVER: Final = -1e9
_MAX_PAIRS: Final = 250_000
"""Of more pairs than this only the place counts: a guide of 500 steps has as many."""


@dataclass(frozen=True)
class Alignment(Generic[T]):
    """What belongs together (ours, theirs) in its place, what has moved, and what only one side has.

    `doubtful` is, where nobody can know which are missing or too many, all of that side that may be. `is_by_place`
    where as many steps say other things, and stand beside each other only because they come in this order.
    """

    pairs: list[tuple[T, T]]
    moved: list[tuple[T, T]]
    missing: list[T]
    extra: list[T]
    doubtful: tuple[T, ...] = ()
    is_by_place: bool = False

    @property
    def together(self) -> list[tuple[T, T]]:
        """All that belongs together, moved or not."""
        return [*self.pairs, *self.moved]


def align(ours: Sequence[T], theirs: Sequence[T], alike: Callable[[T, T], float], gap: float = _GAP) -> Alignment[T]:
    """Align two lists; `alike` says from 0 to 1 how much two have in common, `gap` what a missing one costs."""
    pairs = _by_place(ours, theirs) if len(ours) * len(theirs) > _MAX_PAIRS else _cheapest(ours, theirs, alike, gap)
    here, there = {place for place, _ in pairs}, {place for _, place in pairs}
    extra = [place for place in range(len(ours)) if place not in here]
    missing = [place for place in range(len(theirs)) if place not in there]
    moved = _moved(extra, missing, lambda one, other: alike(ours[one], theirs[other]))
    gone, come = {other for _, other in moved}, {one for one, _ in moved}
    return Alignment(
        [(ours[one], theirs[other]) for one, other in pairs],
        [(ours[one], theirs[other]) for one, other in moved],
        [theirs[place] for place in missing if place not in gone],
        [ours[place] for place in extra if place not in come],
    )


def align_steps(ours: Sequence[Step], theirs: Sequence[Step]) -> Alignment[Step]:
    """Align the steps of a procedure with those of its source.

    One that is missing here and one too many there are told only where something that both show has moved: else the
    translation says the same in another way. Of those that are missing, the ones that may be as well are `doubtful`.
    """
    found = align(ours, theirs, steps_alike)
    if len(ours) * len(theirs) > _MAX_PAIRS or (found.moved and not (found.missing and found.extra)):
        return found
    if len(ours) == len(theirs):
        by_place = list(zip(ours, theirs, strict=True))
        return Alignment(by_place, [], [], [], is_by_place=True) if found.missing else found
    if len(ours) < len(theirs):
        kept, maybe = _kept_places(ours, theirs, steps_alike_in_length(ours, theirs))
        pairs = list(zip(ours, [theirs[each] for each in kept], strict=True))
        missing = [each for place, each in enumerate(theirs) if place not in kept]
        return Alignment(pairs, [], missing, [], tuple(theirs[each] for each in maybe))
    kept, maybe = _kept_places(theirs, ours, steps_alike_in_length(theirs, ours))
    pairs = list(zip([ours[each] for each in kept], theirs, strict=True))
    extra = [each for place, each in enumerate(ours) if place not in kept]
    return Alignment(pairs, [], [], extra, tuple(ours[each] for each in maybe))


def _kept_places(
    few: Sequence[Step], many: Sequence[Step], alike: Callable[[Step, Step], float]
) -> tuple[list[int], list[int]]:
    """Return which of `many` belong to all of `few`, in order, and which others may be left out nearly as well.

    The second is empty where those that are left out are certain: any other choice is worse by the margin.
    """
    rows, columns = len(few), len(many)
    score = [[alike(one, other) for other in many] for one in few]
    # before[i][j]: the best sum of the first i in the first j; behind[i][j]: of those from i on in those from j on.
    before = [[0.0] * (columns + 1)] + [[_NEVER] * (columns + 1) for _ in range(rows)]
    behind = [[_NEVER] * (columns + 1) for _ in range(rows)] + [[0.0] * (columns + 1)]
    for i in range(1, rows + 1):
        for j in range(i, columns + 1):
            before[i][j] = max(before[i][j - 1], before[i - 1][j - 1] + score[i - 1][j - 1])
    for i in range(rows - 1, -1, -1):
        for j in range(columns - (rows - i), -1, -1):
            behind[i][j] = max(behind[i][j + 1], behind[i + 1][j + 1] + score[i][j])
    kept: list[int] = []
    column = columns
    for i in range(rows, 0, -1):
        while before[i][column] == before[i][column - 1]:
            column -= 1
        column -= 1
        kept.insert(0, column)
    best = before[rows][columns]
    left_out = [max(before[i][j] + behind[i][j + 1] for i in range(rows + 1)) for j in range(columns)]
    maybe = [j for j, total in enumerate(left_out) if total >= best - _MARGIN]
    return kept, maybe if len(maybe) > columns - rows else []


def _by_place(ours: Sequence[T], theirs: Sequence[T]) -> list[tuple[int, int]]:
    return [(place, place) for place in range(min(len(ours), len(theirs)))]


def _cheapest(
    ours: Sequence[T], theirs: Sequence[T], alike: Callable[[T, T], float], gap: float
) -> list[tuple[int, int]]:
    """Return the places of what is paired, by the cheapest way from one list to the other.

    Both are aligned from their ends, so that of two ways that cost the same the one that pairs the last items counts.
    """
    last, last_other = len(ours) - 1, len(theirs) - 1
    groups = best_groups(
        [-gap] * len(ours),
        [-gap] * len(theirs),
        lambda row, _, column, __: alike(ours[last - row], theirs[last_other - column]) - 1,
        at_end=([-gap * left for left in range(len(ours), 0, -1)], [-gap * left for left in range(len(theirs), 0, -1)]),
    )
    pairs = [(last - each.ours, last_other - each.theirs) for each in groups if each.our_count and each.their_count]
    return pairs[::-1]


def _moved(extra: Sequence[int], missing: Sequence[int], alike: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """Pair what is too many with what is missing, the most alike first."""
    if len(extra) * len(missing) > _MAX_PAIRS:
        return []
    ranked = sorted(((alike(one, other), one, other) for one in extra for other in missing), reverse=True)
    chosen: list[tuple[int, int]] = []
    for much, one, other in ranked:
        if much >= _SAME and all(one != each and other != any_ for each, any_ in chosen):
            chosen.append((one, other))
    return sorted(chosen)


def steps_alike(one: Step, other: Step) -> float:
    """Return how much two steps have in common, from 0 to 1."""
    return _shared(
        (
            (3.0, _pictures(one), _pictures(other)),
            (1.5, _links(one), _links(other)),
            (1.0, _notes(one), _notes(other)),
            (1.0, _digits(one), _digits(other)),
            (0.5, _labels(one), _labels(other)),
        )
    )


def steps_alike_in_length(few: Sequence[Step], many: Sequence[Step]) -> Callable[[Step, Step], float]:
    """Return how much two steps have in common, from 0 to about 3: also in length, and in words that look alike."""
    texts, labels = (_ratio(few, many, each) for each in (_text_length, _label_length))

    def alike(one: Step, other: Step) -> float:
        total = steps_alike(one, other) + _LENGTH * _near(_text_length(one) * texts, _text_length(other))
        if one.labels and other.labels:
            total += _LENGTH * _near(_label_length(one) * labels, _label_length(other))
            total += _LOOKS * _look(one.labels[0].text, other.labels[0].text)
        return total + _LOOKS * _look(_first_word(one), _first_word(other))

    return alike


def _ratio(few: Sequence[Step], many: Sequence[Step], length: Callable[[Step], int]) -> float:
    """Return how much longer the second language is: by the middle of their steps, as one list has more of them."""
    ours, theirs = (sorted(map(length, each)) for each in (few, many))
    return max(theirs[len(theirs) // 2], 1) / max(ours[len(ours) // 2], 1) if ours and theirs else 1.0


def _text_length(step: Step) -> int:
    return len(step.action.text)


def _label_length(step: Step) -> int:
    return sum(len(each.text) for each in step.labels)


def _near(one: float, other: float) -> float:
    return min(one, other) / max(one, other) if one and other else float(one == other)


def _first_word(step: Step) -> str:
    return step.action.text.partition(" ")[0]


def _look(one: str, other: str) -> float:
    from stapsgewijs.guide.binding.similarity import whole_similarity  # noqa: PLC0415  # only where steps are missing

    much = whole_similarity(one, other)
    return much if much >= _SAME else 0.0


def procedures_alike(one: Procedure, other: Procedure) -> float:
    """Return how much two procedures have in common, from 0 to 1; the same anchor says all."""
    if one.id == other.id:
        return 1.0
    sides = [(_sum(map(_pictures, each.steps)), _count(len(each.steps))) for each in (one, other)]
    (pictures, steps), (others, count) = sides
    return _shared(((3.0, pictures, others), (1.0, steps, count)))


def _shared(parts: Iterable[tuple[float, Counter[Hashable], Counter[Hashable]]]) -> float:
    """Return the part that both sides have of what one of them has; a half where neither has anything."""
    weight = both = 0.0
    for worth, one, other in parts:
        if one or other:
            weight += worth
            both += worth * (one & other).total() / (one | other).total()
    return both / weight if weight else 0.5


def _sum(counters: Iterable[Counter[Hashable]]) -> Counter[Hashable]:
    total: Counter[Hashable] = Counter()
    for each in counters:
        total += each
    return total


def _pictures(step: Step) -> Counter[Hashable]:
    return Counter(each.name for each in step.screenshots)


def _links(step: Step) -> Counter[Hashable]:
    return Counter(each.target for each in step.links)


def _notes(step: Step) -> Counter[Hashable]:
    return Counter(each.kind for each in step.notes)


def _digits(step: Step) -> Counter[Hashable]:
    return Counter(sign for sign in step.action.text if sign.isdigit())


def _labels(step: Step) -> Counter[Hashable]:
    return _count(len(step.labels or step.quotes))


def _count(number: int) -> Counter[Hashable]:
    return Counter({"number": number}) if number else Counter()
