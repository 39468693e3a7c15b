"""Signing in after the password was right: the second factor, browsers that are trusted, and old programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from stapsgewijs.identity.app_passwords import matching
from stapsgewijs.identity.credentials import TrustedBrowser
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.model import SignIn, SkipReason, Verification
from stapsgewijs.identity.password_throttle import PasswordThrottle
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.states import Event, State
from stapsgewijs.identity.transactions import transaction
from stapsgewijs.identity.verification import VerificationService

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stapsgewijs.identity.model import Option
    from stapsgewijs.identity.password_throttle import PasswordKind, PasswordSource

_KEPT: Final = timedelta(hours=1)
"""How long a sign-in is known after it began; none takes as long."""
_MAX_KEPT: Final = 20
"""How many of one person are known: who signs in again and again must not fill the memory."""
_HAPPENED: Final = {
    SkipReason.NOT_REQUIRED: Happening.NOT_REQUIRED,
    SkipReason.TRUSTED_BROWSER: Happening.TRUSTED_BROWSER,
}


@dataclass(frozen=True, slots=True)
class OldProgramSignIn:
    """What becomes of an old program that signs in by password only.

    `app_password` is the id of the app password that let it in (`SecurityService.has_app_password` says for how long),
    empty for the account's own one. `needs_app_password`: that password is right, and not enough. `refused_until` is
    set where none is judged, because too many were wrong.
    """

    accepted: bool
    app_password: str = ""
    needs_app_password: bool = False
    refused_until: datetime | None = None


class SignInService(VerificationService[SignIn]):
    """Sign-ins of one organisation."""

    kind: ClassVar[type[Verification]] = SignIn

    def begin(self, person: str, *, browser: str = "") -> SignIn:
        """Begin after the right password: use the default method at once. `browser` is the token of its trust cookie.

        The state says what comes next: VERIFIED (`skipped` says why), MORE_INFORMATION, BLOCKED, LOCKED_OUT, or what
        the method waits for. CHOOSING means that the default method could not be used now: `rejection` says why.
        """
        rules = self.rules
        sign_in = SignIn(rules.random_source.token(), person, began=rules.now())
        with self._repository.transaction():
            others = [each for each in self._repository.of(person) if isinstance(each, SignIn)]
            for place, other in enumerate(reversed(others), 1):
                if place >= _MAX_KEPT or (other.began and rules.now() - other.began >= _KEPT):
                    rules.void(other)
                    self._repository.remove(other)
            self._repository.add(sign_in)
        with transaction(self._repository, sign_in):
            default = self._repository.credentials(person).default(self.policy)
            if rules.is_account_locked(person):
                rules.settle(sign_in)
            elif not self.policy.second_factor:
                self._skip(sign_in, SkipReason.NOT_REQUIRED)
            elif default is None:
                sign_in.apply(Event.REQUIRE_MORE)
                rules.note(sign_in, Happening.MORE_INFORMATION)
            elif self.is_trusted(person, browser):
                self._skip(sign_in, SkipReason.TRUSTED_BROWSER)
            else:
                rules.settle(sign_in)
                if sign_in.is_under_way:
                    self._try(sign_in, default)
        return sign_in

    def options(self, sign_in: SignIn) -> tuple[Option, ...]:
        """Return what the person can be verified by now; with fewer than two there is no other way to choose."""
        return self._repository.credentials(sign_in.person).usable(self.policy)

    def choose_again(self, sign_in: SignIn) -> None:
        """Show the other methods and withdraw what is under way; raises `RequestRejectedError` where there are none."""
        with transaction(self._repository, sign_in):
            self.rules.settle(sign_in)
            sign_in.require(Event.CHOOSE_AGAIN)
            if len(self.options(sign_in)) < 2:  # noqa: PLR2004  # this one and another
                raise RequestRejectedError(RejectionReason.NOT_REGISTERED)
            self.rules.void(sign_in)
            sign_in.apply(Event.CHOOSE_AGAIN)
            self.rules.notify(sign_in)

    def choose(self, sign_in: SignIn, option: Option, *, form: str) -> None:
        """Use this method; raises `RequestRejectedError` for one that the person does not have or may not use."""

        def begin() -> None:
            if option not in self.options(sign_in):
                raise RequestRejectedError(RejectionReason.NOT_REGISTERED)
            self._dispatch(sign_in, option)

        self.rules.idempotent(sign_in, form, begin)

    def set_remember(self, sign_in: SignIn, remember: bool) -> None:  # noqa: FBT001  # the box is ticked or not
        """Take down whether this browser is to be trusted once the sign-in has succeeded."""
        with transaction(self._repository, sign_in):
            sign_in.remember = remember

    def take_trust_token(self, sign_in: SignIn) -> str:
        """Return, once, the token for the trust cookie of a browser that is to be trusted; else nothing."""
        with transaction(self._repository, sign_in):
            wished, sign_in.remember = sign_in.remember, False
            if not wished or sign_in.state is not State.VERIFIED or sign_in.skipped or not self.policy.remember_days:
                return ""
            token = self.rules.random_source.token()
            known = self._repository.credentials(sign_in.person)
            known.trust(TrustedBrowser.of(token, self.rules.now()), self.policy.remember_days)
            self._repository.save_credentials(known)
        return token

    def is_trusted(self, person: str, browser: str) -> bool:
        """Return whether the token of a browser is still worth something for this person."""
        now, days = self.rules.now(), self.policy.remember_days
        known = self._repository.credentials(person).trusted
        return bool(browser) and any(each.is_of(browser, now, days) for each in known)

    def judge_password(
        self, kind: PasswordKind, user_name: str, source: PasswordSource, judge: Callable[[], bool], *, is_known: bool
    ) -> datetime | None:
        """Have a password judged, unless too many were wrong: then return until when none is.

        `judge` says whether it is right; it is not asked while one has to wait. `is_known`: the account exists.
        """
        throttle, now, policy = PasswordThrottle(self._repository, kind), self.rules.now(), self.policy
        with self._repository.transaction():
            if until := throttle.refused_until(user_name, source, is_known=is_known, now=now, policy=policy):
                return until
            if judge():
                throttle.forget(user_name, source, now=now)
            else:
                throttle.count(user_name, source, is_known=is_known, now=now, policy=policy)
                if is_known:
                    self.rules.note_of(user_name, Happening.PASSWORD_WRONG)
        return None

    def old_program(self, person: str, password: str, *, is_own: bool) -> OldProgramSignIn:
        """Sign in a program that cannot ask for a second factor; `is_own`: it sent the account's own password."""
        known = self._repository.credentials(person)
        if self.rules.is_account_locked(person):
            return OldProgramSignIn(accepted=False)
        if found := matching(known.app_passwords, password):
            self.rules.note_of(person, Happening.OLD_PROGRAM)
            return OldProgramSignIn(accepted=True, app_password=found.id)
        if is_own and self.policy.second_factor:
            self.rules.note_of(person, Happening.OLD_PROGRAM_REFUSED)
            return OldProgramSignIn(accepted=False, needs_app_password=True)
        return OldProgramSignIn(accepted=is_own)

    def _try(self, sign_in: SignIn, option: Option) -> None:
        try:
            self._dispatch(sign_in, option)
        except RequestRejectedError as error:
            sign_in.rejection = error.reason

    def _dispatch(self, sign_in: SignIn, option: Option) -> None:
        sign_in.rejection = None
        phone = self._repository.credentials(sign_in.person).phones.get(option.device)
        self.rules.dispatch(sign_in, option, phone.number if phone else None, phone.extension if phone else "")

    def _skip(self, sign_in: SignIn, reason: SkipReason) -> None:
        sign_in.skipped = reason
        sign_in.apply(Event.SKIP)
        self.rules.note(sign_in, _HAPPENED[reason])
