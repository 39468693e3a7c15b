"""Signing in with a second factor: the list of other methods, what failed, giving up, and where it ends."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import (
    CallEnd,
    ForbiddenEventError,
    RejectionReason,
    RequestEnd,
    RequestRejectedError,
    State,
    masked,
)
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.sign_in import FailedPage, OtherWaysPage, SignedInPage
from stapsgewijs.pages.views import SAMPLE_MASKED
from stapsgewijs.web.flows.answer import AnswerScreen
from stapsgewijs.web.flows.registry import FLOWS, Sample
from stapsgewijs.web.flows.sign_in_request import SIGNING_IN, sign_in_of
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.request_context import page_route, signed_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import Option, SignIn
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.verification import VerificationContext

NO_ANSWER: Final = "We didn't hear from you"
REFUSED: Final = "We could not verify you"
NOT_CHOSEN: Final = "Choose how you want to sign in."
_ENDS: Final = {State.BLOCKED: RejectionReason.BLOCKED, State.LOCKED_OUT: RejectionReason.LOCKED_OUT}
_UNANSWERED: Final = frozenset({CallEnd.NO_ANSWER, CallEnd.VOICEMAIL, RequestEnd.NO_ANSWER})


PLACES: Final = {
    "Settings of your account": "settings",
    "My Apps": "my-apps",
    "Office portal": "office-portal",
    "Your account in the Office portal": "my-account",
    "Mail program": "mail-program",
}
"""The pages that one finds nowhere else: what each is called (msgid), and its address."""


async def other_ways(request: Request) -> Response:
    """Show the other methods; what is under way is withdrawn (assumed)."""
    ctx = SIGNING_IN.context(request)
    sign_in = sign_in_of(ctx)
    if sign_in.state is not State.CHOOSING:
        try:
            ctx.visit.organisation.sign_ins.choose_again(sign_in)
        except (ForbiddenEventError, RequestRejectedError):  # it has ended, or there is no other way
            return ctx.redirect()
    return ctx.visit.render(_other_ways_page(ctx, ctx.rejected(sign_in.rejection) if sign_in.rejection else None))


async def choose_way(request: Request) -> Response:
    """Sign in by the method that was picked."""
    ctx, form = await SIGNING_IN.form(request)
    service, sign_in = ctx.visit.organisation.sign_ins, sign_in_of(ctx)
    option = {_value(each): each for each in service.options(sign_in)}.get(form.cut("way"))
    if option is None:
        return ctx.visit.render(_other_ways_page(ctx, Message(NOT_CHOSEN)), 422)
    try:
        service.choose(sign_in, option, form=form.token)
    except RequestRejectedError as error:
        return ctx.visit.render(_other_ways_page(ctx, ctx.rejected(error.reason)), 422)
    except ForbiddenEventError:
        return ctx.redirect()
    return ctx.redirect()


async def failed(request: Request) -> Response:
    """Say why the person was not verified, and what to do next."""
    ctx = SIGNING_IN.context(request)
    ctx.require_page("failed")
    return ctx.visit.render(_failed_page(ctx))


async def cancel(request: Request) -> Response:
    """Give up, and begin with the password again."""
    ctx, _ = await SIGNING_IN.form(request)
    with suppress(ForbiddenEventError):  # verified already, in another tab: that cannot be canceled
        ctx.visit.organisation.sign_ins.cancel(sign_in_of(ctx))
    return ctx.redirect()


async def signed_in(request: Request) -> Response:
    """Show where signing in ends."""
    visit = signed_in_context(request)
    places = tuple((msgid, f"{visit.home}{page}") for msgid, page in PLACES.items())
    return visit.render(SignedInPage(visit.frame(), f"{visit.home}more-information", places))


def _other_ways_page(ctx: VerificationContext, error: Message | None = None) -> OtherWaysPage:
    organisation, sign_in = ctx.visit.organisation, sign_in_of(ctx)
    phones = organisation.security.phones(sign_in.person)
    numbers = {device: masked(phone.number) for device, phone in phones.items()}
    options = organisation.sign_ins.options(sign_in)
    ways = tuple(FLOWS.of(each.method).way(_value(each), numbers.get(each.device, "")) for each in options)
    return OtherWaysPage(ctx.visit.frame(), ctx.address("other"), ctx.address("cancel"), ways, error)


def _value(option: Option) -> str:
    return f"{option.device}.{option.method}"


def _failed_page(ctx: VerificationContext) -> FailedPage:
    sign_in, purpose = sign_in_of(ctx), ctx.purpose
    flow = FLOWS.of(sign_in.method) if sign_in.method else None
    may_go_on = sign_in.state in {State.CALL_FAILED, State.REQUEST_FAILED}
    return FailedPage(
        ctx.visit.frame(),
        area=NO_ANSWER if _is_unanswered(sign_in) else REFUSED,
        failure=_failure(ctx),
        cancel=purpose.cancel,
        again=f"{ctx.address(flow.verify_page)}/again" if flow and may_go_on else "",
        again_label=flow.screen.again_label if flow else "",
        other=purpose.other if may_go_on else "",
        again_error=ctx.visit.session.take_notice(),
    )


def _is_unanswered(sign_in: SignIn) -> bool:
    return bool({sign_in.call_end, sign_in.request_end} & _UNANSWERED)


def _failure(ctx: VerificationContext) -> Message:
    sign_in = sign_in_of(ctx)
    if sign_in.state is State.LOCKED_OUT and ctx.visit.organisation.security.is_locked(sign_in.person):
        return ctx.rejected(RejectionReason.ACCOUNT_LOCKED)
    if reason := _ENDS.get(sign_in.state):
        return ctx.rejected(reason)
    return Message(FLOWS.of(sign_in.method).screen.failure(sign_in))


def samples(outside: Frame, inside: Frame) -> Iterator[Sample]:
    """Give these pages in all their states, as static pages."""
    ways = tuple(flow.way(flow.method, SAMPLE_MASKED) for flow in {each.verify_page: each for each in FLOWS}.values())
    other = OtherWaysPage(outside, "verify-text.html", "sign-in-not-verified.html", ways)
    yield Sample("verify-other", other)
    for name, said in (
        ("empty", Message(NOT_CHOSEN)),
        ("throttled", rejection_message(RejectionReason.THROTTLED)),
    ):
        yield Sample(f"verify-other-{name}", replace(other, error=said), said)
    page = FailedPage(outside, NO_ANSWER, Message(""), "sign-in-not-verified.html", other="verify-other.html")
    for flow in {each.verify_page: each for each in FLOWS}.values():
        if isinstance(flow.screen, AnswerScreen):
            again = replace(page, again=f"verify-{flow.verify_page}.html", again_label=flow.screen.again_label)
            for name, msgid in flow.screen.failures.items():
                area = NO_ANSWER if name in _UNANSWERED else REFUSED
                shown = replace(again, area=area, failure=Message(msgid))
                yield Sample(f"verify-failed-{flow.verify_page}-{name.replace(' ', '-')}", shown, Message(msgid))
    for reason in (*_ENDS.values(), RejectionReason.ACCOUNT_LOCKED):
        said = rejection_message(reason)
        name = f"verify-failed-{reason.name.lower().replace('_', '-')}"
        yield Sample(name, replace(page, area=REFUSED, failure=said, other=""), said)
    places = tuple((msgid, f"{each}.html") for msgid, each in PLACES.items())
    yield Sample("signed-in", SignedInPage(inside, "more-information.html", places))


routes: Final = [
    page_route("/verify/other", other_ways),
    page_route("/verify/other", choose_way, "POST"),
    page_route("/verify/failed", failed),
    page_route("/verify/cancel", cancel, "POST"),
    page_route("/signed-in", signed_in),
]
