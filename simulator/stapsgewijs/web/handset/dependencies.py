"""What the routes of handsets share: addresses of pages, form tokens, and updates of open pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.web.handset.urls import Addresses
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import RequestContext, get_context

if TYPE_CHECKING:
    from starlette.requests import Request

    from stapsgewijs.phone_numbers import PhoneNumber
    from stapsgewijs.storage import Organisation


async def handset_form(request: Request) -> tuple[RequestContext, FormFields]:
    """Return the visit of who sends a form of a handset, and its fields; raises `FormRefusedError`."""
    form = await read_form(request)
    ctx = get_context(request)
    ctx.verify_handset_csrf(request, form)
    return ctx, form


def addresses_of(ctx: RequestContext) -> Addresses:
    """Return where the pages of handsets are."""
    return Addresses(ctx.home)


def tell(ctx: RequestContext, number: PhoneNumber | None = None) -> None:
    """Let everybody look again who looks at this phone, or at any."""
    organisation: Organisation = ctx.organisation
    ctx.site.changes(organisation).notify(number.e164 if number else "")
