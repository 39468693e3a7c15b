"""Step 1: which device, which method, which number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

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
from stapsgewijs.pages.views import Choice, Frame, MethodPage
from stapsgewijs.web.flows.enrollment_request import enrollment_context, enrollment_form
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.messages import DEVICES, rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

FIRST_REGION: Final = "NL"


@dataclass(frozen=True, slots=True)
class MethodForm:
    """The fields of the form, as they were sent."""

    device: str = ""
    method: str = ""
    region: str = FIRST_REGION
    number: str = ""

    @classmethod
    def from_form(cls, form: FormFields) -> MethodForm:
        """Return what was sent."""
        return cls(form.cut("method"), form.cut("way"), form.cut("region"), form.cut("number"))

    @classmethod
    def of(cls, enrollment: Enrollment) -> MethodForm:
        """Return what was chosen before, for who comes back."""
        if enrollment.state is State.CHOOSING:
            return cls()
        number = enrollment.number
        region = (number.region if number else "") or FIRST_REGION
        method_id = METHODS.by_id(enrollment.method).same_as or enrollment.method
        return cls(enrollment.device, method_id, region, number.international if number else "")

    def validation_errors(self, regions: Sequence[Choice]) -> dict[str, Message]:
        """Return what no browser would send of this form, as errors of the page."""
        if self.device not in set(Device):
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


def error_field(reason: RejectionReason) -> str:
    """Return the field of the page at which a rejection is shown."""
    is_about_method = reason in {RejectionReason.NOT_ALLOWED, RejectionReason.BLOCKED}
    return "method_error" if is_about_method else "number_error"


def method_page(  # noqa: PLR0913  # what the page shows
    frame: Frame,
    policy: Policy,
    chosen: MethodForm,
    *,
    regions: Sequence[Choice],
    note: str,
    action: str,
    cancel: str,
    notice: Message | None = None,
    **errors: Message,
) -> MethodPage:
    """Return step 1, with the errors at their fields."""
    reached = {device for flow in FLOWS for device in _devices_of(flow.method)} - {Device.ALTERNATE_PHONE}
    offered = [each for each in Device if each in reached and policy.offers(each)]
    device = chosen.device or (offered[0] if offered else Device.AUTHENTICATION_PHONE)
    known = [each.method for each in FLOWS]
    allowed = [each for each in known if any(policy.allows(device, each) for device in _devices_of(each))]
    method = chosen.method or (allowed[0] if allowed else "")
    is_greyed_out = len(allowed) < len(known) or any(each not in offered for each in reached)
    return MethodPage(
        frame,
        action=action,
        cancel=cancel,
        devices=tuple(
            Choice(e, DEVICES[e], chosen=e == device, disabled=e not in offered)
            for e in DEVICES
            if e is not Device.ALTERNATE_PHONE
        ),
        regions=tuple(replace(each, chosen=True) if each.value == chosen.region else each for each in regions),
        methods=tuple(
            Choice(e.method, e.label, chosen=e.method == method, disabled=e.method not in allowed) for e in FLOWS
        ),
        number=chosen.number,
        number_required=all(METHODS.by_id(each).needs_number for each in known),
        note=note,
        note_needed=is_greyed_out,
        notice=notice,
        **errors,
    )


def _devices_of(method_id: str) -> set[Device]:
    """Return the devices that the choice of a method in the form can mean."""
    return {device for each in METHODS if method_id in {each.id, each.same_as} for device in each.devices}


async def method(request: Request) -> Response:
    """Show step 1; until something is verified one can come back to it."""
    ctx = enrollment_context(request)
    ctx.require_state(*UNDER_WAY)
    chosen = MethodForm.of(ctx.enrollment)
    return ctx.visit.render(_page(ctx.visit, chosen, notice=ctx.visit.session.take_notice()))


async def choose_method(request: Request) -> Response:
    """Reach the device; what cannot be done is said at the field it is about."""
    ctx, form = await enrollment_form(request)
    visit, chosen = ctx.visit, MethodForm.from_form(form)
    if errors := chosen.validation_errors(visit.state.regions):
        return visit.render(_page(visit, chosen, **errors), 422)
    service, device = visit.organisation.enrollments, Device(chosen.device)
    try:
        service.start(ctx.enrollment, device, chosen.method, chosen.number, chosen.region, form=form.token)
    except RequestRejectedError as error:
        return visit.render(_page(visit, chosen, **chosen.rejection_errors(error.reason, visit)), 422)
    except ForbiddenEventError:
        return ctx.redirect()
    return ctx.redirect()


def _page(ctx: RequestContext, chosen: MethodForm, notice: Message | None = None, **errors: Message) -> MethodPage:
    return method_page(
        ctx.frame(),
        ctx.organisation.policy,
        chosen,
        regions=ctx.state.regions,
        note=ctx.state.note,
        action=f"{ctx.home}method",
        cancel=f"{ctx.home}cancel",
        notice=notice,
        **errors,
    )


routes: Final = [page_route("/method", method), page_route("/method", choose_method, "POST")]
