"""The ASGI app: routes, static files, middleware, and error pages."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Frame, ProblemPage
from stapsgewijs.phone_network.twilio import ProviderError
from stapsgewijs.phone_network.twilio.hosts import is_provider_path
from stapsgewijs.storage import StorageUnavailableError, UnknownOrganisationError
from stapsgewijs.web import api_page, panel
from stapsgewijs.web.api.application import PREFIX, Api
from stapsgewijs.web.api.errors import INTERNAL_ERROR_ADVICE, ApiError, internal_error, unavailable
from stapsgewijs.web.flows import (
    app_password,
    app_passwords,
    backup_phone,
    finished,
    mail_program,
    method_form,
    mobile_app,
    preferred_option,
    second_factor,
    settings,
    sign_in,
    stand_ins,
)
from stapsgewijs.web.flows.enrollment_request import ENROLLING
from stapsgewijs.web.flows.preferred_option import PROVING
from stapsgewijs.web.flows.sign_in_request import SIGNING_IN
from stapsgewijs.web.flows.verification import WrongStepError, routes_of
from stapsgewijs.web.handset import authenticator_routes as handset_app
from stapsgewijs.web.handset import index_routes as handsets
from stapsgewijs.web.handset import item_routes as handset_items
from stapsgewijs.web.handset import routes as handset
from stapsgewijs.web.middleware import (
    API,
    AnswersWhenKept,
    BodySizeLimitMiddleware,
    HostCheck,
    HostNames,
    OriginCheck,
    RequestsInProgress,
    SecurityHeaders,
    TokenAuthMiddleware,
    headers_for,
)
from stapsgewijs.web.request_context import (
    SIGN_IN_AGAIN,
    SIGN_IN_FIRST,
    STATIC,
    FormRefusedError,
    SignInNeededError,
    get_context,
    get_route,
)
from stapsgewijs.web.state import DEFAULT_ORGANISATION, SimulatorState
from stapsgewijs.web.twilio import DueEventScheduler, TwilioMiddleware
from stapsgewijs.web.twilio import callback_routes as called_back

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from starlette.requests import Request

    from stapsgewijs.storage import GroupedCommits

_log = logging.getLogger(__name__)


async def to_default_organisation(_: Request) -> Response:
    """Go to the pages of the organisation that is always there."""
    return RedirectResponse(f"/{DEFAULT_ORGANISATION}/", 303)


routes: Final = [
    *called_back.routes,
    *sign_in.routes,
    *second_factor.routes,
    *method_form.routes,
    *mobile_app.routes,
    *backup_phone.routes,
    *app_password.routes,
    *finished.routes,
    *settings.routes,
    *preferred_option.routes,
    *app_passwords.routes,
    *mail_program.routes,
    *stand_ins.routes,
    *handsets.routes,
    *handset_items.routes,
    *handset_app.routes,
    *handset.routes,
    *panel.routes,
    *api_page.routes,
    get_route("/", to_default_organisation),
    *handsets.shortcuts,
]
"""All pages but those of verification methods; they are the same for every app of this process."""


def create_app(  # noqa: PLR0913  # what the outside decides
    state: SimulatorState,
    *,
    static: Path,
    fonts: Path,
    hosts: HostNames = HostNames(),  # noqa: B008  # it cannot be changed
    token: str | None = None,
    commits: GroupedCommits | None = None,
    ready: Callable[[], None] = lambda: None,
    done: Callable[[], None] = lambda: None,
) -> Starlette:
    """Return the app for `state`. `hosts` says to which names it answers; with a `token` it asks for it.

    With `commits` an answer waits until what it tells is kept.
    `static` and `fonts` are folders that are served; `ready` is called when the app has started, and `done` when
    it has stopped.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ready()
        yield
        state.close()
        await state.outgoing.close()
        done()

    scheduler = DueEventScheduler(state)
    state.wake = scheduler.listen
    middleware = [
        *([Middleware(AnswersWhenKept, commits, partial(_not_kept, state))] if commits else ()),
        Middleware(RequestsInProgress, usual=DEFAULT_ORGANISATION),
        Middleware(OriginCheck, refusal=partial(_from_elsewhere, state)),
        Middleware(TwilioMiddleware, state=state, scheduler=scheduler, hosts=hosts),
        Middleware(SecurityHeaders),
        Middleware(HostCheck, hosts=hosts),
    ]
    if token is not None:
        title = "This simulator asks for a token"
        advice = "Open the address with ?token= and the token that the simulator was started with."
        problem = partial(_problem, state, title, advice, 401)
        middleware.append(Middleware(TokenAuthMiddleware, token=token, secret=state.secret, refusal=problem))
    app = Starlette(
        routes=[
            Mount(f"{STATIC}/fonts", StaticFiles(directory=fonts)),
            Mount(STATIC, StaticFiles(directory=static)),
            # All that begins so, whatever the method: the API says itself what it does not have.
            Route(f"{PREFIX}{{rest:path}}", Api(state)),
            *(route for process in (ENROLLING, SIGNING_IN, PROVING) for route in routes_of(process)),
            *routes,
        ],
        middleware=[*middleware, Middleware(BodySizeLimitMiddleware)],
        exception_handlers=_PROBLEMS,
        lifespan=lifespan,
    )
    app.state.site = state
    return app


