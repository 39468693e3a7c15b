"""What the services of one network share, and what messages and calls have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Final, Generic, ParamSpec, TypeVar

from stapsgewijs.phone_network.faults.injection import FaultInjector
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.handset_settings import AS_USUAL, HandsetSettings, HandsetSettingsError
from stapsgewijs.phone_network.repository import Item

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.messages import HeldRequest, Message
    from stapsgewijs.phone_network.repository import IdSource, ItemRepository, NetworkRepository
    from stapsgewijs.phone_numbers import PhoneNumber

Given = ParamSpec("Given")
Result = TypeVar("Result")
Service = TypeVar("Service", bound="NetworkService[Any]")

PRUNED: Final = "pruned"
"""The setting that says how many were forgotten because they were too old or too many, and when: `count`, `at`."""
MAX_SWITCHED: Final = 1_000
"""Handsets of one network whose switches are not as usual."""
_HANDSETS: Final = "handsets"
"""The setting with the `numbers` (E.164) of the handsets that were changed; each of them has a setting of its own."""
_ITEMS_BETWEEN_PRUNINGS: Final = 256
"""Looking for what is too old or too much costs more than taking a message."""


class UnknownItemError(LookupError):
    """No message or call with this id."""


class NotPossibleError(Exception):
    """Something that cannot be done in the state a message or call is in; the message says the state."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is kept: the newest `count` messages (and as many calls), none older than `days`. None: no limit."""

    count: int | None = 100_000
    days: float | None = 90


class NetworkContext:
    """Clock, ids, repository, fault rules and listeners of one network."""

    def __init__(self, clock: Clock, ids: IdSource, repository: NetworkRepository, retention: Retention) -> None:
        self.clock = clock
        self.ids = ids
        self.repository = repository
        self.retention = retention
        self.faults = FaultInjector(clock, ids, repository)
        self._services: list[NetworkService[Any]] = []
        self._change_listeners: list[Callable[[PhoneNumber | None], None]] = []
        self._status_listeners: list[Callable[[Message | Call, str], None]] = []
        self._request_listeners: list[Callable[[Message | Call, HeldRequest], None]] = []
        self._added = 0

    def register(self, service: NetworkService[Any]) -> None:
        """Let `service` do what is due whenever anybody looks at any item of the network."""
        self._services.append(service)

    def on_change(self, listener: Callable[[PhoneNumber | None], None]) -> None:
        """Tell `listener` whenever anything has changed: of which handset, or None when of any."""
        self._change_listeners.append(listener)

    def on_status(self, listener: Callable[[Message | Call, str], None]) -> None:
        """Tell `listener` of each message and call, and the status that it gets; every status, in order."""
        self._status_listeners.append(listener)

    def on_request(self, listener: Callable[[Message | Call, HeldRequest], None]) -> None:
        """Tell `listener` of each request about a message or call that was held, when its time has come."""
        self._request_listeners.append(listener)

    def release_requests(self, item: Message | Call, now: datetime) -> None:
        """Let be made what was held until now, in the order in which it was held."""
        due = [each for each in item.held_requests if each.at <= now]
        item.held_requests = [each for each in item.held_requests if each.at > now]
        for each in due:
            for listener in self._request_listeners:
                listener(item, each)

    def notify_change(self, number: PhoneNumber | None = None) -> None:
        """Tell of a change at a handset, or at any."""
        for listener in self._change_listeners:
            listener(number)

    def notify_status(self, item: Message | Call) -> None:
        """Tell of the status that an item just got."""
        for listener in self._status_listeners:
            listener(item, item.status)

    def handset_settings(self, number: PhoneNumber) -> HandsetSettings:
        """Return the switches of a handset."""
        kept = self.repository.get_setting(_handset(number.e164))
        return HandsetSettings.from_mapping(kept) if kept else AS_USUAL

    def keep_handset_settings(self, number: PhoneNumber, settings: HandsetSettings) -> None:
        """Keep the switches of a handset; raises `HandsetSettingsError` for one more than `MAX_SWITCHED`."""
        numbers = self.repository.get_setting(_HANDSETS).get("numbers", [])
        others = [each for each in numbers if each != number.e164]
        if settings != AS_USUAL and len(others) >= MAX_SWITCHED:
            msg = f"{MAX_SWITCHED} handsets have switches that are not as usual already; put one of them back first"
            raise HandsetSettingsError(msg)
        wanted = [*others, number.e164] if settings != AS_USUAL else others
        if len(wanted) != len(numbers):
            self.repository.put_setting(_HANDSETS, {"numbers": wanted})
        self.repository.put_setting(_handset(number.e164), {} if settings == AS_USUAL else settings.to_mapping())

    def reset_handset_settings(self) -> None:
        """Put every switch of every handset as usual."""
        for each in self.repository.get_setting(_HANDSETS).get("numbers", []):
            self.repository.put_setting(_handset(each), {})
        self.repository.put_setting(_HANDSETS, {})

    def next_due(self) -> datetime | None:
        """Return when `process_due` will next have something to do, if nothing else happens."""
        due = [each.items.next_due() for each in self._services]
        return min((each for each in due if each is not None), default=None)

    def process_due(self, share: float = 1.0) -> None:
        """Do what is due by now: deliver messages, stop phones that rang too long.

        Of very much only a part is done, so that nobody else waits for it: then `next_due` is still in the past.
        `share` says how much of what is usually done at once.
        """
        due = self.next_due()
        if due is None or due > self.clock.now():
            return  # so that who only reads opens no transaction
        for each in self._services:
            each.process_due(share)

    def count_added(self) -> None:
        """Prune now and then."""
        self._added += 1
        if self._added % _ITEMS_BETWEEN_PRUNINGS == 0:
            self.prune()

    def prune(self) -> int:
        """Forget what is too old or too much; returns how many messages and calls."""
        days, keep = self.retention.days, self.retention.count
        before = None if days is None else self.clock.now() - timedelta(days=days)
        removed = sum(each.items.prune(keep=keep, before=before) for each in self._services)
        note_pruned(self.repository, removed, self.clock.now())
        return removed


