"""Where somebody is in enrolling: what all routes of the enrollment pages need, and the way to the right page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends
from starlette.responses import Response

from stapsgewijs.identity import Enrollment, RejectionReason, State
from stapsgewijs.labels import Message
from stapsgewijs.web.messages import said_of_refusal
from stapsgewijs.web.request_context import RequestContext, signed_in_visit

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

    def needs(self, *states: State) -> None:
        """Raise `WrongStepError` unless the enrollment is in one of these states."""
        if self.enrollment.state not in states:
            raise WrongStepError(self.visit, PAGES.get(self.enrollment.state, "more-information"))

    def go_on(self) -> Response:
        """Send the browser to the page where the enrollment is."""
        return self.visit.go(PAGES.get(self.enrollment.state, "more-information"))


async def enrolling_of(visit: Annotated[RequestContext, Depends(signed_in_visit)]) -> EnrollmentContext:
    """Return the enrollment under way; raises `WrongStepError` when there is none."""
    visit.organisation.network.settle()
    enrollment = visit.organisation.desk.find(visit.session.enrollment)
    if enrollment is None or enrollment.person != visit.session.person:
        raise WrongStepError(visit, "more-information")
    return EnrollmentContext(visit, enrollment)


EnrollmentVisit = Annotated[EnrollmentContext, Depends(enrolling_of)]


def refused(there: EnrollmentContext, reason: RejectionReason) -> Message:
    """Return the sentence for a refusal, for whoever enrolls here."""
    until = there.visit.organisation.desk.blocked_until(there.visit.session.person)
    return said_of_refusal(reason, until=until)
