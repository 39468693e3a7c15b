"""The phone of a person in a scenario, over HTTP only: what a real handset would show and allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from stapsgewijs.scenarios.actors.api import Api

PATIENCE = 5.0
"""Seconds a person waits for a message or a call before saying that none came."""

_CODE = re.compile(r"(?<!\d)\d{4,10}(?!\d)")


def codes_in(text: str) -> list[str]:
    """Return what looks like a verification code in a text message."""
    return _CODE.findall(text)


class Handset:
    """One phone number of one organisation, reached through the API of that organisation."""

    def __init__(self, api: Api, number: str, *, before: Mapping[str, int] | None = None) -> None:
        """Hold the phone that has `number` (as people write it, or E.164).

        `before` are the places (`messages`, `calls`) of what is not looked at, because it was there before.
        """
        self._api = api
        self.number = number
        self._before = before or {}
        self._read: dict[str, str] = {}
        self._call: dict[str, Any] | None = None

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages that arrived, oldest first."""
        return self._list("messages")

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls that rang, oldest first."""
        return self._list("calls")

    def next_message(self) -> dict[str, Any]:
        """Wait for the first message not read yet, and read it."""
        return self._next("messages", "text message")

    def next_call(self) -> dict[str, Any]:
        """Wait for the first call not noticed yet."""
        return self._next("calls", "call")

    def nothing_new(self, kind: str) -> None:
        """Raise `StepError` if there is a message or call (`kind` messages, calls) not read yet."""
        fresh = self._list(kind)[self._count(kind) :]
        if fresh:
            msg = f"the handset {self.number} has {kind} it should not have:\n{self.summary()}"
            raise StepError(msg)

    def code(self) -> str:
        """Wait for the next message and return the verification code in it."""
        message = self.next_message()
        found = codes_in(message["body"])
        if len(found) != 1:
            msg = f"no single verification code in the message “{message['body']}”"
            raise StepError(msg)
        return str(found[0])

    def act(self, call: dict[str, Any], action: str, **body: str) -> dict[str, Any]:
        """Do `action` (answer, press, hang-up) on a call and return the call as it is then."""
        done: dict[str, Any] = self._json(self._api.post(f"calls/{call['id']}/{action}", body or None))
        return done

    def latest_code(self) -> str:
        """Return the code in the latest message, and leave the message unread."""
        found = [each for message in self.messages() for each in codes_in(message["body"])]
        if not found:
            msg = f"no verification code came to {self.number}; it received:\n{self.summary()}"
            raise StepError(msg)
        return found[-1]

    def suffers(self, kind: str, action: str, **details: object) -> None:
        """Make something go wrong with the next message or call (`kind`) to this phone."""
        rule = {"number": self.number, "kind": kind, "action": action, **details}
        self._json(self._api.post("faults", rule))

    def rings(self) -> dict[str, Any]:
        """Wait for the next call and keep it at hand."""
        self._call = self.next_call()
        return self._call

    def answers(self) -> None:
        """Answer the call that rings, waiting for it where needed."""
        while self._call is None or self._call["status"] != "ringing":
            self.rings()
        self._acts("answer")

    def presses(self, keys: str) -> None:
        """Press keys during the call."""
        self._acts("press", keys=keys)

    def hangs_up(self) -> None:
        """End the call."""
        self._acts("hang-up")

    def heard(self) -> list[str]:
        """Return what was said during the last call, in order."""
        calls = self.calls()
        return [each["text"] for each in calls[-1]["transcript"] if each["who"] == "caller"] if calls else []

    def hears(self, words: str) -> None:
        """Hear `words`, as a whole or as part of what is said."""
        said = self.heard()
        if not any(words in each for each in said):
            # A caller that has to ask its own system what to say takes a moment.
            wanted = urlencode({"to": self.number, "text": words, "timeout": PATIENCE})
            self._json(self._api.get(f"calls/wait?{wanted}", timeout=PATIENCE * 2))
            said = self.heard()
        if not any(words in each for each in said):
            msg = f"nobody said “{words}”; what was said:\n" + "\n".join(f"  “{each}”" for each in said)
            raise StepError(msg)

    def has_messages(self, count: int) -> None:
        """See that exactly this many messages arrived."""
        if len(self.messages()) != count:
            msg = f"the handset {self.number} should have {count} messages; it received:\n{self.summary()}"
            raise StepError(msg)

    def _acts(self, action: str, **body: str) -> None:
        if self._call is None:
            msg = f"no call has come to {self.number}; it received:\n{self.summary()}"
            raise StepError(msg)
        self._call = self.act(self._call, action, **body)

    def summary(self) -> str:
        """Say in lines what this handset received, for a failure that explains itself."""
        lines = [f"message {each['status']}: “{each['body']}”" for each in self.messages()]
        lines += [f"call {each['status']}" for each in self.calls()]
        return "\n".join(f"  {line}" for line in lines) or "  nothing"

    def _count(self, kind: str) -> int:
        ids = [each["id"] for each in self._list(kind)]
        last = self._read.get(kind)
        return ids.index(last) + 1 if last in ids else 0

    def _next(self, kind: str, name: str) -> dict[str, Any]:
        last = self._read.get(kind) or self._last_before(kind)
        after = f"&after={last}" if last else ""
        answer = self._api.get(f"handsets/{self.number}/{kind}/next?timeout={PATIENCE}{after}", timeout=PATIENCE * 2)
        if answer.status_code in {204, 408}:
            msg = f"no {name} came to {self.number} within {PATIENCE:.0f} s; the handset received:\n{self.summary()}"
            raise StepError(msg)
        found: dict[str, Any] = self._json(answer)
        self._read[kind] = found["id"]
        return found

    def _list(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self._all(kind) if each["place"] > self._before.get(kind, 0)]

    def _last_before(self, kind: str) -> str:
        """Return the id of the last one that is not looked at, empty when there is none."""
        if kind not in self._before:
            return ""
        old = [each["id"] for each in self._all(kind) if each["place"] <= self._before[kind]]
        return str(old[-1]) if old else ""

    def _all(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._json(self._api.get(f"handsets/{self.number}/{kind}"))
        return found

    @staticmethod
    def _json(answer: httpx.Response) -> Any:  # noqa: ANN401  # JSON has no narrower type
        if answer.is_error:
            msg = f"the phone network answered {answer.status_code} to {answer.request.url}: {answer.text}"
            raise StepError(msg)
        return answer.json()
