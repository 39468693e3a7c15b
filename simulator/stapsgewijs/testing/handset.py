"""A simulated phone in a test: reads messages, waits for calls, answers, presses keys; errors say what was received."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from stapsgewijs.labels import Message as Sentence
from stapsgewijs.labels.message_error import MessageError
from stapsgewijs.testing.items import Call, HandsetSettings, Message, codes_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.testing.api import Api
    from stapsgewijs.testing.authenticator import Authenticator

HOME_REGION: Final = "NL"
"""Where a number is from that is written without its country."""
TIMEOUT_S: Final = 10.0
"""Seconds that a handset waits when a test does not say how long."""
_OPEN: Final = frozenset({"queued", "ringing", "in-progress"})
LONGEST_POLL_S: Final = 60.0
"""Seconds that the phone network waits at most in one request."""


class NothingCameError(MessageError):
    """What a test waited for did not come; the message says what did."""


class Handset:
    """The phone with one number of one organisation. Times are in seconds."""

    def __init__(
        self, api: Api, number: str, *, timeout: float = TIMEOUT_S, before: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Hold the phone with `number` (E.164, or as people write it) in the organisation that `api` leads to.

        It waits `timeout` seconds where nothing else is said. What was there `before` is not looked at: the places of
        the last ones, by kind (`messages`, `calls`).
        """
        self._api = api
        self.number = number
        self._timeout = timeout
        self._before = before
        self._next: str | None = None
        self._read: set[str] = set()
        self._coded: str | None = None
        self._coded_call: str | None = None
        self._call: Call | None = None
        self._authenticator: Authenticator | None = None

    def __repr__(self) -> str:
        """Return its number."""
        return f"Handset({self.number!r})"

    @property
    def authenticator(self) -> Authenticator:
        """The authenticator app on it."""
        if self._authenticator is None:
            from stapsgewijs.testing.authenticator import Authenticator  # noqa: PLC0415  # few tests need it

            self._authenticator = Authenticator(self._api, self.number, self._timeout)
        return self._authenticator

    def messages(self) -> list[Message]:
        """Return the messages that arrived, in order of arrival, read or not."""
        return [Message.of(each) for each in self._since("messages")]

    def calls(self) -> list[Call]:
        """Return the calls that came, oldest first."""
        return [Call.of(each) for each in self._since("calls")]

    def wait_for_message(self, *, text: str = "", sender: str = "", timeout: float | None = None) -> Message:
        """Wait for a message that was not waited for before, and return it.

        `text` and `sender` are parts of the body and the sender, in any capitals. Raises `NothingCameError`.
        """
        __tracebackhide__ = True
        arrived = self.messages()
        there = (each for each in arrived if each.id not in self._read and _fits(each, text, sender))
        found = next(there, None)
        if found is None:
            after = arrived[-1].id if arrived else None
            asked = {"to": self.number, "text": text, "from": sender, "after": after}
            told = self._wait("messages/wait", timeout, asked)
            if told is None:
                self._fail(_which(text, sender), timeout)
            found = Message.of(told)
        self._read.add(found.id)
        return found

    def code(self, *, timeout: float | None = None) -> str:
        """Wait for a message with a code that was not read this way before; return the code of the latest one.

        A code that is said on the current call counts as well, and goes before. Raises `NothingCameError`.
        """
        __tracebackhide__ = True
        call = self._call.id if self._call and self._call.id != self._coded_call else None
        told = self._wait(f"handsets/{self.number}/code", timeout, {"after": self._coded, "call": call})
        if told is None:
            self._fail(Sentence("message with a code of 4 to 10 digits"), timeout)
        if told["message"] is None:
            self._coded_call = told["call"]["id"]
            return str(told["code"])
        self._coded = told["message"]["id"]
        self._read.add(told["message"]["id"])
        return str(told["code"])

    def next_code(self) -> str:
        """Wait for the first message that was not read this way before; return the one code in it.

        Raises `NothingCameError`, also for a message with no code or with several.
        """
        __tracebackhide__ = True
        after = self._next or self._last_before("messages")
        told = self._wait(f"handsets/{self.number}/messages/next", None, {"after": after})
        if told is None:
            self._fail(Sentence("text message"), None)
        self._next = told["id"]
        self._read.add(told["id"])
        found = codes_in(told["body"])
        if len(found) != 1:
            raise NothingCameError(
                Sentence.of("no single verification code in the message “{body}”", body=told["body"])
            )
        return found[0]

    def latest_code(self) -> str:
        """Return the code in the latest message that has one, and leave the message unread."""
        __tracebackhide__ = True
        found = [each for message in self.messages() for each in codes_in(message.body)]
        if not found:
            said = Sentence.of("no verification code came to {number}", number=self.number)
            raise NothingCameError(said, *self.received())
        return found[-1]

    def expect_messages(self, count: int) -> None:
        """Raise `AssertionError` unless exactly so many messages arrived."""
        __tracebackhide__ = True
        arrived = len(self.messages())
        if arrived != count:
            said = "{number} has {arrived} messages; it should have {count}"
            raise MessageError(Sentence.of(said, number=self.number, arrived=arrived, count=count), *self.received())

    def reply(self, body: str, *, to: str = "") -> Message:
        """Send a message: to `to`, or else to whom the latest message came from."""
        __tracebackhide__ = True
        arrived = self.messages()
        if not to and not arrived:
            msg = f"{self.number} has no message to reply to; name the other side with to="
            raise NothingCameError(msg)
        wish = {"to": to or arrived[-1].sender, "body": body}
        return Message.of(self._api.post(f"handsets/{self.number}/messages", wish))

    def dial(self, number: str) -> Call:
        """Call a number of a system: the current call then; who answers says what its webhook says."""
        __tracebackhide__ = True
        self._call = Call.of(self._api.post(f"handsets/{self.number}/calls", {"to": number}))
        return self._call

    def wait_for_call(self, *, timeout: float | None = None) -> Call:
        """Wait for the next call: the current one then; raises `NothingCameError`."""
        __tracebackhide__ = True
        after = self._call.id if self._call else self._last_before("calls")
        told = self._wait(f"handsets/{self.number}/calls/next", timeout, {"after": after})
        if told is None:
            self._fail(Sentence("call"), timeout)
        self._call = Call.of(told)
        return self._call

    def wait_to_ring(self, *, timeout: float | None = None) -> Call:
        """Wait for the next call that the owner notices; raises `NothingCameError`.

        Nobody notices one of a caller who is blocked, or at a phone that may not disturb or cannot be reached.
        """
        __tracebackhide__ = True
        found = self.wait_for_call(timeout=timeout)
        while found.silence:
            found = self.wait_for_call(timeout=timeout)
        return found

    def answer(self, *, timeout: float | None = None) -> Call:
        """Answer the call that rings, waiting for it where needed."""
        __tracebackhide__ = True
        found = self.call if self._call else None
        while found is None or found.status != "ringing":  # one that was busy or failed cannot be answered
            found = self.wait_for_call(timeout=timeout)
        return self._do("answer")

    def press(self, keys: str) -> Call:
        """Press keys (`0`-`9`, `*`, `#`) during the call, as soon as the caller listens."""
        __tracebackhide__ = True
        return self._do("press", {"keys": keys})

    def hang_up(self) -> Call:
        """End the call, or decline it while it rings."""
        __tracebackhide__ = True
        return self._do("hang-up")

    @property
    def call(self) -> Call:
        """The current call, as it is now; raises `NothingCameError` when none was waited for or answered."""
        __tracebackhide__ = True
        return Call.of(self._api.get(f"calls/{self._at_hand()}"))

    def wait_to_hear(self, words: str, *, timeout: float | None = None, exact: bool = False) -> Call:
        """Wait until the caller has said `words`: a part of what is said, in any capitals unless `exact`.

        Raises `NothingCameError`.
        """
        __tracebackhide__ = True
        asked = {"text": words, "exact": "true" if exact else None}
        told = self._wait(f"calls/{self._at_hand()}/heard", timeout, asked)
        if told is not None:
            return Call.of(told)
        within, call = f"{self._seconds(timeout):g}", self.call
        said = "nobody said “{words}” within {seconds} s:"
        if call.status not in _OPEN:
            said = "nobody said “{words}”, and the call is over:"
        raise NothingCameError(Sentence.of(said, words=words, seconds=within), *call.lines)

    def say(self, words: str) -> Call:
        """Say something during the call, as soon as the caller listens: a system gets it as text."""
        __tracebackhide__ = True
        return self._do("say", {"text": words})

    def call_code(self, *, timeout: float | None = None) -> str:
        """Wait until a code was said on the current call, and return the last one; raises `NothingCameError`.

        A code has 4 to 10 digits, said together, one by one or as words.
        """
        __tracebackhide__ = True
        told = self._wait(f"calls/{self._at_hand()}/code", timeout, {})
        if told is None:
            raise NothingCameError(Sentence("no code of 4 to 10 digits was said on the call:"), *self.call.lines)
        self._coded_call = told["call"]["id"]
        return str(told["code"])

    @property
    def settings(self) -> HandsetSettings:
        """The switches of this phone: on, signal, do not disturb, notifications of the app, blocked callers."""
        return HandsetSettings.of(self._api.get(f"handsets/{self.number}/settings"))

    def change_settings(self, **changes: object) -> HandsetSettings:
        """Change switches (`do_not_disturb=True`), and return how all are then."""
        return HandsetSettings.of(self._api.patch(f"handsets/{self.number}/settings", changes))

    def blocks(self, caller: str) -> HandsetSettings:
        """Block a caller (a number) or a sender (a name), besides those that are blocked."""
        return self.change_settings(blocked_callers=[*self.settings.blocked_callers, caller])

    def suffers(self, kind: str, action: str, **details: object) -> None:
        """Let `action` (`late`, `lost`, `busy`, …) go wrong with the next `kind` (message or call) to this phone."""
        self._api.post("faults", {"number": self.number, "kind": kind, "action": action, **details})

    def _do(self, action: str, body: dict[str, str] | None = None) -> Call:
        self._call = Call.of(self._api.post(f"calls/{self._at_hand()}/{action}", body))
        return self._call

    def _at_hand(self) -> str:
        __tracebackhide__ = True
        if self._call is None:
            said = Sentence.of("no current call on {number}: wait_for_call() or answer() first", number=self.number)
            raise NothingCameError(said, *self.received())
        return self._call.id

    def _since(self, kind: str) -> list[dict[str, Any]]:
        """Return the messages or calls of this phone that were not there before."""
        found: list[dict[str, Any]] = self._api.get(f"handsets/{self.number}/{kind}")
        return [each for each in found if each["place"] > self._before.get(kind, 0)]

    def _last_before(self, kind: str) -> str | None:
        """Return the id of the last one of this phone that is not looked at."""
        if kind not in self._before:
            return None
        found: list[dict[str, Any]] = self._api.get(f"handsets/{self.number}/{kind}")
        return next((each["id"] for each in reversed(found) if each["place"] <= self._before[kind]), None)

    def _seconds(self, timeout: float | None) -> float:
        return self._timeout if timeout is None else timeout

    def _wait(self, path: str, timeout: float | None, asked: dict[str, Any]) -> Any:  # noqa: ANN401  # JSON
        left = self._seconds(timeout)
        while True:
            seconds = min(left, LONGEST_POLL_S)
            told = self._api.get(path, waits=seconds, timeout=seconds, **asked)
            left -= seconds
            if told is not None or left <= 0:
                return told

    def _fail(self, what: Sentence, timeout: float | None) -> NoReturn:
        __tracebackhide__ = True
        said = "no {what} came to {number} within {seconds} s"
        within = f"{self._seconds(timeout):g}"
        first = Sentence.of(said, what=what, number=self.number, seconds=within)
        raise NothingCameError(first, *self.received())

    def summary(self) -> str:
        """Say what came to this phone and what did not arrive, and what came to other phones of the organisation."""
        return "\n".join(map(str, self.received()))

    def received(self) -> tuple[Sentence, ...]:
        """Return the lines of the summary, for the language of a report."""
        from stapsgewijs.phone_numbers import PhoneNumber  # noqa: PLC0415  # only what failed is told of

        items: list[Message | Call] = []
        for kind, of in (("messages", Message.of), ("calls", Call.of)):
            newest = reversed(self._api.get(kind, limit=200))
            items += [of(each) for each in newest if each["place"] > self._before.get(kind, 0)]
        number = PhoneNumber.parse(self.number, HOME_REGION).e164
        mine = [each for each in items if number in {each.to, each.sender}]
        others = [each for each in items if number not in {each.to, each.sender}]
        told = _listed(Sentence.of("{number} has:", number=self.number), mine)
        return (*told, *(_listed(Sentence("others have:"), others) if others else ()))


def _fits(message: Message, text: str, sender: str) -> bool:
    is_in = text.casefold() in message.body.casefold()
    return is_in and sender.casefold() in message.sender.casefold()


def _which(text: str, sender: str) -> Sentence:
    """Return a message with this text and this sender, as far as these are given."""
    what = Sentence("message")
    if text:
        what = Sentence.of("{what} with “{text}”", what=what, text=text)
    return Sentence.of("{what} from {sender}", what=what, sender=sender) if sender else what


def _listed(title: Sentence, items: list[Message | Call]) -> tuple[Sentence, ...]:
    lines = [line for each in sorted(items, key=lambda each: each.created) for line in each.lines]
    told = (Sentence.of("  {line}", line=each) for each in lines or [Sentence("nothing")])
    return (title, *told)
