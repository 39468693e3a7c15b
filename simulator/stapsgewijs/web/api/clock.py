"""The clock of an organisation: read, advanced, paused, started."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter
from pydantic import ConfigDict, Field, model_validator

from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import Shape
from stapsgewijs.web.long_poll import process_all_due

if TYPE_CHECKING:
    from typing import Self


router = APIRouter()
_MAX_ADVANCE_S: Final = 31_536_000_000


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

    advance: Annotated[float, Field(ge=0, le=_MAX_ADVANCE_S, description="Seconds.", examples=[181])] = 0
    state: Annotated[ClockState | None, Field(examples=["paused"])] = None

    @model_validator(mode="after")
    def wishes_something(self) -> Self:
        """Refuse a payload for nothing: a field was forgotten."""
        if not self.model_fields_set:
            msg = "give advance, state, or both"
            raise ValueError(msg)
        return self


@router.get("/clock")
async def clock(organisation: OrganisationDep) -> ClockShape:
    """Return what time it is in the organisation."""
    return _time(organisation)


@router.post("/clock")
async def set_clock(state: StateDep, payload: ClockWishShape, organisation: OrganisationDep) -> ClockShape:
    """Put the clock forward, pause it, or let it run; what is due by then happens.

    A paused clock never moves by itself: what is late stays late, until the clock is put forward.
    """
    try:
        organisation.clock.advance(dt.timedelta(seconds=payload.advance))
    except ValueError as error:
        raise ApiError(422, "clock", str(error)) from None
    if payload.state is ClockState.PAUSED:
        organisation.clock.pause()
    elif payload.state is ClockState.RUNNING:
        organisation.clock.run()
    await process_all_due(organisation.network, organisation.clock.now())
    state.changes(organisation).notify()
    return _time(organisation)


def _time(organisation: Organisation) -> ClockShape:
    clock = organisation.clock
    state = ClockState.RUNNING if clock.stands_at is None else ClockState.PAUSED
    return ClockShape(now=clock.now(), state=state, ahead=clock.ahead.total_seconds())
