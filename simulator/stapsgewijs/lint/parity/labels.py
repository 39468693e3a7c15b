"""Which labels the steps of a translation name, beside those that the steps of its source name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from stapsgewijs.guide.model import Marking
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide.binding import Binding
    from stapsgewijs.guide.model import Procedure, Step
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.parity.alignment import Alignment
    from stapsgewijs.lint.parity.translation import Translation


class Told(NamedTuple):
    """What differs: a sentence, and the label (offsets) or the line that it is about."""

    message: Message
    line: int
    where: tuple[int, int] | None = None


def label_differences(
    both: Translation, pair: tuple[Procedure, Procedure], steps: Alignment[Step], context: Context
) -> Iterator[Told]:
    """Give what differs in the labels of steps that belong together.

    What a label stands for depends on the steps around it: as long as steps are missing or elsewhere, nothing is said.
    """
    if steps.missing or steps.extra or steps.moved or steps.is_by_place:
        return
    if not context.is_simulated(pair[0], both.here):
        yield from _counts(steps.pairs)
        return
    bound = context.bindings(replace(both.here, procedures=pair[:1]), both.ours.locale)
    # Where nobody knows what the page says, words that are not set apart are a guess at what stands for a control.
    sure = context.catalogue(both.ours.locale) is not None
    here = [each for each in bound if sure or each.label.marking is not Marking.UNMARKED]
    there = context.bindings(replace(both.there, procedures=pair[1:]), both.theirs.locale)
    yield from _named(both, steps.pairs, (here, there))


def _named(
    both: Translation, together: Sequence[tuple[Step, Step]], bindings: tuple[Sequence[Binding], Sequence[Binding]]
) -> Iterator[Told]:
    here, there = (_by_step(each) for each in bindings)
    missing: list[tuple[str, Step]] = []
    extra: list[tuple[str, Binding]] = []
    for step, source in together:
        ours, theirs = here[source.number], there[source.number]
        known, wanted = (Counter(each.control.msgid for each in side if each.control) for side in (ours, theirs))
        # A label that stands for nothing known may be any of those that are missing: then only the count says more.
        unknown = sum(each.control is None for each in ours) - sum(each.control is None for each in theirs)
        gone = list((wanted - known).elements())
        missing += [(each, step) for each in gone[max(unknown, 0) :]]
        much = known - wanted
        for each in ours:
            if each.control and much[each.control.msgid] > 0:
                much[each.control.msgid] -= 1
                extra.append((each.control.msgid, each))
    yield from _told(both, missing, extra)


def _told(both: Translation, missing: list[tuple[str, Step]], extra: list[tuple[str, Binding]]) -> Iterator[Told]:
    """Give what is missing and what is too many; what is both has moved from one step to another."""
    for control, binding in extra:
        label = binding.label
        start = both.ours.offset(label.line, label.column)
        where = start, start + len(label.text)
        step = next((each for each in missing if each[0] == control), None)
        if step is not None:
            missing.remove(step)
            told = "Out of order: in the source “{text}” ({control}) is in step {number}, not here."
            message = Message.of(told, text=label.text, control=control, number=step[1].number)
        else:
            told = "This step names “{text}” ({control}); its source does not."
            message = Message.of(told, text=label.text, control=control)
        yield Told(message, label.line, where)
    by_step: dict[int, list[str]] = defaultdict(list)
    steps = {silent.line: silent for _, silent in missing}
    for control, silent in missing:
        by_step[silent.line].append(f"“{control}”")
    for line, controls in by_step.items():
        told = "Step {number} does not name {names}, which its source does."
        yield Told(Message.of(told, number=steps[line].number, names=", ".join(controls)), line)


def _by_step(bindings: Sequence[Binding]) -> dict[int, list[Binding]]:
    found: dict[int, list[Binding]] = defaultdict(list)
    for each in bindings:
        found[each.step].append(each)
    return found


def _counts(together: Sequence[tuple[Step, Step]]) -> Iterator[Told]:
    """Compare what can be compared of pages that are not simulated: how many labels there are."""
    for mine, other in together:
        if len(mine.labels) < len(other.labels):
            names = ", ".join(f"“{each.text}”" for each in other.labels)
            told = "Step {number} names fewer things than its source: {count}, not {wanted} ({names})."
            message = Message.of(
                told, number=mine.number, count=len(mine.labels), wanted=len(other.labels), names=names
            )
            yield Told(message, mine.line)
