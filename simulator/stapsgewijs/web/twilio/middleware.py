"""The middleware for every request of the provider's API: `/2010-04-01`, and the addresses of its other hosts.

Plain ASGI instead of routes of the framework: it is faster under load, and every error has to have the provider's form,
from the first byte on.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from stapsgewijs.phone_network import HEADER, FaultHeaderError, Kind, fault_of
from stapsgewijs.phone_network.twilio import Form, ProviderError
from stapsgewijs.phone_network.twilio.api import RESOURCES
from stapsgewijs.phone_network.twilio.hosts import (
    DOMAIN,
    is_provider_path,
    is_simulated,
    provider_product,
    takes_json,
)
from stapsgewijs.phone_network.twilio.requests import ApiRequest
from stapsgewijs.phone_network.twilio.resources.registry import not_simulated
from stapsgewijs.storage import StorageUnavailableError, UnknownOrganisationError
from stapsgewijs.web.middleware import WrongTokens
from stapsgewijs.web.state import DEFAULT_ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from stapsgewijs.phone_network import Fault
    from stapsgewijs.phone_network.twilio import Account
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.middleware import HostNames
    from stapsgewijs.web.state import SimulatorState
    from stapsgewijs.web.twilio.scheduler import DueEventScheduler


def credentials(headers: Mapping[bytes, bytes]) -> tuple[str, str]:
    """Return user name and password; raises `ProviderError` when there are none."""
    kind, _, given = headers.get(b"authorization", b"").partition(b" ")
    if kind.lower() != b"basic":
        raise ProviderError(20003, "send the account SID and the auth token as user name and password (Basic)")
    try:
        user, colon, password = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ProviderError(20003, "the credentials are no Basic credentials") from None
    if not colon:
        raise ProviderError(20003, "the credentials have no password")
    return user, password


def authenticate(state: SimulatorState, user: str, password: str) -> tuple[Organisation, Account] | None:
    """Return the organisation with these credentials, and its account; None for those of somebody else."""
    if (organisation := state.with_account(user)) is not None:
        account = state.account(organisation)
        return (organisation, account) if account.authenticates(user, password) else None
    opened = state.with_key(user, password)
    return (opened, state.account(opened)) if opened else None


def _refusal(state: SimulatorState, user: str) -> ProviderError:
    """Return how credentials of somebody else are refused.

    They are told in the log, and in the history of the network that they were meant for (else of the first one): they
    may be real ones.
    """
    organisation = state.with_account(user)
    what = "another auth token" if organisation else "an account that the simulator does not have"
    what = "an API key that the simulator does not have, or another secret" if user.startswith("SK") else what
    told = f"refused: a request to the provider with {what} ({_shown(user)}); nothing was sent to the real provider"
    with suppress(UnknownOrganisationError):  # the first one may be removed
        if (organisation or state.organisations.get(DEFAULT_ORGANISATION)).network.add_to_history(told):
            _log.warning(told)
    advice = "GET /api/v1/account says which they are"
    if user.startswith("SK"):
        advice = "PUT /api/v1/account with api_key and api_secret gives the account a key that a system has"
    return ProviderError(20003, f"{user[:40]!r}; {advice}")


def _shown(user: str) -> str:
    """Return a user name as logs have it: an account SID, or how long what is none is, as it may be a secret."""
    return user if _SID.fullmatch(user) else f"{len(user)} characters that are no SID"


MAX_BODY_BYTES: Final = 2 * 1024 * 1024
"""The largest form that is read; a text of 100,000 characters is to be refused for its length, not cut."""
_MAX_FIELDS: Final = 200
_SID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_HEADERS: Final = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
_log = logging.getLogger(__name__)


class _ThrottledError(ProviderError):
    """Too many wrong credentials came from one address; `seconds` until one is judged again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(20429, "too many wrong credentials came from this address; the right ones are let in")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: a method, the address and its host, the fields, or JSON."""

    method: str
    path: str
    base_url: str
    form: Form
    headers: dict[bytes, bytes]
    json: dict[str, Any] | None = None

    def fault(self, kind: Kind) -> Fault | None:
        """Return the fault that the header asks for; raises `ProviderError`."""
        asked = self.headers.get(HEADER.lower().encode())
        try:
            return None if asked is None else fault_of(asked.decode("latin-1"), kind)
        except FaultHeaderError as error:
            raise ProviderError(20001, f"{HEADER}: {error}") from None


class TwilioMiddleware:
    """Answers the provider's clients; everything else goes on to the app behind it."""

    def __init__(self, app: ASGIApp, state: SimulatorState, scheduler: DueEventScheduler, hosts: HostNames) -> None:
        """Stand before `app`, and answer to `hosts` and to the provider's own names."""
        self._app = app
        self._state = state
        self._scheduler = scheduler
        self._hosts = hosts
        self._wrong = WrongTokens("wrong credentials of the provider's protocol")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        is_http = scope["type"] == "http"
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1") if is_http else ""
        product = _product(host)
        if not is_http or (product is None and not is_provider_path(scope["path"])):
            await self._app(scope, receive, send)
            return
        more: list[tuple[bytes, bytes]] = []
        try:
            self._check_host(scope, host, product)
            request = await _request(scope, receive, _base_url(scope, host, product))
            status, content = self._answer(request, _address(scope))
        except ProviderError as error:
            status, content = error.status, error.to_mapping()
            more = _REFUSALS.get(status, [])
            if isinstance(error, _ThrottledError):
                more = [(b"retry-after", str(error.seconds).encode())]
        except StorageUnavailableError as error:
            away = ProviderError(20503, str(error))
            status, content = away.status, away.to_mapping()
            more = [(b"retry-after", b"1")]
        except Exception:  # noqa: BLE001  # a defect is answered as the provider does; the log has the cause
            _log.exception("a defect of the simulator")
            defect = ProviderError(20500, "the cause is in the terminal where the simulator runs")
            status, content = defect.status, defect.to_mapping()
        await _send(send, status, content, more)

    def _check_host(self, scope: Scope, given: str, product: str | None) -> None:
        """Refuse a page from elsewhere that reaches us by a name of its own (DNS rebinding), and unknown products."""
        path = scope["path"]
        if product is None:
            if why := self._hosts.refusal(given):
                raise ProviderError(20404, why)
        elif not is_simulated(product, path):
            with suppress(ProviderError):  # who does not sign in is told the same, and leaves no remark
                organisation, _ = self._authenticated(_address(scope), *credentials(dict(scope["headers"])))
                organisation.network.add_to_history(not_simulated(path, given))
            raise ProviderError(20404, f"{path[:200]} of {given[:100]} is not simulated; nothing was sent to it")

    def _answer(self, request: Request, address: str) -> tuple[int, dict[str, Any] | None]:
        organisation, account = self._authenticated(address, *credentials(request.headers))
        answer = RESOURCES.answer(
            ApiRequest(
                account,
                organisation.name,
                organisation.network,
                organisation.clock,
                self._state.outgoing.of(organisation.id),
                organisation.codes,
                request.method,
                request.path,
                request.form,
                request.base_url,
                request.fault,
                request.json,
            )
        )
        if request.method == "POST":
            self._scheduler.listen(organisation)
        return answer

    def _authenticated(self, address: str, user: str, password: str) -> tuple[Organisation, Account]:
        """Return whose credentials these are; raises `ProviderError`, and 429 where too many were wrong before."""
        if found := authenticate(self._state, user, password):
            return found
        if seconds := self._wrong.seconds_left(address):
            raise _ThrottledError(seconds)
        raise _refusal(self._state, user)


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def _product(host: str) -> str | None:
    """Return the product that a `Host` field names; None for a host that is not of the provider."""
    if DOMAIN not in host.lower():  # nearly always; the rest costs ten times as much
        return None
    try:
        return provider_product(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return None


def _base_url(scope: Scope, host: str, product: str | None) -> str:
    """Return the scheme and host that a client used; of the provider's own hosts it is always https."""
    return f"{'https' if product else scope['scheme']}://{host}"


async def _request(scope: Scope, receive: Receive, base_url: str) -> Request:
    headers = dict(scope["headers"])
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise ProviderError(20001, f"the body is larger than {MAX_BODY_BYTES} bytes")
        if not message.get("more_body", False):
            break
    is_json = _media_type(headers) == _JSON and scope["method"] == "POST" and takes_json(scope["path"])
    form, given = (Form({}), _json(body)) if is_json else (_form(scope, headers, body), None)
    return Request(scope["method"], scope["path"], base_url, form, headers, given)


def _media_type(headers: dict[bytes, bytes]) -> str:
    return headers.get(b"content-type", _FORM.encode()).decode("latin-1").partition(";")[0].strip().lower()


def _json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderError(20001, "the body is no JSON") from None
    if not isinstance(given, dict):
        raise ProviderError(20001, "the body is no JSON object")
    return given


def _form(scope: Scope, headers: dict[bytes, bytes], body: bytes) -> Form:
    """Return the fields: of the body of a POST, else of the query."""
    read = scope["query_string"]
    if scope["method"] == "POST":
        media_type = _media_type(headers)
        if body and media_type != _FORM:
            raise ProviderError(20001, f"the body is {media_type[:80]}; send a form, {_FORM}")
        read = body
    try:
        text = read.decode("ascii") if read.isascii() else read.decode("utf-8")
        return Form(parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS))
    except UnicodeDecodeError:
        raise ProviderError(20001, "the fields are not UTF-8") from None
    except ValueError:
        raise ProviderError(20001, f"there are more than {_MAX_FIELDS} fields") from None


_REFUSALS: Final = {401: [(b"www-authenticate", b'Basic realm="Twilio API"')], 405: [(b"allow", b"GET, POST, DELETE")]}


async def _send(send: Send, status: int, content: dict[str, Any] | None, more: list[tuple[bytes, bytes]]) -> None:
    text = "" if content is None else json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    body = text.encode(errors="backslashreplace")  # half a pair of surrogates, which JSON writes so too
    headers = [*_HEADERS, (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
