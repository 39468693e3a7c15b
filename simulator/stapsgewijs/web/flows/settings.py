"""The settings of who has registered: the preferred option, phones, app devices, trusted browsers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import (
    Device,
    NumberEntry,
    Option,
    RejectionReason,
    RequestRejectedError,
    SettingsRejectedError,
    State,
)
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.settings import (
    DeviceRow,
    PhoneRow,
    SettingsPage,
    SettingsSavedPage,
    Tabs,
    VerifyPreferredPage,
)
from stapsgewijs.pages.flows.verification import Purpose
from stapsgewijs.pages.views import SAMPLE_NUMBER, Choice
from stapsgewijs.web.flows.enrollment_request import ENROLLING
from stapsgewijs.web.flows.preferred_option import NOT_PROVED, PROVING
from stapsgewijs.web.flows.registry import FLOWS, Sample
from stapsgewijs.web.flows.sign_in_request import verified_context
from stapsgewijs.web.flows.verification import WrongStepError
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.parameters import read_form
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import AppDevice
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.registry import MethodFlow
    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

PHONES: Final = {
    Device.AUTHENTICATION_PHONE: "Authentication phone",
    Device.OFFICE_PHONE: "Office phone",
    Device.ALTERNATE_PHONE: "Alternate authentication phone",
}
FIRST_REGION: Final = "NL"

SAVED: Final = "Your settings have been saved."
DEVICE_DELETED: Final = "“{name}” has been deleted. Remove your account in the app on that phone as well."
OTHER_DEFAULT: Final = (
    "“{name}” has been deleted. Remove your account in the app on that phone as well. "
    "Your preferred option is now “{option}”."
)
TODAY: Final = {"made": "made today", "added": "added today"}
ON_A_DAY: Final = {"made": "made on {date}", "added": "added on {date}"}
OTHER_APP: Final = "Another authenticator app"
RESTORED: Final = "From now on every device asks for a second step again."
NOT_USED: Final = "Tick the box to use this number, or clear the field."
NOT_REGISTERED: Final = "You cannot be reached this way. Choose another option, or set it up first."


def preferred_options() -> dict[Option, str]:
    """Return the preferred options in the order of their list, and the label (msgid) of each."""
    offered = {each.preference: each.method for each in FLOWS if each.preference}
    return {Option(offered[each], each.device): each.label for each in sorted(offered, key=lambda each: each.place)}


@dataclass(frozen=True, slots=True)
class PhoneEntry:
    """What stands in the row of a phone."""

    is_used: bool = False
    region: str = FIRST_REGION
    number: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The fields of the page; of what is greyed out nothing is sent, and it stays as it is."""

    option: str = ""
    phones: Mapping[Device, PhoneEntry] = field(default_factory=dict)
    keeps_apps: bool = True

    @classmethod
    def from_form(cls, form: FormFields) -> SettingsForm:
        """Return what was sent."""
        phones = {
            each: PhoneEntry(
                form.cut(f"{each}-used") == "yes",
                form.cut(f"{each}-region"),
                form.cut(f"{each}-number"),
                form.cut(f"{each}-extension"),
            )
            for each in PHONES
            if form.has(f"{each}-number")
        }
        return cls(form.cut("option"), phones, form.cut("app-used") == "yes" or not form.has("app-offered"))

    @classmethod
    def of(cls, visit: RequestContext) -> SettingsForm:
        """Return what a person has."""
        security, person = visit.organisation.security, visit.session.person
        default = security.default(person)
        phones = {
            device: PhoneEntry(
                is_used=True,
                region=phone.number.region or FIRST_REGION,
                number=phone.number.international,
                extension=phone.extension,
            )
            for device, phone in security.phones(person).items()
        }
        return cls(default.method if default in preferred_options() else "", phones)

    def entries(self) -> dict[Device, NumberEntry | None]:
        """Return the numbers to save; None forgets one."""
        return {
            device: NumberEntry(each.number, each.region, each.extension) if each.is_used else None
            for device, each in self.phones.items()
        }

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the fields as they were sent, name and value each, to be sent once more."""
        fields = {"option": self.option, "app-offered": "yes", "app-used": "yes" if self.keeps_apps else ""}
        for device, each in self.phones.items():
            fields[f"{device}-used"] = "yes" if each.is_used else ""
            fields[f"{device}-region"] = each.region
            fields[f"{device}-number"] = each.number
            fields[f"{device}-extension"] = each.extension
        return tuple(fields.items())

    @property
    def preferred(self) -> Option | None:
        """The option that was chosen."""
        return next((each for each in preferred_options() if each.method == self.option), None)

    def validation_errors(self, regions: Sequence[Choice], kept: SettingsForm) -> Errors:
        """Return what no browser would send, and numbers that were typed and not ticked, by their fields."""
        known, errors = {each.value for each in regions}, Errors()
        if self.option and self.preferred is None:
            errors.option = Message(NOT_REGISTERED)
        for device, each in self.phones.items():
            before = kept.phones.get(device, PhoneEntry())
            if each.is_used and each.region not in known:
                errors.at(device)["region_error"] = Message("Choose a country or region from the list.")
            elif not each.is_used and each.number.strip() not in {"", before.number}:
                errors.at(device)["number_error"] = Message(NOT_USED)
        return errors


@dataclass(slots=True)
class Errors:
    """What is wrong: `phones` by device and field of its row; `problem` is about no field."""

    option: Message | None = None
    app: Message | None = None
    problem: Message | None = None
    phones: dict[Device, dict[str, Message]] = field(default_factory=dict)

    def at(self, device: Device) -> dict[str, Message]:
        """Return the errors of the row of a phone, to add to."""
        return self.phones.setdefault(device, {})

    def __bool__(self) -> bool:
        return any((self.option, self.app, self.problem, self.phones))


def settings_context(request: Request) -> RequestContext:
    """Return the visit of somebody who has registered, and proved a second factor in this session.

    Raises `SignInNeededError`, and `WrongStepError` that leads to the second factor or to enrolling.
    """
    visit = verified_context(request)
    if not any(each.is_registered for each in visit.organisation.security.options(visit.session.person)):
        raise WrongStepError(lambda: visit.redirect("more-information"))
    return visit


async def settings_form(request: Request) -> tuple[RequestContext, FormFields]:
    """Return that visit and what was sent; raises `FormRefusedError` too."""
    form = await read_form(request)
    visit = settings_context(request)
    visit.verify_csrf(request, form)
    return visit, form


def tabs_of(visit: RequestContext, *, is_at_app_passwords: bool = False) -> Tabs:
    """Return the links to both pages."""
    app_passwords = f"{visit.home}app-passwords" if visit.organisation.policy.app_passwords else ""
    return Tabs(f"{visit.home}settings", app_passwords, is_at_app_passwords)


async def settings(request: Request) -> Response:
    """Show the settings."""
    visit = settings_context(request)
    return visit.render(_page(visit, SettingsForm.of(visit), notice=visit.session.take_notice()))


async def save(request: Request) -> Response:
    """Save them, or say at each field what is wrong."""
    visit, form = await settings_form(request)
    sent = SettingsForm.from_form(form)
    errors = sent.validation_errors(visit.state.regions, SettingsForm.of(visit))
    if not errors:
        security, person, entries = visit.organisation.security, visit.session.person, sent.entries()
        try:
            wanted = security.proof_wanted(person, sent.preferred, entries, keeps_apps=sent.keeps_apps)
            if wanted is not None:
                return visit.render(_verify_page(visit, sent, wanted))
            security.save(person, sent.preferred, entries, keeps_apps=sent.keeps_apps)
        except RequestRejectedError as error:
            errors = _rejected(visit, sent, error)
    if errors:
        return visit.render(_page(visit, sent, errors), 422)
    return visit.redirect("settings/saved")


async def verify(request: Request) -> Response:
    """Have the preferred option prove itself; once it has, the settings are saved."""
    visit, form = await settings_form(request)
    sent = SettingsForm.from_form(form)
    errors = sent.validation_errors(visit.state.regions, SettingsForm.of(visit))
    if errors:
        return visit.render(_page(visit, sent, errors), 422)
    security, person = visit.organisation.security, visit.session.person
    try:
        test = security.save(person, sent.preferred, sent.entries(), keeps_apps=sent.keeps_apps)
    except RequestRejectedError as error:
        return visit.render(_page(visit, sent, _rejected(visit, sent, error)), 422)
    if test is None:
        return visit.redirect("settings/saved")
    visit.session.default_test = test.id
    return visit.redirect(PROVING.page_of(test))


async def saved(request: Request) -> Response:
    """Say that they are saved."""
    visit = settings_context(request)
    return visit.render(SettingsSavedPage(visit.frame(), f"{visit.home}settings"))


async def cancel(request: Request) -> Response:
    """Show again what is kept."""
    visit, _ = await settings_form(request)
    visit.session.notice = Message("Canceled. Nothing was saved.")
    return visit.redirect("settings")


async def set_up_app(request: Request) -> Response:
    """Begin to add an app, in the dialog that enrolling has too."""
    visit, form = await settings_form(request)
    enrollments = visit.organisation.enrollments
    enrollment = enrollments.begin(visit.session.person, adds_device=True)
    try:
        enrollments.set_up_app(enrollment, form=form.token)
    except RequestRejectedError as error:
        errors = Errors(app=rejection_message(error.reason))
        return visit.render(_page(visit, SettingsForm.of(visit), errors), 409)
    visit.session.enrollment = enrollment.id
    return visit.redirect(ENROLLING.page_of(enrollment))


async def drop_app(request: Request) -> Response:
    """Add no app after all."""
    visit, _ = await settings_form(request)
    enrollment = ENROLLING.find(visit)
    if enrollment is not None and enrollment.adds_device and enrollment.state is not State.ENROLLED:
        visit.organisation.enrollments.cancel(enrollment)
        visit.session.notice = Message("Canceled. Nothing was saved.")
    return visit.redirect("settings")


async def delete_device(request: Request) -> Response:
    """Forget an app: its codes and its answers are refused from now on."""
    visit, _ = await settings_form(request)
    security, person, device_id = visit.organisation.security, visit.session.person, request.path_params["device_id"]
    name = next((_device_name(visit, each) for each in security.devices(person) if each.id == device_id), "")
    has_other_default = security.delete_device(person, device_id)
    default = security.default(person)
    if name and has_other_default and default in preferred_options():
        catalogue = visit.state.renderer.catalogue
        option = catalogue.label(catalogue.nearby(preferred_options()[default], SettingsPage.surface))
        visit.session.notice = Message.of(OTHER_DEFAULT, name=name, option=option)
    elif name:
        visit.session.notice = Message.of(DEVICE_DELETED, name=name)
    return visit.redirect("settings")


async def restore(request: Request) -> Response:
    """Trust no browser any more."""
    visit, _ = await settings_form(request)
    visit.organisation.security.restore(visit.session.person)
    visit.session.notice = Message(RESTORED)
    return visit.redirect("settings")


def _rejected(visit: RequestContext, sent: SettingsForm, error: RequestRejectedError) -> Errors:
    """Return a rejection as an error of the field that it is about."""
    until = visit.organisation.enrollments.blocked_until(visit.session.person)
    if not isinstance(error, SettingsRejectedError):
        return Errors(problem=rejection_message(error.reason, until=until))
    if error.device is None:
        is_absent = error.reason is RejectionReason.NOT_REGISTERED
        return Errors(option=Message(NOT_REGISTERED) if is_absent else rejection_message(error.reason))
    device = error.device
    entry, errors = sent.phones[device], Errors()
    is_international = entry.number.strip().startswith(("+", "00"))
    names = {each.value: each.name.partition(" (")[0] for each in visit.state.regions}
    said = rejection_message(error.reason, region="" if is_international else names[entry.region])
    errors.at(device)["extension_error" if error.reason is RejectionReason.EXTENSION else "number_error"] = said
    return errors


def _page(
    visit: RequestContext, shown: SettingsForm, errors: Errors | None = None, notice: Message | None = None
) -> SettingsPage:
    home, person, policy, security = (
        visit.home,
        visit.session.person,
        visit.organisation.policy,
        visit.organisation.security,
    )
    errors, offered, devices = errors or Errors(), security.options(person), security.devices(person)
    allowed = {each.option.device for each in offered if each.is_allowed}
    usable = {each.option for each in offered if each.is_allowed and each.is_registered}
    kept = SettingsForm.of(visit)
    return SettingsPage(
        visit.frame(),
        tabs_of(visit),
        action=f"{home}settings",
        cancel=f"{home}settings/cancel",
        set_up=f"{home}settings/app",
        restore=f"{home}settings/restore" if policy.remember_days else "",
        options=tuple(
            Choice(each.method, msgid, chosen=each.method == shown.option, disabled=each not in usable)
            for each, msgid in preferred_options().items()
        ),
        phones=tuple(
            _row(
                device,
                shown.phones.get(device, kept.phones.get(device, PhoneEntry())),
                visit.state.regions,
                allowed=device in allowed,
                **errors.phones.get(device, {}),
            )
            for device in PHONES
        ),
        devices=tuple(
            DeviceRow(
                place,
                _device_name(visit, each),
                said_on(visit, each.added, "added"),
                each.added.isoformat(),
                f"{home}settings/devices/{each.id}/delete",
                codes_only=not each.notifications,
            )
            for place, each in enumerate(devices, 1)
        ),
        app_used=bool(devices) and shown.keeps_apps,
        app_allowed=Device.MOBILE_APP in allowed,
        notice=notice,
        problem=errors.problem,
        option_error=errors.option,
        app_error=errors.app,
    )


def said_on(visit: RequestContext, moment: datetime, what: str) -> Message:
    """Return when something was `made` or `added`. What is of today looks the same every day."""
    if moment.date() == visit.organisation.clock.now().date():
        return Message(TODAY[what])
    return Message.of(ON_A_DAY[what], date=f"{moment:%d-%m-%Y}")


def _device_name(visit: RequestContext, device: AppDevice) -> str:
    """Return the name that an app gave itself; one that scanned the code for other apps told none."""
    return device.name or visit.state.renderer.catalogue.text(OTHER_APP)


def _verify_page(visit: RequestContext, sent: SettingsForm, wanted: Option) -> VerifyPreferredPage:
    entry, home = sent.phones.get(wanted.device), f"{visit.home}settings"
    number, option = entry.number if entry else "", preferred_options().get(wanted) or PHONES[wanted.device]
    return VerifyPreferredPage(visit.frame(), f"{home}/verify", f"{home}/cancel", option, number, sent.fields())


def _row(
    device: Device, entry: PhoneEntry, regions: Sequence[Choice], *, allowed: bool = True, **errors: Message
) -> PhoneRow:
    """Return the row of a phone; only an office phone has an extension."""
    return PhoneRow(
        device,
        PHONES[device],
        tuple(replace(each, chosen=True) if each.value == entry.region else each for each in regions),
        is_used=entry.is_used,
        number=entry.number,
        extension=entry.extension if device is Device.OFFICE_PHONE else None,
        allowed=allowed,
        **errors,
    )


def samples(frame: Frame, regions: Sequence[Choice], catalogue: Catalogue) -> Iterator[Sample]:
    """Give the settings in all their states."""
    made = (Message.of(ON_A_DAY["added"], date="12-10-2026"), "2026-10-12T09:30:00+00:00")
    phones = (
        _row(Device.AUTHENTICATION_PHONE, PhoneEntry(is_used=True, number=SAMPLE_NUMBER), regions),
        _row(Device.OFFICE_PHONE, PhoneEntry(is_used=True, number="+31 20 249 0048", extension="112"), regions),
        _row(Device.ALTERNATE_PHONE, PhoneEntry(), regions),
    )
    page = SettingsPage(
        frame,
        Tabs("settings.html", "app-passwords.html"),
        action="settings-saved.html",
        cancel="settings-canceled.html",
        set_up="app.html",
        restore="settings-restored.html",
        options=_choices(*Device),
        phones=phones,
        devices=(
            DeviceRow(1, "Android", *made, "settings-device-deleted.html"),
            DeviceRow(2, catalogue.text(OTHER_APP), *made, "settings-device-deleted.html", codes_only=True),
        ),
        app_used=True,
    )
    yield Sample("settings", page)
    unused = (phones[0], replace(phones[1], is_used=False, number="", extension=""), phones[2])
    alone = replace(page, options=_choices(Device.AUTHENTICATION_PHONE), phones=unused, devices=(), app_used=False)
    yield Sample("settings-one-phone", alone)
    forbidden = tuple(replace(each, allowed=each.id == "authentication-phone") for each in unused)
    no_app = replace(alone, phones=forbidden, app_allowed=False, restore="", tabs=Tabs("settings.html", ""))
    yield Sample("settings-forbidden", no_app)
    for name, said in (
        ("canceled", Message("Canceled. Nothing was saved.")),
        ("restored", Message(RESTORED)),
        ("not-proved", Message(NOT_PROVED)),
        ("device-deleted", Message.of(DEVICE_DELETED, name="Android")),
    ):
        yield Sample(f"settings-{name}", replace(page, notice=said), said)
    full = rejection_message(RejectionReason.APP_DEVICES)
    yield Sample("settings-full", replace(page, app_error=full), full)
    wrong = Message("This is not a phone number. Enter it with digits, as 06 12345678.")
    number = replace(phones[0], number="06 1234", number_error=wrong)
    yield Sample("settings-number", replace(page, phones=(number, *phones[1:])), wrong)
    unticked = replace(phones[2], number="06 87654321", number_error=Message(NOT_USED))
    yield Sample("settings-unticked", replace(page, phones=(*phones[:2], unticked)), Message(NOT_USED))
    absent = Message(NOT_REGISTERED)
    yield Sample("settings-option", replace(page, option_error=absent), absent)
    yield Sample("settings-saved", SettingsSavedPage(frame, "settings.html"), Message(SAVED))
    option = next(each.msgid for each in page.options if each.chosen)
    proof = VerifyPreferredPage(frame, "settings-saved.html", "settings-canceled.html", option, SAMPLE_NUMBER)
    yield Sample("settings-verify", proof)
    title = "Additional security verification"
    proving = Purpose("settings", title, "settings-not-proved.html", "settings.html", back_label=title)
    yield from FLOWS.samples(frame, proving, lambda flow: f"settings-verify-{flow.verify_page}", _after_proof)


def _after_proof(_: MethodFlow) -> str:
    return "settings-saved.html"


def _choices(*devices: Device) -> tuple[Choice, ...]:
    """Return the list for who has these devices: the last option of the authentication phone is chosen."""
    options = preferred_options()
    chosen = [each for each in options if each.device is Device.AUTHENTICATION_PHONE][-1]
    return tuple(
        Choice(each.method, msgid, chosen=each == chosen, disabled=each.device not in devices)
        for each, msgid in options.items()
    )


routes: Final = [
    page_route("/settings", settings),
    page_route("/settings", save, "POST"),
    page_route("/settings/saved", saved),
    page_route("/settings/verify", verify, "POST"),
    page_route("/settings/cancel", cancel, "POST"),
    page_route("/settings/app", set_up_app, "POST"),
    page_route("/settings/app/cancel", drop_app, "POST"),
    page_route("/settings/devices/{device_id}/delete", delete_device, "POST"),
    page_route("/settings/restore", restore, "POST"),
]
