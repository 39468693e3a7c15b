"""Cards: what the guide says, what the page says, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import GherkinStep, PageShot
from stapsgewijs.guide import Severity, StepCheck, finding
from stapsgewijs.labels import Message
from stapsgewijs.reports.card_text import lines_of, said, said_cards
from stapsgewijs.reports.cards import NextKind, cards_of
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.scenarios.errors import Kind, not_found

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Binding, Finding, Guide
    from stapsgewijs.reports.cards import Card

    Play = Callable[..., ScenarioEvidence]
    Made = Callable[..., tuple[Card, ...]]


@pytest.fixture
def run_of(guide: Guide, bindings: tuple[Binding, ...], tmp_path: Path) -> Callable[..., Run]:
    def made(*scenarios: ScenarioEvidence, found: tuple[Finding, ...] = ()) -> Run:
        return assemble(guide, bindings, found, scenarios, media_root=tmp_path)

    return made


@pytest.fixture
def cards(run_of: Callable[..., Run]) -> Made:
    def made(*scenarios: ScenarioEvidence, found: tuple[Finding, ...] = ()) -> tuple[Card, ...]:
        return cards_of(run_of(*scenarios, found=found), "docs/fiets.md")

    return made


def failing(play: Play, name: str, present: list[str], *, line: str = "") -> ScenarioEvidence:
    """Return a scenario that did not find the button `name` at step 2, among those that were `present`."""
    error = not_found(Kind.BUTTON, name, present, where=Message("the page"))
    received = (Message.of("{number} has:", number="06"), Message("nothing"))
    played = play(closed=1, fails_at=2, reason=str(error))
    closed, failed = played.checkpoints
    check = StepCheck(reasons=(*error.reasons, *received))
    failed = replace(failed, check=check, received=received, shots=(PageShot("page.png", title="Fietsen"),))
    steps = [GherkinStep("Als", line, each.line, each.outcome) if each.line == 20 else each for each in played.steps]
    return replace(played, checkpoints=(closed, failed), steps=tuple(steps), traces=("trace.zip",))


DIFFERS = finding("label-differs", 14, 9, "Fiets", expected="Rijwiel")


def of_rule(cards: tuple[Card, ...], rule: str) -> Card:
    (found,) = (each for each in cards if each.finding.rule == rule)
    return found


def test_a_wrong_label_has_the_exact_line_to_write(cards: Made, play: Play) -> None:
    card = of_rule(cards(play(), found=(DIFFERS,)), "label-differs")
    assert (card.guide.before, card.guide.marked, card.guide.behind) == ("Kies ", "Fiets", " en Vouwfiets.")
    (step,) = card.next
    assert (step.kind, step.place, step.is_sure) == (NextKind.CHANGE, "docs/fiets.md:14:9", True)
    assert step.after == "1. Kies **Rijwiel** en **Vouwfiets**."
    assert list(map(str, card.page)) == ["“Rijwiel”"]


def test_what_is_only_nearest_is_a_proposal(cards: Made, play: Play) -> None:
    card = of_rule(
        cards(play(), found=(finding("label-unbound", 14, 9, "Fiets", expected="Fietsen"),)), "label-unbound"
    )
    assert not card.next[0].is_sure
    assert card.next[0].after == "1. Kies **Fietsen** en **Vouwfiets**."


def test_a_text_that_is_not_at_its_place_is_never_changed_elsewhere(cards: Made, play: Play) -> None:
    found = finding("label-differs", 14, 9, "Vouwfiets", expected="Step")
    card = of_rule(cards(play(), found=(found,)), "label-differs")
    assert [(each.kind, each.after) for each in card.next] == [(NextKind.LOOK, "")]


def test_a_failed_step_tells_what_the_page_and_the_phone_had_each_by_itself(cards: Made, play: Play) -> None:
    card = of_rule(cards(failing(play, "Huur", ["Huren", "Annuleren"], line='ik klik op "Huur"')), "step-failed")
    assert str(card.page[0]) == "no button “Huur” the page"
    assert "nothing" not in [str(each) for each in card.page]
    assert [str(each) for each in card.received] == ["06 has:", "nothing"]
    assert (card.shot, card.traces) == (PageShot("page.png", title="Fietsen"), ("trace.zip",))


def test_the_guide_and_the_scenario_can_both_be_what_is_wrong(cards: Made, play: Play) -> None:
    card = of_rule(cards(failing(play, "Huur", ["Huren", "Annuleren"], line='ik klik op "Huur"')), "step-failed")
    assert [(each.place, each.after, each.is_sure) for each in card.next[:2]] == [
        ("docs/fiets.md:18:14", "2. Selecteer **Huren**.", False),
        ("features/fiets.feature:20:1", 'Als ik klik op "Huren"', False),
    ]
    assert card.next[2].command.endswith("--scenario features/fiets.feature:4 --headed")


def test_what_the_guide_names_and_the_page_has_is_what_the_scenario_should_say(cards: Made, play: Play) -> None:
    card = of_rule(cards(failing(play, "Hulp", ["Huur", "Hulpje"], line='ik klik op "Hulp"')), "step-failed")
    assert [each.after for each in card.next if each.kind is NextKind.CHANGE] == ['Als ik klik op "Huur"']


def test_a_name_that_is_like_nothing_is_not_proposed(cards: Made, play: Play) -> None:
    card = of_rule(cards(failing(play, "Controleren", ["Annuleren"], line='ik klik op "Controleren"')), "step-failed")
    assert [each.kind for each in card.next] == [NextKind.COMMAND]


def test_consequences_are_folded_into_the_card_and_are_no_cards(cards: Made, play: Play) -> None:
    made = cards(play(closed=1, fails_at=2, reason="no button"), play("by-letter", 2))
    assert of_rule(made, "step-failed").consequences == (3,)
    assert not [each for each in made if each.step == 3]


def test_notes_are_no_cards(cards: Made, play: Play) -> None:
    note = finding("label-not-simulated", 14, 9, "Fiets")
    assert note.severity is Severity.NOTE
    assert "label-not-simulated" not in {each.finding.rule for each in cards(play(), found=(note,))}


def test_a_scenario_beside_the_guide_that_fails_is_a_card(cards: Made, play: Play) -> None:
    beside = replace(play("", 1, name="Iets anders", fails_at=2, reason="broken"), shots=(PageShot("a.png"),))
    card = of_rule(cards(beside), "scenario-failed")
    assert (card.place, card.at, card.detail, card.shot) == (
        -1,
        "features/fiets.feature:20:1",
        "broken",
        PageShot("a.png"),
    )
    assert str(card.guide) == "Als ik doe 2"


def test_a_card_keeps_its_id_while_lines_come_and_go(guide: Guide, tmp_path: Path) -> None:
    moved = replace(guide, source=f"\n{guide.source}")
    ids = []
    for each, by in ((guide, 0), (moved, 1)):
        run = assemble(each, (), (DIFFERS._replace(line=14 + by),), (), media_root=tmp_path)
        ids.append(of_rule(cards_of(run, "fiets.md"), "label-differs").id)
    assert ids[0] == ids[1]


def test_of_several_pictures_of_a_step_the_one_of_the_name_is_shown(cards: Made, play: Play) -> None:
    played = play()
    shots = tuple(PageShot(f"{each}.png", name=each) for each in ("Iets", "Rijwiel"))
    first = replace(played.checkpoints[0], shots=shots)
    found = finding("label-differs", 14, 9, "Fiets", expected="Rijwiel")
    card = of_rule(
        cards(replace(played, checkpoints=(first, *played.checkpoints[1:])), found=(found,)), "label-differs"
    )
    assert card.shot == shots[1]


def test_a_card_is_told_in_the_language_of_the_guide(run_of: Callable[..., Run], play: Play, site: Path) -> None:
    run = run_of(failing(play, "Huur", ["Huren"], line='ik klik op "Huur"'))
    (card,) = (each for each in said_cards(run, "fiets.md") if each.card.finding.rule == "step-failed")
    lines = lines_of(card, report_catalogue(site, "nl"))
    assert lines[0] == "fiets.md:18:1: Stap 2 kon niet worden gevolgd."
    assert "  lijkt het meest: “Huren”" in lines
    assert "Als dat wordt bedoeld, wijzig dan deze regel: fiets.md:18:14" in lines
    assert "Stap 3 is niet gevolgd (stap 2 mislukte)." in lines
    short = lines_of(card, report_catalogue(site, "nl"), is_short=True)
    assert len(short) < len(lines)


def test_every_sentence_of_a_card_exists_in_dutch(run_of: Callable[..., Run], play: Play, site: Path) -> None:
    """`Catalogue.text` raises for a msgid that it does not have."""
    kinds = ("picture-missing", "label-unknown", "action-differs", "procedure-unnamed", "picture-wrong-size")
    values = {"expected": "x", "told": "“1”", "done": "“2”"}
    found = tuple(finding(each, 16, 5, "media/fiets.png", **values) for each in kinds)
    catalogue = report_catalogue(site, "nl")
    cards = cards_of(run_of(play(closed=1, fails_at=2, reason="x"), found=found), "fiets.md")
    assert {each.finding.rule for each in cards} >= {*kinds, "step-failed"}
    for card in cards:
        assert lines_of(said(card, catalogue), catalogue)


def test_what_is_wrong_behind_the_last_step_has_the_page_of_its_scenario(cards: Made, play: Play) -> None:
    played = play(closed=3, reason="het regent")
    played = replace(played, shots=(PageShot("end.png"),), received=(Message("nothing"),), traces=("trace.zip",))
    card = of_rule(cards(played), "scenario-failed")
    assert (card.shot, card.received, card.traces) == (PageShot("end.png"), (Message("nothing"),), ("trace.zip",))
    assert card.next[-1].command.endswith("--scenario features/fiets.feature:4 --headed")


def test_of_every_failure_it_is_said_what_to_do(cards: Made, play: Play) -> None:
    found = (
        finding("note-unknown", 10, 3, "Hint", expected="note"),
        finding("goal-not-reached", 12, 1, "x", reason="y"),
    )
    assert [
        each.finding.rule for each in cards(play(closed=1, fails_at=2, reason="x"), found=found) if not each.next
    ] == []
