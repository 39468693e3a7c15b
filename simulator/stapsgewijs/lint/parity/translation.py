"""A translation aligned with its source: which procedures and steps correspond, and the position of their parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.markdown.inline import slug_of
from stapsgewijs.lint.alerts import alerts_of
from stapsgewijs.lint.parity.alignment import PROCEDURE_GAP, Alignment, align, align_steps, procedures_alike
from stapsgewijs.lint.parity.counterparts import UNPAIRED, Part, Places
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from stapsgewijs.guide.model import Guide, Procedure, Step
    from stapsgewijs.lint.document import Document

_LARGE: Final = 1 << 60
_ANCHOR: Final = re.compile(r"""<a\s[^>]*?(?:name|id)=["']([^"']+)""")
_REGION: Final = re.compile(r"(?<=[a-z])/[a-z]{2}-[a-z]{2}(?=/)", re.IGNORECASE)
"""The language in an address: `docs.example.com/nl-nl/page` is the same page as `docs.example.com/en-us/page`."""


class _Heading(NamedTuple):
    """A heading: its line, and what links call it."""

    line: int
    id: str


@dataclass(frozen=True)
class Translation:
    """Two documents, `ours` a translation of `theirs`; `here` and `there` are the guides that they are."""

    ours: Document
    theirs: Document
    here: Guide
    there: Guide

    @cached_property
    def procedures(self) -> Alignment[Procedure]:
        """Which procedures belong together."""
        return align(self.here.procedures, self.there.procedures, procedures_alike, gap=PROCEDURE_GAP)

    @cached_property
    def steps(self) -> list[tuple[Procedure, Procedure, Alignment[Step]]]:
        """Which steps belong together, for each pair of procedures."""
        return [(mine, other, align_steps(mine.steps, other.steps)) for mine, other in self.procedures.together]

    @cached_property
    def places(self) -> Places:
        """Where in the translation a line of the source should be."""
        known = [(other.line, mine.line) for mine, other, _ in self.steps]
        known += [(other.line, mine.line) for _, _, steps in self.steps for mine, other in steps.pairs]
        known += [(other.line, mine.line) for mine, other in self._headings]
        return Places(known)

    def parts(self, what: Kind | None) -> tuple[list[Part], list[Part]]:
        """Return the pictures, the links or (None) the notes of both; those told with their step have no section."""
        names = {mine.id: other.id for mine, other in self._headings}
        ours = _parts(self.ours, what, self._marks[0], names)
        return ours, _parts(self.theirs, what, self._marks[1], {})

    @cached_property
    def replaced(self) -> list[tuple[Procedure, Procedure]]:
        """Procedures that only one side has, and that stand in the same place: one may be the other, rewritten."""
        found, pairs = self.procedures, []
        edges = [(-1, -1), *sorted((mine.line, other.line) for mine, other in found.pairs), (_LARGE, _LARGE)]
        for (mine, other), (next_mine, next_other) in pairwise(edges):
            extra = [each for each in found.extra if mine < each.line < next_mine]
            missing = [each for each in found.missing if other < each.line < next_other]
            pairs += list(zip(extra, missing, strict=True)) if len(extra) == len(missing) else []
        return pairs

    def is_said_otherwise(self, step: Step, procedure: Procedure) -> bool:
        """Return whether what a step of the source shows or links to stands in the procedure here, outside of steps."""
        end = next((each.line for each in _headings(self.ours) if each.line > procedure.line), _LARGE)
        last = max((each.end_line for each in procedure.steps), default=procedure.line)
        seen = {
            _without_anchor(_key(span.target, kind, {}))
            for kind in (Kind.LINK, Kind.PICTURE)
            for _, span in self.ours.spans(kind)
            if last < self.ours.place(span.start)[0] < end
        }
        goals = [_key(each.target, Kind.LINK, {}) for each in step.links] + [each.name for each in step.screenshots]
        return any(_without_anchor(each) in seen for each in goals)

    def has_steps_in_source(self, procedure: Procedure) -> bool:
        """Return whether the section of the source with this heading has numbered lines, though no procedure of it."""
        line = next((other.line for mine, other in self._headings if mine.line == procedure.line), 0)
        end = next((each.line for each in _headings(self.theirs) if each.line > line), _LARGE)
        return bool(line) and any(line < each.line < end for each in self.theirs.items)

    @cached_property
    def _headings(self) -> list[tuple[_Heading, _Heading]]:
        """The headings that belong together: by their anchors, and the others by their order if there are as many."""
        ours, theirs = _headings(self.ours), _headings(self.theirs)
        by_id = {each.id: each for each in theirs}
        pairs = [(each, by_id.pop(each.id)) for each in ours if each.id in by_id]
        lines = {(mine.line, other.line) for mine, other in pairs}
        left = [each for each in ours if each.line not in {one for one, _ in lines}]
        others = [each for each in theirs if each.line not in {other for _, other in lines}]
        return pairs + (list(zip(left, others, strict=True)) if len(left) == len(others) else [])

    @cached_property
    def _marks(self) -> tuple[list[tuple[int, Hashable]], list[tuple[int, Hashable]]]:
        """From which line on each section goes, in both documents."""
        ours: dict[int, Hashable] = {each.line: None for each in _headings(self.ours)}
        theirs: dict[int, Hashable] = {each.line: None for each in _headings(self.theirs)}
        for mine, other in self._headings:
            ours[mine.line] = theirs[other.line] = other.line, 0
        ours |= dict.fromkeys(self._alone(self.procedures.extra, self.there, self._headings), UNPAIRED)
        turned = [(other, mine) for mine, other in self._headings]
        theirs |= dict.fromkeys(self._alone(self.procedures.missing, self.here, turned), UNPAIRED)
        for one, source, steps in self.steps:
            ours[one.line] = theirs[source.line] = source.line, 0
            if steps.is_by_place:
                continue
            ours |= {each.line: (source.line, other.number) for each, other in steps.together}
            theirs |= {other.line: (source.line, other.number) for _, other in steps.together}
            ours |= {each.line: UNPAIRED for each in steps.extra}
            theirs |= {each.line: UNPAIRED for each in steps.missing}
        return sorted(ours.items(), key=_first), sorted(theirs.items(), key=_first)

    @staticmethod
    def _alone(
        procedures: Sequence[Procedure], others: Guide, headings: Sequence[tuple[_Heading, _Heading]]
    ) -> Iterator[int]:
        """Give the lines of procedures that are told as a whole.

        One that is a section without steps in the other language is not: the rest of it is compared.
        """
        sections = {each.line for each in others.procedures}
        counterparts = {each.line: other.line for each, other in headings}
        for each in procedures:
            if counterparts.get(each.line, 0) in {0, *sections}:
                yield each.line


def _without_anchor(key: str) -> str:
    return key.partition("#")[0] or key


def _where(part: Part) -> tuple[int, int]:
    return part.where


def _first(mark: tuple[int, Hashable]) -> int:
    return mark[0]


def _headings(document: Document) -> list[_Heading]:
    found = []
    for block in document.blocks:
        if block.level:
            named = _ANCHOR.search(document.text[block.start : block.end])
            found.append(_Heading(document.place(block.start)[0], named.group(1) if named else slug_of(block.words)))
    return found


def _parts(
    document: Document, what: Kind | None, marks: Sequence[tuple[int, Hashable]], names: dict[str, str]
) -> list[Part]:
    """Return the parts in the order of the document."""
    if what is None:
        raw = [(each.meant, each.line, each.line, (each.start, each.end), "") for each in alerts_of(document)]
    else:
        raw = [
            (
                _key(span.target, what, names),
                block.start,
                document.place(span.start)[0],
                (span.start, span.end),
                span.target if what is Kind.LINK else "",
            )
            for block, span in document.spans(what)
        ]
    lines = [line for line, _ in marks]
    found = []
    for key, block, line, where, target in raw:
        place = bisect_right(lines, line) - 1
        section = marks[place][1] if place >= 0 else (0, 0)
        found.append(Part(key, section, block, line, where, target))
    return sorted(found, key=_where)


def _key(target: str, what: Kind, names: dict[str, str]) -> str:
    """Return what is the same in both languages: the name of a picture's file, where a link goes."""
    if what is Kind.PICTURE:
        return target.rpartition("/")[2]
    if target.startswith("#"):
        return f"#{names.get(target[1:], target[1:])}"
    return _REGION.sub("", target.removeprefix("./"))
