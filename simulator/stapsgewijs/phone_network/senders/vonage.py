"""Vonage: the SMS API (a form, a query or JSON, answered in JSON) and text messages of the Messages API.

Names, shapes and codes are those of the API reference of Vonage.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_network.messages import MessageStatus
from stapsgewijs.phone_network.senders.model import (
    REFERENCE,
    Reason,
    SenderAnswer,
    SenderRefusalError,
    Text,
    international,
    is_gsm,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.senders.model import SenderRequest

_SMS: Final = "/sms/json"
_MESSAGES: Final = "/v1/messages"
_SMS_CODES: Final = {
    Reason.THROTTLED: "1",
    Reason.MISSING: "2",
    Reason.INVALID: "3",
    Reason.CREDENTIALS: "4",
    Reason.RECIPIENT: "6",
    Reason.TOO_LONG: "12",
    Reason.SENDER: "15",
}
"""`status` of a message that was not taken; the HTTP status is 200 all the same."""
_ERRORS: Final = "https://developer.vonage.com/api-errors"
_MESSAGES_CODES: Final = {
    Reason.THROTTLED: (429, f"{_ERRORS}/messages#1000", "Throttled"),
    Reason.MISSING: (422, f"{_ERRORS}/messages#1010", "Missing params"),
    Reason.RECIPIENT: (422, f"{_ERRORS}/messages#1040", "Invalid message"),
    Reason.CREDENTIALS: (401, f"{_ERRORS}#unauthorized", "Unauthorized"),
}
_BAD_PARAMETERS: Final = (422, f"{_ERRORS}/messages#1020", "Invalid params")
_PRICE, _BALANCE, _NETWORK = "0.03330000", "10.00000000", "20408"


_RECEIPTS: Final = {MessageStatus.DELIVERED.value: ("delivered", "0"), MessageStatus.UNDELIVERED.value: ("failed", "1")}
"""Status → what a receipt says: `status` and `err-code` (1: unknown)."""


class Vonage:
    """The two addresses of Vonage that send a text message."""

    name = "vonage"
    host = "rest.nexmo.com"
    hosts = r"(?:rest|api)\.nexmo\.com|api(?:-[a-z0-9-]+)?\.vonage\.com|messages-sandbox\.nexmo\.com"

    def read(self, request: SenderRequest) -> list[Text]:
        """Return the message."""
        if request.path == _MESSAGES:
            return [self._of_messages_api(request)]
        if request.path not in {"", _SMS}:
            told = f"{request.path} is not simulated; {_SMS} and {_MESSAGES} are"
            raise SenderRefusalError(Reason.UNKNOWN, "path", told)
        if not request.headers.get("authorization"):
            request.text("api_key")
            if not request.fields.get("sig"):
                request.text("api_secret")
        body, report, reference = (
            request.text("text"),
            *(str(request.fields.get(each) or "") for each in ("callback", "client-ref")),
        )
        has_type = request.fields.get("type") == "unicode" or is_gsm(body)
        remark = "" if has_type else "type is not unicode, and the text has characters that are not of GSM-7"
        return [Text(international(request.text("to")), request.sender("from"), body, report, reference, remark)]

    def asks_about(self, request: SenderRequest) -> str:  # noqa: ARG002  # receipts tell it
        """Return nothing: what became of a message is told, and not asked."""
        return ""

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return an entry for each part of the message; of the Messages API, its id."""
        message = sent[0]
        if request.path == _MESSAGES:
            return SenderAnswer.of_json(202, {"message_uuid": str(UUID(message.id[2:]))})
        reference = {"client-ref": request.fields["client-ref"]} if request.fields.get("client-ref") else {}
        parts = [
            {
                "to": message.to.removeprefix("+"),
                "message-id": _part_id(message, part),
                "status": "0",
                "remaining-balance": _BALANCE,
                "message-price": _PRICE,
                "network": _NETWORK,
                **reference,
            }
            for part in range(_parts_of(message))
        ]
        return SenderAnswer.of_json(200, {"message-count": str(len(parts)), "messages": parts})

    def reports(self, message: Message, status: str) -> list[dict[str, str]]:
        """Return the delivery receipt of each part of a message that arrived, or did not."""
        if status not in _RECEIPTS:
            return []
        word, error = _RECEIPTS[status]
        at, reference = message.history[-1][0].astimezone(UTC), message.extras.get(REFERENCE, "")
        receipt = {
            "msisdn": message.to.removeprefix("+"),
            "to": message.sender,
            "network-code": _NETWORK,
            "price": _PRICE,
            "status": word,
            "scts": f"{at:%y%m%d%H%M}",
            "err-code": error,
            **({"client-ref": reference} if reference else {}),
            "message-timestamp": f"{at:%Y-%m-%d %H:%M:%S}",
        }
        return [{**receipt, "messageId": _part_id(message, part)} for part in range(_parts_of(message))]

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return an error as the SDK raises it."""
        if refusal.reason is Reason.UNKNOWN:
            return SenderAnswer.of_json(404, {"title": "Not Found", "detail": refusal.told})
        if request.path == _MESSAGES:
            status, kind, title = _MESSAGES_CODES.get(refusal.reason, _BAD_PARAMETERS)
            told: dict[str, Any] = {
                "type": kind,
                "title": title,
                "detail": refusal.told,
                "instance": "00000000000000000000000000000000",
            }
            if status == _BAD_PARAMETERS[0]:
                told["invalid_parameters"] = [{"name": refusal.parameter, "reason": refusal.told}]
            return SenderAnswer.of_json(status, told)
        error = {"status": _SMS_CODES[refusal.reason], "error-text": refusal.told}
        return SenderAnswer.of_json(200, {"message-count": "1", "messages": [error]})

    @staticmethod
    def _of_messages_api(request: SenderRequest) -> Text:
        if not request.headers.get("authorization"):
            raise SenderRefusalError(Reason.CREDENTIALS, "Authorization", "send a JWT, or API key and secret (Basic)")
        wanted = (("channel", "sms"), ("message_type", "text"))
        for name, value in wanted:
            if request.text(name) != value:
                raise SenderRefusalError(Reason.INVALID, name, f"{request.text(name)} is not simulated; {value} is")
        return Text(international(request.text("to")), request.sender("from"), request.text("text"))


def _parts_of(message: Message) -> int:
    return max(1, encode_info(message.body).parts)


def _part_id(message: Message, part: int) -> str:
    return f"{message.id[2:32]}{part:02}"
