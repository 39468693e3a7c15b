"""The ports of a network, ids and the repository, and the repository in memory."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

import heapq
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from stapsgewijs.phone_network.calls import Call
from stapsgewijs.phone_network.messages import Message
from stapsgewijs.phone_network.provider_resources import InMemoryResourceRepository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.filters import Filter
    from stapsgewijs.phone_network.provider_resources import ResourceRepository

Item = TypeVar("Item", Message, Call)


class IdSource(Protocol):
    """Something that makes up ids in the form of the real carrier, without their two letters."""

    def token(self) -> str:
        """Return 32 hexadecimal digits."""


class ItemRepository(Protocol[Item]):
    """Messages, or calls, of one network in the order in which they were taken."""

    def add(self, item: Item) -> None:
        """Keep a new one and give it its place."""

    def save(self, item: Item) -> None:
        """Keep what has changed of one that was added."""

    def next_place(self) -> int:
        """Return a place that no item has, after all that were given."""

    def get(self, item_id: str) -> Item | None:
        """Return one, or None."""

    def find(self, wanted: Filter) -> list[Item]:
        """Return those that are wanted."""

    def count(self, wanted: Filter) -> int:
        """Return how many are wanted; `limit` does not count."""

    def size(self) -> int:
        """Return how many there are at most: those that were forgotten one by one may be counted."""

    def due(self, now: datetime, most: int | None = None) -> list[Item]:
        """Return those that are due at `now` or earlier, the earliest first; of many the first `most`."""

    def next_due(self) -> datetime | None:
        """Return when the first one is due; None: never."""

    def remove(self, wanted: Filter) -> int:
        """Forget those that are wanted and return how many there were."""

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        """Forget all but the newest `keep`, and what was taken before; returns how many."""

    def numbers(self) -> list[str]:
        """Return the number (E.164) of each handset that has an item."""


class NetworkRepository(Protocol):
    """All that one network knows."""

    @property
    def messages(self) -> ItemRepository[Message]:
        """Every message."""

    @property
    def calls(self) -> ItemRepository[Call]:
        """Every call."""

    @property
    def resources(self) -> ResourceRepository:
        """What the system keeps at its provider besides those: numbers, services, keys, verifications."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""

    def faults(self) -> list[Fault]:
        """Return the rules, the oldest first."""

    def save_fault(self, fault: Fault) -> None:
        """Keep a rule, new or changed."""

    def remove_faults(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all; returns how many."""

    def get_setting(self, name: str) -> dict[str, Any]:
        """Return a setting of the network (JSON); empty when there is none of this name."""

    def put_setting(self, name: str, content: dict[str, Any]) -> None:
        """Keep a setting, in place of what it was."""


class InMemoryNetworkRepository:
    """A repository that lasts as long as the process."""

    def __init__(self) -> None:
        self.messages: ItemRepository[Message] = InMemoryItemRepository()
        self.calls: ItemRepository[Call] = InMemoryItemRepository()
        self.resources: ResourceRepository = InMemoryResourceRepository()
        self._faults: dict[str, Fault] = {}
        self._settings: dict[str, dict[str, Any]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def faults(self) -> list[Fault]:
        return list(self._faults.values())

    def save_fault(self, fault: Fault) -> None:
        self._faults[fault.id] = fault

    def remove_faults(self, fault_id: str | None = None) -> int:
        removed = [each for each in self._faults if fault_id in {None, each}]
        for each in removed:
            del self._faults[each]
        return len(removed)

    def get_setting(self, name: str) -> dict[str, Any]:
        return dict(self._settings.get(name, {}))

    def put_setting(self, name: str, content: dict[str, Any]) -> None:
        self._settings[name] = dict(content)


class InMemoryItemRepository(ItemRepository[Item]):
    """A book of objects: what `get` and `find` return is what is kept."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}  # in order of place
        self._by_number: dict[str, dict[str, Item]] = {}
        self._scheduled: dict[str, Item] = {}
        self._alarms: list[tuple[datetime, int, str]] = []  # a heap; may name what is due no more
        self._late: dict[str, Item] = {}  # in order of arrival
        self._last = 0

    def next_place(self) -> int:
        self._last += 1
        return self._last

    def add(self, item: Item) -> None:
        item.sequence = self.next_place()
        self._items[item.id] = item
        self._by_number.setdefault(item.number.e164, {})[item.id] = item
        self.save(item)

    def save(self, item: Item) -> None:
        if isinstance(item, Message) and item.arrived_at_place:
            self._late[item.id] = item
        if item.next_event_at is None:
            self._scheduled.pop(item.id, None)
        else:
            self._scheduled[item.id] = item
            heapq.heappush(self._alarms, (item.next_event_at, item.sequence, item.id))

    def get(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def find(self, wanted: Filter) -> list[Item]:
        found: list[Item] = []
        for item in self._recent(wanted) if wanted.after else self._candidates(wanted):
            if wanted.takes(item):
                found.append(item)
                if len(found) == wanted.limit:
                    break
        return found

    def count(self, wanted: Filter) -> int:
        return sum(1 for each in self._candidates(wanted) if wanted.takes(each))

    def size(self) -> int:
        return len(self._items)

    def due(self, now: datetime, most: int | None = None) -> list[Item]:
        found = [(each.next_event_at, each.sequence, each) for each in self._scheduled.values() if each.next_event_at]
        return [each for at, _, each in sorted(found, key=lambda one: one[:2]) if at <= now][:most]

    def next_due(self) -> datetime | None:
        while self._alarms:
            at, _, item_id = self._alarms[0]
            item = self._scheduled.get(item_id)
            if item is not None and item.next_event_at == at:
                return at
            heapq.heappop(self._alarms)
        return None

    def remove(self, wanted: Filter) -> int:
        removed = self.find(replace(wanted, limit=None))
        self._delete(removed)
        return len(removed)

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        surplus = 0 if keep is None else max(len(self._items) - keep, 0)
        removed: list[Item] = []
        for count, each in enumerate(self._items.values()):
            if count >= surplus and (before is None or each.created >= before):
                break
            removed.append(each)
        self._delete(removed)
        return len(removed)

    def numbers(self) -> list[str]:
        return [number for number, items in self._by_number.items() if items]

    def _recent(self, wanted: Filter) -> Iterator[Item]:
        """Return what is after a place, found from the end: what is looked for is nearly always there."""
        newest_first = self._candidates(replace(wanted, newest_first=True))
        later = takewhile(lambda each: wanted.place(each) > wanted.after, newest_first)
        return later if wanted.newest_first else reversed(list(later))

    def _candidates(self, wanted: Filter) -> Iterator[Item]:
        items = self._items if wanted.number is None else self._by_number.get(wanted.number.e164, {})
        ordered: Iterator[Item] = iter(reversed(items.values()) if wanted.newest_first else items.values())
        if not wanted.by_arrival or not self._late:
            return ordered
        in_time = (each for each in ordered if each.id not in self._late)
        late = reversed(self._late.values()) if wanted.newest_first else self._late.values()
        return heapq.merge(in_time, late, key=wanted.place, reverse=wanted.newest_first)

    def _delete(self, removed: list[Item]) -> None:
        for each in removed:
            self._items.pop(each.id, None)
            self._by_number[each.number.e164].pop(each.id, None)
            self._scheduled.pop(each.id, None)
            self._late.pop(each.id, None)
