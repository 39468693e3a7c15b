"""Step 2 of the methods whose code is entered on a page: showing it, judging a code, sending a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from stapsgewijs.identity import RequestRejectedError, Verdict
from stapsgewijs.labels import Message
from stapsgewijs.web.flows.enrollment_request import enrollment_context, enrollment_form, rejected
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from stapsgewijs.pages import View
    from stapsgewijs.web.flows.enrollment_request import EnrollmentContext

VERDICTS: Final = {
    Verdict.MISSING: "Enter the code from the message.",
    Verdict.WRONG: "This code is not right. Check the message and try again.",
    Verdict.EXPIRED: "This code has expired. Have a new code sent.",
    Verdict.USED: "This code has been used before. Have a new code sent.",
    Verdict.LOCKED_OUT: "A wrong code was entered too many times. Begin again.",
}
NEW_CODE: Final = "A new code was sent. The one before no longer works."


class CodePageView(Protocol):
    """Makes the view of the page."""

    def __call__(self, ctx: EnrollmentContext, *, error: Message | None = None, notice: Message | None = None) -> View:
        """Return it, with what is wrong or what is said once."""
        ...


@dataclass(frozen=True, slots=True)
class CodePages:
    """The routes under `/{page}`; `view` makes what they show, `verdicts` the sentences for a wrong code."""

    page: str
    view: CodePageView
    verdicts: Mapping[Verdict, str] = field(default_factory=lambda: VERDICTS)

    async def show(self, request: Request) -> Response:
        """Ask for the code."""
        ctx = enrollment_context(request)
        ctx.require_page(self.page)
        return ctx.visit.render(self.view(ctx, notice=ctx.visit.session.take_notice()))

    async def enter(self, request: Request) -> Response:
        """Judge a code."""
        ctx, form = await enrollment_form(request)
        ctx.require_page(self.page)
        verdict = ctx.visit.organisation.enrollments.enter_code(ctx.enrollment, form.cut("code"), form=form.token)
        if verdict is Verdict.ACCEPTED:
            return ctx.redirect()
        if verdict is Verdict.LOCKED_OUT:
            visit = ctx.visit
            visit.session.enrollment = visit.organisation.enrollments.begin(visit.session.person).id
            visit.session.notice = Message(self.verdicts[verdict])
            return visit.redirect("method")
        return ctx.visit.render(self.view(ctx, error=Message(self.verdicts[verdict])), 422)

    async def resend(self, request: Request) -> Response:
        """Send a new code; the one before no longer works."""
        ctx, form = await enrollment_form(request)
        ctx.require_page(self.page)
        try:
            ctx.visit.organisation.enrollments.resend(ctx.enrollment, form=form.token)
        except RequestRejectedError as error:
            return ctx.visit.render(self.view(ctx, error=rejected(ctx, error.reason)), 422)
        ctx.visit.session.notice = Message(NEW_CODE)
        return ctx.redirect()

    @property
    def routes(self) -> tuple[Route, ...]:
        """The page, and what its two forms send."""
        return (
            page_route(f"/{self.page}", self.show),
            page_route(f"/{self.page}", self.enter, "POST"),
            page_route(f"/{self.page}/new", self.resend, "POST"),
        )
