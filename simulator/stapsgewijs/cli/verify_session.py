"""What `stapsgewijs verify` does: guides followed in one run, and the outcome printed, written and told."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Final, NoReturn, cast

import click

from stapsgewijs.cli.options import counted, fail, need_browser, need_ffmpeg
from stapsgewijs.errors import InterruptedRunError, StapsgewijsError
from stapsgewijs.evidence import history
from stapsgewijs.evidence.label_summary import label_summary
from stapsgewijs.files import display_path
from stapsgewijs.findings import Severity
from stapsgewijs.guide.analysis import compare_labels
from stapsgewijs.project import default_project, find_table
from stapsgewijs.reports import WITHOUT_PART
from stapsgewijs.reports.card_text import said_cards
from stapsgewijs.reports.html.overview import names_of, write_reports
from stapsgewijs.reports.language import stand_in_of, wording_of
from stapsgewijs.runner import runner as verifying
from stapsgewijs.runner.progress import (
    ProgressPrinter,
    Tally,
    as_duration,
    print_cards,
    print_findings,
    sum_of,
    totals_line,
)
from stapsgewijs.runner.settings import traces_of
from stapsgewijs.runner.suppression import CountedRun, counted_run
from stapsgewijs.runner.target import Wish
from stapsgewijs.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.evidence.shard import Durations, Shard
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.lint.baseline import Baseline
    from stapsgewijs.lint.settings import Settings as LintSettings
    from stapsgewijs.reports.writer import Reports
    from stapsgewijs.runner.parts import Parts
    from stapsgewijs.runner.runner import Former
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.screenshots.comparison import Budget

EXIT_INTERRUPTED: Final = 130
"""Exit code of what Ctrl-C ended."""
_OVERVIEW_SHARE: Final = 9
"""So many times as long as an overview took to write, none is written after it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: guides (none: the one that ships), how to follow each, and where the reports go.

    Of a `shard` only its part is followed, divided by the measured `durations`; at the address of a `cluster` all parts
    are, with what is wished of the target there.

    `config` and `baseline` are files instead of those that the project names; `budget` None compares no pictures.
    """

    settings: Settings
    guides: Sequence[Path]
    reports: Reports
    config: Path | None = None
    baseline: Path | None = None
    budget: Budget | None = None
    strict: bool = False
    shard: Shard | None = None
    durations: Path | None = None
    cluster: str = ""
    wish: Wish = field(default_factory=Wish)


def verify_session(wanted: Wanted) -> None:
    """Follow all guides; ends with exit code 1 and a line that says why when something is wrong.

    Raises `StapsgewijsError`, before a browser is started, for what cannot be used.
    """
    plans = plans_of(wanted.settings, wanted.guides)
    known = dict(zip(plans, compare_labels([each.analyse() for each in plans.values()]), strict=True))
    for name, each in plans.items():
        each.captures(known[name])
    if wanted.shard:
        plans = _in_parts(plans, known, wanted.shard, wanted.durations)
    rules = _rules(wanted.config)
    baseline = _baseline(wanted.baseline or (rules.baseline if rules else None))
    wanted.reports.check()
    wanted.settings.arguments()
    if wanted.cluster:
        from stapsgewijs.cluster import check_address

        check_address(wanted.cluster)
    elif wanted.settings.browser_server:
        from stapsgewijs.scenarios.browser.server import check_server

        check_server(wanted.settings.browser_server)
    else:
        need_browser(wanted.settings.extra)
    need_ffmpeg(wanted.settings.extra)
    _Session(wanted, plans, known, rules, baseline, Terminal.of(sys.stdout)).run()


def merge_session(wanted: Wanted, parts: Parts, *, compares: bool | None) -> None:
    """Make one run of all `parts`, as `verify_session` of the same guides would have.

    `compares` is whether pictures are held against the accepted ones; None: unless a product was followed. Raises
    `StapsgewijsError`, before anything is written, for what cannot be used.
    """
    names = list(parts.kept)
    plans = {name: parts.settings(name, _placed(wanted.settings, name)) for name in names}
    known = dict(zip(plans, compare_labels([each.analyse() for each in plans.values()]), strict=True))
    rules = _rules(wanted.config)
    baseline = _baseline(wanted.baseline or (rules.baseline if rules else None))
    wanted.reports.check()
    if wanted.durations:
        parts.durations.save(wanted.durations)
    session = _Session(wanted, plans, known, rules, baseline, Terminal.of(sys.stdout), is_timed=False)
    budget = plans[names[0]].budget(compares)
    traces = traces_of(plans.values())
    shutil.rmtree(traces, ignore_errors=True)
    merged = partial(parts.merged, budget=budget, traces=traces, warn=partial(click.echo, err=True))
    session.tell({name: merged(name, plans[name], known[name]) for name in names})


def _measured(file: Path | None) -> Durations:
    from stapsgewijs.evidence.shard import NOT_MEASURED, Durations

    if file and not file.exists():
        click.echo(f"{display_path(file)}: not there yet; scenarios are divided by their lines")
    return Durations.load(file) if file and file.exists() else NOT_MEASURED


def report_session(wanted: Wanted) -> Path:
    """Write the reports of the last run of each guide anew, without following it; returns the page of the report.

    Raises `StapsgewijsError` where there was none, or the guide was changed since.
    """
    plans = {name: _as_it_was(each) for name, each in plans_of(wanted.settings, wanted.guides).items()}
    known = dict(zip(plans, compare_labels([each.analyse() for each in plans.values()]), strict=True))
    rules = _rules(wanted.config)
    baseline = _baseline(wanted.baseline or (rules.baseline if rules else None))
    wanted.reports.check()
    session = _Session(wanted, plans, known, rules, baseline, Terminal.of(sys.stdout), is_timed=False)
    recall = partial(verifying.recalled, budget=wanted.budget, again=verifying.FOLLOW_AGAIN)
    session.write_again({name: recall(each, known[name]) for name, each in plans.items()})
    return wanted.reports.document / "index.html"


def _as_it_was(settings: Settings) -> Settings:
    """Return settings with the features that the last run had, unless others are named."""
    from stapsgewijs.evidence.last_run import load_last_run

    former = load_last_run(settings.remembered)
    if settings.features or former is None or not former.root or not Path(former.root).is_dir():
        return settings
    return replace(settings, features=Path(former.root))


def _in_parts(
    plans: Mapping[str, Settings], known: Mapping[str, GuideAnalysis], shard: Shard, measured: Path | None
) -> dict[str, Settings]:
    from stapsgewijs.runner.parts import in_parts

    made = in_parts(plans, known, shard, _measured(measured))
    mine, whole = (sum(len(getattr(each.part, which)) for each in made.values()) for which in ("mine", "whole"))
    click.echo(f"part {shard}: {mine} of {counted(whole, 'scenario')}")
    return made


def _placed(settings: Settings, name: str) -> Settings:
    """Return the settings with the folder in which one of several guides has its pictures."""
    return replace(settings, pictures=settings.pictures.parent / "guides" / name / "pictures") if name else settings


def plans_of(settings: Settings, guides: Sequence[Path]) -> dict[str, Settings]:
    """Return what to follow by the name of its report; of one guide the name is empty."""
    if len(guides) <= 1:
        return {"": replace(settings, guide=guides[0]) if guides else settings}
    return {
        name: replace(_placed(settings, name), guide=guide)
        for name, guide in zip(names_of(guides), guides, strict=True)
    }


def _rules(config: Path | None) -> LintSettings | None:
    """Read what the project says of findings; None where it says nothing, and then the rules are not loaded."""
    if find_table("lint", Path.cwd(), config) is None:
        return None
    from stapsgewijs.lint.settings import find_settings

    return find_settings(Path.cwd(), config)


def _baseline(place: Path | None) -> Baseline | None:
    if place is None:
        return None
    from stapsgewijs.lint.baseline import Baseline

    return Baseline.read(place)


@dataclass(slots=True)
class _Session:
    """The guides by the names of their reports, what counts in them, and what came of those that were followed."""

    wanted: Wanted
    plans: Mapping[str, Settings]
    known: Mapping[str, GuideAnalysis]
    rules: LintSettings | None
    baseline: Baseline | None
    terminal: Terminal
    tally: Tally = field(default_factory=Tally)
    printers: dict[str, ProgressPrinter] = field(default_factory=dict)
    runs: dict[str, CountedRun] = field(default_factory=dict)
    is_timed: bool = True
    next_overview: float = 0.0

    def run(self) -> None:
        """Follow them all, write the reports, and end with the exit code."""
        self.printers = {
            name: ProgressPrinter(self.terminal, each.guide, self.tally) for name, each in self.known.items()
        }
        for each in self.printers.values():
            each.print_read()
        runs, was_stopped = self._follow_on_cluster() if self.wanted.cluster else self._follow()
        self.runs = {name: self._counted(run) for name, run in runs.items()}
        self._add_history(keeps=not was_stopped)
        if was_stopped:
            self._write()
            self._stop()
        self._end()

    def tell(self, runs: Mapping[str, Run]) -> None:
        """Write the reports of what was followed elsewhere, and end with the exit code."""
        self.printers = {
            name: ProgressPrinter(self.terminal, each.guide, self.tally) for name, each in self.known.items()
        }
        for name, run in runs.items():
            self.printers[name].done = len(run.scenarios)
            self.tally.done += len(run.scenarios)
        self.runs = {name: self._counted(run) for name, run in runs.items()}
        self._add_history(keeps=True)
        self._end()

    def write_again(self, runs: Mapping[str, Run]) -> None:
        """Write the reports of what was followed before."""
        self.runs = {name: self._counted(run) for name, run in runs.items()}
        self._add_history(keeps=False)
        self._write()
        self._say_stand_in()
        self.terminal.say(f"report: {self._page}")

    def _say_stand_in(self) -> None:
        """Say once, for all guides, that the simulator stood in for a product."""
        if notice := stand_in_of(each.run for each in self.runs.values()):
            self.terminal.say(f"\n{notice}")

    def _add_history(self, *, keeps: bool) -> None:
        """Give each run the ones before it, and keep a whole run for the next ones."""
        for name, each in self.runs.items():
            settings = self.plans[name]
            if not settings.remembers or settings.part:
                continue
            file = settings.remembered.with_name(history.FILE_NAME)
            this = history.PastRun.of(each.run, settings.conditions_digest)
            if keeps and each.run.scenarios and not settings.only:
                history.keep_in_history(file, this)
            past = [one for one in history.load_history(file) if one.ended < this.ended]
            self.runs[name] = replace(each, run=replace(each.run, history=(*past, this)))

    def _end(self) -> None:
        seconds = self.tally.seconds if self.is_timed else None
        if self.wanted.shard:
            self._write()
            for each in [each for each in WITHOUT_PART if each in self.wanted.reports.files]:
                self._warn(
                    f"--{each}: the format has no place for which part of a run it is: the file says nothing of it"
                )
            self.terminal.say(f"\n{self._part(self.wanted.shard)}")
        else:
            for name in self.runs:
                self._print_run(name, seconds)
            self._write()
        if len(self.runs) > 1 and not self.wanted.shard:
            totals = self._totals(list(self.runs.values()), self.tally.done, seconds)
            self.terminal.say(f"\n{len(self.runs)} guides: {totals}")
        self._say_stand_in()
        self.terminal.say(f"report: {self._page}")
        if failures := self._failures():
            fail(*failures)

    def _follow(self) -> tuple[Mapping[str, Run], bool]:
        """Follow the guides; return what was proved of each, and whether somebody stopped it."""
        self.terminal.show_status("opening the browser …")
        listeners = {name: [each] for name, each in self.printers.items()}
        try:
            runs = verifying.verify_all(
                self.plans,
                self.known,
                listeners,
                budget=self.wanted.budget,
                say=lambda name, line: self.printers[name].say(line),
            )
        except InterruptedRunError as error:
            return cast("Mapping[str, Run]", error.partial), True
        except KeyboardInterrupt:  # before the first scenario
            return {}, True
        finally:
            self.terminal.end_status()
        return runs, False

    def _follow_on_cluster(self) -> tuple[Mapping[str, Run], bool]:
        """Do as `_follow` does, on a cluster; the overview grows as guides are whole."""
        from stapsgewijs.cluster import open_cluster
        from stapsgewijs.runner.cluster import Asked, ClusterRun

        wanted, asked = self.wanted, Asked.of(self.wanted.settings, self.wanted.wish)
        former = {}
        if wanted.settings.last_failed or wanted.settings.only:
            former = verifying.former_runs(self.plans, self.known)
        if wanted.settings.last_failed:
            for name, each in former.items():
                self.printers[name].say(each.plan.reason)
        durations = _measured(wanted.durations)
        with open_cluster(wanted.cluster, self._warn) as cluster, TemporaryDirectory(prefix="stapsgewijs-") as folder:

            def followed(known: Mapping[str, Former]) -> ClusterRun:
                place = Path(mkdtemp(dir=folder))
                run = ClusterRun(cluster, self.plans, self.known, asked, place, wanted.budget, durations, former=known)
                run.told = lambda name, kept: self.printers[name].print_followed(kept.run.scenarios)
                run.ended = lambda _: self._write_overview(run.runs)
                run.warn = self._warn
                self.tally.scenarios = run.scenarios
                self.terminal.say(f"{wanted.cluster}: {cluster}; {counted(run.scenarios, 'scenario')}, {run.extent}")
                try:
                    run.follow()
                except StapsgewijsError:
                    self.terminal.end_status()
                    self.runs = {name: self._counted(each) for name, each in run.runs.items()}
                    self._write()
                    click.echo(f"partial report: {self._page}", err=True)
                    raise
                return run

            run = followed(former)
            if run.is_elsewhere and wanted.settings.last_failed and not run.was_stopped:
                self.terminal.say(verifying.ELSEWHERE)
                run = followed({})
            self.terminal.end_status()
            if wanted.durations:
                run.measured().save(wanted.durations)
            return run.runs, run.was_stopped

    def _warn(self, line: str) -> None:
        click.echo(line, err=True)

    def _write_overview(self, runs: Mapping[str, Run]) -> None:
        """Write the report of the guides that are whole, of several; it takes a tenth of the time at most."""
        if len(self.plans) < 2 or self.tally.seconds < self.next_overview:  # noqa: PLR2004  # one has no overview
            return
        began = self.tally.seconds
        shown = {name: self._counted(runs[name]).run for name in self.plans if name in runs}
        site = self.wanted.settings.site or default_project().site
        write_reports(shown, self.wanted.reports.document, site=site)
        self.next_overview = self.tally.seconds + _OVERVIEW_SHARE * (self.tally.seconds - began)

    def _counted(self, run: Run) -> CountedRun:
        return counted_run(run, self.rules, self.baseline)

    def _write(self) -> None:
        if self.runs:
            runs = {name: each.run for name, each in self.runs.items()}
            self.wanted.reports.write(runs, site=self.wanted.settings.site, say=self.terminal.say_command)

    @property
    def _page(self) -> str:
        return display_path(self.wanted.reports.document / "index.html")

    def _stop(self) -> NoReturn:
        where = f"partial report: {self._page}" if self.runs else "no report"
        click.echo(f"stopped: {self.tally.done} of {self.tally.scenarios} scenarios were run; {where}", err=True)
        raise click.exceptions.Exit(EXIT_INTERRUPTED)

    def _part(self, shard: Shard) -> str:
        took = as_duration(self.tally.seconds)
        folder = display_path(self.wanted.reports.document.absolute().parent)
        rest = f"keep the folder {folder}: `stapsgewijs merge` makes one report of those of all parts"
        return f"part {shard}: {counted(self.tally.done, 'scenario')} in {took}; {rest}"

    def _print_run(self, name: str, seconds: float | None) -> None:
        counted, printer = self.runs[name], self.printers[name]
        if len(self.runs) > 1:
            self.terminal.say("")
            printer.print_title()
        printer.print_steps_not_run(counted.run)
        path = display_path(counted.run.guide.path)
        print_cards(self.terminal, said_cards(counted.run, path), wording_of(counted.run))
        words = wording_of(counted.run)
        notes = [each for each in counted.findings if each.severity is Severity.NOTE]
        print_findings(self.terminal, [each._replace(path=path, message=each.said_in(words)) for each in notes])
        if counted.run.labels:
            self.terminal.say(f"\n{label_summary(counted.run).said_in(words)}")
        alone = None if len(self.runs) > 1 else seconds
        self.terminal.say(f"\n{self._totals([counted], printer.done, alone)}")

    def _totals(self, runs: Sequence[CountedRun], scenarios: int, seconds: float | None) -> str:
        return totals_line(
            self.terminal,
            sum_of(each.run.totals for each in runs),
            left_out=_left_out(sum(each.suppressed for each in runs), sum(each.accepted for each in runs)),
            scenarios=scenarios,
            seconds=seconds,
        )

    def _failures(self) -> list[str]:
        """Return why any of the runs failed: the same of several guides is counted together."""
        counts: Counter[tuple[str, str]] = Counter()
        for each in self.runs.values():
            counts.update(each.failures(strict=self.wanted.strict))
        if self.wanted.shard:  # all else depends on what the other parts followed
            counts = Counter({key: count for key, count in counts.items() if key[1] == " failed"})
        return [f"{counted(count, what)}{rest}" for (what, rest), count in counts.items()]


def _left_out(suppressed: int, accepted: int) -> str:
    """Return how many findings do not count, to be added to the totals; empty for none."""
    told = f", {suppressed} suppressed" if suppressed else ""
    return told + (f", {accepted} in the baseline" if accepted else "")
