"""A call whose words come from TwiML: executed verb by verb, fetched where the system under test says.

The conversation never waits: where it has to ask what to say, its turn is to think, and `VoiceService.resume`
brings the turn that follows when the answer is there.
"""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from stapsgewijs.phone_network.calls import ConversationTurn, NextAction, Utterance
from stapsgewijs.phone_network.http_port import HttpClientError, without_password
from stapsgewijs.phone_network.twilio.twiml import (
    Gather,
    Hangup,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    TwimlError,
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
class TwimlCallSession:
    """The caller's side of one call. `who` are the fields that every request carries.

    `digits` are sent as tones when the phone is answered. `document` is what is being executed (empty: not
    asked yet), `place` the verb that is next, `keys` what
    was gathered, and `gathers` whether the verb before `place` is a Gather that still listens.
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
        # A call that an older version kept has no counts: it begins to count now.
        talk.fetched, talk.waits, talk.turns, talk.characters = script.get("counts", (0, 0, 0, 0))
        talk._verbs = parse(talk.document) if talk.document else ()
        return talk

    def on_answer(self) -> ConversationTurn:
        """Begin: with the document that was given, or by asking for it."""
        says = [Utterance(f"♪ {self.digits}")] if self.digits else []
        return self._begin(self.document, says) if self.document else self._ask(self.source, {}, says)

    def on_key(self, key: str) -> ConversationTurn | None:
        """Gather a key; None when it counts for nothing, or when more may follow."""
        gather = self._gather
        if gather is None or not gather.hears_keys:
            return None
        self.fetched = self.waits = 0
        if gather.finish_on and key == gather.finish_on:
            return self._gathered(gather)
        self.keys += key
        return self._gathered(gather) if gather.digits and len(self.keys) >= gather.digits else None

    def on_timeout(self) -> ConversationTurn:
        gather = self._gather
        return self._go_on([]) if gather is None else self._gathered(gather)

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Nothing to be done: who placed the call is told by its status callback."""

    @property
    def _gather(self) -> Gather | None:
        verb = self._verbs[self.place - 1] if self.gathers and self.place else None
        return verb if isinstance(verb, Gather) else None

    def _gathered(self, gather: Gather) -> ConversationTurn:
        self.gathers = False
        if not self.keys and not gather.on_empty:
            return self._go_on([])
        keys, self.keys = self.keys, ""
        source = Fetch(urljoin(self.source.url, gather.action), gather.method)
        return self._ask(source, {"Digits": keys})

    def _begin(self, document: str, says: list[Utterance] | None = None) -> ConversationTurn:
        try:
            self._verbs = parse(document)
        except TwimlError as error:
            return self._fails(error.code, str(error))
        self.document, self.place, self.keys, self.gathers = document, 0, "", False
        return self._go_on(says or [])

    def _go_on(self, says: list[Utterance]) -> ConversationTurn:
        """Execute verbs until something has to be waited for."""
        while self.place < len(self._verbs):
            verb = self._verbs[self.place]
            self.place += 1
            if (turn := self._execute(verb, says)) is not None:
                return turn
        return ConversationTurn(tuple(says), NextAction.HANG_UP)

    def _execute(self, verb: Verb, says: list[Utterance]) -> ConversationTurn | None:
        if isinstance(verb, Say | Play):
            says += self._said(verb)
            # What is said for ever is not repeated for ever: it is said, and then the line stays open.
            return ConversationTurn(tuple(says), patience=None) if verb.loop == 0 else None
        if isinstance(verb, Pause):
            return self._wait(float(verb.length), says)
        if isinstance(verb, Gather):
            return self._listen(verb, says)
        if isinstance(verb, Redirect):
            return self._ask(Fetch(urljoin(self.source.url, verb.url), verb.method), {}, says)
        return ConversationTurn(tuple(says), _LAST[type(verb)])

    def _listen(self, gather: Gather, says: list[Utterance]) -> ConversationTurn:
        self.gathers, self.keys = True, ""
        patience = float(gather.timeout)
        for each in gather.prompts:
            if isinstance(each, Pause):
                patience += each.length
            else:
                says += self._said(each)
        return self._wait(patience, says)

    def _wait(self, seconds: float, says: list[Utterance]) -> ConversationTurn:
        self.turns += 1
        self.waits = 0 if seconds else self.waits + 1
        self.fetched = 0 if seconds else self.fetched
        return self._too_much() or ConversationTurn(tuple(says), patience=seconds)

    def _said(self, verb: Say | Play) -> list[Utterance]:
        """Return what a verb says; nothing more on a call on which more was said than anybody can have heard."""
        said = (
            Utterance(verb.text, verb.language) if isinstance(verb, Say) else Utterance(f"♪ {verb.url or verb.digits}")
        )
        times = max(min(verb.loop, _MAX_LOOPS), 1)
        self.characters += (len(said.text) + 1) * times
        return [said] * times if self.characters <= _MAX_SPOKEN_CHARS else []

    def _too_much(self) -> ConversationTurn | None:
        """Return the end of a call that would otherwise never end by itself, or None."""
        if max(self.fetched, self.waits) > _MAX_TURNS_WITHOUT_WAITING:
            return self._fails(
                11205, f"{_MAX_TURNS_WITHOUT_WAITING} documents one after the other, and nothing was waited for"
            )
        if self.turns > _MAX_TURNS:
            return self._fails(11205, f"{_MAX_TURNS} documents and waits, and the call did not end")
        if self.characters > _MAX_SPOKEN_CHARS:
            return self._fails(11205, f"more than {_MAX_SPOKEN_CHARS} characters were said, and the call did not end")
        return None

    def _ask(self, source: Fetch, more: Mapping[str, str], says: list[Utterance] | None = None) -> ConversationTurn:
        self.turns += 1
        self.fetched += 1
        if (end := self._too_much()) is not None:
            return end
        if not source.url:
            return self._begin(self.document, says)  # words that came with the call: they are their own address
        if not self.outgoing.enqueue(self._fetch(source, more), queue=self.call):
            shown = without_password(source.url)
            return self._fails(11200, f"{shown} was not asked: too many requests wait for an answer")
        return ConversationTurn(tuple(says or ()), NextAction.FETCH)

    async def _fetch(self, source: Fetch, more: Mapping[str, str]) -> None:
        form = {**self.who, "CallSid": self.call, "CallStatus": "in-progress", **more}
        try:
            document = _document(await self.outgoing.send(source.method, source.url, form, key=self.token))
        except (HttpClientError, TwimlError) as error:
            code = error.code if isinstance(error, TwimlError) else 11200
            turn = self._falls_back(source, code, str(error))
        else:
            self.source = source
            turn = self._begin(document)
        with suppress(UnknownCallError):  # the call was forgotten while we asked
            self.network.voice.resume(self.call, self, turn)

    def _falls_back(self, source: Fetch, code: int, why: str) -> ConversationTurn:
        if self.fallback is None or source == self.fallback:
            return self._fails(code, why)
        return self._ask(self.fallback, {"ErrorCode": str(code), "ErrorUrl": source.url})

    def _fails(self, code: int, why: str) -> ConversationTurn:
        """End the call as the provider does: an announcement, and the line is cut."""
        return ConversationTurn((Utterance(_SORRY, "en"),), NextAction.HANG_UP, remarks=(f"error {code}: {why}",))


_LAST: Final = {Hangup: NextAction.HANG_UP, Reject: NextAction.REJECT}


def _document(answer: HttpResponse) -> str:
    """Return the TwiML in an answer; raises `TwimlError`."""
    if answer.status not in _OK:
        raise TwimlError(11200, f"the answer was {answer.status} instead of TwiML")
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TwimlError(12100, "the TwiML is not UTF-8") from None
    if answer.content_type == "text/plain":
        return f"<Response><Say>{_escaped(text)}</Say></Response>"
    if answer.content_type not in _READ:
        raise TwimlError(12300, f"the answer is {answer.content_type or 'of no type'}; TwiML is text/xml")
    return text or "<Response/>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
