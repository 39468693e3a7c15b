"""Which reference a guide is read beside: the one that is built most like it.

What is compared is what a translation keeps: the pictures, the anchors of the headings, and how many labels and
pictures each step has. A reference is one version of one document; the name of a file is the same in all versions.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

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

_TIE: Final = 0.03
"""Where two are as good as this a name of a file tells which."""


def nearest(guide: Path, references: Sequence[Path]) -> Path:
    """Return the reference that is built most like a guide; the first where it is like none of them.

    A file that cannot be read is like none.
    """
    ours = _structure(guide)
    theirs = [_structure(each) for each in references]
    if ours is None or len(references) == 1:
        return references[0]
    weights = _weights(tuple(references), tuple(theirs))
    known = ours.names & weights.keys()
    # Where pictures or anchors say which documents it can be, the rest can only say which of these.
    scores = [_likeness(ours, each, weights) if each and (each.names & known or not known) else 0.0 for each in theirs]
    best = max(scores)
    if best < (_ALIKE if known else _ALIKE_IN_SHAPE):
        return references[0]
    likely = [each for each, score in zip(references, scores, strict=True) if score >= best - _TIE]
    return next((each for each in likely if each.name == guide.name), references[scores.index(best)])


@lru_cache(_MAX_FILES)
def _weights(references: tuple[Path, ...], structures: tuple[Structure | None, ...]) -> Mapping[str, float]:
    """Return for each picture and anchor how much it tells: the fewer references have it the more."""
    del references
    known = [each for each in structures if each is not None]
    counted = Counter(name for each in known for name in each.names)
    return {name: 1 / count for name, count in counted.items()}


@dataclass(frozen=True)
class Structure:
    """What is compared of a document: names of pictures, anchors of headings, and for each step what it has."""

    pictures: frozenset[str]
    anchors: frozenset[str]
    shape: tuple[str, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """All pictures and anchors."""
        return self.pictures | self.anchors


def _likeness(ours: Structure, theirs: Structure, weights: Mapping[str, float]) -> float:
    """Return how much two documents are alike, from 0 to 1."""
    shares = [
        (_PICTURES if ours.pictures & weights.keys() else 0.0, _shared(ours.pictures, theirs.pictures, weights)),
        (_ANCHORS if ours.anchors & weights.keys() else 0.0, _shared(ours.anchors, theirs.anchors, weights)),
        (_SHAPE if ours.shape else 0.0, _alike(ours.shape, theirs.shape)),
    ]
    total = sum(weight for weight, _ in shares)
    return sum(weight * share for weight, share in shares) / total if total else 0.0


def _shared(ours: frozenset[str], theirs: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return how many names two documents have in common, of all that they have and of what the first has (0 to 1).

    One that few references have counts more.
    """
    both = sum(weights.get(each, 0.0) for each in ours & theirs)
    every = sum(weights.get(each, 0.0) for each in ours | theirs)
    mine = sum(weights.get(each, _UNKNOWN) for each in ours)
    return (both / every + both / mine) / 2 if both else 0.0


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _structure(path: Path) -> Structure | None:
    try:
        status = path.stat()
        return _read(path, status.st_mtime_ns, status.st_size) if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


@lru_cache(_MAX_FILES)
def _read(path: Path, modified_ns: int, size: int) -> Structure:
    del modified_ns, size
    return structure_of(path.read_text(encoding="utf-8-sig")[:_MOST_CHARACTERS])


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
    return Structure(frozenset(pictures), frozenset(anchors - {""}), tuple(shape))


def _slug(title: str) -> str:
    return "".join(each for each in title.strip().lower() if each.isalnum() or each in " -_").replace(" ", "-")
