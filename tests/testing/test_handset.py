from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.testing.api import RefusedError
from stapsgewijs.testing.handset import Handset, NothingCameError
from stapsgewijs.testing.network import connected, fictional_numbers, started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.testing.network import PhoneNetwork
    from stapsgewijs.testing.organisation import Organisation


@pytest.fixture(scope="module")
def network() -> Iterator[PhoneNetwork]:
    with started() as network:
        yield network


@pytest.fixture
def contoso(network: PhoneNetwork) -> Iterator[Organisation]:
    with network.organisation() as made:
        yield made


def send(contoso: Organisation, handset: Handset, body: str, sender: str = "Contoso") -> None:
    contoso.api.post("messages", {"to": handset.number, "from": sender, "body": body})


def test_messages_are_read_once_and_by_what_is_in_them(contoso: Organisation) -> None:
    phone = contoso.handset()
    for body in ("509326 is uw code", "Tot straks", "Uw code: 111111"):
        send(contoso, phone, body)
    assert phone.wait_for_message(text="STRAKS").body == "Tot straks"
    assert [phone.wait_for_message().code for _ in range(2)] == ["509326", "111111"]
    with pytest.raises(NothingCameError):
        phone.wait_for_message(timeout=0)


def test_a_message_is_waited_for_until_it_comes(contoso: Organisation) -> None:
    phone = contoso.handset()
    send(contoso, phone, "iets anders")
    later = threading.Timer(0.05, send, (contoso, phone, "uw code is 509326", "Ander"))
    later.start()
    found = phone.wait_for_message(text="code", sender="ander")
    later.join()
    assert (found.sender, found.code, found.status) == ("Ander", "509326", "delivered")


def test_a_code_is_the_latest_one_not_given_before(contoso: Organisation) -> None:
    phone = contoso.handset()
    send(contoso, phone, "111111")
    send(contoso, phone, "222222")
    assert phone.code() == "222222"
    send(contoso, phone, "333333")
    assert phone.code() == "333333"
    with pytest.raises(NothingCameError, match="message with a code"):
        phone.code(timeout=0)


def test_a_failure_shows_what_did_come_and_where(contoso: Organisation) -> None:
    phone, other = contoso.handset(), contoso.handset()
    phone.suffers("message", "undelivered", code=30007)
    send(contoso, phone, "509326 is uw code")
    send(contoso, other, "voor een ander")
    with pytest.raises(NothingCameError) as failed:
        phone.wait_for_message(text="code", sender="Contoso", timeout=0)
    told = str(failed.value)
    assert f"no message with “code” from Contoso came to {phone.number} within 0 s" in told
    assert "“509326 is uw code” (queued, sending, sent" in told
    assert "error 30007" in told
    assert told.index("others have") < told.index("voor een ander")


def test_a_reply_goes_to_whom_the_latest_message_came_from(contoso: Organisation) -> None:
    phone = contoso.handset()
    with pytest.raises(NothingCameError, match="no message to reply to"):
        phone.reply("STOP")
    send(contoso, phone, "Antwoord STOP", "+15005550006")
    phone.reply("STOP")
    phone.reply("hallo", to="Ander")
    assert [(each.to, each.body) for each in contoso.messages(direction="inbound")] == [
        ("+15005550006", "STOP"),
        ("Ander", "hallo"),
    ]


def test_a_clock_brings_what_is_late(contoso: Organisation) -> None:
    phone = contoso.handset("06 12345678")
    assert phone.number == "+31612345678"
    phone.suffers("message", "late", seconds=300)
    send(contoso, phone, "laat")
    assert phone.messages() == []
    contoso.advance(300)
    assert phone.wait_for_message(timeout=0).body == "laat"
    contoso.reset()
    assert contoso.messages() == []


def test_without_a_call_there_is_nothing_to_press(contoso: Organisation) -> None:
    phone = contoso.handset()
    with pytest.raises(NothingCameError, match="no current call"):
        phone.press("#")
    with pytest.raises(NothingCameError, match=r"(?s)no call came to .* within 0 s.*has:\n  nothing"):
        phone.answer(timeout=0)


TWIML = (
    '<Response><Gather numDigits="1" finishOnKey=""><Say>Press the pound key.</Say></Gather>'
    "<Say>You pressed nothing.</Say></Response>"
)


def call(contoso: Organisation, phone: Handset, twiml: str = TWIML) -> None:
    account = contoso.account
    form = {"To": phone.number, "From": "+15005550006", "Twiml": twiml}
    address = f"{account.url}/2010-04-01/Accounts/{account.sid}/Calls.json"
    answer = httpx.post(address, data=form, auth=(account.sid, account.token), trust_env=False, timeout=60)
    assert answer.status_code == 201, answer.text


