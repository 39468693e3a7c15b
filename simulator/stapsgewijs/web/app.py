"""The ASGI app: routes, static files, the guards around them, and pages for what goes wrong."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from stapsgewijs import __version__
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Frame, ProblemPage
from stapsgewijs.storage import UnknownOrganisationError
from stapsgewijs.web import form_fields as entering
from stapsgewijs.web.api import ApiError, answer_api_error, answer_invalid, describing, make_api_router
from stapsgewijs.web.flows import phone as enrolling
from stapsgewijs.web.flows import phone_call as calling
from stapsgewijs.web.flows.enrollment_request import WrongStepError
from stapsgewijs.web.handset import inbox
from stapsgewijs.web.handset import index_routes as handsets
from stapsgewijs.web.handset import item_routes as handset_items
from stapsgewijs.web.handset import routes as handset
from stapsgewijs.web.middleware import BodySizeLimitMiddleware, SecurityHeaders, TokenAuthMiddleware, headers_for
from stapsgewijs.web.request_context import SIGN_IN_AGAIN, STATIC, FormRefusedError, SignInNeededError, visit_of
from stapsgewijs.web.state import DEFAULT_ORGANISATION, SimulatorState
from stapsgewijs.web.twilio import DueEventScheduler, TwilioMiddleware
from stapsgewijs.web.twilio import callback_routes as called_back

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1", "testserver")
UNREADABLE: Final = 400
_log = logging.getLogger(__name__)


def create_app(  # noqa: PLR0913  # what the outside decides
    site: SimulatorState,
    *,
    static: Path,
    fonts: Path,
    hosts: Sequence[str] = LOOPBACK,
    token: str | None = None,
    ready: Callable[[], None] = lambda: None,
    done: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Return the app for `site`. `hosts` are the names it answers to; with a `token` it asks for it.

    `static` and `fonts` are folders that are served; `ready` is called when the app has started, and `done` when
    it has stopped.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        ready()
        yield
        site.close()
        await site.outgoing.close()
        done()

    app = FastAPI(
        title="Stapsgewijs",
        version=__version__,
        summary="A fake phone network, and the pages that enroll phones.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the documentation pages of FastAPI load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.openapi = describing(app.openapi)  # type: ignore[method-assign]  # FastAPI's own way to change it
    app.state.site = site
    _add_problems(app, site)
    app.mount(f"{STATIC}/fonts", StaticFiles(directory=fonts))
    app.mount(STATIC, StaticFiles(directory=static))
    app.include_router(make_api_router())
    app.include_router(called_back.router)
    pages = APIRouter(prefix="/{organisation}", include_in_schema=False)
    for each in (entering, enrolling, calling, handsets, handset_items, handset, inbox):
        pages.include_router(each.router)
    app.include_router(pages)
    app.add_api_route("/", _to_default, include_in_schema=False)
    app.include_router(handsets.shortcuts)
    app.add_middleware(BodySizeLimitMiddleware)
    if token is not None:
        title = "This simulator asks for a token"
        advice = "Open the address with ?token= and the token that the simulator was started with."
        app.add_middleware(TokenAuthMiddleware, token=token, refusal=lambda: _problem(site, title, advice, 401))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(TwilioMiddleware, site=site, heart=DueEventScheduler(site), hosts=hosts)
    return app


async def _to_default() -> Response:
    return RedirectResponse(f"/{DEFAULT_ORGANISATION}/", 303)


def _add_problems(app: FastAPI, site: SimulatorState) -> None:
    app.add_exception_handler(ApiError, answer_api_error)

    @app.exception_handler(WrongStepError)
    async def elsewhere(_: Request, error: WrongStepError) -> Response:
        return error.visit.go(error.page)

    @app.exception_handler(SignInNeededError)
    async def sign_in_needed(request: Request, _: SignInNeededError) -> Response:
        visit = visit_of(request)
        visit.session.notice = SIGN_IN_AGAIN
        return visit.go()

    @app.exception_handler(FormRefusedError)
    async def form_refused(request: Request, _: FormRefusedError) -> Response:
        advice = "Your session has changed since the page was opened. Open the page again."
        return visit_of(request).problem("This form can no longer be sent", advice, 403)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if request.url.path.startswith("/api/"):
            return answer_invalid(error)
        return _not_found(site)

    @app.exception_handler(UnknownOrganisationError)
    async def unknown_organisation(_: Request, __: UnknownOrganisationError) -> Response:
        return _not_found(site)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith("/api/"):
            if error.status_code == UNREADABLE:  # the framework's own answer to a body that is no UTF-8
                return ApiError(422, "invalid", "body: not JSON in UTF-8", "see /api/v1/openapi.json").answer()
            return ApiError(error.status_code, "http", str(error.detail)).answer()
        return _not_found(site, error.status_code)

    _add_defects(app, site)


def _add_defects(app: FastAPI, site: SimulatorState) -> None:
    @app.exception_handler(Exception)
    async def defect(request: Request, error: Exception) -> Response:
        _log.error("a defect of the simulator", exc_info=error)
        advice = "The cause is in the terminal where the simulator runs."
        if request.url.path.startswith("/api/"):
            answer: Response = ApiError(500, "defect", "something went wrong in the simulator", advice).answer()
        else:
            answer = _problem(site, "Something went wrong in the simulator", advice, 500)
        # Starlette answers defects outside of every middleware, so the headers are not added by one.
        answer.headers.update({**headers_for(request.url.path), "Cache-Control": "no-store"})
        return answer


def _not_found(site: SimulatorState, status: int = 404) -> Response:
    return _problem(site, "This page does not exist", "Check the address, or begin again.", status)


def _problem(site: SimulatorState, title: str, advice: str, status: int) -> Response:
    home = f"/{DEFAULT_ORGANISATION}/"
    name = next((each.name for each in site.organisations.all()), "")
    frame = Frame(name, STATIC, home, f"{home}handsets")
    return HTMLResponse(site.renderer.render(ProblemPage(frame, Message(title), Message(advice))), status)
