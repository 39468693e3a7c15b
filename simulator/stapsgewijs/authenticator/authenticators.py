"""The authenticator apps on the handsets of one organisation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stapsgewijs.authenticator.model import (
    Account,
    AppKind,
    AppState,
    CameraPermission,
    Fault,
    Request,
    RequestFault,
    RequestState,
)
from stapsgewijs.authenticator.ports import ActivationRefusedError, AllSwitchesOn, AnswerVerdict
from stapsgewijs.authenticator.repository import InMemoryAuthenticatorRepository
from stapsgewijs.totp import Activation, OtpAuth, PayloadError, Totp, decode_secret, parse_payload

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.authenticator.ports import Activated, AppService, CodeOnDisplay, HandsetSwitches, IdSource
    from stapsgewijs.authenticator.repository import AuthenticatorRepository
    from stapsgewijs.clock import Clock
    from stapsgewijs.totp import Payload

MAX_ACCOUNTS: Final = 100
"""Accounts in one app."""
MAX_OFFSET_S: Final = 366 * 24 * 3600
"""How far the clock of a phone can be wrong, either way."""
MAX_PIN_CHARS: Final = 16
_DOUBLED_AFTER_S: Final = 1.0


class AddRefusal(StrEnum):
    """Why an account cannot be added."""

    UNREADABLE = "unreadable"
    OTHER_APP = "other app"
    NOT_ACTIVATED = "not activated"
    NO_NETWORK = "no network"
    TOO_MANY = "too many"


class AccountNotAddedError(Exception):
    """An account that could not be added; `refusal` says why, `detail` more of it (or nothing)."""

    def __init__(self, refusal: AddRefusal, detail: str = "") -> None:
        """Say why."""
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))
        self.refusal = refusal
        self.detail = detail


class UnknownAccountError(LookupError):
    """No account with this id in this app."""


class UnknownRequestError(LookupError):
    """No request with this id on this handset."""


class NoNetworkError(Exception):
    """The phone is off, or has no signal: nothing goes out of it."""


@dataclass(frozen=True, slots=True)
class RunningCode:
    """The code that an account shows, and in how many whole seconds there is another one (1 to `period_s`)."""

    account: Account
    code: str
    seconds_left: int
    period_s: int


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as the service sends it to a device. `needs_number`: what the page shows must be typed in the app."""

    service_id: str
    device_id: str
    organisation: str
    user_name: str
    sent: datetime
    expires: datetime
    needs_number: bool = False
    needs_pin: bool = False


