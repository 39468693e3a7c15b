"""The repository of the apps of one organisation, and that in memory."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from stapsgewijs.authenticator.model import AppState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.authenticator.model import Request

MAX_REQUESTS: Final = 100
"""Requests that are kept of one handset; the oldest go first."""


class AuthenticatorRepository(Protocol):
    """All that the apps of one organisation know. What was changed counts when it was saved."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""

    def app(self, number: str) -> AppState:
        """Return the app on a handset (E.164); a new one where none was saved."""

    def save_app(self, app: AppState) -> None:
        """Keep an app, new or changed."""

    def numbers(self) -> list[str]:
        """Return the number of each handset whose app was saved, sorted."""

    def add_request(self, request: Request) -> None:
        """Keep a new request and give it its place; of its handset no more than `MAX_REQUESTS` stay."""

    def save_request(self, request: Request) -> None:
        """Keep what has changed of one that was added."""

    def requests(self, number: str) -> list[Request]:
        """Return the requests of a handset, the oldest first."""

    def request(self, request_id: str) -> Request | None:
        """Return one, or None."""

    def copies(self, service_id: str) -> list[Request]:
        """Return the requests that the service knows by this id."""

    def open_requests(self, now: datetime) -> list[Request]:
        """Return those without an outcome that have not expired."""


class InMemoryAuthenticatorRepository:
    """A repository that lasts as long as the process: what it returns is what is kept."""

    def __init__(self) -> None:
        self._apps: dict[str, AppState] = {}
        self._requests: dict[str, Request] = {}
        self._open: dict[str, Request] = {}
        self._last = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def app(self, number: str) -> AppState:
        return self._apps.get(number) or AppState(number)

    def save_app(self, app: AppState) -> None:
        self._apps[app.number] = app

    def numbers(self) -> list[str]:
        return sorted(self._apps)

    def add_request(self, request: Request) -> None:
        self._last += 1
        request.place = self._last
        self._requests[request.id] = request
        self.save_request(request)
        for each in self.requests(request.number)[:-MAX_REQUESTS]:
            del self._requests[each.id]
            self._open.pop(each.id, None)

    def save_request(self, request: Request) -> None:
        if request.outcome is None:
            self._open[request.id] = request
        else:
            self._open.pop(request.id, None)

    def requests(self, number: str) -> list[Request]:
        return [each for each in self._requests.values() if each.number == number]

    def request(self, request_id: str) -> Request | None:
        return self._requests.get(request_id)

    def copies(self, service_id: str) -> list[Request]:
        return [each for each in self._requests.values() if each.service_id == service_id]

    def open_requests(self, now: datetime) -> list[Request]:
        for each in [each for each in self._open.values() if each.expires <= now]:
            del self._open[each.id]  # the clock only moves forward
        return list(self._open.values())
