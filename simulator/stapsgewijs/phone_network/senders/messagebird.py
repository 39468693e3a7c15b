"""MessageBird (Bird): the SMS API, `POST /messages` with JSON or a form.

Names, shapes and codes are those of the API reference of MessageBird.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
_PARAMETERS: Final = {"to": "recipients", "text": "body"}
"""What a refusal calls a parameter → its name here."""
_DATACODINGS: Final = ("plain", "unicode", "auto")
_TOLD: Final = {
    MessageStatus.SENT.value: ("sent", "pending DLR"),
    MessageStatus.DELIVERED.value: ("delivered", "successfully delivered"),
    MessageStatus.UNDELIVERED.value: ("delivery_failed", "generic delivery failure"),
}
"""Status → what a report says: `status` and `statusReason`."""


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
        sender, body, coding = request.text("originator"), request.text("body"), self._datacoding(request)
        report, reference = (str(request.fields.get(each) or "") for each in ("reportUrl", "reference"))
        remarks = []
        if coding == "plain" and not is_gsm(body):
            remarks.append("datacoding is plain, and the text has characters that are not of GSM-7")
        if report and not reference:
            remarks.append("no delivery report: reportUrl needs a reference")
        wish = (report if reference else "", reference, "; ".join(remarks))
        return [Text(international(each), sender, body, *wish) for each in self._recipients(request)]

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return the message with each recipient."""
        first = sent[0]
        at = first.created.isoformat(timespec="seconds")
        failed = [each.status is MessageStatus.FAILED for each in sent]
        items = [
            {
                "recipient": int(each.to.removeprefix("+")),
                "status": "delivery_failed" if is_failed else "sent",
                "statusDatetime": at,
            }
            for each, is_failed in zip(sent, failed, strict=True)
        ]
        counts = {
            "totalCount": len(sent),
            "totalSentCount": len(sent) - sum(failed),
            "totalDeliveredCount": sum(each.status is MessageStatus.DELIVERED for each in sent),
            "totalDeliveryFailedCount": sum(failed),
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
            "datacoding": self._datacoding(request),
            "mclass": 1,
            "scheduledDatetime": None,
            "createdDatetime": at,
            "recipients": {**counts, "items": items},
        }
        return SenderAnswer.of_json(201, told)

    def reports(self, message: Message, status: str) -> list[dict[str, str]]:
        """Return the status report of a message that was sent, arrived or did not."""
        if status not in _TOLD:
            return []
        word, why = _TOLD[status]
        return [
            {
                "id": message.id[2:],
                "reference": message.extras.get(REFERENCE, ""),
                "recipient": message.to.removeprefix("+"),
                "status": word,
                "statusReason": why,
                "statusDatetime": message.history[-1][0].isoformat(timespec="seconds"),
            }
        ]

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return an error as the SDK raises it."""
        del request
        status, code = _CODES[refusal.reason]
        is_recipient = refusal.reason is Reason.RECIPIENT
        told = f"no (correct) recipients found: {refusal.told}" if is_recipient else refusal.told
        parameter = "recipients" if is_recipient else _PARAMETERS.get(refusal.parameter, refusal.parameter)
        error = {"code": code, "description": told, "parameter": parameter}
        return SenderAnswer.of_json(status, {"errors": [error]})

    @staticmethod
    def _datacoding(request: SenderRequest) -> str:
        given = str(request.fields.get("datacoding") or "plain")
        if given not in _DATACODINGS:
            raise SenderRefusalError(Reason.INVALID, "datacoding", f"datacoding is one of {', '.join(_DATACODINGS)}")
        return given

    @staticmethod
    def _recipients(request: SenderRequest) -> list[str]:
        given = request.fields.get("recipients")
        several = given if isinstance(given, list) else request.text("recipients").split(",")
        found = [str(each) for each in several if isinstance(each, str | int) and not isinstance(each, bool)]
        if not found or len(found) != len(several) or len(found) > _MAX_RECIPIENTS:
            told = f"one to {_MAX_RECIPIENTS} numbers are wanted"
            raise SenderRefusalError(Reason.RECIPIENT, "recipients", told)
        return found
