"""A product in a scenario: accounts for each browser, its addresses in a language, and what resets it."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from stapsgewijs.project import Account, Phone, Project, Target, default_project
from stapsgewijs.scenarios.actors.external_system import AccountPool, OwnSystem, Product, get_account
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from pathlib import Path

ANNA, BRAM, CHRIS = (Account(each, "geheim") for each in ("anna", "bram", "chris"))
URL = "http://product.test"


def project(root: Path | None = None, **target: Any) -> Project:  # noqa: ANN401  # fields of a target
    made = replace(default_project(), target=Target(URL, **target))
    return replace(made, settings=root / "stapsgewijs.toml") if root else made


class Network:
    address = f"{URL}/api/v1"

    def get(self, _kind: str, **_asked: object) -> list[object]:
        return []


def system(pool: AccountPool, made: Project | None = None) -> OwnSystem:
    return OwnSystem(cast("Any", Network()), Product(made or project(), URL), pool, "nl")


def test_browsers_at_the_same_time_have_accounts_of_their_own() -> None:
    first, second = (AccountPool.of([ANNA, BRAM, CHRIS], worker, 2) for worker in (0, 1))
    assert list(first.free) == [ANNA, CHRIS]
    assert list(second.free) == [BRAM]


def test_each_scenario_takes_what_was_not_used_for_the_longest_time() -> None:
    pool, users = AccountPool.of([ANNA, BRAM]), []
    for _ in range(3):
        own = system(pool)
        users.append(own.account("Zoë").user_name)
        assert own.account("Zoë").user_name == users[-1]
        own.close()
    assert users == ["anna", "bram", "anna"]


@pytest.mark.parametrize(
    ("workers", "says"),
    [(1, "the scenario needs 2 accounts at the same time; there are 1: give"), (2, r"there are 2 for 2 browsers at")],
)
def test_too_few_accounts_are_told(workers: int, says: str) -> None:
    own = system(AccountPool.of([ANNA, BRAM][:workers], 0, workers))
    own.account("Anna")
    with pytest.raises(StepError, match=says):
        own.account("Bram")


@pytest.mark.parametrize(
    ("language", "path", "address"),
    [
        ("browser", "", ""),
        ("browser", "/in?x=1", "/in?x=1"),
        ("/{language}/", "", "/de/"),
        ("/{language}/", "/in", "/de/in"),
        ("/{locale}/", "/in", "/de-AT/in"),
        ("?lang={language}", "/in", "/in?lang=de"),
        ("?lang={language}", "/in?x=1", "/in?x=1&lang=de"),
        ("?lang={language}", "", "/?lang=de"),
        ("/{language}/", "/x/{language}", "/x/de"),
        ('the person chooses "{language}"', "/in", "/in"),
    ],
)
def test_a_page_is_opened_in_the_language_of_the_guide(language: str, path: str, address: str) -> None:
    assert Product(project(language=language), URL).address(path, "de-AT") == URL + address


def test_another_address_stays_as_it_is() -> None:
    product = Product(project(language="/{language}/"), URL)
    assert product.address("https://elsewhere.test/a", "de") == "https://elsewhere.test/a"


def test_people_without_a_number_get_one_that_nobody_else_has() -> None:
    own = system(AccountPool.of([]))
    numbers = []
    for name in ("Anna", "Bram"):
        own.employs(name)
        numbers.append(own.number)
    assert numbers == ["+12025550100", "+12025550101"]
    assert Product(project(), URL, worker=3).number == "+12025550103"
    chosen = replace(project(), phone=Phone(number="+31612345678"))
    assert Product(chosen, URL, worker=3).number == "+31612345678"


PYTHON = shlex.quote(sys.executable)


@pytest.mark.process
def test_a_command_resets_the_product_in_the_folder_of_the_project(tmp_path: Path) -> None:
    command = f"{PYTHON} -c 'import os, pathlib; pathlib.Path(os.environ[\"NAME\"]).touch()'"
    Product(project(tmp_path, before_scenario=command), URL, {"NAME": "reset"}).reset()
    assert (tmp_path / "reset").is_file()


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "says"),
    [
        (f"{PYTHON} -c 'print(1); raise SystemExit(\"no database\")'", r"exit code 1\n    1\n    no database"),
        ("nergens --now", "before-scenario: nergens --now: No such file or directory"),
        ("'", "No closing quotation"),
        (f"{PYTHON} -c 'import sys, threading; threading.Event().wait(20)'", "not ready within 1 s"),
    ],
)
def test_what_does_not_reset_it_is_told_with_its_output(tmp_path: Path, command: str, says: str) -> None:
    seconds = 1 if "not ready" in says else 60
    with pytest.raises(StepError, match=says):
        Product(project(tmp_path, before_scenario=command, before_seconds=seconds), URL).reset()


def test_a_request_that_cannot_be_made_is_told() -> None:
    with pytest.raises(StepError, match=r"before-scenario: POST http://127.0.0.1:1/reset: .*refused"):
        Product(project(before_scenario="POST /reset"), "http://127.0.0.1:1").reset()


def test_an_account_is_a_user_and_a_password() -> None:
    assert get_account("anna:ge:heim") == Account("anna", "ge:heim")
    with pytest.raises(ValueError, match="'anna': write an account as user:password"):
        get_account("anna")
