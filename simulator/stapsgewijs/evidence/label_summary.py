"""What the labels of a guide were held against, in one sentence: the same in every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide import Against, LabelOutcome
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run

SUMMARY: Final = "Labels: {right} right, {wrong} wrong, {unchecked} not checked; held against {against}."
NAMES: Final = {
    Against.PRODUCT_STRINGS: "the strings of the product",
    Against.PAGE: "the page",
    Against.NOTHING: "nothing",
}
"""What labels can be held against: msgids."""
STAND_IN: Final = "the labels of the simulator"
"""The same, where no product was named."""


def label_summary(run: Run) -> Message:
    """Return how many labels of the guide are right, wrong and not checked, and against what they were held."""
    is_stand_in = run.stands_in and run.against is Against.PRODUCT_STRINGS
    return Message.of(
        SUMMARY,
        right=run.labels_that_are(LabelOutcome.RIGHT),
        wrong=run.labels_that_are(LabelOutcome.WRONG),
        unchecked=run.labels_that_are(LabelOutcome.NOT_CHECKED),
        against=Message.of(STAND_IN if is_stand_in else NAMES[run.against]),
    )
