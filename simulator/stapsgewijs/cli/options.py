"""Options and arguments that several commands have, and how `--help` and errors show them.

Nothing here is loaded that a command needs only when it runs: `--help` answers at once.
"""

from __future__ import annotations

import os
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeVar

import click
from click.core import ParameterSource

from stapsgewijs.cli.grouped_help import Argument, Option
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.guide.analysis import LabelMode
    from stapsgewijs.project import Project
    from stapsgewijs.reports.writer import Reports
    from stapsgewijs.runner.target import Wish
    from stapsgewijs.screenshots.settings import CaptureOptions

F = TypeVar("F", bound="Callable[..., Any] | click.Command")

TAKEN: Final = Path("build", "pictures")
"""Where pictures go that are taken."""
UNDO: Final = Path("build", "review")
"""Where it is kept what an accepted picture was before."""
SUMMARY: Final = Path("build", "review-summary.md")
"""Where a review writes what was decided, for a pull request."""

FOLLOWING: Final = "What to follow"
OWN_SYSTEM: Final = "Your own system"
PICTURES: Final = "Pictures"
FINDINGS: Final = "Findings"
REPORTS: Final = "Reports"
RUNNING: Final = "Running"
ADDRESS: Final = "Address"

LABEL_MODES: Final = ("product", "documented")
"""The values of `guide.analysis.LabelMode`, which is not loaded for `--help`."""


