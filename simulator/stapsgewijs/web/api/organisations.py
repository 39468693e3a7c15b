"""Organisations, each with its own policy, people, phones and clock."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Depends

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import Policy, PolicyError
from stapsgewijs.storage import Person
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep, organisation_in_path
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import NewOrganisationShape, OrganisationShape

router = APIRouter(prefix="/organisations")
policy_router = APIRouter()
_IN_PATH = [Depends(organisation_in_path)]


@router.get("")
async def organisations(state: StateDep) -> list[OrganisationShape]:
    """Return every organisation."""
    return [OrganisationShape.of(each) for each in state.organisations.all()]


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
