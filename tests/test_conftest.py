"""The line about PostgreSQL at the end of a run, and the markers that follow from what a test uses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest


def report(name: str, *, keyword: str = "postgresql", reason: str = "") -> pytest.TestReport:
    told: Any = ("a.py", 1, f"Skipped: {reason}") if reason else None
    return pytest.TestReport(
        name, ("a.py", 1, name), {keyword: 1}, "skipped" if reason else "passed", told, "setup" if reason else "call"
    )


@pytest.fixture
def conftest(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401  # a module that pytest imports
    plugins = request.config.pluginmanager.get_plugins()
    (here,) = (each for each in plugins if hasattr(each, "told_of_postgresql"))
    return here


@pytest.fixture
def told(conftest: Any) -> Any:  # noqa: ANN401  # idem
    return conftest.told_of_postgresql


def test_it_is_said_that_tests_with_postgresql_ran(told: Any) -> None:  # noqa: ANN401  # idem
    assert told([report("a"), report("b"), report("c", keyword="other")]) == "PostgreSQL: 2 tests ran"


def test_it_is_said_why_they_did_not(told: Any) -> None:  # noqa: ANN401  # idem
    none = "PostgreSQL is not installed here"
    assert told([report("a", reason=none), report("b", reason=none), report("c")]) == (
        f"PostgreSQL: 1 tests ran, 2 tests did not run: {none}"
    )


def test_nothing_is_said_where_no_test_wants_it(told: Any) -> None:  # noqa: ANN401  # idem
    assert told([report("a", keyword="other")]) == ""


class Item:
    """What is asked of a test when it is collected."""

    def __init__(self, *fixtures: str, **values: object) -> None:
        self.fixturenames = fixtures
        self.callspec = SimpleNamespace(params=values)
        self.marks: list[str] = []

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.append(mark.name)


@pytest.mark.parametrize(
    ("item", "marks"),
    [
        (Item("page", "playwright"), ["browser"]),
        (Item("page"), []),
        (Item(kind="postgresql"), ["postgresql"]),
        (Item(pair=("memory", "postgresql")), ["postgresql"]),
        (Item(kind="memory"), []),
        (Item("playwright", kind="postgresql"), ["browser", "postgresql"]),
    ],
)
def test_what_a_test_uses_marks_it(conftest: Any, item: Item, marks: list[str]) -> None:  # noqa: ANN401  # idem
    conftest.pytest_collection_modifyitems([item, SimpleNamespace(add_marker=None)])
    assert item.marks == marks
