"""Dependencies of the routes: the state of the simulator, the organisation, the number in a path."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import Organisation, UnknownOrganisationError
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.state import DEFAULT_ORGANISATION, SimulatorState

# All are coroutines: FastAPI runs a plain function in another thread, which costs more than it does, and what
# belongs to the event loop is to stay there.


async def get_state(request: Request) -> SimulatorState:
    """Return the state of the simulator that was asked: one process has one API for all its simulators."""
    state: SimulatorState = request.state.simulator
    return state


StateDep = Annotated[SimulatorState, Depends(get_state)]


async def get_organisation(request: Request, state: StateDep) -> Organisation:
    """Return the organisation in the address, without one the default; answers 404 for one that does not exist."""
    try:
        return state.organisations.get(request.path_params.get("organisation_id", DEFAULT_ORGANISATION))
    except UnknownOrganisationError as error:
        raise ApiError(404, "no-organisation", str(error), "POST /api/v1/organisations makes one") from None


async def organisation_in_path(organisation_id: Annotated[str, Path(examples=["contoso"])]) -> None:
    """Declare the part of the address that `get_organisation` reads, for the description."""


async def number_in_path(number: Annotated[str, Path(examples=["+31612345678"])]) -> PhoneNumber:
    """Return the number in an address; answers 404 for what is none."""
    return parse_number(number)


def parse_number(text: str) -> PhoneNumber:
    """Return the number that `text` stands for; answers 404 for what is none."""
    number = number_or_none(text)
    if number is None:
        raise ApiError(404, "no-number", f"{text!r} is not a phone number", "write it as +31612345678")
    return number


OrganisationDep = Annotated[Organisation, Depends(get_organisation)]
NumberDep = Annotated[PhoneNumber, Depends(number_in_path)]
