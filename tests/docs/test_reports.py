"""What the page about reports says can be typed, and where it points is something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click import Context

from stapsgewijs.cli.main import command_line
from stapsgewijs.guide.findings import COVERAGE_RULES

PAGE = Path(__file__).parents[2] / "docs" / "reports.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"(?m)^(?:\s*- (?:run: )?)?stapsgewijs (verify|coverage) (.*)$", TEXT)
PROGRAM = command_line()


def options_of(command: str) -> set[str]:
    found = PROGRAM.get_command(Context(PROGRAM), command)
    assert found is not None
    return {option for each in found.params for option in (*each.opts, *each.secondary_opts)}


@pytest.mark.parametrize(("command", "arguments"), COMMANDS)
def test_every_command_line_has_options_that_there_are(command: str, arguments: str) -> None:
    assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", arguments)) <= options_of(command)


def test_the_table_has_every_report_of_verify() -> None:
    named = set(re.findall(r"(?m)^\|[^|]*\| `(--[a-z]+)", TEXT))
    assert named == {"--report", "--json", "--junit", "--github", "--sarif", "--gitlab", "--markdown", "--messages"} | {
        "--cucumber"
    }
    assert named <= options_of("verify")
    assert len(COMMANDS) >= 9


def test_every_link_leads_to_a_page_and_every_rule_of_coverage_is_told() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert [each for each in links if not (PAGE.parent / each).is_file()] == []
    assert {f"rules/{each}.md" for each in COVERAGE_RULES} <= set(links)
