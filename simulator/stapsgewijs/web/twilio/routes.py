"""Which resource an address stands for, and the methods it allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from stapsgewijs.phone_network import Kind
from stapsgewijs.phone_network.twilio import VERSION, Account, Calls, Messages, ProviderError, serialize_account

if TYPE_CHECKING:
    from stapsgewijs.phone_network import Fault, HttpClient
    from stapsgewijs.phone_network.twilio import Form
    from stapsgewijs.storage import Organisation

Answer = tuple[int, dict[str, Any] | None]


class Asked(Protocol):
    """What a resource has to know of a request."""

    @property
    def method(self) -> str:
        """The HTTP method."""
        ...

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the address after the version: `Accounts`, the SID, and so on."""
        ...

    @property
    def form(self) -> Form:
        """The fields."""
        ...

    def fault(self, kind: Kind) -> Fault | None:
        """Return what is to go wrong with this one, if anything is."""
        ...


def resource(organisation: Organisation, account: Account, outgoing: HttpClient, asked: Asked) -> Answer:
    """Answer a request of an account that has signed in: HTTP status and JSON; raises `ProviderError`."""
    parts = asked.parts
    if parts[:1] != ("Accounts",) or len(parts) < 2:  # noqa: PLR2004  # Accounts and a SID
        raise _unknown(parts)
    if parts[1] != account.sid:
        raise ProviderError(20404, f"account {parts[1][:40]!r} is not the one that signed in")
    network = organisation.network
    if len(parts) == 2:  # noqa: PLR2004  # idem
        return _only("GET", asked, lambda: (200, serialize_account(account, organisation.name)))
    if parts[2] == "Messages":
        return _of(Messages(account, network, organisation.clock, outgoing), asked, Kind.MESSAGE)
    if parts[2] == "Calls":
        return _of(Calls(account, network, outgoing), asked, Kind.CALL)
    raise _unknown(parts)


def _of(items: Messages | Calls, asked: Asked, kind: Kind) -> Answer:
    parts, method = asked.parts, asked.method
    uri = f"/{VERSION}/{'/'.join(parts)}.json"
    match parts[3:], method:
        case (), "GET":
            return 200, items.list(asked.form, uri)
        case (), "POST":
            return 201, items.create(asked.form, asked.fault(kind))
        case (sid,), "GET":
            return 200, items.fetch(sid)
        case (sid,), "POST":
            return 200, items.change(sid, asked.form)
        case (sid,), "DELETE":
            items.delete(sid)
            return 204, None
        case (sid, "Media"), "GET" if kind is Kind.MESSAGE:
            items.fetch(sid)
            return 200, _nothing("media_list", uri)
        case ((), _) | ((_,), _):
            raise ProviderError(20004, f"{method} {uri}")
    raise _unknown(parts)


def _only(method: str, asked: Asked, answer: Any) -> Answer:  # noqa: ANN401  # a function without arguments
    if asked.method != method:
        raise ProviderError(20004, asked.method)
    content: Answer = answer()
    return content


def _nothing(name: str, uri: str) -> dict[str, Any]:
    """Return an empty list: pictures of messages are counted, and never kept."""
    first = f"{uri}?PageSize=50&Page=0"
    page = {"page": 0, "page_size": 50, "start": 0, "end": 0, "uri": first, "first_page_uri": first}
    return {name: [], **page, "next_page_uri": None, "previous_page_uri": None}


def _unknown(parts: tuple[str, ...]) -> ProviderError:
    known = "Messages and Calls of an account are simulated"
    return ProviderError(20404, f"/{VERSION}/{'/'.join(parts)[:200]}.json; {known}")
