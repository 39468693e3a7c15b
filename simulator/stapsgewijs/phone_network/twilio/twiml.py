"""TwiML: what a system answers when it is asked what to say on a call, read into verbs.

Read are Say, Play, Pause, Gather, Redirect, Hangup and Reject, with their documented defaults. A verb that is
not known is an error that names it, never something that is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from defusedxml import DefusedXmlException, ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_TWIML_BYTES: Final = 64 * 1024
_MAX_VERBS: Final = 1000
_KEYS: Final = frozenset("0123456789*#")


class TwimlError(ValueError):
    """What cannot be executed; `code` is the provider's (12100: no XML, 12200: not what is described)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Say:
    """Words; `loop` 0 is for ever."""

    text: str
    language: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """A sound from `url`, or the tones of `digits`."""

    url: str
    digits: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """So many seconds of silence."""

    length: int = 1


@dataclass(frozen=True, slots=True)
class Gather:
    """Keys: until `finish_on`, or `digits` of them, or `timeout` seconds of silence; then to `action`."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout: float = 5
    finish_on: str = "#"
    digits: int | None = None
    on_empty: bool = False
    hears_keys: bool = True


@dataclass(frozen=True, slots=True)
class Redirect:
    """On with another document."""

    url: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end of the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Not even answered."""

    reason: str = "rejected"


Verb = Say | Play | Pause | Gather | Redirect | Hangup | Reject


def parse(document: str | bytes) -> tuple[Verb, ...]:
    """Return the verbs of a document; raises `TwimlError`, also for entities and other bombs."""
    if len(document) > MAX_TWIML_BYTES:
        raise TwimlError(11750, f"the TwiML is larger than {MAX_TWIML_BYTES} bytes")
    try:
        root = ElementTree.fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise TwimlError(12100, "the TwiML declares a document type or entities, which is refused") from None
    except ElementTree.ParseError as error:
        raise TwimlError(12100, f"the TwiML is not well-formed XML: {error}") from None
    except (ValueError, LookupError) as error:
        raise TwimlError(12100, f"the TwiML cannot be read: {error}") from None
    if root.tag != "Response":
        raise TwimlError(12200, f"TwiML begins with <Response>, not with <{str(root.tag)[:40]}>")
    if len(root) > _MAX_VERBS:
        raise TwimlError(12200, f"the TwiML has more than {_MAX_VERBS} verbs")
    return tuple(_verb(each) for each in root)


def _verb(element: Element) -> Verb:
    if element.tag == "Gather":
        return _gather(element)
    if element.tag == "Redirect":
        return Redirect(_text(element), _method(element))
    if element.tag == "Hangup":
        return Hangup()
    if element.tag == "Reject":
        return Reject(element.get("reason", "rejected"))
    return _prompt(element, "TwiML")


def _prompt(element: Element, where: str) -> Say | Play | Pause:
    if element.tag == "Say":
        return Say(_text(element), element.get("language", ""), _number(element, "loop", 1))
    if element.tag == "Play":
        return Play(_text(element), element.get("digits", ""), _number(element, "loop", 1))
    if element.tag == "Pause":
        return Pause(_number(element, "length", 1))
    known = "Say, Play, Pause" if where == "Gather" else "Say, Play, Pause, Gather, Redirect, Hangup and Reject"
    raise TwimlError(12200, f"<{str(element.tag)[:40]}> is not simulated in {where}; {known} are")


def _gather(element: Element) -> Gather:
    finish_on = element.get("finishOnKey", "#")
    if len(finish_on) > 1 or not set(finish_on) <= _KEYS:
        raise TwimlError(13310, f"finishOnKey={finish_on[:20]!r} is not one key, and not empty")
    heard = element.get("input", "dtmf").split()
    return Gather(
        tuple(_prompt(each, "Gather") for each in element),
        element.get("action", ""),
        _method(element),
        5 if element.get("timeout", "auto") == "auto" else _number(element, "timeout", 5),
        finish_on,
        _number(element, "numDigits", 0) or None,
        element.get("actionOnEmptyResult", "false").strip().lower() == "true",
        "dtmf" in heard,
    )


def _method(element: Element) -> str:
    method = element.get("method", "POST").upper()
    if method not in {"GET", "POST"}:
        raise TwimlError(12200, f"method={method[:20]!r} is neither GET nor POST")
    return method


def _number(element: Element, name: str, otherwise: int) -> int:
    given = element.get(name)
    if given is None:
        return otherwise
    if not given.strip().isdigit() or not given.isascii():
        raise TwimlError(12200, f"{name}={given[:20]!r} of <{element.tag}> is not a whole number")
    return min(int(given.strip()[:6]), 24 * 3600)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
