"""A call whose words come from TwiML: executed verb by verb, fetched where the system under test says.

The conversation never waits: where it has to ask what to say, its turn is to think, and `VoiceService.resume`
brings the turn that follows when the answer is there.
"""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from stapsgewijs.phone_network.calls import ConversationTurn, NextAction, Utterance
from stapsgewijs.phone_network.http_port import HttpClientError, without_password
from stapsgewijs.phone_network.twilio.errors import RETRIEVAL_FAILURE
from stapsgewijs.phone_network.twilio.machine_detection import Detection
from stapsgewijs.phone_network.twilio.twiml import (
    Dial,
    Enqueue,
    Gather,
    Hangup,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    TwimlError,
    Unexecuted,
    Verb,
    parse,
)
from stapsgewijs.phone_network.voice_service import UnknownCallError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.calls import CallStatus
    from stapsgewijs.phone_network.http_port import HttpClient, HttpResponse
    from stapsgewijs.phone_network.network import PhoneNetwork

TWIML: Final = "twiml"
"""The kind of conversation, in the script of a call."""
_READ: Final = {"text/xml", "application/xml", "text/html", "application/rss+xml", "application/twiml+xml"}
"""Media types that the provider reads as TwiML (documented); text/plain is read aloud."""
_OK: Final = range(200, 300)
_MAX_LOOPS: Final = 10
_CHARS_PER_SECOND: Final = 15
"""How fast a person speaks, for the length of a recording; assumed, as for what is said."""
_SORRY: Final = "Something went wrong in the application that called you. Goodbye."
_MAX_TURNS_WITHOUT_WAITING: Final = 50
"""Documents in a row, or waits of 0 seconds, while no time passes and no key is pressed; more is a circle."""
_MAX_TURNS: Final = 2_000
"""Documents and waits of one call in all: two and three quarter hours of a Gather that asks again every 10 s."""
_MAX_SPOKEN_CHARS: Final = 1_000_000
"""Characters said on one call in all; at 15 a second, more than 18 hours of talk."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where a document comes from, and how it is asked."""

    url: str
    method: str = "POST"


@dataclass(slots=True)
class _Words:
    """What has been said since the person last had a turn, and what was met on the way."""

    says: list[Utterance] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def then(self, action: NextAction, patience: float | None = None, *, has_more: bool = False) -> ConversationTurn:
        """Return the turn that ends with this."""
        return ConversationTurn(tuple(self.says), action, patience, tuple(self.remarks), has_more)


