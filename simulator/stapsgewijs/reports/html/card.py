"""A card as a view: its words, and its pictures in the folder of the page that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.files import display_path
from stapsgewijs.labels import direction_of
from stapsgewijs.pages import trusted
from stapsgewijs.reports.html.views import CardView, PairView

if TYPE_CHECKING:
    from markupsafe import Markup

    from stapsgewijs.pages import Renderer
    from stapsgewijs.reports.card_text import SaidCard
    from stapsgewijs.reports.html.pictures import Pictures

NO_DESCRIPTION: Final = "Picture without description"
_PAGE: Final = "The page “{title}” at that moment"
_MARKED: Final = "The page “{title}” at that moment; marked: “{name}”"


def card_view(  # noqa: PLR0913  # what a card stands in
    card: SaidCard, renderer: Renderer, pictures: Pictures, *, language: str, name: str, step_address: str = ""
) -> CardView:
    """Return a card as a page shows it; `pictures` gives its pictures and traces their addresses.

    `language` is that of the guide, whose words it quotes; `step_address` leads to the step, if it is on the page.
    The names of files begin with `name`.
    """
    one = card.card
    shot = pictures.shot(one.shot, f"{name}-page") if one.shot else None
    return CardView(
        anchor=one.id,
        severity=one.severity,
        rule=one.finding.rule,
        line=one.finding.line,
        place=one.at,
        sentence=card.sentence,
        language=language,
        direction=direction_of(language),
        title=card.title,
        guide=card.guide,
        page=card.page,
        step=one.step,
        step_address=step_address,
        detail=card.detail,
        shot=shot,
        shot_alt=_alt(card, renderer) if shot else "",
        pair=_pair(card, renderer, pictures, language, name),
        received=card.received,
        next=card.next,
        traces=tuple(_trace(pictures, each, f"{name}-trace") for each in one.traces),
        consequences=card.consequences,
        scenario=one.scenario,
    )


def _alt(card: SaidCard, renderer: Renderer) -> str:
    shot = card.card.shot
    if shot is None:
        return ""
    if shot.boxes and shot.name:
        return renderer.catalogue.text(_MARKED, title=shot.title, name=shot.name)
    return renderer.catalogue.text(_PAGE, title=shot.title)


def _pair(card: SaidCard, renderer: Renderer, pictures: Pictures, language: str, name: str) -> Markup | None:
    picture = card.card.picture
    if picture is None:
        return None
    view = PairView(
        f"{card.card.id}-pictures",
        picture.documented,
        picture.alt or renderer.catalogue.text(NO_DESCRIPTION),
        language,
        pictures.pair(picture, f"{name}-{Path(picture.documented).stem}"),
        broken=card.card.finding.rule == "picture-unusable",
    )
    return trusted(renderer.render(view))


def _trace(pictures: Pictures, file: str, name: str) -> tuple[str, str]:
    """Return where the trace lies in the report, and the command that shows it where it was taken."""
    address, shown = pictures.file(file, name), Path(display_path(Path(file)))
    return address, f"playwright show-trace {address or shown.name if shown.is_absolute() else shown.as_posix()}"
