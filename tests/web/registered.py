"""People who have registered, for tests of the pages that only they see."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Device, Option
from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from stapsgewijs.storage import Organisation

ANNA: Final = "anna@contoso.example"
PASSWORD: Final = "Welkom-in-de-simulator"
MOBILE: Final = "+31612345678"


def contoso(app: Starlette) -> Organisation:
    organisation: Organisation = app.state.site.organisations.get("contoso")
    return organisation


def has_phone(app: Starlette, person: str = ANNA, number: str = MOBILE) -> None:
    """Let a person have a mobile phone, to which codes are texted."""
    security = contoso(app).security
    security.register_phone(person, Device.AUTHENTICATION_PHONE, PhoneNumber.parse(number, ""))
    security.prefer(person, Option("text_message", Device.AUTHENTICATION_PHONE))


def signs_in(visitor: Visitor, person: str = ANNA, number: str = MOBILE, *, opens: bool = True) -> None:
    """Sign in with a texted code, on the page that is open or on the one where everything begins."""
    if opens:
        visitor.opens("")
    visitor.sends("sign-in", user_name=person, password=PASSWORD)
    assert visitor.path == "/contoso/verify/text"
    visitor.sends("verify/text", code=visitor.code(number))


def errors(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<p class="error"[^>]*>([^<]+)</p>', page)]


def notices(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<p class="notice"[^>]*>([^<]+)</p>', page)]
