"""The operations of the authenticator app on a handset: accounts and codes, requests, settings, faults."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from stapsgewijs.authenticator import (
    AccountNotAddedError,
    AddRefusal,
    AnswerVerdict,
    AppKind,
    AuthenticatorApp,
    CameraPermission,
    Fault,
    NoNetworkError,
    Request,
    RequestFault,
    RequestState,
    RunningCode,
    UnknownAccountError,
    UnknownRequestError,
)
from stapsgewijs.phone_network import is_desk_phone
from stapsgewijs.web.api.dependencies import NumberDep, OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.queries import NO_CONTENT, After, Seconds
from stapsgewijs.web.api.schemas import Shape

MAX_PAYLOAD_CHARS: Final = 4000
"""Characters in the largest QR code."""
router = APIRouter(prefix="/handsets/{number}/authenticator")

_REFUSALS: Final = {
    AddRefusal.UNREADABLE: "no authenticator app can use this",
    AddRefusal.OTHER_APP: "the app on this handset is not the one of the service, and cannot be activated",
    AddRefusal.NOT_ACTIVATED: "the service did not accept the activation code",
    AddRefusal.NO_NETWORK: "the phone is off or has no signal",
    AddRefusal.TOO_MANY: "there are too many accounts in this app",
}
_VERDICTS: Final = {
    AnswerVerdict.TOO_LATE: ("too-late", "the request can no longer be answered"),
    AnswerVerdict.UNKNOWN: ("too-late", "the service does not know this request any more"),
    AnswerVerdict.WRONG_PIN: ("wrong-pin", "this is not the PIN; the request still waits"),
    AnswerVerdict.WRONG_NUMBER: ("wrong-number", "this is not the number on the page; the request has ended"),
}


class AppShape(Shape):
    """The app on a handset. `clock_offset`: seconds that the clock of the phone is ahead; its PIN is a test value."""

    number: str
    kind: AppKind
    camera: CameraPermission
    pin: str
    clock_offset: int


class AppWishShape(Shape):
    """What is to be changed of it."""

    kind: Annotated[AppKind | None, Field(description="`other`: codes only, as in an app of somebody else.")] = None
    camera: CameraPermission | None = None
    pin: Annotated[str | None, Field(pattern=r"^[0-9]{1,16}$")] = None
    clock_offset: Annotated[int | None, Field(ge=-366 * 24 * 3600, le=366 * 24 * 3600)] = None


class AppAccountShape(Shape):
    """An account in the app, with the code that it shows now. `notifications`: the service sends it requests."""

    id: str
    organisation: str
    user_name: str
    code: str
    seconds_left: int
    period: int
    notifications: bool
    added: datetime

    @classmethod
    def of(cls, shown: RunningCode) -> AppAccountShape:
        """Show an account."""
        account = shown.account
        return cls(
            id=account.id,
            organisation=account.organisation,
            user_name=account.user_name,
            code=shown.code,
            seconds_left=shown.seconds_left,
            period=shown.period_s,
            notifications=account.gets_requests,
            added=account.added,
        )


class NewAppAccountShape(Shape):
    """What is added: the text of a QR code, or the code and address that are typed by hand."""

    payload: Annotated[str, Field(max_length=MAX_PAYLOAD_CHARS)] = ""
    code: Annotated[str, Field(max_length=200)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""


class ScanShape(Shape):
    """Whose QR code is scanned, of those that pages of the organisation show now; empty: the newest."""

    user_name: Annotated[str, Field(max_length=200)] = ""


class AppRequestShape(Shape):
    """A request to approve a sign-in, also one that never arrived (`lost`, `undelivered`).

    `request` is the id that the service gave it; both copies of a doubled one have the same.
    """

    id: str
    request: str
    organisation: str
    user_name: str
    state: RequestState
    needs_number: bool
    needs_pin: bool
    sent: datetime
    arrives: datetime | None
    expires: datetime
    answered: datetime | None

    @classmethod
    def of(cls, request: Request, state: RequestState) -> AppRequestShape:
        """Show a request."""
        return cls(
            id=request.id,
            request=request.service_id,
            organisation=request.organisation,
            user_name=request.user_name,
            state=state,
            needs_number=request.needs_number,
            needs_pin=request.needs_pin,
            sent=request.sent,
            arrives=request.arrives,
            expires=request.expires,
            answered=request.answered,
        )


class ApprovalShape(Shape):
    """What is typed with the approval, where it is asked for."""

    pin: Annotated[str, Field(max_length=100)] = ""
    number: Annotated[str, Field(max_length=100)] = ""


class DenialShape(Shape):
    """Whether the person also reports that somebody else has signed in."""

    fraud: bool = False


class AppFaultShape(Shape):
    """What goes wrong with requests: with the next `times` (null: with all), after `skip` that go well.

    `seconds` is how late a late one is, or how long after the first one a doubled one comes again.
    """

    action: RequestFault
    seconds: Annotated[float, Field(ge=0, le=366 * 24 * 3600)] = 0.0
    skip: Annotated[int, Field(ge=0, le=10_000)] = 0
    times: Annotated[int | None, Field(ge=1, le=10_000)] = 1


async def get_app(organisation: OrganisationDep, number: NumberDep) -> AuthenticatorApp:
    """Return the app on the handset in the address; answers 404 for a desk phone, on which there is none."""
    if is_desk_phone(number):
        raise ApiError(404, "no-app", f"{number} is a desk phone: it has no apps", "take a mobile number")
    return organisation.authenticators.on(number.e164)


AppDep = Annotated[AuthenticatorApp, Depends(get_app)]


@router.get("")
async def settings(app: AppDep) -> AppShape:
    """Return the settings of the app on a handset."""
    return _settings(app)


@router.patch("")
async def set_up(payload: AppWishShape, app: AppDep) -> AppShape:
    """Change what is given: the camera's permission, the PIN, how far the clock of the phone is wrong."""
    app.set_up(kind=payload.kind, camera=payload.camera, pin=payload.pin, clock_offset_s=payload.clock_offset)
    return _settings(app)


