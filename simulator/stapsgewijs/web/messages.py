"""Which sentence of the catalogue says what of devices and rejections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Device, RejectionReason
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from datetime import datetime

DEVICES: Final = {
    Device.AUTHENTICATION_PHONE: "Authentication phone",
    Device.OFFICE_PHONE: "Office phone",
    Device.MOBILE_APP: "Mobile app",
    Device.ALTERNATE_PHONE: "Alternate authentication phone",
}

REJECTIONS: Final = {
    RejectionReason.NUMBER_MISSING: "Enter your phone number.",
    RejectionReason.NOT_A_NUMBER: "This is not a phone number. Enter it with digits, as 06 12345678.",
    RejectionReason.LANDLINE: "This is a landline, which cannot receive text messages. "
    "Have us call you, or enter a mobile number.",
    RejectionReason.NO_TEXT_MESSAGES: (
        "This number cannot receive text messages. Have us call you, or enter a mobile number."
    ),
    RejectionReason.PREMIUM: "Information and premium-rate numbers cannot be used. Enter another number.",
    RejectionReason.VIRTUAL: "Virtual numbers and numbers of devices cannot be used. Enter another number.",
    RejectionReason.KIND: "This kind of number cannot be used. Enter another number.",
    RejectionReason.NOT_ALLOWED: "Your organisation does not allow this method. Choose another one.",
    RejectionReason.THROTTLED: "This number has received too many codes. Wait a few minutes and try again.",
    RejectionReason.SENDS: "You have asked for too many codes. Wait a few minutes and try again.",
    RejectionReason.REQUESTS: "Your app has received too many requests. Wait a few minutes, or use another method.",
    RejectionReason.CHANNEL: "We could not send a message to this number. Enter another number.",
    RejectionReason.APP_PASSWORDS: "You have as many app passwords as one person can have.",
    RejectionReason.LOCKED_OUT: ("Something wrong was entered too many times. Wait a few minutes and sign in again."),
    RejectionReason.ACCOUNT_LOCKED: (
        "Your account is locked, because something wrong was entered too many times in a row. Ask your administrator."
    ),
    RejectionReason.EXTENSION: "An extension has digits only. Leave it empty if there is none.",
    RejectionReason.APP_NOT_CONFIGURED: "Set up the mobile app first.",
    RejectionReason.APP_NOT_ACTIVATED: (
        "The app has not added the account yet. Scan the QR code, and go on when the app shows a code."
    ),
    RejectionReason.APP_DEVICES: ("You have as many authenticator apps as one person can have. Delete one first."),
    RejectionReason.ACTIVATION_UNKNOWN: "The account could not be added. Check the code and the URL.",
    RejectionReason.ACTIVATION_USED: (
        "The account could not be added: this code has been used before. Have a new one shown."
    ),
    RejectionReason.ACTIVATION_EXPIRED: "This code has expired. Have a new one shown.",
    RejectionReason.NOT_REGISTERED: ("You have not set up this method. Choose another one, or set it up first."),
    RejectionReason.NAME_MISSING: "Enter a name.",
    RejectionReason.NAME_TOO_LONG: "This name is too long. Enter one of at most 64 characters.",
    RejectionReason.APP_PASSWORDS_OFF: "Your organisation does not allow app passwords.",
}


def rejection_message(reason: RejectionReason, *, region: str = "", until: datetime | None = None) -> Message:
    """Return the sentence for a rejection; `region` is a name to show, `until` when a block ends."""
    if reason is RejectionReason.BLOCKED:
        template = "Verification is blocked for you until {date}, because fraud was reported. Ask your administrator."
        return Message.of(template, date=f"{until:%d-%m-%Y}" if until else "…")
    if reason is RejectionReason.NUMBER_DOES_NOT_EXIST:
        if region:
            template = "This number does not exist in {region}. Check the number and the country or region."
            return Message.of(template, region=region)
        return Message("This number does not exist. Check the number and the country or region.")
    return Message(REJECTIONS[reason])
