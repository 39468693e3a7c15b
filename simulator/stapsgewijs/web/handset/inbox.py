"""The address where messages and calls used to be: bookmarks and scripts still know it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from stapsgewijs.web.request_context import visit_of

router = APIRouter()


@router.get("/inbox")
async def inbox(request: Request) -> Response:
    """Go to the phones."""
    return RedirectResponse(f"{visit_of(request).home}handsets", 308)
