"""The provider's errors: Twilio error codes, with sentences of our own."""

from __future__ import annotations

from typing import Any, Final

_DOCS: Final = "https://www.twilio.com/docs/errors"
RETRIEVAL_FAILURE: Final = 11200
"""The code for a request to a system that was not answered, or not with what was wanted."""

ERRORS: Final[dict[int, tuple[int, str]]] = {
    14101: (400, "The 'to' of a reply is not a phone number"),
    14102: (400, "The 'from' of a reply is not a number or a sender"),
    14103: (400, "The text of a reply cannot be used"),
    14105: (400, "The 'statusCallback' of a reply cannot be used"),
    20001: (400, "A parameter has a value that cannot be used"),
    20003: (401, "The account SID or the auth token is wrong"),
    20004: (405, "This resource cannot be asked in this way"),
    20009: (400, "This cannot be done in the state that it is in"),
    20403: (403, "This is not allowed"),
    20404: (404, "There is no such resource"),
    20429: (429, "Too many requests"),
    20500: (500, "A defect of the simulator"),
    20503: (503, "The service is not available at present"),
    21201: (400, "No 'To' number was given to call"),
    21205: (400, "The 'Url' cannot be used"),
    21210: (400, "The 'From' number is not one that this account may call from"),
    21211: (400, "The 'To' number is not a phone number"),
    21212: (400, "The 'From' number is not a phone number or sender"),
    21213: (400, "No 'From' number was given to call from"),
    21214: (400, "The 'To' number cannot be reached"),
    21215: (400, "This account may not call the region of the 'To' number"),
    21216: (400, "This account may not call the 'To' number"),
    21217: (400, "The 'To' number is not a phone number that can be called"),
    21218: (400, "The 'ApplicationSid' cannot be used"),
    21220: (400, "The call cannot be changed in the state that it is in"),
    21266: (400, "'To' and 'From' are the same number"),
    21402: (400, "The URL cannot be used"),
    21408: (400, "This account may not send to the region of the 'To' number"),
    21421: (400, "The 'PhoneNumber' is not a phone number"),
    21422: (400, "The 'PhoneNumber' cannot be had"),
    21602: (400, "A message needs a 'Body' or a 'MediaUrl'"),
    21603: (400, "A message needs a 'From' or a 'MessagingServiceSid'"),
    21604: (400, "A message needs a 'To' number"),
    21606: (400, "The 'From' number is not one that this account may send from"),
    21608: (400, "The 'To' number is not verified for this trial account"),
    21609: (400, "The 'StatusCallback' cannot be used"),
    21610: (400, "The receiver has unsubscribed from this sender"),
    21611: (400, "The queue of this 'From' number is full"),
    21612: (400, "No message can go from this 'From' to this 'To'"),
    21614: (400, "The 'To' number is not a mobile phone"),
    21617: (400, "The 'Body' is longer than 1600 characters"),
    21635: (400, "The 'To' number is a landline"),
    21654: (400, "'ContentVariables' go with a 'ContentSid'"),
    21655: (400, "The 'ContentSid' is not one of this account"),
    21656: (400, "The 'ContentVariables' cannot be used"),
    21701: (400, "There is no such messaging service"),
    21703: (400, "No sender of the messaging service can send to this 'To' number"),
    21704: (400, "The messaging service has no senders"),
    21705: (400, "The SID is not one of a messaging service"),
    21710: (409, "The number is in this messaging service already"),
    21711: (400, "The sender is not one of the messaging service"),
    21712: (409, "The number is in another messaging service"),
    21910: (400, "'From' and 'To' are not of the same channel"),
    30001: (400, "The queue is full"),
    30002: (400, "The account is suspended"),
    30003: (400, "The handset cannot be reached"),
    30004: (400, "The message was blocked"),
    30005: (400, "The handset is unknown"),
    30006: (400, "The handset is a landline, or its carrier cannot be reached"),
    30007: (400, "The message was filtered by the carrier"),
    30008: (400, "An error that the carrier did not explain"),
    30409: (400, "The message cannot be changed in the state that it is in"),
    35111: (400, "A message that is to be sent later needs a 'SendAt'"),
    35114: (400, "'SendAt' is not between 5 minutes and 35 days from now"),
    35118: (400, "Only a 'MessagingServiceSid' can send later"),
    60200: (400, "Invalid parameter"),
    60202: (429, "The code was checked too often"),
    60203: (429, "The code was sent too often"),
    60204: (403, "The service does not have this feature"),
    60205: (403, "No text message can go to a landline"),
    60206: (400, "'Amount' and 'Payee' are needed"),
    60207: (400, "The service has too many rate limits"),
    60208: (400, "There is a rate limit with this 'UniqueName' already"),
    60209: (400, "The 'UniqueName' cannot be used"),
    60210: (400, "The rate limit has too many buckets"),
    60211: (400, "There is a bucket with this 'Interval' already"),
    60212: (429, "Too many requests for this number at the same time"),
    60214: (400, "A call cannot tell an 'Amount' and a 'Payee'"),
    60217: (400, "The service has no integration that sends email"),
    60221: (400, "No verification is named: give a 'To' or a 'VerificationSid'"),
    60223: (403, "This channel is switched off"),
    60228: (400, "The service has no such template"),
    60247: (400, "The message of the verification is longer than 500 characters"),
    60410: (403, "The number was blocked, as a suspicion of fraud"),
    60602: (400, "An 'AppHash' goes with a text message"),
    60605: (403, "This account may not send to the region of the 'To' number"),
    63003: (400, "The 'To' address cannot be found on this channel"),
    63007: (400, "The 'From' address is not a sender of this channel"),
}
"""Error code → HTTP status and sentence. Codes as documented by the provider; sentences are ours."""


class ProviderError(Exception):
    """What a provider refuses: `code` is the provider's; `detail` says what was given and what to do."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code, self.detail = code, detail
        self.status, said = ERRORS.get(code, (400, "Refused"))
        self.message = f"{said}: {detail}" if detail else said
        super().__init__(self.message)

    def to_mapping(self) -> dict[str, Any]:
        """Return the JSON that the official SDK makes a `TwilioRestException` of."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{_DOCS}/{self.code}",
            "status": self.status,
        }


def error_message(code: int | None) -> str | None:
    """Return the sentence for an error code of a delivery, or None when there is no error."""
    return None if code is None else ERRORS.get(code, (400, "An error of the carrier"))[1]
