"""A client of the JSON API of a phone network, over one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.testing.http import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.testing.http import Answer, HttpClient

_NO_CONTENT_STATUS: Final = 204
_SLACK_S: Final = 10.0
"""Seconds that an answer may take, besides what it waits for on purpose."""


class RefusedError(StapsgewijsError):
    """The phone network refused a request, or is not there; the message says which request and why."""


class Api:
    """Requests to addresses under `address`."""

    def __init__(self, http: HttpClient, address: str) -> None:
        """Speak to `address` (without a slash at its end) over a client that others use as well."""
        self._http = http
        self.address = address

    def under(self, path: str) -> Api:
        """Return the same connection, for what is under `path`."""
        return Api(self._http, f"{self.address}/{path}")

    def get(self, path: str, *, waits: float = 0.0, **query: Any) -> Any:  # noqa: ANN401  # JSON has no narrower type
        """Return the JSON at `path`, None when there is nothing. `waits` are the seconds it may wait there."""
        asked = {name: value for name, value in query.items() if value not in {None, ""}}
        return self._said("GET", path, params=asked, timeout=waits + _SLACK_S)

    def post(self, path: str, json: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # idem
        """Let something happen."""
        return self._said("POST", path, json=json, timeout=3 * _SLACK_S)

    def put(self, path: str, json: Mapping[str, Any]) -> Any:  # noqa: ANN401  # idem
        """Put something in the place of what was there."""
        return self._said("PUT", path, json=json)

    def patch(self, path: str, json: Mapping[str, Any]) -> Any:  # noqa: ANN401  # idem
        """Change something."""
        return self._said("PATCH", path, json=json)

    def delete(self, path: str) -> None:
        """Remove something."""
        self._said("DELETE", path)

    def _said(self, method: str, path: str, **details: Any) -> Any:  # noqa: ANN401  # of a request
        address = f"{self.address}/{path}"
        try:
            answer = self._http.request(method, address, **details)
        except RequestError as error:
            msg = f"no phone network answers at {self.address} ({error}); is it running there?"
            raise RefusedError(msg) from error
        if answer.is_error:
            msg = f"the phone network answered {answer.status} to {method} {address}: {_told(answer)}"
            raise RefusedError(msg)
        return None if answer.status == _NO_CONTENT_STATUS else answer.json()


def _told(answer: Answer) -> str:
    try:
        told = answer.json()["error"]
        return "; ".join(filter(None, (told["message"], told["hint"])))
    except (ValueError, LookupError, TypeError):
        return answer.text[:200]
