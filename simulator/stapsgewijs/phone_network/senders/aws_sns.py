"""AWS SNS: `Publish` to a phone number, in the query protocol that its SDKs speak; and what is asked around it.

Names, shapes and codes are those of the API reference of Amazon SNS. A signature (SigV4) is accepted and not verified.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from uuid import UUID
from xml.sax.saxutils import escape

from stapsgewijs.phone_network.senders.model import Reason, SenderAnswer, SenderRefusalError, Text, international

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.senders.model import SenderRequest

_NAMESPACE: Final = "http://sns.amazonaws.com/doc/2010-03-31/"
_REQUEST_ID: Final = "00000000-0000-0000-0000-000000000000"
_SENDER_ID: Final = "AWS.SNS.SMS.SenderID"
_MAX_ATTRIBUTES: Final = 10
_DEFAULT_SENDER: Final = "NOTICE"
"""What AWS sends from in many countries where no sender was asked for."""
_CODES: Final = {
    Reason.MISSING: (400, "InvalidParameter"),
    Reason.INVALID: (400, "InvalidParameter"),
    Reason.RECIPIENT: (400, "InvalidParameter"),
    Reason.SENDER: (400, "InvalidParameter"),
    Reason.TOO_LONG: (400, "InvalidParameter"),
    Reason.CREDENTIALS: (403, "AuthorizationError"),
    Reason.UNKNOWN: (400, "InvalidAction"),
    Reason.THROTTLED: (429, "Throttled"),
}


_PARAMETERS: Final = {"to": "PhoneNumber", "text": "Message"}
"""What a refusal calls a parameter → its name here."""
_AROUND: Final = {
    "CheckIfPhoneNumberIsOptedOut": "<isOptedOut>false</isOptedOut>",
    "GetSMSAttributes": "<attributes/>",
    "OptInPhoneNumber": "",
    "SetSMSAttributes": "",
}
"""What is asked before a message is sent → what is answered: nobody has opted out, and no attribute has an effect."""


class AwsSns:
    """The action of AWS SNS that sends a text message, and those that are asked around it."""

    name = "aws-sns"
    host = "sns.eu-west-1.amazonaws.com"
    hosts = r"sns(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"

    def read(self, request: SenderRequest) -> list[Text]:
        """Return the message of a `Publish` with a `PhoneNumber`."""
        action = request.text("Action")
        if action in _AROUND:
            return []
        if action != "Publish":
            raise SenderRefusalError(
                Reason.UNKNOWN, "Action", f"{action} is not simulated; Publish to a PhoneNumber is"
            )
        if topic := request.fields.get("TopicArn") or request.fields.get("TargetArn"):
            raise SenderRefusalError(Reason.INVALID, "TopicArn", f"{topic}: topics are not simulated, a PhoneNumber is")
        to = international(request.text("PhoneNumber"))
        return [Text(to, self._sender(request), self._message(request))]

    def asks_about(self, request: SenderRequest) -> str:  # noqa: ARG002  # nothing is asked later
        """Return nothing: no action asks what became of a message."""
        return ""

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return the id of the message."""
        action = request.text("Action")
        told = _AROUND.get(action) if not sent else f"<MessageId>{UUID(sent[0].id[2:])}</MessageId>"
        result = f"<{action}Result>{told}</{action}Result>"
        metadata = f"<ResponseMetadata><RequestId>{_REQUEST_ID}</RequestId></ResponseMetadata>"
        body = f'<{action}Response xmlns="{_NAMESPACE}">{result}{metadata}</{action}Response>'
        return SenderAnswer(200, body, "text/xml")

    def reports(self, message: Message, status: str) -> list[dict[str, str]]:  # noqa: ARG002  # it writes a log
        """Return nothing: AWS writes what became of messages in a log of its own."""
        return []

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return an error as the SDK raises it."""
        del request
        status, code = _CODES[refusal.reason]
        name = _PARAMETERS.get(refusal.parameter, refusal.parameter)
        is_known = refusal.reason is not Reason.UNKNOWN
        told = escape(f"Invalid parameter: {name} Reason: {refusal.told}" if is_known else refusal.told)
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{told}</Message></Error>"
        body = f'<ErrorResponse xmlns="{_NAMESPACE}">{error}<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>'
        return SenderAnswer(status, body, "text/xml")

    @staticmethod
    def _message(request: SenderRequest) -> str:
        """Return what is said: of a message in JSON, what there is for text messages, or for all."""
        given = request.text("Message")
        if request.fields.get("MessageStructure") != "json":
            return given
        try:
            read = json.loads(given)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict) or not isinstance(read.get("default"), str):
            told = "No default entry in JSON message body"
            raise SenderRefusalError(Reason.INVALID, "Message Structure", told)
        return str(read.get("sms") or read["default"])

    @staticmethod
    def _sender(request: SenderRequest) -> str:
        for place in range(1, _MAX_ATTRIBUTES + 1):
            attribute = f"MessageAttributes.entry.{place}"
            if request.fields.get(f"{attribute}.Name") == _SENDER_ID:
                return request.sender(f"{attribute}.Value.StringValue")
        return _DEFAULT_SENDER
