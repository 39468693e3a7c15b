"""Running again what failed gives the report of a whole run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runner.conftest import Ended

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = str(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
BROKEN = '    Als de medewerker op "Gereed" klikt\n'


class World:
    """Features to be broken and mended, and `verify` in a folder of its own."""

    def __init__(self, folder: Path, command: Callable[..., Ended]) -> None:
        self.folder = folder
        self.command = command
        (folder / "features").mkdir()
        for name in ("sms-bericht.feature", "telefoongesprek.feature"):
            shutil.copy(ROOT / "features" / "phone" / name, folder / "features" / name)
        self.feature = folder / "features" / "sms-bericht.feature"
        self.whole = self.feature.read_text(encoding="utf-8")

    def verify(self, *options: str, code: int = 0) -> tuple[str, dict[str, Any]]:
        done = self.command(self.folder, "verify", GUIDE, "--features", "features", "--json", "told.json", *options)
        assert done.returncode == code, done.printed
        told = json.loads((self.folder / "told.json").read_text(encoding="utf-8")) if code != 2 else {}
        return done.printed, unmeasured(told)

    def ran(self, printed: str) -> int:
        """How many documented steps were followed before one's eyes."""
        return sum(each.lstrip().startswith(("✓", "✗", "+", "x")) for each in printed.splitlines())

    def report(self) -> str:
        return (self.folder / "build" / "report" / "index.html").read_text(encoding="utf-8")


def unmeasured(value: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
    """Return what a run told, without what is another in each: moments, durations, and when a message came."""
    if isinstance(value, dict):
        measured = {"date", "seconds", "began", "received", "trend"}
        return {name: unmeasured(each) for name, each in value.items() if name not in measured}
    return [unmeasured(each) for each in value] if isinstance(value, list) else value


def guide_of(page: str) -> str:
    """Return the guide in a report, without how long each step took and what it was the run before."""
    body = page.partition('<article id="guide"')[2].partition("</article>")[0]
    return re.sub(r'<span class="(?:took|chip)[^"]*">.*?</span>\n?(?:[\d,.:]+ s</span>)?|· [\d,.:]+ s', "", body)


@pytest.fixture
def world(tmp_path: Path, command: Callable[..., Ended]) -> World:
    return World(tmp_path, command)


def test_what_failed_is_run_again_and_the_report_is_that_of_a_whole_run(world: World) -> None:
    world.feature.write_text(world.whole.replace(BROKEN, "    # hier ontbreekt iets\n"), encoding="utf-8")
    printed, told = world.verify("--last-failed", code=1)
    assert "no former run is kept here: everything is run" in printed
    assert told["totals"]["failed"] == 1

    printed, again = world.verify("--last-failed", "-n", "2", code=1)
    assert "1 scenario run again (1 failed); 1 kept" in printed
    assert world.ran(printed) == 5
    assert again == told

    world.feature.write_text(world.whole, encoding="utf-8")
    printed, mended = world.verify("--last-failed")
    assert "1 in sms-bericht.feature, which changed" in printed
    assert world.ran(printed) == 5
    merged = world.report()

    printed, known = world.verify("--last-failed")
    assert "nothing failed last time: 2 scenarios kept" in printed
    assert world.ran(printed) == 0
    assert world.report() == merged

    printed, whole = world.verify()
    assert world.ran(printed) == 10
    assert whole == mended == known
    assert guide_of(world.report()) == guide_of(merged)


def test_one_scenario_is_run_by_its_line_and_merged_when_asked(world: World) -> None:
    line = world.whole[: world.whole.index("Scenario:")].count("\n") + 2
    printed, told = world.verify("--scenario", f"sms-bericht.feature:{line}", code=1)
    assert world.ran(printed) == 5
    assert (told["totals"]["passed"], told["totals"]["not_run"]) == (5, 5)
    assert [each["feature"] for each in told["scenarios"]] == ["features/sms-bericht.feature"]

    printed, told = world.verify("--last-failed")
    assert "1 scenario run again (1 not run last time); 1 kept" in printed
    assert told["totals"]["passed"] == 10

    printed, _ = world.verify("--scenario", "sms-bericht.feature:1", code=2)
    assert printed.startswith("sms-bericht.feature:1: no scenario at this line; there scenarios begin at ")
