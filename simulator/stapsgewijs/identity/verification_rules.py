"""The rules that the services of one organisation share, and what happens to verifications of every kind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.identity.codes import Verdict
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.app_channel import AppChannel, NoApps
from stapsgewijs.identity.methods.channel import ChannelRefusedError
from stapsgewijs.identity.methods.registry import MethodContext
from stapsgewijs.identity.model import Enrollment, Option, RequestEnd, SignIn, Verification
from stapsgewijs.identity.rate_limit import RateLimit
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import EnrollmentRepository, InMemoryEnrollmentRepository
from stapsgewijs.identity.states import WAITING, Event, State
from stapsgewijs.identity.transactions import transaction
from stapsgewijs.totp import encode_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.methods.channel import OutOfBandChannel
    from stapsgewijs.identity.methods.registry import Wording
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.phone_numbers import PhoneNumber

_AFTER: Final = {RequestEnd.DENIED: Happening.DENIED, RequestEnd.NO_ANSWER: Happening.NO_ANSWER}
ADMINISTRATOR: Final = "administrator"
"""Who changed how a person verifies, where it was not the person."""
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
