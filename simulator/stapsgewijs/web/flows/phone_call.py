"""Step 2 for a call: under way, ended, once more; and the page that waits for it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from stapsgewijs.identity import Enrollment, RejectionReason, RequestRejectedError, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import CallPage
from stapsgewijs.phone_network import CallStatus
from stapsgewijs.web.flows.enrollment_request import EnrollmentContext, EnrollmentVisit, refused
from stapsgewijs.web.form_fields import FormToken
from stapsgewijs.web.messages import CALL_ENDS
from stapsgewijs.web.request_context import RequestContext, signed_in_visit

router = APIRouter()

_WAIT: Final = 25.0
"""Seconds that a page waits for the phone network in one request."""


@router.get("/call")
async def call(there: EnrollmentVisit) -> Response:
    """Show step 2 for a call: under way, or how it ended."""
    there.needs(State.CALLING, State.CALL_FAILED, State.BLOCKED)
    return there.visit.show(_call_page(there))


@router.post("/call/again")
async def call_again(request: Request, there: EnrollmentVisit, form: FormToken = "") -> Response:
    """Call once more."""
    there.visit.check(request, form)
    there.needs(State.CALL_FAILED, State.CALLING)
    try:
        there.visit.organisation.desk.again(there.enrollment, form=form)
    except RequestRejectedError as error:
        return there.visit.show(_call_page(there, again_error=refused(there, error.reason)), 422)
    return there.go_on()


@router.get("/changes")
async def changes(
    visit: Annotated[RequestContext, Depends(signed_in_visit)], since: Annotated[str, Query()]
) -> Response:
    """Answer when the enrollment is no longer what it was at `since`, or after a while."""
    organisation, site = visit.organisation, visit.site

    def look() -> bool | None:
        organisation.network.settle()
        enrollment = organisation.desk.find(visit.session.enrollment)
        return True if enrollment is None or _stamp(visit, enrollment) != since else None

    due = site.until_due
    found = await site.changes(organisation).wait_for(look, seconds=_WAIT, until_due=lambda: due(organisation))
    return JSONResponse({"changed": found is not None})


def _call_page(there: EnrollmentContext, again_error: Message | None = None) -> CallPage:
    visit, enrollment = there.visit, there.enrollment
    end = enrollment.call_end
    is_blocked = enrollment.state is State.BLOCKED
    failure = refused(there, RejectionReason.BLOCKED) if is_blocked else Message(CALL_ENDS[end]) if end else None
    talking = any(each.status is CallStatus.IN_PROGRESS for each in visit.organisation.network.calls(enrollment.number))
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


def _stamp(visit: RequestContext, enrollment: Enrollment) -> str:
    # A call that is answered changes the page as well, though not the enrollment.
    statuses = [each.status for each in visit.organisation.network.calls(enrollment.number)]
    return f"{enrollment.id[:8]}.{enrollment.version}.{statuses[-1] if statuses else ''}"
