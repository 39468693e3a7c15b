"""Queries for messages and calls, and waiting for the first match."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from fastapi import Query
from pydantic import AwareDatetime, Field

from stapsgewijs.phone_network import (
    MAX_BODY_CHARS,
    Call,
    CallStatus,
    Direction,
    Filter,
    Message,
    MessageStatus,
    UnknownCallError,
    UnknownMessageError,
)
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.schemas import MAX_TAG_CHARS, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network import PhoneNetwork
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

REGION: Final = "NL"
"""The region whose national numbers are understood in an address."""
MAX_WAIT_S: Final = 60
_TWIML_TIMEOUT_S: Final = 20.0
"""How long a key waits for the caller to listen; a system may take 15 seconds to answer."""

Seconds = Annotated[float, Query(ge=0, le=MAX_WAIT_S, description="How long to wait, in seconds.")]
After = Annotated[str | None, Query(max_length=40, description="The id of the last one that was read.")]
Found = TypeVar("Found", Message, Call)
NO_CONTENT: Final[dict[int | str, dict[str, Any]]] = {204: {"description": "Nothing came within the time."}}


class WantedShape(Shape):
    """Which ones; all conditions hold at once. `to`, `from` and `text` are parts, in any capitals."""

    to: Annotated[str, Field(max_length=40, examples=["+31612345678"])] = ""
    sender: Annotated[str, Field(max_length=40, alias="from", examples=["Contoso"])] = ""
    text: Annotated[str, Field(max_length=MAX_BODY_CHARS, description="Part of the body, or of what was said.")] = ""
    tag: Annotated[str, Field(max_length=MAX_TAG_CHARS)] = ""
    direction: Direction | None = None
    since: Annotated[AwareDatetime | None, Field(description="Taken at this time or later (ISO 8601).")] = None
    until: Annotated[AwareDatetime | None, Field(description="Taken before this time.")] = None

    def filter(self, statuses: list[MessageStatus] | list[CallStatus] | None = None, **more: Any) -> Filter:  # noqa: ANN401  # the fields of a filter
        """Return it as the network understands it."""
        asked = {"sender": as_e164(self.sender), "to": as_e164(self.to), "text": self.text, "tag": self.tag}
        number = number_or_none(self.to) if self.direction is Direction.OUTBOUND else None
        times = {"since": _utc(self.since), "until": _utc(self.until)}
        rest = {"direction": self.direction, "number": number, "statuses": frozenset(map(str, statuses or ()))}
        return Filter(**{**asked, **times, **rest, **more})


class MessagesWantedShape(WantedShape):
    """Which messages."""

    status: list[MessageStatus] = Field(default_factory=list)


class CallsWantedShape(WantedShape):
    """Which calls."""

    status: list[CallStatus] = Field(default_factory=list)


class PageShape(Shape):
    """Which part of a long list."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    before: Annotated[int | None, Field(ge=1, le=2**62, description="Only what has a lower place than this.")] = None
    newest_first: bool = True

    def part(self) -> dict[str, Any]:
        """Return it as fields of a filter."""
        return {"limit": self.limit, "before": self.before, "newest_first": self.newest_first}


def number_or_none(text: str) -> PhoneNumber | None:
    """Return the number that `text` stands for, if it stands for one."""
    try:
        return PhoneNumber.parse(text, REGION)
    except PhoneNumberError:
        return None


async def wait_for_message(
    state: SimulatorState, organisation: Organisation, wanted: Filter, after: str | None, seconds: float
) -> Message | None:
    """Return the first message that is wanted and came after the one with the id `after`, waiting for it."""
    network = organisation.network
    return await _wait(state, organisation, lambda: _first_message(network, wanted, after), wanted, seconds)


async def wait_for_call(
    state: SimulatorState, organisation: Organisation, wanted: Filter, after: str | None, seconds: float
) -> Call | None:
    """Return the first call that is wanted and was placed after the one with the id `after`, waiting for it."""
    network = organisation.network
    return await _wait(state, organisation, lambda: _first_call(network, wanted, after), wanted, seconds)


async def until_call(
    state: SimulatorState, organisation: Organisation, call_id: str, holds: Callable[[Call], bool], seconds: float
) -> Call | None:
    """Return a call as soon as something `holds` of it; None after so many seconds, or when it is over without that.

    Raises `ApiError` for a call that there is not.
    """

    def poll() -> Call | None:
        try:
            call = organisation.network.voice.get(call_id)
        except UnknownCallError as error:
            raise ApiError(404, "no-call", str(error)) from None
        return call if call.status.is_final or holds(call) else None

    found = await state.changes(organisation).wait_until(
        poll, seconds=seconds, until_due=lambda: state.until_due(organisation)
    )
    return found if found is not None and holds(found) else None


async def wait_for_twiml(state: SimulatorState, organisation: Organisation, call_id: str) -> None:
    """Wait while the caller asks its system what to say; a key that is pressed meanwhile would be lost."""

    def listens() -> bool | None:
        try:
            return None if organisation.network.voice.get(call_id).awaiting_twiml else True
        except UnknownCallError:
            return True

    await state.changes(organisation).wait_until(
        listens, seconds=_TWIML_TIMEOUT_S, until_due=lambda: state.until_due(organisation)
    )


async def _wait(
    state: SimulatorState, organisation: Organisation, poll: Callable[[], Found | None], wanted: Filter, seconds: float
) -> Found | None:
    about = wanted.number.e164 if wanted.number else ""
    changes = state.changes(organisation)
    return await changes.wait_until(poll, seconds=seconds, until_due=lambda: state.until_due(organisation), about=about)


def _first_message(network: PhoneNetwork, wanted: Filter, after: str | None) -> Message | None:
    place = place_of_arrival(network, wanted.number, after)
    return next(iter(network.sms.find(replace(wanted, by_arrival=True, after=place, limit=1))), None)


def place_of_arrival(network: PhoneNetwork, number: PhoneNumber | None, message_id: str | None) -> int:
    """Return the place of a message in the order of arrival, 0 for None; raises `ApiError` for one not at `number`."""
    if message_id is None:
        return 0
    try:
        last = network.sms.get(message_id)
    except UnknownMessageError:
        raise _no_such(message_id) from None
    if number is not None and last.number != number:
        raise _no_such(message_id)
    return last.place_of_arrival


def _first_call(network: PhoneNetwork, wanted: Filter, after: str | None) -> Call | None:
    place = 0
    if after is not None:
        try:
            last = network.voice.get(after)
        except UnknownCallError:
            raise _no_such(after) from None
        if wanted.number is not None and last.number != wanted.number:
            raise _no_such(after)
        place = last.sequence
    return next(iter(network.voice.find(replace(wanted, after=place, limit=1))), None)


def _no_such(after: str) -> ApiError:
    return ApiError(404, "no-such-id", f"nothing with the id {after!r} came to this number")


def as_e164(text: str) -> str:
    """Return a number in E.164, however people write it (national numbers are Dutch); any other text as it is."""
    number = number_or_none(text) if text.strip() else None
    return number.e164 if number else text.strip()


_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in UTC it is in another year than those that there are
        return _FIRST if moment.year == _FIRST.year else _LAST