class _File(click.Path):
    """A file or folder; one without a name is refused, which would be the current folder."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if not str(value) or "\0" in str(value):
            self.fail("this is no name of a file or folder.", param, ctx)
        return super().convert(value, param, ctx)


FILE: Final = _File(path_type=Path)
_OTHERS_READ: Final = 0o004 if os.name != "nt" else 0
_ELSEWHERE: Final = {
    "--token": "; set STAPSGEWIJS_TOKEN, or name a file with --token-file",
    "--account": "; a project names it in its settings: password-env, auth-token",
}
"""Where a secret is given better."""


class WholeNumber(click.IntRange):
    """A whole number; errors and `--help` call it that."""

    name = "whole number"


class Number(click.FloatRange):
    """A number; errors and `--help` call it that."""

    name = "number"


PORT: Final = WholeNumber(min=0, max=65535)


def warn_of_secret(ctx: click.Context, param: click.Parameter, value: Any) -> Any:  # noqa: ANN401  # click's own
    """Say, as the callback of an option, that a secret on the command line is no secret for others on this machine."""
    if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        told = f"{param.opts[-1]}: what stands on a command line can be read by the other users of this machine"
        click.echo(f"{told}{_ELSEWHERE.get(param.opts[-1], '')}", err=True)
    return value


def option(heading: str, *declarations: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401  # click's own
    """Return a decorator that gives a command an option, under a heading of `--help`."""
    return click.option(*declarations, cls=Option, heading=heading, **attributes)


def argument(*declarations: str, **attributes: Any) -> Callable[[F], F]:  # noqa: ANN401  # click's own
    """Return a decorator that gives a command an argument; `help` is shown."""
    return click.argument(*declarations, cls=Argument, **attributes)


def _together(decorators: Iterable[Callable[[Any], Any]]) -> Callable[[F], F]:
    every = tuple(decorators)

    def decorate(command: F) -> F:
        for each in reversed(every):
            command = each(command)
        return command

    return decorate


def _as_one(argument: str, values: type[NamedTuple], decorators: Iterable[Callable[[Any], Any]]) -> Callable[[F], F]:
    """Return a decorator that gives a command options, and hands it what they say as one `argument`."""
    together = _together(decorators)
    names = values._fields

    def decorate(command: Any) -> Any:  # noqa: ANN401  # any function of a command
        @wraps(command)
        def called(*args: Any, **given: Any) -> Any:  # noqa: ANN401  # click's own
            own = values(*(given.pop(each) for each in names))
            return command(*args, **{argument: own}, **given)

        return together(called)

    return decorate


class TargetOptions(NamedTuple):
    """What the command line says of the system that is followed."""

    base_url: str
    phone_network: str
    accounts: tuple[str, ...]

    def wish(self, workers: int = 0) -> Wish:
        """Return it for so many browsers at the same time."""
        from stapsgewijs.runner.target import Wish

        return Wish(*self, workers)


class PictureOptions(NamedTuple):
    """What the command line says of how pictures are captured, and how much they may differ."""

    highlights: bool | None
    budget_pixels: int | None
    budget_ratio: float | None

    def captures(self) -> CaptureOptions:
        """Return it as the settings of pictures have it."""
        from stapsgewijs.screenshots.settings import from_command_line

        return from_command_line(*self)


class ReportOptions(NamedTuple):
    """Where the command line wants each report."""

    report: Path
    json: Path | None
    junit: Path | None
    messages: Path | None
    cucumber: Path | None
    sarif: Path | None
    gitlab: Path | None
    markdown: Path | None
    github: bool

    def reports(self, project: Project) -> Reports:
        """Return where reports go; where the command line names no folder, in the one that the settings name."""
        from stapsgewijs.reports.writer import Reports

        files = self._asdict()
        folder: Path = files.pop("report")
        if project.verify.report and is_default("report"):
            folder = project.root / project.verify.report
        return Reports(folder, **files)


class JudgementOptions(NamedTuple):
    """What fails a run: `strict`, warnings as well; `baseline` is a file with findings that do not count."""

    strict: bool
    baseline: Path | None


_GUIDE: Final = "a Markdown file. Default: the first guide of the project; without a project, the one that ships."
guide_argument: Final = argument(
    "guide", required=False, type=FILE, metavar="[GUIDE]", help=f"The guide, {_GUIDE}", default=None
)
guides_argument: Final = argument(
    "guides",
    nargs=-1,
    type=FILE,
    metavar="[GUIDE]...",
    help="Guides: Markdown files, folders of them, or patterns (docs/*.md). Default: those of the project.",
)
review_argument: Final = argument(
    "guides",
    nargs=-1,
    type=FILE,
    metavar="[GUIDE]...",
    help="Guides: Markdown files, folders, or patterns. Default: the first guide of the project.",
)
guide_option: Final = option(
    FOLLOWING, "--guide", type=FILE, metavar="FILE", help="The guide whose note, links and labels the pages show."
)
labels_option: Final = option(
    FOLLOWING,
    "--labels",
    type=click.Choice(LABEL_MODES),
    default=LABEL_MODES[0],
    show_default=True,
    help="Whose labels the pages show: the product's, or those of the document.",
)


def _whole(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    if value is None:
        return None
    from stapsgewijs.project.site import whole_site

    return whole_site(value)


site_option: Final = option(
    FOLLOWING,
    "--site",
    type=FILE,
    metavar="FOLDER",
    callback=_whole,
    help="Templates, static files and catalogues of your own; what is not in the folder is that which ships.",
)
features_option: Final = option(
    FOLLOWING, "--features", type=FILE, metavar="FOLDER", help="Scenarios to run instead of those that ship."
)
workers_option: Final = option(
    RUNNING,
    "-n",
    "workers",
    type=WholeNumber(min=0),
    default=0,
    metavar="N",
    help="Number of browsers at the same time; 0 is one, in this process.",
)
config_option: Final = option(
    RUNNING,
    "--config",
    type=FILE,
    metavar="FILE",
    help="Settings instead of the nearest stapsgewijs.toml or pyproject.toml.",
)
cluster_option: Final = option(
    RUNNING,
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Spread the work over the workers of a Dask scheduler: tcp://HOST:PORT, or tls://…",
)
target_options: Final = _as_one(
    "target",
    TargetOptions,
    (
        option(
            OWN_SYSTEM,
            "--base-url",
            default="",
            metavar="URL",
            help="A system of your own, or a simulator that runs already. Default: what the settings say ([target]).",
        ),
        option(
            OWN_SYSTEM,
            "--phone-network",
            default="",
            metavar="URL",
            help="The phone network that it sends to. Default: one that is started for the run.",
        ),
        option(
            OWN_SYSTEM,
            "--account",
            "accounts",
            multiple=True,
            metavar="USER:PASSWORD",
            help="An account that can sign in there. May be repeated. Default: those of the settings ([[accounts]]).",
            callback=warn_of_secret,
        ),
    ),
)
picture_options: Final = _as_one(
    "capture",
    PictureOptions,
    (
        option(
            PICTURES,
            "--highlights/--no-highlights",
            default=None,
            help="Number the controls that a step names. Default: what the settings say.",
        ),
        option(
            PICTURES,
            "--budget-pixels",
            type=WholeNumber(min=0),
            metavar="N",
            help="Number of pixels of a picture that may differ.",
        ),
        option(
            PICTURES,
            "--budget-ratio",
            type=Number(min=0, max=1),
            metavar="SHARE",
            help="Share of the pixels of a picture that may differ, from 0 to 1.",
        ),
    ),
)
compare_option: Final = option(
    PICTURES,
    "--compare/--no-compare",
    default=None,
    help="Compare pictures with the accepted ones. Default: yes, but not of a system of your own.",
)
report_options: Final = _as_one(
    "reports",
    ReportOptions,
    (
        option(
            REPORTS,
            "--report",
            type=FILE,
            default=Path("build", "report"),
            show_default=True,
            metavar="FOLDER",
            help="Folder for the report.",
        ),
        option(REPORTS, "--json", type=FILE, metavar="FILE", help="Write the outcome as JSON."),
        option(REPORTS, "--junit", type=FILE, metavar="FILE", help="Write JUnit XML: a case for each documented step."),
        option(REPORTS, "--messages", type=FILE, metavar="FILE", help="Write Cucumber Messages (NDJSON)."),
        option(REPORTS, "--cucumber", type=FILE, metavar="FILE", help="Write Cucumber JSON."),
        option(REPORTS, "--sarif", type=FILE, metavar="FILE", help="Write the findings as SARIF 2.1.0."),
        option(REPORTS, "--gitlab", type=FILE, metavar="FILE", help="Write a GitLab Code Quality report."),
        option(REPORTS, "--markdown", type=FILE, metavar="FILE", help="Write a summary in Markdown."),
        option(REPORTS, "--github", is_flag=True, help="Write annotations and a job summary for GitHub Actions."),
    ),
)
judgement_options: Final = _as_one(
    "judgement",
    JudgementOptions,
    (
        option(FINDINGS, "--strict", is_flag=True, help="Fail on warnings, and on what was not checked, as well."),
        option(FINDINGS, "--baseline", type=FILE, metavar="FILE", help="File with findings that are accepted for now."),
    ),
)
page_options: Final = _together(
    (
        option(RUNNING, "--port", type=PORT, default=0, metavar="PORT", help="Port of the page; 0: a free one."),
        option(RUNNING, "--no-open", is_flag=True, help="Do not open the page in a browser."),
    )
)
token_option: Final = option(
    ADDRESS,
    "--token",
    envvar="STAPSGEWIJS_TOKEN",
    metavar="TOKEN",
    help="Access token. Other users of this machine see what stands on a command line: better set STAPSGEWIJS_TOKEN.",
    callback=warn_of_secret,
)
token_file_option: Final = option(
    ADDRESS, "--token-file", type=FILE, metavar="FILE", help="File whose first line is the access token."
)
format_option: Final = option(
    REPORTS,
    "--format",
    "format_",
    default="text",
    metavar="FORMAT",
    show_default=True,
    help="text, json, sarif, github, gitlab, junit or markdown.",
)


def is_default(name: str) -> bool:
    """Return whether nobody gave this option on the command line: then the settings may say it."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.DEFAULT


