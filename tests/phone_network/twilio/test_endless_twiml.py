"""Any TwiML and any step of the clock ends soon: made-up documents, answered, keyed and left to the clock."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network import Fault, MessageFault, NotPossibleError, sms_service, voice_service
from stapsgewijs.phone_network.twilio.call_session import Fetch, TwimlCallSession
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web import long_poll
from stapsgewijs.web.long_poll import process_all_due
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from starlette.applications import Starlette

ANNA = PhoneNumber("+31612345678")
MAX_CPU_S: Final = 1.0
"""What the issue allows for one call and one step; nearly all take some milliseconds."""

numbers = st.sampled_from(["0", "1", "5", "60", "86400", "999999"])
says = st.builds('<Say loop="{}">{}</Say>'.format, numbers, st.sampled_from(["", "Druk op hekje.", "x" * 300]))
plays = st.builds(
    '<Play loop="{}" digits="{}">{}</Play>'.format, numbers, st.just("12w"), st.just("http://127.0.0.1/a")
)
pauses = st.builds('<Pause length="{}"/>'.format, numbers)
prompts = st.lists(says | plays | pauses, max_size=3).map("".join)
gathers = st.builds(
    '<Gather timeout="{}" numDigits="{}" actionOnEmptyResult="{}" finishOnKey="{}">{}</Gather>'.format,
    numbers,
    numbers,
    st.sampled_from(["true", "false"]),
    st.sampled_from(["", "#"]),
    prompts,
)
circles = st.just("<Redirect/>")
verbs = st.one_of(says, plays, pauses, gathers, circles, st.just("<Hangup/>"), st.just('<Reject reason="busy"/>'))
documents = st.builds(
    "<Response>{}{}</Response>".format, st.lists(verbs, max_size=6).map("".join), st.sampled_from(["", "<Redirect/>"])
)
steps = st.lists(st.integers(0, 10 * 365 * 86400) | st.sampled_from([0, 1, 60, 28_800, 864_000]), max_size=4)
keys = st.text("0123456789*#", max_size=5)


def placed(app: Starlette, twiml: str) -> str:
    """Place a call with these words, and return its id."""
    network = app.state.site.organisations.get("contoso").network
    voice = network.voice
    outgoing, nowhere = app.state.site.outgoing.of("contoso"), Fetch("")
    call = voice.new_id()
    talk = TwimlCallSession(call, "token", {}, nowhere, None, network, outgoing, twiml)
    voice.place(ANNA, "+15005550006", talk, call_id=call)
    return str(call)


def lasts(app: Starlette, twiml: str, pressed: str, advanced: list[int]) -> None:
    """Answer a call, press keys, and move the clock: each within `MAX_CPU_S`."""
    organisation = app.state.site.organisations.get("contoso")
    voice = organisation.network.voice
    call = placed(app, twiml)

    def press() -> None:
        with suppress(NotPossibleError):  # it has ended
            voice.press(call, pressed or "1")

    def advance(seconds: int) -> None:
        organisation.clock.advance(dt.timedelta(seconds=seconds))
        organisation.network.process_due()

    actions = [lambda: voice.answer(call), press, *(lambda seconds=each: advance(seconds) for each in advanced)]
    for action in actions:
        began = time.process_time()
        action()
        assert time.process_time() - began < MAX_CPU_S
    due = organisation.network.next_due()
    assert due is None or due > organisation.clock.now()
    if not voice.get(call).status.is_final:
        voice.complete(call)


@pytest.mark.parametrize("database", ["", ":memory:"])
def test_any_document_and_any_step_of_the_clock_ends(database: str) -> None:
    app = build_app(database=database)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(documents, keys, steps)
    def ends(twiml: str, pressed: str, advanced: list[int]) -> None:
        lasts(app, twiml, pressed, advanced)

    ends()


@pytest.mark.parametrize("database", ["", ":memory:"])
@pytest.mark.parametrize("timeout", [0, 10])
def test_calls_that_ask_again_for_ten_days_cost_little(database: str, timeout: int) -> None:
    app = build_app(database=database)
    organisation = app.state.site.organisations.get("contoso")
    asks_again = f'<Response><Gather timeout="{timeout}"><Say>Druk op hekje.</Say></Gather><Redirect/></Response>'
    for _ in range(3):
        organisation.network.voice.answer(placed(app, asks_again))
    for _ in range(10):
        began = time.process_time()
        organisation.clock.advance(dt.timedelta(days=1))
        organisation.network.process_due()
        assert time.process_time() - began < 3 * MAX_CPU_S
    assert organisation.network.next_due() is None


@pytest.mark.parametrize("database", ["", ":memory:"])
def test_many_calls_that_ask_again_are_worked_off_in_parts(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_service, "EVENTS_AT_ONCE", 50)
    monkeypatch.setattr(long_poll, "_PAUSE_S", 0.0)
    app = build_app(database=database)
    organisation = app.state.site.organisations.get("contoso")
    network = organisation.network
    organisation.clock.pause()
    asks_again = '<Response><Gather timeout="10"><Say>Druk op hekje.</Say></Gather><Redirect/></Response>'
    calls = [placed(app, asks_again) for _ in range(8)]
    for each in calls:
        network.voice.answer(each)
    organisation.clock.advance(dt.timedelta(minutes=10))
    before = [len(network.voice.items.get(each).transcript) for each in calls]
    network.process_due()
    after = [len(network.voice.items.get(each).transcript) for each in calls]
    assert before != after
    assert before[1:] == after[1:], "the first one alone has more than that"
    assert network.next_due() <= organisation.clock.now()
    run_coroutine(process_all_due(network, organisation.clock.now()))
    assert network.next_due() > organisation.clock.now()
    assert len({len(network.voice.items.get(each).transcript) for each in calls}) == 1


@pytest.mark.parametrize("database", ["", ":memory:"])
def test_many_messages_that_are_late_arrive_in_parts(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_service, "MESSAGES_AT_ONCE", 3)
    monkeypatch.setattr(long_poll, "_PAUSE_S", 0.0)
    organisation = build_app(database=database).state.site.organisations.get("contoso")
    network = organisation.network
    for number in range(8):
        network.sms.send(ANNA, "x", f"{number}", fault=Fault("", MessageFault.LATE, seconds=5 + number))
    organisation.clock.advance(dt.timedelta(minutes=10))
    assert [each.body for each in network.sms.delivered(ANNA)] == ["0", "1", "2"]
    run_coroutine(process_all_due(network, organisation.clock.now()))
    assert [each.body for each in network.sms.delivered(ANNA)] == [f"{each}" for each in range(8)]
