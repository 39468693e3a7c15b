"""Which reference a guide is read beside: the one that is built most like it.

What is compared is what a translation keeps: the pictures, the anchors of the headings, and how many labels and
pictures each step has. A reference is one version of one document; the name of a file is the same in all versions.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MAX_FILES: Final = 256
"""So many references and guides are kept in memory."""

_MOST_CHARACTERS: Final = 1_000_000
"""So much of a guide is looked at."""

_HEADING: Final = re.compile(r" {0,3}#{1,6}\s+(?:<a (?:name|id)=\"([^\"]+)\"[^>]*>(?:</a>)?)?(.*)")
_ITEM: Final = re.compile(r"\s*\d{1,3}[.)]\s")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*\bsrc=\"([^\"]+)\"")
_VERSION: Final = re.compile(r"---\n(?:(?!---|\.\.\.).*\n){0,40}?version:[ \t]*[\"']?([\w.-]+)")
_MOST_LABELS: Final = 9
_STEP: Final = "§"

_PICTURES: Final = 3.0
_ANCHORS: Final = 2.0
_SHAPE: Final = 3.0
"""How much each likeness counts; that of names counts where one of them is known at all."""

_UNKNOWN: Final = 0.2
"""How much a picture or an anchor counts that no reference has; one that a single reference has counts 1."""

_ALIKE: Final = 0.25
_ALIKE_IN_SHAPE: Final = 0.6
"""A guide less like any reference than this, of 1, is of none of these documents: more is asked where no name tells."""

_NAMED: Final = 0.25
"""How much better a reference is of the version that a guide says to be."""

_TIE: Final = 0.03
"""Where two are as good as this a name of a file tells which."""


def nearest(guide: Path, references: Sequence[Path], text: str | None = None) -> Path:
    """Return the reference that is built most like a guide; the first where it is like none of them.

    `text` is that of the guide, which is read where it is not given. A file that cannot be read is like none.
    """
    ours = _structure(guide) if text is None else structure_of(text[:_MOST_CHARACTERS])
    if ours is None:
        return references[0]
    theirs = tuple(map(_structure, references))
    weights = _weights(theirs)
    known = ours.names & weights.keys()
    # Where pictures or anchors say which documents it can be, the rest can only say which of these.
    likely = [
        (_by_names(ours, each, weights), each, path)
        for each, path in zip(theirs, references, strict=True)
        if each and (each.names & known or not known)
    ]
    best = 0.0
    found: list[tuple[float, Path]] = []
    for by_names, each, path in sorted(likely, key=lambda one: -one[0][0]):
        share, weight = by_names
        is_named = bool(ours.version) and each.version == ours.version
        if share + _SHAPE < (best - _TIE) * (weight + _SHAPE) and not is_named:
            continue  # no shape makes it as good
        score = (share + _SHAPE * _alike(ours.shape, each.shape)) / (weight + _SHAPE)
        best = max(best, score)
        found.append((score + _NAMED * is_named, path))
    if best < (_ALIKE if known else _ALIKE_IN_SHAPE):
        return references[0]
    first = max(score for score, _ in found)
    good = [path for score, path in sorted(found, key=lambda one: -one[0]) if score >= first - _TIE]
    return next((each for each in good if each.name == guide.name), good[0])


@lru_cache(_MAX_FILES)
def _weights(structures: tuple[Structure | None, ...]) -> Mapping[str, float]:
    """Return for each picture and anchor how much it tells: the fewer references have it the more.

    What half of the references have says nothing.
    """
    known = [each for each in structures if each is not None]
    counted = Counter(name for each in known for name in each.names)
    return {name: 1 / count for name, count in counted.items() if count == 1 or 2 * count <= len(known)}


@dataclass(frozen=True, eq=False)
class Structure:
    """What is compared of a document: names of pictures, anchors of headings, and for each step what it has.

    `version` is the one that its front matter names, nearly always none.
    """

    pictures: frozenset[str]
    anchors: frozenset[str]
    shape: tuple[str, ...]
    version: str = ""
    _known: tuple[Mapping[str, float], tuple[float, float]] | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """All pictures and anchors."""
        return self.pictures | self.anchors

    def known(self, weights: Mapping[str, float]) -> tuple[float, float]:
        """Return how much its pictures and its anchors count together; counted once for the same weights."""
        if self._known is None or self._known[0] is not weights:
            counted = [sum([weights.get(one, 0.0) for one in some]) for some in (self.pictures, self.anchors)]
            object.__setattr__(self, "_known", (weights, (counted[0], counted[1])))
        return self._known[1] if self._known else (0.0, 0.0)


def _by_names(ours: Structure, theirs: Structure, weights: Mapping[str, float]) -> tuple[float, float]:
    """Return how much the names of two documents are alike, and how much that can be: the weight it has.

    Names are compared with all that both have and with what the first has; one that few references have counts more.
    """
    share = total = 0.0
    for weight, mine, others, all_of_theirs in (
        (_PICTURES, ours.pictures, theirs.pictures, theirs.known(weights)[0]),
        (_ANCHORS, ours.anchors, theirs.anchors, theirs.known(weights)[1]),
    ):
        if not weights.keys().isdisjoint(mine):
            both = sum([weights.get(each, 0.0) for each in mine & others])
            known = [weights[each] for each in mine if each in weights]
            every, own = all_of_theirs + sum(known) - both, sum(known) + _UNKNOWN * (len(mine) - len(known))
            share += weight * (both / every + both / own) / 2
            total += weight
    return share, total


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _structure(path: Path) -> Structure | None:
    try:
        status = os.stat(path)  # noqa: PTH116  # asked of each reference for each guide
        return _read(path, status.st_mtime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else None
    except (OSError, ValueError, StapsgewijsError):
        return None


@lru_cache(_MAX_FILES)
def _read(path: Path, modified_ns: int, size: int) -> Structure:
    del modified_ns, size
    return structure_of(read_text(path)[:_MOST_CHARACTERS])


def structure_of(text: str) -> Structure:
    """Return what is compared of the text of a document."""
    pictures: set[str] = set()
    anchors: set[str] = set()
    shape: list[str] = []
    labels = shown = 0
    is_step = False
    for line in (*text.split("\n"), "# "):
        heading = _HEADING.match(line) if "#" in line else None
        if heading or _ITEM.match(line):
            if is_step:
                shape.append(f"{min(labels, _MOST_LABELS)}{'p' * shown}")
            labels = shown = 0
            is_step = heading is None
        if heading:
            anchors.add(heading[1] or _slug(heading[2]))
            if shape and shape[-1] != _STEP:
                shape.append(_STEP)
        labels += line.count("**") // 2
        if "!" in line or "<img" in line:
            for found in _PICTURE.finditer(line):
                name = (found[1] or found[2]).replace("\\", "/").rpartition("/")[2]
                pictures.add(name)
                shown += 1
    version = _VERSION.match(text)
    return Structure(frozenset(pictures), frozenset(anchors - {""}), tuple(shape), version[1] if version else "")


def _slug(title: str) -> str:
    return "".join(each for each in title.strip().lower() if each.isalnum() or each in " -_").replace(" ", "-")
