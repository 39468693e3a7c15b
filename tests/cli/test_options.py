"""Options that commands share, and what the settings say where no option does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.guide.analysis import LabelMode
from stapsgewijs.runner.settings import Settings

SHIPPED = Path(__file__).parents[2] / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"


@pytest.mark.parametrize("command", ["pictures", "review", "coverage", "report"])
@pytest.mark.parametrize(
    ("options", "labels"), [([], LabelMode.DOCUMENTED), (["--labels", "product"], LabelMode.PRODUCT)]
)
def test_labels_are_those_of_the_settings_unless_an_option_says_which(
    command: str, options: list[str], labels: LabelMode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LabelMode] = []

    def analyse(settings: Settings) -> None:
        asked.append(settings.labels)
        msg = "enough is known"
        raise StapsgewijsError(msg)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Settings, "analyse", analyse)
    shutil.copy(SHIPPED, "gids.md")
    Path("stapsgewijs.toml").write_text('[verify]\nlabels = "documented"\n', encoding="utf-8")
    assert run([command, "gids.md", *options]) == 2
    assert asked == [labels]
