"""Who wants no messages from whom any more: STOP, START and HELP, as carriers and providers know them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stapsgewijs.phone_network.repository import NetworkRepository

_SETTING: Final = "opt-outs"


class OptOutKeyword(StrEnum):
    """What a message of one word asks for."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_WORDS: Final = {
    OptOutKeyword.STOP: ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
    OptOutKeyword.START: ("START", "YES", "UNSTOP"),
    OptOutKeyword.HELP: ("HELP", "INFO"),
}
"""The standard words (Twilio, "support for opt-out keywords"); a message with more words is one like any other."""
_KEYWORDS: Final = {word: keyword for keyword, words in _WORDS.items() for word in words}


def keyword_in(body: str) -> OptOutKeyword | None:
    """Return what a message asks for, in any capitals and with white space around it; None for any other message."""
    return _KEYWORDS.get(body.strip().upper())


def is_opted_out(repository: NetworkRepository, number: str, sender: str) -> bool:
    """Return whether the handset `number` (E.164) wants nothing from `sender`: a number, or a group of senders."""
    return number in repository.get_setting(_SETTING).get(sender, ())


def opt(repository: NetworkRepository, number: str, sender: str, *, out: bool) -> bool:
    """Note that a handset wants nothing from a sender any more, or wants it again; returns whether that is news."""
    with repository.transaction():
        kept = repository.get_setting(_SETTING)
        numbers = [each for each in kept.get(sender, ()) if each != number]
        is_news = (number in kept.get(sender, ())) is not out
        kept[sender] = [*numbers, number] if out else numbers
        repository.put_setting(_SETTING, {name: each for name, each in kept.items() if each})
    return is_news


def forget_opt_outs(repository: NetworkRepository) -> None:
    """Let everybody want every message again."""
    repository.put_setting(_SETTING, {})
