"""What methods share whose code is entered on the page, however it reaches the person."""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.methods.registry import Device, MethodContext, VerificationMethod
from stapsgewijs.identity.states import Event, ForbiddenEventError, State

if TYPE_CHECKING:
    from stapsgewijs.identity.model import Enrollment
    from stapsgewijs.phone_numbers import PhoneNumber


class EnteredCodeMethod(VerificationMethod):
    """A method with a one-time code; a subclass says how it is delivered."""

    event: ClassVar[Event] = Event.SEND_CODE

    @abstractmethod
    def deliver(self, digits: str, number: PhoneNumber | None, context: MethodContext) -> None:
        """Let the code reach the person; raises `ChannelRefusedError`."""

    def dispatch(
        self, enrollment: Enrollment, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        digits = context.random_source.digits(context.policy().code_digits)
        # A code that is not delivered changes nothing: the one that was sent before stays in force.
        self.deliver(digits, number, context)
        enrollment.wait_for(self, device, number)
        enrollment.code = VerificationCode(digits, context.clock.now())

    def judge(self, enrollment: Enrollment, entered: str, context: MethodContext) -> Verdict:
        if enrollment.state is not State.CODE_SENT or enrollment.code is None:
            msg = f"no code is asked for while “{enrollment.state}”"
            raise ForbiddenEventError(msg)
        policy = context.policy()
        credentials = context.repository.credentials(enrollment.person)
        verdict = enrollment.code.judge(entered, now=context.clock.now(), policy=policy)
        if verdict is Verdict.WRONG:
            return Verdict.USED if credentials.has_used(entered, policy) else _count_attempt(enrollment, context)
        if verdict is Verdict.ACCEPTED:
            enrollment.code = enrollment.code.as_used()
            credentials.used_codes.append(enrollment.code)
            context.repository.save_credentials(credentials)
            context.verified(enrollment)
        return verdict


def _count_attempt(enrollment: Enrollment, context: MethodContext) -> Verdict:
    enrollment.failed_attempts += 1
    if enrollment.failed_attempts < context.policy().wrong_tries:
        return Verdict.WRONG
    enrollment.apply(Event.TOO_MANY_ATTEMPTS)
    enrollment.void()
    context.notify(enrollment)
    return Verdict.LOCKED_OUT
