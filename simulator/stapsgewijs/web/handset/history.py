"""The history of a message or call in the language of the pages: the network writes it in English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.pages.handset.views import HistoryLine
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import Message
from stapsgewijs.web.handset.search import STATUSES
from stapsgewijs.web.handset.urls import moment
from stapsgewijs.web.panel import SAID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from stapsgewijs.labels import Catalogue
    from stapsgewijs.phone_network import Call

SENTENCES: Final = (
    "placed by the handset",
    "sent by the handset",
    "the handset gave up",
    "answered",
    "answered by {who}",
    "declined",
    "hung up",
    "the caller gave up",
    "the caller hung up",
    "the caller rejected",
    "the line was cut",
    "rang too long",
    "voicemail",
    "removed",
    "taken back",
    "redacted",
    "the phone is off",
    "the phone has no signal",
    "waits: the phone is off",
    "waits: the phone has no signal",
    "waited too long, error {code}",
    "status callback “{status}” failed, error {code}: {reason}",
    "status callback “{status}” failed, error {code}: {url} answered {answer}",
    "report “{status}” failed: {reason}",
    "status callback dropped: too many requests wait for an answer",
    "webhook {method} {url} answered {answer}",
    "webhook not asked: too many requests wait for an answer",
    "no webhook: {number} is no number of the account (IncomingPhoneNumbers)",
    "no webhook: {number} has no SmsUrl",
    "no webhook: {name} is a name, and no number",
    "no webhook: service {id} has no InboundRequestUrl",
    "nobody answers: {number} is no number of the account (IncomingPhoneNumbers)",
    "nobody answers: {number} has no VoiceUrl",
    "answered with {id}",
    "feedback: {outcome}",
    "<Record> was reached: what is said now is written down, not recorded",
    "<Enqueue> {name} was reached: nobody takes the call; the line stays open",
    "<Dial><Conference> {name} was reached: nobody else is in it; the line stays open",
    "<Dial> {number} was reached: the call is not put through; it goes on with what follows",
    "<Dial> {number} was reached: the call is not put through; DialCallStatus is failed",
    "<{verb}> is not simulated; the call goes on with what follows",
    "warning {code}: <{verb}> is no verb of {place}; it was passed over",
    "warning {code}: <{verb}> is no verb of {place}; it was passed over (did you mean {near}?)",
    "warning {code}: <{verb}> is no verb of an answer to a message; it was passed over",
    "warning {code}: <Say> has no text; it was passed over",
    "warning {code}: {name} is no attribute of {verb}; it was passed over",
    "warning {code}: {name} is no attribute of {verb}; it was passed over (did you mean {near}?)",
    "warning {code}: {name}={value} of {verb} is not a whole number; its default was taken",
    "warning {code}: {name}={value} of {verb} is neither GET nor POST; its default was taken",
    "warning {code}: {name}={value} of {verb} is not of {known}; its default was taken",
    "warning {code}: {name}={value} of {verb} is not one key, and not empty; its default was taken",
    "warning {code}: {name}={value} of {verb} are no keys; its default was taken",
    "error {code}: the answer was {answer} instead of TwiML",
    "error {code}: the answer is {type}; TwiML is text/xml",
    "error {code}: the TwiML is not well-formed XML: {reason}",
    "error {code}: webhook {method} {url}: the answer was {answer} instead of TwiML",
    "error {code}: webhook {method} {url}: {reason}",
    "error {code}: no reply was sent: {reason}",
    "no messages at this number, error {code}",
    "error {code}",
    "doubles {id}",
    "key {pressed} arrived as {key}",
    "not heard: {words}",
    "not listened to: {words}",
    "{action} by fault {id}",
    "{action} ({seconds} s) by fault {id}",
)
"""What the network writes of what people do and of faults, with places for values; the rest is for who programs."""
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


@lru_cache(1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each sentence with its pattern, those with the most letters of their own first."""
    ordered = sorted(SENTENCES, key=lambda each: -len(re.sub(r"\{\w+\}", "", each)))
    return tuple((each, re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(each)), re.DOTALL)) for each in ordered)


def history_of(item: Message | Call, now: datetime, catalogue: Catalogue) -> Iterator[HistoryLine]:
    """Give the lines of a history; what nobody translated is given as it is, in English."""
    for at, what in item.history:
        status, _, why = what.partition(": ")
        if status not in STATUSES:
            status, why = "", what
        said = _said(why, catalogue, "message" if isinstance(item, Message) else "call")
        is_same = bool(status) and catalogue.text(status) == said
        text = "" if is_same else said if said is not None else why
        yield HistoryLine(moment(at, now), status, readable(text), is_english=bool(text) and said is None)


def _said(why: str, catalogue: Catalogue, kind: str) -> str | None:
    """Return a sentence in the language of `catalogue`; None for one that is not among `SENTENCES`."""
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(why):
            values = found.groupdict()
            if (fault := SAID.get(f"{kind} {values.get('action')}")) is not None:
                values["action"] = catalogue.text(fault)
            return catalogue.text(sentence, **values)
    return None
