"""Labels where the pivot names no control: bound by their text alone, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from stapsgewijs.guide.binding.candidates import digits_in
from stapsgewijs.guide.label_text import normal
from stapsgewijs.guide.model import Binding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.guide.binding.candidates import Candidate
    from stapsgewijs.guide.binding.reference import Reference
    from stapsgewijs.guide.binding.scoring import Evidence
    from stapsgewijs.labels import Control

_TEXT_ALONE: Final = 0.8
"""A label that stands at an unexpected place has to look this much like what it is bound to."""

_WORTH_WHILE: Final = 55.0
_TIE: Final = 0.04
"""Two controls whose scores are closer than this are equally good."""


class Strays:
    """Binds by text: to a control of that name, to what the guide calls so elsewhere, to the one most alike."""

    def __init__(self, evidence: Evidence, reference: Reference) -> None:
        """Bind by what is known of the guide."""
        self._evidence = evidence
        self._names = reference.normal_names
        self._solid, self._controls = reference.solid_names

    def bound(
        self, place: tuple[str, int], words: Candidate, named: Sequence[Binding], *, is_bold: bool, is_simulated: bool
    ) -> Binding:
        """Return the binding of `words` in a procedure and step; `named` are those that are bound by their place.

        What is not in bold is only bound when it is the same as a known name. In a procedure that the pages were
        not made for, a label that has a known name in it is something else: “Call my office phone”.
        """
        procedure, step = place
        controls, confidence = self._same(words.words), 1.0
        if len(controls) > 1:
            expected = [
                each.control for each in named if (each.procedure, each.control in controls) == (procedure, True)
            ]
            controls = [expected[0]] if len(set(expected)) == 1 and expected[0] else controls
        if not controls:
            controls, confidence = self._called(words.words, named)
        if not controls and is_bold:
            controls, confidence = self._alike(words.words, is_whole=not is_simulated)
        if len(controls) == 1:
            return Binding(procedure, step, words.label, controls[0], round(confidence, 3))
        return Binding(procedure, step, words.label, None, 0.0, tuple(controls))

    def _same(self, text: str) -> list[Control]:
        wanted = normal(text)
        for which in (0, 1):  # the label in the guide's language before the English one
            same = [each for each, names in self._names.items() if names[which] == wanted]
            if same:
                return same
        return []

    def _called(self, text: str, named: Sequence[Binding]) -> tuple[list[Control], float]:
        wanted = normal(text)
        same = [each for each in named if each.control and normal(each.label.text) == wanted]
        controls = list(dict.fromkeys(each.control for each in same if each.control))
        return controls, min((each.confidence for each in same), default=0.0)

    def _alike(self, text: str, *, is_whole: bool) -> tuple[list[Control], float]:
        near = self._near(normal(text).replace(" ", ""))
        near = [each for each in near if digits_in(text) == digits_in(each.msgid)]
        looks = self._evidence.named_whole if is_whole else self._evidence.named
        scores = sorted(((looks(text, each), each) for each in near), reverse=True)
        best = scores[0][0] if scores else 0.0
        return [each for score, each in scores if score >= _TEXT_ALONE and best - score < _TIE], best

    def _near(self, solid: str) -> list[Control]:
        """Return what is worth a closer look; a guide can have ten thousand labels that are like nothing."""
        found = process.extract(solid, self._solid, scorer=fuzz.ratio, score_cutoff=_WORTH_WHILE, limit=None)
        return list(dict.fromkeys(self._controls[number] for _, _, number in found))
