"""The authenticator app on a phone: its screens, and what its owner does there."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from stapsgewijs.authenticator import (
    AccountNotAddedError,
    AddRefusal,
    AnswerVerdict,
    AuthenticatorApp,
    CameraPermission,
    NoNetworkError,
    UnknownAccountError,
    UnknownRequestError,
)
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import is_desk_phone
from stapsgewijs.web.handset.authenticator_presenter import (
    NO_NETWORK,
    NOTICES,
    REFUSALS,
    REQUEST_ERRORS,
    SAID,
    AppScreens,
    AppView,
)
from stapsgewijs.web.handset.presenter import Phone
from stapsgewijs.web.handset.routes import phone_page
from stapsgewijs.web.handset.streams import event_stream, fragment_stream
from stapsgewijs.web.handset.urls import addresses_of, handset_form
from stapsgewijs.web.parameters import MAX_FIELD_CHARS, number_in_path, query_text
from stapsgewijs.web.request_context import RequestContext, get_context, page_route

if TYPE_CHECKING:
    from starlette.requests import Request

    from stapsgewijs.pages.handset.authenticator import AppScreenPart
    from stapsgewijs.pages.handset.fragments import HandsetParts, Part
    from stapsgewijs.pages.handset.views import HandsetPage

_MAX_WORD_CHARS: Final = 40
_SCREENS: Final = frozenset({"", "menu", "kind", "camera", "scan", "manual", "edit"})
_AFTER_PERMISSION: Final = {
    CameraPermission.NEVER_ASKED: "camera",
    CameraPermission.ALLOWED: "scan",
    CameraPermission.REFUSED: "manual",
}
"""Where adding a work or school account goes on."""


async def screen(request: Request) -> Response:
    """Show a screen of the app; the scanner only where the app may use the camera."""
    ctx, name = get_context(request), request.path_params.get("screen", "")
    app = _app(ctx, request)
    if name not in _SCREENS:
        raise HTTPException(404)
    allowed = _AFTER_PERMISSION[app.state.camera]
    if (name == "scan" and allowed != "scan") or (name == "camera" and allowed == "scan"):
        return _to(ctx, request, allowed)
    return ctx.render(_page(ctx, request, name, _view(ctx, request, name)))


async def events(request: Request) -> Response:
    """Tell what changes on the page of the app; a code changes by itself."""
    ctx, name = get_context(request), query_text(request, "screen", _MAX_WORD_CHARS)
    app, number = _app(ctx, request), number_in_path(request)
    if name not in _SCREENS:
        raise HTTPException(404)

    def parts() -> dict[str, Part]:
        return _parts(ctx, request, _view(ctx, request, name)).by_name()

    def until_code() -> float | None:
        return None if ctx.organisation.clock.stands_at else app.seconds_to_next_code()

    stream = fragment_stream(ctx.state, ctx.organisation, parts, about=number.e164, until=until_code)
    return event_stream(stream)


async def add(request: Request) -> Response:
    """Go where a work or school account is added: to the scanner, the question about the camera, or the form."""
    ctx = get_context(request)
    return _to(ctx, request, _AFTER_PERMISSION[_app(ctx, request).state.camera])


async def answer_camera(request: Request) -> Response:
    """Allow the app the camera, or do not; the phone remembers it."""
    ctx, form = await handset_form(request)
    app = _app(ctx, request)
    answered = CameraPermission.ALLOWED if form.cut("camera") == "allowed" else CameraPermission.REFUSED
    app.set_up(camera=answered)
    return _to(ctx, request, _AFTER_PERMISSION[answered])


async def scan(request: Request) -> Response:
    """Add the account of the QR code that the page of a person shows now."""
    ctx, form = await handset_form(request)
    app, wanted = _app(ctx, request), form.cut("user_name")
    if app.state.camera is not CameraPermission.ALLOWED:
        return _to(ctx, request, _AFTER_PERMISSION[app.state.camera])
    found = next((each for each in app.codes_on_display() if readable(each.user_name) == wanted), None)
    refusal = AddRefusal.NOT_ACTIVATED  # a code that the page shows no longer
    if found is not None:
        try:
            app.add(found.payload)
            return _to(ctx, request, said="added")
        except AccountNotAddedError as error:
            refusal = error.refusal
    view = AppView(_screens(ctx, request).scan(REFUSALS[refusal]))
    return ctx.render(_page(ctx, request, "scan", view), 422)


async def add_by_hand(request: Request) -> Response:
    """Add the account whose code and address were typed."""
    ctx, form = await handset_form(request)
    code, url = form.cut("code"), form.cut("url")
    try:
        _app(ctx, request).add_by_hand(code, url)
    except AccountNotAddedError as error:
        view = AppView(_screens(ctx, request).manual(code, url, error))
        return ctx.render(_page(ctx, request, "manual", view), 422)
    return _to(ctx, request, said="added")


async def delete(request: Request) -> Response:
    """Delete an account from the app; one that is gone already changes nothing."""
    ctx, _ = await handset_form(request)
    with suppress(UnknownAccountError):
        _app(ctx, request).remove(request.path_params["account_id"])
    return _to(ctx, request, "edit")


async def answer(request: Request) -> Response:
    """Approve or deny a request. Approving one that needs a PIN asks for it first."""
    ctx, form = await handset_form(request)
    app, request_id, action = _app(ctx, request), request.path_params["request_id"], request.path_params["action"]
    pin, number = form.cut("pin").strip(), form.cut("number").strip()
    if action not in {"approve", "deny"}:
        raise HTTPException(404)
    is_approval = action == "approve"
    try:
        found, _ = app.request(request_id)
        asks_pin = {"pin": request_id, "typed": number} if found.needs_pin and is_approval else {}
        if asks_pin and not pin:
            return _to(ctx, request, **asks_pin, said="wrong-pin" if form.has("pin") else "")
        verdict = app.answer(request_id, approved=is_approval, pin=pin, number=number)
    except UnknownRequestError:
        return _to(ctx, request, said="too-late")
    except NoNetworkError:
        return _to(ctx, request, **asks_pin, said=NO_NETWORK)
    if verdict is AnswerVerdict.ACCEPTED:
        return _to(ctx, request, said="approved" if is_approval else "denied")
    again = asks_pin if verdict is AnswerVerdict.WRONG_PIN else {}
    return _to(ctx, request, **again, said=SAID[verdict])


def _app(ctx: RequestContext, request: Request) -> AuthenticatorApp:
    """Return the app on the phone in the address; answers 404 for a desk phone."""
    number = number_in_path(request)
    if is_desk_phone(number):
        raise HTTPException(404)
    return ctx.organisation.authenticators.on(number.e164)


def _screens(ctx: RequestContext, request: Request) -> AppScreens:
    return AppScreens(ctx.organisation, number_in_path(request), addresses_of(ctx), ctx.handset_token)


def _to(ctx: RequestContext, request: Request, page: str = "", **query: str) -> Response:
    return RedirectResponse(_screens(ctx, request).address(page, **query), 303)


def _view(ctx: RequestContext, request: Request, name: str) -> AppView:
    screens, said = _screens(ctx, request), query_text(request, "said", _MAX_WORD_CHARS)
    permission = _app(ctx, request).state.camera
    shown: AppScreenPart
    if name == "kind":
        shown = screens.kind()
    elif name == "camera":
        shown = screens.camera()
    elif name == "scan":
        # The picture may also be scanned over the API, as a test does: the scanner closes as after a tap.
        had = query_text(request, "had", _MAX_WORD_CHARS)
        is_new = bool(had) and had != _newest_account(ctx, request)
        shown = screens.accounts(NOTICES["added"]) if is_new else screens.scan()
    elif name == "manual":
        shown = screens.manual(refused=permission is CameraPermission.REFUSED)
    elif name == "edit":
        shown = screens.edit()
    else:
        shown = screens.accounts(NOTICES.get(said), menu_open=name == "menu")
    pin_for, number = query_text(request, "pin", _MAX_WORD_CHARS), query_text(request, "typed", MAX_FIELD_CHARS)
    return AppView(shown, pin_for, number, REQUEST_ERRORS.get(said))


def _newest_account(ctx: RequestContext, request: Request) -> str:
    """Return the id of the account that was added last; a word where there is none."""
    accounts = _app(ctx, request).state.accounts
    return accounts[-1].id if accounts else "none"


def _parts(ctx: RequestContext, request: Request, view: AppView) -> HandsetParts:
    number = number_in_path(request)
    return Phone(ctx.organisation, number, addresses_of(ctx), seal=ctx.handset_token, app=view).parts()


def _page(ctx: RequestContext, request: Request, name: str, view: AppView) -> HandsetPage:
    query = {each: query_text(request, each, MAX_FIELD_CHARS) for each in ("said", "pin", "typed")}
    if name == "scan":
        query["had"] = _newest_account(ctx, request)
    events = _screens(ctx, request).address("events", screen=name, **query)
    return phone_page(ctx, number_in_path(request), _parts(ctx, request, view), events)


routes: Final = [
    page_route("/handsets/{number}/app", screen),
    page_route("/handsets/{number}/app/events", events),
    page_route("/handsets/{number}/app/add", add),
    page_route("/handsets/{number}/app/camera", answer_camera, "POST"),
    page_route("/handsets/{number}/app/scan", scan, "POST"),
    page_route("/handsets/{number}/app/manual", add_by_hand, "POST"),
    page_route("/handsets/{number}/app/accounts/{account_id}/delete", delete, "POST"),
    page_route("/handsets/{number}/app/requests/{request_id}/{action}", answer, "POST"),
    page_route("/handsets/{number}/app/{screen}", screen),
]
