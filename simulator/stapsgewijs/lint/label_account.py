"""What became of the labels of a document, and what it calls each thing: kept while its rules look at it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.model import Against, LabelOutcome, LabelVerdict

if TYPE_CHECKING:
    from stapsgewijs.findings import Extent
    from stapsgewijs.guide.model import Guide, Label
    from stapsgewijs.guide.other_names import NamedLabel

NOT_CHECKED: Final = LabelVerdict(LabelOutcome.NOT_CHECKED)
_RIGHT: Final = LabelVerdict(LabelOutcome.RIGHT, Against.PRODUCT_STRINGS)
_WRONG: Final = LabelVerdict(LabelOutcome.WRONG, Against.PRODUCT_STRINGS)


@dataclass(slots=True)
class LabelAccount:
    """The verdicts by the place of a label (line, column); a label without one was not checked.

    `none` are the places of what is set apart and names nothing. `named` is what the document calls each thing, where
    the strings of the product do not say what that is called.
    """

    verdicts: dict[tuple[int, int], LabelVerdict] = field(default_factory=dict)
    none: set[tuple[int, int]] = field(default_factory=set)
    named: list[NamedLabel] = field(default_factory=list)

    def compared(self, label: Label, *, is_right: bool) -> None:
        """Note that a label was held against the strings of the product."""
        self.verdicts[label.line, label.column] = _RIGHT if is_right else _WRONG

    def extent(self, guide: Guide, path: str) -> Extent:
        """Return how much was read of the guide, and what became of its labels."""
        extent = guide.extent(path)
        steps = [step for each in guide.procedures for step in each.steps]
        labels = [each for step in steps for each in step.labels] or [each for step in steps for each in step.quotes]
        places = [(each.line, each.column) for each in labels if (each.line, each.column) not in self.none]
        told = [self.verdicts.get(each, NOT_CHECKED) for each in places]
        counted = Counter(each.outcome for each in told)
        return extent._replace(
            labels=len(told),
            right=counted[LabelOutcome.RIGHT],
            wrong=counted[LabelOutcome.WRONG],
            not_checked=counted[LabelOutcome.NOT_CHECKED],
            against=next((each.against.value for each in told if each.against), ""),
        )