def test_a_call_is_answered_heard_and_ended(contoso: Organisation) -> None:
    phone = contoso.handset()
    call(contoso, phone)
    assert phone.wait_for_call().status == "ringing"
    assert phone.answer().status == "in-progress"
    assert phone.wait_to_hear("POUND key").heard == ("Press the pound key.",)
    with pytest.raises(NothingCameError, match=r"(?s)nobody said “goodbye” within 0 s.*said: “Press the pound key.”"):
        phone.wait_to_hear("goodbye", timeout=0)
    assert phone.hang_up().status == "completed"
    assert "pressed" not in phone.summary()
    assert "call from +15005550006" in contoso.summary()


def test_each_call_is_waited_for_once_and_what_was_heard_before_does_not_count(contoso: Organisation) -> None:
    phone = contoso.handset()
    for _ in range(2):
        call(contoso, phone)
        phone.answer()
        phone.wait_to_hear("pound")
        assert phone.call.pressed == ()
        phone.hang_up()
    assert [each.status for each in phone.calls()] == ["completed", "completed"]
    call(contoso, phone)
    assert phone.wait_for_call().status == "ringing"
    with pytest.raises(NothingCameError, match="nobody said"):
        phone.wait_to_hear("pound", timeout=0)
    assert phone.hang_up().status == "busy"
    with pytest.raises(NothingCameError, match="no call came"):
        phone.wait_for_call(timeout=0)


def test_a_paused_clock_moves_only_when_it_is_put_forward(contoso: Organisation) -> None:
    contoso.pause()
    before = contoso.api.get("clock")
    contoso.advance(5)
    assert contoso.api.get("clock")["now"] > before["now"]
    assert contoso.api.get("clock")["now"] == contoso.api.get("clock")["now"]
    contoso.run()
    assert contoso.api.get("clock")["state"] == "running"


def test_something_can_go_wrong_on_any_phone(contoso: Organisation) -> None:
    contoso.suffers("message", "lost", skip=1)
    one, two = contoso.handset(), contoso.handset()
    for phone in (one, two):
        send(contoso, phone, "hallo")
    assert (len(one.messages()), len(two.messages())) == (1, 0)
    assert [each.status for each in contoso.messages(text="hallo")] == ["delivered", "sent"]


def test_organisations_do_not_see_each_other_and_are_gone_afterwards(network: PhoneNetwork) -> None:
    with network.organisation("Een") as one, network.organisation("Twee") as two:
        send(one, one.handset("+31612345678"), "hallo")
        assert two.messages() == []
    with pytest.raises(RefusedError, match=r"404.*no organisation"):
        one.messages()


def test_an_organisation_has_an_account_for_the_provider_s_protocol(
    network: PhoneNetwork, contoso: Organisation
) -> None:
    account = contoso.account
    assert (account.sid[:2], len(account.sid), account.url) == ("AC", 34, network.url)


def test_where_nothing_listens_the_address_is_said() -> None:
    with (
        connected("http://127.0.0.1:9/") as nowhere,
        pytest.raises(RefusedError, match=r"no phone network answers at http://127\.0\.0\.1:9"),
    ):
        nowhere.organisation()


def test_numbers_are_fictional_and_differ() -> None:
    numbers = fictional_numbers()
    assert len(set(numbers)) == len(numbers) == 1200
    assert {each[5:10] for each in numbers} == {"55501"}


def test_codes_are_read_one_message_after_another(contoso: Organisation) -> None:
    phone = contoso.handset()
    for body in ("Uw code: 111111", "Uw code: 222222", "111111 of 222222", "geen code"):
        send(contoso, phone, body)
    assert (phone.next_code(), phone.latest_code(), phone.next_code()) == ("111111", "222222", "222222")
    for body in ("111111 of 222222", "geen code"):
        with pytest.raises(NothingCameError, match=f"no single verification code in the message “{body}”"):
            phone.next_code()
    with pytest.raises(NothingCameError, match=r"(?s)no text message came to .* within 0 s.*Uw code: 111111"):
        Handset(contoso.api, contoso.handset().number, timeout=0).next_code()
    with pytest.raises(NothingCameError, match="no verification code came"):
        contoso.handset().latest_code()


def test_a_count_of_messages_that_is_wrong_says_what_came(contoso: Organisation) -> None:
    phone = contoso.handset()
    send(contoso, phone, "een")
    phone.expect_messages(1)
    with pytest.raises(AssertionError, match=r"(?s)has 1 messages; it should have 2.*“een”"):
        phone.expect_messages(2)


def test_what_was_there_before_is_not_looked_at(contoso: Organisation) -> None:
    old = contoso.handset("06 12345678")
    send(contoso, old, "Uw code: 111111")
    call(contoso, old)
    before = {kind: contoso.api.get(kind, limit=1)[0]["place"] for kind in ("messages", "calls")}
    phone = Handset(contoso.api, "06 12345678", timeout=0, before=before)
    assert (phone.messages(), phone.calls()) == ([], [])
    assert phone.summary() == "06 12345678 has:\n  nothing"
    for missed in (phone.next_code, phone.wait_for_call):
        with pytest.raises(NothingCameError):
            missed()
    send(contoso, old, "Uw code: 222222")
    assert (phone.next_code(), [each.code for each in phone.messages()]) == ("222222", ["222222"])
    assert "222222" in phone.summary()


