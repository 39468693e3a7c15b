"""`stapsgewijs review`: the pictures that differ, side by side on a page, to be accepted there."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from stapsgewijs.cli.options import (
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
from stapsgewijs.guide.analysis import LabelMode

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.review import Review


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
    import threading
    import webbrowser

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.review import Review
    from stapsgewijs.runner.runner import Settings, recalled
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.screenshots.comparison import STRICT
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.settings import from_command_line
    from stapsgewijs.screenshots.undo_log import UndoLog

    wish = from_command_line(highlights, budget_pixels, budget_ratio)
    settings = Settings(TAKEN.absolute(), guide, site=site, labels=labels, config=config, wish=wish, remembers=True)
    known = settings.study()
    captured = settings.captures(known)
    with TemporaryDirectory(prefix="stapsgewijs-") as folder, PageServer(port) as server:
        if last:
            run = recalled(settings, known)
        else:
            need_browser()
            typer.echo("taking the pictures …")
            run = follow(settings, known)
        comparer = ScreenshotComparer(dict(run.environment), STRICT, captured.budgets(STRICT))
        found = Review(run, comparer, UndoLog(UNDO.absolute()), Path(folder), typer.echo)
        if found.is_settled and not everything:
            typer.echo(_nothing(found))
            return
        page = f"{server.url}?all" if found.is_settled else server.url
        typer.echo(f"{len(found.left)} to decide on: {page}  (Ctrl-C ends it)")
        if not no_open:
            # The port listens already, so a browser that is early waits. One in a terminal only returns when it ends.
            threading.Thread(target=webbrowser.open, args=(page,), daemon=True).start()
        server.run(_app(found, server, site=site, is_of_last_run=last))
        typer.echo(found.summary())
        raise typer.Exit(0 if found.is_settled else 1)


def _nothing(found: Review) -> str:
    count = len(found.entries)
    if not count:
        return "nothing to review: the guide has no pictures"
    said = f"nothing to review: {'the picture is' if count == 1 else f'all {count} pictures are'} as accepted"
    undoable = sum(each.state.may_undo for each in found.entries)
    return f"{said}; {undoable} can be undone with --all" if undoable else said


def _app(found: Review, server: PageServer, *, site: Path | None, is_of_last_run: bool) -> Starlette:
    from stapsgewijs.bootstrap import build_review_app
    from stapsgewijs.reports.html.report import report_catalogue
    from stapsgewijs.resources import shipped
    from stapsgewijs.review import ReviewPages

    catalogue = report_catalogue(site or shipped("site"), found.run.guide.locale)
    pages = ReviewPages(found, catalogue, "/static", is_of_last_run=is_of_last_run)
    return build_review_app(pages, site=site, catalogue=catalogue, stop=server.stop)
