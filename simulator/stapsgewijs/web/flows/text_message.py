"""A text message: its code is asked for."""

from __future__ import annotations

from typing import Final

from stapsgewijs.identity import Device, Verdict
from stapsgewijs.web.flows.entered_code import CodeScreen, CodeWords
from stapsgewijs.web.flows.registry import MethodFlow, Preference

FLOW: Final = MethodFlow(
    "text_message",
    label="Send me a code by text message",
    rule="Codes by text message",
    page="code",
    verify_page="text",
    screen=CodeScreen(
        {
            "enrollment": CodeWords(
                "Step 2: We've sent a text message to your phone",
                "Verification code",
                (
                    "The message with your code was sent to {number}.",
                    "The code can be used once, and only for a short time.",
                ),
            ),
            "settings": CodeWords(
                "Enter code",
                "Code",
                (
                    "The message with your code was sent to {number}.",
                    "The code can be used once, and only for a short time.",
                ),
            ),
            "sign-in": CodeWords(
                "Enter code", "Code", ("We texted your phone {number}. Please enter the code to sign in.",)
            ),
        },
        {
            Verdict.MISSING: "Enter the code from the message.",
            Verdict.WRONG: "This code is not right. Check the message and try again.",
            Verdict.EXPIRED: "This code has expired. Have a new code sent.",
            Verdict.USED: "This code has been used before. Have a new code sent.",
        },
    ),
    choice="Text {number}",
    preference=Preference(3, Device.AUTHENTICATION_PHONE, "Text code to my authentication phone"),
)
