"""MessageBird (Bird): the SMS API, `POST /messages` with JSON or a form.

Names, shapes and codes are those of the API reference of MessageBird.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.messages import MessageStatus
from stapsgewijs.phone_network.senders.model import Reason, SenderAnswer, SenderRefusalError, Text, international

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.senders.model import SenderRequest

_PATHS: Final = {"", "/messages"}
_CODES: Final[dict[Reason, tuple[int, int | None]]] = {
    Reason.MISSING: (422, 9),
    Reason.INVALID: (422, 10),
    Reason.RECIPIENT: (422, 9),
    Reason.TOO_LONG: (422, 10),
    Reason.CREDENTIALS: (401, 2),
    Reason.UNKNOWN: (404, 20),
    Reason.THROTTLED: (429, None),
}
"""HTTP status and code; for too many requests no code is published."""
_MAX_RECIPIENTS: Final = 50


class MessageBird:
    """The address of MessageBird that sends a text message."""

    name = "messagebird"
    hosts = r"rest\.messagebird\.com"

    def read(self, request: SenderRequest) -> list[Text]:
        """Return a message for each recipient."""
        if request.path not in _PATHS or request.method != "POST":
            raise SenderRefusalError(Reason.UNKNOWN, "path", f"{request.method} {request.path} is not simulated")
        key, _, _ = request.headers.get("authorization", "").partition(" ")
        if key != "AccessKey" and not request.fields.get("access_key"):
            raise SenderRefusalError(Reason.CREDENTIALS, "access_key", "Request not allowed (incorrect access_key)")
        sender, body = request.text("originator"), request.text("body")
        return [Text(international(each), sender, body) for each in self._recipients(request)]

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return the message with each recipient."""
        first = sent[0]
        at = first.created.isoformat(timespec="seconds")
        items = [{"recipient": int(each.to.removeprefix("+")), "status": "sent", "statusDatetime": at} for each in sent]
        counts = {
            "totalCount": len(sent),
            "totalSentCount": len(sent),
            "totalDeliveredCount": sum(each.status is MessageStatus.DELIVERED for each in sent),
            "totalDeliveryFailedCount": 0,
        }
        told: dict[str, Any] = {
            "id": first.id[2:],
            "href": f"https://rest.messagebird.com/messages/{first.id[2:]}",
            "direction": "mt",
            "type": "sms",
            "originator": first.sender,
            "body": first.body,
            "reference": request.fields.get("reference"),
            "validity": None,
            "gateway": 10,
            "typeDetails": {},
            "datacoding": "plain",
            "mclass": 1,
            "scheduledDatetime": None,
            "createdDatetime": at,
            "recipients": {**counts, "items": items},
        }
        return SenderAnswer.of_json(201, told)

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return an error as the SDK raises it."""
        del request
        status, code = _CODES[refusal.reason]
        is_recipient = refusal.reason is Reason.RECIPIENT
        told = f"no (correct) recipients found: {refusal.told}" if is_recipient else refusal.told
        parameter = "recipients" if is_recipient else refusal.parameter
        error = {"code": code, "description": told, "parameter": parameter}
        return SenderAnswer.of_json(status, {"errors": [error]})

    @staticmethod
    def _recipients(request: SenderRequest) -> list[str]:
        given = request.fields.get("recipients")
        several = given if isinstance(given, list) else request.text("recipients").split(",")
        found = [str(each) for each in several if isinstance(each, str | int) and not isinstance(each, bool)]
        if not found or len(found) != len(several) or len(found) > _MAX_RECIPIENTS:
            told = f"one to {_MAX_RECIPIENTS} numbers are wanted"
            raise SenderRefusalError(Reason.RECIPIENT, "recipients", told)
        return found
