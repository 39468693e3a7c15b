from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.adapters.authenticator_channel import IdentityAppService
from stapsgewijs.adapters.network_channel import PhoneChannel
from stapsgewijs.adapters.twilio_channel import TwimlWebhooks
from stapsgewijs.authenticator import Authenticators
from stapsgewijs.clock import MovableClock, SystemClock
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import EnrollmentService, Policy, SystemRandomSource
from stapsgewijs.phone_network import PhoneNetwork
from stapsgewijs.storage import Organisation, Organisations, Person, UnknownOrganisationError, organisations
from tests.identity.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

ANNA, BRAM = Person("Anna@contoso.example", "Anna", "één wachtwoord"), Person("bram@contoso.example", "Bram", "-")


def organisation(organisation_id: str = "contoso", people: Iterable[Person] = (ANNA, BRAM)) -> Organisation:
    clock, secrets = MovableClock(SystemClock()), SystemRandomSource()
    network = PhoneNetwork(clock, secrets)
    channel = PhoneChannel(network, "Contoso", "+31202490048", wording)
    service = EnrollmentService(Policy(), clock, channel, secrets, wording)
    apps = Authenticators(clock, secrets, IdentityAppService(service, "Contoso"))
    called = TwimlWebhooks(service, "nl")
    return Organisation(organisation_id, "Contoso", tuple(people), clock, network, service, apps, called)


@pytest.mark.parametrize("typed", ["anna@contoso.example", "ANNA@CONTOSO.EXAMPLE", "  Anna@contoso.example "])
def test_a_person_is_found_however_the_name_is_typed(typed: str) -> None:
    assert organisation().person(typed) is ANNA
    assert organisation().signs_in(typed, ANNA.password) is ANNA


@pytest.mark.parametrize(
    ("user_name", "password"),
    [
        (ANNA.user_name, ""),
        (ANNA.user_name, "Eén wachtwoord"),
        (ANNA.user_name, ANNA.password + " "),
        (ANNA.user_name, BRAM.password),
        ("nobody@contoso.example", ANNA.password),
        ("nobody@contoso.example", "-"),
        ("", "-"),
        ("", ""),
    ],
)
def test_nobody_signs_in_without_the_right_password(user_name: str, password: str) -> None:
    assert organisation().signs_in(user_name, password) is None


@pytest.mark.parametrize("twin", ["Anna@contoso.example", "anna@CONTOSO.example"])
def test_two_people_cannot_have_one_user_name(twin: str) -> None:
    with pytest.raises(StapsgewijsError, match="same user name"):
        organisation(people=[ANNA, Person(twin, "Another Anna", "x")])


def test_a_user_name_with_spaces_around_it_can_sign_in_and_is_no_second_person() -> None:
    spaced = Person(" carla ", "Carla", "geheim")
    assert organisation(people=[spaced]).signs_in("carla", "geheim") is spaced
    with pytest.raises(StapsgewijsError, match="same user name"):
        organisation(people=[spaced, Person("carla", "Another Carla", "x")])


def test_the_policy_is_the_one_of_the_desk() -> None:
    there = organisation()
    there.enrollments.policy = Policy(sends=1)
    assert there.policy == Policy(sends=1)


def test_organisations_are_kept_in_order_found_and_forgotten() -> None:
    kept, one, two = Organisations(), organisation("one"), organisation("two")
    assert kept.all() == ()
    kept.add(one)
    kept.add(two)
    assert kept.all() == (one, two)
    assert kept.get("two") is two
    assert kept.remove("one") is one
    assert kept.all() == (two,)
    for gone in (kept.get, kept.remove):
        with pytest.raises(UnknownOrganisationError, match="no organisation 'one'"):
            gone("one")


def test_an_id_is_used_once_and_is_free_again_after_removal() -> None:
    kept, first, second = Organisations(), organisation(), organisation()
    kept.add(first)
    with pytest.raises(StapsgewijsError, match="an organisation 'contoso' already"):
        kept.add(second)
    assert kept.get("contoso") is first
    kept.remove("contoso")
    kept.add(second)
    assert kept.get("contoso") is second


def test_there_is_a_most_to_organisations_until_one_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "MAX_ORGANISATIONS", 3)
    kept = Organisations()
    for number in range(3):
        kept.add(organisation(f"org-{number}"))
    with pytest.raises(StapsgewijsError, match="remove some"):
        kept.add(organisation("one-more"))
    assert len(kept.all()) == 3
    kept.remove("org-1")
    kept.add(organisation("one-more"))


def test_organisations_share_neither_clock_nor_phones_nor_enrollments() -> None:
    one, two = organisation("one"), organisation("two")
    for mine, other in itertools.permutations((one, two)):
        assert (mine.clock, mine.network, mine.enrollments) != (other.clock, other.network, other.enrollments)
    enrollment = one.enrollments.begin(ANNA.user_name)
    one.clock.advance(dt.timedelta(days=1))
    assert two.enrollments.find(enrollment.id) is None
    assert two.clock.ahead == dt.timedelta()
