"""The page on which something went wrong: one picture for each step that failed, and none for one that is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.last_run import load_last_run
from stapsgewijs.image_files import size_of
from stapsgewijs.project import default_project
from stapsgewijs.reports.cards import cards_of
from stapsgewijs.runner.runner import verify
from stapsgewijs.runner.settings import Settings

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.reports.cards import Card

pytestmark = pytest.mark.browser

GUIDE = """\
---
title: Aanmelden met een code
lang: nl-NL
---
# Aanmelden met een code

## <a name="{procedure}"></a>Verificatie per sms-bericht

1. Ga naar **Extra beveiligingsverificatie**. Kies **Verificatietelefoon** bij **{area}** en typ uw nummer.
2. Kies **Mij een berichtje sturen** bij **Methode** en klik op **Volgende**.
3. Typ de code bij **{second}** en klik op **Verifiëren**.
4. Kopieer het app-wachtwoord bij **{third}**.
5. Klik op **Gereed**.
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Follow a guide of which one label is wrong, by a scenario that looks for a button that is not there."""
    folder = tmp_path_factory.mktemp("shots")
    feature = next(default_project().features.rglob("sms-bericht.feature")).read_text(encoding="utf-8")
    procedure = feature.partition("@gids:")[2].split()[0]
    lines = [each for each in feature.splitlines() if not each.strip().startswith("@document:")]
    tagged = [f"@gids:{procedure}" if each.startswith("@") else each for each in lines]
    text = "\n".join([tagged[0], f"@gids:{procedure}", *tagged[1:]])
    (folder / "features").mkdir()
    text = text.replace('op "Verifiëren"', 'op "Verder gaan"')
    (folder / "features" / "a.feature").write_text(text, encoding="utf-8")
    areas = [each for each in feature.split('"')[1::2] if each.startswith("Stap ")]
    guide = folder / "gids.md"
    words = {"procedure": procedure, "area": areas[0], "second": areas[1], "third": areas[2]}
    guide.write_text(GUIDE.format_map(words), encoding="utf-8")
    traced = ("--tracing", "retain-on-failure")
    settings = Settings(folder / "pictures", guide, folder / "features", remembers=True, extra=traced)
    return verify(settings, settings.analyse(), budget=None)


def of_step(run: Run, step: int) -> Card:
    return next(each for each in cards_of(run, "gids.md") if each.step == step)


def test_a_label_that_the_page_has_otherwise_is_marked_where_it_was_used(run: Run) -> None:
    shot = of_step(run, 2).shot
    assert shot is not None
    assert shot.name == "Mij een code per sms verzenden"
    size, ((x, y, width, height),) = size_of(Path(shot.file)), shot.boxes
    assert size is not None
    assert 0 <= x < x + width <= size[0]
    assert 0 <= y < y + height <= size[1]


def test_a_line_that_fails_leaves_the_page_with_what_the_guide_names_marked(run: Run) -> None:
    card = of_step(run, 3)
    assert card.shot is not None
    assert card.shot.name == "Verifiëren"
    assert card.shot.boxes
    assert any("verificatiecode" in str(each) for each in card.received)
    assert card.consequences == (4, 5)


def test_a_step_that_is_right_leaves_nothing(run: Run) -> None:
    first = run.procedures[0].steps[0]
    assert (first.shots, first.received) == ((), ())
    assert first.seconds > 0
    files = {each.file for one in run.scenarios for check in one.checkpoints for each in check.shots}
    folder = Path(next(iter(files))).parent
    assert {str(each) for each in folder.iterdir()} == files


def test_what_failed_has_its_trace(run: Run) -> None:
    (trace,) = of_step(run, 3).traces
    assert Path(trace).is_file()


def test_the_kept_run_has_it_all(run: Run) -> None:
    scenario = run.scenarios[0]
    kept = load_last_run(Path(scenario.pictures[0]).parents[2] / "last-run.json")
    assert kept is not None
    assert kept.scenarios[0].checkpoints == scenario.checkpoints
    assert kept.scenarios[0].traces == scenario.traces
    assert replace(kept.scenarios[0], feature=scenario.feature) == scenario
