"""`stapsgewijs review`: the pictures that differ, side by side on a page, to be accepted there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    PICTURES,
    SUMMARY,
    TAKEN,
    UNDO,
    PictureOptions,
    TargetOptions,
    config_option,
    counted,
    fail,
    label_mode,
    labels_option,
    need_browser,
    option,
    page_options,
    picture_options,
    review_argument,
    say_stand_in,
    site_option,
    target_options,
)
from stapsgewijs.files import display_path, write_text

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.review import Review


@click.command(cls=Command)
@review_argument
@labels_option
@site_option
@target_options
@option(PICTURES, "--last", is_flag=True, help="Show the pictures of the last run; take none.")
@option(
    PICTURES,
    "--all",
    "everything",
    is_flag=True,
    help="Show all pictures, also when none of them differs from the accepted one.",
)
@picture_options
@config_option
@page_options
def review(
    guides: tuple[Path, ...],
    *,
    labels: str,
    site: Path | None,
    target: TargetOptions,
    last: bool,
    everything: bool,
    capture: PictureOptions,
    config: Path | None,
    port: int,
    no_open: bool,
) -> None:
    """Take the pictures of a document and review those that differ in the browser.

    The page shows both pictures side by side, one over the other, and what changed in words; a button accepts, another
    takes that back, a third rejects with a note. Several documents, in several languages, are reviewed on one page.
    Exit code 1 when a picture still differs or was not taken.
    """
    import secrets

    from stapsgewijs.adapters.server import PageServer
    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.page_address import is_ours, open_page, rejections_of
    from stapsgewijs.cli.verify_session import plans_of
    from stapsgewijs.project import find_project
    from stapsgewijs.review import Review, Reviewed
    from stapsgewijs.runner.runner import recalled, verify_all
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.runner.target import open_target
    from stapsgewijs.screenshots.comparison import STRICT
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.undo_log import UndoLog

    project = find_project(Path.cwd(), config)
    wish = target.wish()
    settings = Settings(
        TAKEN.absolute(),
        None,
        site=site,
        labels=label_mode(labels, project),
        config=config,
        capture_options=capture.captures(),
        remembers=True,
        project=wish.of(project),
    )
    named = named_guides(guides, project, click.echo) if guides else ()
    plans = plans_of(settings, named)
    known = {name: each.analyse() for name, each in plans.items()}
    captured = {name: each.captures(known[name]) for name, each in plans.items()}
    rejections = rejections_of(project)
    with TemporaryDirectory(prefix="stapsgewijs-") as folder, PageServer(port) as server:
        if last:
            runs = {name: recalled(each, known[name]) for name, each in plans.items()}
        else:
            need_browser()
            click.echo("taking the pictures …")
            with open_target(project, wish, click.echo) as system:
                runs = verify_all({name: replace(each, system=system) for name, each in plans.items()}, known)
        reviewed = [
            Reviewed(
                run,
                ScreenshotComparer(dict(run.environment), STRICT, captured[name].budgets(STRICT)),
                is_ours(plans[name].guide_place, [each.absolute() for each in named], project),
            )
            for name, run in runs.items()
        ]
        say_stand_in(runs.values())
        found = Review(reviewed, UndoLog(UNDO.absolute()), rejections, Path(folder), click.echo)
        if found.is_settled and not everything:
            click.echo(_nothing(found))
            return
        key = secrets.token_urlsafe(24)
        page = f"{server.url}?{'all&' if found.is_settled else ''}key={key}"
        click.echo(f"{len(found.left)} to decide on: {page}  (Ctrl-C ends it)")
        if not no_open:
            open_page(page, Path(folder))
        server.run(_app(found, server, key, site=site, is_of_last_run=last))
        if files := found.files():
            click.echo("to be committed:")
            for each in files:
                click.echo(f"    {display_path(each)}")
        click.echo(found.summary())
        if not found.is_settled:
            open_ = sum(not each.state.is_settled for each in found.entries)
            fail(
                f"{counted(open_, 'picture differs', 'pictures differ')} or {'was' if open_ == 1 else 'were'} not taken"
            )


def _nothing(found: Review) -> str:
    count = len(found.entries)
    if not count:
        return "nothing to review: the guide has no pictures"
    said = f"nothing to review: {'the picture is' if count == 1 else f'all {count} pictures are'} as accepted"
    undoable = sum(each.state.may_undo for each in found.entries)
    return f"{said}; {undoable} can be undone with --all" if undoable else said


def _app(found: Review, server: PageServer, key: str, *, site: Path | None, is_of_last_run: bool) -> Starlette:
    from stapsgewijs.bootstrap import build_review_app
    from stapsgewijs.project import find_project
    from stapsgewijs.reports.language import report_catalogue
    from stapsgewijs.review import ReviewPages

    catalogue = report_catalogue(site or find_project(Path.cwd()).site, found.runs[0].guide.locale)
    pages = ReviewPages(found, catalogue, "/static", is_of_last_run=is_of_last_run, keep=_keep)
    return build_review_app(pages, key=key, site=site, catalogue=catalogue, stop=server.stop)


def _keep(summary: str) -> str:
    """Write the summary, and return its path as it is shown."""
    write_text(SUMMARY, summary)
    return display_path(SUMMARY)
