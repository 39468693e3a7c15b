from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.browser import find_browser, launch_arguments
from tests.watch.worlds import Pretended, World, made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments(find_browser())}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return made(tmp_path, Pretended())
