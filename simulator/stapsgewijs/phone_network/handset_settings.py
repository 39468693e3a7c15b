"""The switches of a handset: off, no signal, do not disturb, notifications of the app, and blocked callers.

What each does to messages and calls is in `docs/phone-network.md`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_numbers import NumberKind, PhoneNumber, PhoneNumberError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BLOCKED_CALLERS: Final = 50
"""Callers that one handset blocks; assumed."""
MAX_CALLER_CHARS: Final = 40
LANDLINE_CODE: Final = 21635
"""The carrier's error of a message to a landline (Twilio)."""
_CANNOT_RECEIVE: Final = {NumberKind.LANDLINE: LANDLINE_CODE, NumberKind.PREMIUM: 21614, NumberKind.TOLL_FREE: 21614}
"""What cannot be sent a message, and the carrier's error that says so when the message is made (Twilio)."""


class HandsetSettingsError(ValueError):
    """A switch that a handset does not have, or a caller that cannot be blocked; the message says which."""


@dataclass(frozen=True, slots=True)
class HandsetSettings:
    """The switches of one handset. `blocked_callers` are numbers (E.164), short codes and names of senders."""

    phone_on: bool = True
    signal: bool = True
    do_not_disturb: bool = False
    app_notifications: bool = True
    blocked_callers: tuple[str, ...] = ()

    @property
    def is_reachable(self) -> bool:
        """Whether the network reaches the handset: it is on, and has signal."""
        return self.phone_on and self.signal

    @property
    def is_silent(self) -> bool:
        """Whether what arrives may not ring or be announced."""
        return self.do_not_disturb

    @property
    def may_notify_app(self) -> bool:
        """Whether a notification reaches the authenticator app."""
        return self.is_reachable and self.app_notifications

    @property
    def unreachable_reason(self) -> str:
        """Why the network does not reach the handset, for a history; empty when it does."""
        return "" if self.is_reachable else "the phone has no signal" if self.phone_on else "the phone is off"

    def blocks(self, party: str) -> bool:
        """Return whether what comes from `party` is blocked, in any capitals."""
        return party.casefold() in {each.casefold() for each in self.blocked_callers}

    def changed(self, **changes: Any) -> HandsetSettings:  # noqa: ANN401  # JSON
        """Return these settings with changes; raises `HandsetSettingsError`."""
        if unknown := sorted(changes.keys() - NAMES):
            msg = f"a handset has no setting {unknown[0]!r}; it has {', '.join(sorted(NAMES))}"
            raise HandsetSettingsError(msg)
        if "blocked_callers" in changes:
            changes["blocked_callers"] = _callers(changes["blocked_callers"])
        return HandsetSettings(**{**asdict(self), **changes})

    def to_mapping(self) -> dict[str, Any]:
        """Return them as JSON."""
        return {**asdict(self), "blocked_callers": list(self.blocked_callers)}

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> HandsetSettings:
        """Return the settings of what `to_mapping` returned, by this version or another one."""
        known = {name: value for name, value in kept.items() if name in NAMES}
        return cls(**{**known, "blocked_callers": tuple(known.get("blocked_callers", ()))})


AS_USUAL: Final = HandsetSettings()
"""The switches of a handset of which none was changed."""
NAMES: Final = frozenset(each.name for each in fields(HandsetSettings))
"""The names of the switches."""


def is_desk_phone(number: PhoneNumber) -> bool:
    """Return whether a number rings on a desk: it can be called, and has neither messages nor apps."""
    return number.kind is NumberKind.LANDLINE


def message_refusal(number: PhoneNumber) -> int | None:
    """Return the carrier's error code for a message to a number that cannot receive any; None when it can."""
    return _CANNOT_RECEIVE.get(number.kind)


def _callers(given: object) -> tuple[str, ...]:
    """Return the callers to block, each once, numbers in E.164."""
    if isinstance(given, str) or not isinstance(given, (list, tuple)):
        msg = f"blocked_callers is a list of numbers and names, not {given!r}"
        raise HandsetSettingsError(msg)
    callers = tuple(dict.fromkeys(caller_of(each) for each in given))
    if len(callers) > MAX_BLOCKED_CALLERS:
        msg = f"a handset blocks at most {MAX_BLOCKED_CALLERS} callers, not {len(callers)}"
        raise HandsetSettingsError(msg)
    return callers


def caller_of(text: object) -> str:
    """Return a number in E.164 (national numbers are Dutch), a short code or a name as it is.

    Raises `HandsetSettingsError` for what nobody can call or send from.
    """
    words = " ".join(text.split()) if isinstance(text, str) else ""
    try:
        return PhoneNumber.parse(words, "NL").e164
    except PhoneNumberError:
        if words and len(words) <= MAX_CALLER_CHARS and words.isprintable() and not words.startswith("+"):
            return words
        msg = f"{text!r} is no caller: write a number as +31612345678, or a name of at most {MAX_CALLER_CHARS} letters"
        raise HandsetSettingsError(msg) from None
