"""The network itself: messages and calls of one organisation, brought to handsets in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.phone_network.base_service import Retention
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.repository import InMemoryNetworkRepository, NetworkRepository
from stapsgewijs.phone_network.sms_service import SmsService
from stapsgewijs.phone_network.voice_service import VoiceService, nobody_wakes

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.conversations import ConversationLoader
    from stapsgewijs.phone_network.ids import IdSource


class PhoneNetwork(SmsService, VoiceService):
    """Messages and calls of one organisation. Nothing in it waits: `settle` does what is due by the clock."""

    def __init__(
        self,
        clock: Clock,
        ids: IdSource,
        ledger: NetworkRepository | None = None,
        *,
        retention: Retention | None = None,
        wake: ConversationLoader = nobody_wakes,
    ) -> None:
        """Deliver by `clock`; name things by `ids`; keep everything in `ledger` (else: in memory)."""
        VoiceService.__init__(self, clock, ids, ledger or InMemoryNetworkRepository(), retention or Retention(), wake)

    def settle(self) -> None:
        """Do what is due by now: deliver messages, stop phones that rang too long."""
        due = self.next_due()
        if due is None or due > self._clock.now():
            return  # so that who only reads opens no work
        self.settle_messages()
        self.settle_calls()

    def next_due(self) -> datetime | None:
        """Return when `settle` will next have something to do, if nothing else happens."""
        due = [self._ledger.messages.next_due(), self._ledger.calls.next_due()]
        return min((each for each in due if each is not None), default=None)

    def count(self, wanted: Filter) -> tuple[int, int]:
        """Return how many messages and how many calls are wanted; `limit` does not count."""
        self.settle()
        return self._ledger.messages.count(wanted), self._ledger.calls.count(wanted)

    def handsets(self) -> list[str]:
        """Return each number (E.164) that has a message or a call, sorted."""
        books = (self._ledger.messages, self._ledger.calls)
        return sorted({number for book in books for number in book.numbers()})

    def reset(self) -> None:
        """Forget every message, call, rule and chaos."""
        with self._ledger.work():
            self.remove_messages(Filter())
            self.remove_calls(Filter())
            self.clear_faults()
        self._tell()
