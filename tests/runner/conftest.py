from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from pytest_playwright import pytest_playwright

from stapsgewijs.cli.main import run
from stapsgewijs.runner import pytest_run, settings
from tests import warm_browser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Playwright


@dataclass(frozen=True)
class Ended:
    """How a command ended, and all that it printed."""

    returncode: int
    printed: str


@pytest.fixture(scope="session")
def command(playwright: Playwright, browser: Browser) -> Callable[..., Ended]:
    """Run a command in a folder as a process would, but in this one and with the browser that is open.

    To start Python, Playwright and a browser takes as long as two scenarios. What depends on being a process of its
    own (signals, the wheel) is tested with one; the processes that `-n` starts have browsers of their own.
    """

    def ended(folder: Path, *arguments: str) -> Ended:
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with pytest.MonkeyPatch.context() as patch:
            if "-n" not in arguments:
                plugins = (*settings.PLUGINS, warm_browser.__name__)
                for module in (settings, pytest_run):
                    patch.setattr(module, "PLUGINS", plugins)
            patch.setattr(warm_browser, "OPEN", [(playwright, browser)])
            # It can be open once only, and the test around it has one; the scenarios have no soft assertions.
            patch.setattr(pytest_playwright, "_soft_scope", None)
            with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = run(list(arguments))
        text = printed.buffer.getvalue().decode()  # type: ignore[attr-defined]  # it is a BytesIO
        print(f"$ {' '.join(arguments)}\n{text}")  # noqa: T201  # shown with whatever fails after it
        return Ended(code, text)

    return ended
