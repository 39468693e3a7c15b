"""Where somebody is in enrolling: what all routes of the enrollment pages need, and the way to the right page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends
from starlette.responses import Response

from stapsgewijs.identity import Enrollment, Refusal, State
from stapsgewijs.labels import Message
from stapsgewijs.web.messages import said_of_refusal
from stapsgewijs.web.request_context import Visit, signed_in_visit

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


async def enrolling_of(visit: Annotated[Visit, Depends(signed_in_visit)]) -> Enrolling:
    """Return the enrollment under way; raises `ElsewhereError` when there is none."""
    visit.organisation.network.settle()
    enrollment = visit.organisation.desk.find(visit.session.enrollment)
    if enrollment is None or enrollment.person != visit.session.person:
        raise ElsewhereError(visit, "more-information")
    return Enrolling(visit, enrollment)


EnrollingVisit = Annotated[Enrolling, Depends(enrolling_of)]


def refused(there: Enrolling, reason: Refusal) -> Message:
    """Return the sentence for a refusal, for whoever enrolls here."""
    until = there.visit.organisation.desk.blocked_until(there.visit.session.person)
    return said_of_refusal(reason, until=until)
