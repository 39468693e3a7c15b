"""Messages and calls in the provider's JSON (Twilio REST 2010-04-01: names and types of its OpenAPI description)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_network.messages import Direction
from stapsgewijs.phone_network.twilio.errors import error_message
from stapsgewijs.phone_network.twilio.machine_detection import ANSWERED_BY

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.twilio.accounts import Account

VERSION: Final = "2010-04-01"
MEDIA: Final = "media"
SERVICE: Final = "service"
VERIFICATION: Final = "verification"
"""Key in `extras` of a message or call that the provider's Verify makes: the account does not have it in its lists."""
REPLY: Final = "reply"
"""A key in `extras` of a message that answers one of a handset."""
_MESSAGE_LEAVES: Final = frozenset({"sent", "delivered", "undelivered"})


WHATSAPP: Final = "whatsapp:"
"""What the addresses of both sides begin with on that channel."""


def addresses(message: Message) -> tuple[str, str]:
    """Return from whom and to whom a message is, with the channel that both sides are on."""
    prefix = WHATSAPP if message.party.startswith(WHATSAPP) else ""
    return f"{prefix}{message.sender.removeprefix(prefix)}", f"{prefix}{message.to.removeprefix(prefix)}"


def account_uri(account: Account) -> str:
    """Return the address of an account, without a suffix."""
    return f"/{VERSION}/Accounts/{account.sid}"


def serialize_message(account: Account, message: Message, *, status: str = "") -> dict[str, Any]:
    """Return a message; `status` in place of its own is what is said at its creation."""
    uri = f"{account_uri(account)}/Messages/{message.id}"
    said = status or str(message.status)
    return {
        "account_sid": account.sid,
        "api_version": VERSION,
        "body": message.body,
        "date_created": _date(message.created),
        "date_sent": _date(_left(message)) if not status else None,
        "date_updated": _date(message.history[-1][0] if message.history else message.created),
        "direction": "outbound-reply" if REPLY in message.extras else str(message.direction),
        "error_code": None if status else message.error,
        "error_message": None if status else error_message(message.error),
        "from": None if status and SERVICE in message.extras else addresses(message)[0],
        "messaging_service_sid": message.extras.get(SERVICE),
        "num_media": message.extras.get(MEDIA, "0"),
        "num_segments": str(encode_info(message.body).parts),
        "price": None,
        "price_unit": "USD",
        "sid": message.id,
        "status": said,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": addresses(message)[1],
        "uri": f"{uri}.json",
    }


def serialize_call(account: Account, call: Call, *, status: str = "") -> dict[str, Any]:
    """Return a call; `status` in place of its own is what is said at its creation."""
    uri = f"{account_uri(account)}/Calls/{call.id}"
    is_over = call.ended is not None and not status
    return {
        "account_sid": account.sid,
        "annotation": None,
        "answered_by": call.extras.get(ANSWERED_BY),
        "api_version": VERSION,
        "caller_name": None,
        "date_created": _date(call.created),
        "date_updated": _date(call.history[-1][0] if call.history else call.created),
        "direction": "inbound" if call.direction is Direction.INBOUND else "outbound-api",
        "duration": str(call.seconds) if is_over else None,
        "end_time": _date(call.ended) if is_over else None,
        "forwarded_from": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.id,
        "start_time": _date(call.answered or call.created) if not status else None,
        "status": status or str(call.status),
        "subresource_uris": {
            name: f"{uri}/{path}.json"
            for name, path in (("events", "Events"), ("notifications", "Notifications"), ("recordings", "Recordings"))
        },
        "to": call.to,
        "to_formatted": call.number.international if call.direction is Direction.OUTBOUND else call.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def serialize_account(account: Account, name: str) -> dict[str, Any]:
    """Return an account; the auth token is left out."""
    uri = account_uri(account)
    resources = ("calls", "Calls"), ("messages", "Messages")
    return {
        "auth_token": None,
        "date_created": None,
        "date_updated": None,
        "friendly_name": name,
        "owner_account_sid": account.sid,
        "sid": account.sid,
        "status": "active",
        "subresource_uris": {each: f"{uri}/{path}.json" for each, path in resources},
        "type": "Full",
        "uri": f"{uri}.json",
    }


def _left(message: Message) -> datetime | None:
    """Return when a message was sent: its handing over to the carrier, or its arrival from a handset."""
    if message.direction is Direction.INBOUND:
        return message.created
    return next((at for at, what in message.history if what.split(":")[0] in _MESSAGE_LEAVES), None)


def _date(at: datetime | None) -> str | None:
    return None if at is None else format_datetime(at)
