"""Step 2 for a call: under way, ended, once more; and the page that waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from stapsgewijs.identity import Enrollment, RejectionReason, RequestRejectedError, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import CallPage
from stapsgewijs.phone_network import CallStatus
from stapsgewijs.web.flows.enrollment_request import EnrollmentContext, enrollment_context, enrollment_form, rejected
from stapsgewijs.web.messages import CALL_ENDS
from stapsgewijs.web.request_context import RequestContext, page_route, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_WAIT: Final = 25.0
"""Seconds that a page waits for the phone network in one request."""


async def call(request: Request) -> Response:
    """Show step 2 for a call: under way, or how it ended."""
    ctx = enrollment_context(request)
    ctx.require_state(State.CALLING, State.CALL_FAILED, State.BLOCKED)
    return ctx.visit.render(_call_page(ctx))


async def call_again(request: Request) -> Response:
    """Call once more."""
    ctx, form = await enrollment_form(request)
    ctx.require_state(State.CALL_FAILED, State.CALLING)
    try:
        ctx.visit.organisation.desk.again(ctx.enrollment, form=form.token)
    except RequestRejectedError as error:
        return ctx.visit.render(_call_page(ctx, again_error=rejected(ctx, error.reason)), 422)
    return ctx.redirect()


async def changes(request: Request) -> Response:
    """Answer when the enrollment is no longer what it was at `since`, or after a while."""
    visit = signed_in_context(request)
    since = request.query_params.get("since")
    if since is None:
        raise HTTPException(404)
    organisation, site = visit.organisation, visit.site

    def poll() -> bool | None:
        organisation.network.settle()
        enrollment = organisation.desk.find(visit.session.enrollment)
        return True if enrollment is None or _stamp(visit, enrollment) != since else None

    due = site.until_due
    found = await site.changes(organisation).wait_until(poll, seconds=_WAIT, until_due=lambda: due(organisation))
    return JSONResponse({"changed": found is not None})


def _call_page(ctx: EnrollmentContext, again_error: Message | None = None) -> CallPage:
    visit, enrollment = ctx.visit, ctx.enrollment
    end = enrollment.call_end
    is_blocked = enrollment.state is State.BLOCKED
    failure = rejected(ctx, RejectionReason.BLOCKED) if is_blocked else Message(CALL_ENDS[end]) if end else None
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


routes: Final = [
    page_route("/call", call),
    page_route("/call/again", call_again, "POST"),
    page_route("/changes", changes),
]
