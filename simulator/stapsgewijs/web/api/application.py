"""The API as an application, built once per process for all simulators."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from stapsgewijs import __version__
from stapsgewijs.storage import StorageUnavailableError
from stapsgewijs.web.api import account, authenticator, clock, events, faults, handsets, hooks, organisations, people
from stapsgewijs.web.api import delivery as sending
from stapsgewijs.web.api import item_details as closely
from stapsgewijs.web.api import items as lists
from stapsgewijs.web.api.dependencies import organisation_in_path
from stapsgewijs.web.api.errors import (
    ERRORS,
    ApiError,
    answer_api_error,
    answer_http_error,
    answer_internal_error,
    answer_invalid,
    answer_unavailable,
    correct_errors,
)
from stapsgewijs.web.api.examples import add_examples

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from stapsgewijs.web.state import SimulatorState

PREFIX = "/api/v1"
ORGANISATION_ROUTERS = (
    account.router,
    lists.list_router,
    lists.router,
    sending.router,
    handsets.router,
    authenticator.router,
    people.router,
    events.router,
    faults.router,
    hooks.router,
    closely.router,
    clock.router,
    organisations.policy_router,
)
"""What there is of the default organisation, and the same of any other."""


class Api:
    """Passes requests on to the API, with the state of the simulator that they are for. An ASGI application."""

    def __init__(self, state: SimulatorState) -> None:
        self._state = state
        self._app = api_application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; its path is the whole one, as the description has it."""
        state = {**scope.get("state", {}), "simulator": self._state}
        await self._app({**scope, "path_params": {}, "state": state}, receive, send)


@cache
def api_application() -> FastAPI:
    """Return the API. To build it costs ten times what all else of an app does, so a process has one."""
    app = FastAPI(
        title="Stapsgewijs",
        version=__version__,
        summary="A simulated phone network, and the pages that enroll phones.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the documentation pages of FastAPI load scripts from elsewhere
        redoc_url=None,
        exception_handlers={
            RequestValidationError: answer_invalid,
            HTTPException: answer_http_error,
            StorageUnavailableError: answer_unavailable,
            Exception: answer_internal_error,
        },
    )
    app.add_exception_handler(ApiError, answer_api_error)
    # Each straight into the app: what is included in something that is included is analysed once more for each level.
    app.include_router(organisations.router, prefix=PREFIX, tags=["organisations"], responses=ERRORS)
    for each in ORGANISATION_ROUTERS:
        app.include_router(each, prefix=PREFIX, tags=["the default organisation"], responses=ERRORS)
    for each in ORGANISATION_ROUTERS:
        app.include_router(
            each,
            prefix=f"{PREFIX}/organisations/{{organisation_id}}",
            tags=["an organisation"],
            responses=ERRORS,
            dependencies=[Depends(organisation_in_path)],
        )
    _complete_description(app)
    return app


def _complete_description(app: FastAPI) -> None:
    """Let OpenAPI have what the framework cannot know: errors as they are, and examples."""
    describe = app.openapi

    @cache
    def description() -> dict[str, Any]:
        described = describe()
        correct_errors(described)
        add_examples(described)
        return described

    app.openapi = description  # type: ignore[method-assign]  # FastAPI's own way to change it
