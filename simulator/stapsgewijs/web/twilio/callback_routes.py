"""The callbacks of an organisation that sends through a provider: TwiML for its calls, and how they ended."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.routing import Route

from stapsgewijs.phone_network.twilio import SIGNATURE, get_provider, signature
from stapsgewijs.storage import UnknownOrganisationError
from stapsgewijs.web.middleware import SIGNED

if TYPE_CHECKING:
    from starlette.requests import Request

    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState


async def what_to_say(request: Request) -> Response:
    """Answer with TwiML."""
    asked = await _signed(request)
    if asked is None:
        return Response(status_code=403)
    organisation, form = asked
    try:
        said = organisation.twiml_webhook.answer(request.path_params["subject"], request.path_params["call"], form)
    except LookupError:
        return Response(status_code=404)
    return Response(said, media_type="text/xml")


async def over(request: Request) -> Response:
    """Take note that a call is over."""
    asked = await _signed(request)
    if asked is None:
        return Response(status_code=403)
    organisation, form = asked
    try:
        organisation.twiml_webhook.ended(request.path_params["subject"], request.path_params["call"], form)
    except LookupError:
        return Response(status_code=404)
    return Response(status_code=204)


async def _signed(request: Request) -> tuple[Organisation, dict[str, str]] | None:
    """Return the organisation and the fields of a request; None when the provider did not sign it."""
    state: SimulatorState = request.app.state.site
    try:
        organisation = state.organisations.get(request.path_params["organisation_id"])
    except UnknownOrganisationError:
        return None
    sending = get_provider(organisation.network)
    if sending is None:
        return None
    body = await request.body()
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    # The address as we gave it, not as it arrived: a proxy in between may have changed host and scheme.
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{sending.callbacks}{request.url.path.split('/', 3)[3]}{query}"
    expected = signature(sending.token, url, form)
    if not hmac.compare_digest(expected.encode(), request.headers.get(SIGNATURE, "").encode()):
        return None
    return organisation, {**dict(request.query_params), **form}


_CALL: Final = f"{SIGNED}{{organisation_id}}/{{subject}}/{{call:int}}"
routes: Final = [Route(_CALL, what_to_say, methods=["POST"]), Route(f"{_CALL}/status", over, methods=["POST"])]
