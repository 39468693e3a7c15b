"""The account itself, and its balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.twilio.paging import Page
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION, serialize_account

if TYPE_CHECKING:
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_BALANCE: Final = {"balance": "100.00", "currency": "USD"}
"""Nothing costs anything here, so it never changes."""


def _fetch(request: ApiRequest) -> Answer:
    return 200, serialize_account(request.account, request.name)


def _list(request: ApiRequest) -> Answer:
    page = Page.from_params(request.form, lambda _: 0)
    shown = [serialize_account(request.account, request.name)]
    return 200, page.envelope("accounts", shown, request.path, request.form, "")


def _balance(request: ApiRequest) -> Answer:
    return 200, {"account_sid": request.account.sid, **_BALANCE}


ROUTES: Final = (
    Route(ACCOUNT, {"GET": _fetch}),
    Route(f"/{VERSION}/Accounts", {"GET": _list}),
    Route(f"{ACCOUNT}/Balance", {"GET": _balance}),
)
