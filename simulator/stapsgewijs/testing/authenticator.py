"""The authenticator app on a simulated phone in a test: accounts, codes, requests; errors say what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from stapsgewijs.labels import Message as Sentence
from stapsgewijs.labels.message_error import MessageError
from stapsgewijs.testing.handset import LONGEST_POLL_S, NothingCameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stapsgewijs.testing.api import Api

_OPEN: Final = frozenset({"sent", "waiting"})


@dataclass(frozen=True, slots=True)
class AppAccount:
    """An account in the app, with the code that it showed. `notifications`: the service sends it requests."""

    id: str
    organisation: str
    user_name: str
    code: str
    seconds_left: int
    notifications: bool

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> AppAccount:
        """Return the account that is in JSON."""
        return cls(**{each: found[each] for each in cls.__slots__})

    def __str__(self) -> str:
        """Return one line about it."""
        return f"{self.organisation} {self.user_name}"


@dataclass(frozen=True, slots=True)
class AppRequest:
    """A request to approve. `state`: sent, waiting, approved, denied, expired, withdrawn, lost or undelivered."""

    id: str
    organisation: str
    user_name: str
    state: str
    needs_number: bool
    needs_pin: bool

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> AppRequest:
        """Return the request that is in JSON."""
        return cls(**{each: found[each] for each in cls.__slots__})

    @property
    def line(self) -> Sentence:
        """One line about it."""
        told = "request to approve for {user_name} ({state})"
        return Sentence.of(told, user_name=self.user_name, state=self.state)


class Authenticator:
    """The app on one phone. Times are in seconds."""

    def __init__(self, api: Api, number: str, timeout: float) -> None:
        """Hold the app on the phone with `number`; it waits `timeout` seconds where nothing else is said."""
        self._settings = f"handsets/{number}/authenticator"
        self._phones = api
        self._api = api.under(self._settings)
        self._number = number
        self._timeout = timeout
        self._last: str | None = None

    def accounts(self) -> list[AppAccount]:
        """Return the accounts in the app, each with the code that it shows now."""
        return [AppAccount.of(each) for each in self._api.get("accounts")]

    def account(self, user_name: str = "") -> AppAccount:
        """Return the account of `user_name`, or the only one; raises `NothingCameError` where that is not one."""
        __tracebackhide__ = True
        there = self.accounts()
        found = [each for each in there if user_name.casefold() in {"", each.user_name.casefold()}]
        if len(found) != 1:
            said = "the authenticator app of {number} has {count} accounts that fit, and one is needed; it has:"
            names = [Sentence.of("  {line}", line=str(each)) for each in there] or [Sentence("nothing")]
            raise NothingCameError(Sentence.of(said, number=self._number, count=len(found)), *names)
        return found[0]

    def code(self, user_name: str = "") -> str:
        """Return the code that the account of `user_name`, or the only account, shows now."""
        __tracebackhide__ = True
        return self.account(user_name).code

    def scan(self, what: bytes | Path | str = "", *, user_name: str = "") -> AppAccount:
        """Add the account of a QR code: a picture (its bytes or its file) with one in it, or the text of one.

        With nothing given, the one that a page of the organisation shows now, of `user_name` where that is given.
        Raises `NothingCameError` for a picture in which there is no QR code or several, `RefusedError` for what the
        app does not take.
        """
        __tracebackhide__ = True
        if not what:
            return AppAccount.of(self._api.post("scan", {"user_name": user_name}))
        payload = what if isinstance(what, str) else _payload_in(what if isinstance(what, bytes) else what.read_bytes())
        return AppAccount.of(self._api.post("accounts", {"payload": payload}))

    def add(self, code: str, url: str) -> AppAccount:
        """Add an account by hand, with the code and the address on the page; raises `RefusedError`."""
        return AppAccount.of(self._api.post("accounts", {"code": code, "url": url}))

    def remove(self, user_name: str = "") -> None:
        """Remove the account of `user_name`, or the only one; the service is not told."""
        __tracebackhide__ = True
        self._api.delete(f"accounts/{self.account(user_name).id}")

    def requests(self) -> list[AppRequest]:
        """Return the requests to approve, the oldest first, also those that never arrived."""
        return [AppRequest.of(each) for each in self._api.get("requests")]

    def expect_requests(self, count: int) -> None:
        """Raise `AssertionError` unless exactly so many requests can be answered now."""
        __tracebackhide__ = True
        waiting = [each for each in self.requests() if each.state == "waiting"]
        if len(waiting) != count:
            said = "{number} has {found} requests to approve; it should have {count}"
            raise MessageError(Sentence.of(said, number=self._number, found=len(waiting), count=count))

    def wait_for_request(self, *, timeout: float | None = None) -> AppRequest:
        """Wait for a request that was not waited for before: the current one then; raises `NothingCameError`."""
        __tracebackhide__ = True
        seconds = left = self._timeout if timeout is None else timeout
        while True:
            part = min(left, LONGEST_POLL_S)
            told = self._api.get("requests/next", waits=part, timeout=part, after=self._last)
            left -= part
            if told is not None or left <= 0:
                break
        if told is None:
            self._fail(seconds)
        self._last = told["id"]
        return AppRequest.of(told)

    def approve(self, *, pin: str = "", number: str = "", timeout: float | None = None) -> AppRequest:
        """Approve the current request, or else the next one, waiting for it; raises `RefusedError` when too late."""
        __tracebackhide__ = True
        request = self._at_hand(timeout)
        return AppRequest.of(self._api.post(f"requests/{request}/approve", {"pin": pin, "number": number}))

    def deny(self, *, fraud: bool = False, timeout: float | None = None) -> AppRequest:
        """Deny it; with `fraud`, report that somebody else has signed in."""
        __tracebackhide__ = True
        return AppRequest.of(self._api.post(f"requests/{self._at_hand(timeout)}/deny", {"fraud": fraud}))

    def set_up(self, **changes: object) -> None:
        """Change `camera` (allowed, refused, never-asked), `pin`, `clock_offset` (seconds) or `kind` (own, other)."""
        self._phones.patch(self._settings, changes)

    def suffers(self, action: str, **details: object) -> None:
        """Let the next request be `lost`, `late` (`seconds=`) or `doubled`."""
        self._api.post("faults", {"action": action, **details})

    def _at_hand(self, timeout: float | None) -> str:
        __tracebackhide__ = True
        known = {each.id: each.state for each in self.requests()}
        if self._last is not None and known.get(self._last) in _OPEN:
            return self._last
        return self.wait_for_request(timeout=timeout).id

    def _fail(self, seconds: float) -> NoReturn:
        __tracebackhide__ = True
        said = "no {what} came to {number} within {seconds} s"
        what = Sentence("request to approve")
        known = [Sentence.of("  {line}", line=each.line) for each in self.requests()]
        raise NothingCameError(
            Sentence.of(said, what=what, number=self._number, seconds=f"{seconds:g}"),
            Sentence.of("{number} has:", number=self._number),
            *(known or [Sentence.of("  {line}", line=Sentence("nothing"))]),
        )


def _payload_in(picture: bytes) -> str:
    """Return the text of the one QR code in a picture."""
    from stapsgewijs.qr_code import PictureError, read_qr_codes  # noqa: PLC0415  # only who scans a picture needs it

    try:
        found = read_qr_codes(picture)
    except PictureError:
        raise NothingCameError(Sentence("this is no picture that can be read")) from None
    if len(found) != 1:
        raise NothingCameError(
            Sentence.of("there are {count} QR codes in the picture; there should be one", count=len(found))
        )
    return found[0]
