"""Remarks about an account's requests: what was answered without being simulated. Also the provider's Notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, ANY, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.requests import ApiRequest

_MAX_REMARKS: Final = 1000
_WARNING: Final = "1"


class Remarks(Collection):
    """The notifications of an account, newest first; a system reads them as those of the provider."""

    kind = "NO"
    path = f"{ACCOUNT}/Notifications"
    key = "notifications"

    def routes(self) -> tuple[Route, ...]:
        """Return the addresses of the list and of one."""
        return Route(self.path, {"GET": self.list}), Route(f"{self.path}/{ANY}", {"GET": self.fetch})

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        content = resource.content
        shown = super().serialize(request, resource)
        fixed = {"api_version": VERSION, "call_sid": None, "error_code": None, "more_info": None, "log": _WARNING}
        return {**shown, **fixed, "message_text": content["text"], "message_date": shown["date_updated"]} | {
            "request_method": content["method"],
            "request_url": content["url"],
        }


def remark(network: PhoneNetwork, at: datetime, sentence: str, *, method: str = "GET", url: str = "") -> None:
    """Keep a remark; the same one again only changes when it was made last, and counts."""
    found = next(iter(network.resources.find(Remarks.kind, name=sentence, limit=1)), None)
    if found is None:
        sid = f"{Remarks.kind}{network.context.ids.token()}"
        content = {"text": sentence, "method": method, "url": url, "count": 1}
        network.resources.add(ProviderResource(sid, at, at, "", sentence, content))
        network.resources.prune(Remarks.kind, keep=_MAX_REMARKS, before=None)
    else:
        found.updated, found.content["count"] = at, found.content["count"] + 1
        network.resources.save(found)


def note(request: ApiRequest, sentence: str) -> None:
    """Keep a remark about a request."""
    url = f"{request.base_url}{request.path}"
    remark(request.network, request.clock.now(), sentence, method=request.method, url=url)


ROUTES: Final = Remarks().routes()
