"""The enrollment pages: each GET shows the step one is at, each POST does something and sends the browser on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from stapsgewijs.identity import Device, ForbiddenEventError, RequestRejectedError, State, Verdict, Way
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import AppPasswordPage, CodePage
from stapsgewijs.web.flows.enrollment_request import EnrollmentContext, EnrollmentVisit, refused
from stapsgewijs.web.flows.method_form import MethodForm, method_page
from stapsgewijs.web.form_fields import FormField, FormToken
from stapsgewijs.web.messages import VERDICTS, said_of_refusal

router = APIRouter()


@router.get("/method")
async def method(there: EnrollmentVisit) -> Response:
    """Show step 1; until something is verified one can come back to it."""
    there.needs(State.CHOOSING, State.CODE_SENT, State.CALLING, State.CALL_FAILED)
    chosen = MethodForm.of(there.enrollment)
    return there.visit.show(method_page(there.visit, chosen, notice=there.visit.session.take_notice()))


async def choosing_of(
    method: FormField = "", way: FormField = "", region: FormField = "", number: FormField = ""
) -> MethodForm:
    """Return the fields of step 1."""
    return MethodForm(method, way, region, number)


@router.post("/method")
async def choose_method(
    request: Request,
    there: EnrollmentVisit,
    chosen: Annotated[MethodForm, Depends(choosing_of)],
    form: FormToken = "",
) -> Response:
    """Send a code or place a call; what cannot be done is said at the field it is about."""
    there.visit.check(request, form)
    if flaw := chosen.flaw(there.visit.site.regions):
        return there.visit.show(method_page(there.visit, chosen, **flaw), 422)
    device, way = Device(chosen.method), Way(chosen.way)
    try:
        there.visit.organisation.desk.start(there.enrollment, device, way, chosen.number, chosen.region, form=form)
    except RequestRejectedError as error:
        flaw = chosen.flaw_of_refusal(error.reason, there.visit)
        return there.visit.show(method_page(there.visit, chosen, **flaw), 422)
    except ForbiddenEventError:
        return there.go_on()
    return there.go_on()


@router.get("/code")
async def code(there: EnrollmentVisit) -> Response:
    """Show step 2 for a text message."""
    there.needs(State.CODE_SENT)
    return there.visit.show(_code_page(there, notice=there.visit.session.take_notice()))


@router.post("/code")
async def enter_code(request: Request, there: EnrollmentVisit, form: FormToken = "", code: FormField = "") -> Response:
    """Judge a code."""
    there.visit.check(request, form)
    if there.enrollment.state is not State.CODE_SENT:
        return there.go_on()
    verdict = there.visit.organisation.desk.enter_code(there.enrollment, code, form=form)
    if verdict is Verdict.ACCEPTED:
        return there.go_on()
    if verdict is Verdict.LOCKED_OUT:
        visit = there.visit
        visit.session.enrollment = visit.organisation.desk.begin(visit.session.person).id
        visit.session.notice = Message(VERDICTS[verdict])
        return visit.go("method")
    return there.visit.show(_code_page(there, error=Message(VERDICTS[verdict])), 422)


@router.post("/code/new")
async def resend_code(request: Request, there: EnrollmentVisit, form: FormToken = "") -> Response:
    """Send a new code; the one before no longer works."""
    there.visit.check(request, form)
    there.needs(State.CODE_SENT)
    try:
        there.visit.organisation.desk.again(there.enrollment, form=form)
    except RequestRejectedError as error:
        return there.visit.show(_code_page(there, error=refused(there, error.reason)), 422)
    there.visit.session.notice = Message("A new code was sent. The one before no longer works.")
    return there.go_on()


@router.get("/app-password")
async def app_password(there: EnrollmentVisit) -> Response:
    """Show step 3, with the app password the first time only."""
    there.needs(State.VERIFIED)
    desk = there.visit.organisation.desk
    home = there.visit.home
    password = desk.take_app_password(there.enrollment) or ""
    used = there.visit.organisation.policy.app_passwords
    view = AppPasswordPage(there.visit.frame(), f"{home}app-password", f"{home}app-password/new", password, used)
    return there.visit.show(view)


@router.post("/app-password")
async def finish(request: Request, there: EnrollmentVisit, form: FormToken = "") -> Response:
    """End the enrollment."""
    there.visit.check(request, form)
    there.needs(State.VERIFIED, State.ENROLLED)
    there.visit.organisation.desk.finish(there.enrollment)
    return there.visit.go("finished")


@router.post("/app-password/new")
async def renew_app_password(request: Request, there: EnrollmentVisit, form: FormToken = "") -> Response:
    """Make another app password for who did not copy the first one."""
    there.visit.check(request, form)
    there.needs(State.VERIFIED)
    try:
        there.visit.organisation.desk.renew_app_password(there.enrollment)
    except RequestRejectedError as error:
        advice = str(said_of_refusal(error.reason))
        return there.visit.problem("No more app passwords", advice, 409)
    return there.visit.go("app-password")


def _code_page(there: EnrollmentContext, error: Message | None = None, notice: Message | None = None) -> CodePage:
    visit, number = there.visit, there.enrollment.number
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
