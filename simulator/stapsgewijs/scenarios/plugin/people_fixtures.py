"""Fixtures: the world of one scenario, made when it is first needed, and the driver of its browser."""

from __future__ import annotations

import importlib
import inspect
import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.parser import Step

from stapsgewijs.project import in_language
from stapsgewijs.scenarios.actors.external_system import AccountPool, OwnSystem, Product, get_account
from stapsgewijs.scenarios.actors.organisation import Organisation
from stapsgewijs.scenarios.actors.people import People
from stapsgewijs.scenarios.browser.driver import driver
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from fastapi import FastAPI
    from playwright.sync_api import BrowserContext, Playwright

    from stapsgewijs.scenarios.label_translation import LabelTranslation
    from stapsgewijs.scenarios.plugin.guides import Guides
    from stapsgewijs.testing.api import Api

SEED = "stapsgewijs"
scenarios: Any = importlib.import_module("pytest_bdd.scenario")
"""The module: as an attribute of the package, its name is that of a function."""


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> tuple[int, int]:
    """Return the number of this browser, from 0, and how many there are at the same time."""
    given: dict[str, Any] = getattr(pytestconfig, "workerinput", {})
    return int(str(given.get("workerid", "gw0")).removeprefix("gw")), int(given.get("workercount", 1))


@pytest.fixture(scope="session")
def account_pool(pytestconfig: pytest.Config, guides: Guides, worker: tuple[int, int]) -> AccountPool:
    """Return the accounts of this browser: those of the command line, or else those of the settings."""
    given = [get_account(each) for each in pytestconfig.getoption("--system-account")]
    return AccountPool.of(given or guides.project.accounts(os.environ), *worker)


@pytest.fixture(scope="session")
def playwright(request: pytest.FixtureRequest) -> Iterator[Playwright]:
    """Return the driver, which may have been started while the program was loaded."""
    traced = None
    with suppress(pytest.FixtureLookupError):
        traced = request.getfixturevalue("_pw_api_request_contexts")  # of pytest-playwright, as is what it does
    with driver() as started:
        if traced:
            traced.instrument(started)
        yield started


@pytest.fixture
def organisation(
    pytestconfig: pytest.Config, request: pytest.FixtureRequest, api: Api, base_url: str, guide_number: int
) -> Iterator[Organisation | OwnSystem]:
    """Return an organisation for this scenario alone, in the words of its guide; its codes are the same in every run.

    With `--system-network` it is the product at the base URL, as it is.
    """
    made: Organisation | OwnSystem
    if pytestconfig.getoption("--system-network"):
        guides: Guides = request.getfixturevalue("guides")
        number, _ = request.getfixturevalue("worker")
        variables = dict(each.split("=", 1) for each in pytestconfig.getoption("--system-variable"))
        product = Product(guides.project, base_url, variables, number)
        language = guides.analyse(guide_number).guide.language
        made = OwnSystem(api, product, request.getfixturevalue("account_pool"), language)
    else:
        # A simulator that runs already has words of its own; the one of this run has those of the first guide.
        is_usual = guide_number == 0 or bool(pytestconfig.getoption("--base-url"))
        made = Organisation(api, base_url, seed=SEED, language=None if is_usual else str(guide_number))
    yield made
    made.close()


@pytest.fixture
def people(  # noqa: PLR0913, PLR0917  # what people share
    request: pytest.FixtureRequest,
    app_under_way: Future[FastAPI] | None,
    environment: None,
    organisation: Organisation | OwnSystem,
    wording: LabelTranslation,
    new_context: Callable[..., BrowserContext],
    guides: Guides,
) -> People:
    """Return the people of this scenario: nobody yet.

    In this order the browser starts, in processes of its own, while the simulator is built here.
    """
    del app_under_way, environment  # wanted for what they begin, and note
    made = People(organisation, wording, new_context, dict(guides.project.values))
    hook = request.config.hook
    made.before_use = lambda page, element, name, is_typed: hook.pytest_stapsgewijs_use(
        page=page, element=element, name=name, is_typed=is_typed
    )
    line = guides.project.target.language_line
    if isinstance(organisation, OwnSystem) and line:
        text = in_language(line, request.getfixturevalue("known").guide.language)
        made.opened = lambda person: say_line(request, text, who=person.name)
    return made


def say_line(request: pytest.FixtureRequest, text: str, **known: object) -> None:
    """Do what a line of Gherkin says, as if it stood in the scenario; raises `StepError` for one that nobody knows."""
    line_of(request, text, where="'language' ([target])", **known)()


def line_of(request: pytest.FixtureRequest, text: str, *, where: str, **known: object) -> Callable[[], object]:
    """Return what a line of Gherkin does; raises `StepError` for one that nobody knows, and says `where` it stands."""
    step = Step(name=text, type="when", indent=0, line_number=0, keyword="*")
    context = scenarios.get_step_function(request=request, step=step)
    if context is None:
        msg = f"{where}: no step definition for “{text}”"
        raise StepError(msg)
    parts = {**(context.parser.parse_arguments(text) or {}), **known}
    names = inspect.signature(context.step_func).parameters
    given = {name: parts[name] if name in parts else request.getfixturevalue(name) for name in names}
    return partial(context.step_func, **given)
