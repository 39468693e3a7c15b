"""A green report is worth what a red one is: things are broken on purpose, and the right step has to be red."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
MESSAGE = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
CALL = "set-up-your-mobile-device-to-receive-a-phone-call"


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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("features", "site", "guides"):
            shutil.copytree(ROOT / name, folder / name)
        self.guide = folder / "guides" / "nl" / GUIDE.name

    def edit(self, file: str, old: str, new: str, count: int = 1) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= count, f"{file} has no {old!r} to change"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def verify(self, *options: str) -> Result:
        command = [sys.executable, "-m", "stapsgewijs", "verify", str(self.guide), "--json", "told.json", *options]
        command += ["--features", str(self.folder / "features"), "--site", str(self.folder / "site")]
        done = subprocess.run(  # our own program
            command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False, env=None
        )
        sys.stdout.write(f"$ {' '.join(command[1:])}\n{done.stdout}{done.stderr}")  # shown with whatever fails after it
        told = self.folder / "told.json"
        report = self.folder / "build" / "report" / "index.html"
        return Result(
            done.returncode,
            done.stdout + done.stderr,
            json.loads(told.read_text(encoding="utf-8")) if told.exists() else {},
            report.read_text(encoding="utf-8") if report.exists() else "",
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_nothing_broken_is_all_green(world: World) -> None:
    result = world.verify("--strict")
    assert result.outcomes(MESSAGE) == result.outcomes(CALL) == ["passed"] * 5
    # Another browser than the pictures were accepted with may draw other pixels of the same words: the one warning.
    assert {each["rule"] for each in result.told["findings"]} <= {"picture-elsewhere"}
    assert result.code == bool(result.told["findings"]), result.printed


def test_a_button_renamed_in_the_catalogue(world: World) -> None:
    world.edit("site/labels/nl.po", 'msgstr "Volgende"', 'msgstr "Doorgaan"')
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "failed", "not run", "not run", "not run"]
    assert result.outcomes(CALL)[1] == "failed"
    failed = result.findings("step-failed")[0]
    assert failed["line"] == result.step(MESSAGE, 2)["line"] == 16
    assert "no button “Volgende”" in failed["message"]
    assert "“Doorgaan”" in result.report


def test_a_step_deleted_from_a_feature(world: World) -> None:
    world.edit("features/sms-bericht.feature", '    Als de medewerker op "Gereed" klikt\n', "")
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed"] * 4 + ["failed"]
    assert result.outcomes(CALL) == ["passed"] * 5
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 31
    assert "Gereed" in result.report


def test_a_checkpoint_deleted_from_a_feature(world: World) -> None:
    world.edit("features/telefoongesprek.feature", "    Dan is stap 3 van de gids gevolgd\n", "")
    result = world.verify()
    assert result.code == 1
    assert result.step(CALL, 3)["outcome"] == "not run"
    assert [each["line"] for each in result.findings("step-not-followed")] == [41]


def test_a_picture_line_removed(world: World) -> None:
    name = "multi-factor-authentication-text-message.png"
    world.edit("features/sms-bericht.feature", f'    Dan ziet het scherm eruit als "{name}"\n', "")
    result = world.verify()
    assert result.code == 1
    assert [(each["rule"], each["line"]) for each in result.told["findings"]] == [("picture-not-captured", 18)]
    assert result.step(MESSAGE, 2)["screenshots"][0]["outcome"] == "not run"


def test_the_network_loses_the_message(world: World) -> None:
    begin = "    En de medewerker heeft zich aangemeld\n"
    lost = "    En het volgende sms-bericht aan de medewerker gaat verloren\n"
    world.edit("features/sms-bericht.feature", begin, begin + lost)
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "passed", "failed", "not run", "not run"]
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 20
    assert "no text message came" in failed["message"]
    assert "the handset received" in result.report


def test_a_code_that_lives_for_no_time(world: World) -> None:
    begin = "    En de medewerker heeft zich aangemeld\n"
    world.edit("features/sms-bericht.feature", begin, f"    En een code is 0 seconden geldig\n{begin}")
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(MESSAGE) == ["passed", "passed", "failed", "not run", "not run"]
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 20
    assert "Deze code is verlopen" in failed["message"]


def test_labels_in_another_order_in_the_guide(world: World) -> None:
    old = "Kies **Mij bellen** bij **Methode** en klik op **Volgende**."
    new = "Klik op **Volgende** en kies **Mij bellen** bij **Methode**."
    world.edit(f"guides/nl/{GUIDE.name}", old, new)
    result = world.verify()
    assert result.code == 1
    assert result.outcomes(CALL)[:2] == ["passed", "failed"]
    assert result.outcomes(MESSAGE) == ["passed"] * 5
    failed = result.findings("step-failed")[0]
    assert failed["line"] == 37
    assert "another order" in failed["message"]


def test_a_label_that_is_nowhere_on_the_pages(world: World) -> None:
    world.edit(f"guides/nl/{GUIDE.name}", "klik op **Verifiëren**", "klik op **Qwxyz**")
    result = world.verify()
    assert result.code == 1
    assert result.step(MESSAGE, 3)["outcome"] == "failed"
    unbound = [each for each in result.told["findings"] if each["rule"] in {"label-unbound", "label-unknown"}]
    assert [(each["line"], each["text"], each["severity"]) for each in unbound] == [(20, "Qwxyz", "error")]


def test_features_that_cannot_be_read(world: World) -> None:
    line = '    Als de medewerker op "Gereed" klikt'
    world.edit("features/sms-bericht.feature", line, line.replace("Als", "Alz"))
    feature = (world.folder / "features" / "sms-bericht.feature").read_text(encoding="utf-8").splitlines()
    place = next(number for number, text in enumerate(feature, 1) if "Alz" in text)
    result = world.verify()
    assert result.code == 2
    assert f"sms-bericht.feature:{place}:5: not Gherkin" in result.printed
    assert "Traceback" not in result.printed


def test_the_missions_own_document_of_the_shared_guides(world: World) -> None:
    shared = ROOT.parent / "shared" / "guides" / "nl-nl" / GUIDE.name
    if not shared.is_file():
        pytest.skip("the shared guides are not on this machine")
    world.guide = shared
    result = world.verify()
    assert result.code == 0, result.printed
    assert result.outcomes(MESSAGE) == result.outcomes(CALL) == ["passed"] * 5
    labels = [each["line"] for each in result.told["findings"] if each["rule"].startswith("label-")]
    assert labels == [29, 35, 35, 39, 46, 50, 60, 67]
    assert len(result.findings("picture-missing")) == 6
    assert result.told["totals"]["errors"] == 0


def test_the_missions_own_document_drives_the_pages_of_the_shared_guides(world: World) -> None:
    shared = ROOT.parent / "shared" / "guides" / "nl-nl" / GUIDE.name
    if not shared.is_file():
        pytest.skip("the shared guides are not on this machine")
    world.guide = shared
    result = world.verify("--labels", "documented")
    assert result.code == 0, result.printed
    assert result.told["totals"]["passed"] == 10
    labels = [(each["rule"], each["line"]) for each in result.told["findings"] if each["rule"].startswith("label-")]
    assert labels == [("label-untranslated", 46), ("label-untranslated", 67)]
