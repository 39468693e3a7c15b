"""The routes of `/api/v1`: everything of the default organisation, and the same for any other."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import Policy, PolicyError
from stapsgewijs.storage import Organisation, Person, UnknownOrganisationError
from stapsgewijs.web.api.account import add_account_routes
from stapsgewijs.web.api.clock import add_clock_routes
from stapsgewijs.web.api.delivery import add_sending_routes
from stapsgewijs.web.api.errors import ERRORS, ApiError
from stapsgewijs.web.api.events import add_event_routes
from stapsgewijs.web.api.faults import add_fault_routes
from stapsgewijs.web.api.handsets import add_handset_routes
from stapsgewijs.web.api.hooks import add_hook_routes
from stapsgewijs.web.api.item_details import add_norm_routes
from stapsgewijs.web.api.items import add_list_routes
from stapsgewijs.web.api.schemas import NewOrganisationShape, OrganisationShape
from stapsgewijs.web.state import DEFAULT_ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stapsgewijs.web.state import SimulatorState


def make_api_router() -> APIRouter:
    """Return all routes under `/api/v1`."""
    api = APIRouter(prefix="/api/v1", responses=ERRORS)
    _add_organisation_routes(api)
    of_default, of_any = APIRouter(), APIRouter(prefix="/organisations/{organisation_id}")
    for router, organisation_of in ((of_default, _default_organisation), (of_any, _organisation)):
        add_account_routes(router, organisation_of)
        add_list_routes(router, organisation_of)
        add_sending_routes(router, organisation_of)
        add_handset_routes(router, organisation_of)
        add_event_routes(router, organisation_of)
        add_fault_routes(router, organisation_of)
        add_hook_routes(router, organisation_of)
        add_norm_routes(router, organisation_of)
        add_clock_routes(router, organisation_of)
        _add_policy_routes(router, organisation_of)
    api.include_router(of_default, tags=["the default organisation"])
    api.include_router(of_any, tags=["an organisation"])
    return api


async def _default_organisation(request: Request) -> Organisation:
    return await _organisation(request, DEFAULT_ORGANISATION)


async def _organisation(request: Request, organisation_id: Annotated[str, Path(examples=["contoso"])]) -> Organisation:
    site: SimulatorState = request.app.state.site
    try:
        return site.organisations.get(organisation_id)
    except UnknownOrganisationError as error:
        raise ApiError(404, "no-organisation", str(error), "POST /api/v1/organisations makes one") from None


def _add_organisation_routes(router: APIRouter) -> None:
    @router.get("/organisations", tags=["organisations"])
    async def organisations(request: Request) -> list[OrganisationShape]:
        """Return every organisation."""
        site: SimulatorState = request.app.state.site
        return [OrganisationShape.of(each) for each in site.organisations.all()]

    @router.post("/organisations", status_code=201, tags=["organisations"])
    async def make_organisation(request: Request, wish: NewOrganisationShape) -> OrganisationShape:
        """Make an organisation with its own policy, people, phones and clock."""
        site: SimulatorState = request.app.state.site
        people = [Person(each.user_name, each.name, each.password) for each in wish.people]
        organisation_id = wish.id or f"org-{secrets.token_hex(6)}"
        try:
            policy = Policy.from_mapping(wish.policy)
            return OrganisationShape.of(site.open(organisation_id, wish.name, people, policy, wish.seed))
        except PolicyError as error:
            raise ApiError(422, "policy", str(error)) from None
        except StapsgewijsError as error:
            raise ApiError(409, "organisation", str(error)) from None

    there = Depends(_organisation)

    @router.get("/organisations/{organisation_id}", tags=["organisations"])
    async def one_organisation(organisation: Organisation = there) -> OrganisationShape:
        """Return one organisation."""
        return OrganisationShape.of(organisation)

    @router.delete("/organisations/{organisation_id}", status_code=204, tags=["organisations"])
    async def remove_organisation(request: Request, organisation: Organisation = there) -> None:
        """Remove an organisation and all that happened in it."""
        site: SimulatorState = request.app.state.site
        site.shut(organisation)


def _add_policy_routes(router: APIRouter, organisation_of: Callable[..., Awaitable[Organisation]]) -> None:
    there = Depends(organisation_of)

    @router.get("/policy")
    async def policy(organisation: Organisation = there) -> dict[str, bool | int]:
        """Return what the organisation allows."""
        return organisation.policy.to_mapping()

    @router.patch("/policy")
    async def change_policy(changes: dict[str, Any], organisation: Organisation = there) -> dict[str, bool | int]:
        """Change some rules; the others stay as they are."""
        try:
            organisation.desk.policy = organisation.policy.changed(changes)
        except PolicyError as error:
            raise ApiError(422, "policy", str(error)) from None
        return organisation.policy.to_mapping()
