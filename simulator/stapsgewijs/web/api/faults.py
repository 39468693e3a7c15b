"""Faults: rules, and chance with a stated probability."""

from __future__ import annotations

from fastapi import APIRouter

from stapsgewijs.phone_network import Chaos, FaultHeaderError, TooManyRulesError, action_called
from stapsgewijs.web.api.dependencies import OrganisationDep, parse_number
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import ChaosShape, FaultShape, NewChaosShape, NewFaultShape

router = APIRouter()


@router.get("/faults")
async def faults(organisation: OrganisationDep) -> list[FaultShape]:
    """Return what can still go wrong on purpose."""
    return [FaultShape.of(each) for each in organisation.network.fault_rules.active()]


@router.post("/faults", status_code=201)
async def add_fault(payload: NewFaultShape, organisation: OrganisationDep) -> FaultShape:
    """Let something go wrong with the next message or call that matches."""
    number = parse_number(payload.number) if payload.number else None
    try:
        action = action_called(payload.action, payload.kind)
    except FaultHeaderError as error:
        raise ApiError(422, "action", str(error)) from None
    details = payload.model_dump(exclude={"number", "kind", "action", "most", "window"})
    details |= {"limit": payload.most, "window_s": payload.window}
    try:
        return FaultShape.of(organisation.network.fault_rules.add(number, action, **details))
    except TooManyRulesError as error:
        raise ApiError(409, "too-many", str(error)) from None


@router.delete("/faults", status_code=204)
async def clear_faults(organisation: OrganisationDep) -> None:
    """Let everything go well again, chance included."""
    organisation.network.fault_rules.clear()


@router.delete("/faults/{fault_id}", status_code=204)
async def clear_fault(fault_id: str, organisation: OrganisationDep) -> None:
    """Forget one rule."""
    if not organisation.network.fault_rules.clear(fault_id):
        raise ApiError(404, "no-fault", f"no fault {fault_id!r}", "GET faults lists them")


@router.get("/chaos")
async def chaos(organisation: OrganisationDep) -> ChaosShape | None:
    """Return what chance may spoil; null when nothing is left to chance."""
    now = organisation.network.fault_rules.chaos
    return ChaosShape.of(now) if now else None


@router.put("/chaos")
async def begin_chaos(payload: NewChaosShape, organisation: OrganisationDep) -> ChaosShape:
    """Let things go wrong by chance: the same seed spoils the same messages and calls."""
    try:
        begun = Chaos(payload.seed, payload.probability, tuple(payload.actions))
    except ValueError as error:
        raise ApiError(422, "chaos", str(error)) from None
    organisation.network.fault_rules.chaos = begun
    return ChaosShape.of(begun)


@router.delete("/chaos", status_code=204)
async def end_chaos(organisation: OrganisationDep) -> None:
    """Leave nothing to chance any more."""
    organisation.network.fault_rules.chaos = None
