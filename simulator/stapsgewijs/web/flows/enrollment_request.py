"""Where somebody is in enrolling: what all routes of the enrollment pages need, and the way to the right page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from stapsgewijs.identity import Enrollment, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.verification import Purpose
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.flows.verification import VerificationContext, WrongStepError
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import RequestContext, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import Verification, VerificationService
    from stapsgewijs.web.flows.registry import MethodFlow

_PAGES: Final = {
    State.CHOOSING: "method",
    State.CONFIGURING_APP: "app",
    State.APP_CONFIGURED: "method",
    State.BACKUP_ASKED: "backup-phone",
    State.VERIFIED: "app-password",
    State.ENROLLED: "finished",
    State.LOCKED_OUT: "more-information",  # where one begins again
    State.CANCELED: "more-information",
}
_OUTSIDE: Final = frozenset({"method", "finished", "more-information"})


class Enrolling:
    """Somebody enrolls, having signed in."""

    prefix = ""

    def find(self, visit: RequestContext) -> Enrollment | None:
        """Return the enrollment under way of this session."""
        enrollment = visit.organisation.enrollments.find(visit.session.enrollment)
        return enrollment if enrollment is not None and enrollment.person == visit.session.person else None

    def context(self, request: Request) -> VerificationContext:
        """Return the enrollment under way; raises `WrongStepError` when there is none."""
        visit = signed_in_context(request)
        visit.organisation.network.process_due()
        enrollment = self.find(visit)
        if enrollment is None:
            raise WrongStepError(lambda: visit.redirect("more-information"))
        return VerificationContext(self, visit, enrollment, request)

    async def form(self, request: Request) -> tuple[VerificationContext, FormFields]:
        """Return the enrollment under way and what was sent for it; raises `FormRefusedError` too."""
        form = await read_form(request)
        ctx = self.context(request)
        ctx.visit.verify_csrf(request, form)
        return ctx, form

    def service(self, visit: RequestContext) -> VerificationService[Any]:
        """Return the service for enrollments."""
        return visit.organisation.enrollments

    def purpose(self, ctx: VerificationContext) -> Purpose:
        """Return the page of enrolling."""
        home, title = ctx.visit.home, "Additional security verification"
        if enrollment_of(ctx).adds_device:
            return Purpose("settings", title, f"{home}settings/app/cancel", f"{home}settings", back_label=title)
        return Purpose("enrollment", title, f"{home}cancel", f"{home}method")

    def shown_number(self, verification: Verification) -> str:
        """Return the number that was typed in step 1."""
        return verification.number.international if verification.number else ""

    def page(self, flow: MethodFlow) -> str:
        """Return the second step of a method."""
        return flow.page

    def page_of(self, verification: Verification) -> str:
        """Return the address of the page where an enrollment is: in any state but these, the second step."""
        page = _PAGES.get(verification.state) or FLOWS.of(verification.method).page
        # Who adds one more app comes from the settings page, and chooses nothing in step 1.
        adds_device = isinstance(verification, Enrollment) and verification.adds_device
        return "settings" if adds_device and page in _OUTSIDE else page

    def redirect(self, ctx: VerificationContext) -> Response:
        """Send the browser to the page where the enrollment is."""
        if enrollment_of(ctx).adds_device and ctx.verification.state is State.ENROLLED:
            ctx.visit.session.notice = Message(APP_ADDED)
        return ctx.visit.redirect(self.page_of(ctx.verification))

    def choose(self, ctx: VerificationContext, form: FormFields) -> None:
        """Do nothing: there is nothing to choose while one waits."""

    def locked_out(self, ctx: VerificationContext, said: Message) -> Response:
        """Begin again with step 1, or with the settings."""
        visit = ctx.visit
        if enrollment_of(ctx).adds_device:
            visit.session.notice = said
            return self.redirect(ctx)
        visit.session.enrollment = visit.organisation.enrollments.begin(visit.session.person).id
        visit.session.notice = said
        return visit.redirect("method")

    def not_repeated(self, ctx: VerificationContext, said: Message) -> None:
        """Let the page of the method say it."""


APP_ADDED: Final = "The app has been added."
ENROLLING: Final = Enrolling()


def enrollment_of(ctx: VerificationContext) -> Enrollment:
    """Return the enrollment of a visit that `ENROLLING` found."""
    return cast("Enrollment", ctx.verification)
