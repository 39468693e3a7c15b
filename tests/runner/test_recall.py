"""The pictures of the last run, looked at again without following the guide again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.last_run import LastRun, save_last_run
from stapsgewijs.evidence.run import Capture, ScenarioEvidence
from stapsgewijs.guide import Outcome
from stapsgewijs.runner.runner import recalled
from stapsgewijs.runner.settings import Settings

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
CALL = "set-up-your-mobile-device-to-receive-a-phone-call"
NAME = "multi-factor-authentication-phone-call.png"
HERE = {"browser": "chromium 140"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of a run that took one picture of a guide, and was kept."""
    guide = tmp_path / GUIDE.name
    shutil.copyfile(GUIDE, guide)
    settings = Settings(tmp_path / "build" / "pictures", guide, remembers=True)
    taken = settings.pictures / NAME
    taken.parent.mkdir(parents=True)
    shutil.copyfile(GUIDE.parent / "media" / "multi-factor-authentication-verification-methods" / NAME, taken)
    played = ScenarioEvidence(
        "telefoongesprek.feature", 1, "Iemand", Outcome.PASSED, CALL, captures=(Capture(CALL, 2, NAME, str(taken), 9),)
    )
    save_last_run(settings.remembered, LastRun.of(settings.conditions, HERE, {}, [played]))
    return settings


def test_the_last_run_is_recalled_as_it_was(settings: Settings) -> None:
    run = recalled(settings, settings.analyse())
    assert dict(run.environment) == HERE
    pictures = [each for procedure in run.procedures for step in procedure.steps for each in step.pictures]
    assert [Path(each.captured).name for each in pictures if each.captured] == [NAME]


def test_there_was_no_run(settings: Settings, tmp_path: Path) -> None:
    elsewhere = replace(settings, pictures=tmp_path / "other" / "pictures")
    with pytest.raises(StapsgewijsError, match=r"no pictures were taken here yet; leave out --last"):
        recalled(elsewhere, elsewhere.analyse())


@pytest.mark.parametrize("how", ["another", "changed"])
def test_the_last_run_was_of_another_guide(settings: Settings, how: str) -> None:
    assert settings.guide is not None
    given = settings
    if how == "another":
        other = settings.guide.with_name("other.md")
        shutil.copyfile(settings.guide, other)
        given = replace(settings, guide=other)
    else:
        settings.guide.write_text(settings.guide.read_text(encoding="utf-8") + "\nMeer.\n", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"of another guide, or it was changed since; leave out --last"):
        recalled(given, given.analyse())


@pytest.mark.parametrize("how", ["taken again", "removed"])
def test_its_pictures_are_no_longer_there(settings: Settings, how: str) -> None:
    file = settings.pictures / NAME
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(b"another")
    with pytest.raises(StapsgewijsError, match=rf"{NAME}: is not the picture that the last run took"):
        recalled(settings, settings.analyse())
