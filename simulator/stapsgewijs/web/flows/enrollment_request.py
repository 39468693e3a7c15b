"""Where somebody is in enrolling: what all routes of the enrollment pages need, and the way to the right page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.web.flows.registry import page_of
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import RequestContext, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import Enrollment, RejectionReason, State
    from stapsgewijs.labels import Message


class WrongStepError(Exception):
    """The enrollment is at another page than the one that was asked for."""

    def __init__(self, visit: RequestContext, page: str) -> None:
        """Send the browser to `page`."""
        super().__init__(page)
        self.visit = visit
        self.page = page


@dataclass(slots=True)
class EnrollmentContext:
    """A visit of somebody who enrolls."""

    visit: RequestContext
    enrollment: Enrollment

    def require_page(self, page: str) -> None:
        """Raise `WrongStepError` unless the enrollment is at this page."""
        if page_of(self.enrollment) != page:
            raise WrongStepError(self.visit, page_of(self.enrollment))

    def require_state(self, *states: State) -> None:
        """Raise `WrongStepError` unless the enrollment is in one of these states."""
        if self.enrollment.state not in states:
            raise WrongStepError(self.visit, page_of(self.enrollment))

    def redirect(self) -> Response:
        """Send the browser to the page where the enrollment is."""
        return self.visit.redirect(page_of(self.enrollment))


def enrollment_context(request: Request) -> EnrollmentContext:
    """Return the enrollment under way; raises `WrongStepError` when there is none."""
    visit = signed_in_context(request)
    visit.organisation.network.process_due()
    enrollment = visit.organisation.enrollments.find(visit.session.enrollment)
    if enrollment is None or enrollment.person != visit.session.person:
        raise WrongStepError(visit, "more-information")
    return EnrollmentContext(visit, enrollment)


async def enrollment_form(request: Request) -> tuple[EnrollmentContext, FormFields]:
    """Return the enrollment under way and what was sent for it; raises `FormRefusedError` too."""
    form = await read_form(request)
    ctx = enrollment_context(request)
    ctx.visit.verify_csrf(request, form)
    return ctx, form


def rejected(ctx: EnrollmentContext, reason: RejectionReason) -> Message:
    """Return the sentence for a rejection, for whoever enrolls here."""
    until = ctx.visit.organisation.enrollments.blocked_until(ctx.visit.session.person)
    return rejection_message(reason, until=until)
