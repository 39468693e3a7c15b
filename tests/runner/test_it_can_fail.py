"""A green report is worth what a red one is: things are broken on purpose, and the right step has to be red."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.runner.conftest import Ended

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
MESSAGE = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
CALL = "set-up-your-mobile-device-to-receive-a-phone-call"
BY_MESSAGE = "Een medewerker stelt verificatie per sms-bericht in"


@dataclass(frozen=True)
class Result:
    code: int
    printed: str
    told: dict[str, Any]
    report: str

    def step(self, procedure: str, number: int) -> dict[str, Any]:
        steps = next(each["steps"] for each in self.told["procedures"] if each["id"] == procedure)
        return next(each for each in steps if each["number"] == number)

    def outcomes(self, procedure: str) -> list[str]:
        return [self.step(procedure, number)["outcome"] for number in range(1, 6)]

    def findings(self, rule: str) -> list[dict[str, Any]]:
        return [each for each in self.told["findings"] if each["rule"] == rule]


class World:
    """Copies of everything that ships, to be broken, and `verify` to see what it makes of that."""

    def __init__(self, folder: Path, command: Callable[..., Ended]) -> None:
        self.folder = folder
        self.command = command
        for name in ("features", "site", "guides"):
            shutil.copytree(ROOT / name, folder / name)
        self.guide = folder / "guides" / "nl" / GUIDE.name

    def edit(self, file: str, old: str, new: str, count: int = 1) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= count, f"{file} has no {old!r} to change"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def guide_with(self, name: str, *changes: tuple[str, str]) -> None:
        """Write a guide beside the others, in a folder of this name, in which some things are changed."""
        shutil.copytree(self.folder / "guides" / "nl", self.folder / "guides" / name)
        for old, new in changes:
            self.edit(f"guides/{name}/{GUIDE.name}", old, new)

    def verify(self, *options: str) -> Result:
        return self.verify_all([self.guide], *options)[""]

    def verify_all(self, guides: Sequence[Path], *options: str) -> dict[str, Result]:
        """Follow guides in one run, and return what came of each, by the name of its folder (empty for only one)."""
        places = ("--features", str(self.folder / "features"), "--site", str(self.folder / "site"))
        done = self.command(self.folder, "verify", *map(str, guides), "--json", "told.json", *options, *places)
        if len(guides) == 1:
            return {"": self._result(done.returncode, done.printed, "told.json", "index.html")}
        names = [each.parent.name for each in guides]
        return {
            each: self._result(done.returncode, done.printed, f"told-{each}.json", f"guides/{each}/index.html")
            for each in names
        }

    def _result(self, code: int, printed: str, json_file: str, html_file: str) -> Result:
        told, report = self.folder / json_file, self.folder / "build" / "report" / html_file
        return Result(
            code,
            printed,
            json.loads(told.read_text(encoding="utf-8")) if told.exists() else {},
            report.read_text(encoding="utf-8") if report.exists() else "",
        )


@pytest.fixture
def world(tmp_path: Path, command: Callable[..., Ended]) -> World:
    return World(tmp_path, command)


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., Ended]) -> dict[str, Result]:
    """Return what comes of guides that are broken in different ways, all followed in one run."""
    world = World(tmp_path_factory.mktemp("guides"), command)
    old = "Kies **Mij bellen** bij **Methode** en klik op **Volgende**."
    world.guide_with("order", (old, "Klik op **Volgende** en kies **Mij bellen** bij **Methode**."))
    world.guide_with("nowhere", ("klik op **Verifiëren**", "klik op **Qwxyz**"))
    world.guide_with("odd", ("**Verificatietelefoon**", "**verificatietelefoon**"), ("**Gereed**", "**Gereed.**"))
    results = world.verify_all([world.folder / "guides" / each / GUIDE.name for each in ("order", "nowhere", "odd")])
    overview = (world.folder / "build" / "report" / "index.html").read_text(encoding="utf-8")
    assert "In orde: 1 van de 3 handleidingen." in overview  # one that cannot be followed decides, and hides no other
    return results


@pytest.fixture(scope="module")
def shortened(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., Ended]) -> Result:
    """Return what comes of features that leave things out, each of another procedure."""
    world = World(tmp_path_factory.mktemp("shortened"), command)
    world.edit("features/phone/sms-bericht.feature", '    Als de medewerker op "Gereed" klikt\n', "")
    world.edit("features/phone/telefoongesprek.feature", "    Dan is stap 3 van de gids gevolgd\n", "")
    picture = '    Dan ziet het scherm eruit als "multi-factor-authentication-text-message.png"\n'
    world.edit("features/phone/sms-bericht.feature", picture, "")
    return world.verify()


def test_a_button_renamed_in_the_catalogue(world: World) -> None:
    world.edit("site/labels/nl.po", 'msgstr "Volgende"', 'msgstr "Doorgaan"')
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "failed", "not run", "not run", "not run"]
    assert result.outcomes(CALL)[1] == "failed"
    failed = result.findings("step-failed")[0]
    assert failed["line"] == result.step(MESSAGE, 2)["line"] == 16
    assert "no button or link “Volgende”" in failed["message"]
    assert "“Doorgaan”" in result.report


def test_a_step_deleted_from_a_feature(shortened: Result) -> None:
    assert shortened.code == 1
    assert shortened.outcomes(MESSAGE) == ["passed"] * 4 + ["failed"]
    (failed,) = shortened.findings("step-failed")
    assert failed["line"] == 31
    assert "Gereed" in shortened.report


def test_a_checkpoint_deleted_from_a_feature(shortened: Result) -> None:
    assert shortened.outcomes(CALL) == ["passed", "passed", "not run", "passed", "passed"]
    assert [each["line"] for each in shortened.findings("step-not-followed")] == [41]


def test_a_picture_line_removed(shortened: Result) -> None:
    assert [each["line"] for each in shortened.findings("picture-not-captured")] == [18]
    assert shortened.step(MESSAGE, 2)["screenshots"][0]["outcome"] == "not run"
    rules = {each["rule"] for each in shortened.told["findings"]}
    # What was done for step 3, which nobody closed, is not told by step 4.
    told = {"step-failed", "step-not-followed", "action-not-told", "picture-not-captured", "picture-elsewhere"}
    assert rules <= told


def test_the_network_loses_the_message(world: World) -> None:
    begin = "    En de medewerker heeft zich aangemeld\n"
    lost = "    En het volgende sms-bericht aan de medewerker gaat verloren\n"
    world.edit("features/phone/sms-bericht.feature", begin, begin + lost)
    result = world.verify("--scenario", BY_MESSAGE)
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "passed", "failed", "not run", "not run"]
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 20
    assert "no text message came" in failed["message"]
    assert "the handset of the medewerker received" in result.printed
    assert "er kwam binnen 5 s geen sms-bericht op 06 12345678" in result.report
    assert "de telefoon van “medewerker” heeft ontvangen:" in result.report


def test_a_code_that_lives_for_no_time(world: World) -> None:
    begin = "    En de medewerker heeft zich aangemeld\n"
    world.edit("features/phone/sms-bericht.feature", begin, f"    En een code is 0 seconden geldig\n{begin}")
    result = world.verify("--scenario", BY_MESSAGE)
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "passed", "failed", "not run", "not run"]
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 20
    assert "Deze code is verlopen" in failed["message"]


def test_labels_in_another_order_in_the_guide(guides: dict[str, Result]) -> None:
    result = guides["order"]
    assert result.code == 1
    assert result.outcomes(CALL)[:2] == ["passed", "failed"]
    assert result.outcomes(MESSAGE) == ["passed"] * 5
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 37
    assert "another order" in failed["message"]


def test_a_label_that_is_nowhere_on_the_pages(guides: dict[str, Result]) -> None:
    result = guides["nowhere"]
    assert result.step(MESSAGE, 3)["outcome"] == "failed"
    differs = result.findings("label-differs")
    assert [(each["line"], each["text"], each["severity"]) for each in differs] == [(20, "Qwxyz", "error")]
    assert differs[0]["expected"] == "Verifiëren"
    assert result.step(MESSAGE, 3)["labels"][-1]["result"] == "wrong"


def test_labels_that_are_written_in_another_way_are_followed_and_told_at_their_lines(
    guides: dict[str, Result],
) -> None:
    result = guides["odd"]
    assert result.outcomes(MESSAGE) == result.outcomes(CALL) == ["passed"] * 5
    lines = [each["line"] for each in result.told["findings"] if each["rule"].startswith("label-")]
    assert lines == [14, 31, 35, 52]
    assert result.told["totals"]["errors"] == 0


def test_features_that_cannot_be_read(world: World) -> None:
    line = '    Als de medewerker op "Gereed" klikt'
    world.edit("features/phone/sms-bericht.feature", line, line.replace("Als", "Alz"))
    feature = (world.folder / "features" / "phone" / "sms-bericht.feature").read_text(encoding="utf-8").splitlines()
    place = next(number for number, text in enumerate(feature, 1) if "Alz" in text)
    result = world.verify()
    assert result.code == 2
    assert f"sms-bericht.feature:{place}:5: not Gherkin" in result.printed
    assert "Traceback" not in result.printed


def test_pages_that_wear_the_words_of_the_guide_take_its_odd_labels_as_they_are(world: World) -> None:
    world.edit(f"guides/nl/{GUIDE.name}", "**Gereed**", "**Klaar ermee**")
    result = world.verify("--labels", "documented")
    assert result.told["totals"]["passed"] == 10, result.printed
    assert [each for each in result.told["findings"] if each["rule"].startswith("label-")] == []


LAST = """    Als de medewerker op "Gereed" klikt
    Dan is stap 5 van de gids gevolgd
