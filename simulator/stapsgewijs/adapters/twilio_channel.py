"""The verification channel over a provider's protocol, as any other system uses it.

The protocol is Twilio REST 2010-04-01, of our own phone network or of another simulator. Messages and calls are
sent in the background, so a page never waits for a provider. If the provider refuses one, the message does not
arrive, or the call fails.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from stapsgewijs.adapters.network_channel import SWITCHBOARD_PATIENCE_S, SWITCHBOARD_PROMPTS, SwitchboardTexts
from stapsgewijs.identity import CallEnd, ChannelRefusedError, call_dialogue
from stapsgewijs.identity.methods.phone_call import VERIFY
from stapsgewijs.phone_network import HttpClient, HttpClientError
from stapsgewijs.phone_network.twilio import ProviderSettings, get_provider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.identity import CallDialogue, EnrollmentService
    from stapsgewijs.identity.methods.channel import OutOfBandChannel
    from stapsgewijs.phone_network import PhoneNetwork
    from stapsgewijs.phone_numbers import PhoneNumber

_CREATED: Final = 201
_ENDS: Final = {
    "busy": CallEnd.BUSY,
    "no-answer": CallEnd.NO_ANSWER,
    "failed": CallEnd.FAILED,
    "canceled": CallEnd.FAILED,
    "completed": CallEnd.HUNG_UP,
}
"""The provider's status of an ended call → the result in `identity`."""
_WAITS_FOR_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class SwitchedChannel:
    """An out-of-band channel: direct, or through a provider while the organisation's setting says so."""

    straight: OutOfBandChannel
    network: PhoneNetwork
    outgoing: HttpClient

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Send a text message; raises `ChannelRefusedError` if the refusal is known at once."""
        self._channel().send_message(to, text)

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Call; `dialogue` says what is spoken."""
        self._channel().place_call(to, dialogue)

    def _channel(self) -> OutOfBandChannel:
        sending = get_provider(self.network)
        return ProviderChannel(sending, self.outgoing) if sending else self.straight


@dataclass(frozen=True, slots=True)
class ProviderChannel:
    """A provider as an out-of-band channel. It has no state: the callback URL says which call it is about."""

    sending: ProviderSettings
    outgoing: HttpClient

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Send a text message through the provider."""
        form = {"To": to.e164, "From": self.sending.sender, "Body": text}
        if not self.outgoing.enqueue(self._send(form), queue=f"to {to.e164}"):
            raise ChannelRefusedError

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Ask the provider to call; it requests TwiML for what to say. A `w` of an extension waits half a second."""
        voice = f"{self.sending.callbacks}{quote(dialogue.subject)}/{dialogue.call}"
        form = {"To": to.e164, "From": self.sending.sender, "Url": voice, "StatusCallback": f"{voice}/status"}
        if dialogue.extension:
            form["SendDigits"] = f"ww{dialogue.extension}"
        if not self.outgoing.enqueue(self._call(form, dialogue), queue=f"to {to.e164}"):
            raise ChannelRefusedError

    async def _send(self, form: dict[str, str]) -> None:
        await self._hand_over("Messages", form)

    async def _call(self, form: dict[str, str], dialogue: CallDialogue) -> None:
        if not await self._hand_over("Calls", form):
            dialogue.ended(CallEnd.FAILED)

    async def _hand_over(self, resource: str, form: dict[str, str]) -> bool:
        headers = {"Authorization": self.sending.authorization}
        try:
            answer = await self.outgoing.send("POST", self.sending.address(resource), form, headers=headers)
            return answer.status == _CREATED and "sid" in json.loads(answer.body)
        except (HttpClientError, ValueError):
            return False


@dataclass(slots=True)
class TwimlWebhooks:
    """What an organisation answers to a provider's callbacks about the call of an enrollment."""

    service: EnrollmentService
    language: str

    def answer(self, subject: str, call: int, form: Mapping[str, str]) -> str:
        """Return the TwiML for a callback; raises `LookupError` for an unknown enrollment."""
        # The first key of a code of two stands in the address, so that nothing has to be kept between requests; so does
        # whether somebody at the extension has answered.
        dialogue = self._dialogue(subject, call, form.get("keys", ""))
        keys, is_connected = form.get("Digits", ""), "connected" in form or not dialogue.extension
        if not is_connected and not dialogue.is_void():
            return self._at_switchboard(dialogue, form)
        here = f"{call}?connected=1" if dialogue.extension else str(call)
        if keys == "":
            return self._asks(dialogue.greeting, here)
        reply = dialogue.pressed(keys[-1])
        if reply is None:
            return self._asks("", f"{here}{'&' if '?' in here else '?'}keys={quote(dialogue.keys)}")
        return self._tells(reply.say) if reply.hang_up else self._asks(reply.say, here)

    def _at_switchboard(self, dialogue: CallDialogue, form: Mapping[str, str]) -> str:
        """Return the TwiML for who answers a number with an extension."""
        texts = SwitchboardTexts.of(self.service.context.wording, dialogue.extension)
        call, prompts = dialogue.call, int(form.get("prompts", "1"))
        if form.get("Digits", "").endswith(VERIFY):
            return self._asks(dialogue.greeting, f"{call}?connected=1")
        if prompts > SWITCHBOARD_PROMPTS:
            dialogue.ended(CallEnd.NO_ANSWER)
            return self._tells(texts.unanswered)
        text = texts.prompt if "Digits" not in form and prompts == 1 else texts.repeat
        gather = self._gather(text, f"{call}?prompts={prompts}", int(SWITCHBOARD_PATIENCE_S))
        return _response(f"{gather}<Redirect>{call}?prompts={prompts + 1}</Redirect>")

    def ended(self, subject: str, call: int, form: Mapping[str, str]) -> None:
        """Record that a call ended; an earlier result of it stays."""
        self._dialogue(subject, call).ended(_ENDS.get(form.get("CallStatus", ""), CallEnd.FAILED))

    def _dialogue(self, subject: str, call: int, keys: str = "") -> CallDialogue:
        if self.service.context.find(subject) is None:
            msg = f"no enrollment {subject!r}"
            raise LookupError(msg)
        return call_dialogue(self.service.context, subject, call, keys)

    def _asks(self, text: str, action: str) -> str:
        return _response(self._gather(text, action, _WAITS_FOR_KEY))

    def _gather(self, text: str, action: str, seconds: int) -> str:
        # An empty finishOnKey, or the # that is asked for would only end the input.
        gather = f'<Gather action={quoteattr(action)} numDigits="1" finishOnKey="" timeout="{seconds}">'
        return f"{gather}{self._said(text)}</Gather>"

    def _tells(self, text: str) -> str:
        return _response(f"{self._said(text)}<Hangup/>")

    def _said(self, text: str) -> str:
        return f"<Say language={quoteattr(self.language)}>{escape(text)}</Say>" if text else ""


def _response(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'
