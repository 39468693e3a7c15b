"""One thing by two names in two guides of a language: what `verify` and `lint` tell of the guides of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stapsgewijs.guide.label_text import bare
from stapsgewijs.labels import fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from stapsgewijs.guide.model import Label


class NamedLabel(NamedTuple):
    """What the guide at `path` (as it is shown) calls one `thing`: a control, a product's key.

    `language` is a BCP 47 tag.
    """

    path: str
    language: str
    thing: Hashable
    label: Label


def otherwise_named(labels: Iterable[NamedLabel]) -> Iterator[tuple[NamedLabel, NamedLabel]]:
    """Give each label of a thing that the first guide in its language calls otherwise, and that guide's label."""
    said: dict[Hashable, list[NamedLabel]] = {}
    for each in labels:
        firsts = said.setdefault(each.thing, [])
        first = next((one for one in firsts if _is_same(one.language.lower(), each.language.lower())), None)
        if first is None:
            firsts.append(each)
        elif first.path != each.path and fold(bare(first.label.text)) != fold(bare(each.label.text)):
            yield each, first


def _is_same(one: str, other: str) -> bool:
    """Return whether texts in two languages have to agree: `pt-BR` with `pt`, but not with `pt-PT`."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")
