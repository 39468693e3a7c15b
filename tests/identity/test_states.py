from __future__ import annotations

import itertools

import pytest

from stapsgewijs.identity import TRANSITIONS, Event, ForbiddenEventError, State, next_state


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_what_is_absent_from_the_table_is_forbidden(state: State, event: Event) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(ForbiddenEventError, match=str(state)):
            next_state(state, event)


def test_nothing_follows_the_end() -> None:
    ends = {State.ENROLLED, State.CANCELED}
    assert not [pair for pair in TRANSITIONS if pair[0] in ends]


def test_every_state_but_the_first_can_be_reached() -> None:
    assert {*TRANSITIONS.values(), State.CHOOSING} == set(State)


def test_nothing_is_enrolled_without_being_verified() -> None:
    assert [pair for pair, follows in TRANSITIONS.items() if follows is State.ENROLLED] == [
        (State.VERIFIED, Event.FINISH)
    ]
