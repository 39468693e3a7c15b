"""Where a network keeps what it knows: a port that the store meets, and the ledger in memory."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from stapsgewijs.phone_network.calls import Call
from stapsgewijs.phone_network.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.filters import Filter

Item = TypeVar("Item", Message, Call)


class ItemRepository(Protocol[Item]):
    """Messages, or calls, of one network in the order in which they were taken."""

    def add(self, item: Item) -> None:
        """Keep a new one and give it its place."""
        ...

    def save(self, item: Item) -> None:
        """Keep what has changed of one that was added."""
        ...

    def get(self, item_id: str) -> Item | None:
        """Return one, or None."""
        ...

    def find(self, wanted: Filter) -> list[Item]:
        """Return those that are wanted."""
        ...

    def count(self, wanted: Filter) -> int:
        """Return how many are wanted; `limit` does not count."""
        ...

    def due(self, now: datetime) -> list[Item]:
        """Return those that wake at `now` or earlier, the earliest first."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the first one wakes, if any will."""
        ...

    def remove(self, wanted: Filter) -> int:
        """Forget those that are wanted and return how many there were."""
        ...

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        """Forget all but the newest `keep`, and what was taken before; returns how many."""
        ...

    def numbers(self) -> list[str]:
        """Return the number (E.164) of each handset that has an item."""
        ...


class NetworkRepository(Protocol):
    """All that one network knows."""

    @property
    def messages(self) -> ItemRepository[Message]:
        """Every message."""
        ...

    @property
    def calls(self) -> ItemRepository[Call]:
        """Every call."""
        ...

    def work(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""
        ...

    def faults(self) -> list[Fault]:
        """Return the rules, the oldest first."""
        ...

    def save_fault(self, fault: Fault) -> None:
        """Keep a rule, new or changed."""
        ...

    def remove_faults(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all; returns how many."""
        ...

    def note(self, name: str) -> dict[str, Any]:
        """Return what was noted under `name`, or nothing."""
        ...

    def write_note(self, name: str, content: dict[str, Any]) -> None:
        """Note something (JSON) under `name`, in place of what was noted before."""
        ...


class InMemoryNetworkRepository:
    """A ledger that lasts as long as the process."""

    def __init__(self) -> None:
        """Begin empty."""
        self.messages: ItemRepository[Message] = InMemoryItemRepository()
        self.calls: ItemRepository[Call] = InMemoryItemRepository()
        self._faults: dict[str, Fault] = {}
        self._notes: dict[str, dict[str, Any]] = {}

    @contextmanager
    def work(self) -> Iterator[None]:
        """Do the block; in memory there is nothing to keep."""
        yield

    def faults(self) -> list[Fault]:
        """Return the rules, the oldest first."""
        return list(self._faults.values())

    def save_fault(self, fault: Fault) -> None:
        """Keep a rule, new or changed."""
        self._faults[fault.id] = fault

    def remove_faults(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all; returns how many."""
        gone = [each for each in self._faults if fault_id in {None, each}]
        for each in gone:
            del self._faults[each]
        return len(gone)

    def note(self, name: str) -> dict[str, Any]:
        """Return what was noted under `name`, or nothing."""
        return dict(self._notes.get(name, {}))

    def write_note(self, name: str, content: dict[str, Any]) -> None:
        """Note something under `name`."""
        self._notes[name] = dict(content)


class InMemoryItemRepository(ItemRepository[Item]):
    """A book of objects: what `get` and `find` return is what is kept."""

    def __init__(self) -> None:
        """Begin empty."""
        self._items: dict[str, Item] = {}  # in order of place
        self._by_number: dict[str, dict[str, Item]] = {}
        self._wakeful: dict[str, Item] = {}
        self._last = 0

    def add(self, item: Item) -> None:
        """Keep a new one and give it its place."""
        self._last += 1
        item.place = self._last
        self._items[item.id] = item
        self._by_number.setdefault(item.number.e164, {})[item.id] = item
        self.save(item)

    def save(self, item: Item) -> None:
        """Note whether it still wakes."""
        if item.wakes is None:
            self._wakeful.pop(item.id, None)
        else:
            self._wakeful[item.id] = item

    def get(self, item_id: str) -> Item | None:
        """Return one, or None."""
        return self._items.get(item_id)

    def find(self, wanted: Filter) -> list[Item]:
        """Return those that are wanted."""
        found: list[Item] = []
        for item in self._there(wanted):
            if wanted.newest_first and item.place <= wanted.after:
                break
            if wanted.takes(item):
                found.append(item)
                if len(found) == wanted.limit:
                    break
        return found

    def count(self, wanted: Filter) -> int:
        """Return how many are wanted."""
        return sum(1 for each in self._there(wanted) if wanted.takes(each))

    def due(self, now: datetime) -> list[Item]:
        """Return those that wake at `now` or earlier, the earliest first."""
        found = [(each.wakes, each.place, each) for each in self._wakeful.values() if each.wakes]
        return [each for wakes, _, each in sorted(found, key=lambda one: one[:2]) if wakes <= now]

    def next_due(self) -> datetime | None:
        """Return when the first one wakes, if any will."""
        return min((each.wakes for each in self._wakeful.values() if each.wakes), default=None)

    def remove(self, wanted: Filter) -> int:
        """Forget those that are wanted and return how many there were."""
        gone = self.find(replace(wanted, limit=None))
        self._forget(gone)
        return len(gone)

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        """Forget all but the newest `keep`, and what was taken before; returns how many."""
        surplus = 0 if keep is None else max(len(self._items) - keep, 0)
        gone: list[Item] = []
        for count, each in enumerate(self._items.values()):
            if count >= surplus and (before is None or each.created >= before):
                break
            gone.append(each)
        self._forget(gone)
        return len(gone)

    def numbers(self) -> list[str]:
        """Return the number of each handset that has an item."""
        return [number for number, there in self._by_number.items() if there]

    def _there(self, wanted: Filter) -> Iterator[Item]:
        items = self._items if wanted.number is None else self._by_number.get(wanted.number.e164, {})
        return iter(reversed(items.values())) if wanted.newest_first else iter(items.values())

    def _forget(self, gone: list[Item]) -> None:
        for each in gone:
            self._items.pop(each.id, None)
            self._by_number[each.number.e164].pop(each.id, None)
            self._wakeful.pop(each.id, None)
