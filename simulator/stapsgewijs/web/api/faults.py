"""What goes wrong on purpose: rules, and chance with a stated probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends

from stapsgewijs.phone_network import Chaos, FaultHeaderError, action_called
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.handsets import number_of
from stapsgewijs.web.api.schemas import ChaosShape, FaultShape, NewChaosShape, NewFaultShape

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def add_fault_routes(router: APIRouter, organisation_of: Callable[..., Awaitable[Organisation]]) -> None:
    """Add the routes to `router`; `organisation_of` says whose network it is."""
    there = Depends(organisation_of)

    @router.get("/faults")
    async def faults(organisation: Organisation = there) -> list[FaultShape]:
        """Return what can still go wrong on purpose."""
        return [FaultShape.of(each) for each in organisation.network.faults()]

    @router.post("/faults", status_code=201)
    async def add_fault(wish: NewFaultShape, organisation: Organisation = there) -> FaultShape:
        """Let something go wrong with the next message or call that matches."""
        number = number_of(wish.number) if wish.number else None
        try:
            action = action_called(wish.action, wish.kind)
        except FaultHeaderError as error:
            raise ApiError(422, "action", str(error)) from None
        details = wish.model_dump(exclude={"number", "kind", "action"})
        return FaultShape.of(organisation.network.add_fault(number, action, **details))

    @router.delete("/faults", status_code=204)
    async def clear_faults(organisation: Organisation = there) -> None:
        """Let everything go well again, chance included."""
        organisation.network.clear_faults()

    @router.delete("/faults/{fault_id}", status_code=204)
    async def clear_fault(fault_id: str, organisation: Organisation = there) -> None:
        """Forget one rule."""
        if not organisation.network.clear_faults(fault_id):
            raise ApiError(404, "no-fault", f"no fault {fault_id!r}", "GET faults lists them")

    _add_chaos_routes(router, there)


def _add_chaos_routes(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # FastAPI's own type is Any
    @router.get("/chaos")
    async def chaos(organisation: Organisation = there) -> ChaosShape | None:
        """Return what chance may spoil; null when nothing is left to chance."""
        now = organisation.network.chaos
        return ChaosShape.of(now) if now else None

    @router.put("/chaos")
    async def begin_chaos(wish: NewChaosShape, organisation: Organisation = there) -> ChaosShape:
        """Let things go wrong by chance: the same seed spoils the same messages and calls."""
        try:
            begun = Chaos(wish.seed, wish.probability, tuple(wish.actions))
        except ValueError as error:
            raise ApiError(422, "chaos", str(error)) from None
        organisation.network.chaos = begun
        return ChaosShape.of(begun)

    @router.delete("/chaos", status_code=204)
    async def end_chaos(organisation: Organisation = there) -> None:
        """Leave nothing to chance any more."""
        organisation.network.chaos = None
