from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.phone_network.twilio import Account, Callbacks
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from stapsgewijs.phone_network import HttpResponse, PhoneNetwork
    from stapsgewijs.phone_numbers import PhoneNumber

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
    network.on_status(Callbacks(lambda: account, Full()).watch)
    message = network.sms.send(anna, "+15005550006", "hallo", extras=EXTRAS)
    dropped = "status callback dropped: too many requests wait for an answer"
    assert [what for _, what in message.history] == [
        "queued", dropped, "sending", "sent", dropped, "delivered", dropped
    ]  # fmt: skip


def test_the_auth_token_is_another_one_for_each_secret() -> None:
    one, other = (Account.of_organisation("contoso", secret) for secret in ("one", "other"))
    assert (one.sid == other.sid, one.token == other.token) == (True, False)
    assert Account.of_organisation("contoso", "one") == one
