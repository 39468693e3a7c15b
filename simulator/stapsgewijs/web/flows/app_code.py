"""The code that the authenticator app shows."""

from __future__ import annotations

from typing import Final

from stapsgewijs.identity import Device, Verdict
from stapsgewijs.web.flows.entered_code import CodeScreen, CodeWords
from stapsgewijs.web.flows.registry import MethodFlow, Preference

FLOW: Final = MethodFlow(
    "app_code",
    label="Use verification code",
    rule="Codes of the authenticator app",
    page="app-code",
    verify_page="app-code",
    screen=CodeScreen(
        {
            "enrollment": CodeWords(
                "Step 2: Enter the verification code from the mobile app",
                "Verification code",
                ("Type the six digits that the app shows for this account. Every 30 seconds there are others.",),
            ),
            "sign-in": CodeWords(
                "Enter code", "Code", ("Please type in the code displayed on your authenticator app.",)
            ),
        },
        {
            Verdict.MISSING: "Enter the code that the app shows.",
            Verdict.WRONG: "This code is not right. Enter what the app shows now, "
            "and see whether the clock of your phone is right.",
            Verdict.USED: "This code has been used before. Wait until the app shows another one.",
        },
        is_sent=False,
    ),
    option="Use a verification code from my mobile app",
    preference=Preference(5, Device.MOBILE_APP, "Use verification code from app"),
)
