from __future__ import annotations

import itertools

import pytest

from stapsgewijs.identity import (
    TRANSITIONS,
    UNDER_WAY,
    WAITING,
    DefaultTest,
    Enrollment,
    Event,
    ForbiddenEventError,
    SignIn,
    State,
    Verification,
    next_state,
)

KINDS = (Verification, Enrollment, SignIn, DefaultTest)
ENDS = {State.ENROLLED, State.CANCELED, State.EXPIRED, State.MORE_INFORMATION}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_what_is_absent_from_the_table_is_forbidden(state: State, event: Event) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(ForbiddenEventError, match=str(state)):
            next_state(state, event)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_goes_by_the_rows_of_its_own_events_only(kind: type[Verification]) -> None:
    for state, event in itertools.product(State, Event):
        verification = kind("v1", "anna", state=state)
        if event in kind.events and (state, event) in TRANSITIONS:
            verification.apply(event)
            assert (verification.state, verification.version) == (TRANSITIONS[state, event], 1)
        else:
            with pytest.raises(ForbiddenEventError, match=f"“{event}” cannot happen while “{state}”"):
                verification.apply(event)
            assert (verification.state, verification.version) == (state, 0)


def reached(kind: type[Verification]) -> set[State]:
    """Every state that a verification of this kind can come to."""
    found = {State.CHOOSING}
    while True:
        more = {follows for (state, event), follows in TRANSITIONS.items() if state in found and event in kind.events}
        if more <= found:
            return found
        found |= more


def test_which_states_each_kind_can_come_to() -> None:
    app = {State.CONFIGURING_APP, State.APP_CONFIGURED, State.BACKUP_ASKED, State.ENROLLED}
    shared = {*UNDER_WAY, State.VERIFIED, State.CANCELED, State.LOCKED_OUT, State.BLOCKED} - app
    assert reached(DefaultTest) == shared
    assert reached(Enrollment) == shared | app
    assert reached(SignIn) == shared | {State.EXPIRED, State.MORE_INFORMATION}


def test_nothing_follows_the_end() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] in ENDS]


def test_every_state_but_the_first_can_be_reached() -> None:
    assert {*TRANSITIONS.values(), State.CHOOSING} == set(State)


def test_nothing_is_enrolled_without_being_verified() -> None:
    assert [pair for pair, follows in TRANSITIONS.items() if follows is State.ENROLLED] == [
        (State.VERIFIED, Event.FINISH)
    ]


def test_nothing_is_verified_but_by_what_is_waited_for_or_where_nothing_is_needed() -> None:
    by = {pair for pair, follows in TRANSITIONS.items() if follows is State.VERIFIED}
    assert by == {(state, Event.VERIFY) for state in WAITING} | {
        (State.BACKUP_ASKED, Event.GIVE_BACKUP),
        (State.CHOOSING, Event.SKIP),
    }


def test_whoever_is_locked_out_or_blocked_can_only_give_up() -> None:
    for state in (State.LOCKED_OUT, State.BLOCKED):
        assert [event for before, event in TRANSITIONS if before is state] == [Event.CANCEL]
