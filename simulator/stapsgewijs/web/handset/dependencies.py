"""What the routes of handsets depend on: whose phones, which phone, and whether a form is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException, Query, Request
from pydantic import AfterValidator

from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.form_fields import FormToken
from stapsgewijs.web.handset.search import LONGEST
from stapsgewijs.web.handset.urls import Addresses
from stapsgewijs.web.middleware import is_from_elsewhere
from stapsgewijs.web.request_context import FormRefusedError, RequestContext, visit_here

if TYPE_CHECKING:
    from stapsgewijs.storage import Organisation

AnyContext = Annotated[RequestContext, Depends(visit_here)]
Asked = Annotated[str, Query(alias="q"), AfterValidator(lambda text: " ".join(text[:LONGEST].split()))]


async def number_here(number: str) -> PhoneNumber:
    """Return the number in an address; answers 404 for what is none."""
    found = number_or_none(number)
    if found is None:
        raise HTTPException(404)
    return found


async def sealed_visit(request: Request, visit: AnyContext, form: FormToken = "") -> RequestContext:
    """Return the visit of who sends a form of a handset; raises `FormRefusedError` when the form is not ours.

    These forms are sealed for an organisation and not for a session: a phone lies on the table for everybody,
    and stays in use while somebody signs in beside it, in the same browser.
    """
    if is_from_elsewhere(request.headers) or not visit.site.sessions.has_sealed(visit.organisation.id, form):
        raise FormRefusedError
    return visit


def addresses_of(visit: RequestContext) -> Addresses:
    """Return where the pages of handsets are."""
    return Addresses(visit.home)


def tell(visit: RequestContext, number: PhoneNumber | None = None) -> None:
    """Let everybody look again who looks at this phone, or at any."""
    organisation: Organisation = visit.organisation
    visit.site.changes(organisation).notify(number.e164 if number else "")


Number = Annotated[PhoneNumber, Depends(number_here)]
SealedContext = Annotated[RequestContext, Depends(sealed_visit)]
