"""What every repository of a network does: the same tests in memory, in SQLite and in PostgreSQL."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.phone_network import (
    Call,
    CallFault,
    CallStatus,
    Direction,
    Fault,
    Filter,
    Kind,
    Message,
    MessageFault,
    MessageStatus,
    Speaker,
)
from stapsgewijs.phone_network.messages import BLOCKED, HeldRequest
from stapsgewijs.phone_network.opt_outs import is_opted_out, opt
from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from stapsgewijs.phone_network import NetworkRepository

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ANNA, BRAM = PhoneNumber("+31612345678"), PhoneNumber("+31687654321")
counted = itertools.count(1)


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def message(body: str = "x", number: PhoneNumber = ANNA, party: str = "Contoso", **fields: Any) -> Message:  # noqa: ANN401  # any field
    fields = {"created": NOON, "status": MessageStatus.DELIVERED, **fields}
    return Message(f"SM{next(counted):032x}", number, party, body, **fields)


def call(number: PhoneNumber = ANNA, **fields: Any) -> Call:  # noqa: ANN401  # any field
    fields = {"created": NOON, "status": CallStatus.RINGING, "due": at(30), **fields}
    return Call(f"CA{next(counted):032x}", number, "+31202490048", **fields)


def bodies(repository: NetworkRepository, wanted: Filter) -> str:
    return "".join(each.body for each in repository.messages.find(wanted))


def added(repository: NetworkRepository, *messages: Message) -> None:
    for each in messages:
        repository.messages.add(each)


def test_a_message_comes_back_as_it_was(repository: NetworkRepository) -> None:
    kept = message(
        "één 🙂 \u200f\x00\ud800 code",
        party="Cont\u0000oso",
        created=at(1.000001),
        due=at(5),
        direction=Direction.INBOUND,
        status=MessageStatus.SENT,
        delivered=at(2),
        held=True,
        error=30003,
        tags=("a", "b"),
        extras={"account": "AC1"},
    )
    kept.history.append((at(0.5), "queued: é"))
    added(repository, kept)
    assert kept.sequence == 1
    assert repository.messages.get(kept.id) == kept
    assert repository.messages.find(Filter()) == [kept]


def test_a_call_comes_back_as_it_was_but_for_who_talks(repository: NetworkRepository) -> None:
    kept = call(
        disconnect_at=at(9),
        answered=at(1),
        ended=at(2),
        one_way_audio=True,
        wrong_keys_left=1,
        patience=2.5,
        error=21217,
        status=CallStatus.IN_PROGRESS,
        tags=("a",),
        extras={"cut after": "3"},
        script={"kind": "enrollment", "keys": "0", "deep": [{"a": None}]},
    )
    kept.add_line(Speaker.CALLER, "Dit is Contoso. “#”", at(1), "nl-NL")
    kept.history.append((at(0), "ringing"))
    repository.calls.add(kept)
    assert repository.calls.get(kept.id) == kept


def test_who_is_not_there_is_not_found(repository: NetworkRepository) -> None:
    assert repository.messages.get("SM0") is None
    assert repository.calls.get("CA0") is None
    assert (repository.messages.find(Filter()), repository.messages.count(Filter())) == ([], 0)
    assert (repository.messages.next_due(), repository.messages.due(at(10**9)), repository.messages.numbers()) == (
        None,
        [],
        [],
    )


def test_what_is_saved_is_what_comes_back(repository: NetworkRepository) -> None:
    kept = message(status=MessageStatus.SENT, due=at(3))
    added(repository, kept)
    kept.set_status(MessageStatus.DELIVERED, at(3), "after all")
    kept.body, kept.tags = "y", ("new",)
    repository.messages.save(kept)
    assert repository.messages.get(kept.id) == kept
    assert bodies(repository, Filter(text="Y", tag="new", statuses=frozenset({"delivered"}))) == "y"
    assert repository.messages.next_due() is None


def test_places_count_up_and_are_never_given_twice(repository: NetworkRepository) -> None:
    first, second, third = message(), message(), message()
    added(repository, first, second)
    repository.messages.remove(Filter(after=1))
    added(repository, third)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    one = call()
    repository.calls.add(one)
    assert one.sequence == 1


def test_what_wakes_wakes_in_order_of_time(repository: NetworkRepository) -> None:
    late, soon, never = (message(each, status=MessageStatus.SENT) for each in ("late", "soon", "never"))
    late.due, soon.due = at(20), at(10.000001)
    added(repository, late, soon, never)
    assert repository.messages.next_due() == at(10.000001)
    assert [each.body for each in repository.messages.due(at(10))] == []
    assert [each.body for each in repository.messages.due(at(20))] == ["soon", "late"]
    repository.messages.remove(Filter(after=1, before=3))
    assert repository.messages.next_due() == at(20)


def test_a_call_wakes_at_the_first_of_its_times(repository: NetworkRepository) -> None:
    ringing = call(due=at(30), disconnect_at=at(4))
    repository.calls.add(ringing)
    assert repository.calls.next_due() == at(4)
    ringing.set_status(CallStatus.BUSY, at(1))
    repository.calls.save(ringing)
    assert repository.calls.next_due() is None


TEXTS = {
    "a": message("De Straße IS 100% _klaar_\nnu", tags=("x", 'q"', 'a","b')),
    "b": message("İstanbul \\ code", BRAM, "Bank", created=at(1)),
    "c": message("Grüße 🙂 ſ", ANNA, "+31201234567", direction=Direction.INBOUND, status=MessageStatus.RECEIVED),
    "d": message("", BRAM, "CONTOSO", created=at(2), status=MessageStatus.SENT, tags=("b",)),
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "abcd"),
        (Filter(newest_first=True), "dcba"),
        (Filter(limit=2), "ab"),
        (Filter(newest_first=True, limit=3), "dcb"),
        (Filter(BRAM), "bd"),
        (Filter(after=1, before=4), "bc"),
        (Filter(text="STRASSE"), "a"),
        (Filter(text="straße"), "a"),
        (Filter(text="100% _KLAAR_"), "a"),
        (Filter(text="100%_"), ""),
        (Filter(text="\n"), "a"),
        (Filter(text="n"), "ab"),
        (Filter(text="\\"), "b"),
        (Filter(text="i̇STANBUL"), "b"),
        (Filter(text="ü"), "c"),
        (Filter(text="🙂"), "c"),
        (Filter(text="S"), "abc"),
        (Filter(sender="cont"), "ad"),
        (Filter(sender="+31612345678"), "c"),
        (Filter(to="+3168"), "bd"),
        (Filter(to="+3120"), "c"),
        (Filter(sender="BANK", to="+316"), "b"),
        (Filter(tag="x"), "a"),
        (Filter(tag='q"'), "a"),
        (Filter(tag="b"), "d"),
        (Filter(tag=","), ""),
        (Filter(statuses=frozenset({"sent", "received"})), "cd"),
        (Filter(direction=Direction.INBOUND), "c"),
        (Filter(arrived=True), "abc"),
        (Filter(since=at(1)), "bd"),
        (Filter(until=at(2)), "abc"),
        (Filter(text="e", newest_first=True, limit=1), "c"),
    ],
)
def test_what_is_wanted_is_found_counted_and_removed(repository: NetworkRepository, wanted: Filter, found: str) -> None:
    names = {}
    for name, each in TEXTS.items():
        each.sequence = 0
        repository.messages.add(each)
        names[each.id] = name
    assert "".join(names[each.id] for each in repository.messages.find(wanted)) == found
    if wanted.limit is None:
        assert repository.messages.count(wanted) == len(found)
        assert repository.messages.remove(wanted) == len(found)
        assert len(repository.messages.find(Filter())) == 4 - len(found)


def test_a_message_that_the_handset_dropped_has_not_arrived(repository: NetworkRepository) -> None:
    dropped = message("dropped", extras={BLOCKED: "Contoso"})
    about_it = message(f'"{BLOCKED}":"Contoso"', extras={"account": "AC1"})
    for each in (dropped, about_it):
        repository.messages.add(each)
    assert [each.id for each in repository.messages.find(Filter(ANNA, arrived=True))] == [about_it.id]
    assert repository.messages.count(Filter(arrived=True)) == 1
    assert len(repository.messages.find(Filter(ANNA))) == 2


def test_calls_are_searched_in_by_what_was_said(repository: NetworkRepository) -> None:
    said, silent = call(), call(BRAM)
    said.add_line(Speaker.CALLER, "Druk op hekje", at(1))
    for each in (said, silent):
        repository.calls.add(each)
    assert [each.id for each in repository.calls.find(Filter(text="HEKJE"))] == [said.id]
    assert [each.id for each in repository.calls.find(Filter(to="87654", arrived=True))] == [silent.id]


def test_many_are_looked_through_to_the_end(repository: NetworkRepository) -> None:
    with repository.transaction():
        added(repository, *(message("needle" if place in {3, 1200} else "hay") for place in range(1, 1301)))
    assert [each.sequence for each in repository.messages.find(Filter(text="e", newest_first=True))] == [1200, 3]
    assert [each.sequence for each in repository.messages.find(Filter(text="NEEDLE", limit=1))] == [3]


@pytest.mark.parametrize(
    ("keep", "before", "left"),
    [
        (None, None, "abcd"),
        (2, None, "cd"),
        (0, None, ""),
        (9, None, "abcd"),
        (None, at(2), "cd"),
        (3, at(3), "d"),
        (1, at(1), "d"),
        (None, at(99), ""),
    ],
)
def test_too_much_and_too_old_is_pruned(
    repository: NetworkRepository, keep: int | None, before: dt.datetime | None, left: str
) -> None:
    added(repository, *(message(body, created=at(second)) for second, body in enumerate("abcd")))
    assert repository.messages.prune(keep=keep, before=before) == 4 - len(left)
    assert bodies(repository, Filter()) == left


def test_pruning_counts_what_is_there_not_places(repository: NetworkRepository) -> None:
    added(repository, *(message(body) for body in "abcd"))
    repository.messages.remove(Filter(after=1, before=4))
    assert repository.messages.prune(keep=2, before=None) == 0
    assert bodies(repository, Filter()) == "ad"


def test_each_handset_with_an_item_is_named_once(repository: NetworkRepository) -> None:
    added(repository, message(number=BRAM), message(), message(number=BRAM))
    assert sorted(repository.messages.numbers()) == [ANNA.e164, BRAM.e164]
    repository.messages.remove(Filter(BRAM))
    assert repository.messages.numbers() == [ANNA.e164]
    assert repository.calls.numbers() == []


def test_rules_come_back_in_order_however_often_they_are_saved(repository: NetworkRepository) -> None:
    first = Fault("FT1", MessageFault.RATE_LIMITED, ANNA, "é", 1.5, 2, None, 20429, 3, 60.0, [at(1)])
    second = Fault("FT2", CallFault.BUSY)
    for each in (first, second, first):
        repository.save_fault(each)
    assert repository.faults() == [first, second]
    first.times = 0
    repository.save_fault(first)
    assert repository.faults() == [first, second]
    assert (repository.remove_faults("FT0"), repository.remove_faults("FT1"), repository.faults()) == (0, 1, [second])
    assert (repository.remove_faults(), repository.faults()) == (1, [])
    inbound = Fault("FT4", MessageFault.CALLBACKS_LATE, direction=Direction.INBOUND)
    same_name = [Fault("FT3", CallFault.CALLBACKS_LATE), inbound]
    for each in same_name:
        repository.save_fault(each)
    assert repository.faults() == same_name
    assert [each.kind for each in repository.faults()] == [Kind.CALL, Kind.MESSAGE]


def test_what_a_handset_sent_is_on_it_whatever_became_of_it(repository: NetworkRepository) -> None:
    own = {"direction": Direction.INBOUND, "status": MessageStatus.FAILED}
    added(repository, message("own", **own), message("lost", status=MessageStatus.SENT), message("there"))
    assert [each.body for each in repository.messages.find(Filter(ANNA, arrived=True))] == ["own", "there"]


def test_stop_counts_for_one_sender_until_it_is_taken_back(repository: NetworkRepository) -> None:
    assert opt(repository, ANNA.e164, "+15005550006", out=True)
    assert not opt(repository, ANNA.e164, "+15005550006", out=True)
    asked = [(ANNA, "+15005550006"), (BRAM, "+15005550006"), (ANNA, "+15005550009")]
    assert [is_opted_out(repository, number.e164, sender) for number, sender in asked] == [True, False, False]
    assert opt(repository, ANNA.e164, "+15005550006", out=False)
    assert not is_opted_out(repository, ANNA.e164, "+15005550006")


def test_what_is_asked_later_makes_an_item_due(repository: NetworkRepository) -> None:
    kept = message(status=MessageStatus.DELIVERED)
    kept.held_requests = [HeldRequest(at(9), "POST", "http://127.0.0.1/é", {"a": "é"})]
    added(repository, kept)
    assert repository.messages.next_due() == at(9)
    [due] = repository.messages.due(at(9))
    assert due.held_requests == kept.held_requests
    due.held_requests = []
    repository.messages.save(due)
    assert repository.messages.next_due() is None


def test_a_note_is_what_was_noted_last(repository: NetworkRepository) -> None:
    assert repository.get_setting("chaos") == {}
    repository.put_setting("chaos", {"seed": "é", "deep": [1, {"a": None}]})
    repository.put_setting("hooks", {})
    assert repository.get_setting("chaos") == {"seed": "é", "deep": [1, {"a": None}]}
    repository.put_setting("chaos", {"p": 0.5})
    assert (repository.get_setting("chaos"), repository.get_setting("hooks")) == ({"p": 0.5}, {})


def test_in_one_work_one_thing_is_one_object(repository: NetworkRepository) -> None:
    kept = message(status=MessageStatus.SENT, due=at(1))
    with repository.transaction():
        added(repository, kept)
        assert repository.messages.get(kept.id) is kept
    with repository.transaction(), repository.transaction():
        again = repository.messages.get(kept.id)
        assert again is not None
        again.body = "changed, and not saved yet"
        assert repository.messages.find(Filter())[0] is again
        assert repository.messages.due(at(1))[0] is again
        repository.messages.save(again)
    found = repository.messages.get(kept.id)
    assert found is not None
    assert found.body == "changed, and not saved yet"


def test_what_was_removed_is_gone_within_the_same_work(repository: NetworkRepository) -> None:
    kept = message()
    with repository.transaction():
        added(repository, kept)
        repository.messages.remove(Filter())
        assert repository.messages.get(kept.id) is None


def test_messages_are_in_order_of_arrival_whatever_the_clocks_said(repository: NetworkRepository) -> None:
    late = message("late", status=MessageStatus.SENT, due=at(60))
    added(
        repository, message("1", delivered=at(10)), late, message("2", delivered=at(0)), message("3", delivered=at(-9))
    )
    late.arrived_at_place = repository.messages.next_place()
    late.set_status(MessageStatus.DELIVERED, at(-99))
    repository.messages.save(late)
    added(repository, message("4", delivered=at(-999)))
    by_arrival = Filter(ANNA, by_arrival=True)
    assert bodies(repository, by_arrival) == "123late4"
    assert bodies(repository, replace(by_arrival, newest_first=True, limit=2)) == "4late"
    assert bodies(repository, replace(by_arrival, after=late.place_of_arrival)) == "4"
    assert bodies(repository, replace(by_arrival, before=late.place_of_arrival, newest_first=True)) == "321"
    assert bodies(repository, replace(by_arrival, after=4, limit=1)) == "late"
    assert bodies(repository, Filter(ANNA)) == "1late234"
    repository.messages.remove(Filter(ANNA, after=late.sequence - 1, before=late.sequence + 1))
    assert bodies(repository, by_arrival) == "1234"
