"""Step 2 for a call: under way, ended, once more; and the page that waits for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from stapsgewijs.identity import CallEnd, Enrollment, RejectionReason, RequestRejectedError, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.phone_call import CallPage
from stapsgewijs.pages.views import SAMPLE_NUMBER
from stapsgewijs.phone_network import CallStatus
from stapsgewijs.web.flows.enrollment_request import EnrollmentContext, enrollment_context, enrollment_form, rejected
from stapsgewijs.web.flows.registry import MethodFlow, Sample
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.request_context import RequestContext, page_route, signed_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages.views import Frame

CALL_ENDS: Final = {
    CallEnd.BUSY: "Your phone was busy.",
    CallEnd.NO_ANSWER: "Nobody answered.",
    CallEnd.VOICEMAIL: "The call went to voicemail.",
    CallEnd.HUNG_UP: "The call ended before # was pressed.",
    CallEnd.FAILED: "We could not reach your phone.",
}
_RINGING: Final = "Your phone is ringing …"
_TALKING: Final = "You are connected. Press # on your phone."
_WAIT_S: Final = 25.0
"""How long a page waits for the phone network in one request."""


async def call(request: Request) -> Response:
    """Show step 2 for a call: under way, or how it ended."""
    ctx = enrollment_context(request)
    ctx.require_page("call")
    return ctx.visit.render(_call_page(ctx))


async def call_again(request: Request) -> Response:
    """Call once more."""
    ctx, form = await enrollment_form(request)
    ctx.require_state(State.CALL_FAILED, State.CALLING)
    try:
        ctx.visit.organisation.enrollments.resend(ctx.enrollment, form=form.token)
    except RequestRejectedError as error:
        return ctx.visit.render(_call_page(ctx, again_error=rejected(ctx, error.reason)), 422)
    return ctx.redirect()


async def changes(request: Request) -> Response:
    """Answer when the enrollment is no longer what it was at `since`, or after a while."""
    visit = signed_in_context(request)
    since = request.query_params.get("since")
    if since is None:
        raise HTTPException(404)
    organisation, site = visit.organisation, visit.state

    def poll() -> bool | None:
        organisation.network.process_due()
        enrollment = organisation.enrollments.find(visit.session.enrollment)
        return True if enrollment is None or _stamp(visit, enrollment) != since else None

    due = site.until_due
    found = await site.changes(organisation).wait_until(poll, seconds=_WAIT_S, until_due=lambda: due(organisation))
    return JSONResponse({"changed": found is not None})


def _call_page(ctx: EnrollmentContext, again_error: Message | None = None) -> CallPage:
    visit, enrollment = ctx.visit, ctx.enrollment
    end = enrollment.call_end
    is_blocked = enrollment.state is State.BLOCKED
    failure = rejected(ctx, RejectionReason.BLOCKED) if is_blocked else Message(CALL_ENDS[end]) if end else None
    talking = any(
        each.status is CallStatus.IN_PROGRESS for each in visit.organisation.network.voice.placed(enrollment.number)
    )
    return CallPage(
        visit.frame(),
        action=f"{visit.home}call",
        again=f"{visit.home}call/again",
        back=f"{visit.home}method",
        cancel=f"{visit.home}cancel",
        changes=f"{visit.home}changes?since={_stamp(visit, enrollment)}",
        number=enrollment.number.international if enrollment.number else "",
        status=Message(_TALKING if talking else _RINGING),
        failure=failure,
        may_call_again=not is_blocked,
        again_error=again_error,
    )


def _stamp(visit: RequestContext, enrollment: Enrollment) -> str:
    # A call that is answered changes the page as well, though not the enrollment.
    statuses = [each.status for each in visit.organisation.network.voice.placed(enrollment.number)]
    return f"{enrollment.id[:8]}.{enrollment.version}.{statuses[-1] if statuses else ''}"


def _samples(frame: Frame) -> Iterator[Sample]:
    ringing, talking = Message(_RINGING), Message(_TALKING)
    addresses = ("call-connected.html", "call.html", "method.html", "sign-in-canceled.html", "")
    page = CallPage(frame, *addresses, SAMPLE_NUMBER, ringing)
    yield Sample("", page, ringing)
    yield Sample("-connected", replace(page, status=talking, action="app-password.html"), talking)
    for end in CallEnd:
        said = Message(CALL_ENDS[end])
        yield Sample(f"-{end.replace(' ', '-')}", replace(page, failure=said), said)
    fraud = rejection_message(RejectionReason.BLOCKED)
    yield Sample("-fraud-reported", replace(page, failure=fraud, may_call_again=False), fraud)


FLOW: Final = MethodFlow(
    "phone_call",
    label="Call me",
    page="call",
    routes=(
        page_route("/call", call),
        page_route("/call/again", call_again, "POST"),
        page_route("/changes", changes),
    ),
    samples=_samples,
)
