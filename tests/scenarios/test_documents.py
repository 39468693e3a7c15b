"""A scenario is about the document, and the version of it, that its tags name: of other guides no test is made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stapsgewijs.evidence.features import is_about, scenarios_in
from stapsgewijs.guide.front_matter import front_matter

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ([], True),
        (["gids:een", "langzaam"], True),
        (["document:huren"], True),
        (["@document:huren", "@gids:een"], True),
        (["document:kopen"], False),
        (["document:kopen", "document:huren"], True),
        (["versie:2018-07"], True),
        (["versie:2020-05"], False),
        (["document:huren", "version:2020-05"], False),
        (["document:huren", "versie:2020-05", "version:2018-07"], True),
    ],
)
def test_tags_say_which_documents_a_scenario_is_about(tags: list[str], found: object) -> None:
    assert is_about(tags, "huren", "2018-07") is found


def test_a_scenario_has_the_tags_of_its_feature(tmp_path: Path) -> None:
    feature = tmp_path / "a.feature"
    feature.write_text("@document:huren\nFeature: F\n  @gids:een\n  Scenario: S\n    * x\n", encoding="utf-8")
    (found,) = scenarios_in(feature)
    assert found.tags == ("document:huren", "gids:een")
    assert found.follows


FEATURE = """Feature: F
  {tags}
  Scenario: One
    Given a person
  Scenario: Another
    Given a person
"""


PHONE = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"


VERSION = front_matter((ROOT / "guides" / "en" / PHONE.name).read_text(encoding="utf-8"))["version"]
"""That of the pivot, which counts for all guides that are bound by it."""


@pytest.mark.process
def test_a_test_is_made_only_for_guides_that_are_meant(tmp_path: Path) -> None:
    cases = [
        ("@document:multi-factor-authentication-setup-phone-number", ["one[guide1]", "one[guide2]"]),
        ("@document:another", []),
        ("@versie:1999-01", []),
        (f"@versie:{VERSION}", ["one[guide1]", "one[guide2]"]),
    ]
    for number, (tags, _) in enumerate(cases):
        (tmp_path / f"{number}.feature").write_text(FEATURE.format(tags=tags), encoding="utf-8")
    older = tmp_path / PHONE.name
    older.write_text(PHONE.read_text(encoding="utf-8").replace("---\n", "---\nversion: 1999-01\n", 1), encoding="utf-8")
    guides = ["--guide", str(PHONE), "--guide", str(older)]
    asked = ["-p", "stapsgewijs.scenarios.plugin.plugin", "-q", "--collect-only", *guides, str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, *asked],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    for number, (tags, tests) in enumerate(cases):
        found = re.findall(rf"\b{number}\.feature::test_(\S+)", done.stdout)
        assert sorted(found) == ["another[guide1]", "another[guide2]", *tests], (tags, done.stdout, done.stderr)
