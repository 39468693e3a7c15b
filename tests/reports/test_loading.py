"""What is not asked for is not loaded: each format is a module that other formats do without."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stapsgewijs.reports import RUN_FORMATS, Format

FORMATS = {f"stapsgewijs.reports.{each}" for each in [*RUN_FORMATS.values(), *Format]}


def loaded(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_report_of_a_run_loads_no_other_format() -> None:
    assert loaded("stapsgewijs.reports.writer") & FORMATS == set()


@pytest.mark.parametrize("format_", Format)
def test_a_format_of_lint_loads_no_other_one_and_nothing_that_compares_pictures(format_: Format) -> None:
    found = loaded(f"stapsgewijs.reports.{format_}")
    assert found & FORMATS == {f"stapsgewijs.reports.{format_}"}
    assert found & {"blazediff", "PIL", "jinja2", "stapsgewijs.evidence.assembly"} == set()
