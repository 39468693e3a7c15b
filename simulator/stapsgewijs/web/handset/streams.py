"""Streamed responses: parts of a page as they change (server-sent events), and an export as a file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.responses import StreamingResponse

from stapsgewijs.phone_network import Call, Message
from stapsgewijs.web.api.schemas import CallShape, MessageShape

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from starlette.responses import Response

    from stapsgewijs.pages.handset.fragments import Part
    from stapsgewijs.phone_network import Filter
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

EVENT: Final = "parts"
PING_INTERVAL_S: Final = 15.0
"""After so many seconds without a change a comment is sent, so that nothing in between closes the connection."""
_PING: Final = ": ping\n\n"
# nginx and its like are not to keep the stream back
_HEADERS: Final = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def fragment_stream(  # noqa: PLR0913  # what is watched, and how
    state: SimulatorState,
    organisation: Organisation,
    parts: Callable[[], Mapping[str, Part]],
    *,
    about: str = "",
    min_interval: float = 0.1,
    until: Callable[[], float | None] = lambda: None,
) -> AsyncIterator[dict[str, Any]]:
    """Give every part at first, and from then on each part that has changed (`{id: {version, html}}`).

    Nothing has changed for `PING_INTERVAL_S` when what is given is empty. `about` is the number (E.164) whose changes
    count; empty for all. `min_interval` is how many seconds lie between two renewals: when a thousand messages come in
    a second, nobody reads them all. `until` says in how many seconds a part changes besides. Ends when the organisation
    is removed or the simulator stops; the browser then asks again, and gets every part anew.
    """
    changes, sent = state.changes(organisation), dict[str, str]()

    def until_due() -> float | None:
        moments = (state.until_due(organisation), until())
        return min((each for each in moments if each is not None), default=None)

    def poll() -> dict[str, Part] | None:
        return {name: part for name, part in parts().items() if sent.get(name) != part.version} or None

    while True:
        changed = await changes.wait_until(poll, seconds=PING_INTERVAL_S, until_due=until_due, about=about)
        if changes.is_closed:
            return
        changed = changed or {}
        sent.update({name: part.version for name, part in changed.items()})
        yield {name: {"version": part.version, "html": state.renderer.render(part)} for name, part in changed.items()}
        await changes.wait_until(_nothing, seconds=min_interval)


def event_stream(fragments: AsyncIterator[dict[str, Any]]) -> Response:
    """Answer with fragments as server-sent events."""
    return StreamingResponse(_events(fragments), media_type="text/event-stream", headers=_HEADERS)


async def _events(fragments: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
    async for each in fragments:
        yield f"event: {EVENT}\ndata: {json.dumps(each)}\n\n" if each else _PING


def _nothing() -> None:
    """Find nothing, so that the wait lasts."""


Item = TypeVar("Item", Message, Call)
_BATCH_ITEMS: Final = 500
"""Messages or calls that are in memory at a time, however many there are."""


def exported(organisation: Organisation, wanted: Filter, name: str) -> Response:
    """Return what is wanted as a file called after `name`: `organisation`, `messages`, `calls`, the newest first."""
    headers = {"Content-Disposition": f'attachment; filename="{name.removeprefix("+")}.json"'}
    return StreamingResponse(_exported(organisation, wanted), media_type="application/json", headers=headers)


async def _exported(organisation: Organisation, wanted: Filter) -> AsyncIterator[str]:
    # Asynchronous although nothing here waits: what is not, the framework runs in another thread.
    network = organisation.network
    yield f'{{"organisation": {json.dumps(organisation.id)}, "messages": ['
    for each in _listed(network.sms.find, wanted, lambda one: MessageShape.of(one).model_dump_json(by_alias=True)):
        yield each
    yield '], "calls": ['
    for each in _listed(network.voice.find, wanted, lambda one: CallShape.of(one).model_dump_json(by_alias=True)):
        yield each
    yield "]}\n"


def _listed(find: Callable[[Filter], list[Item]], wanted: Filter, write: Callable[[Item], str]) -> Iterator[str]:
    comma, before = "", wanted.before
    while found := find(replace(wanted, newest_first=True, before=before, limit=_BATCH_ITEMS)):
        for each in found:
            yield f"{comma}\n{write(each)}"
            comma = ","
        before = found[-1].sequence
