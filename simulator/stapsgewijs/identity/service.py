"""The desk where people of one organisation enroll: every wish comes in here and is granted or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.methods.call_outcomes import CallResultHandler
from stapsgewijs.identity.methods.channel import ChannelRefusedError, OutOfBandChannel
from stapsgewijs.identity.methods.number_check import checked_number
from stapsgewijs.identity.methods.phone_call import CallDialogue, CallEnd
from stapsgewijs.identity.methods.registry import Device, Way
from stapsgewijs.identity.model import EnrolledMethod, Enrollment
from stapsgewijs.identity.rate_limit import RateLimit
from stapsgewijs.identity.refusals import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import EnrollmentRepository, InMemoryEnrollmentRepository, kept
from stapsgewijs.identity.states import Event, ForbiddenEventError, State, after

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.methods.phone_texts import MessageTemplates
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.phone_numbers import PhoneNumber


class EnrollmentService:
    """Enrollments of one organisation. Not for use by more than one thread at a time."""

    def __init__(  # noqa: PLR0913, PLR0917  # the rules and the outside world, all handed in
        self,
        policy: Policy,
        clock: Clock,
        channel: OutOfBandChannel,
        secrets: RandomSource,
        script: MessageTemplates,
        register: EnrollmentRepository | None = None,
    ) -> None:
        """Work by `policy` (which may be replaced at any time), telling people things through `channel`.

        Everything is kept in `register`, else in memory.
        """
        self._policy = policy
        self._clock = clock
        self._channel = channel
        self._secrets = secrets
        self._script = script
        self._register: EnrollmentRepository = register or InMemoryEnrollmentRepository()
        self._throttle = RateLimit(self._register)
        self._outcomes = CallResultHandler(
            self._register, clock, script, lambda: self.policy, self._verified, self._tell
        )
        self._policy_listeners: list[Callable[[], None]] = []
        self._listeners: list[Callable[[Enrollment], None]] = []

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
        with self._register.work():
            for other in self._register.of(person):
                self._void(other)
                self._register.remove(other)
            enrollment = Enrollment(self._secrets.token(), person)
            self._register.add(enrollment)
        return enrollment

    def find(self, enrollment_id: str) -> Enrollment | None:
        """Return the enrollment with this id, if it was not replaced by a later one."""
        return self._register.find(enrollment_id)

    def enrolled(self, person: str) -> tuple[EnrolledMethod, ...]:
        """Return what a person has enrolled, oldest first."""
        return tuple(self._register.credentials(person).enrolled)

    def blocked_until(self, person: str) -> datetime | None:
        """Return until when a person is blocked after a fraud report, or None."""
        until = self._register.credentials(person).blocked_until
        return until if until is not None and self._clock.now() < until else None

    def start(self, enrollment: Enrollment, device: Device, way: Way, text: str, region: str, *, form: str) -> None:  # noqa: PLR0913  # what the form of step 1 holds
        """Send a code or place a call to the number that `text` stands for in `region`.

        `form` identifies one filled-in form: posting it twice does once what it asks, and answers the
        same. Raises `RequestRejectedError`, `ForbiddenEventError` once something has been verified.
        """

        def begin() -> None:
            if not self.policy.allows(device, way):
                raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
            number = checked_number(text, region, way)
            self._reach(enrollment, device, way, number)

        self._once(enrollment, form, begin)

    def again(self, enrollment: Enrollment, *, form: str) -> None:
        """Send a new code, which voids the one before, or call again; raises as `start` does."""

        def repeat() -> None:
            if enrollment.number is None:
                msg = "nothing was sent before"
                raise ForbiddenEventError(msg)
            if not self.policy.allows(enrollment.device, enrollment.way):
                raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
            self._reach(enrollment, enrollment.device, enrollment.way, enrollment.number)

        self._once(enrollment, form, repeat)

    def enter_code(self, enrollment: Enrollment, entered: str, *, form: str = "") -> Verdict:
        """Judge a code; raises `ForbiddenEventError` when none is asked for.

        One `form` that is posted twice is judged once, so that a double click costs one try.
        """
        with kept(self._register, enrollment):
            if not form or form not in enrollment.verdicts:
                enrollment.verdicts[form] = self._judge(enrollment, entered)
        return enrollment.verdicts[form]

    def _judge(self, enrollment: Enrollment, entered: str) -> Verdict:
        if enrollment.state is not State.CODE_SENT or enrollment.code is None:
            msg = f"no code is asked for while “{enrollment.state}”"
            raise ForbiddenEventError(msg)
        verdict = enrollment.code.judge(entered, now=self._clock.now(), policy=self.policy)
        if verdict is Verdict.WRONG and self._register.credentials(enrollment.person).has_used(entered, self.policy):
            return Verdict.USED
        if verdict is Verdict.WRONG:
            return self._wrong(enrollment)
        if verdict is Verdict.ACCEPTED:
            enrollment.code = enrollment.code.as_used()
            known = self._register.credentials(enrollment.person)
            known.used_codes.append(enrollment.code)
            self._register.save_credentials(known)
            self._verified(enrollment)
        return verdict

    def take_app_password(self, enrollment: Enrollment) -> str | None:
        """Return the app password of a verified enrollment the first time; None every time after."""
        with kept(self._register, enrollment):
            password, enrollment.unshown_app_password = enrollment.unshown_app_password, None
        return password

    def renew_app_password(self, enrollment: Enrollment) -> None:
        """Make another app password, to be taken once. Raises `RequestRejectedError` beyond the most one may have."""
        with kept(self._register, enrollment):
            if enrollment.state is not State.VERIFIED:
                msg = f"no app password is given while “{enrollment.state}”"
                raise ForbiddenEventError(msg)
            if enrollment.unshown_app_password is not None:
                return  # one was made that nobody has seen yet: a form that was posted twice
            if not self._register.credentials(enrollment.person).room_for_app_password(self.policy):
                raise RequestRejectedError(RejectionReason.APP_PASSWORDS)
            self._give_app_password(enrollment)

    def knows_app_password(self, person: str, password: str) -> bool:
        """Return whether this is one of a person's app passwords."""
        return any(each.matches(password) for each in self._register.credentials(person).app_passwords)

    def finish(self, enrollment: Enrollment) -> None:
        """End a verified enrollment: its device is bound to the account. Doing it twice does nothing."""
        with kept(self._register, enrollment):
            if enrollment.state is State.ENROLLED:
                return
            enrollment.happens(Event.FINISH)
            if enrollment.number is not None:
                known = self._register.credentials(enrollment.person)
                done = EnrolledMethod(enrollment.device, enrollment.way, enrollment.number, self._clock.now())
                known.bind(done)
                self._register.save_credentials(known)
            enrollment.unshown_app_password = None
            self._tell(enrollment)

    def cancel(self, enrollment: Enrollment) -> None:
        """Give up an enrollment: nothing of it is kept (assumed; no document says what canceling does)."""
        with kept(self._register, enrollment):
            self._void(enrollment)
            enrollment.happens(Event.CANCEL)
            self._register.remove(enrollment)
            self._tell(enrollment)

    def dialogue(self, enrollment_id: str, call: int, keys: str = "") -> CallDialogue:
        """Take up the conversation of a call again, after a restart or in another process."""
        return self._outcomes.dialogue(enrollment_id, call, keys)

    def _once(self, enrollment: Enrollment, form: str, wish: Callable[[], None]) -> None:
        with kept(self._register, enrollment):
            if form in enrollment.forms:
                if refusal := enrollment.forms[form]:
                    raise RequestRejectedError(refusal)
                return
            try:
                wish()
            except RequestRejectedError as error:
                enrollment.forms[form] = error.reason
                raise
            enrollment.forms[form] = None

    def _reach(self, enrollment: Enrollment, device: Device, way: Way, number: PhoneNumber) -> None:
        now = self._clock.now()
        if self.blocked_until(enrollment.person):
            raise RequestRejectedError(RejectionReason.BLOCKED)
        if not self._throttle.allows(number, now=now, policy=self.policy):
            raise RequestRejectedError(RejectionReason.THROTTLED)
        after(enrollment.state, Event.SEND_CODE if way is Way.TEXT_MESSAGE else Event.PLACE_CALL)
        self._throttle.count(number, now=now, policy=self.policy)
        try:
            if way is Way.TEXT_MESSAGE:
                self._send_code(enrollment, device, number)
            else:
                self._place_call(enrollment, device, number)
        except ChannelRefusedError as error:
            raise RequestRejectedError(RejectionReason.CHANNEL) from error
        finally:
            self._tell(enrollment)

    def _send_code(self, enrollment: Enrollment, device: Device, number: PhoneNumber) -> None:
        digits = self._secrets.digits(self.policy.code_digits)
        # A message that is not taken changes nothing: the code that was sent before stays in force.
        self._channel.send_message(number, self._script.message.replace("{code}", digits))
        self._turn_to(enrollment, Event.SEND_CODE, device, Way.TEXT_MESSAGE, number)
        enrollment.code = VerificationCode(digits, self._clock.now())

    def _place_call(self, enrollment: Enrollment, device: Device, number: PhoneNumber) -> None:
        # A call can come to its end while it is placed, so it is under way before that.
        self._turn_to(enrollment, Event.PLACE_CALL, device, Way.PHONE_CALL, number)
        enrollment.calls += 1
        enrollment.call = enrollment.calls
        self._register.save(enrollment)
        dialogue = self._outcomes.dialogue(enrollment.id, enrollment.call)
        try:
            self._channel.place_call(number, dialogue)
        except ChannelRefusedError:
            dialogue.ended(CallEnd.FAILED)
            raise

    def _turn_to(self, enrollment: Enrollment, event: Event, device: Device, way: Way, number: PhoneNumber) -> None:
        self._void(enrollment)
        enrollment.happens(event)
        enrollment.device, enrollment.way, enrollment.number = device, way, number
        enrollment.call_end = None

    def _verified(self, enrollment: Enrollment) -> None:
        enrollment.happens(Event.VERIFY)
        known = self._register.credentials(enrollment.person)
        if self.policy.app_passwords and known.room_for_app_password(self.policy):
            self._give_app_password(enrollment)
        self._tell(enrollment)

    def _give_app_password(self, enrollment: Enrollment) -> None:
        password = self._secrets.letters(self.policy.app_password_letters)
        salt = bytes.fromhex(self._secrets.token())
        known = self._register.credentials(enrollment.person)
        known.app_passwords.append(AppPasswordHash.of(password, salt))
        self._register.save_credentials(known)
        enrollment.unshown_app_password = password

    def _wrong(self, enrollment: Enrollment) -> Verdict:
        enrollment.wrong += 1
        if enrollment.wrong < self.policy.wrong_tries:
            return Verdict.WRONG
        enrollment.happens(Event.GIVE_UP_TRIES)
        self._void(enrollment)
        self._tell(enrollment)
        return Verdict.LOCKED_OUT

    def _void(self, enrollment: Enrollment) -> None:
        enrollment.code = None
        enrollment.call = 0

    def _tell(self, enrollment: Enrollment) -> None:
        for listener in self._listeners:
            listener(enrollment)
