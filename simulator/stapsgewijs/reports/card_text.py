"""A card in words: the same for a page, a terminal, a comment and a program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.files import display_path
from stapsgewijs.reports.cards import NextKind, cards_of
from stapsgewijs.reports.language import wording_of
from stapsgewijs.screenshots.aria_text import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import Finding, FindingList
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.reports.cards import Card, GuideWords

GUIDE: Final = "In the guide"
SCENARIO: Final = "In the scenario"
PAGE: Final = "On the page"
RECEIVED: Final = "On the phone and in the app"
NEXT: Final = "What to do"
LOOKS: Final = "How it looks"
TRACE: Final = "Trace"
NOT_FOLLOWED: Final = "Step {number} was not followed (step {failed} failed)."
"""What a card has: msgids."""
_WORDS_CHANGED: Final = "The page no longer says what this picture shows."
_COULD_NOT: Final = "Step {number} could not be followed."
_SCENARIO: Final = "The scenario “{scenario}” failed."
_MOST_RECEIVED: Final = 12
"""Lines of what a phone received that a short text has."""


@dataclass(frozen=True, slots=True)
class SaidNext:
    """What to do next, in words (`reports.cards.NextStep`)."""

    kind: NextKind
    told: str
    place: str = ""
    before: str = ""
    after: str = ""
    command: str = ""
    is_sure: bool = True

    @property
    def lines(self) -> tuple[str, ...]:
        """Say it in lines: what, where, and the exact text or command."""
        told = f"{self.told} {self.place}".rstrip()
        return (told, *(f"  {each}" for each in (self.after, self.command) if each))


@dataclass(frozen=True, slots=True)
class SaidCard:
    """A card in the language of the guide; `detail` is in English, of what a browser says itself."""

    card: Card
    sentence: str
    guide: GuideWords
    page: tuple[str, ...]
    detail: str
    received: tuple[str, ...]
    next: tuple[SaidNext, ...]
    consequences: tuple[str, ...]
    traces: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the words of the guide stand under (a msgid): of a scenario beside the guide it is a line of that."""
        return GUIDE if self.card.place >= 0 else SCENARIO

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files to look at: the page at that moment, or the picture that is no longer true."""
        shot, picture = self.card.shot, self.card.picture
        files = (shot.file if shot else "", picture.captured if picture else "")
        return tuple(display_path(Path(each)) for each in files if each)


def said(card: Card, catalogue: Catalogue) -> SaidCard:
    """Return a card in the words of `catalogue`."""
    picture = card.picture
    changes = describe(picture.changes, catalogue) if picture else ()
    return SaidCard(
        card,
        _sentence(card, catalogue, has_changes=bool(changes)),
        card.guide,
        (*(each.said_in(catalogue) for each in card.page), *changes),
        card.detail,
        tuple(each.said_in(catalogue) for each in card.received),
        tuple(
            SaidNext(
                each.kind, each.told.said_in(catalogue), each.place, each.before, each.after, each.command, each.is_sure
            )
            for each in card.next
        ),
        tuple(catalogue.text(NOT_FOLLOWED, number=each, failed=card.step) for each in card.consequences),
        tuple(f"playwright show-trace {display_path(Path(each))}" for each in card.traces),
    )


def said_cards(run: Run, path: str) -> tuple[SaidCard, ...]:
    """Return the cards of a run in the language of its guide; `path` is how the guide is named."""
    catalogue = wording_of(run)
    return tuple(said(each, catalogue) for each in cards_of(run, path))


def lines_of(card: SaidCard, catalogue: Catalogue, *, is_short: bool = False) -> list[str]:
    """Say a card in lines of text; short, it has the place of what is long."""
    text = catalogue.text
    lines = [f"{card.card.at}: {card.sentence}"]
    if str(card.guide):
        lines.append(f"{text(card.title)}: {card.guide}")
    page = [*card.page, *card.detail.splitlines()]
    lines += _block(text(PAGE), page[:3] if is_short else page)
    if card.received and not is_short:
        lines += _block(text(RECEIVED), card.received[:_MOST_RECEIVED])
    for each in card.next[:1] if is_short else card.next:
        lines += each.lines
    lines += [f"{text(LOOKS)}: {each}" for each in card.pictures]
    lines += [f"{text(TRACE)}: {each}" for each in card.traces]
    lines += card.consequences if not is_short else ()
    return lines


def with_cards(result: FindingList, run: Run, path: str, *, between: str) -> FindingList:
    """Return all findings of a run in the language of its guide, those with a card in the words of that.

    Lines are joined by `between`. What failed in a feature is said in the words of the card that tells of its scenario.
    """
    catalogue, cards = wording_of(run), said_cards(run, path)
    told = {each.card.place: each for each in cards if each.card.place >= 0}
    beside = {(each.card.at, each.card.finding.rule): each for each in cards if each.card.place < 0}
    findings = []
    for place, each in enumerate(result.findings):
        card = told.get(place) if place < len(run.findings) else beside.get((each.place, each.rule))
        message = each.said_in(catalogue)
        if card is not None:
            lines = [line.strip() for line in lines_of(card, catalogue, is_short=True)[1:]]
            message = between.join((card.sentence, *lines))
        elif (of := _of_scenario(each, cards)) is not None:
            name = of.card.scenario.partition(" ")[2]
            message = f"{name}: {'; '.join(of.page) or of.detail or of.sentence}"
        findings.append(each._replace(message=message, suggestion=""))
    return replace(result, findings=tuple(findings))


def in_language(result: FindingList, run: Run) -> FindingList:
    """Return findings of a run in the language of its guide."""
    catalogue = wording_of(run)
    return replace(result, findings=tuple(each._replace(message=each.said_in(catalogue)) for each in result.findings))


def _of_scenario(found: Finding, cards: Sequence[SaidCard]) -> SaidCard | None:
    """Return the card that tells why the scenario failed that a finding in a feature is about."""
    for each in cards:
        place, _, name = each.card.scenario.partition(" ")
        is_of = place.rpartition(":")[0] == found.path and found.message.startswith(f"{name}: ")
        if is_of and each.card.severity is found.severity and (each.page or each.detail):
            return each
    return None


def to_plain(card: SaidCard, relative: Any) -> dict[str, Any]:  # noqa: ANN401  # a function from a path to a path
    """Return a card as dictionaries, lists and strings; `relative(file)` is how a file is named."""
    one, shot = card.card, card.card.shot
    return {
        "id": one.id,
        "rule": one.finding.rule,
        "severity": str(one.severity),
        "path": one.finding.path,
        "line": one.finding.line,
        "column": one.finding.column,
        "procedure": one.procedure or None,
        "step": one.step or None,
        "sentence": card.sentence,
        "guide": {"text": str(card.guide), "marked": card.guide.marked.strip()},
        "page": list(card.page),
        "detail": card.detail or None,
        "shot": None
        if shot is None
        else {
            "file": relative(shot.file),
            "boxes": [list(each) for each in shot.boxes],
            "name": shot.name or None,
            "title": shot.title,
        },
        "picture": None if one.picture is None else one.picture.documented,
        "received": list(card.received),
        "next": [
            {
                "kind": str(each.kind),
                "told": each.told,
                "place": each.place or None,
                "before": each.before or None,
                "after": each.after or None,
                "command": each.command or None,
                "sure": each.is_sure,
            }
            for each in card.next
        ],
        "traces": [relative(each) for each in one.traces],
        "scenario": one.scenario or None,
        "not_reached": list(one.consequences),
    }


def _sentence(card: Card, catalogue: Catalogue, *, has_changes: bool) -> str:
    found = card.finding
    if card.place < 0:
        return catalogue.text(_SCENARIO, scenario=card.scenario.partition(" ")[2])
    if found.rule == "picture-changed-words" and has_changes:
        return catalogue.text(_WORDS_CHANGED)
    if found.rule == "step-failed" and card.step:
        # What the page says stands below it, and not in the sentence as well.
        return catalogue.text(_COULD_NOT, number=card.step)
    return found.said_in(catalogue)


def _block(title: str, lines: Sequence[str]) -> list[str]:
    if len(lines) == 1:
        return [f"{title}: {lines[0]}"]
    return [f"{title}:", *(f"  {each}" for each in lines)] if lines else []
