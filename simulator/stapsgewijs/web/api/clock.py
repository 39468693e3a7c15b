"""The clock of an organisation: read, put forward, paused, let run."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict, Field, model_validator

from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import Shape

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Self

    from stapsgewijs.web.state import SimulatorState

_LONGEST: Final = 31_536_000_000


class ClockState(StrEnum):
    """Whether a clock runs with that of the machine, or moves only when it is put forward."""

    RUNNING = "running"
    PAUSED = "paused"


class ClockShape(Shape):
    """What time it is in an organisation, and how far that is ahead of the machine."""

    now: dt.datetime
    state: ClockState
    ahead: float = Field(description="Seconds; less than 0 when the clock was paused for longer than put forward.")


class ClockWishShape(Shape):
    """How far to put the clock forward (it never goes back), and whether it is to run; at least one of them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    advance: Annotated[float, Field(ge=0, le=_LONGEST, description="Seconds.", examples=[181])] = 0
    state: Annotated[ClockState | None, Field(examples=["paused"])] = None

    @model_validator(mode="after")
    def wishes_something(self) -> Self:
        """Refuse a wish for nothing: a field was forgotten."""
        if not self.model_fields_set:
            msg = "give advance, state, or both"
            raise ValueError(msg)
        return self


def add_clock_routes(router: APIRouter, organisation_of: Callable[..., Awaitable[Organisation]]) -> None:
    """Add the routes to `router`; `organisation_of` says whose clock it is."""
    there = Depends(organisation_of)

    @router.get("/clock")
    async def clock(organisation: Organisation = there) -> ClockShape:
        """Return what time it is in the organisation."""
        return _time(organisation)

    @router.post("/clock")
    async def set_clock(request: Request, wish: ClockWishShape, organisation: Organisation = there) -> ClockShape:
        """Put the clock forward, pause it, or let it run; what is due by then happens.

        A paused clock never moves by itself: what is late stays late, until the clock is put forward.
        """
        site: SimulatorState = request.app.state.site
        try:
            organisation.clock.advance(dt.timedelta(seconds=wish.advance))
        except ValueError as error:
            raise ApiError(422, "clock", str(error)) from None
        if wish.state is ClockState.PAUSED:
            organisation.clock.pause()
        elif wish.state is ClockState.RUNNING:
            organisation.clock.run()
        organisation.network.settle()
        site.changes(organisation).notify()
        return _time(organisation)


def _time(organisation: Organisation) -> ClockShape:
    clock = organisation.clock
    state = ClockState.RUNNING if clock.stands_at is None else ClockState.PAUSED
    return ClockShape(now=clock.now(), state=state, ahead=clock.ahead.total_seconds())
