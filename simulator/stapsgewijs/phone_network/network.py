"""The network of one organisation: its messages and calls, delivered to handsets in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.base_service import NetworkContext, Retention
from stapsgewijs.phone_network.calls import Call
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.inbound_webhooks import InboundWebhook, InboundWebhookError
from stapsgewijs.phone_network.opt_outs import forget_opt_outs
from stapsgewijs.phone_network.repository import InMemoryNetworkRepository
from stapsgewijs.phone_network.sms_service import SmsService
from stapsgewijs.phone_network.voice_service import VoiceService, no_conversation

if TYPE_CHECKING:
    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.calls import ConversationLoader
    from stapsgewijs.phone_network.handset_settings import HandsetSettings
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.repository import IdSource, NetworkRepository
    from stapsgewijs.phone_numbers import PhoneNumber

CODES_AND_COUNTS: Final = ("VE", "VK")
"""Kinds of resources that go with the messages at a reset: verifications, and how often they were started."""
_HOOKS: Final = "hooks"
_HISTORY: Final = "history"
MAX_HOOKS: Final = 100
MAX_REMARKS: Final = 200
"""How many remarks the history of a network has; the oldest ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that happened to a network and to none of its messages and calls: `count` times, last `at`."""

    at: datetime
    what: str
    count: int = 1


class PhoneNetwork:
    """Messages and calls of one organisation. Nothing in it waits: `process_due` does what is due by the clock.

    Messages are `sms`, calls are `voice`, what goes wrong with both is `fault_rules`.
    """

    def __init__(
        self,
        clock: Clock,
        ids: IdSource,
        repository: NetworkRepository | None = None,
        *,
        retention: Retention | None = None,
        restore: ConversationLoader = no_conversation,
    ) -> None:
        """Deliver by `clock`; name things by `ids`; keep everything in `repository` (else: in memory)."""
        self.context = context = NetworkContext(
            clock, ids, repository or InMemoryNetworkRepository(), retention or Retention()
        )
        self.sms, self.voice, self.fault_rules = SmsService(context), VoiceService(context, restore), context.faults
        self.resources = context.repository.resources
        self.get_setting, self.put_setting = context.repository.get_setting, context.repository.put_setting
        self.on_change, self.on_status, self.on_request = context.on_change, context.on_status, context.on_request
        self.next_due, self.process_due, self.prune = context.next_due, context.process_due, context.prune
        self.handset_settings = context.handset_settings

    @property
    def retention(self) -> Retention:
        """How much is kept."""
        return self.context.retention

    @property
    def hooks(self) -> dict[str, InboundWebhook]:
        """How systems post messages of their own shape, by name."""
        return {name: InboundWebhook.from_mapping(each) for name, each in self.get_setting(_HOOKS).items()}

    def set_hook(self, name: str, hook: InboundWebhook | None) -> None:
        """Keep a hook under `name`, or forget it; raises `InboundWebhookError` for one more than `MAX_HOOKS`."""
        hooks: dict[str, Any] = self.get_setting(_HOOKS)
        if hook and name not in hooks and len(hooks) >= MAX_HOOKS:
            msg = f"there are {MAX_HOOKS} hooks already; remove one of them first"
            raise InboundWebhookError(msg)
        hooks.pop(name, None)
        self.put_setting(_HOOKS, {**hooks, **({name: hook.to_mapping()} if hook else {})})

    @property
    def history(self) -> list[Remark]:
        """What happened besides messages and calls, what happened last at the end."""
        kept = self.get_setting(_HISTORY).get("remarks", [])
        return [Remark(datetime.fromisoformat(at), what, count) for at, what, count in kept]

    def add_to_history(self, what: str) -> bool:
        """Remark something; what is remarked already is counted. Returns whether it is new."""
        with self.context.repository.transaction():
            before = self.history
            count = sum(each.count for each in before if each.what == what)
            others = [each for each in before if each.what != what]
            remarks = [*others, Remark(self.context.clock.now(), what, count + 1)][-MAX_REMARKS:]
            self.put_setting(_HISTORY, {"remarks": [[each.at.isoformat(), each.what, each.count] for each in remarks]})
        return not count

    def add_to_item_history(self, item: Message | Call, what: str) -> None:
        """Write in the history of a message or call what happened around it, after it was kept."""
        service = self.voice if isinstance(item, Call) else self.sms
        service.add_to_history(item.id, what)

    def count(self, wanted: Filter) -> tuple[int, int]:
        """Return how many messages and how many calls are wanted; `limit` does not count."""
        return self.sms.count(wanted), self.voice.count(wanted)

    def handsets(self) -> list[str]:
        """Return each number (E.164) that has a message or a call, sorted."""
        return sorted({*self.sms.items.numbers(), *self.voice.items.numbers()})

    def change_handset_settings(self, number: PhoneNumber, **changes: Any) -> HandsetSettings:  # noqa: ANN401  # JSON
        """Change switches of a handset, and let happen what follows; raises `HandsetSettingsError`.

        Of a phone that goes off, or out of reach, calls end; at one that can be reached again, messages arrive.
        """
        self.process_due()
        with self.context.repository.transaction():
            before = self.handset_settings(number)
            settings = before.changed(**changes)
            self.context.keep_handset_settings(number, settings)
            if before.is_reachable and not settings.is_reachable:
                self.voice.lose(number, settings.unreachable_reason)
            elif settings.is_reachable and not before.is_reachable:
                self.sms.deliver_waiting(number)
        self.context.notify_change(number)
        return settings

    def reset(self) -> None:
        """Forget every message, call, rule, chaos and STOP, and put the switches of every handset as usual."""
        with self.context.repository.transaction():
            self.sms.remove(Filter())
            self.voice.remove(Filter())
            self.fault_rules.clear()
            self.context.reset_handset_settings()
            forget_opt_outs(self.context.repository)
            self.put_setting(_HISTORY, {})
            for kind in CODES_AND_COUNTS:
                self.resources.prune(kind, keep=0, before=None)
        self.context.notify_change()
