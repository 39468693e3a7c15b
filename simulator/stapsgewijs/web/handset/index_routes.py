"""All phones of an organisation: the list, the search, export, clearing, and a phone beside the enrollment."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import RedirectResponse, Response

from stapsgewijs.labels import Message
from stapsgewijs.pages.handset import views as v
from stapsgewijs.phone_network import Filter
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.handset.dependencies import AnyContext, Asked, SealedContext, addresses_of, tell
from stapsgewijs.web.handset.export import exported
from stapsgewijs.web.handset.index_presenter import handset_list, kept, log, question_of
from stapsgewijs.web.handset.search import STATUSES
from stapsgewijs.web.handset.sse import renewals
from stapsgewijs.web.request_context import RequestContext
from stapsgewijs.web.state import DEFAULT_ORGANISATION

if TYPE_CHECKING:
    from stapsgewijs.pages.handset.fragments import Part

router = APIRouter()
shortcuts = APIRouter(include_in_schema=False)
Typed = Annotated[str, Query(max_length=100)]

SAMPLE: Final = PhoneNumber("+31612345678")
"""The phone that is shown when nobody has said which."""
_BREATH: Final = 0.5
"""Seconds between two renewals of the list, which costs more than a phone does."""
NO_NUMBER: Final = Message("This is not a phone number. Enter it with digits, as 06 12345678.")


@shortcuts.get("/handsets")
@shortcuts.get("/demo")
async def of_default_organisation(request: Request) -> Response:
    """Go to the page of the default organisation."""
    return RedirectResponse(f"/{DEFAULT_ORGANISATION}{request.url.path}", 303)


@router.get("/handsets")
async def handsets(visit: AnyContext, asked: Asked = "") -> Response:
    """Show the phones that were used last, and all that went to and from them."""
    return visit.show(_page(visit, asked))


@router.get("/handsets/open")
async def open_number(visit: AnyContext, number: Typed = "") -> Response:
    """Go to the phone with a number that was typed; it needs no message to be there."""
    found = number_or_none(number)
    if found is None:
        return visit.show(_page(visit, "", number, NO_NUMBER), 422)
    return RedirectResponse(addresses_of(visit).handset(found), 303)


@router.get("/handsets/events", response_class=EventSourceResponse)
async def events(visit: AnyContext, asked: Asked = "") -> AsyncIterable[ServerSentEvent]:
    """Tell what changes on the page with the phones."""
    async for each in renewals(visit.site, visit.organisation, lambda: _parts(visit, asked), breath=_BREATH):
        yield each


@router.get("/handsets/export.json")
async def export(visit: AnyContext, asked: Asked = "") -> Response:
    """Give every message and call that is asked for, as the API shows them."""
    question = question_of(visit.site.renderer.catalogue, asked)
    return exported(visit.organisation, question.filter(), visit.organisation.id)


@router.get("/handsets/clear")
async def ask_to_clear(visit: AnyContext) -> Response:
    """Ask whether one is sure."""
    addresses = addresses_of(visit)
    messages, calls = visit.organisation.network.count(Filter())
    action, back = addresses.handsets("clear"), addresses.handsets()
    return visit.show(v.ClearPage(visit.frame(), visit.seal, action, back, messages, calls))


@router.post("/handsets/clear")
async def clear(visit: SealedContext) -> Response:
    """Forget every message and call of the organisation; what people enrolled stays."""
    visit.organisation.network.remove_messages(Filter())
    visit.organisation.network.remove_calls(Filter())
    tell(visit)
    return visit.go("handsets")


@router.get("/demo")
async def demo(visit: AnyContext, number: Typed = "") -> Response:
    """Show enrollment and phone side by side."""
    addresses = addresses_of(visit)
    found = number_or_none(number) if number.strip() else _last_used(visit)
    error = NO_NUMBER if found is None else None
    shown = found or SAMPLE
    page = v.DemoPage(
        visit.frame(),
        visit.home,
        addresses.handset(shown),
        addresses.demo(),
        number if error else shown.international,
        shown.national,
        error,
    )
    return visit.show(page, 422 if error else 200)


def _last_used(visit: RequestContext) -> PhoneNumber:
    entries = handset_list(visit.organisation, addresses_of(visit)).entries
    return PhoneNumber(entries[0].e164) if entries else SAMPLE


def _page(visit: RequestContext, asked: str, number: str = "", error: Message | None = None) -> v.HandsetsPage:
    addresses = addresses_of(visit)
    question = question_of(visit.site.renderer.catalogue, asked)
    return v.HandsetsPage(
        visit.frame(),
        addresses.handsets("events", q=asked),
        addresses.handsets("open"),
        v.SearchBox(addresses.handsets(), addresses.handsets(), asked, question.unknown, STATUSES),
        handset_list(visit.organisation, addresses),
        log(visit.organisation, addresses, question, asked),
        v.Tools(
            addresses.handsets("export.json", q=asked),
            addresses.handsets("clear"),
            addresses.demo(),
            kept(visit.organisation),
        ),
        number,
        error,
    )


def _parts(visit: RequestContext, asked: str) -> dict[str, Part]:
    addresses, organisation = addresses_of(visit), visit.organisation
    question = question_of(visit.site.renderer.catalogue, asked)
    return {"list": handset_list(organisation, addresses), "log": log(organisation, addresses, question, asked)}
