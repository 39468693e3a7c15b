"""Inbound webhooks: systems post text messages as their own JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from pydantic import ValidationError

from stapsgewijs.phone_network import InboundWebhook, InboundWebhookError, Kind
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.items import FaultHeader, fault_in
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.api.schemas import HookShape, MessageShape, NewMessageShape

router = APIRouter()
Posted = Annotated[Any, Body(examples=[{"recipients": ["+31612345678"], "content": {"text": "509326"}}])]
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=["spryng"])]


@router.get("/hooks")
async def hooks(organisation: OrganisationDep) -> dict[str, HookShape]:
    """Return the hooks, by name."""
    return {name: HookShape(**each.to_mapping()) for name, each in organisation.network.hooks.items()}


@router.put("/hooks/{name}")
async def set_hook(name: Name, payload: HookShape, organisation: OrganisationDep) -> HookShape:
    """Say where in the JSON of some system recipient, sender and body are."""
    organisation.network.set_hook(name, InboundWebhook(payload.to, payload.body, payload.sender))
    return payload


@router.delete("/hooks/{name}", status_code=204)
async def remove_hook(name: Name, organisation: OrganisationDep) -> None:
    """Forget a hook."""
    _hook(organisation, name)
    organisation.network.set_hook(name, None)


@router.post("/hooks/{name}", status_code=201)
async def post(
    name: Name, posted: Posted, organisation: OrganisationDep, fault: FaultHeader = None
) -> list[MessageShape]:
    """Take what a system posts, and send the message that is in it; one for each recipient."""
    try:
        read = _hook(organisation, name).read(posted)
        payloads = [NewMessageShape(to=to, sender=sender, body=body) for to, sender, body in read]
    except InboundWebhookError as error:
        raise ApiError(422, "hook", str(error), f"GET hooks says where {name!r} looks") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ApiError(422, "hook", f"{first['loc'][0]}: {first['msg']}") from None
    given = fault_in(fault, Kind.MESSAGE)
    found = [(number_or_none(each.to), each) for each in payloads]
    if wrong := next((each for number, each in found if number is None), None):
        raise ApiError(422, "no-number", f"{wrong.to!r} is not a phone number", "write it as +31612345678")
    network = organisation.network
    sent = [network.sms.send(number, each.sender, each.body, fault=given) for number, each in found if number]
    return [MessageShape.of(each) for each in sent]


def _hook(organisation: Organisation, name: str) -> InboundWebhook:
    try:
        return organisation.network.hooks[name]
    except KeyError:
        raise ApiError(404, "no-hook", f"no hook {name!r}", "PUT it first") from None
