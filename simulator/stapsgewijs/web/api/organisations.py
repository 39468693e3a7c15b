"""Organisations, each with its own policy, people, phones and clock."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import Policy, PolicyError
from stapsgewijs.storage import Person
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep, organisation_in_path
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import NewOrganisationShape, OrganisationShape

router = APIRouter(prefix="/organisations")
policy_router = APIRouter()
MAX_LISTED: Final = 1_000
"""Organisations that are listed at once."""
_IN_PATH = [Depends(organisation_in_path)]


@router.get("")
async def organisations(
    request: Request,
    response: Response,
    state: StateDep,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = MAX_LISTED,
    after: Annotated[str, Query(max_length=200, description="The id of the last one that was read.")] = "",
) -> list[OrganisationShape]:
    """Return organisations, the oldest first. Where there are more, `Link` has the address of the next page."""
    found = state.organisations.summaries(after, limit + 1)
    if found is None:
        raise ApiError(404, "no-such-id", f"there is no organisation {after!r} to go on after", "begin without `after`")
    if len(found) > limit:
        query = urlencode({"limit": limit, "after": found[limit - 1].id})
        response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return [OrganisationShape.of(each) for each in found[:limit]]


@router.post("", status_code=201)
async def make_organisation(state: StateDep, payload: NewOrganisationShape) -> OrganisationShape:
    """Make an organisation with its own policy, people, phones and clock."""
    people = [Person(each.user_name, each.name, each.password) for each in payload.people]
    organisation_id = payload.id or f"org-{secrets.token_hex(6)}"
    try:
        policy = Policy.from_mapping(payload.policy)
        made = state.open(organisation_id, payload.name, people, policy, payload.seed, payload.language)
        return OrganisationShape.of(made)
    except PolicyError as error:
        raise ApiError(422, "policy", str(error)) from None
    except StapsgewijsError as error:
        raise ApiError(409, "organisation", str(error)) from None


@router.get("/{organisation_id}", dependencies=_IN_PATH)
async def one_organisation(organisation: OrganisationDep) -> OrganisationShape:
    """Return one organisation."""
    return OrganisationShape.of(organisation)


@router.delete("/{organisation_id}", status_code=204, dependencies=_IN_PATH)
async def remove_organisation(state: StateDep, organisation: OrganisationDep) -> None:
    """Remove an organisation and all that happened in it."""
    state.shut(organisation)


@policy_router.delete("/sessions", status_code=204)
async def end_sessions(state: StateDep, organisation: OrganisationDep) -> None:
    """Sign out everybody, in every browser."""
    state.sessions.end_all(organisation.id)


@policy_router.get("/policy")
async def policy(organisation: OrganisationDep) -> dict[str, bool | int]:
    """Return what the organisation allows."""
    return organisation.policy.to_mapping()


@policy_router.patch("/policy")
async def change_policy(changes: dict[str, Any], organisation: OrganisationDep) -> dict[str, bool | int]:
    """Change some rules; the others stay as they are."""
    try:
        organisation.enrollments.policy = organisation.policy.changed(changes)
    except PolicyError as error:
        raise ApiError(422, "policy", str(error)) from None
    return organisation.policy.to_mapping()
