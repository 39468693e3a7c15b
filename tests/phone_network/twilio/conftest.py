from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import HttpClientError, HttpResponse
from stapsgewijs.phone_network.twilio.call_session import Fetch, TwimlCallSession

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from stapsgewijs.phone_network import Call, PhoneNetwork
    from stapsgewijs.phone_network.twilio.machine_detection import Detection
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass
class Asked:
    """Answers at once, with what was put ready; work is done when the test says so."""

    answers: dict[str, str] = field(default_factory=dict)
    forms: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    work: list[Coroutine[None, None, None]] = field(default_factory=list)
    is_full: bool = False

    def blocked_reason(self, url: str) -> str:
        return "" if url in self.answers else "not allowed"

    async def send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        assert (key, headers) == ("token", None)
        self.forms.append((method, url, dict(form)))
        if url not in self.answers:
            msg = f"{url} does not answer"
            raise HttpClientError(msg)
        return HttpResponse(200, "text/xml", self.answers[url].encode())

    def enqueue(self, work: Coroutine[None, None, None], *, queue: str) -> bool:
        assert queue.startswith("CA")
        if self.is_full:
            work.close()
            return False
        self.work.append(work)
        return True

    async def close(self) -> None:
        """Nothing is open."""

    def run(self) -> None:
        while self.work:
            work = self.work.pop(0)
            with pytest.raises(StopIteration):
                work.send(None)


@pytest.fixture
def outgoing() -> Asked:
    return Asked()


def place(network: PhoneNetwork, to: PhoneNumber, outgoing: Asked, document: str = "", **more: str | Detection) -> Call:
    call_id = network.voice.new_id()
    who = {"To": to.e164}
    source = Fetch("http://127.0.0.1/voice")
    talk = TwimlCallSession(call_id, "token", who, source, None, network, outgoing, document, **more)  # type: ignore[arg-type]
    return network.voice.place(to, "+31201234567", talk, call_id=call_id)


def said(call: Call) -> list[str]:
    return [each.text for each in call.transcript]
