"""The lists of CONTRIBUTING.md: the files that they name exist, and they are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.cli.main import COMMANDS
from stapsgewijs.guide.findings import COVERAGE_RULES, RULES
from stapsgewijs.identity import METHODS
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.phone_network import CallFault, MessageFault
from stapsgewijs.reports import RUN_FORMATS, Format

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "simulator" / "stapsgewijs"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^### (.+?)\n(.*?)(?=^##|\Z)", TEXT))
PATHS = [(title, path) for title, text in SECTIONS.items() for path in re.findall(r"(?m)^- `([^`]+)`", text)]
NOT_FORMATS = {"card_text", "cards", "language", "__init__", "run_findings", "writer"}
"""Modules of `reports` that no format is."""


def listed(title: str, what: str) -> set[str]:
    """Return the modules that a section lists after `what:`, without their suffix."""
    found = re.search(rf"(?m)^{what}: ((?:.|\n)+?)\.(?:\s[A-Z]|\n|\Z)", SECTIONS[title])
    assert found, f"no “{what}: …” in “{title}”"
    return {each.removesuffix(".py") for each in re.findall(r"`(\w+\.py)`", found[1])}


@pytest.mark.parametrize(("title", "path"), PATHS)
def test_a_file_that_is_named_exists(title: str, path: str) -> None:
    pattern = re.sub(r"<[^>]+>", "*", path)
    assert "*" not in path, f"{title}: write <name> for what can be any name"
    assert list(ROOT.glob(pattern)), f"{title}: there is no file {path}"


def test_every_kind_of_addition_has_a_list() -> None:
    assert len(SECTIONS) == 15
    assert [title for title in SECTIONS if title not in {title for title, _ in PATHS}] == []


def test_a_command_is_a_module_of_its_name() -> None:
    assert [each for each in COMMANDS if not (PROGRAM / "cli" / f"{each}.py").is_file()] == []
    modules = [each for each in (PROGRAM / "cli").glob("*.py") if "@click.command" in each.read_text(encoding="utf-8")]
    assert {each.stem for each in modules} == set(COMMANDS)
    lines = [line for line in README.splitlines() if line.startswith("stapsgewijs ")]
    assert set(COMMANDS) - {line.split()[1] for line in lines} == {"doctor"}
    assert "`stapsgewijs doctor`" in README


def test_the_methods_are_the_modules_that_are_listed() -> None:
    known = {each.id for each in METHODS}
    assert listed("A verification method", "Methods") == known
    modules, flows = (
        {each.stem for each in (PROGRAM / folder).glob("*.py")} for folder in ("identity/methods", "web/flows")
    )
    assert known <= modules
    assert known <= flows


def test_the_formats_are_the_modules_of_reports() -> None:
    modules = {each.stem for each in (PROGRAM / "reports").glob("*.py")} - NOT_FORMATS
    assert listed("A format", "Modules of formats") == modules
    assert {*RUN_FORMATS.values(), *Format} <= modules
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert [each for each in RUN_FORMATS if f"`--{each} FILE`" not in page] == []
    assert [each for each in Format if f"`{each}`" not in page] == []


def test_the_rules_of_lint_are_in_the_families_that_are_listed() -> None:
    modules = {each.stem for each in (PROGRAM / "lint" / "rules").glob("*.py")} - {"__init__"}
    assert listed("A rule of lint", "Families") == modules


def test_every_finding_has_its_page_and_those_of_a_run_their_row() -> None:
    pages = {each.stem for each in (ROOT / "docs" / "rules").glob("*-*.md")}
    assert pages == {*RULES, *LINT_RULES, *COVERAGE_RULES}
    named = {
        rule for row in re.findall(r"(?m)^\| (`[a-z-]+`.*?) \|", README) for rule in re.findall(r"`([a-z-]+)`", row)
    }
    assert set(RULES) - named == set()
    assert {each for each in named if "-" in each} <= {*RULES, *LINT_RULES}


def test_every_fault_has_its_row() -> None:
    page = (ROOT / "docs" / "phone-network.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^\| message \| `([a-z-]+)`", page)) == set(MessageFault)
    assert set(re.findall(r"(?m)^\| call \| `([a-z-]+)`", page)) == set(CallFault)
