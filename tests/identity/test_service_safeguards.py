from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    CallEnd,
    ChannelRefusedError,
    Device,
    Enrollment,
    EnrollmentService,
    ForbiddenEventError,
    Policy,
    RejectionReason,
    RequestRejectedError,
    State,
    Verdict,
)
from stapsgewijs.identity.app_passwords import AppPasswordHash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import FakeChannel, HandSetClock

PHONE, OFFICE = Device.AUTHENTICATION_PHONE, Device.OFFICE_PHONE
MESSAGE, CALL = "text_message", "phone_call"
NUMBER, OTHER_NUMBER = "06 12345678", "06 87654321"


@pytest.fixture
def verified(service: EnrollmentService, channel: FakeChannel) -> Enrollment:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="verified")
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED
    return anna


def texts_in(thing: object, seen: set[int]) -> Iterator[str]:
    """Every text that can be reached from `thing`: attributes, slots, items, closures."""
    if isinstance(thing, str | bytes):
        yield thing if isinstance(thing, str) else thing.decode("latin-1")
        return
    if id(thing) in seen or isinstance(thing, type(None) | type):
        return
    seen.add(id(thing))
    inside: list[object] = list(getattr(thing, "__dict__", {}).values())
    for each in type(thing).__mro__:
        names = each.__dict__.get("__slots__", ())
        inside += [getattr(thing, name, None) for name in ((names,) if isinstance(names, str) else names)]
    if isinstance(thing, dict):
        inside += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        inside += list(thing)
    inside += [each.cell_contents for each in getattr(thing, "__closure__", None) or ()]
    for each in inside:
        yield from texts_in(each, seen)


def wrong_code(channel: FakeChannel) -> str:
    return "".join(string.digits[(int(each) + 1) % 10] for each in channel.code)


def test_the_plain_app_password_is_nowhere_once_it_was_taken(service: EnrollmentService, verified: Enrollment) -> None:
    before = verified.unshown_app_password
    assert before is not None
    assert before in set(texts_in(service, set()))
    assert service.take_app_password(verified) == before
    assert not [text for text in texts_in([service, verified], set()) if before in text]
    assert service.knows_app_password("anna", before)


def test_an_app_password_that_was_not_taken_is_gone_after_done(
    service: EnrollmentService, verified: Enrollment
) -> None:
    password = verified.unshown_app_password
    assert password is not None
    service.finish(verified)
    assert service.take_app_password(verified) is None
    assert not [text for text in texts_in([service, verified], set()) if password in text]


def test_the_same_app_password_has_another_hash_for_everybody() -> None:
    one, other = AppPasswordHash.of("abcdefgh", b"salt"), AppPasswordHash.of("abcdefgh", b"pepper")
    assert one.digest != other.digest
    assert one.matches("abcdefgh")
    assert not one.matches("abcdefgi")


def test_each_app_password_of_a_person_keeps_working(service: EnrollmentService, verified: Enrollment) -> None:
    passwords = [service.take_app_password(verified) or ""]
    for _ in range(2):
        service.renew_app_password(verified)
        passwords.append(service.take_app_password(verified) or "")
    assert len(set(passwords)) == 3
    assert all(service.knows_app_password("anna", each) for each in passwords)
    assert all(set(each) <= set(string.ascii_lowercase) and len(each) == 16 for each in passwords)


def test_nobody_has_more_than_forty_app_passwords(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(sends=100)
    taken = 0
    for number in range(41):
        anna = service.begin("anna")
        service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form=str(number))
        assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED
        taken += service.take_app_password(anna) is not None
    assert taken == 40
    with pytest.raises(RequestRejectedError) as refused:
        service.renew_app_password(anna)
    assert refused.value.reason is RejectionReason.APP_PASSWORDS
    bram = service.begin("bram")
    service.start(bram, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="b")
    service.enter_code(bram, channel.code)
    assert service.take_app_password(bram) is not None


@pytest.mark.parametrize("end", ["choosing", "code sent", "enrolled"])
def test_no_app_password_is_given_but_to_who_was_just_verified(
    service: EnrollmentService, verified: Enrollment, end: str
) -> None:
    if end == "enrolled":
        service.finish(verified)
        there = verified
    else:
        there = service.begin("bram")
        if end == "code sent":
            service.start(there, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="b")
    with pytest.raises(ForbiddenEventError):
        service.renew_app_password(there)
    assert service.take_app_password(there) is None


