"""The policy of an organisation: which methods it allows and which limits apply. Data only.

Each field says whether it is documented, observed or assumed, and where it comes from (ED is
MicrosoftDocs/entra-docs, AD MicrosoftDocs/azure-docs).
"""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity.methods import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.identity.methods.registry import Device

_MIN_DIGITS, _MAX_DIGITS = 4, 10
_YEAR_S: Final = 366 * 24 * 3600
_MAX: Final = {  # far above any use; what is beyond it has no date, or eats the machine
    "code_lifetime": _YEAR_S,
    "send_window": _YEAR_S,
    "fraud_block_days": 36_500,
    "wrong_tries": 10_000,
    "account_tries": 10_000,
    "account_lockout_time": _YEAR_S,
    "password_tries": 10_000,
    "password_wait": _YEAR_S,
    "password_wait_most": _YEAR_S,
    "client_tries": 10_000,
    "session_idle_time": _YEAR_S,
    "session_time": _YEAR_S,
    "sends": 10_000,
    "number_sends": 10_000,
    "account_sends": 10_000,
    "app_password_letters": 200,
    "most_app_passwords": 10_000,
    "remember_days": 36_500,
    "app_devices": 1_000,
    "answer_time": _YEAR_S,
    "verification_time": _YEAR_S,
    "activation_time": _YEAR_S,
    "lockout_time": _YEAR_S,
}
_AT_LEAST_1: Final = (
    *("wrong_tries", "sends", "send_window", "app_password_letters", "most_app_passwords"),
    *("password_tries", "client_tries"),
    *("account_tries", "number_sends", "account_sends", "session_idle_time", "session_time"),
    *("app_devices", "answer_time", "verification_time"),
)
_AT_LEAST_0: Final = (
    *("code_lifetime", "fraud_block_days", "remember_days", "activation_time", "lockout_time"),
    *("account_lockout_time", "password_wait", "password_wait_most"),
)


