"""A code that the authenticator app computes (RFC 6238)."""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.identity.app_devices import judge_app_code
from stapsgewijs.identity.codes import Verdict
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods.registry import Device, MethodContext, VerificationMethod
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.states import Event, ForbiddenEventError, State

if TYPE_CHECKING:
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.model import Verification
    from stapsgewijs.phone_numbers import PhoneNumber


class AppCode(VerificationMethod):
    """For every authenticator app; nothing is sent, so the limits on messages do not apply."""

    id = "app_code"
    devices = (Device.MOBILE_APP,)
    event = Event.ASK_APP_CODE
    policy_field = "app_code"
    needs_number = False

    def is_registered(self, device: Device, credentials: Credentials) -> bool:
        return device in self.devices and bool(credentials.app_devices)

    def dispatch(
        self, verification: Verification, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        if not verification.app_devices(context.repository.credentials(verification.person)):
            raise RequestRejectedError(RejectionReason.APP_NOT_CONFIGURED)
        verification.wait_for(self, device, number)

    def judge(self, verification: Verification, entered: str, context: MethodContext) -> Verdict:
        if verification.state is not State.APP_CODE_ASKED:
            msg = f"no code is asked for while “{verification.state}”"
            raise ForbiddenEventError(msg)
        credentials = context.repository.credentials(verification.person)
        verdict, device = judge_app_code(verification.app_devices(credentials), entered, context.clock.now())
        if verdict is Verdict.ACCEPTED and device:
            verification.keep_app_device(device, credentials)
            context.repository.save_credentials(credentials)
            context.verified(verification)
        elif verdict is Verdict.USED:
            context.note(verification, Happening.CODE_USED)
        elif verdict is Verdict.WRONG:
            context.note(verification, Happening.APP_CODE_WRONG)
            return context.count_attempt(verification)
        return verdict
