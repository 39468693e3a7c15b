"""`stapsgewijs verify`: a guide, step by step, in a browser."""

from __future__ import annotations

from pathlib import Path  # typer reads the annotations when it runs
from typing import Annotated

import typer

from stapsgewijs.cli.options import (
    BudgetPixelsOption,
    BudgetRatioOption,
    ConfigOption,
    GuidesArgument,
    HighlightsOption,
    LabelsOption,
    SiteOption,
    need_browser,
)
from stapsgewijs.guide.analysis import LabelMode


def verify(
    context: typer.Context,
    guides: GuidesArgument = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    features: Annotated[Path | None, typer.Option(help="Scenarios to run instead of those that ship.")] = None,
    site: SiteOption = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the outcome as JSON to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit file: a case for each documented step.")] = None,
    messages: Annotated[Path | None, typer.Option(help="Write Cucumber Messages (NDJSON) to this file.")] = None,
    cucumber: Annotated[Path | None, typer.Option(help="Write Cucumber JSON to this file.")] = None,
    sarif: Annotated[Path | None, typer.Option(help="Write the findings as SARIF 2.1.0 to this file.")] = None,
    gitlab: Annotated[Path | None, typer.Option(help="Write a GitLab Code Quality report to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a summary in Markdown to this file.")] = None,
    github: Annotated[bool, typer.Option("--github", help="Annotations and a job summary for GitHub Actions.")] = False,
    report: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("build", "report"),
    base_url: Annotated[str, typer.Option(help="Follow it at a simulator, or a system of your own, that runs.")] = "",
    phone_network: Annotated[
        str, typer.Option(help="The phone network that your own system sends to: the address of `stapsgewijs serve`.")
    ] = "",
    account: Annotated[
        list[str] | None, typer.Option(help="Who can sign in to your own system: user:password. May be repeated.")
    ] = None,
    compare: Annotated[
        bool | None,
        typer.Option(help="Hold pictures against the accepted ones. Default: yes, but not of a system of your own."),
    ] = None,
    budget_pixels: BudgetPixelsOption = None,
    budget_ratio: BudgetRatioOption = None,
    config: ConfigOption = None,
    highlights: HighlightsOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Run every scenario, not only those that follow the guide.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings make it fail as well.")] = False,
    last_failed: Annotated[
        bool,
        typer.Option("--last-failed", help="Run what failed or was not run last time; report it with the rest."),
    ] = False,
    scenario: Annotated[
        str, typer.Option(help="Run one scenario: its name, or FILE:LINE.", metavar="NAME|FILE:LINE")
    ] = "",
    workers: Annotated[int, typer.Option("-n", min=0, help="Browsers at once; 0 is one, in this process.")] = 0,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
) -> None:
    """Follow a guide step by step in a browser and say what no longer holds.

    Of several guides (in several languages, say) each gets its report, and its name is added to that of each file.

    What follows `--` goes to pytest: `stapsgewijs verify -- --tracing on`.

    A system of your own: `stapsgewijs serve` in one terminal, your system sending to it, and then
    `stapsgewijs verify --base-url URL --phone-network http://127.0.0.1:8025 --account user:password`.
    """
    from dataclasses import replace

    from rich.console import Console

    from stapsgewijs.evidence.assembly import exit_code
    from stapsgewijs.files import display_path
    from stapsgewijs.reports.html.overview import names_of
    from stapsgewijs.reports.writer import Reports
    from stapsgewijs.runner.progress import Live, print_summary
    from stapsgewijs.runner.runner import Settings
    from stapsgewijs.runner.runner import verify as follow
    from stapsgewijs.runner.target import Target
    from stapsgewijs.screenshots.comparison import STRICT
    from stapsgewijs.screenshots.settings import from_command_line

    system = Target(base_url, phone_network, tuple(account or ()))
    extra = tuple(context.obj or ())
    build = report.absolute().parent
    settings = Settings(
        build / "pictures",
        None,
        features,
        site,
        labels,
        every,
        workers,
        headed,
        extra,
        tuple(system.arguments()),
        config=config,
        wish=from_command_line(highlights, budget_pixels, budget_ratio),
        unused=features is None,  # whoever has features of his own does not wonder about definitions that ship
        only=scenario,
        remembers=True,
        last_failed=last_failed,
    )
    plans = {"": settings}
    if guides and len(guides) > 1:
        names = names_of(guides)
        plans = {
            name: replace(settings, guide=guide, pictures=build / "guides" / name / "pictures")
            for name, guide in zip(names, guides, strict=True)
        }
    elif guides:
        plans = {"": replace(settings, guide=guides[0])}
    known = {name: each.study() for name, each in plans.items()}
    for name, each in plans.items():
        each.captures(known[name])
    reports = Reports(report, json_file, junit, messages, cucumber, github, sarif, gitlab, markdown)
    reports.check()
    settings.arguments()  # what is wrong with it is said before a browser is fetched
    need_browser(extra)
    console = Console(highlight=False)
    compares = not phone_network if compare is None else compare
    runs = {}
    for name, each in plans.items():
        live = Live(console, known[name].guide)
        live.begin()
        try:
            runs[name] = follow(each, known[name], [live], budget=STRICT if compares else None, say=live.say)
        finally:
            live.end()
        print_summary(console, live, runs[name])
    reports.write(runs, site=site, say=typer.echo)
    console.print(f"report: {display_path(report / 'index.html')}")
    raise typer.Exit(max(exit_code(run, strict=strict) for run in runs.values()))
