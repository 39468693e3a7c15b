"""Status callbacks: each status of a message or call, signed, and in order; reports of other providers as well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.calls import Call, CallStatus
from stapsgewijs.phone_network.faults.rules import CALLBACK_FAULT, MessageFault
from stapsgewijs.phone_network.http_port import HttpClientError, without_password
from stapsgewijs.phone_network.messages import HeldRequest, MessageStatus
from stapsgewijs.phone_network.senders import PROFILE, PROFILES
from stapsgewijs.phone_network.twilio.calls import EVENTS
from stapsgewijs.phone_network.twilio.errors import RETRIEVAL_FAILURE
from stapsgewijs.phone_network.twilio.machine_detection import ANSWERED_BY
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD
from stapsgewijs.phone_network.twilio.serializers import SERVICE, VERSION, addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network.http_port import HttpClient
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.twilio.accounts import Account

_TOLD: Final = {
    MessageStatus.QUEUED,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.UNDELIVERED,
    MessageStatus.CANCELED,
}
_EVENTS: Final = {
    CallStatus.QUEUED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
}
"""Which event a status of a call is; every other one is `completed`."""
_NUMBER: Final = "callback number"
_BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Tells the system under test what becomes of the messages and calls of one account."""

    account: Callable[[], Account]
    outgoing: HttpClient
    failed: Callable[[Message | Call, str], None]
    """Is told of each request that failed, and why."""

    def watch(self, item: Message | Call, status: str) -> None:
        """Tell of a status that a message or call just got, when somebody wishes to be told."""
        url = item.extras.get(CALLBACK)
        if url is None or (len(item.history) == 1 and status == "failed"):
            return
        if isinstance(item, Call):
            self._call(item, CallStatus(status), url)
        elif (profile := PROFILES.get(item.extras.get(PROFILE, ""))) is not None:
            for fields in profile.reports(item, status):
                self._start(item, fields, url)
        elif MessageStatus(status) in _TOLD:
            self._message(item, status, url)

    def _message(self, message: Message, status: str, url: str) -> None:
        source, to = addresses(message)
        form = {
            "AccountSid": self.account().sid,
            "ApiVersion": VERSION,
            "From": source,
            "MessageSid": message.id,
            "MessageStatus": status,
            "SmsSid": message.id,
            "SmsStatus": status,
            "To": to,
        }
        if service := message.extras.get(SERVICE):
            form["MessagingServiceSid"] = service
        if message.error is not None:
            form["ErrorCode"] = str(message.error)
        self._start(message, form, url)

    def _call(self, call: Call, status: CallStatus, url: str) -> None:
        event = _EVENTS.get(status, "completed")
        if event not in call.extras.get(EVENTS, "completed").split():
            return
        form = {
            "AccountSid": self.account().sid,
            "ApiVersion": VERSION,
            "CallSid": call.id,
            "CallStatus": event if status is CallStatus.QUEUED else str(status),
            "CallbackSource": "call-progress-events",
            "Called": call.to,
            "Caller": call.sender,
            "Direction": str(call.direction),
            "From": call.sender,
            "SequenceNumber": _next_number(call),
            "Timestamp": format_datetime(call.history[-1][0]),
            "To": call.to,
        }
        if status.is_final:
            if ANSWERED_BY in call.extras:
                form["AnsweredBy"] = call.extras[ANSWERED_BY]
            form |= {"CallDuration": str(call.seconds), "Duration": str(-(-call.seconds // 60))}
        self._start(call, form, url)

    def release(self, item: Message | Call, request: HeldRequest) -> None:
        """Make a request that was held until now."""
        self._make(item, request.method, request.url, request.form)

    def _start(self, item: Message | Call, form: dict[str, str], url: str) -> None:
        action, _, seconds = item.extras.get(CALLBACK_FAULT, "").partition(" ")
        method, now = item.extras[METHOD], item.history[-1][0]
        if not action:
            self._make(item, method, url, form)
            return
        held, later = item.held_requests, HeldRequest(now + timedelta(seconds=float(seconds)), method, url, form)
        if action == MessageFault.CALLBACKS_LATE:
            item.held_requests = [*held, later]
            return
        # Reordered: the last one comes first. All are due when the first one is, so that none is kept for ever.
        mine, others = [each for each in held if each.url == url], [each for each in held if each.url != url]
        if item.status.is_final:
            item.held_requests = others
            for each in (later, *mine):
                self.release(item, each)
        else:
            item.held_requests = [replace(later, at=mine[0].at if mine else later.at), *mine, *others]

    def _make(self, item: Message | Call, method: str, url: str, form: dict[str, str]) -> None:
        if not self.outgoing.enqueue(self._send(item, method, url, form), queue=f"status of {item.id}"):
            item.history.append((item.history[-1][0], "status callback dropped: too many requests wait for an answer"))

    async def _send(self, item: Message | Call, method: str, url: str, form: dict[str, str]) -> None:
        """Make a request; a provider does not make it again, so that the history says what went wrong."""
        is_own = PROFILE not in item.extras
        try:
            answer = await self.outgoing.send(method, url, form, key=self.account().token if is_own else None)
        except HttpClientError as error:
            why = str(error)
        else:
            if answer.status < _BAD_REQUEST:
                return
            why = f"{without_password(url)} answered {answer.status}"
        if not is_own:
            self.failed(item, f"report “{form['status']}” failed: {why}")
            return
        status = form.get("MessageStatus") or form.get("CallStatus")
        self.failed(item, f"status callback “{status}” failed, error {RETRIEVAL_FAILURE}: {why}")


def _next_number(call: Call) -> str:
    """Count the requests about a call, from 0."""
    number = call.extras.get(_NUMBER, "0")
    call.extras[_NUMBER] = str(int(number) + 1)
    return number
