"""What every repository of authenticator apps does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.authenticator import (
    MAX_REQUESTS,
    Account,
    AppKind,
    AppState,
    AuthenticatorRepository,
    CameraPermission,
    Fault,
    InMemoryAuthenticatorRepository,
    Request,
    RequestFault,
    RequestState,
)
from stapsgewijs.storage.sql.authenticator_repository import SqlAuthenticatorRepository
from stapsgewijs.totp import Algorithm, Totp

if TYPE_CHECKING:
    from stapsgewijs.storage.sql.database import Database

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PHONE, OTHER_PHONE = "+31612345678", "+31687654321"
APP = AppState(
    PHONE,
    [
        Account("a1", "Contoso", "anna\ud800\x00", Totp(b"1234567890"), NOON, "device-1"),
        Account("a2", "Shop", "anna", Totp(b"\x00\xff", 8, 60, Algorithm.SHA512), NOON),
    ],
    CameraPermission.REFUSED,
    AppKind.OTHER,
    "0000",
    -120,
    [Fault(RequestFault.LATE, 2.5, 1, None)],
)
REQUEST = Request(
    "q1",
    "r1",
    PHONE,
    "a1",
    "Contoso",
    "anna",
    needs_number=True,
    needs_pin=False,
    sent=NOON,
    arrives=NOON + dt.timedelta(seconds=1),
    expires=NOON + dt.timedelta(seconds=60),
)


@pytest.fixture
def repository(database: Database | None) -> AuthenticatorRepository:
    return InMemoryAuthenticatorRepository() if database is None else SqlAuthenticatorRepository(database, "contoso")


def test_an_app_is_kept_whole(repository: AuthenticatorRepository) -> None:
    assert repository.app(PHONE) == AppState(PHONE)
    repository.save_app(replace(APP))
    repository.save_app(AppState(OTHER_PHONE))
    assert repository.app(PHONE) == APP
    assert repository.numbers() == [PHONE, OTHER_PHONE]
    repository.save_app(replace(APP, accounts=[]))
    assert repository.app(PHONE).accounts == []


def test_a_request_is_kept_whole(repository: AuthenticatorRepository) -> None:
    repository.add_request(replace(REQUEST))
    repository.add_request(replace(REQUEST, id="q2", number=OTHER_PHONE, arrives=None))
    repository.add_request(replace(REQUEST, id="q3", service_id="r3"))
    assert repository.request("q1") == replace(REQUEST, place=1)
    assert repository.request("unknown") is None
    assert [each.id for each in repository.requests(PHONE)] == ["q1", "q3"]
    assert [each.id for each in repository.copies("r1")] == ["q1", "q2"]
    assert repository.copies("unknown") == []


def test_what_was_decided_is_kept_and_no_longer_open(repository: AuthenticatorRepository) -> None:
    for each in ("q1", "q2"):
        repository.add_request(replace(REQUEST, id=each))
    assert [each.id for each in repository.open_requests(NOON)] == ["q1", "q2"]
    found = repository.request("q1")
    assert found is not None
    found.outcome, found.answered = RequestState.DENIED, NOON
    repository.save_request(found)
    assert repository.request("q1") == replace(REQUEST, outcome=RequestState.DENIED, answered=NOON, place=1)
    assert [each.id for each in repository.open_requests(NOON)] == ["q2"]
    assert repository.open_requests(REQUEST.expires) == []


def test_of_each_handset_the_newest_requests_are_kept(repository: AuthenticatorRepository) -> None:
    with repository.transaction():
        repository.add_request(replace(REQUEST, id="other", number=OTHER_PHONE))
        for each in range(MAX_REQUESTS + 2):
            repository.add_request(replace(REQUEST, id=f"q{each}"))
    assert [each.id for each in repository.requests(PHONE)] == [f"q{each}" for each in range(2, MAX_REQUESTS + 2)]
    assert repository.request("q1") is None
    assert len(repository.open_requests(NOON)) == MAX_REQUESTS + 1


def test_what_a_block_does_is_kept_or_not_at_all(database: Database | None) -> None:
    if database is None:
        pytest.skip("memory keeps what was done")
    repository = SqlAuthenticatorRepository(database, "contoso")

    def fail() -> None:
        with repository.transaction():
            repository.save_app(replace(APP))
            repository.add_request(replace(REQUEST))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert repository.numbers() == []
    assert repository.open_requests(NOON) == []
