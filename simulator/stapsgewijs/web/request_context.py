"""The context of one request: organisation, session, and rendering a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from stapsgewijs.labels import Message
from stapsgewijs.pages.views import Frame, ProblemPage
from stapsgewijs.web.middleware import is_cross_site
from stapsgewijs.web.sessions import COOKIE, PRESENT_KEY, Session

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages import View
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.state import SimulatorState

STATIC = "/static"
SIGN_IN_AGAIN = Message("Your session has ended. Sign in again.")
SIGN_IN_FIRST = Message("Sign in to go on.")


class SignInNeededError(Exception):
    """The page is only for somebody who has signed in; `destination` is where it goes on after that, if it does."""

    def __init__(self, destination: str = "") -> None:
        super().__init__(destination)
        self.destination = destination


class FormRefusedError(Exception):
    """A form that this session did not make, or that another site sent."""


@dataclass(slots=True)
class RequestContext:
    """What a route works with; made by `get_context`."""

    state: SimulatorState
    organisation: Organisation
    session: Session
    is_new: bool
    is_tls: bool = False
    """Whether the browser came over TLS: then its cookie never goes over anything else."""

    @property
    def home(self) -> str:
        """The path under which the pages of this organisation are, ending in `/`."""
        return f"/{self.organisation.id}/"

    @property
    def handset_token(self) -> str:
        """What forms of handsets carry here."""
        return self.state.sessions.csrf_token(self.organisation.id)

    def frame(self) -> Frame:
        """Return what surrounds the page, with a fresh form token."""
        person = self.organisation.person(self.session.person) if self.session.person else None
        return Frame(
            organisation=self.organisation.name,
            static=STATIC,
            home=self.home,
            handsets=f"{self.home}handsets",
            form=self.session.new_form(),
            sign_out=f"{self.home}sign-out",
            person=person.name if person else "",
        )

    def render(self, view: View, status: int = 200) -> Response:
        """Answer with a page."""
        return self._with_cookie(HTMLResponse(self.state.renderer.render(view), status))

    def redirect(self, page: str = "") -> Response:
        """Answer by sending the browser to another page of the organisation: reloading it is harmless."""
        return self._with_cookie(RedirectResponse(f"{self.home}{page}", 303))

    def problem(self, title: str, advice: str, status: int) -> Response:
        """Answer with a page that says what is wrong and what to do."""
        return self.render(ProblemPage(self.frame(), Message(title), Message(advice)), status)

    def begin_session(self, person: str = "") -> None:
        """Leave the session for a new one, with a new token; who signs in keeps the page that was asked for."""
        destination = self.session.destination if person else ""
        self.state.sessions.end(self.session)
        self.session = self.state.sessions.begin(self.organisation.id, person)
        self.session.destination = destination
        PRESENT_KEY.set(self.session.key)
        self.is_new = True

    def verify_csrf(self, request: Request, form: FormFields) -> None:
        """Raise `FormRefusedError` unless the form came from a page of this session."""
        if is_cross_site(request.headers) or not self.session.verify_csrf(form.token):
            raise FormRefusedError

    def verify_handset_csrf(self, request: Request, form: FormFields) -> None:
        """Raise `FormRefusedError` unless the form came from a page of a handset of this organisation.

        These forms are sealed for an organisation and not for a session: a phone lies on the table for everybody,
        and stays in use while somebody signs in beside it, in the same browser.
        """
        if is_cross_site(request.headers) or not self.state.sessions.verify_csrf(self.organisation.id, form.token):
            raise FormRefusedError

    def _with_cookie(self, answer: Response) -> Response:
        self.session.note_activity(self.organisation.clock.now(), self.organisation.policy)
        self.state.sessions.save(self.session)
        if self.is_new:
            token, path = self.session.token, self.home
            answer.set_cookie(COOKIE, token, path=path, httponly=True, samesite="lax", secure=self.is_tls)
        return answer


def get_context(request: Request) -> RequestContext:
    """Return the visit of a request to `/{organisation}/…`; raises `UnknownOrganisationError`."""
    state: SimulatorState = request.app.state.site
    organisation = state.organisations.get(request.path_params["organisation"])
    state = state.of(organisation)
    session = state.sessions.find(request.cookies.get(COOKIE), organisation.id)
    is_tls = request.url.scheme == "https"
    is_over = session is not None and session.is_over(organisation.clock.now(), organisation.policy)
    if session is not None and not is_over:
        PRESENT_KEY.set(session.key)
        return RequestContext(state, organisation, session, is_new=False, is_tls=is_tls)
    if session is not None:
        state.sessions.end(session)
        request.state.session_is_over = True  # the page that asks to sign in again has a visit of its own
    ctx = RequestContext(state, organisation, state.sessions.begin(organisation.id), is_new=True, is_tls=is_tls)
    if getattr(request.state, "session_is_over", False):
        ctx.session.notice = SIGN_IN_AGAIN
    return ctx


def signed_in_context(request: Request, *, comes_back: bool = False) -> RequestContext:
    """Return the visit of somebody who has signed in; raises `SignInNeededError` for anybody else.

    To a page that `comes_back` one goes on after signing in.
    """
    ctx = get_context(request)
    if not ctx.session.person or ctx.organisation.person(ctx.session.person) is None:
        raise SignInNeededError(request.url.path.removeprefix(ctx.home) if comes_back else "")
    return ctx


Endpoint = Callable[["Request"], Awaitable["Response"]]


def get_route(path: str, endpoint: Endpoint) -> Route:
    """Return a route for GET, and not for HEAD, as Starlette has it: some pages show something once."""
    route = Route(path, endpoint)
    route.methods = {"GET"}
    return route


def page_route(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
    """Return the route of a page of an organisation."""
    path = f"/{{organisation}}{path}"
    return get_route(path, endpoint) if method == "GET" else Route(path, endpoint, methods=[method])
