"""Signing in, the prompt to enroll, canceling, signing out."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import ForbiddenEventError
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Account, Around, MoreInformationPage, SignInPage
from stapsgewijs.web.flows.known_browser import has_to_wait, password_source, remember_browser
from stapsgewijs.web.flows.sign_in_request import begin_sign_in
from stapsgewijs.web.panel import languages_of
from stapsgewijs.web.parameters import read_form
from stapsgewijs.web.request_context import RequestContext, get_context, page_route, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_MOST_ACCOUNTS: Final = 10
"""That the page shows: what it costs does not grow with the organisation."""


async def sign_in_page(request: Request) -> Response:
    """Show where everything begins."""
    ctx = get_context(request)
    return ctx.render(_sign_in_page(ctx))


async def sign_in(request: Request) -> Response:
    """Sign in; what is wrong is not said of user name or password alone, so that nobody can list the accounts."""
    form = await read_form(request)
    ctx = get_context(request)
    ctx.verify_csrf(request, form)
    user_name, password = form.cut("user_name"), form.cut("password")
    errors = {}
    if not user_name.strip():
        errors["user_name_error"] = Message("Enter your user name.")
    if not password:
        errors["password_error"] = Message("Enter your password.")
    if errors:
        return ctx.render(_sign_in_page(ctx, user_name, **errors), 422)
    person, until = ctx.organisation.check_password(user_name, password, password_source(ctx, request, user_name))
    if until is not None:
        said, headers = has_to_wait(ctx, until)
        answer = ctx.render(_sign_in_page(ctx, user_name, user_name_error=said), 429)
        answer.headers.update(headers)
        return answer
    if person is None:
        wrong = Message("The user name or the password is not right.")
        return ctx.render(_sign_in_page(ctx, user_name, user_name_error=wrong), 422)
    answer = begin_sign_in(ctx, request, person.user_name)
    remember_browser(ctx, request, answer, person.user_name)
    return answer


async def more_information_page(request: Request) -> Response:
    """Show the prompt."""
    ctx = signed_in_context(request)
    return ctx.render(MoreInformationPage(ctx.frame(), f"{ctx.home}more-information", f"{ctx.home}cancel"))


async def begin_enrollment(request: Request) -> Response:
    """Begin to enroll."""
    ctx = await _signed_in_form(request)
    ctx.session.enrollment = ctx.organisation.enrollments.begin(ctx.session.person).id
    return ctx.redirect("method")


async def cancel(request: Request) -> Response:
    """Give up: nothing is kept, and the person signs in again (assumed; no document says)."""
    ctx = await _signed_in_form(request)
    service = ctx.organisation.enrollments
    enrollment = service.find(ctx.session.enrollment)
    if enrollment is not None and enrollment.person == ctx.session.person:
        with suppress(ForbiddenEventError):  # verified already, in another tab: that cannot be canceled
            service.cancel(enrollment)
    return _leave(ctx, "Canceled. Nothing was saved.")


async def sign_out(request: Request) -> Response:
    """Sign out."""
    ctx = await _signed_in_form(request)
    return _leave(ctx, "You have signed out.")


async def _signed_in_form(request: Request) -> RequestContext:
    """Return the visit of somebody who has signed in and who sends a form; raises `FormRefusedError` too."""
    form = await read_form(request)
    ctx = signed_in_context(request)
    ctx.verify_csrf(request, form)
    return ctx


def _leave(ctx: RequestContext, notice: str) -> Response:
    ctx.begin_session()
    ctx.session.notice = Message(notice)
    return ctx.redirect()


def _sign_in_page(ctx: RequestContext, user_name: str = "", **errors: Message) -> SignInPage:
    people = ctx.organisation.people
    accounts = tuple(Account(each.user_name, each.password) for each in people[:_MOST_ACCOUNTS])
    more = len(people) - len(accounts)
    notice = ctx.session.take_notice()
    around = Around(f"{ctx.home}demo", f"{ctx.home}panel", "/docs", ctx.handset_token, languages_of(ctx))
    return SignInPage(
        ctx.frame(), f"{ctx.home}sign-in", accounts, more, user_name, notice=notice, around=around, **errors
    )


routes: Final = [
    page_route("/", sign_in_page),
    page_route("/sign-in", sign_in, "POST"),
    page_route("/more-information", more_information_page),
    page_route("/more-information", begin_enrollment, "POST"),
    page_route("/cancel", cancel, "POST"),
    page_route("/sign-out", sign_out, "POST"),
]
