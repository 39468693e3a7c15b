"""The reports of real runs: the same with more browsers at once, and coverage with its gate."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.runner.conftest import Ended

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = str(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
OTHERS = """\
# language: nl
Functionaliteit: Aanmelden

  Abstract Scenario: Wie zich aanmeldt, komt ergens
    Gegeven een medewerker met het mobiele nummer "<nummer>"
    En de medewerker heeft zich aangemeld

    Voorbeelden:
      | nummer      |
      | 06 12345678 |
      | 06 87654321 |

  Scenario: Een medewerker stelt verificatie per sms-bericht in
    Gegeven iets dat niemand kan
"""
FORMATS = {
    "--json": "told.json",
    "--junit": "told.xml",
    "--messages": "told.ndjson",
    "--cucumber": "cucumber.json",
    "--sarif": "told.sarif",
    "--gitlab": "gitlab.json",
    "--markdown": "told.md",
}
VARYING = {"timestamp", "duration", "date", "began", "seconds"}
TIMES = re.compile(r'(time|timestamp)="[^"]*"')


def features_of(folder: Path) -> tuple[str, str]:
    return "--features", str(folder / "features")


def run(folder: Path, *arguments: str, code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "stapsgewijs", *arguments, *features_of(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def without_times(value: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
    if isinstance(value, dict):
        return {name: without_times(each) for name, each in value.items() if name not in VARYING}
    return [without_times(each) for each in value] if isinstance(value, list) else value


def told(folder: Path) -> Iterator[tuple[str, object]]:
    for option, name in FORMATS.items():
        text = (folder / name).read_text(encoding="utf-8")
        lines = [text] if option == "--markdown" else text.splitlines()
        if option == "--messages":
            yield option, [without_times(json.loads(each)) for each in lines]
        elif option in {"--cucumber", "--json"}:
            yield option, without_times(json.loads(text))
        elif option == "--junit":
            yield option, TIMES.sub("", text)
        else:
            yield option, lines


@pytest.fixture
def features(tmp_path: Path) -> Path:
    (tmp_path / "features").mkdir()
    for name in ("sms-bericht.feature", "telefoongesprek.feature"):
        shutil.copy(ROOT / "features" / "phone" / name, tmp_path / "features" / name)
    return tmp_path / "features"


def test_two_browsers_at_once_give_the_same_reports_as_one(features: Path, command: Callable[..., Ended]) -> None:
    (features / "aanmelden.feature").write_text(OTHERS, encoding="utf-8")
    folder = features.parent
    options = [part for option, name in FORMATS.items() for part in (option, name)]
    told_one = command(folder, "verify", GUIDE, "--all-scenarios", "--github", *options, *features_of(folder))
    assert told_one.returncode == 1
    place = "file=features/aanmelden.feature,line=14,col=1,endColumn=1,title=scenario-failed"
    assert f"::error {place}::" in told_one.printed
    one = dict(told(folder))
    run(folder, "verify", GUIDE, "--all-scenarios", "-n", "2", *options, code=1)
    for option, value in told(folder):
        assert value == one[option], option
    plain: Any = one["--json"]
    places = [(each["feature"], each["line"]) for each in plain["scenarios"]]
    assert places == sorted(places)
    assert [each["outcome"] for each in plain["scenarios"]] == ["passed", "passed", "failed", "passed", "passed"]
    assert [each["name"] for each in plain["coverage"]["scenarios_of_one_name"]] == [plain["scenarios"][2]["name"]]


def test_coverage_goes_to_a_file_and_the_gate_says_what_is_missing(
    features: Path, command: Callable[..., Ended]
) -> None:
    folder = features.parent
    (features / "telefoongesprek.feature").unlink()
    arguments = ("--format", "sarif", "--output", "told/coverage.sarif", "--fail-under", "100")
    ended = command(folder, "coverage", *arguments, *features_of(folder))
    printed = ended.printed
    assert ended.returncode == 1, printed
    assert len(re.findall(r"^.*\.md:\d+: step \d is not covered: no scenario follows it$", printed, re.MULTILINE)) == 5
    assert "coverage is 50 %; 100 % is wanted" in printed
    (log,) = json.loads((folder / "told" / "coverage.sarif").read_text(encoding="utf-8"))["runs"]
    found = [each["ruleId"] for each in log["results"]]
    assert found.count("step-not-followed") == 5
    assert {"coverage-undocumented", "coverage-on-page-only"} < set(found)


def test_a_format_that_there_is_not_is_one_line(features: Path) -> None:
    printed = run(features.parent, "coverage", "--format", "sarfi", code=2)
    assert printed == "'sarfi' is no format; nearest: 'sarif'\n"
