"""Enrollments of one organisation: every request comes in here and is granted or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.channel import ChannelRefusedError, OutOfBandChannel
from stapsgewijs.identity.methods.registry import MethodContext
from stapsgewijs.identity.model import EnrolledMethod, Enrollment
from stapsgewijs.identity.rate_limit import RateLimit
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import EnrollmentRepository, InMemoryEnrollmentRepository, transaction
from stapsgewijs.identity.states import Event, ForbiddenEventError, State, next_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.codes import Verdict
    from stapsgewijs.identity.methods.registry import Device, VerificationMethod, Wording
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.phone_numbers import PhoneNumber


class EnrollmentService:
    """Enrollments of one organisation. Not for use by more than one thread at a time.

    `context` is what its verification methods work with.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the rules and the outside world, all handed in
        self,
        policy: Policy,
        clock: Clock,
        channel: OutOfBandChannel,
        random_source: RandomSource,
        wording: Wording,
        repository: EnrollmentRepository | None = None,
    ) -> None:
        """Work by `policy`, which may be replaced at any time; everything is kept in `repository`, else in memory."""
        self._policy = policy
        self._clock = clock
        self._random_source = random_source
        self._repository: EnrollmentRepository = repository or InMemoryEnrollmentRepository()
        self._rate_limit = RateLimit(self._repository)
        self._policy_listeners: list[Callable[[], None]] = []
        self._listeners: list[Callable[[Enrollment], None]] = []
        self.context: Final = MethodContext(
            lambda: self.policy,
            clock,
            channel,
            random_source,
            wording,
            self._repository,
            self._verified,
            self._notify,
        )

    def on_change(self, listener: Callable[[Enrollment], None]) -> None:
        """Tell `listener` of every enrollment that has changed."""
        self._listeners.append(listener)

    @property
    def policy(self) -> Policy:
        """What is allowed; replaced as a whole."""
        return self._policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._policy = policy
        for listener in self._policy_listeners:
            listener()

    def on_policy(self, listener: Callable[[], None]) -> None:
        """Tell `listener` when the policy was replaced."""
        self._policy_listeners.append(listener)

    def begin(self, person: str) -> Enrollment:
        """Begin an enrollment for a person; one that was under way is voided."""
        with self._repository.transaction():
            for other in self._repository.of(person):
                other.void()
                self._repository.remove(other)
            enrollment = Enrollment(self._random_source.token(), person)
            self._repository.add(enrollment)
        return enrollment

    def find(self, enrollment_id: str) -> Enrollment | None:
        """Return the enrollment with this id, if it was not replaced by a later one."""
        return self._repository.find(enrollment_id)

    def enrolled(self, person: str) -> tuple[EnrolledMethod, ...]:
        """Return what a person has enrolled, oldest first."""
        return tuple(self._repository.credentials(person).enrolled)

    def blocked_until(self, person: str) -> datetime | None:
        """Return until when a person is blocked after a fraud report, or None."""
        until = self._repository.credentials(person).blocked_until
        return until if until is not None and self._clock.now() < until else None

    def start(self, enrollment: Enrollment, device: Device, method: str, text: str, region: str, *, form: str) -> None:  # noqa: PLR0913  # what the form of step 1 holds
        """Reach a device by the method with this id, at the number that `text` stands for in `region`.

        `form` identifies one filled-in form: posting it twice does once what it asks, and answers the
        same. Raises `RequestRejectedError`, `ForbiddenEventError` once something has been verified.
        """

        def begin() -> None:
            self._require_allowed(device, method)
            chosen = METHODS.by_id(method)
            self._dispatch(enrollment, device, chosen, chosen.validate_number(text, region))

        self._idempotent(enrollment, form, begin)

    def resend(self, enrollment: Enrollment, *, form: str) -> None:
        """Send a new code, which voids the one before, or call again; raises as `start` does."""

        def repeat() -> None:
            method = _method_under_way(enrollment)
            self._require_allowed(enrollment.device, method.id)
            self._dispatch(enrollment, enrollment.device, method, enrollment.number)

        self._idempotent(enrollment, form, repeat)

    def enter_code(self, enrollment: Enrollment, entered: str, *, form: str = "") -> Verdict:
        """Judge a code; raises `ForbiddenEventError` when none is asked for.

        One `form` that is posted twice is judged once, so that a double click costs one attempt.
        """
        with transaction(self._repository, enrollment):
            if not form or form not in enrollment.code_verdicts:
                method = _method_under_way(enrollment)
                enrollment.code_verdicts[form] = method.judge(enrollment, entered, self.context)
        return enrollment.code_verdicts[form]

    def take_app_password(self, enrollment: Enrollment) -> str | None:
        """Return the app password of a verified enrollment the first time; None every time after."""
        with transaction(self._repository, enrollment):
            password, enrollment.unshown_app_password = enrollment.unshown_app_password, None
        return password

    def renew_app_password(self, enrollment: Enrollment) -> None:
        """Make another app password, to be taken once. Raises `RequestRejectedError` beyond the most one may have."""
        with transaction(self._repository, enrollment):
            if enrollment.state is not State.VERIFIED:
                msg = f"no app password is given while “{enrollment.state}”"
                raise ForbiddenEventError(msg)
            if enrollment.unshown_app_password is not None:
                return  # one was made that nobody has seen yet: a form that was posted twice
            if not self._repository.credentials(enrollment.person).room_for_app_password(self.policy):
                raise RequestRejectedError(RejectionReason.APP_PASSWORDS)
            self._give_app_password(enrollment)

    def knows_app_password(self, person: str, password: str) -> bool:
        """Return whether this is one of a person's app passwords."""
        return any(each.matches(password) for each in self._repository.credentials(person).app_passwords)

    def finish(self, enrollment: Enrollment) -> None:
        """End a verified enrollment: its device is bound to the account. Doing it twice does nothing."""
        with transaction(self._repository, enrollment):
            if enrollment.state is State.ENROLLED:
                return
            enrollment.apply(Event.FINISH)
            known = self._repository.credentials(enrollment.person)
            known.bind(EnrolledMethod(enrollment.device, enrollment.method, enrollment.number, self._clock.now()))
            self._repository.save_credentials(known)
            enrollment.unshown_app_password = None
            self._notify(enrollment)

    def cancel(self, enrollment: Enrollment) -> None:
        """Give up an enrollment: nothing of it is kept (assumed; no document says what canceling does)."""
        with transaction(self._repository, enrollment):
            enrollment.void()
            enrollment.apply(Event.CANCEL)
            self._repository.remove(enrollment)
            self._notify(enrollment)

    def _idempotent(self, enrollment: Enrollment, form: str, request: Callable[[], None]) -> None:
        with transaction(self._repository, enrollment):
            if form in enrollment.processed_forms:
                if reason := enrollment.processed_forms[form]:
                    raise RequestRejectedError(reason)
                return
            try:
                request()
            except RequestRejectedError as error:
                enrollment.processed_forms[form] = error.reason
                raise
            enrollment.processed_forms[form] = None

    def _require_allowed(self, device: Device, method: str) -> None:
        if not self.policy.allows(device, method):
            raise RequestRejectedError(RejectionReason.NOT_ALLOWED)

    def _dispatch(
        self, enrollment: Enrollment, device: Device, method: VerificationMethod, number: PhoneNumber | None
    ) -> None:
        now = self._clock.now()
        if self.blocked_until(enrollment.person):
            raise RequestRejectedError(RejectionReason.BLOCKED)
        if number and not self._rate_limit.allows(number, now=now, policy=self.policy):
            raise RequestRejectedError(RejectionReason.THROTTLED)
        next_state(enrollment.state, method.event)
        if number:
            self._rate_limit.count(number, now=now, policy=self.policy)
        try:
            method.dispatch(enrollment, device, number, self.context)
        except ChannelRefusedError as error:
            raise RequestRejectedError(RejectionReason.CHANNEL) from error
        finally:
            self._notify(enrollment)

    def _verified(self, enrollment: Enrollment) -> None:
        enrollment.apply(Event.VERIFY)
        known = self._repository.credentials(enrollment.person)
        if self.policy.app_passwords and known.room_for_app_password(self.policy):
            self._give_app_password(enrollment)
        self._notify(enrollment)

    def _give_app_password(self, enrollment: Enrollment) -> None:
        password = self._random_source.letters(self.policy.app_password_letters)
        salt = bytes.fromhex(self._random_source.token())
        known = self._repository.credentials(enrollment.person)
        known.app_passwords.append(AppPasswordHash.of(password, salt))
        self._repository.save_credentials(known)
        enrollment.unshown_app_password = password

    def _notify(self, enrollment: Enrollment) -> None:
        for listener in self._listeners:
            listener(enrollment)


def _method_under_way(enrollment: Enrollment) -> VerificationMethod:
    if enrollment.state is State.CHOOSING:
        msg = f"nothing was sent before, while “{enrollment.state}”"
        raise ForbiddenEventError(msg)
    return METHODS.by_id(enrollment.method)
