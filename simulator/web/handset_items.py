"""One message or call: all of it, what happened to it, and its tags."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Form, HTTPException
from starlette.responses import RedirectResponse, Response

from simulator.gateway import Call, Message, UnknownCallError, UnknownMessageError
from simulator.pages import handset_views as v
from simulator.pages.safe_text import readable
from simulator.phone_numbers import PhoneNumber
from simulator.web.handset_addresses import as_written, moment
from simulator.web.handset_asking import AnyVisit, Number, SealedVisit, addresses_of, tell
from simulator.web.handset_phone import lines_of
from simulator.web.visit import Visit

router = APIRouter()
Item = TypeVar("Item", Message, Call)
MOST_TAGS: Final = 20
Name = Annotated[str, Form(max_length=40)]


@router.get("/handsets/{number}/messages/{item_id}")
async def message(visit: AnyVisit, number: Number, item_id: str) -> Response:
    """Show a message."""
    return visit.show(_page(visit, _message(visit, number, item_id)))


@router.get("/handsets/{number}/calls/{item_id}")
async def call(visit: AnyVisit, number: Number, item_id: str) -> Response:
    """Show a call."""
    return visit.show(_page(visit, _call(visit, number, item_id)))


@router.post("/handsets/{number}/messages/{item_id}/tags")
async def tag_message(visit: SealedVisit, number: Number, item_id: str, add: Name = "", remove: Name = "") -> Response:
    """Put a tag on a message, or take one off."""
    found = _message(visit, number, item_id)
    visit.organisation.network.tag_message(found.id, _changed(found.tags, add, remove))
    return _back_to(visit, found)


@router.post("/handsets/{number}/calls/{item_id}/tags")
async def tag_call(visit: SealedVisit, number: Number, item_id: str, add: Name = "", remove: Name = "") -> Response:
    """Put a tag on a call, or take one off."""
    found = _call(visit, number, item_id)
    visit.organisation.network.tag_call(found.id, _changed(found.tags, add, remove))
    return _back_to(visit, found)


def _changed(tags: tuple[str, ...], add: str, remove: str) -> tuple[str, ...]:
    name = " ".join(add.replace('"', " ").split())
    left = [each for each in tags if readable(each) != remove]
    return tuple(dict.fromkeys([*left, name] if name else left))[:MOST_TAGS]


def _back_to(visit: Visit, item: Message | Call) -> Response:
    tell(visit, item.number)
    return RedirectResponse(addresses_of(visit).item(item), 303)


def _message(visit: Visit, number: PhoneNumber, item_id: str) -> Message:
    try:
        found = visit.organisation.network.message(item_id)
    except UnknownMessageError:
        raise HTTPException(404) from None
    return _of(number, found)


def _call(visit: Visit, number: PhoneNumber, item_id: str) -> Call:
    try:
        found = visit.organisation.network.call(item_id)
    except UnknownCallError:
        raise HTTPException(404) from None
    return _of(number, found)


def _of(number: PhoneNumber, item: Item) -> Item:
    if item.number != number:
        raise HTTPException(404)
    return item


def _page(visit: Visit, item: Message | Call) -> v.ItemPage:
    addresses, now = addresses_of(visit), visit.organisation.clock.now()
    is_call = isinstance(item, Call)
    return v.ItemPage(
        visit.frame(),
        visit.seal,
        addresses.handset(item.number, calls="1") if is_call else addresses.thread(item.number, item.party),
        "Call" if is_call else "Text message",
        as_written(item.sender),
        as_written(item.to),
        str(item.status),
        moment(item.created, now),
        f"{addresses.item(item)}/tags",
        "" if isinstance(item, Call) else readable(item.body),
        lines_of(item) if isinstance(item, Call) else (),
        addresses.tags(item, within=None),
        tuple((moment(at, now), readable(what)) for at, what in item.history),
    )
