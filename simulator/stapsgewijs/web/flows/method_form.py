"""Step 1 as a form: what was chosen and typed, what is wrong with it, and the page that shows both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Device, Enrollment, RejectionReason, Way
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Choice, MethodPage
from stapsgewijs.web.messages import DEVICES, WAYS, rejection_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

FIRST_REGION: Final = "NL"


@dataclass(frozen=True, slots=True)
class MethodForm:
    """The fields of the form, as they were sent."""

    method: str = ""
    way: str = ""
    region: str = FIRST_REGION
    number: str = ""

    @classmethod
    def from_form(cls, form: FormFields) -> MethodForm:
        """Return what was sent."""
        return cls(form.cut("method"), form.cut("way"), form.cut("region"), form.cut("number"))

    @classmethod
    def of(cls, enrollment: Enrollment) -> MethodForm:
        """Return what was chosen before, for who comes back."""
        if enrollment.number is None:
            return cls()
        region = enrollment.number.region or FIRST_REGION
        return cls(enrollment.device, enrollment.way, region, enrollment.number.international)

    def validation_errors(self, regions: Sequence[Choice]) -> dict[str, Message]:
        """Return what no browser would send of this form, as errors of the page."""
        if self.method not in set(Device):
            return {"method_error": Message("Choose how we should contact you.")}
        if self.region not in {each.value for each in regions}:
            return {"region_error": Message("Choose a country or region from the list.")}
        if self.way not in set(Way):
            return {"way_error": Message("Choose how we should contact you.")}
        return {}

    def rejection_errors(self, reason: RejectionReason, ctx: RequestContext) -> dict[str, Message]:
        """Return a refusal as an error of the field it is about."""
        names = {each.value: each.name.partition(" (")[0] for each in ctx.site.regions}
        is_international = self.number.strip().startswith(("+", "00"))
        region = "" if is_international else names.get(self.region, "")
        until = ctx.organisation.desk.blocked_until(ctx.session.person)
        field = "way_error" if reason in {RejectionReason.NOT_ALLOWED, RejectionReason.BLOCKED} else "number_error"
        return {field: rejection_message(reason, region=region, until=until)}


def method_page(
    ctx: RequestContext, chosen: MethodForm, notice: Message | None = None, **errors: Message
) -> MethodPage:
    """Return step 1, with the errors at their fields."""
    policy = ctx.organisation.policy
    offered = [each for each in Device if policy.offers(each)]
    phone = Device.AUTHENTICATION_PHONE
    device = chosen.method or (offered[0] if offered else phone)
    allowed = [each for each in Way if policy.allows(phone, each)]
    way = chosen.way or (allowed[0] if allowed else "")
    return MethodPage(
        ctx.frame(),
        action=f"{ctx.home}method",
        cancel=f"{ctx.home}cancel",
        methods=tuple(Choice(e, DEVICES[e], chosen=e == device, disabled=not policy.offers(e)) for e in Device),
        regions=tuple(replace(each, chosen=True) if each.value == chosen.region else each for each in ctx.site.regions),
        ways=tuple(Choice(e, WAYS[e], chosen=e == way, disabled=e not in allowed) for e in Way),
        number=chosen.number,
        note=ctx.site.note,
        note_needed=len(allowed) < len(Way) or not policy.office_phone,
        notice=notice,
        **errors,
    )
