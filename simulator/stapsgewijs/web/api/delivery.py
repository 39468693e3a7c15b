"""Whether an organisation sends directly into its own network or through a provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from stapsgewijs.phone_network.twilio import ProviderSettings, get_provider, set_provider
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.middleware import SIGNED

router = APIRouter()
SENDER = "+15005550006"
"""The number that a provider's test credentials send from."""


class SendingShape(BaseModel):
    """A provider; what is left out is our own: this simulator, and the organisation's own account."""

    url: Annotated[str, Field(max_length=400, examples=["http://127.0.0.1:8025"])] = ""
    account_sid: Annotated[str, Field(max_length=34)] = ""
    auth_token: Annotated[str, Field(max_length=200)] = ""
    sender: Annotated[str, Field(max_length=40, examples=[SENDER])] = SENDER


class SendingNowShape(BaseModel):
    """How an organisation sends now."""

    through: Annotated[SendingShape | None, Field(description="null: straight into its own network.")]


@router.get("/sending")
async def sending(organisation: OrganisationDep) -> SendingNowShape:
    """Return whether the organisation's pages send through a provider, and which."""
    return _shape(get_provider(organisation.network))


@router.put("/sending")
async def send_through(
    request: Request, state: StateDep, payload: SendingShape, organisation: OrganisationDep
) -> SendingNowShape:
    """Let the organisation's pages send through a provider, over HTTP, as any other system does."""
    own, account = str(request.base_url).rstrip("/"), state.account(organisation)
    url = payload.url or own
    if why := state.outgoing.blocked_reason(url):
        raise ApiError(422, "sending", why)
    callbacks = f"{own}{SIGNED}{organisation.id}/"
    given = payload.account_sid or account.sid, payload.auth_token or account.token
    set_provider(organisation.network, ProviderSettings(url, *given, payload.sender, callbacks))
    return _shape(get_provider(organisation.network))


@router.delete("/sending", status_code=204)
async def send_straight(organisation: OrganisationDep) -> None:
    """Let the organisation's pages send straight into its own network again."""
    set_provider(organisation.network, None)


def _shape(sending: ProviderSettings | None) -> SendingNowShape:
    if sending is None:
        return SendingNowShape(through=None)
    through = SendingShape(
        url=sending.url, account_sid=sending.account, auth_token=sending.token, sender=sending.sender
    )
    return SendingNowShape(through=through)
