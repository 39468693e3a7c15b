"""kill -9 in the middle of an enrollment, with traffic running: what was acknowledged is there, and the person goes on.

Three kills by default and twenty in `python -m dev test-long`; `STAPSGEWIJS_SEED=…` for other moments.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.phone_network.twilio import Account
from tests.free_port import free_port
from tests.storage.conftest import new_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.process

FEW, MANY = 3, 20
"""How often the simulator is killed."""

BETWEEN = 10
"""How many messages are acknowledged between two kills, at least: so much is proved on a slow machine too."""

PAUSE = 0.2
"""Seconds between two attempts to reach a simulator that is away; attempts take the time in which it starts."""

SEED = os.environ.get("STAPSGEWIJS_SEED", "1")
NUMBER = "+31612345678"
STEPS = ["", "more-information", "method", "code", "app-password", "finished"]
FIELDS = {"method": "authentication-phone", "region": "NL", "number": NUMBER}
PASSWORD = "Welkom-in-de-simulator"


class Simulator:
    """The command as people start it, on one port and one database, killed and started again."""

    def __init__(self, folder: Path, place: str = "") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", "stapsgewijs", "serve", "--port", str(self.port)]
        self._command += ["--database", place or str(folder / "kept.sqlite3")]
        self._log = folder / "log"
        self._api = httpx.Client(base_url=f"{self.url}/api/v1/", timeout=60)
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        if not is_soon(lambda: self._process.poll() is not None or self._api.get("clock").is_success):
            self.kill()
        assert self._process.poll() is None, self._log.read_text(encoding="utf-8")[-1000:]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def interrupt(self) -> int:
        """Press Ctrl-C; returns how it ended. Raises `subprocess.TimeoutExpired` when it does not end."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def account(self) -> Account:
        told = self._api.get("account").json()
        return Account(told["account_sid"], told["auth_token"])

    def close(self) -> None:
        self.kill()
        self._api.close()


def is_soon(look: Callable[[], bool], seconds: float = 60) -> bool:
    """Return whether `look` finds something within so many seconds; nobody listening is nothing found."""
    wait = threading.Event()
    for _ in range(int(seconds / PAUSE)):
        try:
            if look():
                return True
        except httpx.TransportError:
            pass
        wait.wait(PAUSE)
    return False


@dataclass
class Traffic:
    """A system that sends, in a thread of its own, and remembers what was acknowledged: id → text."""

    url: str
    account: Account
    stops: threading.Event
    client: httpx.Client
    acknowledged: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    counted: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def sends_messages(self) -> None:
        while not self.stops.is_set():
            count = next(self.counted)
            wish = {"to": f"+316811{count % 40:05}", "from": "Verkeer", "body": f"bericht {count}"}
            answer = self.client.post(f"{self.url}/api/v1/messages", json=wish)
            self._acknowledge(answer, "id", wish["body"])

    def places_calls(self) -> None:
        account = self.account
        while not self.stops.is_set():
            count = next(self.counted)
            said = f"oproep {count}"
            form = {"To": f"+316812{count % 40:05}", "From": "+31202490048"}
            form["Twiml"] = f"<Response><Say>{said}</Say></Response>"
            url = f"{self.url}/2010-04-01/Accounts/{account.sid}/Calls.json"
            answer = self.client.post(url, data=form, auth=(account.sid, account.token))
            self._acknowledge(answer, "sid", said)

    def _acknowledge(self, answer: httpx.Response, name: str, text: str) -> None:
        if answer.status_code == 201:
            self.acknowledged[answer.json()[name]] = text
        else:
            self.failures.append(answer.text[:500])

    def run(self, work: Callable[[], None]) -> threading.Thread:
        def until_stopped() -> None:
            while not self.stops.is_set():
                try:
                    work()
                except httpx.TransportError:
                    self.stops.wait(PAUSE)  # the simulator is away

        thread = threading.Thread(target=until_stopped, daemon=True)
        thread.start()
        return thread


