"""One phone in the browser: its page, what changes on it, and what its owner can do."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import RedirectResponse, Response

from stapsgewijs.pages.handset import views as v
from stapsgewijs.phone_network import Filter, NotPossibleError, UnknownCallError
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.handset.dependencies import AnyContext, Asked, Number, SealedContext, addresses_of, tell
from stapsgewijs.web.handset.export import exported
from stapsgewijs.web.handset.index_presenter import kept, log, question_of
from stapsgewijs.web.handset.presenter import Phone
from stapsgewijs.web.handset.read_marks import ReadMarks
from stapsgewijs.web.handset.search import STATUSES
from stapsgewijs.web.handset.sse import renewals
from stapsgewijs.web.handset.urls import as_written
from stapsgewijs.web.request_context import RequestContext

if TYPE_CHECKING:
    from stapsgewijs.pages.handset.fragments import HandsetParts, Part

router = APIRouter()
Party = Annotated[str, Query(max_length=4000)]
Action = Literal["answer", "hang-up", "press", "close"]
LONGEST_REPLY = 1600
"""Characters of a message that a phone sends: what a carrier takes at once."""
_THINKS_FOR = 20.0
"""Seconds that a key waits for a caller who asks its system what to say."""


@router.get("/handsets/{number}")
async def handset(
    visit: AnyContext,
    number: Number,
    party: Party = "",
    calls: bool = False,  # noqa: FBT001, FBT002  # a query parameter
    asked: Asked = "",
) -> Response:
    """Show a phone: its conversations, one conversation (`party`), its calls, or what is searched for."""
    addresses = addresses_of(visit)
    parts = _parts(visit, number, party, asked, on_calls=calls)
    question = question_of(visit.site.renderer.catalogue, asked)
    here = addresses.handset(number)
    page = v.HandsetPage(
        visit.frame(),
        number.international,
        number.e164,
        number.national,
        addresses.handsets(),
        addresses.handset(number, "events", party=party, calls="1" if calls else "", q=asked),
        visit.seal,
        parts,
        v.SearchBox(here, here, asked, question.unknown, STATUSES),
        v.Tools(
            addresses.handset(number, "export.json", q=asked),
            addresses.handset(number, "clear"),
            addresses.demo(number),
            kept(visit.organisation),
        ),
        addresses.handset(number, "reply", party=party) if party and not asked else "",
        as_written(party) if party else "",
    )
    return visit.show(page)


@router.get("/handsets/{number}/events", response_class=EventSourceResponse)
async def events(
    visit: AnyContext,
    number: Number,
    party: Party = "",
    calls: bool = False,  # noqa: FBT001, FBT002  # idem
    asked: Asked = "",
) -> AsyncIterable[ServerSentEvent]:
    """Tell what changes on the page of a phone."""

    def parts() -> dict[str, Part]:
        return _parts(visit, number, party, asked, on_calls=calls).by_name()

    async for each in renewals(visit.site, visit.organisation, parts, about=number.e164):
        yield each


@router.get("/handsets/{number}/export.json")
async def export(visit: AnyContext, number: Number, asked: Asked = "") -> Response:
    """Give the messages and calls of a phone, as the API shows them."""
    question = question_of(visit.site.renderer.catalogue, asked)
    return exported(visit.organisation, question.filter(number), number.e164)


@router.get("/handsets/{number}/clear")
async def ask_to_clear(visit: AnyContext, number: Number) -> Response:
    """Ask whether one is sure."""
    addresses = addresses_of(visit)
    messages, calls = visit.organisation.network.count(Filter(number))
    action, back = addresses.handset(number, "clear"), addresses.handset(number)
    return visit.show(v.ClearPage(visit.frame(), visit.seal, action, back, messages, calls, number.international))


@router.post("/handsets/{number}/clear")
async def clear(visit: SealedContext, number: Number) -> Response:
    """Forget every message and call of a phone; a call that is under way ends."""
    visit.organisation.network.remove_messages(Filter(number))
    visit.organisation.network.remove_calls(Filter(number))
    tell(visit, number)
    return RedirectResponse(addresses_of(visit).handset(number), 303)


@router.post("/handsets/{number}/reply")
async def reply(
    visit: SealedContext,
    number: Number,
    party: Party,
    body: Annotated[str, Form(max_length=LONGEST_REPLY)] = "",
) -> Response:
    """Send a message from the phone; an empty one is not sent."""
    if body.strip():
        visit.organisation.network.reply(number, party, body.replace("\r\n", "\n"))
    return RedirectResponse(addresses_of(visit).thread(number, party), 303)


@router.post("/handsets/{number}/calls/{call_id}/{action}")
async def act(
    visit: SealedContext, number: Number, call_id: str, action: Action, keys: Annotated[str, Form(max_length=40)] = "#"
) -> Response:
    """Answer, decline or hang up, press keys, or put a call that has ended out of sight.

    What can no longer be done changes nothing: the page was behind the times, and the page that answers shows
    how things are.
    """
    network = visit.organisation.network
    try:
        call = network.call(call_id)
        if call.number != number:
            return RedirectResponse(addresses_of(visit).handset(number), 303)
        if action == "answer":
            network.answer(call_id)
        elif action == "press":
            await _until_caller_listens(visit, number, call_id)
            network.press(call_id, keys)
        elif action == "hang-up":
            network.hang_up(call_id)
        else:
            ReadMarks(network, number).closes(call)
            tell(visit, number)
    except (NotPossibleError, UnknownCallError):
        pass
    return RedirectResponse(addresses_of(visit).handset(number), 303)


async def _until_caller_listens(visit: RequestContext, number: PhoneNumber, call_id: str) -> None:
    """Wait while the caller finds out what to say; a key that is pressed meanwhile would be lost."""
    network = visit.organisation.network

    def listens() -> bool | None:
        return None if network.call(call_id).thinking else True

    changes = visit.site.changes(visit.organisation)
    due = visit.site.until_due
    await changes.wait_for(listens, seconds=_THINKS_FOR, until_due=lambda: due(visit.organisation), about=number.e164)


def _parts(visit: RequestContext, number: PhoneNumber, party: str, asked: str, *, on_calls: bool) -> HandsetParts:
    """Return how the phone is now; what is in view counts as read."""
    organisation, addresses = visit.organisation, addresses_of(visit)
    phone = Phone(organisation, number, addresses, "" if asked else party, on_calls=on_calls and not asked)
    if phone.is_looked_at():
        tell(visit, number)
    if not asked:
        return phone.parts()
    question = question_of(visit.site.renderer.catalogue, asked)
    return phone.parts(log(organisation, addresses, question, asked, number))