def test_capitals_count_where_words_have_to_be_exact(contoso: Organisation) -> None:
    phone = contoso.handset()
    call(contoso, phone)
    phone.answer()
    assert phone.wait_to_hear("Press the pound", exact=True)
    with pytest.raises(NothingCameError, match="nobody said “press the POUND”"):
        phone.wait_to_hear("press the POUND", exact=True)


def test_a_call_that_did_not_get_through_is_passed_over_when_one_answers(contoso: Organisation) -> None:
    phone = contoso.handset()
    phone.suffers("call", "busy")
    call(contoso, phone)
    call(contoso, phone)
    assert phone.answer().status == "in-progress"
    assert [each.status for each in phone.calls()] == ["busy", "in-progress"]
    phone.hang_up()


def test_switches_of_a_phone_are_changed_one_by_one(contoso: Organisation) -> None:
    phone = contoso.handset()
    assert phone.settings.phone_on
    assert not phone.settings.do_not_disturb
    phone.change_settings(do_not_disturb=True)
    phone.blocks("020 249 0048")
    assert phone.blocks("Contoso").blocked_callers == ("+31202490048", "Contoso")
    assert phone.settings.do_not_disturb
    contoso.reset()
    assert phone.settings == contoso.handset().settings


def test_a_message_arrives_when_the_phone_is_on_again(contoso: Organisation) -> None:
    phone = contoso.handset()
    phone.change_settings(phone_on=False)
    send(contoso, phone, "509326")
    assert phone.messages() == []
    phone.change_settings(phone_on=True)
    assert phone.code(timeout=0) == "509326"


def test_a_switch_that_no_phone_has_is_refused(contoso: Organisation) -> None:
    with pytest.raises(RefusedError, match="422"):
        contoso.handset().change_settings(battery_saver=True)
    with pytest.raises(RefusedError, match="no caller"):
        contoso.handset().blocks("+31")


def test_words_of_an_earlier_call_are_not_those_of_the_present_one(contoso: Organisation) -> None:
    phone = contoso.handset()
    call(contoso, phone, "<Response><Say>alpha</Say></Response>")
    phone.answer()
    later = Handset(contoso.api, phone.number, before={"calls": contoso.api.get("calls")[0]["place"]})
    call(contoso, later, "<Response><Pause length='3'/><Say>alpha beta</Say><Pause/></Response>")
    later.answer()
    threading.Timer(0.05, contoso.advance, (3,)).start()
    assert later.wait_to_hear("alpha").heard == ("alpha beta",)
    later.hang_up()
    began = time.monotonic()
    with pytest.raises(NothingCameError, match=r"(?s)nobody said “omega”, and the call is over:.*said: “alpha b"):
        later.wait_to_hear("omega", timeout=60)
    assert time.monotonic() < began + 30  # it is not waited for on a call that is over


def test_words_that_are_said_in_parts_are_heard(contoso: Organisation) -> None:
    phone = contoso.handset()
    call(contoso, phone, "<Response><Say>Your code</Say><Say>is  ready</Say></Response>")
    phone.answer()
    assert phone.wait_to_hear("code is ready", exact=True)


def test_a_code_is_heard_on_a_call_when_all_of_it_was_said(contoso: Organisation) -> None:
    contoso.pause()
    phone = contoso.handset()
    send(contoso, phone, "111111")
    said = "<Response><Say>Code: 0 1 2</Say><Pause/><Say>3 4 5</Say><Gather timeout='60'/></Response>"
    call(contoso, phone, said)
    phone.answer()
    with pytest.raises(NothingCameError, match=r"no code of 4 to 10 digits was said on the call:\n.*\n    said: “Code"):
        phone.call_code(timeout=0)
    threading.Timer(0.05, contoso.advance, (1,)).start()
    assert phone.call_code() == "012345"
    assert phone.code(timeout=0) == "111111"  # the one of the call was read
    call(contoso, phone, "<Response><Say>9 8 7 6</Say></Response>")
    phone.answer()
    assert phone.code(timeout=0) == "9876"
    with pytest.raises(NothingCameError):
        phone.code(timeout=0)


def test_what_is_said_on_a_call_is_told_of(contoso: Organisation) -> None:
    phone = contoso.handset()
    asks = "<Gather input='speech' timeout='60'><Say>Yes or no?</Say></Gather>"
    call(contoso, phone, f"<Response>{asks}<Hangup/></Response>")
    phone.answer()
    assert phone.say("yes, please").said == ("yes, please",)
    assert "the person said: “yes, please”" in phone.summary()
    phone.hang_up()
    with pytest.raises(RefusedError, match="cannot be spoken on"):
        phone.say("hello?")
