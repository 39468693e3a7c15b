"""What people go through with a phone in their hand; no test polls, and no test waits in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.testing.handset import NothingCameError

if TYPE_CHECKING:
    from conftest import App
    from stapsgewijs.testing.handset import Handset
    from stapsgewijs.testing.organisation import Organisation


def test_a_code_by_text_message_signs_in(app: App, handset: Handset) -> None:
    """The whole of it: ask for a code, read it, enter it."""
    app.post("/sign-in", number=handset.number)
    message = handset.wait_for_message(text="your code", sender="Example")
    assert app.post("/code", number=handset.number, code=message.code) == (200, {"verified": True})


def test_a_code_is_taken_once(app: App, handset: Handset) -> None:
    """A code that somebody read over a shoulder is worth nothing afterwards."""
    app.post("/sign-in", number=handset.number)
    code = handset.code()
    assert app.post("/code", number=handset.number, code=code)[0] == 200
    assert app.post("/code", number=handset.number, code=code)[0] == 403


def test_the_newest_code_counts_when_messages_overtake_each_other(app: App, handset: Handset) -> None:
    """The first message arrives after the second, as happens."""
    handset.suffers("message", "reordered")
    app.post("/sign-in", number=handset.number)
    app.post("/sign-in", number=handset.number)
    new, old = (handset.wait_for_message().code for _ in range(2))
    assert app.post("/code", number=handset.number, code=old)[0] == 403
    assert app.post("/code", number=handset.number, code=new)[0] == 200


def test_a_late_message_arrives_when_the_clock_is_put_forward(
    app: App, handset: Handset, organisation: Organisation
) -> None:
    """Three minutes pass in no time."""
    handset.suffers("message", "late", seconds=180)
    app.post("/sign-in", number=handset.number)
    assert handset.messages() == []
    organisation.advance(180)
    assert app.post("/code", number=handset.number, code=handset.code())[0] == 200


def test_two_people_do_not_get_each_other_s_code(app: App, organisation: Organisation) -> None:
    """Each phone has its own."""
    anna, bram = organisation.handset(), organisation.handset()
    app.post("/sign-in", number=anna.number)
    app.post("/sign-in", number=bram.number)
    assert [each.to for each in anna.messages() + bram.messages()] == [anna.number, bram.number]
    assert app.post("/code", number=bram.number, code=bram.code())[0] == 200
    assert app.post("/status", number=anna.number) == (200, {"verified": False})


def test_a_call_and_the_pound_key_sign_in(app: App, handset: Handset) -> None:
    """Answer, listen, press."""
    app.post("/call", number=handset.number)
    handset.answer()
    handset.wait_to_hear("press the pound key")
    handset.press("#")
    handset.wait_to_hear("thank you")
    assert app.post("/status", number=handset.number) == (200, {"verified": True})


def test_another_key_does_not(app: App, handset: Handset) -> None:
    """The caller says so."""
    app.post("/call", number=handset.number)
    handset.answer()
    handset.press("1")
    handset.wait_to_hear("not the pound key")
    assert app.post("/status", number=handset.number) == (200, {"verified": False})


def test_a_busy_line_signs_nobody_in(app: App, handset: Handset) -> None:
    """There is nothing to answer; what did happen is told."""
    handset.suffers("call", "busy")
    app.post("/call", number=handset.number)
    assert handset.wait_for_call().status == "busy"
    assert app.post("/status", number=handset.number) == (200, {"verified": False})


def test_a_failure_says_what_became_of_the_message(app: App, handset: Handset) -> None:
    """A failed test shows not only that nothing came, but why."""
    handset.suffers("message", "undelivered", code=30003)
    app.post("/sign-in", number=handset.number)
    with pytest.raises(NothingCameError, match="undelivered: error 30003"):
        handset.wait_for_message(timeout=0)
