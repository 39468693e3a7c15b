"""`stapsgewijs review`: the pictures that differ, side by side on a page, to be accepted there."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.commands.options import (
    TAKEN,
    UNDO,
    BudgetPixelsOption,
    BudgetRatioOption,
    ConfigOption,
    GuideArgument,
    HighlightsOption,
    LabelsOption,
    SiteOption,
    need_browser,
)
from simulator.guide.study import LabelMode

if TYPE_CHECKING:
    from simulator.reviewing import Review


def review(
    guide: GuideArgument = None,
    *,
    last: Annotated[bool, typer.Option("--last", help="Show the pictures of the last run; take none.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Open the page also when nothing differs, with all pictures.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page. 0: a free one.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in a browser.")] = False,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    budget_pixels: BudgetPixelsOption = None,
    budget_ratio: BudgetRatioOption = None,
    config: ConfigOption = None,
    highlights: HighlightsOption = None,
) -> None:
    """Take the pictures of a guide, and look through what differs on a page in the browser.

    The page shows both pictures side by side, one over the other, and what changed in words; a button accepts, another
    takes that back. Exit code 1 when a picture still differs or was not taken.
    """
    from simulator.evidence.capture_settings import from_command_line
    from simulator.evidence.comparing import STRICT
    from simulator.evidence.journal import Journal
    from simulator.evidence.likening import Comparer
    from simulator.reviewing import Review
    from simulator.verifying import Settings, recalled
    from simulator.verifying import verify as follow

    wish = from_command_line(highlights, budget_pixels, budget_ratio)
    settings = Settings(TAKEN.absolute(), guide, site=site, labels=labels, config=config, wish=wish, remembers=True)
    known = settings.study()
    captured = settings.captures(known)
    if last:
        run = recalled(settings, known)
    else:
        need_browser()
        typer.echo("taking the pictures …")
        run = follow(settings, known)
    comparer = Comparer(dict(run.environment), STRICT, captured.budgets(STRICT))
    with TemporaryDirectory(prefix="stapsgewijs-") as folder:
        found = Review(run, comparer, Journal(UNDO.absolute()), Path(folder), typer.echo)
        if found.is_settled and not everything:
            typer.echo(_nothing(found))
            return
        _serve(
            found,
            site=site,
            port=port,
            is_of_last_run=last,
            address="?all" if found.is_settled else "",
            opens=not no_open,
        )
        typer.echo(found.summary())
        raise typer.Exit(0 if found.is_settled else 1)


def _nothing(found: Review) -> str:
    count = len(found.entries)
    if not count:
        return "nothing to review: the guide has no pictures"
    said = f"nothing to review: {'the picture is' if count == 1 else f'all {count} pictures are'} as accepted"
    undoable = sum(each.look.may_undo for each in found.entries)
    return f"{said}; {undoable} can be undone with --all" if undoable else said


def _serve(found: Review, *, site: Path | None, port: int, is_of_last_run: bool, address: str, opens: bool) -> None:
    import webbrowser

    from simulator.bootstrap import build_review_app
    from simulator.evidence.document_report import report_catalogue
    from simulator.reviewing import ReviewPages
    from simulator.serving import PageServer
    from simulator.shipping import shipped

    catalogue = report_catalogue(site or shipped("site"), found.run.guide.locale)
    server = PageServer(port)
    pages = ReviewPages(found, catalogue, "/static", is_of_last_run=is_of_last_run)
    app = build_review_app(pages, site=site, catalogue=catalogue, stop=server.stop)
    typer.echo(f"{len(found.left)} to decide on: {server.url}{address}  (Ctrl-C ends it)")
    if opens:
        # The socket listens already: a browser that is early waits until the page is there.
        webbrowser.open(f"{server.url}{address}")
    server.run(app)
