"""What messages and calls have in common: the ledger, the clock, what goes wrong, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

from stapsgewijs.phone_network.faults.chaos import Chaos
from stapsgewijs.phone_network.faults.magic_numbers import magic_fault
from stapsgewijs.phone_network.faults.rules import Action, Fault, Kind
from stapsgewijs.phone_network.inbound_webhooks import InboundWebhook, hooks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.ids import IdSource
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.repository import NetworkRepository
    from stapsgewijs.phone_numbers import PhoneNumber

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Self = TypeVar("Self", bound="NetworkService")

_CHAOS: Final = "chaos"
_HOOKS: Final = "hooks"
PRUNED: Final = "pruned"
"""The note of how many were forgotten because they were too old or too many, and when last: `count`, `at`."""
_PRUNED_EVERY: Final = 256
"""Items between two looks at what is too old or too much; looking costs more than taking a message."""


def kept(method: Callable[Concatenate[Self, Given], Answer]) -> Callable[Concatenate[Self, Given], Answer]:
    """Let all that a method does be kept as one: the change of a call and what its conversation came to."""

    @wraps(method)
    def whole(self: Self, /, *given: Given.args, **named: Given.kwargs) -> Answer:
        with self._ledger.work():
            return method(self, *given, **named)

    return whole


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is kept: the newest `count` messages (and as many calls), none older than `days`. None: no limit."""

    count: int | None = 100_000
    days: float | None = 90


class NetworkService:
    """The ground under messages and calls of one network."""

    def __init__(self, clock: Clock, ids: IdSource, ledger: NetworkRepository, retention: Retention) -> None:
        """Live by `clock`; name things by `ids`; keep everything in `ledger`, as long as `retention` says."""
        self._clock = clock
        self._ids = ids
        self._ledger = ledger
        self.retention = retention
        self._listeners: list[Callable[[PhoneNumber | None], None]] = []
        self._watchers: list[Callable[[Message | Call, str], None]] = []
        self._since_pruned = 0

    def on_change(self, listener: Callable[[PhoneNumber | None], None]) -> None:
        """Tell `listener` whenever anything has changed: of which handset, or None when of any."""
        self._listeners.append(listener)

    def on_status(self, watcher: Callable[[Message | Call, str], None]) -> None:
        """Tell `watcher` of each message and call, and the status that it gets; every status, in order."""
        self._watchers.append(watcher)

    def settle(self) -> None:
        """Do what is due by now; each kind of exchange adds its own."""

    def noted(self, name: str) -> dict[str, Any]:
        """Return what was noted of this network under `name` (JSON), or nothing."""
        return self._ledger.note(name)

    def write_note(self, name: str, content: dict[str, Any]) -> None:
        """Note something of this network, in place of what was noted before."""
        self._ledger.write_note(name, content)

    @property
    def hooks(self) -> dict[str, InboundWebhook]:
        """How systems post messages of their own shape, by name."""
        return hooks_of(self._ledger.note(_HOOKS))

    def set_hook(self, name: str, hook: InboundWebhook | None) -> None:
        """Keep a hook under `name`, or forget it."""
        noted = self._ledger.note(_HOOKS)
        noted.pop(name, None)
        self._ledger.write_note(_HOOKS, {**noted, **({name: hook.to_mapping()} if hook else {})})

    def faults(self) -> list[Fault]:
        """Return the rules that can still happen."""
        return [each for each in self._ledger.faults() if not each.is_spent]

    def add_fault(  # noqa: PLR0913  # the fields of a rule
        self,
        number: PhoneNumber | None,
        action: Action,
        *,
        text: str = "",
        seconds: float = 0,
        skip: int = 0,
        times: int | None = 1,
        code: int | None = None,
        most: int = 0,
        window: float = 0,
    ) -> Fault:
        """Add a rule, for `number` or for all; older rules come first. The fields are those of `Fault`."""
        fault_id = f"FT{self._ids.token()}"
        fault = Fault(fault_id, action, number, text, seconds, skip, times, code, most, window)
        self._ledger.save_fault(fault)
        return fault

    def clear_faults(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all of them and chaos as well; returns how many rules there were."""
        if fault_id is None:
            self.chaos = None
        return self._ledger.remove_faults(fault_id)

    @property
    def chaos(self) -> Chaos | None:
        """What chance may spoil, if it may."""
        noted = self._ledger.note(_CHAOS)
        return Chaos.from_mapping(noted) if noted else None

    @chaos.setter
    def chaos(self, chaos: Chaos | None) -> None:
        self._ledger.write_note(_CHAOS, chaos.to_mapping() if chaos else {})

    def _fault_for(self, kind: Kind, number: PhoneNumber, text: str, given: Fault | None) -> Fault | None:
        """Return what goes wrong with what is placed now: as asked for, by rule, by magic, by chance."""
        found = given or self._rule_for(kind, number, text) or magic_fault(kind, number)
        chaos = None if found else self.chaos
        if chaos is None:
            return found
        found, self.chaos = chaos.draw(kind)
        return found

    def _rule_for(self, kind: Kind, number: PhoneNumber, text: str) -> Fault | None:
        """Return the rule that happens: of those that match, the oldest that strikes."""
        for rule in self._ledger.faults():
            if rule.matches(kind, number, text):
                strikes = rule.strikes(self._clock.now())
                self._ledger.save_fault(rule)
                if strikes:
                    return rule
        return None

    def _tell(self, number: PhoneNumber | None = None) -> None:
        for listener in self._listeners:
            listener(number)

    def _status(self, item: Message | Call) -> None:
        for watcher in self._watchers:
            watcher(item, item.status)

    def _prune(self) -> None:
        self._since_pruned += 1
        if self._since_pruned % _PRUNED_EVERY:
            return
        self.prune()

    def prune(self) -> int:
        """Forget what is too old or too much; returns how many messages and calls."""
        days, keep = self.retention.days, self.retention.count
        before = None if days is None else self._before(days)
        gone = sum(book.prune(keep=keep, before=before) for book in (self._ledger.messages, self._ledger.calls))
        if gone:
            count = self._ledger.note(PRUNED).get("count", 0) + gone
            self._ledger.write_note(PRUNED, {"count": count, "at": self._clock.now().isoformat()})
        return gone

    def _before(self, days: float) -> datetime:
        return self._clock.now() - timedelta(days=days)