async def _at_another_page(_: Request, error: WrongStepError) -> Response:
    return error.leave()


async def _sign_in_needed(request: Request, error: SignInNeededError) -> Response:
    ctx = get_context(request)
    ctx.session.destination = error.destination
    ctx.session.notice = ctx.session.notice or (SIGN_IN_FIRST if error.destination else SIGN_IN_AGAIN)
    return ctx.redirect()


async def _form_refused(request: Request, _: Exception) -> Response:
    advice = "Your session has changed since the page was opened. Open the page again."
    return get_context(request).problem("This form can no longer be sent", advice, 403)


async def _unknown_organisation(request: Request, _: Exception) -> Response:
    return _not_found(request.app.state.site)


async def _http_error(request: Request, error: HTTPException) -> Response:
    if request.url.path.startswith(API):
        return ApiError(error.status_code, "http", str(error.detail)).answer()
    return _not_found(request.app.state.site, error.status_code)


async def _internal_error(request: Request, error: Exception) -> Response:
    """Log an error of the simulator itself, and answer it; the API has answered already."""
    _log.error("an error of the simulator", exc_info=error)
    if request.url.path.startswith(API):
        answer: Response = internal_error().answer()
    else:
        title = "Something went wrong in the simulator"
        answer = _problem(request.app.state.site, title, INTERNAL_ERROR_ADVICE, 500)
    # Starlette answers these outside of every middleware, so the headers are not added by one.
    answer.headers.update({**headers_for(request.url.path), "Cache-Control": "no-store"})
    return answer


async def _storage_away(request: Request, error: Exception) -> Response:
    return _not_kept(request.app.state.site, request.url.path, error)


def _not_kept(state: SimulatorState, path: str, error: Exception) -> Response:
    if path.startswith(API):
        return unavailable(error)
    if is_provider_path(path):
        away = ProviderError(20503, str(error))
        answer: Response = JSONResponse(away.to_mapping(), away.status)
    else:
        title, advice = (
            "The simulator cannot use its database at present",
            "Wait a moment and try again. Nothing is lost.",
        )
        answer = _problem(state, title, advice, 503)
    answer.headers["Retry-After"] = "1"
    return answer


_PROBLEMS: Final[dict[Any, Any]] = {
    StorageUnavailableError: _storage_away,
    WrongStepError: _at_another_page,
    SignInNeededError: _sign_in_needed,
    FormRefusedError: _form_refused,
    UnknownOrganisationError: _unknown_organisation,
    HTTPException: _http_error,
    Exception: _internal_error,
}


def _from_elsewhere(state: SimulatorState, path: str) -> Response:
    """Return the answer to what a page of another site would change, in the shape of the address."""
    what = "this request was made by a page of another site, and those can change nothing here"
    hint = "send it from a program, or from a page of the simulator"
    if is_provider_path(path):
        error = ProviderError(20403, f"{what}; {hint}")
        return JSONResponse(error.to_mapping(), error.status)
    if path.startswith(API):
        return ApiError(403, "origin", what, hint).answer()
    advice = "Nothing was changed. Open the page in the simulator itself and do it there."
    return _problem(state, "This comes from another website", advice, 403)


def _not_found(state: SimulatorState, status: int = 404) -> Response:
    return _problem(state, "This page does not exist", "Check the address, or begin again.", status)


def _problem(state: SimulatorState, title: str, advice: str, status: int) -> Response:
    home = f"/{DEFAULT_ORGANISATION}/"
    name = ""
    with suppress(StorageUnavailableError, UnknownOrganisationError):
        name = state.organisations.get(DEFAULT_ORGANISATION).name
    frame = Frame(name, STATIC, home, f"{home}handsets")
    return HTMLResponse(state.renderer.render(ProblemPage(frame, Message(title), Message(advice))), status)
