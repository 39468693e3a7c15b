"""TwiML: what a system answers when it is asked what to say on a call, read into verbs.

Executed are Say, Play, Pause, Gather, Record, Redirect, Hangup and Reject, with their documented defaults; of Dial and
Enqueue what the person notices. Another verb is an `Unexecuted`, with what is to be remarked, and so is an attribute
that has no meaning: the provider goes on as well (12200 is a warning), and nothing is passed over in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.parsers.expat.errors import XML_ERROR_UNBOUND_PREFIX as UNBOUND_PREFIX
from xml.parsers.expat.errors import codes

from defusedxml import DefusedXmlException, ElementTree

from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.etree.ElementTree import Element

MAX_TWIML_BYTES: Final = 64 * 1024
_MAX_VERBS: Final = 1000
_ANY_KEY: Final = "1234567890*#"
_KEYS: Final = frozenset(_ANY_KEY)


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
    """Keys or words: until `finish_on`, or `digits` of them, or `timeout` seconds of silence; then to `action`."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout: float = 5
    finish_on: str = "#"
    digits: int | None = None
    on_empty: bool = False
    hears_keys: bool = True
    hears_speech: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What the person says, until `timeout` seconds of silence or a key of `finish_on`; then to `action`."""

    action: str = ""
    method: str = "POST"
    timeout: float = 5
    finish_on: str = _ANY_KEY


@dataclass(frozen=True, slots=True)
class Dial:
    """Another party: `to`, a number or the name of what is dialled; or a `conference`."""

    to: str = ""
    action: str = ""
    method: str = "POST"
    conference: str = ""


@dataclass(frozen=True, slots=True)
class Enqueue:
    """A queue, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unexecuted:
    """A verb that is published and not simulated, or that nobody published; `remark` says which."""

    remark: str


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


Prompt = Say | Play | Pause
Verb = Prompt | Gather | Record | Dial | Enqueue | Redirect | Hangup | Reject | Unexecuted
_PUBLISHED: Final = frozenset(
    {"Connect", "Echo", "Leave", "Pay", "Prompt", "Queue", "Refer", "Siprec", "Sms", "Start", "Stop", "Stream"}
)
"""Verbs of calls that the provider has documented, and that have no effect here."""
_NUMBERS: Final = {
    "Say": ("loop",),
    "Play": ("loop",),
    "Pause": ("length",),
    "Gather": ("timeout", "numDigits"),
    "Record": ("timeout",),
}
"""The attributes of verbs that are whole numbers."""
_CHOICES: Final = {
    ("Gather", "input"): frozenset({"dtmf", "speech"}),
    ("Gather", "actionOnEmptyResult"): frozenset({"true", "false"}),
    ("Reject", "reason"): frozenset({"rejected", "busy"}),
}
"""The words that an attribute of a verb can have; `input` any of them, apart by spaces."""
_REQUEST: Final = "action method"
ATTRIBUTES: Final = {
    verb: tuple(names.split())
    for verb, names in {
        "Say": "voice loop language",
        "Play": "loop digits",
        "Pause": "length",
        "Gather": f"{_REQUEST} input timeout finishOnKey numDigits actionOnEmptyResult language hints speechTimeout"
        " speechModel maxSpeechTime profanityFilter enhanced bargeIn debug partialResultCallback"
        " partialResultCallbackMethod",
        "Record": f"{_REQUEST} timeout finishOnKey maxLength playBeep trim recordingStatusCallback"
        " recordingStatusCallbackMethod recordingStatusCallbackEvent recordingConfigurationId transcribe"
        " transcribeCallback",
        "Dial": f"{_REQUEST} timeout hangupOnStar timeLimit callerId record trim answerOnBridge ringTone recordingTrack"
        " recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent recordingConfigurationId"
        " sequential referUrl referMethod events passports",
        "Enqueue": f"{_REQUEST} waitUrl waitUrlMethod workflowSid maxQueueSize",
        "Redirect": "method",
        "Hangup": "",
        "Reject": "reason",
        "Message": f"{_REQUEST} to from statusCallback",
    }.items()
}
"""The attributes that each verb has (documented by the provider, and in its SDKs)."""
_PROMPTS: Final = frozenset({"Say", "Play", "Pause"})
_PREFIX: Final = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
"""What stands before the name of an element or an attribute, where a colon follows."""
_SEPARATE: Final = frozenset({"break", "p", "s"})
"""Elements of SSML between which and other words there is a pause."""


