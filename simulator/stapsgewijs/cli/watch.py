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
    PictureOptions,
    TargetOptions,
    compare_option,
    config_option,
    features_option,
    guides_argument,
    label_mode,
    labels_option,
    need_browser,
    option,
    page_options,
    picture_options,
    site_option,
    target_options,
)

if TYPE_CHECKING:
    from stapsgewijs.watch import Session
    from stapsgewijs.watch.follower import Follower


def _only_chromium(ctx: click.Context, _: click.Parameter, value: str) -> None:
    if value not in {"", "chromium"}:
        message = (
            "the page shows the browser live, which only Chromium can; leave --browser out, and follow with another "
            f"one by: stapsgewijs verify GUIDE -- --browser {value}"
        )
        raise click.UsageError(message, ctx)


@click.command(cls=Command)
@guides_argument
@labels_option
@features_option
@site_option
@target_options
@compare_option
@picture_options
@config_option
@page_options
@option(
    RUNNING,
    "--browser",
    default="",
    metavar="chromium",
    expose_value=False,
    callback=_only_chromium,
    help="Only Chromium shows its page live; with another browser: verify GUIDE -- --browser firefox.",
)
def watch(
    guides: tuple[Path, ...],
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    target: TargetOptions,
    compare: bool | None,
    capture: PictureOptions,
    config: Path | None,
    port: int,
    no_open: bool,
) -> None:
    """Show documents on a page while they are written: what is wrong as it is saved, each step as it is run.

    The page shows the document as it will look, with the browser, the phone and the app beside it. What changed is
    followed again whenever it is saved. Ctrl-C ends it.
    """
    import signal
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.page_address import is_ours, rejections_of
    from stapsgewijs.lint.settings import find_settings
    from stapsgewijs.project import find_project
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.runner.target import open_target
    from stapsgewijs.watch import Session
    from stapsgewijs.watch.document import Rules, WatchedGuide
    from stapsgewijs.watch.follower import Follower

    project = find_project(Path.cwd(), config)
    named = named_guides(guides, project, click.echo)
    given = [each.absolute() for each in named] if guides else []
    wish = target.wish()
    settings = Settings(
        TAKEN.absolute(),
        None,
        features,
        site,
        label_mode(labels, project),
        config=config,
        capture_options=capture.captures(),
        project=wish.of(project),
    )
    need_browser()
    with ExitStack() as stack:
        # What a product of ours is started with has to end when this does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        settings = replace(settings, system=stack.enter_context(open_target(project, wish, click.echo)))
        budget = settings.budget(project.verify.compare if compare is None else compare)
        rules = Rules(find_settings(Path.cwd(), config), budget)
        watched = [
            WatchedGuide(replace(settings, guide=each), rules, ours=is_ours(each.absolute(), given, project))
            for each in named
        ]
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="stapsgewijs-")))
        follower = stack.enter_context(Follower(settings.project.target.base_url))
        session = Session(watched, follower, rejections_of(project), folder=folder, undo=UNDO.absolute())
        _serve(session, follower, settings.site_place, folder, port=port, opens=not no_open)


def _serve(session: Session, follower: Follower, site: Path, folder: Path, *, port: int, opens: bool) -> None:
    """Serve the page of a session, and follow what is asked for, until Ctrl-C."""
    import secrets

    from stapsgewijs.adapters.server import BackgroundServer
    from stapsgewijs.bootstrap import build_watch_app
    from stapsgewijs.cli.page_address import open_page
    from stapsgewijs.reports.language import report_catalogue
    from stapsgewijs.watch import WatchPages
    from stapsgewijs.watch.files import FileWatch

    guides = [each.guide.known.guide for each in session.guides]
    key, catalogue = secrets.token_urlsafe(24), report_catalogue(site, guides[0].locale)
    app = build_watch_app(WatchPages(session, site, "/static"), key=key, site=site, catalogue=catalogue)
    with BackgroundServer(app, "127.0.0.1", port) as server, FileWatch(session.places(), session.saved):
        address = f"{server.url}/?key={key}"
        click.echo(f"watching {', '.join(each.path.name for each in guides)}: {address}  (Ctrl-C ends it)")
        if opens:
            open_page(address, folder)
        try:
            follower.warm_up()
            session.run()
        except KeyboardInterrupt:
            click.echo("stopped")
