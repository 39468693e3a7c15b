"""Messages and calls as a file, in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.responses import Response

from simulator.web.api.shapes import CallShape, MessageShape

if TYPE_CHECKING:
    from simulator.gateway import Filter
    from simulator.store import Organisation


class ExportShape(BaseModel):
    """What a file holds: the newest first."""

    organisation: str
    messages: list[MessageShape]
    calls: list[CallShape]


def exported(organisation: Organisation, wanted: Filter, name: str) -> Response:
    """Return what is wanted as a file called after `name`."""
    network = organisation.network
    shape = ExportShape(
        organisation=organisation.id,
        messages=[MessageShape.of(each) for each in network.find_messages(wanted)],
        calls=[CallShape.of(each) for each in network.find_calls(wanted)],
    )
    headers = {"Content-Disposition": f'attachment; filename="{name.removeprefix("+")}.json"'}
    return Response(shape.model_dump_json(by_alias=True, indent=1), media_type="application/json", headers=headers)
