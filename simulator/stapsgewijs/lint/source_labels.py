"""What the source guide calls the labels of a translation, where that is certain without knowing the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.lint.parity.alignment import PROCEDURE_GAP, align, align_steps, procedures_alike

if TYPE_CHECKING:
    from stapsgewijs.guide.model import Guide, Label


def labels_in_source(guide: Guide, source: Guide) -> dict[tuple[int, int], Label]:
    """Return for labels of a translation, by their place, the label of the source.

    Only steps with one label on both sides tell it, in procedures that have the same steps: a language may turn the
    order of two labels around.
    """
    found: dict[tuple[int, int], Label] = {}
    for ours, theirs in align(guide.procedures, source.procedures, procedures_alike, gap=PROCEDURE_GAP).together:
        steps = align_steps(ours.steps, theirs.steps)
        if steps.missing or steps.extra or steps.moved:
            continue
        for mine, other in steps.together:
            if len(mine.labels) == len(other.labels) == 1:
                found[mine.labels[0].line, mine.labels[0].column] = other.labels[0]
    return found
