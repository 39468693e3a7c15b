"""What binding says of a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stapsgewijs.guide.model import Label
    from stapsgewijs.labels import Control


@dataclass(frozen=True, slots=True)
class Binding:
    """A label of a step and the control it stands for (None: nothing, or one of the `candidates`).

    `confidence` goes from 0 to 1; 1 is a label that is the same but for case and punctuation. `simulated` is
    False where the procedure is none of those that the pages were made for.
    """

    procedure: str
    step: int
    label: Label
    control: Control | None
    confidence: float
    candidates: tuple[Control, ...] = ()
    simulated: bool = True
