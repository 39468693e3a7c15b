from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import CallFault, MessageFault
from stapsgewijs.phone_network.twilio import Account, Callbacks
from stapsgewijs.phone_network.twilio.calls import EVENTS
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from stapsgewijs.phone_network import HttpResponse, PhoneNetwork
    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock
    from tests.phone_network.conftest import EnrollmentConversation

EXTRAS = {CALLBACK: "http://127.0.0.1/status", METHOD: "POST"}


@dataclass
class Full:
    """Takes no request any more."""

    def blocked_reason(self, url: str) -> str:
        return f"{url} is not asked"

    async def send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        raise NotImplementedError((method, url, form, key, headers))

    def enqueue(self, work: Coroutine[None, None, None], *, queue: str) -> bool:
        assert queue.startswith("status of ")
        work.close()
        return False

    async def close(self) -> None:
        """Nothing is open."""


def test_a_callback_that_is_dropped_stands_in_the_history(network: PhoneNetwork, anna: PhoneNumber) -> None:
    account = Account.of_organisation("contoso", "secret")
    network.on_status(Callbacks(lambda: account, Full(), network.add_to_item_history).watch)
    message = network.sms.send(anna, "+15005550006", "hallo", extras=EXTRAS)
    dropped = "status callback dropped: too many requests wait for an answer"
    assert [what for _, what in message.history] == [
        "queued", dropped, "sending", "sent", dropped, "delivered", dropped
    ]  # fmt: skip


def test_the_auth_token_is_another_one_for_each_secret() -> None:
    one, other = (Account.of_organisation("contoso", secret) for secret in ("one", "other"))
    assert (one.sid == other.sid, one.token == other.token) == (True, False)
    assert Account.of_organisation("contoso", "one") == one


@dataclass
class Noted(Full):
    """Keeps the statuses that are sent, in order."""

    sent: list[str] = field(default_factory=list)

    def enqueue(self, work: Coroutine[None, None, None], *, queue: str) -> bool:
        del queue
        form = inspect.getcoroutinelocals(work)["form"]
        self.sent.append(form.get("MessageStatus") or form["CallStatus"])
        work.close()
        return True


@pytest.fixture
def noted(network: PhoneNetwork) -> Noted:
    outgoing = Noted()
    callbacks = Callbacks(lambda: Account.of_organisation("contoso", "secret"), outgoing, network.add_to_item_history)
    network.on_status(callbacks.watch)
    network.on_request(callbacks.release)
    return outgoing


def test_callbacks_that_are_late_come_in_order_when_it_is_time(
    network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock, noted: Noted
) -> None:
    network.fault_rules.add(anna, MessageFault.CALLBACKS_LATE, seconds=30)
    message = network.sms.send(anna, "+15005550006", "hallo", extras=EXTRAS)
    assert (message.status, noted.sent) == ("delivered", [])
    clock.advance(29)
    network.process_due()
    assert noted.sent == []
    clock.advance(1)
    network.process_due()
    assert noted.sent == ["queued", "sent", "delivered"]
    assert network.next_due() is None


def test_callbacks_that_are_reordered_come_the_other_way_round(
    network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock, noted: Noted, talk: EnrollmentConversation
) -> None:
    network.fault_rules.add(anna, MessageFault.CALLBACKS_REORDERED)
    network.sms.send(anna, "+15005550006", "hallo", extras=EXTRAS)
    network.sms.send(anna, "+15005550006", "hallo", extras=EXTRAS)  # the fault happens once
    assert noted.sent == ["delivered", "sent", "queued", "queued", "sent", "delivered"]
    noted.sent.clear()
    network.fault_rules.add(anna, CallFault.CALLBACKS_REORDERED, seconds=10)
    events = {EVENTS: "initiated ringing answered completed"}
    call = network.voice.place(anna, "+15005550006", talk, extras={**EXTRAS, **events})
    network.voice.answer(call.id)
    assert noted.sent == []
    clock.advance(10)
    network.process_due()  # a call may last: what is held comes after its time
    assert noted.sent == ["in-progress", "ringing", "initiated"]
    network.voice.hang_up(call.id)
    assert noted.sent[3:] == ["completed"]