class PolicyError(StapsgewijsError, ValueError):
    """A policy that makes no sense; the message names the field."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one organisation. Times are whole seconds, unless a name says otherwise."""

    text_message: bool = True  # documented: "text message to phone", ED howto-mfa-mfasettings.md
    phone_call: bool = True  # documented: "call to phone", same
    office_phone: bool = True  # documented as a method of its own, ED concept-authentication-phone-options.md
    code_digits: int = 6  # documented: \d{6}, AD localization-string-ids.md
    code_lifetime: int = 180  # documented: AD multi-factor-authentication-faq.md; 0 makes every code too late
    wrong_tries: int = 5  # assumed: that there is a limit is documented, its number is not
    sends: int = (
        5  # to one number by one account; documented advice: up to 5 tries in 5 minutes, ED faq; as a limit assumed
    )
    send_window: int = 300  # idem
    number_sends: int = 20  # to one number by all accounts; assumed: OWASP ASVS 5.0, 6.6.3 gives no number
    account_sends: int = 10  # by one account to all numbers; assumed, idem
    fraud_block_days: int = 90  # documented: ED howto-mfa-mfasettings.md
    app_passwords: bool = True  # documented: off unless the administrator allows; the guide takes them for granted
    app_password_letters: int = 16  # observed: 16 lowercase letters
    most_app_passwords: int = 40  # documented: ED howto-mfa-app-passwords.md
    second_factor: bool = True  # assumed: the documents are about people who are asked for one
    app_notification: bool = True  # documented: "notification through mobile app", ED howto-mfa-mfasettings.md
    app_code: bool = True  # documented: "verification code from mobile app or hardware token", same
    app_pin: bool = False  # documented: an organisation may want one, AD user-help-auth-app-faq.md
    number_matching: bool = False  # documented: always from 2023, ED how-to-mfa-number-match.md; the guides are older
    verify_preferred_option: bool = False  # documented 2017, observed 2020; the guides do not mention it
    remember_days: int = 14  # documented: ED howto-mfa-mfasettings.md (older edition); 0 is off
    app_devices: int = 5  # documented: ED concept-authentication-authenticator-app.md
    answer_time: int = 60  # assumed: not published for the app
    verification_time: int = 180  # documented: three minutes, ED howto-mfa-nps-extension-errors.md
    activation_time: int = 600  # assumed: not published
    lockout_time: int = 300  # assumed: how long wrong_tries in a row at sign-in lock the second factor
    account_tries: int = 100  # in a row, over all methods; NIST SP 800-63B, 5.2.2: no more than 100
    account_lockout_time: int = 0  # after account_tries; assumed: 0 is until an administrator clears it
    password_tries: int = (
        5  # wrong ones in a row before one has to wait; assumed: OWASP ASVS 5.0, 6.3.1 gives no number
    )
    password_wait: int = (
        30  # after these, and twice as long after each more; NIST SP 800-63B, 5.2.2: 30 s up to an hour
    )
    password_wait_most: int = 3600  # idem
    client_tries: int = 100  # wrong passwords an hour of one address, whatever the accounts; assumed
    session_idle_time: int = 1800  # without a page that is asked for; NIST SP 800-63B, 4.2.3 (AAL2): 30 minutes
    change_ends_sessions: bool = True  # those elsewhere, after a method is added, changed or deleted; ASVS 5.0, 7.4.3
    session_time: int = 43_200  # since signing in, whatever is done; same: 12 hours

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        for field in fields(self):
            self._check_type(field.name, type(field.default))
        if not _MIN_DIGITS <= self.code_digits <= _MAX_DIGITS:
            msg = f"code_digits: a code has {_MIN_DIGITS} to {_MAX_DIGITS} digits, not {self.code_digits}"
            raise PolicyError(msg)
        for name in _AT_LEAST_1:
            if getattr(self, name) < 1:
                msg = f"{name}: at least 1, not {getattr(self, name)}"
                raise PolicyError(msg)
        for name in _AT_LEAST_0:
            if getattr(self, name) < 0:
                msg = f"{name}: not below 0, as {getattr(self, name)} is"
                raise PolicyError(msg)
        for name, most in _MAX.items():
            if getattr(self, name) > most:
                msg = f"{name}: at most {most}, not {getattr(self, name)}"
                raise PolicyError(msg)

    @classmethod
    def from_mapping(cls, given: Mapping[str, object]) -> Policy:
        """Make a policy of names and values; raises `PolicyError` for a name that does not exist."""
        return cls().changed(given)

    def changed(self, given: Mapping[str, object]) -> Policy:
        """Return this policy with some fields replaced; raises `PolicyError` as `from_mapping` does."""
        known = [field.name for field in fields(self)]
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"nearest: {near[0]}" if near else f"known are {', '.join(known)}"
                msg = f"a policy has no {name!r}; {hint}"
                raise PolicyError(msg)
        return Policy(**{**asdict(self), **given})

    def to_mapping(self) -> dict[str, bool | int]:
        """Return every field with its value."""
        return asdict(self)

    def allows(self, device: Device, method: str) -> bool:
        """Return whether a device may be verified by the method with this id."""
        return method in METHODS and METHODS.for_device(device, method).is_allowed(device, self)

    def offers(self, device: Device) -> bool:
        """Return whether any method to verify a device is allowed; if not, it is greyed out."""
        return any(each.is_allowed(device, self) for each in METHODS)

    @property
    def lifetime(self) -> timedelta:
        """How long a code is valid."""
        return timedelta(seconds=self.code_lifetime)

    def _check_type(self, name: str, wanted: type) -> None:
        if type(getattr(self, name)) is not wanted:
            kind = "true or false" if wanted is bool else "a whole number"
            msg = f"{name}: {kind}, not {getattr(self, name)!r}"
            raise PolicyError(msg)
