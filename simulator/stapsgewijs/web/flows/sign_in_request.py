"""Where somebody is in signing in with a second factor, and what follows it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, cast

from stapsgewijs.identity import State, masked
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.verification import Purpose, TrustBox
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.flows.verification import VerificationContext, WrongStepError
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import RequestContext, get_context, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import SignIn, Verification, VerificationService
    from stapsgewijs.web.flows.registry import MethodFlow

_TRUST_COOKIE: Final = "trusted-browser"
_DAY_S: Final = 24 * 3600
_PAGES: Final = {
    State.CHOOSING: "verify/other",
    State.CALL_FAILED: "verify/failed",
    State.REQUEST_FAILED: "verify/failed",
    State.LOCKED_OUT: "verify/failed",
    State.BLOCKED: "verify/failed",
    State.VERIFIED: "signed-in",
    State.MORE_INFORMATION: "more-information",
    State.EXPIRED: "",
    State.CANCELED: "",
}
TOO_LATE: Final = "This took too long. Sign in again."
CANCELED: Final = "Canceled. You are not signed in."


class SigningIn:
    """Somebody signs in, and the password was right."""

    prefix = "verify/"

    def find(self, visit: RequestContext) -> SignIn | None:
        """Return the sign-in under way of this session."""
        return visit.organisation.sign_ins.find(visit.session.sign_in)

    def context(self, request: Request) -> VerificationContext:
        """Return the sign-in under way; raises `WrongStepError` when there is none."""
        visit = get_context(request)
        visit.organisation.network.process_due()
        sign_in = self.find(visit)
        if sign_in is None:
            page = "signed-in" if visit.session.person else ""
            raise WrongStepError(lambda: visit.redirect(page))
        return VerificationContext(self, visit, sign_in, request)

    async def form(self, request: Request) -> tuple[VerificationContext, FormFields]:
        """Return the sign-in under way and what was sent for it; raises `FormRefusedError` too."""
        form = await read_form(request)
        get_context(request).verify_csrf(request, form)  # also where nothing is under way
        return self.context(request), form

    def service(self, visit: RequestContext) -> VerificationService[Any]:
        """Return the service for signing in."""
        return visit.organisation.sign_ins

    def purpose(self, ctx: VerificationContext) -> Purpose:
        """Return the page of signing in; another way is offered only to who has one."""
        visit, sign_in = ctx.visit, sign_in_of(ctx)
        days = visit.organisation.policy.remember_days
        has_other = len(visit.organisation.sign_ins.options(sign_in)) > 1
        return Purpose(
            "sign-in",
            "Two-factor verification",
            ctx.address("cancel"),
            other=ctx.address("other") if has_other else "",
            trust=TrustBox(days, sign_in.remember) if days else None,
        )

    def shown_number(self, verification: Verification) -> str:
        """Return the number so that only who knows it recognises it."""
        return masked(verification.number) if verification.number else ""

    def page(self, flow: MethodFlow) -> str:
        """Return the page of a method."""
        return flow.verify_page

    def page_of(self, verification: Verification) -> str:
        """Return the address of the page where a sign-in is: in any state but these, that of its method."""
        page = _PAGES.get(verification.state)
        return f"{self.prefix}{FLOWS.of(verification.method).verify_page}" if page is None else page

    def redirect(self, ctx: VerificationContext) -> Response:
        """Send the browser to the page where the sign-in is; one that has ended ends here."""
        visit, sign_in = ctx.visit, sign_in_of(ctx)
        if sign_in.state is State.VERIFIED:
            return self._signed_in(ctx)
        if sign_in.state is State.MORE_INFORMATION:
            visit.begin_session(sign_in.person)
        elif sign_in.state in {State.EXPIRED, State.CANCELED}:
            visit.begin_session()
            visit.session.notice = Message(TOO_LATE if sign_in.state is State.EXPIRED else CANCELED)
        return visit.redirect(self.page_of(sign_in))

    def choose(self, ctx: VerificationContext, form: FormFields) -> None:
        """Take note of whether this browser is to be trusted: the forms with the check box say."""
        ctx.visit.organisation.sign_ins.set_remember(sign_in_of(ctx), form.cut("trust") == "yes")

    def locked_out(self, ctx: VerificationContext, said: Message) -> Response:  # noqa: ARG002  # the page says it
        """Say so on the page for what failed."""
        return ctx.redirect()

    def not_repeated(self, ctx: VerificationContext, said: Message) -> Response:
        """Say so on the page for what failed."""
        ctx.visit.session.notice = said
        return ctx.redirect()

    def _signed_in(self, ctx: VerificationContext) -> Response:
        visit, sign_in = ctx.visit, sign_in_of(ctx)
        token = visit.organisation.sign_ins.take_trust_token(sign_in)
        visit.begin_session(sign_in.person)
        visit.session.is_verified = True
        answer = visit.redirect(visit.session.take_destination() or "signed-in")
        if token:
            answer.set_cookie(
                trust_cookie(sign_in.person),
                token,
                path=visit.home,
                max_age=visit.organisation.policy.remember_days * _DAY_S,
                httponly=True,
                samesite="lax",
                secure=is_over_tls(ctx.request),
            )
        return answer


SIGNING_IN: Final = SigningIn()


def sign_in_of(ctx: VerificationContext) -> SignIn:
    """Return the sign-in of a visit that `SIGNING_IN` found."""
    return cast("SignIn", ctx.verification)


def begin_sign_in(visit: RequestContext, request: Request, person: str) -> Response:
    """Begin the second factor of a person whose password was right, and lead to where it is."""
    destination = visit.session.destination
    visit.begin_session()
    visit.session.destination = destination
    sign_in = visit.organisation.sign_ins.begin(person, browser=request.cookies.get(trust_cookie(person), ""))
    visit.session.sign_in = sign_in.id
    return SIGNING_IN.redirect(VerificationContext(SIGNING_IN, visit, sign_in, request))


def verified_context(request: Request) -> RequestContext:
    """Return the visit of somebody who proved a second factor in this session.

    Raises `SignInNeededError` for who has not signed in, and `WrongStepError`, which leads to the second factor, for
    who has not proved it; both come back to the page afterwards.
    """
    visit = signed_in_context(request, comes_back=True)
    if not visit.session.is_verified:
        visit.session.destination = request.url.path.removeprefix(visit.home)
        raise WrongStepError(lambda: begin_sign_in(visit, request, visit.session.person))
    return visit


def trust_cookie(person: str) -> str:
    """Return the name of the cookie by which a browser is trusted for a person: several people may share a browser."""
    return f"{_TRUST_COOKIE}-{hashlib.sha256(person.encode()).hexdigest()[:12]}"


def is_over_tls(request: Request) -> bool:
    """Return whether the browser speaks TLS, with us or with a proxy in front of us."""
    pages = (request.headers.get(each, "") for each in ("origin", "referer"))
    return request.url.scheme == "https" or any(each.startswith("https://") for each in pages)
