"""Wrong passwords: who enters them has to wait, and nobody else (NIST SP 800-63B, 5.2.2; OWASP ASVS 5.0, 6.3.1)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    UNTIL_UNLOCKED,
    EnrollmentService,
    Happening,
    PasswordKind,
    PasswordSource,
    Policy,
    SecurityService,
    SignInService,
)

if TYPE_CHECKING:
    from datetime import datetime

    from conftest import HandSetClock

OWN = PasswordKind.OWN
STRANGER, ANNAS = PasswordSource(client="192.0.2.1"), PasswordSource("anna's browser", "192.0.2.1")


def tries(
    sign_ins: SignInService, source: PasswordSource = STRANGER, *, right: bool = False, person: str = "anna"
) -> datetime | None:
    is_known = person in {"anna", "bram"}
    return sign_ins.judge_password(OWN, person, source, lambda: right, is_known=is_known)


def judged(sign_ins: SignInService, times: int, source: PasswordSource = STRANGER, person: str = "anna") -> int:
    return sum(tries(sign_ins, source, person=person) is None for _ in range(times))


@pytest.mark.parametrize("person", ["anna", "nobody of that name"])
def test_of_three_hundred_wrong_passwords_five_are_judged_and_then_one_at_a_time(
    sign_ins: SignInService, clock: HandSetClock, person: str
) -> None:
    assert judged(sign_ins, 300, person=person) == Policy().password_tries == 5
    for wait in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        clock.advance(seconds=wait - 1)
        assert judged(sign_ins, 3, person=person) == 0
        clock.advance(seconds=1)
        assert judged(sign_ins, 3, person=person) == 1


def test_a_right_password_in_time_begins_anew(sign_ins: SignInService, clock: HandSetClock) -> None:
    assert judged(sign_ins, 300) == 5
    assert tries(sign_ins, right=True) is not None, "not even the right one is judged"
    clock.advance(seconds=30)
    assert tries(sign_ins, right=True) is None
    assert judged(sign_ins, 300) == 5


def test_nobody_locks_a_person_out_of_a_browser_that_was_used_before(
    sign_ins: SignInService, clock: HandSetClock
) -> None:
    for _ in range(200):
        judged(sign_ins, 2)
        clock.advance(hours=1)
    assert tries(sign_ins) == UNTIL_UNLOCKED
    assert tries(sign_ins, ANNAS, right=True) is None
    assert judged(sign_ins, 300, ANNAS) == 5, "which is counted by itself"
    assert tries(sign_ins, person="bram", right=True) is None


def test_a_hundred_in_a_row_lock_until_an_administrator_unlocks(
    sign_ins: SignInService, security: SecurityService, clock: HandSetClock
) -> None:
    count = 0
    for _ in range(300):
        count += judged(sign_ins, 2, PasswordSource())
        clock.advance(hours=1)
    assert count == Policy().account_tries == 100
    security.clear_lock("anna")
    assert tries(sign_ins, PasswordSource(), right=True) is None


def test_one_address_has_so_many_an_hour_whatever_the_accounts(sign_ins: SignInService, clock: HandSetClock) -> None:
    sign_ins.policy = Policy(client_tries=20)
    assert sum(judged(sign_ins, 1, person=f"nobody {each}") for each in range(300)) == 20
    assert tries(sign_ins, person="bram", right=True) is not None
    assert tries(sign_ins, PasswordSource("bram's browser", "192.0.2.1"), person="bram", right=True) is None
    assert tries(sign_ins, PasswordSource(client="192.0.2.2"), person="bram", right=True) is None
    clock.advance(hours=1)
    assert tries(sign_ins, person="bram", right=True) is None


def test_old_programs_are_counted_by_themselves(sign_ins: SignInService) -> None:
    for _ in range(300):
        sign_ins.judge_password(PasswordKind.APP, "anna", STRANGER, lambda: False, is_known=True)
    assert tries(sign_ins, PasswordSource(client="192.0.2.2"), right=True) is None


def test_names_that_nobody_has_do_not_fill_the_memory(sign_ins: SignInService, service: EnrollmentService) -> None:
    sign_ins.policy = Policy(client_tries=10_000)
    for number in range(2_000):
        tries(sign_ins, PasswordSource(client=f"192.0.2.{number % 250}"), person=f"nobody {number}")
    assert service.events("nobody 1") == ()
    kept = service.rules.repository._times  # type: ignore[attr-defined]  # noqa: SLF001
    assert len(kept) <= 2_000 + 250


def test_what_was_refused_is_not_written_down(sign_ins: SignInService) -> None:
    judged(sign_ins, 300)
    assert [each.what for each in sign_ins.events("anna")] == [Happening.PASSWORD_WRONG] * 5


def test_a_wrong_password_of_an_old_program_costs_one_hash(
    sign_ins: SignInService, security: SecurityService, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [security.create_app_password("anna", f"program {each}", form=str(each)) for each in range(39)]
    last = security.create_app_password("anna", "last", form="last")
    plain = security.take_app_password("anna", last.id) or ""
    hashes, scrypt = [], hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", lambda *given, **more: hashes.append(1) or scrypt(*given, **more))
    assert not sign_ins.old_program("anna", "wrong", is_own=False).accepted
    assert len(hashes) == 1
    assert sign_ins.old_program("anna", plain, is_own=False).app_password == last.id
    assert not sign_ins.old_program("nobody", "wrong", is_own=False).accepted
    assert len(hashes) == 3, "as much for who has none"
    assert len({each.id for each in made}) == 39
