"""The settings of who has registered: the preferred option, phones, app devices, trusted browsers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.settings import (
    DeviceRow,
    PhoneRow,
    SettingsPage,
    SettingsSavedPage,
    Tabs,
    VerifyPreferredPage,
)
from stapsgewijs.pages.views import SAMPLE_NUMBER, Choice
from stapsgewijs.web.flows.registry import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.pages.views import Frame

OPTIONS: Final = {
    "app_notification": "Notify me through app",
    "phone_call": "Call my authentication phone",
    "text_message": "Text code to my authentication phone",
    "office_call": "Call my office phone",
    "app_code": "Use verification code from app",
}
"""The preferred options, by the method that each is of: label (msgid)."""

SAVED: Final = "Your settings have been saved."
TOO_MANY_DEVICES: Final = "You have as many apps as one person can have. Delete one first."
DEVICE_DELETED: Final = "“{name}” has been deleted. Remove your account in the app on that phone as well."
RESTORED: Final = "From now on every device asks for a second step again."
NOT_USED: Final = "Tick the box to use this number, or clear the field."
NOT_REGISTERED: Final = "You cannot be reached this way. Choose another option, or set it up first."


def samples(frame: Frame, regions: Sequence[Choice]) -> Iterator[Sample]:
    """Give the settings in all their states."""
    own = tuple(replace(each, chosen=not place) for place, each in enumerate(regions))
    phones = (
        PhoneRow("authentication-phone", "Authentication phone", own, is_used=True, number=SAMPLE_NUMBER),
        PhoneRow("office-phone", "Office phone", own, is_used=True, number="+31 20 249 0048", extension="112"),
        PhoneRow("alternate-phone", "Alternate authentication phone", own),
    )
    page = SettingsPage(
        frame,
        Tabs("settings.html", "app-passwords.html"),
        action="settings-saved.html",
        cancel="settings-canceled.html",
        set_up="settings-app.html",
        restore="settings-restored.html",
        options=_options("text_message", "app_notification", "phone_call", "text_message", "office_call", "app_code"),
        phones=phones,
        devices=(DeviceRow(1, "Android (+31 6 12345678)", "settings-device-deleted.html"),),
        app_used=True,
    )
    yield Sample("settings", page)
    only_phone = _options("text_message", "phone_call", "text_message")
    unused = (phones[0], replace(phones[1], is_used=False, number="", extension=""), phones[2])
    alone = replace(page, options=only_phone, phones=unused, devices=(), app_used=False)
    yield Sample("settings-one-phone", alone)
    forbidden = tuple(replace(each, allowed=each.id == "authentication-phone") for each in unused)
    no_app = replace(alone, phones=forbidden, app_allowed=False, restore="", tabs=Tabs("settings.html", ""))
    yield Sample("settings-forbidden", no_app)
    for name, said in (
        ("canceled", Message("Canceled. Nothing was saved.")),
        ("restored", Message(RESTORED)),
        ("device-deleted", Message.of(DEVICE_DELETED, name="Android (+31 6 12345678)")),
    ):
        yield Sample(f"settings-{name}", replace(page, notice=said), said)
    full = Message(TOO_MANY_DEVICES)
    yield Sample("settings-full", replace(page, app_error=full), full)
    wrong = Message("This is not a phone number. Enter it with digits, as 06 12345678.")
    number = replace(phones[0], number="06 1234", number_error=wrong)
    yield Sample("settings-number", replace(page, phones=(number, *phones[1:])), wrong)
    unticked = replace(phones[2], number="06 87654321", number_error=Message(NOT_USED))
    yield Sample("settings-unticked", replace(page, phones=(*phones[:2], unticked)), Message(NOT_USED))
    absent = Message(NOT_REGISTERED)
    yield Sample("settings-option", replace(page, option_error=absent), absent)
    yield Sample("settings-saved", SettingsSavedPage(frame, "settings.html"), Message(SAVED))
    option = OPTIONS["text_message"]
    verify = VerifyPreferredPage(frame, "settings-saved.html", "settings-canceled.html", option, SAMPLE_NUMBER)
    yield Sample("settings-verify", verify)


def _options(chosen: str, *usable: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(method, msgid, chosen=method == chosen, disabled=method not in usable)
        for method, msgid in OPTIONS.items()
    )
