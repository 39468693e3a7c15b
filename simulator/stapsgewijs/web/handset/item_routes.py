"""The page of one message or call: its details, history and tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from stapsgewijs.pages.handset import views as v
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import Call, Message, UnknownCallError, UnknownMessageError
from stapsgewijs.phone_network.message_check.model import Diagnostic, Money
from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.item_details import PartiesShape, PartyShape, remarks_on
from stapsgewijs.web.api.schemas import MAX_TAG_CHARS, MAX_TAGS
from stapsgewijs.web.handset.presenter import lines_of
from stapsgewijs.web.handset.urls import addresses_of, handset_form, moment, tell
from stapsgewijs.web.parameters import FormFields, number_in_path
from stapsgewijs.web.request_context import RequestContext, get_context, page_route

if TYPE_CHECKING:
    from starlette.requests import Request

Item = TypeVar("Item", Message, Call)
_MAX_NAMED_CHARACTERS: Final = 20


async def message(request: Request) -> Response:
    """Show a message."""
    ctx = get_context(request)
    return ctx.render(_page(ctx, _message(ctx, request)))


async def call(request: Request) -> Response:
    """Show a call."""
    ctx = get_context(request)
    return ctx.render(_page(ctx, _call(ctx, request)))


async def tag_message(request: Request) -> Response:
    """Put a tag on a message, or take one off."""
    ctx, form = await handset_form(request)
    found = _message(ctx, request)
    ctx.organisation.network.sms.tag(found.id, _changed(found.tags, form))
    return _back_to(ctx, found)


async def tag_call(request: Request) -> Response:
    """Put a tag on a call, or take one off."""
    ctx, form = await handset_form(request)
    found = _call(ctx, request)
    ctx.organisation.network.voice.tag(found.id, _changed(found.tags, form))
    return _back_to(ctx, found)


def _changed(tags: tuple[str, ...], form: FormFields) -> tuple[str, ...]:
    add, remove = form.limited("add", MAX_TAG_CHARS), form.limited("remove", MAX_TAG_CHARS)
    name = " ".join(add.replace('"', " ").split())
    left = [each for each in tags if readable(each) != remove]
    return tuple(dict.fromkeys([*left, name] if name else left))[:MAX_TAGS]


def _back_to(ctx: RequestContext, item: Message | Call) -> Response:
    tell(ctx, item.number)
    return RedirectResponse(addresses_of(ctx).item(item), 303)


def _message(ctx: RequestContext, request: Request) -> Message:
    number = number_in_path(request)
    try:
        found = ctx.organisation.network.sms.get(request.path_params["item_id"])
    except UnknownMessageError:
        raise HTTPException(404) from None
    return _of(number, found)


def _call(ctx: RequestContext, request: Request) -> Call:
    number = number_in_path(request)
    try:
        found = ctx.organisation.network.voice.get(request.path_params["item_id"])
    except UnknownCallError:
        raise HTTPException(404) from None
    return _of(number, found)


def _of(number: PhoneNumber, item: Item) -> Item:
    if item.number != number:
        raise HTTPException(404)
    return item


def _page(ctx: RequestContext, item: Message | Call) -> v.ItemPage:
    addresses, now = addresses_of(ctx), ctx.organisation.clock.now()
    parties = PartiesShape.of(item)
    page = v.ItemPage(
        ctx.frame(),
        ctx.handset_token,
        addresses.thread(item.number, item.party),
        "Text message",
        _party(parties.sender),
        _party(parties.to),
        str(item.status),
        moment(item.created, now),
        f"{addresses.item(item)}/tags",
        tags=addresses.tags(item, within=None),
        history=tuple((moment(at, now), readable(what)) for at, what in item.history),
        remarks=tuple(_said(ctx, each) for each in remarks_on(item, ctx.organisation.network)),
    )
    if isinstance(item, Call):
        return replace(page, title="Call", back=addresses.handset(item.number, calls="1"), lines=lines_of(item))
    return replace(page, text=readable(item.body), travel=_travel(item))


def _said(ctx: RequestContext, remark: Diagnostic) -> str:
    """Return a remark in the language of the pages; what strangers sent is readable in it."""
    catalogue = ctx.state.renderer.catalogue
    values = {
        name: catalogue.money(*value) if isinstance(value, Money) else readable(str(value))
        for name, value in remark.values.items()
    }
    return catalogue.text(remark.says, **values)


def _party(party: PartyShape) -> v.Party:
    return v.Party(party.international or readable(party.shown) or "?", party.national or "", party.e164 or "")


def _travel(message: Message) -> v.Travel:
    encoding = encode_info(message.body)
    forced = tuple((readable(each.character), each.name) for each in encoding.forced_by[:_MAX_NAMED_CHARACTERS])
    return v.Travel(str(encoding.name), encoding.units, encoding.parts, encoding.left, forced)


routes: Final = [
    page_route("/handsets/{number}/messages/{item_id}", message),
    page_route("/handsets/{number}/calls/{item_id}", call),
    page_route("/handsets/{number}/messages/{item_id}/tags", tag_message, "POST"),
    page_route("/handsets/{number}/calls/{item_id}/tags", tag_call, "POST"),
]
