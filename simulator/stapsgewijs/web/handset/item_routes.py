"""The page of one message or call: its details, history and tags."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from stapsgewijs.pages.handset import views as v
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import Call, Message, UnknownCallError, UnknownMessageError
from stapsgewijs.phone_network.message_check.model import Diagnostic, Money
from stapsgewijs.phone_network.message_check.sms_encoding import encode_info
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.item_details import CloseCallShape, CloseMessageShape, PartiesShape, PartyShape, remarks_on
from stapsgewijs.web.api.schemas import MAX_TAG_CHARS, MAX_TAGS, Shape
from stapsgewijs.web.handset.history import history_of
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


async def raw_message(request: Request) -> Response:
    """Show all that is kept of a message, as the API tells it."""
    ctx = get_context(request)
    return _raw(CloseMessageShape.from_domain(_message(ctx, request), ctx.organisation.network))


async def raw_call(request: Request) -> Response:
    """Show all that is kept of a call, as the API tells it."""
    ctx = get_context(request)
    return _raw(CloseCallShape.from_domain(_call(ctx, request), ctx.organisation.network))


async def delete_message(request: Request) -> Response:
    """Remove a message."""
    ctx, _ = await handset_form(request)
    found = _message(ctx, request)
    ctx.organisation.network.sms.delete(found.id)
    return _back_to_phone(ctx, found)


async def delete_call(request: Request) -> Response:
    """Remove a call; one that is under way ends first."""
    ctx, _ = await handset_form(request)
    found = _call(ctx, request)
    ctx.organisation.network.voice.delete(found.id)
    return _back_to_phone(ctx, found)


def _raw(shape: Shape) -> Response:
    text = json.dumps(shape.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return PlainTextResponse(text.encode("utf-8", "replace"))


def _back_to_phone(ctx: RequestContext, item: Message | Call) -> Response:
    tell(ctx, item.number)
    addresses = addresses_of(ctx)
    is_call = isinstance(item, Call)
    where = addresses.handset(item.number, calls="1") if is_call else addresses.handset(item.number)
    return RedirectResponse(where, 303)


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
        f"{addresses.item(item)}/raw",
        f"{addresses.item(item)}/delete",
        tags=addresses.tags(item, within=None),
        history=tuple(history_of(item, now, ctx.state.renderer.catalogue)),
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
    page_route("/handsets/{number}/messages/{item_id}/raw", raw_message),
    page_route("/handsets/{number}/calls/{item_id}/raw", raw_call),
    page_route("/handsets/{number}/messages/{item_id}/delete", delete_message, "POST"),
    page_route("/handsets/{number}/calls/{item_id}/delete", delete_call, "POST"),
]