def test_wrong_tries_add_up_over_resends_and_other_numbers(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    assert [service.enter_code(anna, wrong_code(channel)) for _ in range(2)] == [Verdict.WRONG] * 2
    service.resend(anna, form="2")
    assert [service.enter_code(anna, wrong_code(channel)) for _ in range(2)] == [Verdict.WRONG] * 2
    service.start(anna, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="3")
    assert service.enter_code(anna, wrong_code(channel)) is Verdict.LOCKED_OUT
    for way in (MESSAGE, CALL):
        with pytest.raises(ForbiddenEventError):
            service.start(anna, PHONE, way, NUMBER, "NL", form=f"after {way}")
    assert anna.code is None


def test_a_code_is_accepted_once_only(service: EnrollmentService, channel: FakeChannel, verified: Enrollment) -> None:
    with pytest.raises(ForbiddenEventError, match="no code is asked for"):
        service.enter_code(verified, channel.code)
    assert verified.state is State.VERIFIED


def test_a_used_code_of_somebody_else_is_wrong_and_not_told_as_used(
    service: EnrollmentService, channel: FakeChannel, verified: Enrollment
) -> None:
    assert verified.person == "anna"
    of_anna = channel.code
    bram = service.begin("bram")
    service.start(bram, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="b")
    assert of_anna != channel.code
    assert service.enter_code(bram, of_anna) is Verdict.WRONG


def test_a_refused_resend_leaves_the_code_that_was_sent_in_force(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    service.policy = Policy(sends=1)
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    with pytest.raises(RequestRejectedError) as refused:
        service.resend(anna, form="2")
    assert refused.value.reason is RejectionReason.THROTTLED
    assert (anna.state, len(channel.sent)) == (State.CODE_SENT, 1)
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_a_refused_number_leaves_the_code_that_was_sent_in_force(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    with pytest.raises(RequestRejectedError):
        service.start(anna, PHONE, MESSAGE, "020 2490048", "NL", form="2")
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_the_throttle_counts_one_number_however_it_is_written(service: EnrollmentService, clock: HandSetClock) -> None:
    service.policy = Policy(sends=3)
    anna = service.begin("anna")
    for form, text, region in (("1", "06 12345678", "NL"), ("2", "+31612345678", "BE"), ("3", "0031612345678", "NL")):
        service.start(anna, PHONE, MESSAGE, text, region, form=form)
        clock.advance(seconds=100)
    clock.advance(seconds=-0.001)
    with pytest.raises(RequestRejectedError) as refused:
        service.start(anna, PHONE, MESSAGE, "06-12345678", "NL", form="4")
    assert refused.value.reason is RejectionReason.THROTTLED
    clock.advance(seconds=0.001)
    service.start(anna, PHONE, MESSAGE, "06-12345678", "NL", form="5")
    with pytest.raises(RequestRejectedError):
        service.start(anna, PHONE, MESSAGE, "06-12345678", "NL", form="6")


def test_what_is_refused_does_not_count_for_the_throttle(service: EnrollmentService) -> None:
    service.policy = Policy(sends=1, text_message=False)
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as refused:
        service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    assert refused.value.reason is RejectionReason.NOT_ALLOWED
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="2")
    assert anna.state is State.CALLING


def test_a_refused_form_is_refused_the_same_when_sent_again_later(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    service.policy = Policy(sends=1)
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    for _ in range(2):
        with pytest.raises(RequestRejectedError) as refused:
            service.resend(anna, form="2")
        assert refused.value.reason is RejectionReason.THROTTLED
        clock.advance(hours=1)
    assert len(channel.sent) == 1
    service.resend(anna, form="3")
    assert len(channel.sent) == 2


def test_one_form_twice_for_a_call_rings_once(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    for _ in range(2):
        service.start(anna, PHONE, CALL, NUMBER, "NL", form="same")
    assert len(channel.calls) == 1
    channel.calls[0][1].ended(CallEnd.BUSY)
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="same")
    assert (len(channel.calls), anna.state) == (1, State.CALL_FAILED)


def test_nothing_is_sent_again_for_an_enrollment_at_step_1_whose_method_an_earlier_version_filled_in(
    service: EnrollmentService,
) -> None:
    kept = Enrollment("e1", "anna", method=MESSAGE)
    with pytest.raises(ForbiddenEventError, match=kept.state):
        service.resend(kept, form="1")
    with pytest.raises(ForbiddenEventError, match=kept.state):
        service.enter_code(kept, "123456")


def test_again_before_anything_was_sent_is_forbidden(service: EnrollmentService, channel: FakeChannel) -> None:
    with pytest.raises(ForbiddenEventError, match="nothing was sent before"):
        service.resend(service.begin("anna"), form="1")
    assert channel.sent == []


def test_a_code_instead_of_a_call_voids_the_call(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="1")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="2")
    reply = channel.calls[0][1].pressed("#")
    assert reply is not None
    assert (reply.say, reply.hang_up) == ("denied", True)
    channel.calls[0][1].ended(CallEnd.HUNG_UP)
    assert (anna.state, anna.call_end) == (State.CODE_SENT, None)


def test_a_call_instead_of_a_code_voids_the_code(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="2")
    with pytest.raises(ForbiddenEventError):
        service.enter_code(anna, channel.code)
    assert anna.code is None


def test_canceling_a_call_makes_its_keys_mean_nothing(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="1")
    service.cancel(anna)
    for key in "0##":
        channel.calls[0][1].pressed(key)
    assert anna.state is State.CANCELED
    assert service.blocked_until("anna") is None
    assert not service.knows_app_password("anna", "")


def test_after_too_many_tries_one_can_cancel_and_begin_again(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(wrong_tries=1)
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    assert service.enter_code(anna, wrong_code(channel)) is Verdict.LOCKED_OUT
    service.cancel(anna)
    again = service.begin("anna")
    service.start(again, PHONE, MESSAGE, NUMBER, "NL", form="1")
    assert service.enter_code(again, channel.code) is Verdict.ACCEPTED


def test_finishing_twice_keeps_one_device_from_the_first_time(
    service: EnrollmentService, clock: HandSetClock, verified: Enrollment
) -> None:
    since = clock.now()
    told: list[State] = []
    service.on_change(lambda each: told.append(each.state))
    service.finish(verified)
    clock.advance(hours=1)
    service.finish(verified)
    assert [each.since for each in service.enrolled("anna")] == [since]
    assert told == [State.ENROLLED]


@pytest.mark.parametrize("way", [None, MESSAGE, CALL])
def test_nothing_is_enrolled_that_was_not_verified(service: EnrollmentService, way: str | None) -> None:
    anna = service.begin("anna")
    if way is not None:
        service.start(anna, PHONE, way, NUMBER, "NL", form="1")
    with pytest.raises(ForbiddenEventError):
        service.finish(anna)
    assert service.enrolled("anna") == ()


def test_a_lifetime_that_is_shortened_counts_for_codes_under_way(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    clock.advance(seconds=60)
    service.policy = Policy(code_lifetime=60)
    assert service.enter_code(anna, channel.code) is Verdict.EXPIRED
    service.policy = Policy(code_lifetime=61)
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_a_code_has_as_many_digits_as_the_policy_says(service: EnrollmentService, channel: FakeChannel) -> None:
    for digits in (4, 6, 10):
        service.policy = Policy(code_digits=digits)
        service.start(service.begin("anna"), PHONE, MESSAGE, NUMBER, "NL", form=f"{digits}")
        assert len(channel.code) == digits


def test_a_fraud_block_of_no_days_blocks_nobody(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(fraud_block_days=0)
    service.start(service.begin("anna"), PHONE, CALL, NUMBER, "NL", form="1")
    for key in "0#":
        channel.calls[0][1].pressed(key)
    assert service.blocked_until("anna") is None


def test_who_is_blocked_is_sent_nothing_whatever_the_way_or_number(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, CALL, NUMBER, "NL", form="1")
    for key in "0#":
        channel.calls[0][1].pressed(key)
    with pytest.raises(RequestRejectedError):
        service.resend(anna, form="2")
    clock.advance(days=89, hours=23, minutes=59)
    for device, way in ((PHONE, MESSAGE), (PHONE, CALL), (OFFICE, CALL)):
        with pytest.raises(RequestRejectedError) as refused:
            service.start(service.begin("anna"), device, way, OTHER_NUMBER, "NL", form="3")
        assert refused.value.reason is RejectionReason.BLOCKED
    assert (len(channel.sent), len(channel.calls)) == (0, 1)


@pytest.mark.parametrize("way", [MESSAGE, CALL])
def test_a_channel_that_refuses_leaves_nothing_under_way(
    service: EnrollmentService, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def refuse(*_: object) -> None:
        raise ChannelRefusedError

    anna = service.begin("anna")
    with monkeypatch.context() as patch:
        patch.setattr(channel, "send_message", refuse)
        patch.setattr(channel, "place_call", refuse)
        with pytest.raises(RequestRejectedError) as refused:
            service.start(anna, PHONE, way, NUMBER, "NL", form="1")
    assert refused.value.reason is RejectionReason.CHANNEL
    assert anna.state is (State.CHOOSING if way is MESSAGE else State.CALL_FAILED)
    assert anna.call_end is (None if way is MESSAGE else CallEnd.FAILED)
    service.start(anna, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="2")
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_a_new_code_that_the_channel_refuses_leaves_the_first_in_force(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    anna = service.begin("anna")
    service.start(anna, PHONE, MESSAGE, NUMBER, "NL", form="1")
    channel.refuses = True
    with pytest.raises(RequestRejectedError):
        service.resend(anna, form="2")
    with pytest.raises(RequestRejectedError):
        service.start(anna, PHONE, MESSAGE, OTHER_NUMBER, "NL", form="3")
    assert str(anna.number) == "+31612345678"
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_nothing_is_sent_to_who_is_verified_already(
    service: EnrollmentService, channel: FakeChannel, verified: Enrollment
) -> None:
    for way in (MESSAGE, CALL):
        with pytest.raises(ForbiddenEventError):
            service.start(verified, PHONE, way, OTHER_NUMBER, "NL", form=f"late {way}")
    assert (len(channel.sent), channel.calls, str(verified.number)) == (1, [], "+31612345678")
