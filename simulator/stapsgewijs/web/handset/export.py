"""Messages and calls as a file, in the schemas of the API."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.responses import StreamingResponse

from stapsgewijs.phone_network import Call, Message
from stapsgewijs.web.api.schemas import CallShape, MessageShape

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.responses import Response

    from stapsgewijs.phone_network import Filter
    from stapsgewijs.storage import Organisation

Item = TypeVar("Item", Message, Call)
_AT_ONCE: Final = 500
"""Messages or calls that are in memory at a time, however many there are."""


def exported(organisation: Organisation, wanted: Filter, name: str) -> Response:
    """Return what is wanted as a file called after `name`: `organisation`, `messages`, `calls`, the newest first."""
    headers = {"Content-Disposition": f'attachment; filename="{name.removeprefix("+")}.json"'}
    return StreamingResponse(_written(organisation, wanted), media_type="application/json", headers=headers)


async def _written(organisation: Organisation, wanted: Filter) -> AsyncIterator[str]:
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
    while found := find(replace(wanted, newest_first=True, before=before, limit=_AT_ONCE)):
        for each in found:
            yield f"{comma}\n{write(each)}"
            comma = ","
        before = found[-1].sequence