@router.get("/accounts")
async def accounts(app: AppDep) -> list[AppAccountShape]:
    """Return the accounts in the app, each with the code that it shows now."""
    return [AppAccountShape.of(each) for each in app.codes()]


@router.post("/accounts", status_code=201)
async def add(payload: NewAppAccountShape, app: AppDep) -> AppAccountShape:
    """Add an account, by the text of a QR code or by code and address."""
    if bool(payload.payload) == bool(payload.code or payload.url):
        raise ApiError(422, "what", "give either the payload of a QR code, or code and url")
    return _added(app, payload.payload, payload.code, payload.url)


@router.post("/scan", status_code=201)
async def scan(payload: ScanShape, app: AppDep) -> AppAccountShape:
    """Scan the QR code that a page of the organisation shows now."""
    shown = app.codes_on_display()
    wanted = payload.user_name.strip().casefold()
    found = next((each for each in shown if wanted in {"", each.user_name.casefold()}), None)
    if found is None:
        whose = f" for {payload.user_name!r}" if wanted else ""
        raise ApiError(409, "no-code", f"no page shows a QR code now{whose}", "open the page that shows it")
    return _added(app, found.payload)


@router.get("/accounts/{account_id}")
async def account(account_id: str, app: AppDep) -> AppAccountShape:
    """Return one account with the code that it shows now."""
    try:
        return AppAccountShape.of(app.code(account_id))
    except UnknownAccountError as error:
        raise ApiError(404, "no-account", str(error)) from None


@router.delete("/accounts/{account_id}", status_code=204)
async def remove(account_id: str, app: AppDep) -> None:
    """Remove an account from the app; the service still knows the device."""
    try:
        app.remove(account_id)
    except UnknownAccountError as error:
        raise ApiError(404, "no-account", str(error)) from None


@router.get("/requests")
async def requests(app: AppDep) -> list[AppRequestShape]:
    """Return the requests that were sent to this handset, the oldest first, also those that never arrived."""
    return [AppRequestShape.of(each, state) for each, state in app.requests()]


