"""Step 1: which device, which method, which number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import (
    METHODS,
    UNDER_WAY,
    Device,
    Enrollment,
    ForbiddenEventError,
    Policy,
    RejectionReason,
    RequestRejectedError,
    State,
)
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Choice, Frame, MethodGroup, MethodPage
from stapsgewijs.web.flows.enrollment_request import ENROLLING, enrollment_of
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.messages import DEVICES, rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import PendingApp
    from stapsgewijs.web.flows.verification import VerificationContext
    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

FIRST_REGION: Final = "NL"
OFFERED: Final = (Device.AUTHENTICATION_PHONE, Device.OFFICE_PHONE, Device.MOBILE_APP)
"""The devices of the list; an alternate phone is added on the settings page."""
_LEGENDS: Final = {Device.MOBILE_APP: "How do you want to use the mobile app"}
NOT_CONFIGURED: Final = "Please configure the mobile app."
CONFIGURED: Final = "Mobile app has been configured for notifications and verification codes."
CONFIGURED_FOR_CODES: Final = "Mobile app has been configured for verification codes."
_FIRST_FIELD: Final = "way"
_FIELDS: Final = {
    RejectionReason.NOT_ALLOWED: "method_error",
    RejectionReason.BLOCKED: "method_error",
    RejectionReason.ACCOUNT_LOCKED: "method_error",
    RejectionReason.EXTENSION: "extension_error",
    RejectionReason.APP_NOT_CONFIGURED: "app_error",
    RejectionReason.APP_DEVICES: "app_error",
}
"""The field at which a rejection is shown; of all others: the number."""
DEVICE_OF_FIELD: Final = {"extension_error": Device.OFFICE_PHONE, "app_error": Device.MOBILE_APP}
IN_STEP_1: Final = (
    RejectionReason.NUMBER_MISSING,
    RejectionReason.NOT_A_NUMBER,
    RejectionReason.NUMBER_DOES_NOT_EXIST,
    RejectionReason.LANDLINE,
    RejectionReason.NO_TEXT_MESSAGES,
    RejectionReason.PREMIUM,
    RejectionReason.VIRTUAL,
    RejectionReason.KIND,
    RejectionReason.THROTTLED,
    RejectionReason.SENDS,
    RejectionReason.CHANNEL,
    *_FIELDS,
)
"""What can be said there."""


@dataclass(frozen=True, slots=True)
class MethodForm:
    """The fields of the form, as they were sent."""

    device: str = ""
    method: str = ""
    region: str = FIRST_REGION
    number: str = ""
    extension: str = ""

    @classmethod
    def from_form(cls, form: FormFields) -> MethodForm:
        """Return what was sent; the method is that of the group of the device, of one with a single method that one."""
        device = form.cut("method")
        methods = METHODS.of_device(Device(device)) if device in OFFERED else ()
        method = methods[0].id if len(methods) == 1 else form.cut(field_of(device)) or form.cut(_FIRST_FIELD)
        return cls(device, method, form.cut("region"), form.cut("number"), form.cut("extension"))

    @classmethod
    def of(cls, enrollment: Enrollment, app_use: str = "") -> MethodForm:
        """Return what was chosen before, for who comes back; `app_use` is what was chosen with an app not yet tried."""
        if enrollment.state is State.CHOOSING:
            return cls()
        number = enrollment.number
        region = (number.region if number else "") or FIRST_REGION
        shown = number.international if number else ""
        return cls(enrollment.device, enrollment.method or app_use, region, shown, enrollment.extension)

    def validation_errors(self, regions: Sequence[Choice]) -> dict[str, Message]:
        """Return what no browser would send of this form, as errors of the page."""
        if self.device not in OFFERED:
            return {"device_error": Message("Choose how we should contact you.")}
        if self.region not in {each.value for each in regions}:
            return {"region_error": Message("Choose a country or region from the list.")}
        if self.method not in METHODS:
            return {"method_error": Message("Choose how we should contact you.")}
        return {}

    def rejection_errors(self, reason: RejectionReason, ctx: RequestContext) -> dict[str, Message]:
        """Return a rejection as an error of the field it is about."""
        names = {each.value: each.name.partition(" (")[0] for each in ctx.state.regions}
        is_international = self.number.strip().startswith(("+", "00"))
        region = "" if is_international else names.get(self.region, "")
        until = ctx.organisation.enrollments.blocked_until(ctx.session.person)
        return {error_field(reason): rejection_message(reason, region=region, until=until)}


def field_of(device: str) -> str:
    """Return what the form calls the methods of a device."""
    return _FIRST_FIELD if device == OFFERED[0] else f"{_FIRST_FIELD}-{device}"


def error_field(reason: RejectionReason) -> str:
    """Return the field of the page at which a rejection is shown."""
    return _FIELDS.get(reason, "number_error")


def method_page(  # noqa: PLR0913  # what the page shows
    frame: Frame,
    policy: Policy,
    chosen: MethodForm,
    *,
    regions: Sequence[Choice],
    note: str,
    action: str,
    cancel: str,
    set_up: str,
    app_said: str = NOT_CONFIGURED,
    notice: Message | None = None,
    method_error: Message | None = None,
    **errors: Message,
) -> MethodPage:
    """Return step 1, with the errors at their fields."""
    offered = [each for each in OFFERED if policy.offers(each)]
    device = Device(chosen.device) if chosen.device in OFFERED else next(iter(offered), OFFERED[0])
    groups = tuple(_group(policy, each, chosen.method if each is device else "") for each in OFFERED)
    groups = tuple(each for each in groups if len(each.methods) > 1)
    if method_error and device not in {each.device for each in groups}:
        errors["device_error"] = method_error  # its method is not shown: there is but one
    return MethodPage(
        frame,
        action=action,
        cancel=cancel,
        set_up=set_up,
        devices=tuple(Choice(e, DEVICES[e], chosen=e == device, disabled=e not in offered) for e in OFFERED),
        regions=tuple(replace(each, chosen=True) if each.value == chosen.region else each for each in regions),
        groups=tuple(replace(each, error=method_error) if each.device == device else each for each in groups),
        numbered=tuple(each for each in OFFERED if each is not Device.MOBILE_APP),
        extended=(Device.OFFICE_PHONE,),
        apps=(Device.MOBILE_APP,),
        number=chosen.number,
        extension=chosen.extension,
        app_said=app_said,
        app_is_ready=app_said != NOT_CONFIGURED,
        note=note,
        note_needed=any(each.disabled for group in groups for each in group.methods) or len(offered) < len(OFFERED),
        notice=notice,
        **errors,
    )


def _group(policy: Policy, device: Device, chosen: str) -> MethodGroup:
    methods = [each.id for each in METHODS.of_device(device)]
    allowed = [each for each in methods if policy.allows(device, each)]
    method = chosen or next(iter(allowed), "")
    choices = (Choice(e, FLOWS.of(e).label, chosen=e == method, disabled=e not in allowed) for e in methods)
    return MethodGroup(device, field_of(device), _LEGENDS.get(device, "Method"), tuple(choices))


async def method(request: Request) -> Response:
    """Show step 1; until something is verified one can come back to it."""
    ctx = ENROLLING.context(request)
    ctx.require_state(*UNDER_WAY)
    chosen = MethodForm.of(enrollment_of(ctx), ctx.visit.session.app_use)
    return ctx.visit.render(method_page_of(ctx, chosen, notice=ctx.visit.session.take_notice()))


async def choose_method(request: Request) -> Response:
    """Reach the device; what cannot be done is said at the field it is about."""
    ctx, form = await ENROLLING.form(request)
    visit, chosen = ctx.visit, MethodForm.from_form(form)
    if errors := chosen.validation_errors(visit.state.regions):
        return visit.render(method_page_of(ctx, chosen, **errors), 422)
    service, device = visit.organisation.enrollments, Device(chosen.device)
    number = {"text": chosen.number, "region": chosen.region, "extension": chosen.extension}
    try:
        service.start(enrollment_of(ctx), device, chosen.method, **number, form=form.token)
    except RequestRejectedError as error:
        return visit.render(method_page_of(ctx, chosen, **chosen.rejection_errors(error.reason, visit)), 422)
    except ForbiddenEventError:
        return ctx.redirect()
    return ctx.redirect()


def method_page_of(ctx: VerificationContext, chosen: MethodForm, **errors: Any) -> MethodPage:  # noqa: ANN401  # idem
    """Return step 1 for whoever enrolls here."""
    visit = ctx.visit
    return method_page(
        visit.frame(),
        visit.organisation.policy,
        chosen,
        regions=visit.state.regions,
        note=visit.state.note,
        action=f"{visit.home}method",
        cancel=f"{visit.home}cancel",
        set_up=f"{visit.home}app/set-up",
        app_said=_said_of(enrollment_of(ctx).app),
        **errors,
    )


def _said_of(app: PendingApp | None) -> str:
    if app is None or app.device is None:
        return NOT_CONFIGURED
    return CONFIGURED if app.device.notifications else CONFIGURED_FOR_CODES


routes: Final = [page_route("/method", method), page_route("/method", choose_method, "POST")]
