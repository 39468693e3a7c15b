"""Content templates (`HX…`): texts with variables, which a message names instead of a body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.resources.collection import Collection

if TYPE_CHECKING:
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

UNKNOWN, NO_CONTENT, BAD_VARIABLES = 21655, 21654, 21656
_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NOT_IN_A_VALUE: Final = re.compile(r"[\n\r\t]| {5}")
_PLAIN: Final = "twilio/text"


class Contents(Collection):
    """The templates of an account; the first of its types that has a body is what a message says."""

    kind = "HX"
    can_be_given = True
    path = "/v1/Content"
    key = "contents"
    methods: ClassVar = ("GET", "DELETE")

    def make(self, request: ApiRequest, sid: str, *owners: str) -> ProviderResource:  # noqa: ARG002  # it has none
        """Keep a template: of JSON as the provider takes it, or of the fields `FriendlyName`, `Language` and `Body`."""
        form = request.form
        given = request.json
        if given is None:
            given = {
                "friendly_name": form.get("FriendlyName"),
                "language": form.get("Language"),
                "types": {_PLAIN: {"body": form.get("Body")}},
            }
        types, variables = given.get("types"), given.get("variables") or {}
        if not isinstance(types, dict) or not all(isinstance(each, dict) for each in types.values()) or not types:
            raise ProviderError(20001, 'types is missing; one is {"twilio/text": {"body": "…"}}')
        if not isinstance(variables, dict):
            raise ProviderError(20001, 'variables is no object as {"1": "…"}')
        content = {
            "friendly_name": str(given.get("friendly_name") or ""),
            "language": str(given.get("language") or "en"),
            "variables": {str(name): str(value) for name, value in variables.items()},
            "types": types,
        }
        now = request.clock.now()
        made = ProviderResource(sid, now, now, content=content)
        request.resources.add(made)
        return made

    def change(self, request: ApiRequest, *sids: str) -> Answer:
        """Put another template in its place."""
        request.resources.remove(self.get(request, *sids).sid)
        return 200, self.serialize(request, self.make(request, sids[-1]))

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        shown = super().serialize(request, resource)
        approval = {f"approval_{each}": f"{shown['url']}/ApprovalRequests" for each in ("create", "fetch")}
        return shown | {"links": approval}


def body_of(network: PhoneNetwork, sid: str, variables: str) -> str:
    """Return the text of a template with its variables (JSON) filled in; raises `ProviderError`."""
    found = network.resources.get(sid)
    if found is None or found.kind != Contents.kind:
        raise ProviderError(UNKNOWN, f"{sid[:40]!r}; PUT /api/v1/account/resources/HX… makes one with a given SID")
    bodies = [each["body"] for each in found.content["types"].values() if isinstance(each.get("body"), str)]
    if not bodies:
        raise ProviderError(UNKNOWN, f"{sid}: none of its types has a body")
    values = {**found.content["variables"], **_variables(variables)}

    def value(placeholder: re.Match[str]) -> str:
        if not values.get(placeholder[1]):
            raise ProviderError(BAD_VARIABLES, f"{placeholder[0]} of {sid} has no value")
        return str(values[placeholder[1]])

    return _PLACEHOLDER.sub(value, bodies[0])


def _variables(given: str) -> dict[str, str]:
    try:
        read = json.loads(given or "{}")
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ProviderError(BAD_VARIABLES, 'it is no JSON object as {"1": "509326"}')
    for name, value in read.items():
        if not isinstance(value, str) or not value or _NOT_IN_A_VALUE.search(value):
            why = "is no text, is empty, or has a new line, a tab or more than four spaces in a row"
            raise ProviderError(BAD_VARIABLES, f"{name[:40]!r} {why}")
    return read


CONTENTS: Final = Contents()
ROUTES: Final = CONTENTS.routes()
