"""Lists of an account that are always empty: what they would hold is not simulated, and a remark says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.twilio.paging import Page
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, ANY, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_USAGE: Final = ("AllTime", "Daily", "LastMonth", "Monthly", "ThisMonth", "Today", "Yearly", "Yesterday")
LISTS: Final = {
    "Addresses": "addresses",
    "Applications": "applications",
    "AuthorizedConnectApps": "authorized_connect_apps",
    "Conferences": "conferences",
    "ConnectApps": "connect_apps",
    "OutgoingCallerIds": "outgoing_caller_ids",
    "Queues": "queues",
    "Recordings": "recordings",
    "SIP/CredentialLists": "credential_lists",
    "SIP/Domains": "domains",
    "SIP/IpAccessControlLists": "ip_access_control_lists",
    "SMS/ShortCodes": "short_codes",
    "Transcriptions": "transcriptions",
    "Usage/Records": "usage_records",
    **{f"Usage/Records/{each}": "usage_records" for each in _USAGE},
    "Usage/Triggers": "usage_triggers",
}
"""Address under the account → name of the list in the JSON."""
_KINDS: Final = ("Local", "MachineToMachine", "Mobile", "National", "SharedCost", "TollFree", "Voip")


def nothing(request: ApiRequest, key: str) -> dict[str, Any]:
    """Return an empty page."""
    page = Page.from_params(request.form, lambda _: 0)
    return page.envelope(key, [], request.path, request.form, "")


def _empty(name: str, key: str) -> Callable[[ApiRequest], Answer]:
    def answer(request: ApiRequest) -> Answer:
        request.network.add_to_history(f"asked for {name}, which is not simulated: the list is empty")
        return 200, nothing(request, key)

    return answer


def _countries(request: ApiRequest) -> Answer:
    """Answer where numbers can be had: any number can, so that there is no list of them."""
    request.network.add_to_history("asked for AvailablePhoneNumbers, which is not simulated: the list is empty")
    return 200, {"countries": [], "uri": request.path}


def _available(request: ApiRequest, country: str) -> Answer:
    """Answer which numbers can be had in a country: any number can, so that there is no list of them."""
    told = f"asked for numbers to be had in {country[:10]}; any number can be had, so that the list is empty"
    request.network.add_to_history(told)
    return 200, nothing(request, "available_phone_numbers")


ROUTES: Final = (
    *(Route(f"{ACCOUNT}/{name}", {"GET": _empty(name, key)}) for name, key in LISTS.items()),
    Route(f"{ACCOUNT}/AvailablePhoneNumbers", {"GET": _countries}),
    *(Route(f"{ACCOUNT}/AvailablePhoneNumbers/{ANY}/{each}", {"GET": _available}) for each in _KINDS),
)
