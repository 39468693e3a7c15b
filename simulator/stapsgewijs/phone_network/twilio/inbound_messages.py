"""Messages of people to the system: its webhook is asked, and what it answers in TwiML is sent.

Also what the provider itself answers to STOP, START and HELP. Fields, defaults and codes are documented by the provider
(Messaging webhooks, TwiML for programmable messaging); the sentences are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from stapsgewijs.phone_network.handset_settings import message_refusal
from stapsgewijs.phone_network.http_port import HttpClientError, without_password
from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_network.messages import MAX_BODY_CHARS, Direction, Message, MessageStatus
from stapsgewijs.phone_network.opt_outs import OptOutKeyword, is_opted_out, keyword_in, opt
from stapsgewijs.phone_network.sms_service import UnknownMessageError
from stapsgewijs.phone_network.twilio.call_session import Fetch, document_in
from stapsgewijs.phone_network.twilio.errors import RETRIEVAL_FAILURE, ProviderError
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD
from stapsgewijs.phone_network.twilio.parameters import is_number, receiver, sender
from stapsgewijs.phone_network.twilio.resources.incoming_phone_numbers import incoming_number
from stapsgewijs.phone_network.twilio.resources.messaging_services import service_settings
from stapsgewijs.phone_network.twilio.serializers import MEDIA, REPLY, SERVICE, VERSION, WHATSAPP, addresses
from stapsgewijs.phone_network.twilio.twiml import TwimlError, elements, method_of, text_of, unknown_attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from stapsgewijs.phone_network.http_port import HttpClient, HttpResponse
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.accounts import Account

_MAX_DOCUMENTS: Final = 50
"""Documents of one message, one redirecting to the next (documented: 14106)."""
_MAX_REPLIES: Final = 10
"""Messages in answer to one (documented: 14109)."""
_ANSWERS: Final = {
    OptOutKeyword.STOP: "You get no more messages from this number. Reply START to get them again.",
    OptOutKeyword.START: "You get messages from this number again. Reply HELP for help, STOP to get none.",
    OptOutKeyword.HELP: "Reply STOP to get no more messages from this number.",
}
"""What the provider answers by itself, in English as it does; sentences of ours."""


@dataclass(frozen=True, slots=True)
class _Webhook:
    """Where a message is told of, and what is asked when that fails; `service` is the one that the number is in.

    `sent` are the answers to that message, by their SIDs.
    """

    source: Fetch | None
    fallback: Fetch | None
    service: str
    sent: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InboundMessages:
    """Tells the system of an account what people send to its numbers."""

    account: Callable[[], Account]
    network: PhoneNetwork
    outgoing: HttpClient

    def watch(self, item: Message | object, status: str) -> None:
        """Take note that a message of a handset was received: of STOP and START at once, of the rest in turn."""
        if not isinstance(item, Message) or item.direction is not Direction.INBOUND:
            return
        if status != MessageStatus.RECEIVED:
            return
        if not is_number(item.party.removeprefix(WHATSAPP)):
            item.history.append((item.history[-1][0], f"no webhook: {item.party} is a name, and no number"))
            return
        # The words to opt out are those of text messages.
        keyword, is_news = None if item.party.startswith(WHATSAPP) else keyword_in(item.body), False
        if keyword in {OptOutKeyword.STOP, OptOutKeyword.START}:
            for each in self._senders(item.party):
                is_out = keyword is OptOutKeyword.STOP
                is_news = opt(self.network.context.repository, item.number.e164, each, out=is_out) or is_news
        answer = _ANSWERS[keyword] if keyword and (is_news or keyword is OptOutKeyword.HELP) else ""
        if not self.outgoing.enqueue(self._take(item.id, answer), queue=f"from {item.number} to {item.party}"):
            item.history.append((item.history[-1][0], "webhook not asked: too many requests wait for an answer"))

    def _senders(self, number: str) -> list[str]:
        """Return what a person opts out of by writing to a number: the number, and the service that it is in."""
        known = incoming_number(self.network, number)
        return [number, known.owner] if known is not None and known.owner else [number]

    async def _take(self, message_id: str, answer: str) -> None:
        try:
            message = self.network.sms.get(message_id)
        except UnknownMessageError:
            return  # forgotten in the meantime
        webhook = self._webhook(message.party)
        if answer:
            extras = {"account": self.account().sid, REPLY: "1"}
            self.network.sms.send(message.number, message.party, answer, extras=extras)
        if webhook.source is None:
            self._remark(message, self._why_nobody(message.party))
            return
        await self._ask(message, webhook, webhook.source, {}, 1)

    def _webhook(self, party: str) -> _Webhook:
        known = incoming_number(self.network, party.removeprefix(WHATSAPP))
        if known is None:
            return _Webhook(None, None, "")
        service = service_settings(self.network, known.owner)
        if service is not None and not service.content["use_inbound_webhook_on_number"]:
            names = ("inbound_request_url", "inbound_method", "fallback_url", "fallback_method")
            content = service.content
        else:
            names, content = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method"), known.content
        source, fallback = (
            Fetch(content[url], content[method] or "POST") if content[url] else None
            for url, method in (names[:2], names[2:])
        )
        return _Webhook(source, fallback, known.owner)

    def _why_nobody(self, party: str) -> str:
        known = incoming_number(self.network, number := party.removeprefix(WHATSAPP))
        if known is None:
            return f"no webhook: {number} is no number of the account (IncomingPhoneNumbers)"
        if known.owner:
            return f"no webhook: service {known.owner} has no InboundRequestUrl"
        return f"no webhook: {number} has no SmsUrl"

    async def _ask(
        self, message: Message, webhook: _Webhook, source: Fetch, more: Mapping[str, str], count: int
    ) -> None:
        """Make a request about a message, and do what is answered."""
        shown = f"{source.method} {without_password(source.url)}"
        try:
            answer = await self.outgoing.send(
                source.method, source.url, {**self._form(message, webhook), **more}, key=self.account().token
            )
            self._remark(message, f"webhook {shown} answered {answer.status}")
            await self._do(message, webhook, source, _verbs(answer), count)
        except (HttpClientError, TwimlError) as error:
            code = error.code if isinstance(error, TwimlError) else RETRIEVAL_FAILURE
            self._remark(message, f"error {code}: webhook {shown}: {error}")
            if webhook.fallback is not None and source != webhook.fallback:
                failed = {"ErrorCode": str(code), "ErrorUrl": source.url}
                await self._ask(message, webhook, webhook.fallback, failed, count)

    def _form(self, message: Message, webhook: _Webhook) -> dict[str, str]:
        source, to = addresses(message)
        number, is_whatsapp = message.number, source.startswith(WHATSAPP)
        channel = {"ProfileName": number.international, "WaId": number.e164.removeprefix("+")} if is_whatsapp else {}
        form = {
            "AccountSid": self.account().sid,
            "ApiVersion": VERSION,
            "Body": message.body,
            "From": source,
            **(channel or {"FromCountry": number.region}),
            "MessageSid": message.id,
            "NumMedia": "0",
            "NumSegments": str(encode_info(message.body).parts),
            "SmsMessageSid": message.id,
            "SmsSid": message.id,
            "SmsStatus": "received",
            "To": to,
        }
        return {**form, "MessagingServiceSid": webhook.service} if webhook.service else form

    async def _do(self, message: Message, webhook: _Webhook, source: Fetch, verbs: list[Element], count: int) -> None:
        for each in verbs:
            for remark in unknown_attributes(each):
                self._remark(message, remark)
            if each.tag in {"Message", "Sms"}:
                self._reply(message, webhook, source, each)
            elif each.tag == "Redirect":
                if count >= _MAX_DOCUMENTS:
                    raise TwimlError(14106, f"{_MAX_DOCUMENTS} documents, one after the other")
                there = Fetch(urljoin(source.url, text_of(each)), method_of(each))
                await self._ask(message, webhook, there, {}, count + 1)
                return  # what follows is never reached
            else:
                told = f"<{str(each.tag)[:40]}> is no verb of an answer to a message; it was passed over"
                self._remark(message, f"warning 14110: {told}")

    def _reply(self, message: Message, webhook: _Webhook, source: Fetch, verb: Element) -> None:
        """Send what one verb says; what cannot be sent stands in the history of the message that it answers."""
        if len(webhook.sent) >= _MAX_REPLIES:
            told = f"more than {_MAX_REPLIES} answers to one message; this one was not sent"
            self._remark(message, f"warning 14109: {told}")
            return
        try:
            sent = self._send(message, webhook, source, verb)
        except ProviderError as error:
            self._remark(message, f"error {error.code}: no reply was sent: {error.message}")
        else:
            webhook.sent.append(sent.id)
            self._remark(message, f"answered with {sent.id}")

    def _send(self, message: Message, webhook: _Webhook, source: Fetch, verb: Element) -> Message:
        body, media = _body_of(verb), sum(1 for each in verb if each.tag == "Media")
        prefix = WHATSAPP if message.party.startswith(WHATSAPP) else ""
        given, wished = verb.get("to") or f"{prefix}{message.number.e164}", verb.get("from") or message.party
        if {given.startswith(WHATSAPP), wished.startswith(WHATSAPP)} != {bool(prefix)}:
            raise ProviderError(21910, f"{wished[:40]} and {given[:40]}")
        to = receiver(given.removeprefix(prefix), missing=14101, wrong=14101)
        try:
            party = prefix + sender(wished.removeprefix(prefix), names=not prefix)
        except ProviderError as error:
            raise ProviderError(14102, error.detail) from None
        if code := self._refusal(to.e164, party, webhook.service) or message_refusal(to):
            raise ProviderError(code, to.e164)
        if (not body and not media) or len(body) > MAX_BODY_CHARS:
            raise ProviderError(14103, f"a reply has 1 to {MAX_BODY_CHARS} characters, not {len(body)}")
        address = verb.get("statusCallback") or verb.get("action") or ""
        callback = urljoin(source.url, address) if address else ""
        if callback and (why := self.outgoing.blocked_reason(callback)):
            raise ProviderError(14105, why)
        extras = {
            "account": self.account().sid,
            REPLY: "1",
            SERVICE: webhook.service,
            MEDIA: str(media) if media else "",
            CALLBACK: callback,
            METHOD: method_of(verb) if callback else "",
        }
        return self.network.sms.send(to, party, body, extras={name: each for name, each in extras.items() if each})

    def _refusal(self, to: str, party: str, service: str) -> int:
        repository = self.network.context.repository
        is_out = any(is_opted_out(repository, to, each) for each in (party, service) if each)
        return 21610 if is_out else 0

    def _remark(self, message: Message, what: str) -> None:
        self.network.add_to_item_history(message, what)


def _verbs(answer: HttpResponse) -> list[Element]:
    """Return the verbs of an answer; an empty one has none. Raises `TwimlError`."""
    if answer.status // 100 == 2 and not answer.body.strip():  # noqa: PLR2004  # a success
        return []
    return elements(document_in(answer, plain="Message"))


def _body_of(verb: Element) -> str:
    """Return the text of a reply: of its bodies, or else all that it says besides pictures."""
    if bodies := [each for each in verb if each.tag == "Body"]:
        return "".join(map(text_of, bodies))
    said = [verb.text or "", *((text_of(each) if each.tag != "Media" else "") + (each.tail or "") for each in verb)]
    return " ".join("".join(said).split())
