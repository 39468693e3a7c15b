"""The enrollment pages: each GET shows the step one is at, each POST does something and sends the browser on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from simulator.enrollment import (
    Device,
    Enrollment,
    ForbiddenEventError,
    Refusal,
    RefusedError,
    State,
    Verdict,
    Way,
)
from simulator.labels import Message
from simulator.pages.views import AppPasswordPage, CallPage, CodePage
from simulator.web.choosing import Choosing, method_page
from simulator.web.entering import Entered, FormToken
from simulator.web.visit import Visit, signed_in_visit
from simulator.web.wording import CALL_ENDS, VERDICTS, said_of_refusal

router = APIRouter()

PAGES: Final = {
    State.CHOOSING: "method",
    State.CODE_SENT: "code",
    State.CALLING: "call",
    State.CALL_FAILED: "call",
    State.BLOCKED: "call",
    State.VERIFIED: "app-password",
    State.ENROLLED: "finished",
}
"""Where an enrollment is in the pages; from any other state one begins again."""

_WAIT: Final = 25.0
"""Seconds that a page waits for the phone network in one request."""


class ElsewhereError(Exception):
    """The enrollment is at another page than the one that was asked for."""

    def __init__(self, visit: Visit, page: str) -> None:
        """Send the browser to `page`."""
        super().__init__(page)
        self.visit = visit
        self.page = page


@dataclass(slots=True)
class Enrolling:
    """A visit of somebody who enrolls."""

    visit: Visit
    enrollment: Enrollment

    def needs(self, *states: State) -> None:
        """Raise `ElsewhereError` unless the enrollment is in one of these states."""
        if self.enrollment.state not in states:
            raise ElsewhereError(self.visit, PAGES.get(self.enrollment.state, "more-information"))

    def go_on(self) -> Response:
        """Send the browser to the page where the enrollment is."""
        return self.visit.go(PAGES.get(self.enrollment.state, "more-information"))


def enrolling_of(visit: Annotated[Visit, Depends(signed_in_visit)]) -> Enrolling:
    """Return the enrollment under way; raises `ElsewhereError` when there is none."""
    visit.organisation.network.settle()
    enrollment = visit.organisation.desk.find(visit.session.enrollment)
    if enrollment is None or enrollment.person != visit.session.person:
        raise ElsewhereError(visit, "more-information")
    return Enrolling(visit, enrollment)


EnrollingVisit = Annotated[Enrolling, Depends(enrolling_of)]


@router.get("/method")
async def method(there: EnrollingVisit) -> Response:
    """Show step 1; until something is verified one can come back to it."""
    there.needs(State.CHOOSING, State.CODE_SENT, State.CALLING, State.CALL_FAILED)
    chosen = Choosing.of(there.enrollment)
    return there.visit.show(method_page(there.visit, chosen, notice=there.visit.session.take_notice()))


def choosing_of(method: Entered = "", way: Entered = "", region: Entered = "", number: Entered = "") -> Choosing:
    """Return the fields of step 1."""
    return Choosing(method, way, region, number)


@router.post("/method")
async def choose_method(
    request: Request,
    there: EnrollingVisit,
    chosen: Annotated[Choosing, Depends(choosing_of)],
    form: FormToken = "",
) -> Response:
    """Send a code or place a call; what cannot be done is said at the field it is about."""
    there.visit.check(request, form)
    if flaw := chosen.flaw(there.visit.site.regions):
        return there.visit.show(method_page(there.visit, chosen, **flaw), 422)
    device, way = Device(chosen.method), Way(chosen.way)
    try:
        there.visit.organisation.desk.start(there.enrollment, device, way, chosen.number, chosen.region, form=form)
    except RefusedError as error:
        flaw = chosen.flaw_of_refusal(error.reason, there.visit)
        return there.visit.show(method_page(there.visit, chosen, **flaw), 422)
    except ForbiddenEventError:
        return there.go_on()
    return there.go_on()


@router.get("/code")
async def code(there: EnrollingVisit) -> Response:
    """Show step 2 for a text message."""
    there.needs(State.CODE_SENT)
    return there.visit.show(_code_page(there, notice=there.visit.session.take_notice()))


@router.post("/code")
async def enter_code(request: Request, there: EnrollingVisit, form: FormToken = "", code: Entered = "") -> Response:
    """Judge a code."""
    there.visit.check(request, form)
    if there.enrollment.state is not State.CODE_SENT:
        return there.go_on()
    verdict = there.visit.organisation.desk.enter_code(there.enrollment, code)
    if verdict is Verdict.ACCEPTED:
        return there.go_on()
    if verdict is Verdict.LOCKED_OUT:
        visit = there.visit
        visit.session.enrollment = visit.organisation.desk.begin(visit.session.person).id
        visit.session.notice = Message(VERDICTS[verdict])
        return visit.go("method")
    return there.visit.show(_code_page(there, error=Message(VERDICTS[verdict])), 422)


@router.post("/code/new")
async def resend_code(request: Request, there: EnrollingVisit, form: FormToken = "") -> Response:
    """Send a new code; the one before no longer works."""
    there.visit.check(request, form)
    there.needs(State.CODE_SENT)
    try:
        there.visit.organisation.desk.again(there.enrollment, form=form)
    except RefusedError as error:
        return there.visit.show(_code_page(there, error=_refused(there, error.reason)), 422)
    there.visit.session.notice = Message("A new code was sent. The one before no longer works.")
    return there.go_on()


@router.get("/call")
async def call(there: EnrollingVisit) -> Response:
    """Show step 2 for a call: under way, or how it ended."""
    there.needs(State.CALLING, State.CALL_FAILED, State.BLOCKED)
    return there.visit.show(_call_page(there))


@router.post("/call/again")
async def call_again(request: Request, there: EnrollingVisit, form: FormToken = "") -> Response:
    """Call once more."""
    there.visit.check(request, form)
    there.needs(State.CALL_FAILED, State.CALLING)
    try:
        there.visit.organisation.desk.again(there.enrollment, form=form)
    except RefusedError as error:
        return there.visit.show(_call_page(there, again_error=_refused(there, error.reason)), 422)
    return there.go_on()


@router.get("/changes")
async def changes(visit: Annotated[Visit, Depends(signed_in_visit)], since: Annotated[str, Query()]) -> Response:
    """Answer when the enrollment is no longer what it was at `since`, or after a while."""
    organisation, site = visit.organisation, visit.site

    def look() -> bool | None:
        organisation.network.settle()
        enrollment = organisation.desk.find(visit.session.enrollment)
        return True if enrollment is None or _stamp(visit, enrollment) != since else None

    due = site.until_due
    found = await site.changes(organisation).wait_for(look, seconds=_WAIT, until_due=lambda: due(organisation))
    return JSONResponse({"changed": found is not None})


@router.get("/app-password")
async def app_password(there: EnrollingVisit) -> Response:
    """Show step 3, with the app password the first time only."""
    there.needs(State.VERIFIED)
    desk = there.visit.organisation.desk
    home = there.visit.home
    password = desk.take_app_password(there.enrollment) or ""
    used = there.visit.organisation.policy.app_passwords
    view = AppPasswordPage(there.visit.frame(), f"{home}app-password", f"{home}app-password/new", password, used)
    return there.visit.show(view)


@router.post("/app-password")
async def finish(request: Request, there: EnrollingVisit, form: FormToken = "") -> Response:
    """End the enrollment."""
    there.visit.check(request, form)
    there.needs(State.VERIFIED, State.ENROLLED)
    there.visit.organisation.desk.finish(there.enrollment)
    return there.visit.go("finished")


@router.post("/app-password/new")
async def renew_app_password(request: Request, there: EnrollingVisit, form: FormToken = "") -> Response:
    """Make another app password for who did not copy the first one."""
    there.visit.check(request, form)
    there.needs(State.VERIFIED)
    try:
        there.visit.organisation.desk.renew_app_password(there.enrollment)
    except RefusedError as error:
        advice = str(said_of_refusal(error.reason))
        return there.visit.problem("No more app passwords", advice, 409)
    return there.visit.go("app-password")


def _code_page(there: Enrolling, error: Message | None = None, notice: Message | None = None) -> CodePage:
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


def _call_page(there: Enrolling, again_error: Message | None = None) -> CallPage:
    visit, enrollment = there.visit, there.enrollment
    end = enrollment.call_end
    is_blocked = enrollment.state is State.BLOCKED
    failure = _refused(there, Refusal.BLOCKED) if is_blocked else Message(CALL_ENDS[end]) if end else None
    talking = any(each.status == "in-progress" for each in visit.organisation.network.calls(enrollment.number))
    status = "You are connected. Press # on your phone." if talking else "Your phone is ringing …"
    return CallPage(
        visit.frame(),
        action=f"{visit.home}call",
        again=f"{visit.home}call/again",
        back=f"{visit.home}method",
        cancel=f"{visit.home}cancel",
        changes=f"{visit.home}changes?since={_stamp(visit, enrollment)}",
        number=enrollment.number.international if enrollment.number else "",
        status=Message(status),
        failure=failure,
        may_call_again=not is_blocked,
        again_error=again_error,
    )


def _stamp(visit: Visit, enrollment: Enrollment) -> str:
    # A call that is answered changes the page as well, though not the enrollment.
    statuses = [each.status for each in visit.organisation.network.calls(enrollment.number)]
    return f"{enrollment.id[:8]}.{enrollment.version}.{statuses[-1] if statuses else ''}"


def _refused(there: Enrolling, reason: Refusal) -> Message:
    until = there.visit.organisation.desk.blocked_until(there.visit.session.person)
    return said_of_refusal(reason, until=until)