def note_pruned(repository: NetworkRepository, removed: int, now: datetime) -> None:
    """Note in a network that so many messages and calls were forgotten."""
    if removed:
        count = repository.get_setting(PRUNED).get("count", 0) + removed
        repository.put_setting(PRUNED, {"count": count, "at": now.isoformat()})


def _handset(e164: str) -> str:
    """Return the name of the setting with the switches of a handset."""
    return f"handset {e164}"


def transactional(
    method: Callable[Concatenate[Service, Given], Result],
) -> Callable[Concatenate[Service, Given], Result]:
    """Keep all that a method does, or nothing: the change of a call and what its conversation came to."""

    @wraps(method)
    def in_transaction(self: Service, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        with self.context.repository.transaction():
            return method(self, *args, **kwargs)

    return in_transaction


class NetworkService(Generic[Item]):
    """The messages, or the calls, of one network."""

    kind: ClassVar[str]
    unknown: ClassVar[type[UnknownItemError]] = UnknownItemError

    def __init__(self, context: NetworkContext, items: ItemRepository[Item]) -> None:
        self.context = context
        self.items: ItemRepository[Item] = items
        context.register(self)

    def process_due(self, share: float = 1.0) -> None:
        """Do what is due by now, or a share of what is done at once."""
        raise NotImplementedError

    def find(self, wanted: Filter) -> list[Item]:
        """Return the items that `wanted` takes, in its order."""
        self.context.process_due()
        return self.items.find(wanted)

    def get(self, item_id: str) -> Item:
        """Return one item; raises `UnknownItemError`."""
        self.context.process_due()
        item = self.items.get(item_id)
        if item is None:
            msg = f"no {self.kind} {item_id}"
            raise self.unknown(msg)
        return item

    def count(self, wanted: Filter) -> int:
        """Return how many items `wanted` takes; its `limit` does not count."""
        self.context.process_due()
        return self.items.count(wanted)

    @transactional
    def tag(self, item_id: str, tags: tuple[str, ...]) -> Item:
        """Replace the tags of an item."""
        item = self.get(item_id)
        item.tags = tags
        return self._save(item)

    @transactional
    def add_to_history(self, item_id: str, what: str) -> None:
        """Write in the history of an item what happened around it; one that is gone meanwhile has none."""
        item = self.items.get(item_id)
        if item is not None:
            item.history.append((self.context.clock.now(), what))
            self._save(item)

    @transactional
    def remove(self, wanted: Filter) -> int:
        """Forget items; returns how many."""
        removed = self.items.remove(wanted)
        self.context.notify_change(wanted.number)
        return removed

    def delete(self, item_id: str) -> None:
        """Forget one item; raises `UnknownItemError`."""
        item = self.get(item_id)
        self.remove(Filter(item.number, after=item.sequence - 1, before=item.sequence + 1))

    def _add(self, item: Item) -> Item:
        self.items.add(item)
        return self._added(item)

    def _added(self, item: Item) -> Item:
        self.context.count_added()
        self.context.notify_change(item.number)
        return item

    def _save(self, item: Item) -> Item:
        self.items.save(item)
        self.context.notify_change(item.number)
        return item
