"""AWS SNS: `Publish` to a phone number, in the query protocol that its SDKs speak.

Names, shapes and codes are those of the API reference of Amazon SNS. A signature (SigV4) is accepted and not verified.
"""

from __future__ import annotations

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
    Reason.TOO_LONG: (400, "InvalidParameter"),
    Reason.CREDENTIALS: (403, "AuthorizationError"),
    Reason.UNKNOWN: (400, "InvalidAction"),
    Reason.THROTTLED: (429, "Throttled"),
}


class AwsSns:
    """The one action of AWS SNS that sends a text message."""

    name = "aws-sns"
    hosts = r"sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?"

    def read(self, request: SenderRequest) -> list[Text]:
        """Return the message of a `Publish` with a `PhoneNumber`."""
        action = request.text("Action")
        if action != "Publish":
            raise SenderRefusalError(
                Reason.UNKNOWN, "Action", f"{action} is not simulated; Publish to a PhoneNumber is"
            )
        if topic := request.fields.get("TopicArn") or request.fields.get("TargetArn"):
            raise SenderRefusalError(Reason.INVALID, "TopicArn", f"{topic}: topics are not simulated, a PhoneNumber is")
        to = international(request.text("PhoneNumber"))
        return [Text(to, self._sender(request), request.text("Message"))]

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return the id of the message."""
        del request
        result = f"<PublishResult><MessageId>{UUID(sent[0].id[2:])}</MessageId></PublishResult>"
        metadata = f"<ResponseMetadata><RequestId>{_REQUEST_ID}</RequestId></ResponseMetadata>"
        body = f'<PublishResponse xmlns="{_NAMESPACE}">{result}{metadata}</PublishResponse>'
        return SenderAnswer(200, body, "text/xml")

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return an error as the SDK raises it."""
        del request
        status, code = _CODES[refusal.reason]
        told = escape(f"Invalid parameter: {refusal.parameter} Reason: {refusal.told}")
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{told}</Message></Error>"
        body = f'<ErrorResponse xmlns="{_NAMESPACE}">{error}<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>'
        return SenderAnswer(status, body, "text/xml")

    @staticmethod
    def _sender(request: SenderRequest) -> str:
        for place in range(1, _MAX_ATTRIBUTES + 1):
            attribute = f"MessageAttributes.entry.{place}"
            if request.fields.get(f"{attribute}.Name") == _SENDER_ID:
                return request.text(f"{attribute}.Value.StringValue")
        return _DEFAULT_SENDER
