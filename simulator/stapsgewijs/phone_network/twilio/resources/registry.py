"""Which resource an address stands for. A module of this package is one family of resources, with its `ROUTES`."""

from __future__ import annotations

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
        route, names = self._find(path.removesuffix(".json").strip("/").split("/"), path)
        if is_old and route.path.startswith(ACCOUNT):
            if names[0] != request.account.sid:
                raise ProviderError(20404, f"account {names[0][:40]!r} is not the one that signed in")
            names = names[1:]
        handler = route.methods.get(request.method)
        if handler is None:
            raise ProviderError(20004, f"{request.method} {path[:200]}; it takes {', '.join(sorted(route.methods))}")
        return handler(request, *names)

    def _find(self, parts: list[str], path: str) -> tuple[Route, list[str]]:
        node, names = self._tree, []
        for part in parts:
            if part in node and part not in {"", ANY}:
                node = node[part]
            elif None in node and part:
                node = node[None]
                names.append(part)
            else:
                break
        else:
            if _ROUTE in node:
                return node[_ROUTE], names
        raise ProviderError(20404, f"{path[:200]}; what is simulated is in docs/provider.md")
