"""The JSON side of a simulator: one connection for a whole run, one address for each organisation."""

from __future__ import annotations

from typing import Any

import httpx

from stapsgewijs.scenarios.errors import StepError


class Api:
    """Requests to addresses under `address`, over a client that others use as well."""

    def __init__(self, http: httpx.Client, address: str) -> None:
        """Speak to `address` (without a slash at its end)."""
        self._http = http
        self.address = address

    def under(self, path: str) -> Api:
        """Return the same connection, for what is under `path`."""
        return Api(self._http, f"{self.address}/{path}")

    def get(self, path: str, *, timeout: float = 10.0) -> httpx.Response:
        """Ask for something; `timeout` is in seconds."""
        return self._said("GET", path, timeout=timeout)

    def post(self, path: str, json: Any = None) -> httpx.Response:  # noqa: ANN401  # JSON has no narrower type
        """Let something happen."""
        return self._said("POST", path, json=json)

    def put(self, path: str, json: Any) -> httpx.Response:  # noqa: ANN401  # idem
        """Ask to put something in the place of what was there."""
        return self._said("PUT", path, json=json)

    def patch(self, path: str, json: Any) -> httpx.Response:  # noqa: ANN401  # idem
        """Change something."""
        return self._said("PATCH", path, json=json)

    def delete(self, path: str) -> httpx.Response:
        """Remove something."""
        return self._said("DELETE", path)

    def _said(self, method: str, path: str, **details: Any) -> httpx.Response:  # noqa: ANN401  # httpx's own
        try:
            return self._http.request(method, f"{self.address}/{path}", **details)
        except httpx.TransportError as error:
            msg = f"no simulator answers at {self.address} ({error}); is it running there?"
            raise StepError(msg) from error
