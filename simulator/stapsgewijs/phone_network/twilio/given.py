"""Resources with the SIDs that a system was given already: they are in its settings and cannot be changed there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.resources.contents import CONTENTS
from stapsgewijs.phone_network.twilio.resources.incoming_phone_numbers import INCOMING_PHONE_NUMBERS
from stapsgewijs.phone_network.twilio.resources.messaging_services import (
    ALPHA_SENDERS,
    MESSAGING_SERVICES,
    SERVICE_NUMBERS,
    put_in_pool,
)
from stapsgewijs.phone_network.twilio.resources.verify_services import VERIFY_SERVICES

if TYPE_CHECKING:
    from stapsgewijs.phone_network.provider_resources import ProviderResource
    from stapsgewijs.phone_network.twilio.requests import ApiRequest
    from stapsgewijs.phone_network.twilio.resources.collection import Collection

_KINDS: Final = (CONTENTS, INCOMING_PHONE_NUMBERS, MESSAGING_SERVICES, VERIFY_SERVICES)
_GIVEN: Final[dict[str, Collection]] = {each.kind: each for each in _KINDS}
"""First letters of a SID → the resources that can be given."""
_SENDERS: Final = "Sender"
"""The parameter with the senders of a messaging service, numbers and names; the provider's own API has none."""
_SID: Final = re.compile(rf"({'|'.join(_GIVEN)})[0-9a-f]{{32}}")


@dataclass(frozen=True, slots=True)
class GivenResource:
    """A number, a service or a template of an account: its SID and its name, and the senders of a messaging service."""

    sid: str
    name: str
    senders: tuple[str, ...]


def give(request: ApiRequest, sid: str) -> GivenResource:
    """Make a resource with this SID, or change the one that has it, and return it; raises `ProviderError`."""
    if not _SID.fullmatch(sid):
        raise ProviderError(20001, f"{sid[:40]!r} is not {' or '.join(_GIVEN)} and 32 digits 0-9 a-f")
    collection = _GIVEN[sid[:2]]
    with request.network.context.repository.transaction():
        if request.resources.get(sid) is None:
            collection.make(request, sid)
        else:
            collection.change(request, sid)
        for each in request.form.get_all(_SENDERS):
            put_in_pool(request, sid, each)
    return _shown(request, collection.get(request, sid))


def given(request: ApiRequest) -> list[GivenResource]:
    """Return the resources that can be given, by kind, the newest first."""
    return [_shown(request, each) for kind in _GIVEN for each in request.resources.find(kind)]


def take_away(request: ApiRequest, sid: str) -> None:
    """Forget one; raises `ProviderError` when there is none."""
    if sid[:2] not in _GIVEN:
        raise ProviderError(20404, f"{sid[:40]!r}")
    _GIVEN[sid[:2]].delete(request, sid)


def _shown(request: ApiRequest, resource: ProviderResource) -> GivenResource:
    kinds = ALPHA_SENDERS.kind, SERVICE_NUMBERS.kind
    senders = [each.name for kind in kinds for each in request.resources.find(kind, owner=resource.sid)]
    return GivenResource(resource.sid, resource.content["friendly_name"], tuple(senders))
