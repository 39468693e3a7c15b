"""`stapsgewijs verify`: a guide, step by step, in a browser."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from stapsgewijs.cli.grouped_help import PytestCommand
from stapsgewijs.cli.options import (
    FILE,
    FOLLOWING,
    RUNNING,
    JudgementOptions,
    PictureOptions,
    ReportOptions,
    TargetOptions,
    cluster_option,
    compare_option,
    config_option,
    features_option,
    guides_argument,
    is_default,
    judgement_options,
    label_mode,
    labels_option,
    option,
    picture_options,
    report_options,
    site_option,
    target_options,
    workers_option,
)

WHEN_KEPT: Final = ("on", "on-failure", "off")
"""When a trace or a video is kept."""


def _renamed(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's
    if value:
        message = "there is no option --all; --all-scenarios runs every scenario"
        raise click.UsageError(message, ctx)


def _kept(name: str, when: str | None) -> tuple[str, ...]:
    """Return the option of pytest-playwright that keeps something always, or when a scenario failed."""
    return (name, "retain-on-failure" if when == "on-failure" else when) if when else ()


def _load(*, is_simulated: bool) -> None:
    """Load what following takes, in the order in which it is loaded without this."""
    from stapsgewijs.runner.settings import PLUGINS

    import_module("stapsgewijs.cli.verify_session")
    for each in PLUGINS:
        import_module(each)
    if is_simulated:
        import_module("stapsgewijs.bootstrap")


@click.command(cls=PytestCommand)
@guides_argument
@labels_option
@features_option
@site_option
@option(
    FOLLOWING,
    "--scenario",
    default="",
    metavar="NAME|FILE:LINE",
    help="Run one scenario: its name, or where it stands.",
)
@option(
    FOLLOWING,
    "--all-scenarios",
    "every",
    is_flag=True,
    help="Run every scenario, not only those that follow the document.",
)
@option(FOLLOWING, "--all", hidden=True, is_flag=True, expose_value=False, callback=_renamed)
@option(
    FOLLOWING,
    "--last-failed",
    is_flag=True,
    help="Run what failed or was not run last time; report it with the rest.",
)
@report_options
@target_options
@compare_option
@picture_options
@judgement_options
@workers_option
@option(
    RUNNING,
    "--shard",
    default="",
    metavar="N/COUNT",
    help="Follow one of so many parts; `merge` makes one report.",
)
@option(
    RUNNING, "--durations", type=FILE, metavar="FILE", help="What `merge --durations` measured, to divide parts by."
)
@option(
    RUNNING,
    "--browser-server",
    default="",
    metavar="URL",
    help="Use a browser of another machine: the address of Playwright's run-server, ws://….",
)
@cluster_option
@option(RUNNING, "--headed", is_flag=True, help="Show the browser.")
@option(
    RUNNING,
    "--trace",
    type=click.Choice(WHEN_KEPT),
    default=None,
    help="Keep a trace of Playwright: of each scenario, or of those that fail; the report says how it is opened.",
)
@option(
    RUNNING,
    "--video",
    type=click.Choice(WHEN_KEPT),
    default=None,
    help="Keep a video, in the same way; it needs ffmpeg (`playwright install ffmpeg`).",
)
@config_option
@click.pass_context
def verify(
    ctx: click.Context,
    guides: tuple[Path, ...],
    *,
    labels: str,
    features: Path | None,
    site: Path | None,
    scenario: str,
    every: bool,
    last_failed: bool,
    reports: ReportOptions,
    target: TargetOptions,
    compare: bool | None,
    capture: PictureOptions,
    judgement: JudgementOptions,
    workers: int,
    shard: str,
    durations: Path | None,
    browser_server: str,
    cluster: str,
    headed: bool,
    trace: str | None,
    video: str | None,
    config: Path | None,
) -> None:
    """Run a how-to document against a real browser and a simulated phone, and report each step's result in place.

    Of several documents (in several languages, say) each gets its report, and its name is added to that of each file.

    What follows `--` goes to pytest: `stapsgewijs verify -- --tracing on`.

    A system of your own: `stapsgewijs verify --base-url URL --account user:password`, or what the settings say of it.
    """
    from stapsgewijs.evidence.shard import Shard
    from stapsgewijs.project import find_project

    part = Shard.parse(shard) if shard else None
    if durations and not part and not cluster:
        message = "--durations divides the parts of --shard; to write it: stapsgewijs merge --durations FILE"
        raise click.UsageError(message, ctx)
    if cluster:
        alone = {"-n": workers, "--shard": shard, "--headed": headed}
        for name in (name for name, value in alone.items() if value):
            message = f"{name} is for one machine; leave it out, or --cluster"
            raise click.UsageError(message, ctx)
    project = find_project(Path.cwd(), config)
    usual = project.verify
    if usual.workers is not None and is_default("workers") and not cluster:
        workers = usual.workers
    if not workers and not cluster:  # browsers at the same time are in processes of their own
        from stapsgewijs.scenarios.browser.driver import early_driver

        ctx.with_resource(early_driver(partial(_load, is_simulated=not (target.base_url or project.target.base_url))))

    from stapsgewijs.cli.named_guides import named_guides
    from stapsgewijs.cli.verify_session import Wanted, verify_session
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.runner.target import expected_target, open_target

    guides = named_guides(guides, project, click.echo)
    places, wish = reports.reports(project), target.wish(workers)
    settings = Settings(
        places.document.absolute().parent / "pictures",
        None,
        features,
        site,
        label_mode(labels, project),
        every or bool(usual.all_scenarios),
        workers,
        headed,
        (*_kept("--tracing", trace), *_kept("--video", video), *(ctx.obj or ())),
        config=config,
        capture_options=capture.captures(),
        unused=features is None,  # whoever has features of his own does not wonder about definitions that ship
        only=scenario,
        remembers=True,
        project=wish.of(project),
        last_failed=last_failed,
        browser_server=browser_server,
    )
    here = nullcontext(expected_target(project, wish)) if cluster else open_target(project, wish, click.echo)
    with here as system:
        settings = replace(settings, system=system)
        verify_session(
            Wanted(
                settings,
                guides,
                places,
                config=config,
                baseline=judgement.baseline,
                budget=settings.budget(usual.compare if compare is None else compare),
                strict=judgement.strict or bool(usual.strict),
                shard=part,
                durations=durations,
                cluster=cluster,
                wish=wish,
            )
        )
