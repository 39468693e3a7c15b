"""Messages and calls as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from stapsgewijs.phone_network import Call, Filter, Message
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.queries import WantedShape
from stapsgewijs.web.api.schemas import CallShape, MessageShape

router = APIRouter()
_MAX_STREAM_S = 24 * 3600


class EventsShape(WantedShape):
    """Which messages and calls, and for how long."""

    timeout: Annotated[float, Query(ge=0, le=_MAX_STREAM_S, description="Seconds after which the stream ends.")] = (
        _MAX_STREAM_S
    )


class Feed:
    """What one listener has been told, so that each change is told once."""

    def __init__(self, organisation: Organisation, wanted: Filter) -> None:
        self._network = organisation.network
        self._wanted = wanted
        newest = Filter(newest_first=True, limit=1)
        self._messages = max((each.sequence for each in self._network.sms.find(newest)), default=0)
        self._calls = max((each.sequence for each in self._network.voice.find(newest)), default=0)
        self._open: dict[str, tuple[Message | Call, int]] = {}

    def news(self) -> list[Message | Call]:
        """Return what is new or has changed since the last time."""
        fresh: list[Message | Call] = []
        messages = self._network.sms.find(replace(self._wanted, after=self._messages))
        calls = self._network.voice.find(replace(self._wanted, after=self._calls))
        self._messages = max((each.sequence for each in messages), default=self._messages)
        self._calls = max((each.sequence for each in calls), default=self._calls)
        for item in (*messages, *calls, *self._again()):
            stamp = _stamp(item)
            if item.id not in self._open or self._open[item.id][1] != stamp:
                fresh.append(item)
            if item.status.is_final:
                self._open.pop(item.id, None)
            else:
                self._open[item.id] = (item, stamp)
        return fresh

    def _again(self) -> list[Message | Call]:
        """Return what had not come to its end the last time, as it is now."""
        now: list[Message | Call] = []
        for item, _ in list(self._open.values()):
            try:
                now.append(
                    self._network.sms.get(item.id) if isinstance(item, Message) else self._network.voice.get(item.id)
                )
            except LookupError:
                del self._open[item.id]
        return now


@router.get("/events", response_class=EventSourceResponse)
async def events(
    state: StateDep, wanted: Annotated[EventsShape, Query()], organisation: OrganisationDep
) -> AsyncIterable[ServerSentEvent]:
    """Tell of each message and call that matches, when it is placed and at each change (server-sent events).

    The event is called `message` or `call`; its data is the JSON that a list would show.
    """
    feed = Feed(organisation, wanted.filter())
    loop = asyncio.get_running_loop()
    end = loop.time() + wanted.timeout
    changes = state.changes(organisation)
    while (left := end - loop.time()) > 0 and not changes.is_closed:
        news = await changes.wait_until(
            lambda: feed.news() or None, seconds=left, until_due=lambda: state.until_due(organisation)
        )
        for item in news or ():
            shape = MessageShape.of(item) if isinstance(item, Message) else CallShape.of(item)
            kind = "message" if isinstance(item, Message) else "call"
            yield ServerSentEvent(data=shape.model_dump(mode="json", by_alias=True), event=kind, id=item.id)


def _stamp(item: Message | Call) -> int:
    return len(item.history) + (len(item.transcript) if isinstance(item, Call) else 0)
