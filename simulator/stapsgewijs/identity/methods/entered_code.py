"""What methods share whose code is entered on the page, however it reaches the person."""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods.registry import Device, MethodContext, VerificationMethod
from stapsgewijs.identity.states import Event, ForbiddenEventError, State

if TYPE_CHECKING:
    from stapsgewijs.identity.model import Verification
    from stapsgewijs.phone_numbers import PhoneNumber


class EnteredCodeMethod(VerificationMethod):
    """A method with a one-time code; a subclass says how it is delivered."""

    event: ClassVar[Event] = Event.SEND_CODE

    @abstractmethod
    def deliver(self, digits: str, number: PhoneNumber | None, context: MethodContext) -> None:
        """Let the code reach the person; raises `ChannelRefusedError`."""

    def dispatch(
        self, verification: Verification, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        digits = context.random_source.digits(context.policy().code_digits)
        # A code that is not delivered changes nothing: the one that was sent before stays in force.
        self.deliver(digits, number, context)
        verification.wait_for(self, device, number)
        verification.code = VerificationCode(digits, context.clock.now())

    def judge(self, verification: Verification, entered: str, context: MethodContext) -> Verdict:
        if verification.state is not State.CODE_SENT or verification.code is None:
            msg = f"no code is asked for while “{verification.state}”"
            raise ForbiddenEventError(msg)
        policy = context.policy()
        credentials = context.repository.credentials(verification.person)
        verdict = verification.code.judge(entered, now=context.clock.now(), policy=policy)
        if verdict is Verdict.WRONG:
            if credentials.has_used(entered, policy):
                context.note(verification, Happening.CODE_USED)
                return Verdict.USED
            context.note(verification, Happening.CODE_WRONG)
            return context.count_attempt(verification)
        if verdict is Verdict.ACCEPTED:
            verification.code = verification.code.as_used()
            credentials.use_code(verification.code)
            context.repository.save_credentials(credentials)
            context.verified(verification)
        elif verdict is Verdict.EXPIRED:
            context.note(verification, Happening.CODE_EXPIRED)
        return verdict
