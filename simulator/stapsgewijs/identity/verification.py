"""What the services of verifications have in common, whatever these are for: sending, judging, answering."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from stapsgewijs.identity.app_devices import Activation, AppDevice
from stapsgewijs.identity.history import Happening, SecurityEvent
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.app_channel import AnswerVerdict
from stapsgewijs.identity.model import Enrollment, Option, RequestEnd, Verification
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.states import Event, ForbiddenEventError, State
from stapsgewijs.identity.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.identity.codes import Verdict
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.methods.registry import MethodContext
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.verification_rules import VerificationRules

_MAX_DEVICE_NAME: Final = 64

Kind = TypeVar("Kind", bound=Verification)


class VerificationService(Generic[Kind]):
    """Verifications of one kind, of one organisation. Not for use by more than one thread at a time."""

    kind: ClassVar[type[Verification]]

    def __init__(self, rules: VerificationRules) -> None:
        """Work by the rules that all services of an organisation share."""
        self.rules: Final = rules
        self._repository: Final = rules.repository

    @property
    def context(self) -> MethodContext:
        """What verification methods work with."""
        return self.rules.context

    @property
    def policy(self) -> Policy:
        """What is allowed; replaced as a whole, for all services of the organisation."""
        return self.rules.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self.rules.policy = policy

    def on_policy(self, listener: Callable[[], None]) -> None:
        """Tell `listener` when the policy was replaced."""
        self.rules.policy_listeners.append(listener)

    def on_methods(self, listener: Callable[[str, str], None]) -> None:
        """Tell `listener` of each person whose ways to verify were changed, and by what (see `notify_methods`)."""
        self.rules.method_listeners.append(listener)

    def on_change(self, listener: Callable[[Verification], None]) -> None:
        """Tell `listener` of every verification of the organisation that has changed, whatever its kind."""
        self.rules.listeners.append(listener)

    def find(self, verification_id: str) -> Kind | None:
        """Return the verification of this kind with this id, as it is by now; None for one that was replaced."""
        found = self.rules.find(verification_id)
        return found if isinstance(found, self.kind) else None  # type: ignore[return-value]  # the kind is `Kind`

    def next_due(self, verification: Verification) -> datetime | None:
        """Return when a verification changes by itself (a request that nobody answers, three minutes), or None."""
        return self.rules.next_due(verification)

    def blocked_until(self, person: str) -> datetime | None:
        """Return until when a person is blocked after a fraud report, or None."""
        return self.rules.blocked_until(person)

    def events(self, person: str) -> tuple[SecurityEvent, ...]:
        """Return what happened to a person's verifications, oldest first."""
        return tuple(self._repository.credentials(person).happened)

    def resend(self, verification: Kind, *, form: str) -> None:
        """Send a new code or request, which voids the one before, or call again.

        Raises `RequestRejectedError`, and `ForbiddenEventError` where nothing was sent before.
        """

        def repeat() -> None:
            option = _option_under_way(verification)
            self.rules.dispatch(verification, option, verification.number, verification.extension)

        self.rules.idempotent(verification, form, repeat)

    def enter_code(self, verification: Kind, entered: str, *, form: str = "") -> Verdict:
        """Judge a code; raises `ForbiddenEventError` when none is asked for.

        One `form` that is posted twice is judged once, so that a double click costs one attempt.
        """
        with transaction(self._repository, verification):
            if not form or form not in verification.code_verdicts:
                self.rules.settle(verification)
                method = METHODS.by_id(_option_under_way(verification).method)
                verification.keep_verdict(form, method.judge(verification, entered, self.context))
        return verification.code_verdicts[form]

    def cancel(self, verification: Kind) -> None:
        """Give up: nothing of it is kept (assumed; no document says what canceling does)."""
        with transaction(self._repository, verification):
            self.rules.void(verification)
            verification.apply(Event.CANCEL)
            self._repository.remove(verification)
            self.rules.notify(verification)

    def activate(self, code: str, handset: str, device_name: str, pin: str = "", *, url: str = "") -> Activation:
        """Give an app what belongs to an activation code, once.

        `handset` is the number (E.164) of the phone with the app, `pin` that of the phone (empty: it has none); a `url`
        that is given has to be the one that was shown. Raises `RequestRejectedError` with ACTIVATION_UNKNOWN,
        ACTIVATION_USED or ACTIVATION_EXPIRED.
        """
        code = "".join(code.split())
        showing = self._repository.with_app(code) if code else []
        enrollment = showing[0] if showing else None
        if enrollment is None or enrollment.app is None or (url and not _is_same(url, enrollment.app.url)):
            raise RequestRejectedError(RejectionReason.ACTIVATION_UNKNOWN)
        with transaction(self._repository, enrollment):
            device = self._activated(enrollment, handset, device_name.strip()[:_MAX_DEVICE_NAME], pin)
        return Activation(self.context.organisation, enrollment.person, device.secret, device.id)

    def _activated(self, enrollment: Enrollment, handset: str, name: str, pin: str) -> AppDevice:
        pending, now = enrollment.app, self.rules.now()
        if pending is None or pending.otpauth:
            raise RequestRejectedError(RejectionReason.ACTIVATION_UNKNOWN)
        if pending.device is not None:
            raise RequestRejectedError(RejectionReason.ACTIVATION_USED)
        is_open = enrollment.state is State.CONFIGURING_APP
        if not is_open or pending.is_expired(now, timedelta(seconds=self.policy.activation_time)):
            raise RequestRejectedError(RejectionReason.ACTIVATION_EXPIRED)
        device_id = self.rules.random_source.token()
        device = AppDevice(device_id, name or handset, pending.secret, now, handset=handset, pin=pin)
        enrollment.app = replace(pending, device=device)
        enrollment.version += 1
        self.rules.notify(enrollment)
        return device

    def answer(self, request_id: str, approved: bool, *, pin: str = "", number: str = "") -> AnswerVerdict:  # noqa: FBT001  # an app says yes or no
        """Take the answer of an app to a request; the same one twice counts once and is told the same."""
        verification = self.rules.answered(request_id)
        if verification is None:
            return AnswerVerdict.UNKNOWN
        with transaction(self._repository, verification):
            if known := verification.answers.get(request_id):
                self.rules.note(verification, Happening.DUPLICATE)
                is_same = known == (approved, AnswerVerdict.ACCEPTED)
                return AnswerVerdict.ACCEPTED if is_same else AnswerVerdict.TOO_LATE
            if verification.request is None or request_id not in verification.request.ids:
                return AnswerVerdict.TOO_LATE
            return self._judged(verification, request_id, approved, pin, number)

    def note_undelivered(self, request_id: str) -> None:
        """Write down that a request did not reach its device; whoever signs in is not told, and waits as for any."""
        verification = self._repository.find(request_id.partition(".")[0])
        if verification is not None and verification.request and request_id in verification.request.ids:
            self.rules.note(verification, Happening.UNDELIVERED)

    def report_fraud(self, request_id: str) -> AnswerVerdict:
        """Take the report of an app that nobody signed in: the person is blocked, as after `0#` in a call."""
        verification = self.rules.answered(request_id)
        if verification is None:
            return AnswerVerdict.UNKNOWN
        with transaction(self._repository, verification):
            if verification.request is None or request_id not in verification.request.ids:
                return AnswerVerdict.TOO_LATE
            verification.keep_answer(request_id, approved=False, verdict=AnswerVerdict.ACCEPTED)
            self.context.fraud(verification)
        return AnswerVerdict.ACCEPTED

    def _judged(
        self,
        verification: Verification,
        request_id: str,
        approved: bool,  # noqa: FBT001  # idem
        pin: str,
        number: str,
    ) -> AnswerVerdict:
        rules, sent = self.rules, verification.request
        verdict = AnswerVerdict.ACCEPTED
        if not approved:
            rules.fail_request(verification, RequestEnd.DENIED)
        elif sent and sent.number and number.strip() != sent.number:
            # Who guesses gets one guess: a number that does not match is what matching is for.
            rules.fail_request(verification, RequestEnd.WRONG_NUMBER)
            rules.count_failure(verification.person)
            verdict = AnswerVerdict.WRONG_NUMBER
        elif self.policy.app_pin and not self._is_pin(verification, request_id, pin):
            rules.note(verification, Happening.WRONG_PIN)
            self.context.count_attempt(verification)
            return AnswerVerdict.WRONG_PIN
        else:
            self.context.verified(verification)
        verification.keep_answer(request_id, approved, verdict)
        return verdict

    def _is_pin(self, verification: Verification, request_id: str, pin: str) -> bool:
        credentials: Credentials = self._repository.credentials(verification.person)
        devices = {each.id: each for each in verification.app_devices(credentials)}
        device = devices.get(request_id.rpartition(".")[2])
        return device is not None and device.pin != "" and pin.strip() == device.pin


def _is_same(typed: str, url: str) -> bool:
    """Return whether an address was typed as it was shown; capitals do not count (as documented for adding by hand)."""
    return typed.strip().casefold() == url.casefold()


def _option_under_way(verification: Verification) -> Option:
    if verification.state is State.CHOOSING or not verification.method:
        msg = f"nothing was sent before, while “{verification.state}”"
        raise ForbiddenEventError(msg)
    return Option(verification.method, verification.device)
