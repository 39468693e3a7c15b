"""Cards at the end of a run, in a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.guide import finding
from stapsgewijs.reports.card_text import said_cards
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.runner.progress import print_cards
from stapsgewijs.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide import Guide


def test_a_card_is_printed_in_short_and_its_first_line_is_that_of_a_finding(
    guide: Guide, play: Callable[..., ScenarioEvidence], site: Path, tmp_path: Path
) -> None:
    played = play(closed=1, fails_at=2, reason="no button\nnearest: x\nall: y\nmore")
    found = finding("label-differs", 14, 9, "Fiets", expected="Rijwiel")
    run = assemble(guide, (), (found,), (played,), media_root=tmp_path)
    printed = io.StringIO()
    print_cards(Terminal.of(printed), said_cards(run, "fiets.md"), report_catalogue(site, "nl"))
    told = printed.getvalue()
    lines = told.splitlines()
    assert (
        "fiets.md:14:9: warning label-differs: In de handleiding staat “Fiets”; op de pagina staat “Rijwiel”." in lines
    )
    assert "    Op de pagina: “Rijwiel”" in lines
    assert "      1. Kies **Rijwiel** en **Vouwfiets**." in lines
    assert "fiets.md:18:1: error step-failed: Stap 2 kon niet worden gevolgd." in lines
    assert "      all: y" in lines
    assert "more" not in told
    unfollowed = [place for place, line in enumerate(lines) if "step-not-followed" in line]
    assert all(not line.startswith(" ") for place in unfollowed for line in lines[place + 1 : place + 2])
