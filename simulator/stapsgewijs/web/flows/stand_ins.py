"""My Apps, the office portal and the page about the account: the ways to the settings and to the app passwords."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from stapsgewijs.pages.flows.stand_ins import MyAccountPage, MyAppsPage, OfficePortalPage, Opener, ProfilePage
from stapsgewijs.web.flows.registry import Sample
from stapsgewijs.web.parameters import query_text
from stapsgewijs.web.request_context import page_route, signed_in_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.request_context import RequestContext

_MENU: Final = "menu"
_PRIVACY: Final = "privacy"
_AREA: Final = "verification"
_LONGEST: Final = 20


async def my_apps(request: Request) -> Response:
    """Show the portal; with `?open=menu` the menu of the account."""
    ctx = signed_in_context(request, comes_back=True)
    is_open, here = bool(_open(request, _MENU)), f"{ctx.home}my-apps"
    return ctx.render(MyAppsPage(ctx.frame(), _opener(here, _MENU, is_open=is_open), f"{here}/profile"))


async def profile(request: Request) -> Response:
    """Show the profile."""
    ctx = signed_in_context(request, comes_back=True)
    return ctx.render(ProfilePage(ctx.frame(), f"{ctx.home}settings"))


async def office_portal(request: Request) -> Response:
    """Show the portal; with `?open=` the settings, and in them the area."""
    ctx = signed_in_context(request, comes_back=True)
    opened, here = _open(request, _MENU, _AREA), f"{ctx.home}office-portal"
    menu, area = _opener(here, _MENU, is_open=bool(opened)), _opener(here, _AREA, _MENU, is_open=opened == _AREA)
    return ctx.render(OfficePortalPage(ctx.frame(), menu, area, _app_passwords(ctx)))


async def my_account(request: Request) -> Response:
    """Show the page; with `?open=` the part about security, and in it the area."""
    ctx = signed_in_context(request, comes_back=True)
    opened, here = _open(request, _PRIVACY, _AREA), f"{ctx.home}my-account"
    area = _opener(here, _AREA, _PRIVACY, is_open=opened == _AREA)
    return ctx.render(MyAccountPage(ctx.frame(), f"{here}?open={_PRIVACY}", bool(opened), area, _app_passwords(ctx)))


def _open(request: Request, *known: str) -> str:
    """Return what of the page is asked to be open; answers 404 to what no page has."""
    asked = query_text(request, "open", _LONGEST)
    if asked and asked not in known:
        raise HTTPException(404)
    return asked


def _opener(action: str, opens: str, around: str = "", *, is_open: bool) -> Opener:
    """Return the button for what is called `opens`; closing it leaves open what is `around` it."""
    return Opener(action, around if is_open else opens, is_open)


def _app_passwords(ctx: RequestContext) -> str:
    return f"{ctx.home}app-passwords" if ctx.organisation.policy.app_passwords else ""


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the stand-ins in all their states."""
    page = MyAppsPage(frame, Opener("my-apps-menu.html", _MENU), "my-apps-profile.html")
    yield Sample("my-apps", page)
    yield Sample("my-apps-menu", replace(page, menu=Opener("my-apps.html", is_open=True)))
    yield Sample("my-apps-profile", ProfilePage(frame, "settings.html"))
    closed, opened = Opener("office-portal-area.html", _AREA), Opener("office-portal-menu.html", _MENU, is_open=True)
    portal = OfficePortalPage(frame, Opener("office-portal-menu.html", _MENU), closed, "app-passwords.html")
    yield Sample("office-portal", portal)
    portal = replace(portal, menu=Opener("office-portal.html", is_open=True))
    yield Sample("office-portal-menu", portal)
    yield Sample("office-portal-area", replace(portal, area=opened))
    yield Sample("office-portal-none", replace(portal, area=opened, app_passwords=""))
    closed = Opener("my-account-area.html", _AREA)
    account = MyAccountPage(frame, "my-account-privacy.html", False, closed, "app-passwords.html")  # noqa: FBT003
    yield Sample("my-account", account)
    account = replace(account, is_at_privacy=True)
    yield Sample("my-account-privacy", account)
    yield Sample("my-account-area", replace(account, area=Opener("my-account-privacy.html", _PRIVACY, is_open=True)))


routes: Final = [
    page_route("/my-apps", my_apps),
    page_route("/my-apps/profile", profile),
    page_route("/office-portal", office_portal),
    page_route("/my-account", my_account),
]
