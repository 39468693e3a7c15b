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


def label_summary(run: Run) -> Message:
    """Return how many labels of the guide are right, wrong and not checked, and against what they were held."""
    return Message.of(
        SUMMARY,
        right=run.labels_that_are(LabelOutcome.RIGHT),
        wrong=run.labels_that_are(LabelOutcome.WRONG),
        unchecked=run.labels_that_are(LabelOutcome.NOT_CHECKED),
        against=Message.of(NAMES[run.against]),
    )
