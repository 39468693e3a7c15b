"""How times are kept: as whole microseconds since 1970 in UTC, so that they sort and come back exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(microseconds=1)


def as_micros(moment: datetime) -> int:
    """Return a time as it is kept."""
    return (moment - _EPOCH) // _STEP


def as_moment(micros: int) -> datetime:
    """Return a time that was kept, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def micros_or_none(moment: datetime | None) -> int | None:
    """Return a time as it is kept, or None."""
    return None if moment is None else as_micros(moment)


def moment_or_none(micros: int | None) -> datetime | None:
    """Return a time that was kept, or None."""
    return None if micros is None else as_moment(micros)
