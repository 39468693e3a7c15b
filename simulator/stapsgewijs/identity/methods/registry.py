"""What is verified and how: the device, and the way a secret reaches it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Device(StrEnum):
    """What the list in step 1 offers."""

    AUTHENTICATION_PHONE = "authentication-phone"
    OFFICE_PHONE = "office-phone"
    MOBILE_APP = "mobile-app"


class Way(StrEnum):
    """How the second step reaches a device; the names are those of the policy."""

    TEXT_MESSAGE = "text_message"
    PHONE_CALL = "phone_call"


WAYS: Final = {
    Device.AUTHENTICATION_PHONE: (Way.TEXT_MESSAGE, Way.PHONE_CALL),
    # Office phones are called, never sent a message (documented, ED concept-authentication-phone-options.md).
    Device.OFFICE_PHONE: (Way.PHONE_CALL,),
    # The app is listed because the documented page lists it; this simulator has no app.
    Device.MOBILE_APP: (),
}