class Person:
    """Somebody who enrolls again and again, with a browser that keeps its cookie, whatever happens to the simulator."""

    def __init__(self, client: httpx.Client, api: httpx.Client, stops: threading.Event) -> None:
        self.client, self.api = client, api
        self.stops = stops
        self.way = "text_message"
        self.step, self.page = "", ""
        self.enrolled = 0
        self.pages = 0
        """Seen since the last interruption."""
        self.interrupted: list[str] = []
        self.wrong: list[str] = []

    def enrolls(self) -> None:
        self._sees(self.client.get(""))
        while not self.stops.is_set():
            before = self.step
            try:
                self._goes_on()
            except httpx.TransportError:
                self.step, self.pages = before, 0
                self._comes_back()

    def _comes_back(self) -> None:
        """Open the page again where one was; the request that got no answer may have been done or not."""
        acknowledged = self.step
        self.interrupted.append(acknowledged or "sign-in")
        opened = "call" if acknowledged == "code" and self.way == "phone_call" else acknowledged
        assert is_soon(lambda: self._sees(self.client.get(opened)))
        done = STEPS.index(self.step) - STEPS.index(acknowledged)
        if done not in {0, 1} and not (acknowledged == "finished" and self.step == "method"):
            self.wrong.append(f"was at {acknowledged!r}, came back to {self.step!r}")

    def _goes_on(self) -> None:
        if self.step == "":
            self._sends("sign-in", user_name="anna@contoso.example", password=PASSWORD)
        elif self.step == "more-information":
            self._sends("more-information")
        elif self.step == "method":
            self.way = "phone_call" if self.enrolled % 2 else "text_message"
            self._sends("method", **FIELDS, way=self.way)
        elif self.step == "code" and self.way == "phone_call":
            self._answers()
        elif self.step == "code":
            self._sends("code", code=self.api.get(f"handsets/{NUMBER}/code").json()["code"])
        elif self.step == "app-password":
            self._sends("app-password")
            self.enrolled += 1
        else:
            self._sees(self.client.get("more-information"))

    def _answers(self) -> None:
        call = self.api.get("calls", params={"to": NUMBER, "limit": 1}).json()[0]
        if call["status"] == "ringing":
            self.api.post(f"calls/{call['id']}/answer")
        self.api.post(f"calls/{call['id']}/press", json={"keys": "#"})
        self._sees(self.client.get("call"))

    def _sends(self, path: str, **fields: str) -> None:
        form = re.findall(r'name="form" value="([^"]+)"', self.page)[0]
        self._sees(self.client.post(path, data={"form": form, **fields}))

    def _sees(self, answer: httpx.Response) -> bool:
        if not answer.is_success:
            self.wrong.append(f"{answer.request.method} {answer.url.path}: {answer.status_code}")
        self.page = answer.text
        self.pages += 1
        self.step = answer.url.path.removeprefix("/contoso/").replace("call", "code")
        return True


def everything(api: httpx.Client, kind: str) -> list[dict[str, str]]:
    """Return all messages, or calls, of the organisation, the newest first."""
    found: list[dict[str, str]] = []
    page: list[dict[str, str]] = api.get(kind, params={"limit": 1000}).json()
    while page:
        found += page
        page = api.get(kind, params={"limit": 1000, "before": page[-1]["place"]}).json()
    return found


@pytest.fixture
def simulator(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Simulator]:
    made = Simulator(tmp_path, new_place(getattr(request, "param", "sqlite file"), request, tmp_path))
    yield made
    made.close()


@pytest.fixture
def closing() -> Iterator[Callable[[httpx.Client], httpx.Client]]:
    """Close clients when the test ends, however it ends."""
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.mark.parametrize(
    ("simulator", "kills"),
    [
        ("sqlite file", FEW),
        pytest.param("sqlite file", MANY, marks=pytest.mark.long),
        pytest.param("postgresql", FEW, marks=[pytest.mark.long, pytest.mark.postgresql]),
    ],
    indirect=["simulator"],
)
def test_nothing_that_was_acknowledged_is_lost_and_the_person_goes_on(
    simulator: Simulator, tmp_path: Path, closing: Callable[[httpx.Client], httpx.Client], kills: int
) -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable moments
    stops = threading.Event()
    api = closing(httpx.Client(base_url=f"{simulator.url}/api/v1/", timeout=60))
    api.patch("policy", json={"sends": 10_000, "most_app_passwords": 10_000})
    account = simulator.account()
    messages, calls = (Traffic(simulator.url, account, stops, closing(httpx.Client(timeout=60))) for _ in range(2))
    contoso = closing(httpx.Client(base_url=f"{simulator.url}/contoso/", follow_redirects=True, timeout=60))
    person = Person(contoso, api, stops)

    def sent_enough(kill: int) -> bool:
        # A person who is not back yet would not be interrupted by the next kill.
        is_back = len(person.interrupted) >= kill - 1 and person.pages > 0
        return is_back and len(messages.acknowledged) > BETWEEN * kill and len(calls.acknowledged) > kill

    threads = [messages.run(messages.sends_messages), calls.run(calls.places_calls), messages.run(person.enrolls)]
    try:
        for kill in range(1, kills + 1):
            assert is_soon(partial(sent_enough, kill))
            threading.Event().wait(dice.uniform(0, 0.05))
            simulator.kill()
            simulator.start()
        assert is_soon(lambda: len(person.interrupted) >= kills // 2 + 1 and person.enrolled > 0)
    finally:
        stops.set()
        for each in threads:
            each.join()
    assert (person.wrong, messages.failures, calls.failures) == ([], [], [])
    kept = {each["id"]: each["body"] for each in everything(api, "messages")}
    assert {each: kept.get(each) for each in messages.acknowledged} == messages.acknowledged
    placed = {each["id"] for each in everything(api, "calls")}
    assert set(calls.acknowledged) <= placed
    assert len(messages.acknowledged) > BETWEEN * kills
    assert len(calls.acknowledged) > kills
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
