"""One message or call: all of it, what happened to it, and its tags."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Form, HTTPException
from starlette.responses import RedirectResponse, Response

from stapsgewijs.pages.handset import views as v
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import Call, Message, UnknownCallError, UnknownMessageError
from stapsgewijs.phone_network.message_check.model import Remark
from stapsgewijs.phone_network.message_check.sms_encoding import measure
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.item_details import PartiesShape, PartyShape, remarks_on
from stapsgewijs.web.handset.dependencies import AnyContext, Number, SealedContext, addresses_of, tell
from stapsgewijs.web.handset.presenter import lines_of
from stapsgewijs.web.handset.urls import moment
from stapsgewijs.web.request_context import RequestContext

router = APIRouter()
Item = TypeVar("Item", Message, Call)
_MOST_FORCING: Final = 20
MOST_TAGS: Final = 20
Name = Annotated[str, Form(max_length=40)]


@router.get("/handsets/{number}/messages/{item_id}")
async def message(visit: AnyContext, number: Number, item_id: str) -> Response:
    """Show a message."""
    return visit.show(_page(visit, _message(visit, number, item_id)))


@router.get("/handsets/{number}/calls/{item_id}")
async def call(visit: AnyContext, number: Number, item_id: str) -> Response:
    """Show a call."""
    return visit.show(_page(visit, _call(visit, number, item_id)))


@router.post("/handsets/{number}/messages/{item_id}/tags")
async def tag_message(
    visit: SealedContext, number: Number, item_id: str, add: Name = "", remove: Name = ""
) -> Response:
    """Put a tag on a message, or take one off."""
    found = _message(visit, number, item_id)
    visit.organisation.network.tag_message(found.id, _changed(found.tags, add, remove))
    return _back_to(visit, found)


@router.post("/handsets/{number}/calls/{item_id}/tags")
async def tag_call(visit: SealedContext, number: Number, item_id: str, add: Name = "", remove: Name = "") -> Response:
    """Put a tag on a call, or take one off."""
    found = _call(visit, number, item_id)
    visit.organisation.network.tag_call(found.id, _changed(found.tags, add, remove))
    return _back_to(visit, found)


def _changed(tags: tuple[str, ...], add: str, remove: str) -> tuple[str, ...]:
    name = " ".join(add.replace('"', " ").split())
    left = [each for each in tags if readable(each) != remove]
    return tuple(dict.fromkeys([*left, name] if name else left))[:MOST_TAGS]


def _back_to(visit: RequestContext, item: Message | Call) -> Response:
    tell(visit, item.number)
    return RedirectResponse(addresses_of(visit).item(item), 303)


def _message(visit: RequestContext, number: PhoneNumber, item_id: str) -> Message:
    try:
        found = visit.organisation.network.message(item_id)
    except UnknownMessageError:
        raise HTTPException(404) from None
    return _of(number, found)


def _call(visit: RequestContext, number: PhoneNumber, item_id: str) -> Call:
    try:
        found = visit.organisation.network.call(item_id)
    except UnknownCallError:
        raise HTTPException(404) from None
    return _of(number, found)


def _of(number: PhoneNumber, item: Item) -> Item:
    if item.number != number:
        raise HTTPException(404)
    return item


def _page(visit: RequestContext, item: Message | Call) -> v.ItemPage:
    addresses, now = addresses_of(visit), visit.organisation.clock.now()
    parties = PartiesShape.of(item)
    page = v.ItemPage(
        visit.frame(),
        visit.seal,
        addresses.thread(item.number, item.party),
        "Text message",
        _party(parties.sender),
        _party(parties.to),
        str(item.status),
        moment(item.created, now),
        f"{addresses.item(item)}/tags",
        tags=addresses.tags(item, within=None),
        history=tuple((moment(at, now), readable(what)) for at, what in item.history),
        remarks=tuple(_said(visit, each) for each in remarks_on(item, visit.organisation.network)),
    )
    if isinstance(item, Call):
        return replace(page, title="Call", back=addresses.handset(item.number, calls="1"), lines=lines_of(item))
    return replace(page, text=readable(item.body), travel=_travel(item))


def _said(visit: RequestContext, remark: Remark) -> str:
    """Return a remark in the language of the pages; what strangers sent is readable in it."""
    values = {name: readable(str(value)) for name, value in remark.values.items()}
    return visit.site.renderer.catalogue.text(remark.says, **values)


def _party(party: PartyShape) -> v.Party:
    return v.Party(party.international or readable(party.shown) or "?", party.national or "", party.e164 or "")


def _travel(message: Message) -> v.Travel:
    encoding = measure(message.body)
    forced = tuple((readable(each.character), each.name) for each in encoding.forced_by[:_MOST_FORCING])
    return v.Travel(str(encoding.name), encoding.units, encoding.parts, encoding.left, forced)