class Authenticators:
    """The apps of one organisation, each on a handset that is known by its number (E.164).

    Nothing in it waits: what has become of a request follows from the clock.
    """

    def __init__(
        self,
        clock: Clock,
        ids: IdSource,
        service: AppService,
        repository: AuthenticatorRepository | None = None,
        switches: HandsetSwitches | None = None,
    ) -> None:
        """Tell the time by `clock`; keep everything in `repository` (else: in memory)."""
        self.clock = clock
        self.ids = ids
        self.service = service
        self.repository: AuthenticatorRepository = repository or InMemoryAuthenticatorRepository()
        self.switches: HandsetSwitches = switches or AllSwitchesOn()
        self._listeners: list[Callable[[str], None]] = []

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the number of a handset whose app has changed (empty: of all)."""
        self._listeners.append(listener)

    def on(self, number: str) -> AuthenticatorApp:
        """Return the app on a handset."""
        return AuthenticatorApp(self, number)

    def send(self, request: SentRequest, number: str) -> None:
        """Take a request for the app on a handset. The sender never learns whether it arrives."""
        repository = self.repository
        with repository.transaction():
            app = repository.app(number)
            account = next((each for each in app.accounts if each.device_id == request.device_id), None)
            can_come = self.switches.has_network(number) and self.switches.takes_notifications(number)
            fault = _triggered(app)
            made = Request(
                self.ids.token(),
                request.service_id,
                number,
                account.id if account else "",
                request.organisation,
                request.user_name,
                request.needs_number,
                request.needs_pin,
                request.sent,
                request.sent,
                request.expires,
            )
            if account is None or not can_come:
                made.arrives, made.outcome = None, RequestState.UNDELIVERED
            elif fault is not None and fault.action is RequestFault.LOST:
                made.arrives, made.outcome = None, RequestState.LOST
            elif fault is not None and fault.action is RequestFault.LATE:
                made.arrives = made.sent + timedelta(seconds=fault.seconds)
            repository.add_request(made)
            if fault is not None:
                repository.save_app(app)
                if fault.action is RequestFault.DOUBLED and made.outcome is None:
                    again = made.sent + timedelta(seconds=fault.seconds or _DOUBLED_AFTER_S)
                    repository.add_request(replace(made, id=self.ids.token(), arrives=again))
        self.notify(number)

    def withdraw(self, service_id: str) -> None:
        """Take a request back that nobody has answered: the verification has ended without it."""
        with self.repository.transaction():
            found = [each for each in self.repository.copies(service_id) if each.outcome is None]
            for each in found:
                each.outcome = RequestState.WITHDRAWN
                self.repository.save_request(each)
        for number in {each.number for each in found}:
            self.notify(number)

    def next_due(self) -> datetime | None:
        """Return when a request arrives or expires next; None: never."""
        now = self.clock.now()
        moments = [each.next_event(now) for each in self.repository.open_requests(now)]
        return min((each for each in moments if each is not None), default=None)

    def clear_faults(self) -> None:
        """Let every request arrive again, on every handset."""
        for number in self.repository.numbers():
            self.on(number).clear_faults()

    def notify(self, number: str) -> None:
        """Let who listens know that something has changed on a handset (empty: on all)."""
        for listener in self._listeners:
            listener(number)


class AuthenticatorApp:
    """The app on the handset with `number` (E.164)."""

    def __init__(self, apps: Authenticators, number: str) -> None:
        self._apps = apps
        self._repository = apps.repository
        self.number = number

    @property
    def state(self) -> AppState:
        """What is kept of it; not to be changed."""
        return self._repository.app(self.number)

    @property
    def has_network(self) -> bool:
        """Whether the phone is on and has signal."""
        return self._apps.switches.has_network(self.number)

    def codes(self) -> list[RunningCode]:
        """Return every account with the code that it shows now, in the order in which they were added."""
        state = self.state
        return [self._running(state, each) for each in state.accounts]

    def code(self, account_id: str) -> RunningCode:
        """Return the code of one account; raises `UnknownAccountError`."""
        state = self.state
        return self._running(state, _account(state, account_id))

    def seconds_to_next_code(self) -> float | None:
        """Return in how many seconds some account shows another code; None: there is no account."""
        state = self.state
        at = self._apps.clock.now().timestamp() + state.clock_offset_s
        return min((each.totp.period_s - at % each.totp.period_s for each in state.accounts), default=None)

    def add(self, text: str) -> Account:
        """Add the account of the text of a QR code; raises `AccountNotAddedError`."""
        try:
            payload = parse_payload(text)
        except PayloadError as error:
            raise AccountNotAddedError(AddRefusal.UNREADABLE, str(error.flaw)) from None
        return self._add(payload)

    def add_by_hand(self, code: str, url: str) -> Account:
        """Add an account with the code and address that a person typed; raises `AccountNotAddedError`."""
        try:
            activation = Activation.typed(code, url)
        except PayloadError as error:
            raise AccountNotAddedError(AddRefusal.UNREADABLE, str(error.flaw)) from None
        return self._add(activation)

    def add_registered(self, known: Activated) -> Account:
        """Add the account of a device that the service registered by itself, without a code that was scanned."""
        with self._repository.transaction():
            account = self._of_service(known)
            self._keep(account)
        self._apps.notify(self.number)
        return account

    def codes_on_display(self) -> list[CodeOnDisplay]:
        """Return the QR codes that the camera can be held at: those that pages of the organisation show now."""
        return list(self._apps.service.codes_on_display())

    def remove(self, account_id: str) -> None:
        """Forget an account on this handset; the service is not told. Raises `UnknownAccountError`."""
        with self._repository.transaction():
            state = self.state
            state.accounts.remove(_account(state, account_id))
            self._repository.save_app(state)
        self._apps.notify(self.number)

    def set_up(
        self,
        *,
        camera: CameraPermission | None = None,
        kind: AppKind | None = None,
        pin: str | None = None,
        clock_offset_s: int | None = None,
    ) -> None:
        """Change what is given. Raises `ValueError` for a PIN that is none and a clock that is too far off."""
        if pin is not None and not (pin.isascii() and pin.isdecimal() and len(pin) <= MAX_PIN_CHARS):
            msg = f"a PIN has 1 to {MAX_PIN_CHARS} digits"
            raise ValueError(msg)
        if clock_offset_s is not None and abs(clock_offset_s) > MAX_OFFSET_S:
            msg = f"the clock of a phone is at most {MAX_OFFSET_S} seconds off"
            raise ValueError(msg)
        with self._repository.transaction():
            state = self.state
            given = {"camera": camera, "kind": kind, "pin": pin, "clock_offset_s": clock_offset_s}
            for name, value in given.items():
                if value is not None:
                    setattr(state, name, value)
            self._repository.save_app(state)
        self._apps.notify(self.number)

    def add_fault(self, fault: Fault) -> None:
        """Let something go wrong with the requests that come; older faults come first."""
        with self._repository.transaction():
            state = self.state
            state.faults.append(fault)
            self._repository.save_app(state)

    def clear_faults(self) -> int:
        """Forget every fault; returns how many could still have happened."""
        with self._repository.transaction():
            state = self.state
            count = len([each for each in state.faults if not each.is_spent])
            state.faults.clear()
            self._repository.save_app(state)
        return count

    def requests(self) -> list[tuple[Request, RequestState]]:
        """Return every request with what has become of it, the oldest first; also those that never arrived."""
        now = self._apps.clock.now()
        return [(each, each.state_at(now)) for each in self._repository.requests(self.number)]

    def waiting(self) -> list[Request]:
        """Return the requests that can be answered, the oldest first."""
        now = self._apps.clock.now()
        mine = (each for each in self._repository.open_requests(now) if each.number == self.number)
        return [each for each in mine if each.state_at(now) is RequestState.WAITING]

    def shown(self, *, is_open: bool) -> Request | None:
        """Return the request that lies over everything else on the phone, if one does.

        With “do not disturb” it waits until the app `is_open`.
        """
        if not is_open and not self._apps.switches.shows_notifications(self.number):
            return None
        return next(iter(self.waiting()), None)

    def request(self, request_id: str) -> tuple[Request, RequestState]:
        """Return a request of this handset with what has become of it; raises `UnknownRequestError`."""
        found = self._repository.request(request_id)
        if found is None or found.number != self.number:
            msg = f"no request {request_id!r} on this handset"
            raise UnknownRequestError(msg)
        return found, found.state_at(self._apps.clock.now())

    def answer(
        self, request_id: str, *, approved: bool, pin: str = "", number: str = "", is_fraud: bool = False
    ) -> AnswerVerdict:
        """Approve or deny a request, or report it as fraud; returns what the service says.

        The same answer twice (a button that was pressed twice) counts once and is told the same.
        After a wrong PIN it can be answered again, unless the service takes it back; a wrong number ends it. Raises
        `UnknownRequestError`, and `NoNetworkError` when the answer cannot leave the phone.
        """
        with self._repository.transaction():
            _, state = self.request(request_id)
            if not self.has_network:
                raise NoNetworkError
            given = RequestState.APPROVED if approved and not is_fraud else RequestState.DENIED
            verdict = AnswerVerdict.ACCEPTED if state is given else AnswerVerdict.TOO_LATE
            if state is RequestState.WAITING:
                verdict = self._answer(request_id, approved=approved, pin=pin, number=number, is_fraud=is_fraud)
        self._apps.notify(self.number)
        return verdict

    def _answer(self, request_id: str, *, approved: bool, pin: str, number: str, is_fraud: bool) -> AnswerVerdict:
        request, _ = self.request(request_id)
        service = self._apps.service
        if is_fraud:
            verdict = service.report_fraud(request.service_id)
        else:
            verdict = service.answer(request.service_id, approved=approved, pin=pin, number=number)
        if verdict is AnswerVerdict.WRONG_PIN:
            return verdict  # it waits on, unless the service took it back just now
        request, _ = self.request(request_id)
        if verdict in {AnswerVerdict.ACCEPTED, AnswerVerdict.WRONG_NUMBER}:
            is_approval = approved and not is_fraud and verdict is AnswerVerdict.ACCEPTED
            request.outcome = RequestState.APPROVED if is_approval else RequestState.DENIED
            request.answered = self._apps.clock.now()
        else:
            request.outcome = RequestState.EXPIRED
        self._repository.save_request(request)
        return verdict

    def _add(self, payload: Payload) -> Account:
        with self._repository.transaction():
            state = self.state
            if len(state.accounts) >= MAX_ACCOUNTS:
                raise AccountNotAddedError(AddRefusal.TOO_MANY)
            made = self._activated(state, payload) if isinstance(payload, Activation) else self._scanned(payload)
            self._keep(made)
        self._apps.notify(self.number)
        return made

    def _keep(self, account: Account) -> None:
        """Keep an account. As apps do: one that is set up anew takes the place of the one that was there."""
        state = self.state
        state.accounts = [*(each for each in state.accounts if _key(each) != _key(account)), account]
        self._repository.save_app(state)

    def _activated(self, state: AppState, activation: Activation) -> Account:
        if state.kind is AppKind.OTHER:
            raise AccountNotAddedError(AddRefusal.OTHER_APP)
        if not self.has_network:
            raise AccountNotAddedError(AddRefusal.NO_NETWORK)
        name = f"Mobile {self.number[-4:]}"
        try:
            given = self._apps.service.activate(activation, handset=self.number, device_name=name, pin=state.pin)
        except ActivationRefusedError as error:
            raise AccountNotAddedError(AddRefusal.NOT_ACTIVATED, str(error)) from None
        return self._of_service(given)

    def _of_service(self, given: Activated) -> Account:
        totp = Totp(decode_secret(given.secret))
        return self._made(given.organisation, given.user_name, totp, given.device_id)

    def _scanned(self, found: OtpAuth) -> Account:
        return self._made(found.issuer, found.account, found.totp)

    def _made(self, organisation: str, user_name: str, totp: Totp, device_id: str = "") -> Account:
        return Account(self._apps.ids.token(), organisation, user_name, totp, self._apps.clock.now(), device_id)

    def _running(self, state: AppState, account: Account) -> RunningCode:
        at = self._apps.clock.now().timestamp() + state.clock_offset_s
        totp = account.totp
        return RunningCode(account, totp.code(at), totp.seconds_left(at), totp.period_s)


def _triggered(app: AppState) -> Fault | None:
    """Count a request in each rule, up to the first one that is triggered."""
    return next((each for each in app.faults if not each.is_spent and each.triggers()), None)


def _account(state: AppState, account_id: str) -> Account:
    found = next((each for each in state.accounts if each.id == account_id), None)
    if found is None:
        msg = f"no account {account_id!r} in this app"
        raise UnknownAccountError(msg)
    return found


def _key(account: Account) -> tuple[str, str, bool]:
    return account.organisation, account.user_name.casefold(), account.gets_requests
