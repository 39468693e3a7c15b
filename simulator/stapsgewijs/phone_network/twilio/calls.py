"""The provider's calls: placed with a Url or with Twiml, looked up, listed, changed, ended, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.base_service import NotPossibleError
from stapsgewijs.phone_network.calls import CallStatus
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.twilio.call_session import Fetch, TwimlCallSession
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.machine_detection import MODES, Detection
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD
from stapsgewijs.phone_network.twilio.paging import Page, listed
from stapsgewijs.phone_network.twilio.parameters import receiver, sender
from stapsgewijs.phone_network.twilio.serializers import VERIFICATION, VERSION, serialize_call
from stapsgewijs.phone_network.twilio.twiml import TwimlError, parse
from stapsgewijs.phone_network.voice_service import UnknownCallError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.http_port import HttpClient
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.accounts import Account
    from stapsgewijs.phone_network.twilio.parameters import Form
    from stapsgewijs.phone_numbers import PhoneNumber

EVENTS: Final = "callback events"
KNOWN_EVENTS: Final = ("initiated", "ringing", "answered", "completed")
MAX_TWIML_CHARS: Final = 4000
_RING_TIMEOUT_S: Final = 60
_MAX_DIGITS: Final = 32
_BAD_URL_CODE: Final = 21205


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one account, by the provider's rules."""

    account: Account
    network: PhoneNetwork
    outgoing: HttpClient

    def create(self, form: Form, fault: Fault | None) -> dict[str, Any]:
        """Place a call; raises `ProviderError` for what the provider refuses."""
        to = receiver(form.get("To"), missing=21201, wrong=21217)
        if not form.get("From"):
            raise ProviderError(21213)
        source = sender(form.get("From"), names=False)
        rings = form.number("Timeout", _RING_TIMEOUT_S, 1, 600)
        extras = {"account": self.account.sid, **self._extras(form)}
        talk = self._talk(form, self.network.voice.new_id(), to, source)
        call = self.network.voice.place(to, source, talk, rings=rings, fault=fault, extras=extras, call_id=talk.call)
        if call.status is CallStatus.FAILED and call.error:
            raise ProviderError(call.error, f"{to} ({call.history[-1][1]})")
        return serialize_call(self.account, call, status="queued")

    def fetch(self, sid: str) -> dict[str, Any]:
        """Return one call."""
        return serialize_call(self.account, self._call(sid))

    def change(self, sid: str, form: Form) -> dict[str, Any]:
        """End a call (`Status`), or let it go on with other words (`Url` or `Twiml`)."""
        call, status = self._call(sid), form.get("Status")
        try:
            if status == CallStatus.CANCELED:
                return serialize_call(self.account, self.network.voice.cancel(sid))
            if status == CallStatus.COMPLETED:
                return serialize_call(self.account, self.network.voice.complete(sid))
        except NotPossibleError as error:
            raise ProviderError(21220, str(error)) from None
        if status:
            raise ProviderError(20001, f"Status={status[:40]!r}; a call can be 'canceled' or 'completed'")
        if call.status is not CallStatus.IN_PROGRESS:
            raise ProviderError(21220, f"a call that is {call.status} cannot be given other words")
        talk = self._talk(form, sid, call.number, call.party)
        return serialize_call(self.account, self.network.voice.resume(sid, talk, talk.on_answer()))

    def delete(self, sid: str) -> None:
        """Forget a call that is over."""
        call = self._call(sid)
        if not call.status.is_final:
            raise ProviderError(20009, f"a call that is {call.status} cannot be deleted yet")
        self.network.voice.delete(sid)

    def list(self, form: Form, uri: str) -> dict[str, Any]:
        """Return a page of calls, the newest first."""
        page = Page.from_params(form, lambda sid: self._call(sid).sequence)
        to, source, status = form.get("To"), form.get("From"), form.get("Status")
        if status and status not in set(CallStatus):
            raise ProviderError(20001, f"Status={status[:40]!r}; a call is {', '.join(CallStatus)}")

        def takes(call: Call) -> bool:
            return (not to or call.to == to) and (not source or call.sender == source) and not _refused(call)

        found, more = listed(self.network.voice.find, self._wanted(form), page, takes)
        shown = [serialize_call(self.account, each) for each in found]
        return page.envelope("calls", shown, uri, form, found[-1].id if more else "")

    def _wanted(self, form: Form) -> Filter:
        since, until = form.span("StartTime")
        statuses = frozenset(filter(None, [form.get("Status")]))
        return Filter(
            to=form.get("To"),
            sender=form.get("From"),
            statuses=statuses,
            since=since,
            until=until,
            newest_first=True,
        )

    def _call(self, sid: str) -> Call:
        try:
            return self.network.voice.get(sid)
        except UnknownCallError:
            raise ProviderError(20404, f"no call {sid[:40]!r}") from None

    def _talk(self, form: Form, call_id: str, to: PhoneNumber, source: str) -> TwimlCallSession:
        document = form.get("Twiml")
        if document:
            self._checked(document)
        url = "" if document else self._reachable(form, "Url")
        if not document and not url:
            if form.get("ApplicationSid"):
                raise ProviderError(21218, "applications are not simulated; give a Url or Twiml")
            raise ProviderError(_BAD_URL_CODE, "a call needs a Url or Twiml")
        fallback = self._reachable(form, "FallbackUrl")
        who = self._who(to, source)
        return TwimlCallSession(
            call_id,
            self.account.token,
            who,
            Fetch(url, form.method("Method")),
            Fetch(fallback, form.method("FallbackMethod")) if fallback else None,
            self.network,
            self.outgoing,
            document,
            digits=form.get("SendDigits")[:_MAX_DIGITS],
            detection=self._detection(form),
        )

    def _detection(self, form: Form) -> Detection | None:
        mode = form.get("MachineDetection")
        if not mode:
            return None
        if mode not in MODES:
            raise ProviderError(20001, f"MachineDetection={mode[:40]!r} is neither {' nor '.join(MODES)}")
        form.number("MachineDetectionSilenceTimeout", 5000, 2000, 10_000)  # nobody here answers and says nothing
        return Detection(
            mode,
            form.number("MachineDetectionTimeout", 30, 3, 59),
            form.number("MachineDetectionSpeechThreshold", 2400, 1000, 6000) / 1000,
            form.number("MachineDetectionSpeechEndThreshold", 1200, 500, 5000) / 1000,
            form.get("AsyncAmd").lower() == "true",
            self._reachable(form, "AsyncAmdStatusCallback"),
            form.method("AsyncAmdStatusCallbackMethod"),
        )

    def _who(self, to: PhoneNumber, source: str) -> Mapping[str, str]:
        """Return the fields of every request about a call (documented by the provider)."""
        return {
            "AccountSid": self.account.sid,
            "ApiVersion": VERSION,
            "Called": to.e164,
            "Caller": source,
            "Direction": "outbound-api",
            "From": source,
            "To": to.e164,
        }

    def _checked(self, document: str) -> None:
        if len(document) > MAX_TWIML_CHARS:
            raise ProviderError(
                _BAD_URL_CODE, f"Twiml has {len(document)} characters; at most {MAX_TWIML_CHARS}, or give a Url"
            )
        try:
            parse(document)
        except TwimlError as error:
            raise ProviderError(_BAD_URL_CODE, f"{error.code}: {error}") from None

    def _reachable(self, form: Form, name: str) -> str:
        url = form.address(name, _BAD_URL_CODE)
        if url and (why := self.outgoing.blocked_reason(url)):
            raise ProviderError(_BAD_URL_CODE, f"{name}: {why}")
        return url

    def _extras(self, form: Form) -> Mapping[str, str]:
        callback = self._reachable(form, "StatusCallback")
        events = [each for given in form.get_all("StatusCallbackEvent") for each in given.split()] or ["completed"]
        if wrong := next((each for each in events if each not in KNOWN_EVENTS), None):
            raise ProviderError(20001, f"StatusCallbackEvent={wrong[:40]!r}; events are {', '.join(KNOWN_EVENTS)}")
        given = {
            CALLBACK: callback,
            METHOD: form.method("StatusCallbackMethod") if callback else "",
            EVENTS: " ".join(events) if callback else "",
        }
        return {name: value for name, value in given.items() if value}


def _refused(call: Call) -> bool:
    """Return whether a call was never taken, or is Verify's own: the network keeps it, the account does not."""
    return VERIFICATION in call.extras or (call.status is CallStatus.FAILED and len(call.history) == 1)
