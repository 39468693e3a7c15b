"""The messages and calls of an account, and what hangs from each of them."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.faults.rules import Kind
from stapsgewijs.phone_network.twilio.calls import Calls
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.messages import Messages
from stapsgewijs.phone_network.twilio.resources.empty_lists import nothing
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, ANY, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

Items = Messages | Calls


def _messages(request: ApiRequest) -> Messages:
    return Messages(request.account, request.network, request.clock, request.outgoing)


def _calls(request: ApiRequest) -> Calls:
    return Calls(request.account, request.network, request.outgoing)


def _routes(name: str, kind: Kind, items: Callable[[ApiRequest], Items], parts: dict[str, str]) -> Iterator[Route]:
    def list_all(request: ApiRequest) -> Answer:
        return 200, items(request).list(request.form, request.path)

    def create(request: ApiRequest) -> Answer:
        return 201, items(request).create(request.form, request.fault(kind))

    def fetch(request: ApiRequest, sid: str) -> Answer:
        return 200, items(request).fetch(sid)

    def change(request: ApiRequest, sid: str) -> Answer:
        return 200, items(request).change(sid, request.form)

    def delete(request: ApiRequest, sid: str) -> Answer:
        items(request).delete(sid)
        return 204, None

    def part(key: str) -> Callable[[ApiRequest, str], Answer]:
        def answer(request: ApiRequest, sid: str) -> Answer:
            items(request).fetch(sid)
            return 200, nothing(request, key)

        return answer

    yield Route(f"{ACCOUNT}/{name}", {"GET": list_all, "POST": create})
    yield Route(f"{ACCOUNT}/{name}/{ANY}", {"GET": fetch, "POST": change, "DELETE": delete})
    for each, key in parts.items():
        yield Route(f"{ACCOUNT}/{name}/{ANY}/{each}", {"GET": part(key)})


def _feedback(request: ApiRequest, sid: str) -> Answer:
    """Take note of whether a person did what a message was for (Message Feedback)."""
    shown, outcome = _messages(request).fetch(sid), request.form.get("Outcome") or _OUTCOMES[0]
    if outcome not in _OUTCOMES:
        raise ProviderError(20001, f"Outcome={outcome[:40]!r} is not {' or '.join(_OUTCOMES)}")
    request.network.add_to_item_history(request.network.sms.get(sid), f"feedback: {outcome}")
    now = format_datetime(request.clock.now())
    return 200, {
        "account_sid": request.account.sid,
        "date_created": now,
        "date_updated": now,
        "message_sid": sid,
        "outcome": outcome,
        "uri": f"{shown['uri'].removesuffix('.json')}/Feedback.json",
    }


_OUTCOMES: Final = ("unconfirmed", "confirmed")
_OF_CALLS: Final = {"Events": "events", "Notifications": "notifications", "Recordings": "recordings"}
ROUTES: Final = (
    *_routes("Messages", Kind.MESSAGE, _messages, {"Media": "media_list"}),
    Route(f"{ACCOUNT}/Messages/{ANY}/Feedback", {"POST": _feedback}),
    *_routes("Calls", Kind.CALL, _calls, _OF_CALLS),
)
