"""People in a scenario: by any word, the first of them following the guide."""

from __future__ import annotations

from typing import Any, cast

import pytest

from stapsgewijs.scenarios.actors.people import People
from stapsgewijs.scenarios.errors import StepError


class Organisation:
    is_product = False
    number = "+31612345678"

    def __init__(self) -> None:
        self.people: list[str] = []

    def employs(self, name: str) -> None:
        self.people.append(name)


@pytest.fixture
def organisation() -> Organisation:
    return Organisation()


@pytest.fixture
def people(organisation: Organisation) -> People:
    nothing = cast("Any", None)
    return People(cast("Any", organisation), nothing, nothing)


def test_the_first_person_follows_the_guide_whatever_she_is_called(people: People) -> None:
    first = people.join("student", "06 12345678")
    people.join("docent", "06 87654321")
    assert people.follower is people["student"] is first


def test_whoever_has_a_name_keeps_it_and_others_get_one(people: People, organisation: Organisation) -> None:
    for word in ("medewerker", "Bram", "collega", "Zoë"):
        people.join(word, "06 12345678")
    assert organisation.people == ["Anna", "Bram", "Chris", "Zoë"]


def test_there_are_names_for_everybody(people: People, organisation: Organisation) -> None:
    for number in range(9):
        people.join(f"persoon{number}", "06 12345678")
    assert len(set(organisation.people)) == 9


def test_somebody_whom_the_scenario_did_not_name_is_told_in_a_sentence(people: People) -> None:
    with pytest.raises(StepError, match="nobody takes part in this scenario yet"):
        _ = people.follower
    people.join("medewerker", "06 12345678")
    with pytest.raises(StepError, match="nobody in this scenario is called “collega”; there is “medewerker”"):
        _ = people["collega"]