def label_mode(labels: str, project: Project) -> LabelMode:
    """Return whose labels the pages show: as the option says, or else the settings."""
    from stapsgewijs.guide.analysis import LabelMode

    return LabelMode((is_default("labels") and project.verify.labels) or labels)


def need_browser(extra: tuple[str, ...] = ()) -> None:
    """Get a browser if there is none, unless pytest is told of one (`extra`); raises `StapsgewijsError`."""
    if "--browser" not in extra and "--browser-channel" not in extra:
        from stapsgewijs.browser import ensure_browser

        ensure_browser(tell=lambda words: click.echo(words, err=True))


def need_ffmpeg(extra: tuple[str, ...]) -> None:
    """See that videos can be made where pytest is told to make some (`extra`); raises `StapsgewijsError`."""
    given = [value for name, value in pairwise(extra) if name == "--video"]
    given += [each.partition("=")[2] for each in extra if each.startswith("--video=")]
    if given and given[-1] != "off":
        from stapsgewijs.browser import has_ffmpeg

        if not has_ffmpeg():
            msg = "--video needs Playwright's ffmpeg, which is not here: python -m playwright install ffmpeg"
            raise StapsgewijsError(msg)


def fail(*reasons: str) -> NoReturn:
    """End with exit code 1, and say why in the last line, on standard error: standard output stays as it is."""
    click.echo(f"exit 1: {', '.join(reasons)}", err=True)
    raise click.exceptions.Exit(1)


def say_stand_in(runs: Iterable[Run]) -> None:
    """Say once, on standard error, that the simulator stood in for a product that nobody named."""
    from stapsgewijs.reports.language import stand_in_of

    if notice := stand_in_of(runs):
        click.echo(notice, err=True)


def counted(count: int, what: str, many: str = "") -> str:
    """Return `1 error`, `2 errors`."""
    return f"{count} {what if count == 1 else many or f'{what}s'}"


def access_token(token: str | None, file: Path | None) -> str | None:
    """Return the token that was given in either way; raises `StapsgewijsError` for a file without one.

    Warns of a file that others can read, as of a token on the command line.
    """
    if file is None:
        return token
    from stapsgewijs.files import read_text, real_path

    advice = "its first line is to be the access token"
    try:
        # What a shell gives a command of its own (`<(pass …)`) is no file, and ends.
        text = read_text(file, advice=advice) if real_path(file).exists() else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        msg = f"{file}: cannot be read: {reason}; {advice}"
        raise StapsgewijsError(msg) from None
    [first, *_] = text.splitlines() or [""]
    if not first.strip():
        msg = f"{file}:1:1: no token; write it on the first line"
        raise StapsgewijsError(msg)
    if file.stat().st_mode & _OTHERS_READ:
        click.echo(f"{file}: the other users of this machine can read it: chmod 600 {file}", err=True)
    return first.strip()
