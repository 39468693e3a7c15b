"""A product of others, followed: django-two-factor-auth, unchanged, by a project that `init` makes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.free_port import free_port

pytestmark = [pytest.mark.browser, pytest.mark.process]

EXAMPLE = Path(__file__).parents[2] / "examples" / "django-two-factor"
BROKEN = {"**Text message**": "**Text messages**", "**Phone Number**": "**Mobile Number**"}
"""Labels of the guide, and what they are changed to: the first in one procedure, the second in the other."""
OTHERS = ("dave", "emma")
"""Who is there in the test only: an account for each scenario, as each turns two-factor authentication on."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example, with a port that is free, and a second guide with a wrong label in each procedure."""
    folder = tmp_path_factory.mktemp("two-factor") / "project"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("build", "__pycache__"))
    port = str(free_port())
    for settings in folder.glob("*.toml"):
        text = settings.read_text(encoding="utf-8").replace("8000", port)
        settings.write_text(text, encoding="utf-8")
    people = json.loads((folder / "product" / "people.json").read_text(encoding="utf-8"))
    for name in OTHERS:
        people.append({**people[0], "fields": {**people[0]["fields"], "username": name}})
    (folder / "product" / "people.json").write_text(json.dumps(people), encoding="utf-8")
    guide = (folder / "docs" / "two-factor.md").read_text(encoding="utf-8")
    first, second = re.split(r"(?=^## .*phone call)", guide, flags=re.MULTILINE)
    one, other = BROKEN.items()
    broken = first.replace(*one) + second.replace(*other)
    (folder / "docs" / "broken.md").write_text(broken, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "stapsgewijs", *arguments],
        cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(project: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    """Follow the broken guide and then the good one, in one run; return what was printed, and each guide's outcome."""
    accounts = ["anna:secret-of-anna", "bram:secret-of-bram", *(f"{each}:secret-of-anna" for each in OTHERS)]
    given = [part for each in accounts for part in ("--account", each)]
    code, printed = run(project, "verify", "docs/broken.md", "docs/two-factor.md", "--json", "told.json", *given)
    assert code == 1, printed
    files = (project / f"told-{name}.json" for name in ("broken", "two-factor"))
    found = [json.loads(each.read_text(encoding="utf-8")) for each in files]
    return printed, {Path(each["guide"]["path"]).name: each for each in found}


def results(guide: dict[str, Any]) -> dict[str, list[str]]:
    return {each["id"]: [step["result"] for step in each["steps"]] for each in guide["procedures"]}


def test_both_procedures_are_followed(told: tuple[str, dict[str, dict[str, Any]]]) -> None:
    printed, guides = told
    assert results(guides["two-factor.md"]) == {
        "enable-by-text-message": ["followed and checked"] * 5,
        "enable-by-phone-call": ["followed and checked"] * 6,
    }, printed


def test_wrong_labels_are_found_at_their_lines(told: tuple[str, dict[str, dict[str, Any]]]) -> None:
    printed, guides = told
    assert [(each["line"], each["message"]) for each in guides["broken.md"]["findings"]] == [
        (14, "The guide says “Text messages”, the page says “Text message”."),
        (31, "The guide says “Mobile Number”, the page says “Phone Number”."),
    ], printed


@pytest.mark.long
def test_init_makes_the_features_and_nothing_else_is_needed(project: Path) -> None:
    shutil.rmtree(project / "features")
    settings = project / "stapsgewijs.toml"
    before = settings.read_text(encoding="utf-8")
    by_hand = before.partition("[values]")[0]
    settings.write_text(by_hand, encoding="utf-8")
    code, printed = run(project, "init")
    assert code == 0, printed
    for each in (EXAMPLE / "features").iterdir():
        assert (project / "features" / each.name).read_text(encoding="utf-8") == each.read_text(encoding="utf-8")
    assert settings.read_text(encoding="utf-8") == before
    made = by_hand.partition("[target]")[2]
    written = [line for line in made.splitlines() if line and not line.startswith("base-url")]
    assert len(written) == 10


@pytest.mark.long
def test_a_code_that_begins_with_a_zero_is_spoken_with_five_digits_and_refused(project: Path) -> None:
    code, printed = run(project, "verify", "--config", "leading-zero.toml")
    assert code == 1, printed
    assert "docs/sign-in.md:12:1: error step-failed: Step 3 could not be followed." in printed
    assert "the page does not accept what was done" in printed
    assert "currently using 5 characters" in printed