def parse(document: str | bytes) -> tuple[Verb, ...]:
    """Return the verbs of a document about a call; raises `TwimlError`."""
    return tuple(verb for each in elements(document) for verb in (*_corrected(each), _verb(each)))


def elements(document: str | bytes) -> list[Element]:
    """Return the elements in the `Response` of a document; raises `TwimlError`, also for entities and other bombs."""
    if len(document) > MAX_TWIML_BYTES:
        raise TwimlError(11750, f"the TwiML is larger than {MAX_TWIML_BYTES} bytes")
    try:
        root = _root(document)
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
    return list(root)


def _root(document: str | bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(document, forbid_dtd=True)
    except ElementTree.ParseError as error:
        if error.code != codes[UNBOUND_PREFIX]:
            raise
        # As <amazon:effect> in words for Amazon's voices, which nobody declares.
        text = document if isinstance(document, str) else document.decode()
        prefixes = sorted(set(_PREFIX.findall(text)) - {"xml", "xmlns"})
        declared = "".join(f' xmlns:{each}="urn:{each}"' for each in prefixes if f"xmlns:{each}=" not in text)
        root = ElementTree.fromstring(text.replace("<Response", f"<Response{declared}", 1), forbid_dtd=True)
    return root


def _corrected(element: Element) -> list[Unexecuted]:
    """Take away the attributes that have no meaning, as the provider does; return what is to be remarked of each."""
    remarks: list[Unexecuted] = []
    for each in (element, *(element if element.tag == "Gather" else ())):
        remarks += map(Unexecuted, unknown_attributes(each))
        if each.tag == "Say" and not _spoken(each):
            remarks.append(Unexecuted("warning 13520: <Say> has no text; it was passed over"))
        for name, value in list(each.attrib.items()):
            if flaw := _flaw(each.tag, name, value.strip()):
                del each.attrib[name]
                told = f"{name}={value[:20]!r} of <{str(each.tag)[:40]}> {flaw[1]}"
                remarks.append(Unexecuted(f"warning {flaw[0]}: {told}"))
    return remarks


def _flaw(tag: str, name: str, value: str) -> tuple[int, str] | None:
    """Return the code, and what is wrong with an attribute of a verb; None when nothing is."""
    if name in _NUMBERS.get(tag, ()) and not (value.isdigit() and value.isascii()):
        is_auto = (tag, name, value) == ("Gather", "timeout", "auto")
        return None if is_auto else (12200, "is not a whole number; its default was taken")
    if name == "method" and value.upper() not in {"GET", "POST"}:
        return 12200, "is neither GET nor POST; its default was taken"
    words = _CHOICES.get((tag, name))
    if words is not None and not (value and set(value.lower().split()) <= words):
        return 12200, f"is not of {', '.join(sorted(words))}; its default was taken"
    if name != "finishOnKey":
        return None
    if tag == "Gather" and (len(value) > 1 or not set(value) <= _KEYS):
        return 13310, "is not one key, and not empty; its default was taken"
    is_good = tag != "Record" or set(value) <= _KEYS
    return None if is_good else (13613, "are no keys; its default was taken")


def unknown_attributes(element: Element) -> list[str]:
    """Return what is remarked of the attributes that a verb does not have; one with a namespace is nobody's here."""
    known = ATTRIBUTES.get(str(element.tag))
    unknown = [] if known is None else [each for each in element.attrib if each not in known and each[:1] != "{"]
    return [_passed_over(f"{each[:40]} is no attribute of <{element.tag}>", each, known or ()) for each in unknown]


def unknown_verb(element: Element, where: str = "TwiML") -> str:
    """Return what is remarked of an element that is no verb there."""
    name, known = str(element.tag)[:40], _PROMPTS if where == "Gather" else {*_READERS, *_PUBLISHED}
    return _passed_over(f"<{name}> is no verb of {where}", name, sorted(known))


def _passed_over(what: str, name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    advice = f"; it was passed over (did you mean {near}?)" if near else "; it was passed over"
    return f"warning 12200: {what}{advice}"


def _verb(element: Element) -> Verb:
    read = _READERS.get(str(element.tag))
    if read is not None:
        return read(element)
    if element.tag in _PUBLISHED:
        return Unexecuted(f"<{element.tag}> is not simulated; the call goes on with what follows")
    return Unexecuted(unknown_verb(element))


def _say(element: Element) -> Say:
    return Say(_spoken(element), element.get("language", ""), _number(element, "loop", 1))


def _play(element: Element) -> Play:
    return Play(text_of(element), element.get("digits", ""), _number(element, "loop", 1))


def _pause(element: Element) -> Pause:
    return Pause(_number(element, "length", 1))


def _gather(element: Element) -> Gather:
    heard = element.get("input", "dtmf").lower().split()
    prompts = (_verb(each) for each in element if each.tag in _PROMPTS)
    return Gather(
        tuple(each for each in prompts if isinstance(each, Say | Play | Pause)),
        element.get("action", ""),
        method_of(element),
        5 if element.get("timeout", "").strip() == "auto" else _number(element, "timeout", 5),
        element.get("finishOnKey", "#").strip(),
        _number(element, "numDigits", 0) or None,
        element.get("actionOnEmptyResult", "false").strip().lower() == "true",
        "dtmf" in heard,
        "speech" in heard,
        tuple(unknown_verb(each, "Gather") for each in element if each.tag not in _PROMPTS),
    )


def _record(element: Element) -> Record:
    finish_on = element.get("finishOnKey", _ANY_KEY).strip()
    return Record(element.get("action", ""), method_of(element), _number(element, "timeout", 5), finish_on)


def _dial(element: Element) -> Dial:
    action, method = element.get("action", ""), method_of(element)
    nouns = [each for each in element if text_of(each) or each.tag != "Conference"]
    if (room := next((each for each in nouns if each.tag == "Conference"), None)) is not None:
        return Dial("", action, method, text_of(room))
    told = ", ".join(f"<{each.tag}> {text_of(each)}".strip() for each in nouns) or text_of(element)
    return Dial(told, action, method)


def method_of(element: Element) -> str:
    """Return the method of the request that an element asks for; raises `TwimlError`."""
    method = element.get("method", "POST").upper()
    if method not in {"GET", "POST"}:
        raise TwimlError(12200, f"method={method[:20]!r} is neither GET nor POST")
    return method


def _number(element: Element, name: str, otherwise: int) -> int:
    given = element.get(name, "").strip()
    return min(int(given[:6]), 24 * 3600) if given else otherwise


def text_of(element: Element) -> str:
    """Return the text of an element, without the white space of the document."""
    return " ".join("".join(element.itertext()).split())


def _spoken(say: Element) -> str:
    """Return what is said: the words of SSML, apart where there is a pause, and the alias of what has one."""
    words = [say.text or ""]
    inside = [(say, iter(say))]  # a stack of our own: elements may be nested more deeply than Python calls
    while inside:
        element, children = inside[-1]
        if (child := next(children, None)) is None:
            inside.pop()
            words += (" " if _local(element) in _SEPARATE else "", (element.tail or "") if inside else "")
            continue
        alias = child.get("alias") if _local(child) == "sub" else None
        words += (" " if _local(child) in _SEPARATE else "", child.text or "" if alias is None else alias)
        inside.append((child, iter(child if alias is None else ())))
    return " ".join("".join(words).split())


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


_READERS: Final[dict[str, Callable[[Element], Verb]]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
    "Gather": _gather,
    "Record": _record,
    "Dial": _dial,
    "Enqueue": lambda element: Enqueue(text_of(element)),
    "Redirect": lambda element: Redirect(text_of(element), method_of(element)),
    "Hangup": lambda _: Hangup(),
    "Reject": lambda element: Reject(element.get("reason", "rejected")),
}
