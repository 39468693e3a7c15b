"""Calls of people to the system: the webhook of the number is asked what to say.

Fields are documented by the provider (Voice webhooks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.phone_network.messages import Direction
from stapsgewijs.phone_network.twilio.call_session import Fetch, TwimlCallSession
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD
from stapsgewijs.phone_network.twilio.resources.incoming_phone_numbers import incoming_number
from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.http_port import HttpClient
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.accounts import Account
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(frozen=True, slots=True)
class InboundCalls:
    """The calls of people to the numbers of one account."""

    account: Account
    network: PhoneNetwork
    outgoing: HttpClient

    def dial(self, number: PhoneNumber, to: str) -> Call:
        """Call from the handset `number`; a number that nobody answers ends as failed, and its history says why.

        Raises `NotPossibleError`, as `VoiceService.dial` does.
        """
        known = incoming_number(self.network, to)
        if known is None or not known.content["voice_url"]:
            why = "has no VoiceUrl" if known else "is no number of the account (IncomingPhoneNumbers)"
            return self.network.voice.dial(number, to, None, refusal=f"nobody answers: {to} {why}")
        content, call_id = known.content, self.network.voice.new_id()
        fallback = content["voice_fallback_url"]
        talk = TwimlCallSession(
            call_id,
            self.account.token,
            {
                "AccountSid": self.account.sid,
                "ApiVersion": VERSION,
                "Called": to,
                "Caller": number.e164,
                "Direction": Direction.INBOUND.value,
                "From": number.e164,
                "FromCountry": number.region,
                "To": to,
            },
            Fetch(content["voice_url"], content["voice_method"] or "POST"),
            Fetch(fallback, content["voice_fallback_method"] or "POST") if fallback else None,
            self.network,
            self.outgoing,
            status="ringing",
        )
        extras = {"account": self.account.sid}
        if url := content["status_callback"]:
            extras |= {CALLBACK: url, METHOD: content["status_callback_method"] or "POST"}
        return self.network.voice.dial(number, to, talk, extras=extras, call_id=call_id)
