"""The account SID and auth token of an organisation in the provider's protocol."""

from __future__ import annotations

from datetime import datetime  # pydantic reads the annotations when it runs
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from stapsgewijs.phone_network.twilio import Account, AccountError, set_account
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.state import SimulatorState

router = APIRouter()
Sid = Annotated[str, Field(max_length=34, examples=["AC" + "0123456789abcdef" * 2])]
Token = Annotated[str, Field(max_length=200, examples=["0123456789abcdef" * 2])]


class NewAccountShape(BaseModel):
    """The credentials that a system was given already, and that cannot be changed there."""

    account_sid: Sid
    auth_token: Token


class AccountShape(NewAccountShape):
    """The credentials of an organisation, and where the official SDK's `client.api.base_url` has to lead."""

    provider_url: str


class AccountRemarkShape(BaseModel):
    """Something that happened to the account and to none of its messages and calls; `at` is when it did last."""

    at: datetime
    what: str
    count: int


@router.get("/account")
async def account(request: Request, state: StateDep, organisation: OrganisationDep) -> AccountShape:
    """Return the account SID and the auth token with which a system sends on behalf of the organisation."""
    return _account(request, state, organisation)


@router.get("/account/history")
async def account_history(organisation: OrganisationDep) -> list[AccountRemarkShape]:
    """Return what happened besides messages and calls, the latest last: refused credentials, fields without effect."""
    return [AccountRemarkShape(at=each.at, what=each.what, count=each.count) for each in organisation.network.history]


@router.put("/account")
async def give_account(
    request: Request, state: StateDep, payload: NewAccountShape, organisation: OrganisationDep
) -> AccountShape:
    """Let the organisation have the credentials that a system was given already."""
    try:
        account = Account(payload.account_sid, payload.auth_token)
    except AccountError as error:
        raise ApiError(422, "account", str(error)) from None
    other = state.with_account(account.sid)
    if other is not None and other is not organisation:
        raise ApiError(409, "account", f"organisation {other.id!r} has the account {account.sid} already")
    set_account(organisation.network, account)
    return _account(request, state, organisation)


def _account(request: Request, state: SimulatorState, organisation: Organisation) -> AccountShape:
    account = state.account(organisation)
    url = str(request.base_url).rstrip("/")
    return AccountShape(account_sid=account.sid, auth_token=account.token, provider_url=url)
