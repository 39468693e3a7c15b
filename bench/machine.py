"""The facts of the machine that a bench ran on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.browser import find_browser, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def facts() -> Iterator[tuple[str, str]]:
    """Give names and values: processor, cores, system, Python, browser."""
    yield "machine", f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    yield "python", platform.python_version()
    browser = find_browser()
    yield "browser", version_of(browser) or browser.path.name


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
