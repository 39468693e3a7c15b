"""`stapsgewijs watch`: guides on a local page while they are written, with the browser and the phones beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    RUNNING,
    TAKEN,
    UNDO,
    WholeNumber,
    compare_option,
    config_option,
    features_option,
    guides_argument,
    labels_option,
    need_browser,
    option,
    picture_options,
    site_option,
    target_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.watch.document import Rules, WatchedGuide


@click.command(cls=Command)
@guides_argument
@labels_option
@features_option
@site_option
@target_options
@compare_option
@picture_options
@config_option
@option(
    RUNNING,
    "--port",
    type=WholeNumber(min=0, max=65535),
    default=0,
    metavar="PORT",
    help="Port of the page; 0: a free one.",
)
@option(RUNNING, "--no-open", is_flag=True, help="Do not open the page in a browser.")
def watch(
    guides: tuple[Path, ...],
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    base_url: str,
    phone_network: str,
    accounts: tuple[str, ...],
    compare: bool | None,
    highlights: bool | None,
    budget_pixels: int | None,
    budget_ratio: float | None,
    config: Path | None,
    port: int,
    no_open: bool,
) -> None:
    """Show documents on a page while they are written: what is wrong as it is saved, each step as it is run.

    The page shows the document as it will look, with the browser, the phone and the app beside it. What changed is
    followed again whenever it is saved. Ctrl-C ends it.
    """
    import secrets
    import signal
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from stapsgewijs.adapters.server import BackgroundServer
    from stapsgewijs.bootstrap import build_watch_app
    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.page_address import open_page, rejections_of
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.lint.settings import find_settings
    from stapsgewijs.project import find_project
    from stapsgewijs.reports.language import report_catalogue
    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.runner.target import Wish, open_target
    from stapsgewijs.screenshots.comparison import STRICT
    from stapsgewijs.screenshots.settings import from_command_line
    from stapsgewijs.watch import Session, WatchPages
    from stapsgewijs.watch.document import Rules
    from stapsgewijs.watch.files import FileWatch
    from stapsgewijs.watch.follower import Follower

    project = find_project(Path.cwd(), config)
    named = named_guides(guides, project, click.echo)
    wish = Wish(base_url, phone_network, accounts)
    settings = Settings(
        TAKEN.absolute(),
        None,
        features,
        site,
        LabelMode(project.verify.labels or labels),
        config=config,
        wish=from_command_line(highlights, budget_pixels, budget_ratio),
        project=wish.of(project),
    )
    need_browser()
    with ExitStack() as stack:
        # What a product of ours is started with has to end when this does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        settings = replace(settings, system=stack.enter_context(open_target(project, wish, click.echo)))
        compares = project.verify.compare if compare is None else compare
        budget = STRICT if (not settings.is_own_target if compares is None else compares) else None
        watched = _watched(named, settings, Rules(find_settings(Path.cwd(), config), budget))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="stapsgewijs-")))
        follower = stack.enter_context(Follower(settings.project.target.base_url))
        session = Session(watched, follower, rejections_of(project), folder=folder, undo=UNDO.absolute())
        key = secrets.token_urlsafe(24)
        pages = WatchPages(session, settings.site_place, "/static")
        catalogue = report_catalogue(settings.site_place, watched[0].known.guide.locale)
        app = build_watch_app(pages, key=key, site=settings.site_place, catalogue=catalogue)
        server = stack.enter_context(BackgroundServer(app, "127.0.0.1", port))
        stack.enter_context(FileWatch(session.places(), session.saved))
        address = f"{server.url}/?key={key}"
        click.echo(f"watching {', '.join(each.known.guide.path.name for each in watched)}: {address}  (Ctrl-C ends it)")
        if not no_open:
            open_page(address, folder)
        try:
            follower.warm_up()
            session.run()
        except KeyboardInterrupt:
            click.echo("stopped")


def _watched(guides: Sequence[Path], settings: Settings, rules: Rules) -> list[WatchedGuide]:
    from stapsgewijs.watch.document import WatchedGuide

    return [WatchedGuide(replace(settings, guide=each), rules) for each in guides]
