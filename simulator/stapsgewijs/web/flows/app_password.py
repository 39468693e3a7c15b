"""The last step of enrolling: the app password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Device, RequestRejectedError, State
from stapsgewijs.pages.views import AppPasswordPage
from stapsgewijs.web.flows.enrollment_request import ENROLLING, enrollment_of
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

STEP_3: Final = "Step 3: Keep using your existing applications"
STEPS: Final = {Device.MOBILE_APP: "Step 4: Keep using your existing applications"}
"""What the last step is called after a device that takes one step more."""


async def app_password(request: Request) -> Response:
    """Show the last step, with the app password the first time only."""
    ctx = ENROLLING.context(request)
    ctx.require_state(State.VERIFIED)
    organisation, home = ctx.visit.organisation, ctx.visit.home
    password, used = (
        organisation.enrollments.take_app_password(enrollment_of(ctx)) or "",
        organisation.policy.app_passwords,
    )
    step = STEPS.get(ctx.verification.device, STEP_3)
    view = AppPasswordPage(ctx.visit.frame(), f"{home}app-password", f"{home}app-password/new", password, used, step)
    return ctx.visit.render(view)


async def finish(request: Request) -> Response:
    """End the enrollment."""
    ctx, _ = await ENROLLING.form(request)
    ctx.require_state(State.VERIFIED, State.ENROLLED)
    ctx.visit.organisation.enrollments.finish(enrollment_of(ctx))
    ctx.visit.session.is_verified = True  # a device was proved just now
    return ctx.visit.redirect("finished")


async def renew_app_password(request: Request) -> Response:
    """Make another app password for who did not copy the first one."""
    ctx, _ = await ENROLLING.form(request)
    ctx.require_state(State.VERIFIED)
    try:
        ctx.visit.organisation.enrollments.renew_app_password(enrollment_of(ctx))
    except RequestRejectedError as error:
        advice = str(rejection_message(error.reason))
        return ctx.visit.problem("No more app passwords", advice, 409)
    return ctx.visit.redirect("app-password")


routes: Final = [
    page_route("/app-password", app_password),
    page_route("/app-password", finish, "POST"),
    page_route("/app-password/new", renew_app_password, "POST"),
]
