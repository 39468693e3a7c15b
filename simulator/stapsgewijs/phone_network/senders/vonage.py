"""Vonage: the SMS API (a form, a query or JSON, answered in JSON) and text messages of the Messages API.

Names, shapes and codes are those of the API reference of Vonage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_network.senders.model import Reason, SenderAnswer, SenderRefusalError, Text, international

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


class Vonage:
    """The two addresses of Vonage that send a text message."""

    name = "vonage"
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
        return [Text(international(request.text("to")), request.text("from"), request.text("text"))]

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return an entry for each part of the message; of the Messages API, its id."""
        message = sent[0]
        if request.path == _MESSAGES:
            return SenderAnswer.of_json(202, {"message_uuid": str(UUID(message.id[2:]))})
        reference = {"client-ref": request.fields["client-ref"]} if request.fields.get("client-ref") else {}
        parts = [
            {
                "to": message.to.removeprefix("+"),
                "message-id": f"{message.id[2:32]}{part:02}",
                "status": "0",
                "remaining-balance": _BALANCE,
                "message-price": _PRICE,
                "network": _NETWORK,
                **reference,
            }
            for part in range(max(1, encode_info(message.body).parts))
        ]
        return SenderAnswer.of_json(200, {"message-count": str(len(parts)), "messages": parts})

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
        return Text(international(request.text("to")), request.text("from"), request.text("text"))
