"""The provider's messages: created, fetched, listed, cancelled, redacted, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.base_service import NotPossibleError
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.handset_settings import message_refusal
from stapsgewijs.phone_network.messages import MAX_BODY_CHARS, Direction, MessageStatus
from stapsgewijs.phone_network.opt_outs import is_opted_out
from stapsgewijs.phone_network.sms_service import UnknownMessageError
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.paging import Page, listed
from stapsgewijs.phone_network.twilio.parameters import receiver, sender
from stapsgewijs.phone_network.twilio.resources.contents import NO_CONTENT, body_of
from stapsgewijs.phone_network.twilio.resources.messaging_services import choose_sender, in_pool, service_settings
from stapsgewijs.phone_network.twilio.serializers import (
    MEDIA,
    SERVICE,
    VERIFICATION,
    WHATSAPP,
    addresses,
    serialize_message,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.http_port import HttpClient
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.accounts import Account
    from stapsgewijs.phone_network.twilio.parameters import Form
    from stapsgewijs.phone_numbers import PhoneNumber

CALLBACK: Final = "callback"
METHOD: Final = "callback method"
_MIN_AHEAD, _MAX_AHEAD = timedelta(minutes=5), timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one account, by the provider's rules."""

    account: Account
    network: PhoneNetwork
    clock: Clock
    outgoing: HttpClient

    def create(self, form: Form, fault: Fault | None) -> dict[str, Any]:
        """Send a message; raises `ProviderError` for what the provider refuses."""
        is_whatsapp = form.get("To").startswith(WHATSAPP)
        to = receiver(form.get("To").removeprefix(WHATSAPP), missing=21604, wrong=21211)
        source, service = self._source(form, to, is_whatsapp=is_whatsapp)
        if any(is_opted_out(self.network.context.repository, to.e164, each) for each in (source, service) if each):
            raise ProviderError(21610, f"{to} wrote STOP to {service or source}, and not START since")
        body = self._body(form)
        if code := message_refusal(to):
            raise ProviderError(63003 if is_whatsapp else code, to.international)
        if source.removeprefix(WHATSAPP) == to.e164:
            raise ProviderError(21266, source)
        at = self._later(form, service)
        extras = {"account": self.account.sid, **self._extras(form, service)}
        message = self.network.sms.send(to, source, body, fault=fault, at=at, extras=extras)
        if message.status is MessageStatus.FAILED and message.error:
            raise ProviderError(message.error, f"{to} ({message.history[-1][1]})")
        first = "scheduled" if at else "accepted" if service else "queued"
        return serialize_message(self.account, message, status=first)

    def fetch(self, sid: str) -> dict[str, Any]:
        """Return one message."""
        return serialize_message(self.account, self._message(sid))

    def change(self, sid: str, form: Form) -> dict[str, Any]:
        """Take a message back (`Status=canceled`), or empty it (`Body=`)."""
        self._message(sid)
        try:
            if form.get("Status"):
                if form.get("Status") != MessageStatus.CANCELED:
                    raise ProviderError(20001, f"Status={form.get('Status')[:40]!r}; a message can be 'canceled'")
                return serialize_message(self.account, self.network.sms.cancel(sid))
            if not form.contains("Body") or form.get("Body"):
                raise ProviderError(20001, "a message can be redacted with an empty Body, or canceled with Status")
            return serialize_message(self.account, self.network.sms.redact(sid))
        except NotPossibleError as error:
            raise ProviderError(30409, str(error)) from None

    def delete(self, sid: str) -> None:
        """Forget a message that has come to its end."""
        message = self._message(sid)
        if not message.status.is_final and message.status is not MessageStatus.SENT:
            raise ProviderError(20009, f"a message that is {message.status} cannot be deleted yet")
        self.network.sms.delete(sid)

    def list(self, form: Form, uri: str) -> dict[str, Any]:
        """Return a page of messages, the newest first."""
        wanted = self._wanted(form)
        page = Page.from_params(form, lambda sid: self._message(sid).sequence)
        to, source = form.get("To"), form.get("From")

        def takes(message: Message) -> bool:
            sent_from, sent_to = addresses(message)
            return (not to or sent_to == to) and (not source or sent_from == source) and not _refused(message)

        found, more = listed(self.network.sms.find, wanted, page, takes)
        shown = [serialize_message(self.account, each) for each in found]
        return page.envelope("messages", shown, uri, form, found[-1].id if more else "")

    def _wanted(self, form: Form) -> Filter:
        to, source = (form.get(each).removeprefix(WHATSAPP) for each in ("To", "From"))
        since, until = form.span("DateSent")
        return Filter(to=to, sender=source, since=since, until=until, newest_first=True)

    def _message(self, sid: str) -> Message:
        try:
            return self.network.sms.get(sid)
        except UnknownMessageError:
            raise ProviderError(20404, f"no message {sid[:40]!r}") from None

    def _source(self, form: Form, to: PhoneNumber, *, is_whatsapp: bool) -> tuple[str, str]:
        """Return the sender, and the messaging service that it was chosen from if any."""
        given, service = form.get("From"), form.get("MessagingServiceSid")
        if given.startswith("MG") and not service:
            given, service = "", given  # a service as the sender is taken as what it is
        if not given and not service:
            raise ProviderError(21603)
        if given and given.startswith(WHATSAPP) != is_whatsapp:
            raise ProviderError(21910, f"{given[:40]} and {form.get('To')[:40]}")
        prefix = WHATSAPP if is_whatsapp else ""
        if not service:
            return prefix + self._sender(given.removeprefix(prefix), is_whatsapp=is_whatsapp), ""
        chosen = choose_sender(self.network, service, to, names=not is_whatsapp)
        if given and not in_pool(self.network, service, chosen := sender(given.removeprefix(prefix), names=True)):
            raise ProviderError(21711, f"{given} is not one of {service}")
        return prefix + chosen, service

    @staticmethod
    def _sender(given: str, *, is_whatsapp: bool) -> str:
        try:
            return sender(given, names=not is_whatsapp)
        except ProviderError as error:
            raise ProviderError(63007 if is_whatsapp else error.code, error.detail) from None

    def _body(self, form: Form) -> str:
        content, variables, body = form.get("ContentSid"), form.get("ContentVariables"), form.get("Body")
        if variables and not content:
            raise ProviderError(NO_CONTENT)
        if content:
            body = body_of(self.network, content, variables)
        if not body and not form.get("MediaUrl"):
            raise ProviderError(21602)
        if len(body) > MAX_BODY_CHARS:
            raise ProviderError(21617, f"it has {len(body)}")
        return body

    def _later(self, form: Form, service: str) -> datetime | None:
        if not form.get("ScheduleType"):
            return None
        if not service:
            raise ProviderError(35118)
        at, now = form.moment("SendAt"), self.clock.now()
        if at is None:
            raise ProviderError(35111)
        if not now + _MIN_AHEAD <= at <= now + _MAX_AHEAD:
            raise ProviderError(35114, f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}; it is {now:%Y-%m-%dT%H:%M:%SZ}")
        return at

    def _extras(self, form: Form, service: str) -> Mapping[str, str]:
        callback = form.address("StatusCallback", 21609)
        if callback and (why := self.outgoing.blocked_reason(callback)):
            raise ProviderError(21609, why)
        settings = service_settings(self.network, service)
        if not callback and settings is not None:
            callback = settings.content["status_callback"] or ""  # checked when it was set
        media = form.get_all("MediaUrl")
        given = {
            CALLBACK: callback,
            METHOD: form.method("StatusCallbackMethod") if callback else "",
            SERVICE: service,
            MEDIA: str(len(media)) if media else "",
        }
        return {name: value for name, value in given.items() if value}


def _refused(message: Message) -> bool:
    """Return whether a message was never taken, or is Verify's own: the network keeps it, the account does not."""
    if message.direction is Direction.INBOUND:
        return message.status is not MessageStatus.RECEIVED
    return VERIFICATION in message.extras or (message.status is MessageStatus.FAILED and len(message.history) == 1)
