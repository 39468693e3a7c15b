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

    def remove(self, sid: str) -> None:
        """Forget one, and all that belong to it."""

    def prune(self, kind: str, *, keep: int | None, before: datetime | None) -> int:
        """Forget all of a kind but the newest `keep`, and what was created before, with all that belong to them."""


class InMemoryResourceRepository:
    """Resources that last as long as the process."""

    def __init__(self) -> None:
        self._resources: dict[str, ProviderResource] = {}
        self._last = 0

    def add(self, resource: ProviderResource) -> None:
        self._last += 1
        resource.place = self._last
        self._resources[resource.sid] = resource

    def save(self, resource: ProviderResource) -> None:
        self._resources[resource.sid] = resource

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
        found = (
            each
            for each in reversed(self._resources.values())
            if each.kind == kind
            and owner in {None, each.owner}
            and name in {None, each.name}
            and (before is None or each.place < before)
        )
        return list(islice(found, limit))

    def remove(self, sid: str) -> None:
        self._resources.pop(sid, None)
        for each in [each.sid for each in self._resources.values() if each.owner == sid]:
            self.remove(each)

    def prune(self, kind: str, *, keep: int | None, before: datetime | None) -> int:
        found = self.find(kind)
        old = [] if before is None else [each for each in found[:keep] if each.created < before]
        removed = [*old, *([] if keep is None else found[keep:])]
        for each in removed:
            self.remove(each.sid)
        return len(removed)
