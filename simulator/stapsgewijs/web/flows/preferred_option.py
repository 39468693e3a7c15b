"""A new preferred option proves that it works, before the settings are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import State, masked
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.verification import Purpose
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.flows.sign_in_request import verified_context
from stapsgewijs.web.flows.verification import VerificationContext, WrongStepError
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import DefaultTest, Verification, VerificationService
    from stapsgewijs.web.flows.registry import MethodFlow
    from stapsgewijs.web.request_context import RequestContext

NOT_PROVED: Final = "Your preferred option was not verified. Nothing was saved."
_ENDED: Final = frozenset({State.LOCKED_OUT, State.BLOCKED, State.EXPIRED, State.CANCELED})


class ProvingPreferredOption:
    """Somebody who is at the settings proves a new preferred option."""

    prefix = "settings/verify/"

    def find(self, visit: RequestContext) -> DefaultTest | None:
        """Return the proof under way of this session."""
        return visit.organisation.security.find(visit.session.default_test)

    def context(self, request: Request) -> VerificationContext:
        """Return the proof under way; raises `WrongStepError` when there is none."""
        visit = verified_context(request)
        visit.organisation.network.process_due()
        test = self.find(visit)
        if test is None:
            raise WrongStepError(lambda: visit.redirect("settings"))
        return VerificationContext(self, visit, test, request)

    async def form(self, request: Request) -> tuple[VerificationContext, FormFields]:
        """Return the proof under way and what was sent for it; raises `FormRefusedError` too."""
        form = await read_form(request)
        ctx = self.context(request)
        ctx.visit.verify_csrf(request, form)
        return ctx, form

    def service(self, visit: RequestContext) -> VerificationService[DefaultTest]:
        """Return the service of the settings."""
        return visit.organisation.security

    def purpose(self, ctx: VerificationContext) -> Purpose:
        """Return the page: it has the title of the settings."""
        home = ctx.visit.home
        title, cancel = "Additional security verification", f"{home}settings/verify/cancel"
        return Purpose("settings", title, cancel, f"{home}settings", back_label=title)

    def shown_number(self, verification: Verification) -> str:
        """Return the number that stands on the settings page."""
        return masked(verification.number) if verification.number else ""

    def page(self, flow: MethodFlow) -> str:
        """Return the page of a method."""
        return flow.verify_page

    def page_of(self, verification: Verification) -> str:
        """Return the page of the method, or that of the settings where the proof has ended."""
        if verification.state is State.VERIFIED:
            return "settings/saved"
        ended = verification.state in _ENDED
        return "settings" if ended else f"{self.prefix}{FLOWS.of(verification.method).verify_page}"

    def redirect(self, ctx: VerificationContext) -> Response:
        """Send the browser to that page."""
        if ctx.verification.state in _ENDED:
            ctx.visit.session.notice = Message(NOT_PROVED)
        return ctx.visit.redirect(self.page_of(ctx.verification))

    def choose(self, ctx: VerificationContext, form: FormFields) -> None:
        """Do nothing: there is nothing to choose while one waits."""

    def not_repeated(self, ctx: VerificationContext, said: Message) -> None:
        """Let the page of the method say it."""

    def locked_out(self, ctx: VerificationContext, said: Message) -> Response:  # noqa: ARG002  # it ends as others do
        """Go back to the settings."""
        return self.redirect(ctx)


PROVING: Final = ProvingPreferredOption()


async def cancel(request: Request) -> Response:
    """Give up: nothing is saved."""
    ctx, _ = await PROVING.form(request)
    if ctx.verification.state is not State.VERIFIED:
        ctx.service.cancel(ctx.verification)
    return PROVING.redirect(ctx)


routes: Final = [page_route("/settings/verify/cancel", cancel, "POST")]
