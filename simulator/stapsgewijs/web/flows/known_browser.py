"""Browsers in which a person signed in before: wrong passwords in others do not lock these out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import UNTIL_UNLOCKED, PasswordSource
from stapsgewijs.labels import Message
from stapsgewijs.web.flows.sign_in_request import is_over_tls

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.web.request_context import RequestContext

_COOKIE: Final = "known-browser"
_AGE_S: Final = 365 * 24 * 3600
WAIT: Final = "A wrong password was entered too many times. Wait a while and try again."
UNLOCK: Final = (
    "A wrong password was entered too many times. Use a browser that you used before, or ask your administrator."
)


def password_source(visit: RequestContext, request: Request, user_name: str) -> PasswordSource:
    """Return where a password for an account comes from."""
    person = visit.organisation.person(user_name)
    client = request.client.host if request.client else ""
    if person is None:
        return PasswordSource(client=client)
    browser, _, seal = request.cookies.get(_name(person.user_name), "").partition(".")
    is_ours = hmac.compare_digest(seal.encode(), _seal(visit, person.user_name, browser).encode())
    return PasswordSource(browser if is_ours else "", client)


def remember_browser(visit: RequestContext, request: Request, answer: Response, person: str) -> None:
    """Let a browser in which the password of a person was right be known from now on."""
    browser = password_source(visit, request, person).browser or secrets.token_hex(8)
    answer.set_cookie(
        _name(person),
        f"{browser}.{_seal(visit, person, browser)}",
        path=visit.home,
        max_age=_AGE_S,
        httponly=True,
        samesite="lax",
        secure=is_over_tls(request),
    )


def has_to_wait(visit: RequestContext, until: datetime) -> tuple[Message, dict[str, str]]:
    """Return what is said to who has to wait, and the header (seconds) that tells programs for how long."""
    if until >= UNTIL_UNLOCKED:
        return Message(UNLOCK), {}
    seconds = (until - visit.organisation.clock.now()).total_seconds()
    return Message(WAIT), {"Retry-After": str(max(1, round(seconds + 0.5)))}


def _name(person: str) -> str:
    return f"{_COOKIE}-{hashlib.sha256(person.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _seal(visit: RequestContext, person: str, browser: str) -> str:
    return visit.state.sessions.seal(visit.organisation.id, f"known browser {browser} of {person!a}")
