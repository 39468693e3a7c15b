"""The command line: `stapsgewijs verify | lint | serve | export | doctor`.

Exit codes: 0 all is well; 1 the guide could not be followed, or a finding is an error; 2 what was given
cannot be used. What a command needs is imported inside it: `--help` and `doctor` answer at once, and
they answer on a machine where a part is missing.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path  # typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from simulator import __version__
from simulator.commands.lint import lint
from simulator.errors import StapsgewijsError
from simulator.guide.study import LabelMode

if TYPE_CHECKING:
    from simulator.evidence.run import Run

UNUSABLE: Final = 2
MEMORY: Final = ":memory:"
DATABASE: Final = "build/stapsgewijs.sqlite3"
"""Beside the reports, under the folder one works in: two projects do not meet in one network by accident."""
app = typer.Typer(
    name="stapsgewijs",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Follows a how-to document, step by step, in a real browser, with a fake phone network at hand.",
)

app.command()(lint)

GuideArgument = Annotated[
    Path | None,
    typer.Argument(help="The guide, a Markdown file. Default: the Dutch guide that ships.", metavar="GUIDE"),
]
LabelsOption = Annotated[
    LabelMode, typer.Option("--labels", help="Whose words the pages wear: the product's, or the guide's own.")
]
SiteOption = Annotated[Path | None, typer.Option("--site", help="Templates and catalogues instead of those that ship.")]


def main() -> None:
    """Run the command line; whatever a person can mend is one line, exit code 2."""
    # A verification loads much and lives for seconds: looking for garbage after every 700 objects, as Python
    # does by default, takes longer than the garbage is worth.
    gc.set_threshold(100_000)
    # What follows `--` is for pytest. Click would take it for the guide, so it is set apart first.
    ours, for_pytest = _split(sys.argv[1:])
    try:
        app(args=ours, obj=for_pytest)
    except StapsgewijsError as error:
        print(error, file=sys.stderr)  # noqa: T201  # plain: a line that tools read as path:line:column
        sys.exit(UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(130)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


@app.callback(invoke_without_command=True)
def stapsgewijs(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.", is_eager=True)] = False,
) -> None:
    """Show help, or the version."""
    if version:
        typer.echo(f"stapsgewijs {__version__}")
        raise typer.Exit


@app.command()
def verify(
    context: typer.Context,
    guide: GuideArgument = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    features: Annotated[Path | None, typer.Option(help="Scenarios to run instead of those that ship.")] = None,
    site: SiteOption = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the outcome as JSON to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit file: a case for each documented step.")] = None,
    messages: Annotated[Path | None, typer.Option(help="Write Cucumber Messages (NDJSON) to this file.")] = None,
    cucumber: Annotated[Path | None, typer.Option(help="Write Cucumber JSON to this file.")] = None,
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
    budget_pixels: Annotated[int, typer.Option(min=0, help="So many pixels of a picture may differ.")] = 0,
    budget_ratio: Annotated[float, typer.Option(min=0, max=1, help="Such a share of a picture may differ.")] = 0.0,
    every: Annotated[
        bool, typer.Option("--all", help="Run every scenario, not only those that follow the guide.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings make it fail as well.")] = False,
    workers: Annotated[int, typer.Option("-n", min=0, help="Browsers at once; 0 is one, in this process.")] = 0,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
) -> None:
    """Follow a guide step by step in a browser and say what no longer holds.

    What follows `--` goes to pytest: `stapsgewijs verify -- --tracing on`.

    A system of your own: `stapsgewijs serve` in one terminal, your system sending to it, and then
    `stapsgewijs verify --base-url URL --phone-network http://127.0.0.1:8025 --account user:password`.
    """
    from simulator.evidence.comparing import Budget
    from simulator.live import Live, print_summary
    from simulator.reporting import Reports, shown
    from simulator.systems import System
    from simulator.verifying import Settings
    from simulator.verifying import verify as follow

    system = System(base_url, phone_network, tuple(account or ()))
    extra = (*system.arguments(), *(context.obj or ()))
    pictures = report.absolute().parent / "pictures"
    settings = Settings(pictures, guide, features, site, labels, every, workers, headed, extra)
    known = settings.study()
    reports = Reports(report, json_file, junit, messages, cucumber, github)
    reports.check()
    _need_browser(extra)
    console = Console(highlight=False)
    live = Live(console, known.guide)
    live.begin()
    try:
        compares = not phone_network if compare is None else compare
        budget = Budget(budget_pixels, budget_ratio) if compares else None
        run = follow(settings, known, [live], budget=budget)
    finally:
        live.end()
    print_summary(console, live, run)
    reports.write(run, site=site, say=typer.echo)
    console.print(f"report: {shown(report / 'index.html')}")
    raise typer.Exit(_exit_code(run, strict=strict))


@app.command()
def pictures(
    guide: GuideArgument = None,
    names: Annotated[
        list[str] | None, typer.Argument(help="Accept only the pictures with these names.", metavar="[NAME]…")
    ] = None,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Make what was captured the accepted pictures.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to copy the captured pictures to, with what differs.")
    ] = None,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    budget_pixels: Annotated[int, typer.Option(min=0, help="So many pixels of a picture may differ.")] = 0,
    budget_ratio: Annotated[float, typer.Option(min=0, max=1, help="Such a share of a picture may differ.")] = 0.0,
) -> None:
    """Capture the pictures that a guide shows, and hold them against the accepted ones.

    Exit code 1 when one changed or was not taken, unless it was accepted.
    """
    from simulator.evidence.comparing import Budget
    from simulator.picturing import accept as accept_pictures
    from simulator.picturing import export_pictures, pictures_of
    from simulator.reporting import shown
    from simulator.verifying import Settings
    from simulator.verifying import verify as follow

    settings = Settings(Path("build", "pictures").absolute(), guide, None, site, labels)
    known = settings.study()
    _need_browser(())
    run = follow(settings, known, budget=Budget(budget_pixels, budget_ratio))
    found = pictures_of(run)
    accepted = accept_pictures(found, names or (), dict(run.environment)) if accept else []
    wrong = 0
    for each in found:
        done = each in accepted
        wrong += not done and each.result.outcome.value != "passed"
        likeness = each.result.likeness or "not taken"
        told = f" ({each.result.pixels} pixels, {each.result.ratio:.2%})" if each.result.pixels else ""
        typer.echo(f"{'accepted' if done else likeness}{told}  {shown(each.place)}  line {each.result.line}")
        for words in each.result.words:
            typer.echo(f"    {words}")
    for file in export_pictures(found, out) if out else ():
        typer.echo(shown(file))
    raise typer.Exit(1 if wrong else 0)


@app.command()
def labels(
    guide: Annotated[Path, typer.Argument(help="The guide, a Markdown file, in any language.", metavar="GUIDE")],
    *,
    write: Annotated[
        Path | None, typer.Option(metavar="PO", help="Write the catalogue of the guide's language to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    site: SiteOption = None,
) -> None:
    """Show which control each label of a guide stands for, in whatever language the guide is."""
    from simulator import labelling

    found = labelling.label(guide, site)
    if write:
        count = labelling.write_catalogue(found, write)
        typer.echo(f"{write}: {count} controls named", err=True)
    for line in [labelling.as_json(found.rows)] if as_json else labelling.as_table(found):
        typer.echo(line)


@app.command()
def serve(
    guide: Annotated[
        Path | None, typer.Option("--guide", help="The guide whose note and links the pages show.")
    ] = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on; anything but loopback needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8025,
    token: Annotated[
        str | None, typer.Option(envvar="STAPSGEWIJS_TOKEN", help="Token that visitors must give.")
    ] = None,
    callback_host: Annotated[
        list[str] | None, typer.Option(help="A host besides this machine that may be called back. May be repeated.")
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            envvar="STAPSGEWIJS_DATABASE",
            help="Where everything is kept: a file (SQLite), a URL (postgresql://…), or :memory: for nowhere.",
        ),
    ] = DATABASE,
    keep_messages: Annotated[
        int, typer.Option(min=0, help="So many messages, and as many calls, of an organisation; 0 is no limit.")
    ] = 100_000,
    keep_days: Annotated[float, typer.Option(min=0, help="So many days; 0 is no limit.")] = 90,
) -> None:
    """Run the simulator and its phone network, to explore by hand. Ctrl-C ends it; the next time it goes on."""
    from simulator import bootstrap
    from simulator.verifying import Settings

    known = Settings(Path(), guide, None, site, labels).study()
    world = bootstrap.build_app(
        site=site,
        locale=known.pages.locale,
        guide=known.guide,
        labels=dict(known.pages.labels),
        host=host,
        token=token,
        callback_hosts=frozenset(each.lower() for each in callback_host or ()),
        database="" if database == MEMORY else database,
        retention=bootstrap.retention(keep_messages, keep_days),
    )
    bootstrap.serve(world, host=host, port=port, kept_in=bootstrap.name_of(database))


@app.command()
def proxy(
    *,
    simulator: Annotated[str, typer.Option(help="The simulator that stands in.")] = "http://127.0.0.1:8025",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback; 0 takes a free one.")] = 8026,
    certificate: Annotated[
        Path, typer.Option("--ca", help="File for the certificate that the system under test has to trust.")
    ] = Path("build", "stapsgewijs-ca.pem"),
    account: Annotated[
        str, typer.Option(metavar="SID:TOKEN", help="The credentials that the system under test has already.")
    ] = "",
    token: Annotated[str, typer.Option(envvar="STAPSGEWIJS_TOKEN", help="Token of the simulator.")] = "",
) -> None:
    """Stand in for the provider's own address, for a system that cannot be given another. Ctrl-C ends it."""
    from simulator.proxying import Wish, run_proxy

    run_proxy(Wish(simulator, port, certificate, account, token))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Folder to write to.")],
    guide: Annotated[
        Path | None, typer.Option("--guide", help="The guide whose note and labels the pages show.")
    ] = None,
    *,
    labels: LabelsOption = LabelMode.PRODUCT,
    site: SiteOption = None,
) -> None:
    """Write every page and state as static HTML, for people who only want to look."""
    from simulator.export import export as write
    from simulator.reporting import shown
    from simulator.verifying import Settings

    known = Settings(Path(), guide, None, site, labels).study()
    written = write(site, known.pages, out, guide=known.guide)
    typer.echo(f"{len(written)} pages: {shown(out / 'index.html')}")


@app.command()
def doctor(
    *, get: Annotated[bool, typer.Option("--get", help="Get a browser first, if there is none.")] = False
) -> None:
    """Show what this machine has: Python, the browsers found and the one chosen."""
    from simulator.browser import describe, ensure_browser

    if get:
        ensure_browser(tell=lambda words: typer.echo(words, err=True))

    for line in describe():
        typer.echo(line)


def _need_browser(extra: tuple[str, ...]) -> None:
    if "--browser" not in extra and "--browser-channel" not in extra:
        from simulator.browser import ensure_browser

        ensure_browser(tell=lambda words: typer.echo(words, err=True))


def _exit_code(run: Run, *, strict: bool) -> int:
    from simulator.evidence.assembling import exit_code

    return exit_code(run, strict=strict)
