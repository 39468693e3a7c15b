"""Signing in, the prompt, signing out: the pages around enrolling."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from pydantic import AfterValidator
from starlette.responses import Response

from stapsgewijs.identity import ForbiddenEventError
from stapsgewijs.labels import Message
from stapsgewijs.pages.views import (
    Account,
    EnrolledMethod,
    FinishedPage,
    MoreInformationPage,
    NextStep,
    NextStepPage,
    SignInPage,
)
from stapsgewijs.web.messages import DEVICES, WAYS
from stapsgewijs.web.request_context import RequestContext, signed_in_visit, visit_here

router = APIRouter()
AnyContext = Annotated[RequestContext, Depends(visit_here)]
SignedIn = Annotated[RequestContext, Depends(signed_in_visit)]


def _cut(text: str) -> str:
    return text[:_LONGEST]


_LONGEST: Final = 400
"""What is longer is nonsense in any field, and is judged as such by its beginning."""

FormToken = Annotated[str, Form(), AfterValidator(_cut)]
FormField = Annotated[str, Form(), AfterValidator(_cut)]


@router.get("/")
async def sign_in_page(visit: AnyContext) -> Response:
    """Show where everything begins."""
    return visit.show(_sign_in_page(visit))


@router.post("/sign-in")
async def sign_in(
    request: Request, visit: AnyContext, form: FormToken = "", user_name: FormField = "", password: FormField = ""
) -> Response:
    """Sign in; what is wrong is not said of user name or password alone, so that nobody can list the accounts."""
    visit.check(request, form)
    errors = {}
    if not user_name.strip():
        errors["user_name_error"] = Message("Enter your user name.")
    if not password:
        errors["password_error"] = Message("Enter your password.")
    person = None if errors else visit.organisation.signs_in(user_name, password)
    if person is None:
        errors = errors or {"user_name_error": Message("The user name or the password is not right.")}
        return visit.show(_sign_in_page(visit, user_name, **errors), 422)
    visit.begin_session(person.user_name)
    if visit.organisation.desk.enrolled(person.user_name):
        return visit.go("finished")
    return visit.go("more-information")


@router.get("/more-information")
async def more_information_page(visit: SignedIn) -> Response:
    """Show the prompt."""
    return visit.show(MoreInformationPage(visit.frame(), f"{visit.home}more-information", f"{visit.home}cancel"))


@router.post("/more-information")
async def begin_enrollment(request: Request, visit: SignedIn, form: FormToken = "") -> Response:
    """Begin to enroll."""
    visit.check(request, form)
    visit.session.enrollment = visit.organisation.desk.begin(visit.session.person).id
    return visit.go("method")


@router.get("/finished")
async def finished_page(visit: SignedIn) -> Response:
    """Show what is enrolled, and where the guide goes on."""
    done = visit.organisation.desk.enrolled(visit.session.person)
    if not done:
        return visit.go("more-information")
    enrolled = tuple(EnrolledMethod((DEVICES[each.device], WAYS[each.way]), each.number.international) for each in done)
    next_steps = tuple(
        NextStep(each.text, each.target, f"{visit.home}next/{place}")
        for place, each in enumerate(visit.site.next_steps)
    )
    return visit.show(FinishedPage(visit.frame(), f"{visit.home}more-information", enrolled, next_steps))


@router.get("/next/{place}")
async def next_step(visit: SignedIn, place: int) -> Response:
    """Say where the guide goes on."""
    if not 0 <= place < len(visit.site.next_steps):
        raise HTTPException(404)
    link = visit.site.next_steps[place]
    return visit.show(NextStepPage(visit.frame(), link.text, link.target, f"{visit.home}finished"))


@router.post("/cancel")
async def cancel(request: Request, visit: SignedIn, form: FormToken = "") -> Response:
    """Give up: nothing is kept, and the person signs in again (assumed; no document says)."""
    visit.check(request, form)
    desk = visit.organisation.desk
    enrollment = desk.find(visit.session.enrollment)
    if enrollment is not None and enrollment.person == visit.session.person:
        with suppress(ForbiddenEventError):  # verified already, in another tab: that cannot be canceled
            desk.cancel(enrollment)
    return _leave(visit, "Canceled. Nothing was saved.")


@router.post("/sign-out")
async def sign_out(request: Request, visit: SignedIn, form: FormToken = "") -> Response:
    """Sign out."""
    visit.check(request, form)
    return _leave(visit, "You have signed out.")


def _leave(visit: RequestContext, said: str) -> Response:
    visit.begin_session()
    visit.session.notice = Message(said)
    return visit.go()


def _sign_in_page(visit: RequestContext, user_name: str = "", **errors: Message) -> SignInPage:
    accounts = tuple(Account(each.user_name, each.password) for each in visit.organisation.people)
    notice = visit.session.take_notice()
    return SignInPage(visit.frame(), f"{visit.home}sign-in", accounts, user_name, notice=notice, **errors)
