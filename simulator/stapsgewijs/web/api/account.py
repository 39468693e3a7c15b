"""The account SID and auth token of an organisation in the provider's protocol."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime  # pydantic reads the annotations when it runs
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, RootModel

from stapsgewijs.phone_network.twilio import Account, AccountError, Form, ProviderError, set_account
from stapsgewijs.phone_network.twilio.given import GivenResource, give, given, take_away
from stapsgewijs.phone_network.twilio.requests import ApiRequest
from stapsgewijs.phone_network.twilio.resources.keys import set_key
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.state import SimulatorState

router = APIRouter()
Sid = Annotated[str, Field(max_length=34, examples=["AC" + "0123456789abcdef" * 2])]
ResourceSid = Annotated[str, Path(examples=["MG" + "0123456789abcdef" * 2])]
Token = Annotated[str, Field(max_length=200, examples=["0123456789abcdef" * 2])]


class NewAccountShape(BaseModel):
    """The credentials that a system was given already, and that cannot be changed there."""

    account_sid: Sid
    auth_token: Token


class GivenAccountShape(NewAccountShape):
    """The same, and with both of them an API key and its secret, with which the system signs in."""

    model_config = ConfigDict(extra="forbid")
    api_key: Annotated[str, Field(pattern=r"^SK[0-9a-f]{32}$", examples=["SK" + "0123456789abcdef" * 2])] | None = None
    api_secret: Token | None = None


class AccountShape(NewAccountShape):
    """The credentials of an organisation, and where the official SDK's `client.api.base_url` has to lead."""

    provider_url: str


class ResourceFieldsShape(RootModel[dict[str, bool | int | str | list[str]]]):
    """The parameters with which the provider creates a resource; `Sender` are those in a messaging service's pool."""


class AccountResourceShape(BaseModel):
    """A number or a service of the account; `senders` are those of a messaging service."""

    sid: str
    name: str
    senders: list[str]


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
    request: Request, state: StateDep, payload: GivenAccountShape, organisation: OrganisationDep
) -> AccountShape:
    """Let the organisation have the credentials that a system was given already."""
    try:
        account = Account(payload.account_sid, payload.auth_token)
    except AccountError as error:
        raise ApiError(422, "account", str(error)) from None
    other = state.with_account(account.sid)
    if other is not None and other is not organisation:
        raise ApiError(409, "account", f"organisation {other.id!r} has the account {account.sid} already")
    if bool(payload.api_key) != bool(payload.api_secret):
        raise ApiError(422, "account", "an API key goes with its secret: give api_key and api_secret, or neither")
    set_account(organisation.network, account)
    if payload.api_key and payload.api_secret:
        set_key(organisation.network, organisation.clock, payload.api_key, payload.api_secret)
    return _account(request, state, organisation)


@router.get("/account/resources")
async def account_resources(
    request: Request, state: StateDep, organisation: OrganisationDep
) -> list[AccountResourceShape]:
    """Return the numbers and services of the account; the provider's own API has all of their fields."""
    return [_resource(each) for each in given(_asked(request, state, organisation, {}))]


@router.put("/account/resources/{sid}")
async def give_resource(
    sid: ResourceSid, request: Request, state: StateDep, payload: ResourceFieldsShape, organisation: OrganisationDep
) -> AccountResourceShape:
    """Let the account have a number (PN), a messaging service (MG) or a Verify service (VA) with a SID in use.

    The fields are the parameters with which the provider creates one; `Sender` of a messaging service are numbers and
    names in its pool. What is there already is changed.
    """
    try:
        return _resource(give(_asked(request, state, organisation, payload.root), sid))
    except ProviderError as error:
        raise ApiError(422, "resource", error.message) from None


@router.delete("/account/resources/{sid}", status_code=204)
async def remove_resource(sid: ResourceSid, request: Request, state: StateDep, organisation: OrganisationDep) -> None:
    """Forget a number or a service of the account."""
    try:
        take_away(_asked(request, state, organisation, {}), sid)
    except ProviderError as error:
        raise ApiError(404, "no-resource", error.message) from None


def _resource(found: GivenResource) -> AccountResourceShape:
    return AccountResourceShape(sid=found.sid, name=found.name, senders=list(found.senders))


def _asked(
    request: Request,
    state: SimulatorState,
    organisation: Organisation,
    fields: Mapping[str, bool | int | str | list[str]],
) -> ApiRequest:
    """Return what is wished as a request of the account."""
    values = {name: value if isinstance(value, list) else [_text(value)] for name, value in fields.items()}
    return ApiRequest(
        state.account(organisation),
        organisation.name,
        organisation.network,
        organisation.clock,
        state.outgoing.of(organisation.id),
        organisation.codes,
        request.method,
        request.url.path,
        Form(values),
        str(request.base_url).rstrip("/"),
        lambda _: None,
    )


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _account(request: Request, state: SimulatorState, organisation: Organisation) -> AccountShape:
    account = state.account(organisation)
    url = str(request.base_url).rstrip("/")
    return AccountShape(account_sid=account.sid, auth_token=account.token, provider_url=url)
