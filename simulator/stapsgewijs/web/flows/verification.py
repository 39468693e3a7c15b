"""What the pages of a verification work with, whatever it is for: enrolling, signing in, trying a new default.

A `Process` knows how a request finds its verification and where one goes from it; the pages of a method know nothing of
that. So a method has its pages in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from stapsgewijs.identity import RejectionReason, State, Verification, VerificationService
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.flows.verification import Purpose
    from stapsgewijs.web.flows.registry import MethodFlow
    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

_WAIT_S: Final = 25.0
"""How long a page waits in one request."""


class WrongStepError(Exception):
    """The verification is at another page than the one that was asked for; `leave` answers by leading there."""

    def __init__(self, leave: Callable[[], Response]) -> None:
        super().__init__()
        self.leave = leave


@dataclass(slots=True)
class VerificationContext:
    """A visit of somebody who verifies for something."""

    process: Process
    visit: RequestContext
    verification: Verification
    request: Request

    @property
    def service(self) -> VerificationService[Any]:
        """What judges codes and sends anew."""
        return self.process.service(self.visit)

    @property
    def stamp(self) -> str:
        """What differs whenever the page would look otherwise."""
        method = self.verification.method
        more = FLOWS.of(method).screen.stamp(self) if method else ""
        return f"{self.verification.id[:8]}.{self.verification.version}.{more}"

    @property
    def purpose(self) -> Purpose:
        """What the person verifies for, as pages say it."""
        return self.process.purpose(self)

    def address(self, page: str) -> str:
        """Return the address of a page of the process."""
        return f"{self.visit.home}{self.process.prefix}{page}"

    def require_page(self, page: str) -> None:
        """Raise `WrongStepError` unless the verification is at this page of the process."""
        if self.process.page_of(self.verification) != f"{self.process.prefix}{page}":
            raise WrongStepError(self.redirect)

    def require_state(self, *states: State) -> None:
        """Raise `WrongStepError` unless the verification is in one of these states."""
        if self.verification.state not in states:
            raise WrongStepError(self.redirect)

    def redirect(self) -> Response:
        """Send the browser to the page where the verification is."""
        return self.process.redirect(self)

    def rejected(self, reason: RejectionReason) -> Message:
        """Return the sentence for a rejection, for whoever verifies here."""
        until = self.visit.organisation.enrollments.blocked_until(self.verification.person)
        return rejection_message(reason, until=until)


class Process(Protocol):
    """What people verify for. `prefix` is what the addresses of its pages begin with, below the organisation."""

    @property
    def prefix(self) -> str:
        """What the addresses of its pages begin with, below those of the organisation."""

    def find(self, visit: RequestContext) -> Verification | None:
        """Return the verification under way, or None."""

    def context(self, request: Request) -> VerificationContext:
        """Return the verification under way; raises `WrongStepError` when there is none."""

    async def form(self, request: Request) -> tuple[VerificationContext, FormFields]:
        """Return the verification under way and what was sent for it; raises `FormRefusedError` too."""

    def service(self, visit: RequestContext) -> VerificationService[Any]:
        """Return the service of an organisation that such verifications belong to."""

    def purpose(self, ctx: VerificationContext) -> Purpose:
        """Return what pages say of it."""

    def shown_number(self, verification: Verification) -> str:
        """Return the number that a page shows: whole where it was typed just now, else masked; empty for none."""

    def page(self, flow: MethodFlow) -> str:
        """Return the address of the page of a method, after the prefix."""

    def page_of(self, verification: Verification) -> str:
        """Return the address, below the organisation, of the page where a verification is."""

    def redirect(self, ctx: VerificationContext) -> Response:
        """Send the browser to that page."""

    def choose(self, ctx: VerificationContext, form: FormFields) -> None:
        """Take note of what a page offers besides what it is for."""

    def not_repeated(self, ctx: VerificationContext, said: Message) -> Response | None:
        """Say that nothing was sent once more, where the page of the method is not the one to say it."""

    def locked_out(self, ctx: VerificationContext, said: Message) -> Response:
        """Go on after too many wrong codes, with the sentence that tells it."""


def routes_of(process: Process) -> list[Route]:
    """Return the pages of all methods in a process, and the address at which they wait."""
    return [*FLOWS.routes(process), _changes_route(process)]


def _changes_route(process: Process) -> Route:
    """Return the address at which a page waits until a verification is no longer what it was at `since`, or a while."""

    async def changes(request: Request) -> Response:
        try:
            ctx = process.context(request)
        except WrongStepError:
            return JSONResponse({"changed": True})
        since = request.query_params.get("since")
        if since is None:
            raise HTTPException(404)
        organisation, site = ctx.visit.organisation, ctx.visit.state

        def poll() -> bool | None:
            organisation.network.process_due()
            found = process.find(ctx.visit)
            ctx.verification = found or ctx.verification
            return True if found is None or ctx.stamp != since else None

        def until_due() -> float | None:
            own = site.seconds_until(organisation, ctx.service.next_due(ctx.verification))
            return min((each for each in (own, site.until_due(organisation)) if each is not None), default=None)

        found = await site.changes(organisation).wait_until(poll, seconds=_WAIT_S, until_due=until_due)
        return JSONResponse({"changed": found is not None})

    return page_route(f"/{process.prefix}changes", changes)
