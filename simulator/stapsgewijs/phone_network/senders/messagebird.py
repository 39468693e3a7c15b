"""MessageBird (Bird): the SMS API, `POST /messages` with JSON or a form.

Names, shapes and codes are those of the API reference of MessageBird.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.messages import MessageStatus
from stapsgewijs.phone_network.senders.model import (
    BATCH,
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
    Reason.SENDER: (422, 10),
    Reason.CREDENTIALS: (401, 2),
    Reason.UNKNOWN: (404, 20),
    Reason.THROTTLED: (429, None),
}
"""HTTP status and code; for too many requests no code is published."""
_MAX_RECIPIENTS: Final = 50
_PARAMETERS: Final = {"to": "recipients", "text": "body"}
"""What a refusal calls a parameter → its name here."""
_DATACODINGS: Final = ("plain", "unicode", "auto")
_MAX_GSM_CHARS, _MAX_UNICODE_CHARS = 1377, 603
_ONE: Final = re.compile(r"/messages/([0-9a-f]{32})")
_STATUSES: Final = {
    MessageStatus.SCHEDULED: "scheduled",
    MessageStatus.DELIVERED: "delivered",
    MessageStatus.UNDELIVERED: "delivery_failed",
    MessageStatus.FAILED: "delivery_failed",
}
"""Status of a message → what it is called here; every other one is `sent`."""
_TOLD: Final = {
    MessageStatus.SENT.value: ("sent", "pending DLR"),
    MessageStatus.DELIVERED.value: ("delivered", "successfully delivered"),
    MessageStatus.UNDELIVERED.value: ("delivery_failed", "generic delivery failure"),
}
"""Status → what a report says: `status` and `statusReason`."""


class MessageBird:
    """The address of MessageBird that sends a text message."""

    name = "messagebird"
    host = "rest.messagebird.com"
    hosts = r"rest\.messagebird\.com"

    def read(self, request: SenderRequest) -> list[Text]:
        """Return a message for each recipient."""
        self._authenticated(request)
        if request.path not in _PATHS or request.method != "POST":
            raise SenderRefusalError(Reason.UNKNOWN, "path", f"{request.method} {request.path} is not simulated")
        sender, body, coding = request.sender("originator"), request.text("body"), self._datacoding(request)
        most = _MAX_UNICODE_CHARS if coding == "unicode" or (coding == "auto" and not is_gsm(body)) else _MAX_GSM_CHARS
        if len(body) > most:
            raise SenderRefusalError(Reason.TOO_LONG, "body", f"body has {len(body)} characters, at most {most}")
        report, reference = (str(request.fields.get(each) or "") for each in ("reportUrl", "reference"))
        remarks = []
        if coding == "plain" and not is_gsm(body):
            remarks.append("datacoding is plain, and the text has characters that are not of GSM-7")
        if report and not reference:
            remarks.append("no delivery report: reportUrl needs a reference")
        wish = (report if reference else "", reference, "; ".join(remarks), self._at(request))
        return [Text(international(each), sender, body, *wish) for each in self._recipients(request)]

    def asks_about(self, request: SenderRequest) -> str:
        """Return the id of the message that is asked for."""
        found = _ONE.fullmatch(request.path) if request.method == "GET" else None
        if found:
            self._authenticated(request)
        return found[1] if found else ""

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return the message with each recipient."""
        first, is_new = sent[0], request.method == "POST"
        at, sid = first.created.isoformat(timespec="seconds"), first.extras[BATCH]
        statuses = [_STATUSES.get(each.status, "sent") for each in sent]
        if is_new:  # nobody knows yet what arrives
            statuses = ["sent" if each == "delivered" else each for each in statuses]
        items = [
            {
                "recipient": int(each.to.removeprefix("+")),
                "status": status,
                "statusDatetime": each.history[-1][0].isoformat(timespec="seconds"),
            }
            for each, status in zip(sent, statuses, strict=True)
        ]
        counts = {
            "totalCount": len(sent),
            "totalSentCount": sum(each in {"sent", "delivered"} for each in statuses),
            "totalDeliveredCount": statuses.count("delivered"),
            "totalDeliveryFailedCount": statuses.count("delivery_failed"),
        }
        told: dict[str, Any] = {
            "id": sid,
            "href": f"https://rest.messagebird.com/messages/{sid}",
            "direction": "mt",
            "type": "sms",
            "originator": first.sender,
            "body": first.body,
            "reference": first.extras.get(REFERENCE),
            "validity": None,
            "gateway": 10,
            "typeDetails": {},
            "datacoding": self._datacoding(request),
            "mclass": 1,
            "scheduledDatetime": first.due.isoformat(timespec="seconds")
            if "scheduled" in statuses and first.due
            else None,
            "createdDatetime": at,
            "recipients": {**counts, "items": items},
        }
        return SenderAnswer.of_json(201 if is_new else 200, told)

    def reports(self, message: Message, status: str) -> list[dict[str, str]]:
        """Return the status report of a message that was sent, arrived or did not."""
        if status not in _TOLD:
            return []
        word, why = _TOLD[status]
        return [
            {
                "id": message.extras[BATCH],
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
    def _authenticated(request: SenderRequest) -> None:
        key, _, _ = request.headers.get("authorization", "").partition(" ")
        if key != "AccessKey" and not request.fields.get("access_key"):
            raise SenderRefusalError(Reason.CREDENTIALS, "access_key", "Request not allowed (incorrect access_key)")

    @staticmethod
    def _at(request: SenderRequest) -> datetime | None:
        given = request.fields.get("scheduledDatetime")
        if not given:
            return None
        try:
            at = datetime.fromisoformat(str(given))
        except ValueError:
            told = f"scheduledDatetime is no time as 2026-11-24T09:30:00+00:00: {str(given)[:40]}"
            raise SenderRefusalError(Reason.INVALID, "scheduledDatetime", told) from None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

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
