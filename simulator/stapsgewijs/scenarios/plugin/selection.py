"""Which scenarios are run: some by name, or those without a known result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd.scenario import scenario_wrapper_template_registry

from stapsgewijs.scenarios.plugin.guides import guide_of, name_of

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; a program gives them, people have `-k`."""
    group = parser.getgroup("stapsgewijs")
    group.addoption("--only", action="append", default=[], help="Run [GUIDE@]FEATURE:LINE. May be repeated.")
    group.addoption("--leave", action="append", default=[], help="Do not run [GUIDE@]FEATURE::TEST. May be repeated.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take away what is not to be run; every process of a run does so by itself, and all do the same."""
    only, leave = set(config.getoption("--only")), set(config.getoption("--leave"))
    if not only and not leave:
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        test = f"{item.path}::{name_of(item)}"
        place = _place(item) if only else ""
        is_meant = not only or not only.isdisjoint({place, f"{guide_of(item)}@{place}"})
        is_run = is_meant and leave.isdisjoint({test, f"{guide_of(item)}@{test}"})
        (kept if is_run else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def _place(item: pytest.Item) -> str:
    function = getattr(item, "function", None)
    template = scenario_wrapper_template_registry.get(function) if function else None
    return f"{item.path}:{template.line_number}" if template else ""
