"""The history of the network, as a system reads it at the provider: the notifications (`NO…`) of its account."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.paging import Page
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, ANY, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION, account_uri

if TYPE_CHECKING:
    from stapsgewijs.phone_network.network import Remark
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_WARNING: Final = "1"
_ONLY_OF_ONE: Final = ("request_variables", "response_body", "response_headers")
"""What a list leaves out; there is none of them here."""


def _list(request: ApiRequest) -> Answer:
    shown = [_shown(request, each) for each in reversed(request.network.history)]
    sids = [each["sid"] for each in shown]

    def place_of(sid: str) -> int:
        if sid not in sids:
            raise ProviderError(20404, f"no page begins after {sid[:40]!r}")
        return sids.index(sid)

    page = Page.from_params(request.form, place_of)
    first = 0 if page.before is None else page.before + 1
    part = shown[first : first + page.size]
    last = part[-1]["sid"] if len(shown) > first + page.size else ""
    return 200, page.envelope("notifications", part, request.path, request.form, last)


def _fetch(request: ApiRequest, sid: str) -> Answer:
    for each in request.network.history:
        if _sid(each) == sid:
            return 200, _shown(request, each) | dict.fromkeys(_ONLY_OF_ONE)
    raise ProviderError(20404, f"no notification {sid[:40]!r}")


def _sid(remark: Remark) -> str:
    return f"NO{hashlib.sha256(remark.what.encode()).hexdigest()[:32]}"


def _shown(request: ApiRequest, remark: Remark) -> dict[str, Any]:
    sid, at = _sid(remark), format_datetime(remark.at)
    return {
        "account_sid": request.account.sid,
        "api_version": VERSION,
        "call_sid": None,
        "date_created": at,
        "date_updated": at,
        "error_code": None,
        "log": _WARNING,
        "message_date": at,
        "message_text": remark.what,
        "more_info": None,
        "request_method": None,
        "request_url": None,
        "sid": sid,
        "uri": f"{account_uri(request.account)}/Notifications/{sid}.json",
    }


ROUTES: Final = (
    Route(f"{ACCOUNT}/Notifications", {"GET": _list}),
    Route(f"{ACCOUNT}/Notifications/{ANY}", {"GET": _fetch}),
)