@dataclass(slots=True)
class TwimlCallSession:
    """The caller's side of one call. `who` are the fields that every request carries.

    `detection` finds out whether a machine answered; while it `detects`, nothing is said. `status` is what the system
    is told that the call is: `ringing` until a call of a person is answered. `digits` are sent as tones when the phone
    is answered. `document` is what is being executed (empty: not asked yet), `place` the verb that is next, `keys` what
    was gathered, and `gathers` whether the verb before `place` still listens.
    `fetched` and `waits` count documents and waits of 0 seconds since time last passed or a key was pressed;
    `turns` and `characters` count documents and waits, and what was said, since the call was answered.
    """

    call: str
    token: str
    who: Mapping[str, str]
    source: Fetch
    fallback: Fetch | None
    network: PhoneNetwork
    outgoing: HttpClient
    document: str = ""
    place: int = 0
    keys: str = ""
    gathers: bool = False
    fetched: int = 0
    waits: int = 0
    turns: int = 0
    characters: int = 0
    digits: str = ""
    detection: Detection | None = None
    detects: bool = False
    status: str = "in-progress"
    _verbs: tuple[Verb, ...] = field(default=(), repr=False)

    def to_state(self) -> dict[str, Any]:
        return {
            "kind": TWIML,
            "token": self.token,
            "who": dict(self.who),
            "source": [self.source.url, self.source.method],
            "fallback": [self.fallback.url, self.fallback.method] if self.fallback else None,
            "document": self.document,
            "place": self.place,
            "keys": self.keys,
            "gathers": self.gathers,
            "digits": self.digits,
            "detection": self.detection.to_state() if self.detection else None,
            "detects": self.detects,
            "status": self.status,
            "counts": [self.fetched, self.waits, self.turns, self.characters],
        }

    @classmethod
    def restore(
        cls, call: str, script: Mapping[str, Any], network: PhoneNetwork, outgoing: HttpClient
    ) -> TwimlCallSession:
        """Take up a conversation again: after a restart, or in another process."""
        fallback = Fetch(*script["fallback"]) if script["fallback"] else None
        talk = cls(call, script["token"], script["who"], Fetch(*script["source"]), fallback, network, outgoing)
        talk.document, talk.place = script["document"], script["place"]
        talk.keys, talk.gathers, talk.digits = script["keys"], script["gathers"], script["digits"]
        talk.detection = Detection(**script["detection"]) if script.get("detection") else None
        talk.detects, talk.status = script.get("detects", False), script.get("status", "in-progress")
        # A call that an older version kept has no counts: it begins to count now.
        talk.fetched, talk.waits, talk.turns, talk.characters = script.get("counts", (0, 0, 0, 0))
        talk._verbs = parse(talk.document) if talk.document else ()
        return talk

    def on_answer(self) -> ConversationTurn:
        """Begin: with the document that was given, or by asking for it; first, who answered is found out if wanted."""
        call = self.network.voice.items.get(self.call)
        if self.detection is not None and call is not None:
            now = call.history[-1][0]
            if not self.detection.is_async:
                self.detects = True
                return ConversationTurn((), NextAction.PAUSE, self.detection.seconds(call))
            self.detection.tell_later(call, self.who, now)
        return self._answered()

    def _answered(self) -> ConversationTurn:
        words = _Words([Utterance(f"♪ {self.digits}")] if self.digits else [])
        return self._begin(self.document, words) if self.document else self._ask(self.source, {}, words)

    def on_key(self, key: str) -> ConversationTurn | None:
        """Take a key; None when it counts for nothing, or when more may follow."""
        verb = self._listens
        if isinstance(verb, Record) and key in verb.finish_on:
            return self._recorded(verb, {"Digits": key, "RecordingDuration": "0"})
        if not isinstance(verb, Gather) or not verb.hears_keys:
            return None
        self.fetched = self.waits = 0
        if verb.finish_on and key == verb.finish_on:
            return self._gathered(verb)
        self.keys += key
        return self._gathered(verb) if verb.digits and len(self.keys) >= verb.digits else None

    def on_speech(self, text: str) -> ConversationTurn | None:
        """Take words, as the speech recognition of the provider would return them, or as a recording."""
        verb = self._listens
        if isinstance(verb, Record):
            return self._recorded(verb, {"RecordingDuration": str(-(-len(text) // _CHARS_PER_SECOND))})
        if not isinstance(verb, Gather) or not verb.hears_speech:
            return None
        self.gathers, self.keys, self.fetched, self.waits = False, "", 0, 0
        return self._ask(self._action(verb), {"SpeechResult": text, "Confidence": "1.0"})

    def on_timeout(self) -> ConversationTurn:
        if self.detects:
            self.detects = False
            call = self.network.voice.items.get(self.call)
            if self.detection is not None and call is not None:
                self.who = {**self.who, **self.detection.decide(call)}
            return self._answered()
        verb = self._listens
        return self._gathered(verb) if isinstance(verb, Gather) else self._go_on(_Words())

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Nothing to be done: who placed the call is told by its status callback."""

    @property
    def _listens(self) -> Verb | None:
        """The verb that listens to the person now, if one does."""
        return self._verbs[self.place - 1] if self.gathers and self.place else None

    def _action(self, verb: Gather | Record | Dial) -> Fetch:
        return Fetch(urljoin(self.source.url, verb.action), verb.method)

    def _gathered(self, gather: Gather) -> ConversationTurn:
        self.gathers = False
        if not self.keys and not gather.on_empty:
            return self._go_on(_Words())
        keys, self.keys = self.keys, ""
        return self._ask(self._action(gather), {"Digits": keys} if gather.hears_keys else {"SpeechResult": keys})

    def _recorded(self, record: Record, form: dict[str, str]) -> ConversationTurn:
        self.gathers, self.fetched, self.waits = False, 0, 0
        sid = f"RE{self.call[2:]}"
        # Where its provider would have the sound; nothing is recorded, so nothing is there.
        url = f"https://api.twilio.com/2010-04-01/Accounts/{self.who.get('AccountSid', '')}/Recordings/{sid}"
        return self._ask(self._action(record), {"RecordingSid": sid, "RecordingUrl": url, **form})

    def _begin(self, document: str, words: _Words | None = None) -> ConversationTurn:
        words = words or _Words()
        try:
            self._verbs = parse(document)
        except TwimlError as error:
            return self._fails(error.code, str(error), words)
        self.document, self.place, self.keys, self.gathers = document, 0, "", False
        return self._go_on(words)

    def _go_on(self, words: _Words) -> ConversationTurn:
        """Execute verbs until something has to be waited for."""
        self.gathers = False
        while self.place < len(self._verbs):
            verb = self._verbs[self.place]
            self.place += 1
            if (turn := self._execute(verb, words)) is not None:
                return turn
        return words.then(NextAction.HANG_UP)

    def _execute(self, verb: Verb, words: _Words) -> ConversationTurn | None:  # noqa: PLR0911  # one for each verb
        if isinstance(verb, Say | Play):
            words.says += self._said(verb)
            # What is said for ever is not repeated for ever: it is said, and then the line stays open.
            return words.then(NextAction.LISTEN) if verb.loop == 0 else None
        if isinstance(verb, Pause):
            return self._wait(float(verb.length), words, NextAction.PAUSE)
        if isinstance(verb, Gather):
            return self._listen(verb, words)
        if isinstance(verb, Redirect):
            return self._ask(Fetch(urljoin(self.source.url, verb.url), verb.method), {}, words)
        if isinstance(verb, Record):
            words.remarks.append("<Record> was reached: what is said now is written down, not recorded")
            self.gathers = True
            return self._wait(verb.timeout, words)
        if isinstance(verb, Dial):
            return self._dial(verb, words)
        if isinstance(verb, Enqueue):
            words.remarks.append(f"<Enqueue> {verb.name} was reached: nobody takes the call; the line stays open")
            return words.then(NextAction.LISTEN)
        if isinstance(verb, Unexecuted):
            words.remarks.append(verb.remark)
            return None
        return words.then(_LAST[type(verb)])

    def _dial(self, dial: Dial, words: _Words) -> ConversationTurn | None:
        if dial.conference:
            told = f"<Dial><Conference> {dial.conference} was reached: nobody else is in it; the line stays open"
            words.remarks.append(told)
            return words.then(NextAction.LISTEN)
        if not dial.action:
            told = f"<Dial> {dial.to} was reached: the call is not put through; it goes on with what follows"
            words.remarks.append(told)
            return None
        told = f"<Dial> {dial.to} was reached: the call is not put through; DialCallStatus is failed"
        words.remarks.append(told)
        return self._ask(self._action(dial), {"DialCallStatus": "failed"}, words)

    def _listen(self, gather: Gather, words: _Words) -> ConversationTurn:
        self.gathers, self.keys = True, ""
        words.remarks += gather.remarks
        patience = float(gather.timeout)
        for each in gather.prompts:
            if isinstance(each, Pause):
                patience += each.length
            else:
                words.says += self._said(each)
        return self._wait(patience, words)

    def _wait(self, seconds: float, words: _Words, then: NextAction = NextAction.LISTEN) -> ConversationTurn:
        self.turns += 1
        self.waits = 0 if seconds else self.waits + 1
        self.fetched = 0 if seconds else self.fetched
        verb = self._listens
        has_more = self.place < len(self._verbs) or (isinstance(verb, Gather) and verb.on_empty)
        return self._too_much(words) or words.then(then, seconds, has_more=has_more)

    def _said(self, verb: Say | Play) -> list[Utterance]:
        """Return what a verb says; nothing more on a call on which more was said than anybody can have heard."""
        if isinstance(verb, Say) and not verb.text:
            return []
        said = (
            Utterance(verb.text, verb.language) if isinstance(verb, Say) else Utterance(f"♪ {verb.url or verb.digits}")
        )
        times = max(min(verb.loop, _MAX_LOOPS), 1)
        self.characters += (len(said.text) + 1) * times
        return [said] * times if self.characters <= _MAX_SPOKEN_CHARS else []

    def _too_much(self, words: _Words) -> ConversationTurn | None:
        """Return the end of a call that would otherwise never end by itself, or None."""
        if max(self.fetched, self.waits) > _MAX_TURNS_WITHOUT_WAITING:
            why = f"{_MAX_TURNS_WITHOUT_WAITING} documents one after the other, and nothing was waited for"
        elif self.turns > _MAX_TURNS:
            why = f"{_MAX_TURNS} documents and waits, and the call did not end"
        elif self.characters > _MAX_SPOKEN_CHARS:
            why = f"more than {_MAX_SPOKEN_CHARS} characters were said, and the call did not end"
        else:
            return None
        return self._fails(11205, why, _Words(remarks=words.remarks))

    def _ask(self, source: Fetch, more: Mapping[str, str], words: _Words | None = None) -> ConversationTurn:
        words = words or _Words()
        self.turns += 1
        self.fetched += 1
        if (end := self._too_much(words)) is not None:
            return end
        if not source.url:
            return self._begin(self.document, words)  # words that came with the call: they are their own address
        if not self.outgoing.enqueue(self._fetch(source, more), queue=self.call):
            shown = without_password(source.url)
            why = f"{shown} was not asked: too many requests wait for an answer"
            return self._fails(RETRIEVAL_FAILURE, why, _Words(remarks=words.remarks))
        return words.then(NextAction.FETCH)

    async def _fetch(self, source: Fetch, more: Mapping[str, str]) -> None:
        form = {**self.who, "CallSid": self.call, "CallStatus": self.status, **more}
        try:
            document = document_in(await self.outgoing.send(source.method, source.url, form, key=self.token))
        except (HttpClientError, TwimlError) as error:
            code = error.code if isinstance(error, TwimlError) else RETRIEVAL_FAILURE
            turn = self._falls_back(source, code, str(error))
        else:
            self.source = source
            turn = self._begin(document)
        if turn.then is not NextAction.FETCH:
            self.status = "in-progress"
        with suppress(UnknownCallError):  # the call was forgotten while we asked
            self.network.voice.resume(self.call, self, turn)

    def _falls_back(self, source: Fetch, code: int, why: str) -> ConversationTurn:
        if self.fallback is None or source == self.fallback:
            return self._fails(code, why)
        turn = self._ask(self.fallback, {"ErrorCode": str(code), "ErrorUrl": source.url})
        return replace(turn, remarks=(f"error {code}: {why}", *turn.remarks))

    def _fails(self, code: int, why: str, words: _Words | None = None) -> ConversationTurn:
        """End the call as the provider does: an announcement, and the line is cut."""
        words = words or _Words()
        words.says.append(Utterance(_SORRY, "en"))
        words.remarks.append(f"error {code}: {why}")
        return words.then(NextAction.HANG_UP)


_LAST: Final = {Hangup: NextAction.HANG_UP, Reject: NextAction.REJECT}


def document_in(answer: HttpResponse, *, plain: str = "Say") -> str:
    """Return the TwiML in an answer, of plain text as the verb `plain`; raises `TwimlError`."""
    if answer.status not in _OK:
        raise TwimlError(RETRIEVAL_FAILURE, f"the answer was {answer.status} instead of TwiML")
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TwimlError(12100, "the TwiML is not UTF-8") from None
    if answer.content_type == "text/plain":
        return f"<Response><{plain}>{escape(text)}</{plain}></Response>"
    if answer.content_type not in _READ:
        raise TwimlError(12300, f"the answer is {answer.content_type or 'of no type'}; TwiML is text/xml")
    return text or "<Response/>"