@router.get("/requests/next", response_model=AppRequestShape, responses=NO_CONTENT)
async def next_request(
    state: StateDep,
    organisation: OrganisationDep,
    app: AppDep,
    after: After = None,
    timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
) -> AppRequestShape | Response:
    """Wait for the first request that can be answered and came after the one called `after` (or the first of all)."""
    place = 0
    if after is not None:
        place = _request(app, after)[0].place

    def poll() -> Request | None:
        return next((each for each in app.waiting() if each.place > place), None)

    found = await state.changes(organisation).wait_until(
        poll, seconds=timeout, until_due=lambda: state.until_due(organisation), about=app.number
    )
    return AppRequestShape.of(found, RequestState.WAITING) if found else Response(status_code=204)


@router.post("/requests/{request_id}/approve")
async def approve(request_id: str, payload: ApprovalShape, app: AppDep) -> AppRequestShape:
    """Approve a request."""
    return _answered(app, request_id, approved=True, pin=payload.pin, number=payload.number)


@router.post("/requests/{request_id}/deny")
async def deny(request_id: str, payload: DenialShape, app: AppDep) -> AppRequestShape:
    """Deny a request, and report it if it is somebody else's."""
    return _answered(app, request_id, approved=False, is_fraud=payload.fraud)


@router.get("/faults")
async def faults(app: AppDep) -> list[AppFaultShape]:
    """Return what can still go wrong with requests to this handset."""
    return [_fault(each) for each in app.state.faults if not each.is_spent]


@router.post("/faults", status_code=201)
async def add_fault(payload: AppFaultShape, app: AppDep) -> AppFaultShape:
    """Let the next request to this handset be lost, late or doubled."""
    if payload.action is RequestFault.LATE and not payload.seconds:
        raise ApiError(422, "seconds", "a late request is late by some seconds: give them")
    app.add_fault(Fault(payload.action, payload.seconds, payload.skip, payload.times))
    return payload


@router.delete("/faults", status_code=204)
async def clear_faults(app: AppDep) -> None:
    """Let every request to this handset arrive again."""
    app.clear_faults()


def _settings(app: AuthenticatorApp) -> AppShape:
    state = app.state
    return AppShape(
        number=state.number, kind=state.kind, camera=state.camera, pin=state.pin, clock_offset=state.clock_offset_s
    )


def _added(app: AuthenticatorApp, payload: str, code: str = "", url: str = "") -> AppAccountShape:
    try:
        made = app.add(payload) if payload else app.add_by_hand(code, url)
    except AccountNotAddedError as error:
        code = str(error.refusal).replace(" ", "-")
        detail = f": {error.detail}" if error.detail else ""
        raise ApiError(409, code, f"{_REFUSALS[error.refusal]}{detail}") from None
    return AppAccountShape.of(app.code(made.id))


def _request(app: AuthenticatorApp, request_id: str) -> tuple[Request, RequestState]:
    try:
        return app.request(request_id)
    except UnknownRequestError as error:
        raise ApiError(404, "no-request", str(error)) from None


def _answered(  # noqa: PLR0913  # what can be answered
    app: AuthenticatorApp,
    request_id: str,
    *,
    approved: bool,
    pin: str = "",
    number: str = "",
    is_fraud: bool = False,
) -> AppRequestShape:
    _request(app, request_id)
    try:
        verdict = app.answer(request_id, approved=approved, pin=pin, number=number, is_fraud=is_fraud)
    except NoNetworkError:
        raise ApiError(409, "no-network", _REFUSALS[AddRefusal.NO_NETWORK]) from None
    if verdict is not AnswerVerdict.ACCEPTED:
        raise ApiError(409, *_VERDICTS[verdict])
    return AppRequestShape.of(*app.request(request_id))


def _fault(fault: Fault) -> AppFaultShape:
    return AppFaultShape(action=fault.action, seconds=fault.seconds, skip=fault.skip, times=fault.times)