"""
GOAL = "    En is het doel van de gids bereikt: «heeft de telefoon van de medewerker {count} sms-berichten»\n"


def test_a_procedure_that_does_not_do_what_its_title_says_is_a_finding_and_no_failed_scenario(world: World) -> None:
    feature = "features/phone/sms-bericht.feature"
    world.edit(feature, LAST, LAST + GOAL.format(count=1))
    assert world.verify("--no-compare").findings("goal-not-reached") == []
    world.edit(
        feature, "bereikt: «heeft de telefoon van de medewerker 1 ", "bereikt: «heeft de telefoon van de medewerker 2 "
    )
    result = world.verify("--no-compare")
    (missed,) = result.findings("goal-not-reached")
    assert result.code == 1
    assert (missed["line"], missed["severity"]) == (12, "error")
    assert "has 1 messages; it should have 2" in missed["message"]
    assert result.outcomes(MESSAGE) == ["passed"] * 5
    assert result.findings("scenario-failed") == []


def test_a_step_that_is_not_simulated_is_not_followed_and_says_why(world: World) -> None:
    said = '    Dan is stap 5 van de gids niet nagebootst: "de winkel van de telefoon"\n'
    world.edit("features/phone/sms-bericht.feature", LAST, said)
    text = (world.folder / "features/phone/sms-bericht.feature").read_text(encoding="utf-8")
    end = text.index(said) + len(said)
    (world.folder / "features/phone/sms-bericht.feature").write_text(text[:end], encoding="utf-8")
    result = world.verify("--no-compare")
    (told,) = result.findings("step-not-simulated")
    assert result.code == 1
    assert "de winkel van de telefoon" in told["message"]
    assert result.outcomes(MESSAGE) == ["passed"] * 4 + ["not run"]
    assert result.findings("step-not-followed") == []


def test_a_goal_that_no_line_can_see_is_a_mistake_of_the_scenario(world: World) -> None:
    world.edit(
        "features/phone/sms-bericht.feature", LAST, LAST + '    En is het doel van de gids bereikt: "het regent"\n'
    )
    result = world.verify("--no-compare")
    assert result.findings("goal-not-reached") == []
    assert "no step definition for “het regent”" in result.findings("scenario-failed")[0]["message"]
