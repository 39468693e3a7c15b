"""Step 3 of enrolling with the app: a phone number for who loses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import RequestRejectedError, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.mobile_app import BackupPhonePage
from stapsgewijs.web.flows.enrollment_request import ENROLLING, enrollment_of
from stapsgewijs.web.flows.method_form import FIRST_REGION, MethodForm
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.web.flows.verification import VerificationContext

EMPTY: Final = "You left no number. Enter one, or go on without it."


async def backup_phone(request: Request) -> Response:
    """Ask for the number."""
    ctx = ENROLLING.context(request)
    ctx.require_state(State.BACKUP_ASKED)
    return ctx.visit.render(_page(ctx))


async def leave_number(request: Request) -> Response:
    """Keep the number. An empty one is complained about once, and accepted when it is sent again (observed)."""
    ctx, form = await ENROLLING.form(request)
    ctx.require_state(State.BACKUP_ASKED)
    number, region = form.cut("number"), form.cut("region")
    if not number.strip() and not form.cut("warned"):
        return ctx.visit.render(_page(ctx, region, warned=True, number_error=Message(EMPTY)), 422)
    if region not in {each.value for each in ctx.visit.state.regions}:
        said = Message("Choose a country or region from the list.")
        return ctx.visit.render(_page(ctx, number=number, region_error=said), 422)
    try:
        ctx.visit.organisation.enrollments.give_backup(enrollment_of(ctx), number, region, form=form.token)
    except RequestRejectedError as error:
        errors = MethodForm(region=region, number=number).rejection_errors(error.reason, ctx.visit)
        return ctx.visit.render(_page(ctx, region, number=number, **errors), 422)
    return ctx.redirect()


def _page(ctx: VerificationContext, region: str = FIRST_REGION, **shown: Any) -> BackupPhonePage:  # noqa: ANN401  # those of the view
    visit = ctx.visit
    regions = tuple(replace(each, chosen=each.value == region) for each in visit.state.regions)
    return BackupPhonePage(visit.frame(), f"{visit.home}backup-phone", f"{visit.home}cancel", regions, **shown)


routes: Final = [page_route("/backup-phone", backup_phone), page_route("/backup-phone", leave_number, "POST")]
