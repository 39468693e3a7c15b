"""Which resource an address stands for. A module of this package is one family of resources, with its `ROUTES`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

ANY: Final = "{}"
"""A part of an address that is a SID, or another name of one resource."""
ACCOUNT: Final = f"/{VERSION}/Accounts/{ANY}"
_NAME: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}|(?<=/)\+?[0-9]{3,}")
_ODD: Final = re.compile(r"[^!-~]")
_ROUTE: Final = ""
"""Where the tree has a route; no part of an address that leads further is empty. None is for any part."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address (`/v2/Services/{}`, without `.json`), and what answers each method: the request and the parts `{}`.

    The account SID of an address is checked before, and is not among them.
    """

    path: str
    methods: Mapping[str, Callable[..., Answer]]


class Registry:
    """All routes, found part by part."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._tree: dict[str | None, Any] = {}
        for route in self.routes:
            node = self._tree
            for part in route.path.strip("/").split("/"):
                node = node.setdefault(None if part == ANY else part, {})
            if _ROUTE in node:
                msg = f"two resources have the address {route.path}"
                raise ValueError(msg)
            node[_ROUTE] = route

    def answer(self, request: ApiRequest) -> Answer:
        """Answer a request; raises `ProviderError`."""
        path = request.path
        is_old = path.startswith(f"/{VERSION}")
        if is_old != path.endswith(".json"):
            hint = "an address of this version ends in .json" if is_old else "an address of this version has no .json"
            raise ProviderError(20404, f"{path[:200]} ({hint})")
        found = self._find(path.removesuffix(".json").strip("/").split("/"))
        if found is None:
            request.network.add_to_history(not_simulated(path))
            raise ProviderError(20404, f"{path[:200]}; `stapsgewijs docs provider` says what is simulated")
        route, names = found
        if is_old and route.path.startswith(ACCOUNT):
            if names[0] != request.account.sid:
                raise ProviderError(20404, f"account {names[0][:40]!r} is not the one that signed in")
            names = names[1:]
        handler = route.methods.get(request.method)
        if handler is None:
            raise ProviderError(20004, f"{request.method} {path[:200]}; it takes {', '.join(sorted(route.methods))}")
        return handler(request, *names)

    def _find(self, parts: list[str]) -> tuple[Route, list[str]] | None:
        node, names = self._tree, []
        for part in parts:
            if part in node and part not in {"", ANY}:
                node = node[part]
            elif None in node and part:
                node = node[None]
                names.append(part)
            else:
                return None
        return (node[_ROUTE], names) if _ROUTE in node else None


def not_simulated(path: str, host: str = "") -> str:
    """Return what is remarked in the history of an account when an address is asked for that stands for nothing here.

    SIDs and numbers are left out: what differs in these only is one thing.
    """
    shown = _NAME.sub("…", _ODD.sub("?", path[:200])) + (f" of {_ODD.sub('?', host[:100])}" if host else "")
    return f"asked for {shown}, which is not simulated: error 20404"
