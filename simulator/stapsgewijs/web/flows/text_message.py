"""The enrollment pages: each GET shows the step one is at, each POST does something and sends the browser on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Device, ForbiddenEventError, RequestRejectedError, State, Verdict, Way
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import AppPasswordPage, CodePage
from stapsgewijs.web.flows.enrollment_request import EnrollmentContext, enrollment_context, enrollment_form, rejected
from stapsgewijs.web.flows.method_form import MethodForm, method_page
from stapsgewijs.web.messages import VERDICTS, rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def method(request: Request) -> Response:
    """Show step 1; until something is verified one can come back to it."""
    ctx = enrollment_context(request)
    ctx.require_state(State.CHOOSING, State.CODE_SENT, State.CALLING, State.CALL_FAILED)
    chosen = MethodForm.of(ctx.enrollment)
    return ctx.visit.render(method_page(ctx.visit, chosen, notice=ctx.visit.session.take_notice()))


async def choose_method(request: Request) -> Response:
    """Send a code or place a call; what cannot be done is said at the field it is about."""
    ctx, form = await enrollment_form(request)
    chosen = MethodForm.from_form(form)
    if errors := chosen.validation_errors(ctx.visit.site.regions):
        return ctx.visit.render(method_page(ctx.visit, chosen, **errors), 422)
    device, way = Device(chosen.method), Way(chosen.way)
    try:
        ctx.visit.organisation.desk.start(ctx.enrollment, device, way, chosen.number, chosen.region, form=form.token)
    except RequestRejectedError as error:
        errors = chosen.rejection_errors(error.reason, ctx.visit)
        return ctx.visit.render(method_page(ctx.visit, chosen, **errors), 422)
    except ForbiddenEventError:
        return ctx.redirect()
    return ctx.redirect()


async def code(request: Request) -> Response:
    """Show step 2 for a text message."""
    ctx = enrollment_context(request)
    ctx.require_state(State.CODE_SENT)
    return ctx.visit.render(_code_page(ctx, notice=ctx.visit.session.take_notice()))


async def enter_code(request: Request) -> Response:
    """Judge a code."""
    ctx, form = await enrollment_form(request)
    if ctx.enrollment.state is not State.CODE_SENT:
        return ctx.redirect()
    verdict = ctx.visit.organisation.desk.enter_code(ctx.enrollment, form.cut("code"), form=form.token)
    if verdict is Verdict.ACCEPTED:
        return ctx.redirect()
    if verdict is Verdict.LOCKED_OUT:
        visit = ctx.visit
        visit.session.enrollment = visit.organisation.desk.begin(visit.session.person).id
        visit.session.notice = Message(VERDICTS[verdict])
        return visit.redirect("method")
    return ctx.visit.render(_code_page(ctx, error=Message(VERDICTS[verdict])), 422)


async def resend_code(request: Request) -> Response:
    """Send a new code; the one before no longer works."""
    ctx, form = await enrollment_form(request)
    ctx.require_state(State.CODE_SENT)
    try:
        ctx.visit.organisation.desk.again(ctx.enrollment, form=form.token)
    except RequestRejectedError as error:
        return ctx.visit.render(_code_page(ctx, error=rejected(ctx, error.reason)), 422)
    ctx.visit.session.notice = Message("A new code was sent. The one before no longer works.")
    return ctx.redirect()


async def app_password(request: Request) -> Response:
    """Show step 3, with the app password the first time only."""
    ctx = enrollment_context(request)
    ctx.require_state(State.VERIFIED)
    desk = ctx.visit.organisation.desk
    home = ctx.visit.home
    password = desk.take_app_password(ctx.enrollment) or ""
    used = ctx.visit.organisation.policy.app_passwords
    view = AppPasswordPage(ctx.visit.frame(), f"{home}app-password", f"{home}app-password/new", password, used)
    return ctx.visit.render(view)


async def finish(request: Request) -> Response:
    """End the enrollment."""
    ctx, _ = await enrollment_form(request)
    ctx.require_state(State.VERIFIED, State.ENROLLED)
    ctx.visit.organisation.desk.finish(ctx.enrollment)
    return ctx.visit.redirect("finished")


async def renew_app_password(request: Request) -> Response:
    """Make another app password for who did not copy the first one."""
    ctx, _ = await enrollment_form(request)
    ctx.require_state(State.VERIFIED)
    try:
        ctx.visit.organisation.desk.renew_app_password(ctx.enrollment)
    except RequestRejectedError as error:
        advice = str(rejection_message(error.reason))
        return ctx.visit.problem("No more app passwords", advice, 409)
    return ctx.visit.redirect("app-password")


def _code_page(ctx: EnrollmentContext, error: Message | None = None, notice: Message | None = None) -> CodePage:
    visit, number = ctx.visit, ctx.enrollment.number
    return CodePage(
        visit.frame(),
        action=f"{visit.home}code",
        resend=f"{visit.home}code/new",
        cancel=f"{visit.home}cancel",
        number=number.international if number else "",
        digits=visit.organisation.policy.code_digits,
        error=error,
        notice=notice,
    )


routes: Final = [
    page_route("/method", method),
    page_route("/method", choose_method, "POST"),
    page_route("/code", code),
    page_route("/code", enter_code, "POST"),
    page_route("/code/new", resend_code, "POST"),
    page_route("/app-password", app_password),
    page_route("/app-password", finish, "POST"),
    page_route("/app-password/new", renew_app_password, "POST"),
]
