"""What a system keeps at its provider besides messages and calls: numbers, services, keys, verifications.

The port of the repository, and the repository in memory.
"""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

KIND_CHARS = 2
"""The first letters of a SID say of which kind a resource is."""


@dataclass(slots=True)
class ProviderResource:
    """One resource of the provider's API. `content` is JSON: its fields by their published names.

    `sid` is two letters for the kind and 32 hexadecimal digits; `owner` the SID of the resource that it belongs to
    (empty: the account itself); `name` what else it is found by within kind and owner: a number, a unique name.
    `place` counts the resources of an organisation in order of creation, from 1.
    """

    sid: str
    created: datetime
    updated: datetime
    owner: str = ""
    name: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    place: int = 0

    @property
    def kind(self) -> str:
        """The two letters of its SID."""
        return self.sid[:KIND_CHARS]


class ResourceRepository(Protocol):
    """The resources of one organisation."""

    def add(self, resource: ProviderResource) -> None:
        """Keep a new one and give it its place."""

    def save(self, resource: ProviderResource) -> None:
        """Keep what has changed of one that was added; kind, place and time of creation stay."""

    def get(self, sid: str) -> ProviderResource | None:
        """Return one, or None."""

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        name: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[ProviderResource]:
        """Return those of a kind, the newest first; `before` is a place (exclusive), None of the others: any."""

    def count(self, kind: str) -> int:
        """Return how many there are of a kind."""

    def remove(self, sid: str) -> None:
        """Forget one, and all that belong to it."""

    def prune(self, kind: str, *, keep: int | None, before: datetime | None) -> int:
        """Forget all of a kind but the newest `keep`, and what was created before, with all that belong to them."""


class InMemoryResourceRepository:
    """Resources that last as long as the process."""

    def __init__(self) -> None:
        self._resources: dict[str, ProviderResource] = {}
        self._last = 0
        self._keys: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._index: dict[tuple[str, ...], dict[str, ProviderResource]] = {}

    def add(self, resource: ProviderResource) -> None:
        self._last += 1
        resource.place = self._last
        self.save(resource)

    def save(self, resource: ProviderResource) -> None:
        keys = (resource.kind,), (resource.kind, "name", resource.name), ("owner", resource.owner)
        before = self._keys.get(resource.sid, ())
        self._forget(resource.sid, *(each for each in before if each not in keys))
        for key in keys:  # where it is already it keeps its place
            self._index.setdefault(key, {})[resource.sid] = resource
        self._resources[resource.sid], self._keys[resource.sid] = resource, keys

    def get(self, sid: str) -> ProviderResource | None:
        return self._resources.get(sid)

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        name: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[ProviderResource]:
        # Those of a name are fewest, those of an owner fewer than all of a kind.
        key = (kind, "name", name) if name else ("owner", owner) if owner else (kind,)
        kept = self._index.get(key, {}).values()
        newest_first = reversed(kept) if key == (kind,) else sorted(kept, key=lambda each: -each.place)
        found = (
            each
            for each in newest_first
            if each.kind == kind
            and owner in {None, each.owner}
            and name in {None, each.name}
            and (before is None or each.place < before)
        )
        return list(islice(found, limit))

    def count(self, kind: str) -> int:
        return len(self._index.get((kind,), ()))

    def remove(self, sid: str) -> None:
        self._forget(sid, *self._keys.pop(sid, ()))
        self._resources.pop(sid, None)
        for each in list(self._index.get(("owner", sid), ())):
            self.remove(each)

    def prune(self, kind: str, *, keep: int | None, before: datetime | None) -> int:
        found = self.find(kind)
        old = [] if before is None else [each for each in found[:keep] if each.created < before]
        removed = [*old, *([] if keep is None else found[keep:])]
        for each in removed:
            self.remove(each.sid)
        return len(removed)

    def _forget(self, sid: str, *keys: tuple[str, ...]) -> None:
        for key in keys:
            of_key = self._index[key]
            del of_key[sid]
            if not of_key:
                del self._index[key]
