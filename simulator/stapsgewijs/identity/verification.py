"""What all verifications have in common, whatever they are for: sending, judging, answering, and what time does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from stapsgewijs.identity.app_devices import Activation, AppDevice
from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.identity.codes import Verdict
from stapsgewijs.identity.history import Happening, SecurityEvent
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.app_channel import AnswerVerdict, AppChannel, NoApps
from stapsgewijs.identity.methods.channel import ChannelRefusedError
from stapsgewijs.identity.methods.registry import MethodContext
from stapsgewijs.identity.model import Enrollment, Option, RequestEnd, SignIn, Verification
from stapsgewijs.identity.rate_limit import RateLimit
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import EnrollmentRepository, InMemoryEnrollmentRepository
from stapsgewijs.identity.states import WAITING, Event, ForbiddenEventError, State
from stapsgewijs.identity.transactions import transaction
from stapsgewijs.totp import encode_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.methods.channel import OutOfBandChannel
    from stapsgewijs.identity.methods.registry import Wording
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.phone_numbers import PhoneNumber

_AFTER: Final = {RequestEnd.DENIED: Happening.DENIED, RequestEnd.NO_ANSWER: Happening.NO_ANSWER}
ADMINISTRATOR: Final = "administrator"
"""Who changed how a person verifies, where it was not the person."""
_MAX_DEVICE_NAME: Final = 64
_SECRET_BYTES: Final = 20
"""RFC 4226 §4 (R6): at least 128 bits, 160 are advised."""


class VerificationRules:
    """What the services of one organisation share: the rules, and what happens to verifications of every kind.

    `organisation` is its name; `on_verified` says what follows, by kind of verification.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the rules and the outside world, all handed in
        self,
        policy: Policy,
        clock: Clock,
        channel: OutOfBandChannel,
        random_source: RandomSource,
        wording: Wording,
        repository: EnrollmentRepository | None = None,
        organisation: str = "",
        app_channel: AppChannel | None = None,
    ) -> None:
        self._policy = policy
        self.clock = clock
        self.random_source = random_source
        self.repository: EnrollmentRepository = repository or InMemoryEnrollmentRepository()
        self.app_channel: AppChannel = app_channel or NoApps()
        self.rate_limit = RateLimit(self.repository)
        self.policy_listeners: list[Callable[[], None]] = []
        self.listeners: list[Callable[[Verification], None]] = []
        self.method_listeners: list[Callable[[str, str], None]] = []
        self.on_verified: dict[type[Verification], Callable[[Any], None]] = {}
        self.context: Final = MethodContext(
            lambda: self.policy,
            clock,
            channel,
            random_source,
            wording,
            self.repository,
            self._verified,
            self.notify,
            self._fraud,
            self._count_attempt,
            self.note,
            self.find,
            lambda: self.app_channel,
            organisation,
        )

    @property
    def policy(self) -> Policy:
        """What is allowed; replaced as a whole."""
        return self._policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._policy = policy
        for listener in self.policy_listeners:
            listener()

    def now(self) -> datetime:
        """Return the time."""
        return self.clock.now()

    def notify(self, verification: Verification) -> None:
        """Tell everybody who listens that a verification has changed."""
        for listener in self.listeners:
            listener(verification)

    def notify_methods(self, person: str, changed_by: str = "") -> None:
        """Tell everybody who listens that how a person verifies was changed.

        `changed_by` is the id of the person's verification that did, empty for none, or `ADMINISTRATOR`.
        """
        for listener in self.method_listeners:
            listener(person, changed_by)

    def note(self, verification: Verification, what: Happening) -> None:
        """Write down what happened to a person."""
        self.note_of(verification.person, what, verification.method)

    def note_of(self, person: str, what: Happening, method: str = "") -> None:
        """Write down what happened to a person, outside of a verification."""
        credentials = self.repository.credentials(person)
        credentials.note(self.now(), what, method)
        self.repository.save_credentials(credentials)

    def find(self, verification_id: str) -> Verification | None:
        """Return a verification as it is by now: what was waited for too long has failed."""
        found = self.repository.find(verification_id)
        if found is not None and self._is_due(found):
            with transaction(self.repository, found):
                self.settle(found)
        return found

    def settle(self, verification: Verification) -> None:
        """Let happen what time, or fraud that was reported elsewhere, has brought about."""
        now, sent = self.now(), verification.request
        if verification.state is State.REQUEST_SENT and sent and now >= sent.expires:
            self.fail_request(verification, RequestEnd.NO_ANSWER)
        if ended := self._ended_elsewhere(verification):
            event, what = ended
            self.void(verification)
            verification.apply(event)
            self.note(verification, what)
            self.notify(verification)

    def next_due(self, verification: Verification) -> datetime | None:
        """Return when a verification changes by itself, or None."""
        times = [verification.request.expires] if verification.request else []
        if isinstance(verification, SignIn) and verification.began and verification.is_under_way:
            times.append(verification.began + timedelta(seconds=self.policy.verification_time))
        return min(times, default=None)

    def blocked_until(self, person: str) -> datetime | None:
        """Return until when a person is blocked after a fraud report, or None."""
        return self._future(self.repository.credentials(person).blocked_until)

    def is_account_locked(self, person: str) -> bool:
        """Return whether the account of a person is locked after too many wrong attempts in a row."""
        return self.repository.credentials(person).is_account_locked(self.now(), self.policy)

    def locked_until(self, person: str) -> datetime | None:
        """Return until when a person is locked out after wrong attempts, or None."""
        return self._future(self.repository.credentials(person).locked_until)

    def dispatch(
        self, verification: Verification, option: Option, number: PhoneNumber | None, extension: str = ""
    ) -> None:
        """Reach a device; raises `RequestRejectedError`."""
        method, now = METHODS.by_id(option.method), self.now()
        if not self.policy.allows(option.device, option.method):
            raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
        if self.blocked_until(verification.person):
            raise RequestRejectedError(RejectionReason.BLOCKED)
        if self.is_account_locked(verification.person):
            raise RequestRejectedError(RejectionReason.ACCOUNT_LOCKED)
        if number and (reason := self.rate_limit.rejection(verification.person, number, now=now, policy=self.policy)):
            raise RequestRejectedError(reason)
        verification.require(method.event)
        if not isinstance(verification, Enrollment) and self.locked_until(verification.person):
            raise RequestRejectedError(RejectionReason.LOCKED_OUT)
        if number:
            self.rate_limit.count(verification.person, number, now=now, policy=self.policy)
        before, extension_before = verification.request, verification.extension
        verification.extension = extension
        try:
            method.dispatch(verification, option.device, number, self.context)
        except ChannelRefusedError as error:
            raise RequestRejectedError(RejectionReason.CHANNEL) from error
        except RequestRejectedError:
            verification.extension = extension_before
            raise
        finally:
            if before and verification.request is not before:
                self._withdraw(before.ids)
            self.notify(verification)

    def void(self, verification: Verification) -> None:
        """Let nothing that is under way count any more."""
        if verification.request:
            self._withdraw(verification.request.ids)
        verification.void()

    def fail_request(self, verification: Verification, end: RequestEnd) -> None:
        """End the request that is waited for."""
        self.void(verification)
        verification.apply(Event.FAIL_REQUEST)
        verification.request_end = end
        self.note(verification, _AFTER.get(end, Happening.WRONG_NUMBER))
        self.notify(verification)

    def idempotent(self, verification: Verification, form: str, request: Callable[[], None]) -> None:
        """Do what a form asks, and answer the same when it is posted twice."""
        with transaction(self.repository, verification):
            if form in verification.processed_forms:
                if reason := verification.processed_forms[form]:
                    raise RequestRejectedError(reason)
                return
            self.settle(verification)
            try:
                request()
            except RequestRejectedError as error:
                verification.keep_outcome(form, error.reason)
                raise
            verification.keep_outcome(form, None)

    def new_secret(self) -> str:
        """Return a secret for an app, in Base32."""
        return encode_secret(bytes.fromhex(self.random_source.token() + self.random_source.token())[:_SECRET_BYTES])

    def make_app_password(self, person: str, name: str) -> tuple[AppPasswordHash, str]:
        """Make an app password; returns what is kept of it, and the password itself."""
        password = self.random_source.letters(self.policy.app_password_letters)
        salt = bytes.fromhex(self.random_source.token())
        known = self.repository.credentials(person)
        if known.app_passwords:
            salt = known.app_passwords[-1].salt  # one for all of a person: an old program costs one hash, not forty
        made = AppPasswordHash.of(password, salt, made_id=self.random_source.token(), name=name, created=self.now())
        known.app_passwords.append(made)
        known.note(self.now(), Happening.APP_PASSWORDS_MADE)
        self.repository.save_credentials(known)
        return made, password

    def answered(self, request_id: str) -> Verification | None:
        """Return the verification that a request was sent for; None for none, or a device that was deleted."""
        found = self.find(request_id.partition(".")[0])
        if found is None:
            return None
        devices = found.app_devices(self.repository.credentials(found.person))
        device = request_id.rpartition(".")[2]
        # An enrollment that was finished has no device of its own any more, and knows its answers still.
        return found if request_id in found.answers or device in {each.id for each in devices} else None

    def _verified(self, verification: Verification) -> None:
        sent, verification.request = verification.request, None
        verification.apply(Event.VERIFY)
        if sent:
            self._withdraw(sent.ids)
        credentials = self.repository.credentials(verification.person)
        credentials.failed_attempts = credentials.failures_in_a_row = 0
        self.repository.save_credentials(credentials)
        self.note(verification, Happening.SUCCESS)
        if follow := self.on_verified.get(type(verification)):
            follow(verification)
        self.notify(verification)

    def _fraud(self, verification: Verification) -> None:
        self.void(verification)
        verification.apply(Event.REPORT_FRAUD)
        credentials = self.repository.credentials(verification.person)
        credentials.blocked_until = self.now() + timedelta(days=self.policy.fraud_block_days)
        self.repository.save_credentials(credentials)
        self.note(verification, Happening.FRAUD)
        self.notify(verification)

    def count_failure(self, person: str) -> None:
        """Count a wrong attempt of which one is too many for the verification that it was made in."""
        credentials = self.repository.credentials(person)
        credentials.count_failure(self.now(), self.policy)
        self.repository.save_credentials(credentials)

    def _count_attempt(self, verification: Verification) -> Verdict:
        verification.failed_attempts += 1
        failed = verification.failed_attempts
        credentials = self.repository.credentials(verification.person)
        if not isinstance(verification, Enrollment):
            # Whoever begins again and again gets no more attempts by it (NIST SP 800-63B, 5.2.2).
            credentials.failed_attempts += 1
            failed = max(failed, credentials.failed_attempts)
        is_locked = credentials.count_failure(self.now(), self.policy)
        if failed < self.policy.wrong_tries and not is_locked:
            self.repository.save_credentials(credentials)
            return Verdict.WRONG
        if not isinstance(verification, Enrollment):
            credentials.failed_attempts = 0
            credentials.locked_until = self.now() + timedelta(seconds=self.policy.lockout_time)
        self.repository.save_credentials(credentials)
        self.void(verification)
        verification.apply(Event.TOO_MANY_ATTEMPTS)
        self.note(verification, Happening.LOCKED_OUT)
        self.notify(verification)
        return Verdict.LOCKED_OUT

    def _withdraw(self, ids: tuple[str, ...]) -> None:
        for each in ids:
            self.app_channel.withdraw(each)

    def _is_due(self, verification: Verification) -> bool:
        due = self.next_due(verification)
        if due is not None and self.now() >= due:
            return True
        return self._ended_elsewhere(verification) is not None

    def _ended_elsewhere(self, verification: Verification) -> tuple[Event, Happening] | None:
        """Return what ends a verification whatever is done in it; most things do so at sign-in only."""
        if verification.state in WAITING and self.is_account_locked(verification.person):
            return Event.TOO_MANY_ATTEMPTS, Happening.LOCKED_OUT
        if not isinstance(verification, SignIn) or not verification.is_under_way:
            return None
        limit = timedelta(seconds=self.policy.verification_time)
        if verification.began is not None and self.now() - verification.began >= limit:
            return Event.TIME_OUT, Happening.TIMED_OUT
        known = self.repository.credentials(verification.person)
        if self._future(known.blocked_until):
            return Event.BLOCK, Happening.BLOCKED
        if self._future(known.locked_until) or known.is_account_locked(self.now(), self.policy):
            return Event.TOO_MANY_ATTEMPTS, Happening.LOCKED_OUT
        return None

    def _future(self, until: datetime | None) -> datetime | None:
        return until if until is not None and self.now() < until else None


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
