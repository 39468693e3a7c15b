"""A request in the authenticator app, which is approved there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from stapsgewijs.identity import Device, RequestEnd
from stapsgewijs.web.flows.answer import AnswerScreen, AnswerWords
from stapsgewijs.web.flows.registry import MethodFlow, Preference

if TYPE_CHECKING:
    from stapsgewijs.identity import Verification
    from stapsgewijs.web.flows.verification import VerificationContext

REQUEST_ENDS: Final = {
    RequestEnd.DENIED: "The request was denied in the app.",
    RequestEnd.NO_ANSWER: "The request was not answered in time.",
    RequestEnd.WRONG_NUMBER: "Another number was typed in the app than stood here.",
}
_SENT: Final = "Waiting for your answer in the app …"


class RequestScreen(AnswerScreen):
    """What is shown while a request is in the app; whether it arrived there is never told."""

    words: ClassVar = {
        "enrollment": AnswerWords(
            "Step 2: We're sending a notification to your mobile app",
            ("We've sent a notification to your mobile device. Please respond to continue.",),
        ),
        "settings": AnswerWords(
            "We're sending a notification to your mobile app",
            ("We've sent a notification to your mobile device. Please respond to continue.",),
        ),
        "sign-in": AnswerWords(
            "Approve sign-in request",
            ("We've sent a notification to your mobile device. Please respond to continue.",),
        ),
    }
    again_label = "Send another request"
    look = "See whether the request has been answered"
    states: ClassVar = {"": _SENT}
    failures: ClassVar = REQUEST_ENDS
    sample_number = "42"

    def status(self, ctx: VerificationContext) -> str:  # noqa: ARG002  # it looks the same all the time
        """Say that the app is waited for."""
        return _SENT

    def failure(self, verification: Verification) -> str:
        """Say how the request ended, when it did not verify."""
        return REQUEST_ENDS[verification.request_end] if verification.request_end else ""

    def number(self, verification: Verification) -> str:
        """Return the number to match, where the organisation has it."""
        return verification.request.number if verification.request else ""


FLOW: Final = MethodFlow(
    "app_notification",
    label="Receive notifications for verification",
    rule="Requests in the authenticator app",
    page="app-notification",
    verify_page="notification",
    screen=RequestScreen(),
    option="Approve a request on my Microsoft Authenticator app",
    preference=Preference(1, Device.MOBILE_APP, "Notify me through app"),
)
