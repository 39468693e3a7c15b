"""Makes a binding for each label from the assignment of the document; what is left over is bound by text alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from stapsgewijs.guide.actions import ActionKind
from stapsgewijs.guide.binding.assignment import assign, elsewhere_of
from stapsgewijs.guide.binding.candidates import Marked, digits_in, roles_of
from stapsgewijs.guide.binding.expected_controls import by_certainty, places_of
from stapsgewijs.guide.binding.reference import reference_of
from stapsgewijs.guide.binding.scoring import Evidence, length_ratio, notes_of
from stapsgewijs.guide.label_text import has_placeholder, leads_in, normal, with_placeholder
from stapsgewijs.guide.model import Binding, Marking
from stapsgewijs.guide.step_text import read_step
from stapsgewijs.labels import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.guide.binding.assignment import Solved
    from stapsgewijs.guide.binding.candidates import Candidate
    from stapsgewijs.guide.binding.expected_controls import Place
    from stapsgewijs.guide.binding.reference import Reference
    from stapsgewijs.guide.model import Guide, Step
    from stapsgewijs.labels import ActionWords, Catalogue, Control

_TEXT_ALONE: Final = 0.8
"""A label in the language of the catalogue has to look this much like what it is bound to by text alone."""

_PLACE_HELPS: Final = 0.3
"""By how much less when it stands where that control is expected."""

_LOOSE: Final = 0.7
"""And this much where the pivot only has a step like it, not the procedure."""

_OTHER_RANK: Final = 0.85
_NO_PICTURE: Final = 0.9
_GUESS: Final = 0.25
"""What is less sure than this is not bound."""

_ALMOST: Final = 0.99
_GUESSED: Final = 0.5
"""Words that nothing sets apart are never surer than this."""

_BOLD: Final = frozenset({Marking.BOLD, Marking.BROKEN})
_ASIDES: Final = frozenset({Marking.NOTED, Marking.LINKED, Marking.CELL})
"""What is marked so is a label only where the pivot names one."""

_MIN_LIKENESS: Final = 0.8
"""A label that stands at an unexpected place has to look this much like what it is bound to."""

_SURE: Final = 0.8
"""As sure as this has to be what is called nothing like its control."""

_FEWEST_KNOWN: Final = 3
_SHARE_KNOWN: Final = 0.6
"""So many labels of a procedure, and such a share of them, are what the pages say where a place alone tells enough."""

_USED: Final = frozenset({ActionKind.PRESSES, ActionKind.CHOOSES})
_ACTED_UPON: Final = frozenset({Role.OPTION, Role.BUTTON, Role.LINK, Role.MENU, Role.CHECK_BOX, Role.LIST})
_WORTH_WHILE: Final = 55.0
_TIE: Final = 0.04
"""Two controls whose scores are closer than this are equally good."""

_SHORTEST: Final = 3
"""So many letters a word in Latin script has that may be like a label: “de” is a part of many."""


def bind(
    guide: Guide, catalogue: Catalogue, pivot: Guide, *, by_place: bool = False, words: ActionWords | None = None
) -> tuple[Binding, ...]:
    """Bind every label of every step, in the order of the document.

    The labels of `pivot` are msgids of `catalogue`. Where the catalogue is in the language of the guide, a label
    that looks like nothing in it is not bound, unless `by_place`: then the place in the document alone is enough,
    as it is in a language without a catalogue. With the `words` of the language the place is enough for a label that
    a clause tells to use, where it can be nothing else. Words that are not in bold are given only if they are bound.
    """
    is_known = catalogue.language == guide.locale and not catalogue.is_borrowed
    reference = reference_of(pivot, catalogue)
    places = places_of(guide, reference)
    marked = Marked(guide.source.split("\n"))
    evidence = Evidence(
        reference.names,
        reference.called,
        is_known,
        length_ratio(places),
        notes_of(guide),
        reference.notes,
        elsewhere_of(places, marked),
    )
    solved = assign(marked, places, evidence)
    judged = [_judged(each, evidence, by_looks=is_known and not by_place) for each in solved]
    known = _well_known(places, judged)
    sure = [
        (each, binding)
        for each, binding in zip(solved, judged, strict=True)
        if binding is not None
        and (not binding.by_place or (binding.procedure in known and _is_told(_step_of(each), binding, marked, words)))
    ]
    return tuple(_all_labels(guide, marked, places, sure, TextMatcher(evidence, reference)))


def recognised(guide: Guide, catalogue: Catalogue, pivot: Guide) -> Guide:
    """Return a guide whose procedures have the ids of those of `pivot` that they certainly are; others keep theirs."""
    found = by_certainty(guide, reference_of(pivot, catalogue))
    procedures = tuple(
        replace(each, id=found[each.id].id, anchor=each.id)
        if each.id in found and found[each.id].id != each.id
        else each
        for each in guide.procedures
    )
    return guide if procedures == guide.procedures else replace(guide, procedures=procedures)


def _judged(each: Solved, evidence: Evidence, *, by_looks: bool) -> Binding | None:  # noqa: PLR0911  # from sure to unsure
    looks = evidence.named(each.candidate.words, each.control)
    procedure, step, label = each.place.procedure.id, _step_of(each).number, each.candidate.label
    if looks == 1.0:
        return Binding(procedure, step, label, each.control, 1.0)
    if each.place.is_loose:
        looks = evidence.named_whole(each.candidate.words, each.control)
        is_like = looks >= _LOOSE and _same_digits(label.text, each.control)
        confidence = round(min(looks, each.confidence), 3)
        return Binding(procedure, step, label, each.control, confidence) if is_like else None
    if not by_looks:
        if each.confidence < _GUESS:
            return Binding(procedure, step, label, None, 0.0, (each.control, *each.rivals))
        most = _GUESSED if each.candidate.is_guess else _ALMOST
        return Binding(procedure, step, label, each.control, round(min(each.confidence, most), 3))
    place = _closeness(each)
    if looks < _TEXT_ALONE - _PLACE_HELPS * place:
        is_sure = each.confidence >= _SURE and not each.rivals and not each.candidate.is_guess
        if not is_sure or each.candidate.label.marking is Marking.UNMARKED:
            return None
        confidence = round(min(each.confidence, _ALMOST), 3)
        return Binding(procedure, step, label, each.control, confidence, by_place=True)
    score = (looks + _PLACE_HELPS * place) / (1 + _PLACE_HELPS)
    return Binding(procedure, step, label, each.control, round(min(score, each.confidence), 3))


def _well_known(places: Sequence[Place], judged: Sequence[Binding | None]) -> set[str]:
    """Return the procedures (ids) most of whose labels are what the pages say: there a place alone tells enough."""
    expected = Counter(each.procedure.id for each in places for _ in each.slots if not each.is_loose)
    found = Counter(each.procedure for each in judged if each is not None and each.confidence == 1.0)
    return {id_ for id_, count in found.items() if count >= max(_FEWEST_KNOWN, _SHARE_KNOWN * expected[id_])}


def _is_told(step: Step, binding: Binding, marked: Marked, words: ActionWords | None) -> bool:
    """Return whether a clause of the step tells to use what is bound by its place alone."""
    label, control = binding.label, binding.control
    if words is None or control is None or leads_in(label, marked.lines[label.line - 1]):
        return False
    wanted = _USED if control.role in _ACTED_UPON else frozenset(ActionKind)
    told = read_step(step, marked, words, {(label.line, label.column)}).told
    return any(label in each.labels and each.kinds & wanted for each in told if each.is_sure)


def _step_of(solved: Solved) -> Step:
    """Return the step that the words stand in: of two steps that the pivot has as one, the one with that line."""
    line = solved.candidate.label.line
    return next((each for each in solved.place.steps if each.line <= line <= each.end_line), solved.place.steps[-1])


def _closeness(each: Solved) -> float:
    """Return how close words stand to where the pivot names their control: 1 for the same picture and rank."""
    labels = each.place.labels
    rank = labels.index(each.candidate.label) if each.candidate.label in labels else -1
    expected = next(slot.rank for slot in each.place.slots if slot.control == each.control)
    return (1.0 if each.place.shares_picture else _NO_PICTURE) * (1.0 if rank == expected else _OTHER_RANK)


def _all_labels(
    guide: Guide, marked: Marked, places: Sequence[Place], sure: Sequence[tuple[Solved, Binding]], matcher: TextMatcher
) -> list[Binding]:
    named = [binding for _, binding in sure if binding.control is not None]
    found: list[Binding] = []
    by_step = {(each.procedure.id, step.number): each for each in places for step in each.steps}
    simulated = {each.procedure.id for each in places if each.slots and not each.is_loose}
    taken_in: dict[int, list[tuple[Solved, Binding]]] = {}
    for each in sure:
        taken_in.setdefault(id(each[0].place), []).append(each)
    for procedure in guide.procedures:
        for step in procedure.steps:
            place = by_step[procedure.id, step.number]
            taken = taken_in.get(id(place), [])
            here = [binding for _, binding in taken if binding.step == step.number]
            controls = {binding.control for binding in here}
            for words in marked.of(step):
                if words.label.marking in _ASIDES or any(words.overlaps(each.candidate) for each, _ in taken):
                    continue
                is_bold = words.label.marking in _BOLD
                words = replace(words, roles=roles_of(words, marked.lines))  # noqa: PLW2901  # the same, better known
                stray = matcher.bound(
                    (procedure.id, step.number), words, named, is_bold=is_bold, is_simulated=procedure.id in simulated
                )
                if is_bold or (stray.control is not None and stray.control not in controls):
                    here.append(stray)
                    controls.add(stray.control)
            here.sort(key=lambda each: (each.label.line, each.label.column))
            found += here if procedure.id in simulated else [_elsewhere(each) for each in here]
    return found


def _elsewhere(each: Binding) -> Binding:
    return Binding(
        each.procedure, each.step, each.label, each.control, each.confidence, each.candidates, simulated=False
    )


def _same_digits(text: str, control: Control) -> bool:
    """Return whether a text has the digits of a label, or any where that has an X for a number."""
    return has_placeholder(control.msgid) or digits_in(text) == digits_in(control.msgid)


class TextMatcher:
    """Binds by text: to a control of that name, to what the guide calls so elsewhere, to the one most alike."""

    def __init__(self, evidence: Evidence, reference: Reference) -> None:
        """Bind by what is known of the guide."""
        self._evidence = evidence
        self._names = reference.normal_names
        self._surface = reference.pivot.surface
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
        if not controls:
            controls, confidence = self._called(words.words, named)
        if not controls and is_bold:
            controls, confidence = self._alike(words.words, is_whole=not is_simulated)
        here = [each.control for each in named if each.procedure == procedure and each.control]
        controls = self._one_of(controls, words, here)
        if len(controls) == 1:
            return Binding(procedure, step, words.label, controls[0], round(confidence, 3))
        return Binding(procedure, step, words.label, None, 0.0, tuple(controls))

    def _one_of(self, controls: list[Control], words: Candidate, here: Sequence[Control]) -> list[Control]:
        """Return which of several controls words are; `here` are those that their procedure names."""
        for known in (
            lambda each: each.role in words.roles,
            lambda each: each in here,
            lambda each: each.surface in {one.surface for one in here},
            lambda each: each.surface == self._surface,
        ):
            if len(controls) > 1:
                controls = [each for each in controls if known(each)] or controls
        # The label of one control on several surfaces is the same on all of them: it is checked in the same way.
        is_one = len({(each.msgid, each.role) for each in controls}) == 1
        return controls[:1] if is_one else controls

    def _same(self, text: str) -> list[Control]:
        wanted = {normal(text), normal(with_placeholder(text))}
        # The label in the guide's language, before the English one, before what other documents call it.
        for part in (slice(0, 1), slice(1, 2), slice(2, None)):
            if same := [each for each, names in self._names.items() if not wanted.isdisjoint(names[part])]:
                return same
        return []

    def _called(self, text: str, named: Sequence[Binding]) -> tuple[list[Control], float]:
        wanted = normal(text)
        same = [each for each in named if each.control and normal(each.label.text) == wanted]
        # What is called so elsewhere may be the page here, and a link to it there.
        labels = {each.control.msgid for each in same if each.control}
        controls = [each for each in self._names if each.msgid in labels]
        return controls, min((each.confidence for each in same), default=0.0)

    def _alike(self, text: str, *, is_whole: bool) -> tuple[list[Control], float]:
        near = self._near(normal(text).replace(" ", ""))
        near = [each for each in near if _same_digits(text, each)]
        if text.isascii() and len(text) < _SHORTEST:
            return [], 0.0
        looks = self._evidence.named_whole if is_whole else self._evidence.named
        scores = sorted(((looks(text, each), each) for each in near), reverse=True)
        best = scores[0][0] if scores else 0.0
        return [each for score, each in scores if score >= _MIN_LIKENESS and best - score < _TIE], best

    def _near(self, solid: str) -> list[Control]:
        """Return what is worth a closer look; a guide can have ten thousand labels that are like nothing."""
        found = process.extract(solid, self._solid, scorer=fuzz.ratio, score_cutoff=_WORTH_WHILE, limit=None)
        return list(dict.fromkeys(self._controls[number] for _, _, number in found))
