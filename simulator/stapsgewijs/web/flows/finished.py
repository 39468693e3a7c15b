"""What a person has enrolled, and where the guide goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from stapsgewijs.pages.views import EnrolledMethod, FinishedPage, NextStep, NextStepPage
from stapsgewijs.web.flows.registry import FLOWS
from stapsgewijs.web.messages import DEVICES
from stapsgewijs.web.request_context import page_route, signed_in_context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def finished_page(request: Request) -> Response:
    """Show what is enrolled, and where the guide goes on."""
    ctx = signed_in_context(request)
    done = ctx.organisation.enrollments.enrolled(ctx.session.person)
    if not done:
        return ctx.redirect("more-information")
    enrolled = tuple(
        EnrolledMethod(
            (DEVICES[each.device], FLOWS.of(each.method).label), each.number.international if each.number else ""
        )
        for each in done
    )
    next_steps = tuple(
        NextStep(each.text, each.target, f"{ctx.home}next/{place}") for place, each in enumerate(ctx.state.next_steps)
    )
    return ctx.render(FinishedPage(ctx.frame(), f"{ctx.home}more-information", enrolled, next_steps))


async def next_step(request: Request) -> Response:
    """Say where the guide goes on."""
    ctx = signed_in_context(request)
    link = {str(place): each for place, each in enumerate(ctx.state.next_steps)}.get(request.path_params["place"])
    if link is None:
        raise HTTPException(404)
    return ctx.render(NextStepPage(ctx.frame(), link.text, link.target, f"{ctx.home}finished"))


routes: Final = [page_route("/finished", finished_page), page_route("/next/{place}", next_step)]
