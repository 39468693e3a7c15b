"""The driver that starts while the program is loaded."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.browser import driver as module
from stapsgewijs.scenarios.browser.driver import driver, early_driver

if TYPE_CHECKING:
    from pathlib import Path


class Playwright:
    """Stands in for the driver, and keeps when it ended."""

    def __init__(self, log: list[str]) -> None:
        log.append("started")
        self._log = log

    def stop(self) -> None:
        self._log.append("stopped")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what happens to drivers, none of which is real."""
    happened: list[str] = []
    monkeypatch.setattr(module, "_started", lambda: Playwright(happened))
    return happened


def test_a_driver_that_was_started_early_is_used_once(log: list[str]) -> None:
    names: list[str] = []
    with early_driver(lambda: names.append(threading.current_thread().name)):
        with driver():
            log.append("used")
        with driver():
            pass
    assert log == ["started", "used", "stopped", "started", "stopped"]
    assert names[0].startswith("meanwhile")


def test_a_driver_that_nobody_uses_ends(log: list[str]) -> None:
    with early_driver(lambda: None):
        pass
    assert log == ["started", "stopped"]
    with driver():
        assert log[2:] == ["started"]


def test_what_cannot_be_loaded_is_told_and_the_driver_ends(log: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), early_driver(lambda: 1 / 0):
        log.append("used")
    assert log == ["started", "stopped"]


def test_a_driver_that_does_not_start_is_told_by_who_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError

    monkeypatch.setattr(module, "_started", broken)
    with early_driver(lambda: None), pytest.raises(OSError), driver():  # noqa: PT011  # it has no words
        pass


def test_what_node_compiled_is_kept_for_this_person_only_where_nothing_else_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        module, "sync_playwright", lambda: seen.append(module.os.environ["NODE_COMPILE_CACHE"]) or Fake()
    )
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NODE_COMPILE_CACHE", raising=False)
    with driver():
        pass
    monkeypatch.setenv("NODE_COMPILE_CACHE", "elsewhere")
    with driver():
        pass
    assert seen == [str(tmp_path / "stapsgewijs" / "node"), "elsewhere"]


class Fake:
    """What `sync_playwright` returns."""

    def start(self) -> Playwright:
        return Playwright([])
