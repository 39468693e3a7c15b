"""What the page on pictures promises is what the program has."""

from __future__ import annotations

import re
from pathlib import Path

from click import Context

from stapsgewijs.cli.main import command_line
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.review.picture import OUTCOMES
from stapsgewijs.review.presenter import SHORTCUTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")


def table(heading: str) -> list[str]:
    """Return the first column of the table below a heading."""
    rows = [line for line in PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines() if line[:1] == "|"]
    return [line.split("|")[1].strip() for line in rows[2:]]


def test_every_option_is_told() -> None:
    program = command_line()
    review = program.get_command(Context(program), "review")
    assert review is not None
    known = {each for one in review.params for each in (*one.opts, *one.secondary_opts) if each.startswith("--")}
    told = {each for row in table("Options of `review`") for each in re.findall(r"--[\w-]+", row)}
    assert told == known


def test_outcomes_and_views_have_the_names_that_the_page_shows() -> None:
    english = report_catalogue(ROOT / "site", "en")
    assert table("Comparing") == [english.text(word) for word, _ in OUTCOMES.values()]
    template = (ROOT / "site" / "templates" / "report-comparison.html.j2").read_text(encoding="utf-8")
    shown = re.findall(r'\("\w+", text\("([^"]+)"\)\)', template)
    assert table("Looking") == [*shown, "Difference"]


def test_the_keys_are_those_of_the_list() -> None:
    documented = [re.findall(r"`(.+?)`", each) for each in table("Keys of `review`")]
    assert documented == [re.findall(r"[^ ,–]", keys) for keys, _ in SHORTCUTS]


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert targets
    for target in targets:
        assert (ROOT / "docs" / target).is_file(), target
