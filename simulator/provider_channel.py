"""Enrollment that sends as any other system does: through a provider's protocol, over HTTP.

The provider is Twilio REST 2010-04-01, as our own phone network speaks it (or another simulator). Messages and
calls are handed over in the background: a page is never held up by a provider, as in real systems, and what the
provider refuses shows as a message that does not come, or as a call that failed.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from simulator.enrollment import CallEnd
from simulator.gateway import Outgoing, OutgoingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.enrollment import CallReply, Dialogue
    from simulator.phone_numbers import PhoneNumber

_CREATED: Final = 201
_ENDS: Final = {
    "busy": CallEnd.BUSY,
    "no-answer": CallEnd.NO_ANSWER,
    "failed": CallEnd.FAILED,
    "canceled": CallEnd.FAILED,
    "completed": CallEnd.HUNG_UP,
}
"""How a provider says that a call ended, and what that is in enrollment's words."""
_WAITS_FOR_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class Provider:
    """Where to send, as whom, and from which number; `callbacks` is our own address, for what is said on calls."""

    url: str
    account: str
    token: str
    sender: str
    callbacks: str
    language: str = "nl-NL"

    def address(self, resource: str) -> str:
        """Return where messages (`Messages`) or calls (`Calls`) are made."""
        return f"{self.url.rstrip('/')}/2010-04-01/Accounts/{self.account}/{resource}.json"

    @property
    def authorization(self) -> str:
        """The header that says who we are (Basic)."""
        return "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode()


@dataclass(slots=True)
class ProviderChannel:
    """A provider as an out-of-band channel; keeps the dialogues of calls that are under way."""

    provider: Provider
    outgoing: Outgoing
    _dialogues: dict[str, Dialogue] = field(default_factory=dict)

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Hand a text message over."""
        form = {"To": to.e164, "From": self.provider.sender, "Body": text}
        self.outgoing.start(self._send(form), in_line=to.e164)

    def place_call(self, to: PhoneNumber, dialogue: Dialogue) -> None:
        """Ask the provider to call; it asks us what to say."""
        self._dialogues[dialogue.subject] = dialogue
        voice = f"{self.provider.callbacks}{dialogue.subject}"
        form = {"To": to.e164, "From": self.provider.sender, "Url": voice, "StatusCallback": f"{voice}/status"}
        self.outgoing.start(self._call(form, dialogue), in_line=to.e164)

    def says(self, subject: str, form: Mapping[str, str]) -> str:
        """Return the TwiML for what the provider asks about the call of an enrollment; raises `LookupError`."""
        dialogue = self._dialogues[subject]
        if not (keys := form.get("Digits", "")):
            return self._asks(dialogue.greeting)
        reply: CallReply | None = None
        for key in keys:
            reply = dialogue.pressed(key)
        if reply is None:
            return self._asks("")
        return self._tells(reply.say) if reply.hang_up else self._asks(reply.say)

    def ended(self, subject: str, form: Mapping[str, str]) -> None:
        """Take note that the call of an enrollment is over; raises `LookupError` when it was over before."""
        self._dialogues.pop(subject).ended(_ENDS.get(form.get("CallStatus", ""), CallEnd.FAILED))

    async def _send(self, form: dict[str, str]) -> None:
        await self._hand_over("Messages", form)

    async def _call(self, form: dict[str, str], dialogue: Dialogue) -> None:
        if not await self._hand_over("Calls", form):
            self._dialogues.pop(dialogue.subject, None)
            dialogue.ended(CallEnd.FAILED)

    async def _hand_over(self, resource: str, form: dict[str, str]) -> bool:
        headers = {"Authorization": self.provider.authorization}
        try:
            answer = await self.outgoing.send("POST", self.provider.address(resource), form, headers=headers)
        except OutgoingError:
            return False
        return answer.status == _CREATED and "sid" in json.loads(answer.body)

    def _asks(self, text: str) -> str:
        # An empty finishOnKey, or the # that is asked for would only end the input.
        said = f"<Say language={quoteattr(self.provider.language)}>{escape(text)}</Say>" if text else ""
        return (
            '<?xml version="1.0" encoding="UTF-8"?><Response>'
            f'<Gather numDigits="1" finishOnKey="" timeout="{_WAITS_FOR_KEY}">{said}</Gather></Response>'
        )

    def _tells(self, text: str) -> str:
        said = f"<Say language={quoteattr(self.provider.language)}>{escape(text)}</Say>"
        return f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}<Hangup/></Response>'
