"""All phones of an organisation: the list, search, export, clearing, and a phone beside the enrollment pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse

from stapsgewijs.labels import Message
from stapsgewijs.pages.handset import views as v
from stapsgewijs.phone_network import Filter
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.handset.index_presenter import handset_list, kept, log, question_of
from stapsgewijs.web.handset.search import STATUSES
from stapsgewijs.web.handset.streams import event_stream, exported, fragment_stream
from stapsgewijs.web.handset.urls import addresses_of, handset_form, tell
from stapsgewijs.web.parameters import query_text, search_query
from stapsgewijs.web.request_context import RequestContext, get_context, get_route, page_route
from stapsgewijs.web.state import DEFAULT_ORGANISATION

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages.handset.fragments import Part

MAX_NUMBER_CHARS: Final = 100

SAMPLE: Final = PhoneNumber("+31612345678")
"""The phone that is shown when nobody has said which."""
_MIN_INTERVAL_S: Final = 0.5
"""Seconds between two renewals of the list, which costs more than a phone does."""
NO_NUMBER: Final = Message("This is not a phone number. Enter it with digits, as 06 12345678.")


async def of_default_organisation(request: Request) -> Response:
    """Go to the page of the default organisation."""
    return RedirectResponse(f"/{DEFAULT_ORGANISATION}{request.url.path}", 303)


async def handsets(request: Request) -> Response:
    """Show the phones that were used last, and all that went to and from them."""
    ctx = get_context(request)
    return ctx.render(_page(ctx, search_query(request)))


async def open_number(request: Request) -> Response:
    """Go to the phone with a number that was typed; it needs no message to be there."""
    ctx = get_context(request)
    number = query_text(request, "number", MAX_NUMBER_CHARS)
    found = number_or_none(number)
    if found is None:
        return ctx.render(_page(ctx, "", number, NO_NUMBER), 422)
    return RedirectResponse(addresses_of(ctx).handset(found), 303)


async def events(request: Request) -> Response:
    """Tell what changes on the page with the phones."""
    ctx, asked = get_context(request), search_query(request)
    parts = partial(_parts, ctx, asked)
    return event_stream(fragment_stream(ctx.state, ctx.organisation, parts, min_interval=_MIN_INTERVAL_S))


async def export(request: Request) -> Response:
    """Give every message and call that is asked for, as the API shows them."""
    ctx = get_context(request)
    question = question_of(ctx.state.renderer.catalogue, search_query(request))
    return exported(ctx.organisation, question.filter(), ctx.organisation.id)


async def ask_to_clear(request: Request) -> Response:
    """Ask whether one is sure."""
    ctx = get_context(request)
    addresses = addresses_of(ctx)
    messages, calls = ctx.organisation.network.count(Filter())
    action, back = addresses.handsets("clear"), addresses.handsets()
    return ctx.render(v.ClearPage(ctx.frame(), ctx.handset_token, action, back, messages, calls))


async def clear(request: Request) -> Response:
    """Forget every message and call of the organisation; what people enrolled stays."""
    ctx, _ = await handset_form(request)
    ctx.organisation.network.sms.remove(Filter())
    ctx.organisation.network.voice.remove(Filter())
    tell(ctx)
    return ctx.redirect("handsets")


async def inbox(request: Request) -> Response:
    """Go to the phones: messages and calls used to be here, and bookmarks and scripts still know it."""
    return RedirectResponse(f"{get_context(request).home}handsets", 308)


async def demo(request: Request) -> Response:
    """Show enrollment and phone side by side."""
    ctx = get_context(request)
    number = query_text(request, "number", MAX_NUMBER_CHARS)
    addresses = addresses_of(ctx)
    found = number_or_none(number) if number.strip() else _last_used(ctx)
    error = NO_NUMBER if found is None else None
    shown = found or SAMPLE
    page = v.DemoPage(
        ctx.frame(),
        ctx.home,
        addresses.handset(shown),
        addresses.demo(),
        number if error else shown.international,
        shown.national,
        error,
    )
    return ctx.render(page, 422 if error else 200)


def _last_used(ctx: RequestContext) -> PhoneNumber:
    entries = handset_list(ctx.organisation, addresses_of(ctx)).entries
    return PhoneNumber(entries[0].e164) if entries else SAMPLE


def _page(ctx: RequestContext, asked: str, number: str = "", error: Message | None = None) -> v.HandsetsPage:
    addresses = addresses_of(ctx)
    question = question_of(ctx.state.renderer.catalogue, asked)
    return v.HandsetsPage(
        ctx.frame(),
        addresses.handsets("events", q=asked),
        addresses.handsets("open"),
        v.SearchBox(addresses.handsets(), addresses.handsets(), asked, question.unknown, STATUSES),
        handset_list(ctx.organisation, addresses),
        log(ctx.organisation, addresses, question, asked),
        v.Tools(
            addresses.handsets("export.json", q=asked),
            addresses.handsets("clear"),
            addresses.demo(),
            kept(ctx.organisation),
        ),
        number,
        error,
    )


def _parts(ctx: RequestContext, asked: str) -> dict[str, Part]:
    addresses, organisation = addresses_of(ctx), ctx.organisation
    question = question_of(ctx.state.renderer.catalogue, asked)
    return {"list": handset_list(organisation, addresses), "log": log(organisation, addresses, question, asked)}


routes: Final = [
    page_route("/handsets", handsets),
    page_route("/handsets/open", open_number),
    page_route("/handsets/events", events),
    page_route("/handsets/export.json", export),
    page_route("/handsets/clear", ask_to_clear),
    page_route("/handsets/clear", clear, "POST"),
    page_route("/inbox", inbox),
    page_route("/demo", demo),
]
shortcuts: Final = [
    get_route("/handsets", of_default_organisation),
    get_route("/demo", of_default_organisation),
]
"""The same of the default organisation."""
