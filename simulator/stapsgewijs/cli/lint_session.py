"""What `stapsgewijs lint` does: settings and options made one, documents linted or mended, the outcome told."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import refuse_folder, write_text
from stapsgewijs.findings import Severity
from stapsgewijs.lint.discovery import shown
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.lint.runner import files_of, run
from stapsgewijs.lint.settings import Settings, find_settings, level_of
from stapsgewijs.reports import Format, format_of, render
from stapsgewijs.suggestion import nearest
from stapsgewijs.terminal import with_colours, write_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stapsgewijs.findings import FindingList
    from stapsgewijs.guide.other_names import NamedLabel
    from stapsgewijs.lint.watch import Waiting

BASELINE: Final = "stapsgewijs-baseline.json"
_DOCUMENTS_PER_WORKER: Final = 64
_WATCH_INTERVAL_S: Final = 0.4
"""Seconds between two looks at the files, under `--watch`."""


class Options(NamedTuple):
    """What was asked for; None is what the settings say."""

    paths: tuple[Path, ...] = ()
    source: Path | None = None
    fix: bool = False
    diff: bool = False
    format: str = "text"
    output: Path | None = None
    every: bool = False
    fail_on: str | None = None
    disable: tuple[str, ...] = ()
    baseline: Path | None = None
    write_baseline: bool = False
    config: Path | None = None
    watch: bool = False
    workers: int = 0
    labels: Path | None = None
    explain: str | None = None
    language: str | None = None
    colours: bool = False
    cluster: str = ""


def lint_session(options: Options, say: Callable[[str], object], wait: Waiting | None = None) -> str:
    """Do what was asked for, and return why it is not well: the findings that are bad enough; empty when none is.

    Raises `StapsgewijsError`, one sentence, for what cannot be used. `wait` pauses between two looks of `--watch`.
    """
    if options.explain is not None:
        from stapsgewijs.lint.rules import page_of

        say(page_of(options.explain).rstrip())
        return ""
    settings = _settings(options)
    format_ = _format(options)
    if options.watch:
        return _watched(options, settings, say, wait or _waiting())
    files = files_of(options.paths, settings)
    if options.fix or options.diff:
        _mend(files, options, settings, say)
    if options.diff:
        return ""
    if options.write_baseline:
        return _write_baseline(files, options, settings, say)
    result, was_stopped = _linted(files, options, settings)
    _tell(result, format_, options, settings, say)
    if was_stopped:
        _warn(f"stopped: {result.documents} of {len(files)} documents were checked")
        raise KeyboardInterrupt
    return _failures(result, settings)


def _linted(files: Sequence[Path], options: Options, settings: Settings) -> tuple[FindingList, bool]:
    """Lint, here or on a cluster; return what was found, and whether somebody stopped it."""
    if not options.cluster:
        return run(files, settings, labels=options.labels, workers=_workers(options, len(files))), False
    from stapsgewijs.cluster import open_cluster
    from stapsgewijs.lint.cluster import Spread

    with open_cluster(options.cluster, _warn) as cluster:
        _warn(f"{options.cluster}: {cluster}")
        spread = Spread(cluster)
        return run(files, settings, labels=options.labels, spread=spread), spread.was_stopped


def _warn(line: str) -> None:
    """Print a line that is no finding."""
    print(line, file=sys.stderr)  # noqa: T201  # what is on standard output may be read by a program


def _failures(result: FindingList, settings: Settings) -> str:
    counts = ((result.counts[level], level.value) for level in Severity if level.rank <= settings.fail_on.rank)
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def _settings(options: Options) -> Settings:
    settings = find_settings(Path.cwd(), options.config)
    for each in options.disable:
        if each not in LINT_RULES:
            near = nearest(each, LINT_RULES)
            msg = f"there is no rule {each!r}" + (f"; nearest: {near!r}" if near else "")
            raise StapsgewijsError(msg)
    source = options.source or settings.source
    if source is not None and not source.exists():
        msg = f"{source}: no such file or folder to compare with"
        raise StapsgewijsError(msg)
    return replace(
        settings,
        source=source,
        disable=settings.disable | frozenset(options.disable),
        baseline=options.baseline or settings.baseline,
        fail_on=level_of(options.fail_on) if options.fail_on else settings.fail_on,
        language=options.language or settings.language,
    )


def _format(options: Options) -> Format:
    format_ = format_of(options.format)
    if options.output is not None:
        refuse_folder(options.output)
    return format_


def _workers(options: Options, count: int) -> int:
    """Return how many processes lint so many documents: starting one costs what fifty documents cost."""
    if options.workers or count < _DOCUMENTS_PER_WORKER:
        return options.workers or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _mend(files: Sequence[Path], options: Options, settings: Settings, say: Callable[[str], object]) -> None:
    from stapsgewijs.files import leads_out, write_bytes
    from stapsgewijs.lint.autofix import mend
    from stapsgewijs.lint.discovery import is_file
    from stapsgewijs.lint.linter import Linter

    linter = Linter(settings, options.labels)
    count = changed = 0
    for path in files:
        mended = mend(linter, path, shown(path, settings.root)) if is_file(path) and not leads_out(path) else None
        if mended is None:  # nothing to mend; what cannot be read is told as a finding
            continue
        say(mended.diff.rstrip("\n"))
        if options.fix and not options.diff:
            write_bytes(path, mended.raw, folders=False, sync=True)
        count, changed = count + mended.count, changed + 1
    would = "would be corrected" if options.diff else "corrected"
    say(f"{count} {would} in {changed} of {len(files)} documents")


def _write_baseline(files: Sequence[Path], options: Options, settings: Settings, say: Callable[[str], object]) -> str:
    from stapsgewijs.lint.baseline import to_baseline

    place = settings.baseline or settings.root / BASELINE
    result, was_stopped = _linted(files, options, replace(settings, baseline=None))
    if was_stopped:
        raise KeyboardInterrupt
    write_text(place, to_baseline(result.findings))
    say(f"{len(result.findings)} findings accepted in {place}; lint with --baseline {place}")
    return ""


def _watched(options: Options, settings: Settings, say: Callable[[str], object], wait: Waiting) -> str:
    from stapsgewijs.lint.watch import watch

    format_ = _format(options)
    named: dict[str, tuple[NamedLabel, ...]] = {}

    def look(changed: Sequence[Path]) -> None:
        for each in [each for each in named if not (settings.root / each).exists()]:  # it was removed
            del named[each]
        result = run(changed, settings, labels=options.labels, workers=_workers(options, len(changed)), named=named)
        _tell(result, format_, options, settings, say)

    def files() -> list[Path]:
        try:
            return files_of(options.paths, settings)
        except StapsgewijsError:  # the last document was removed, or is being saved at this moment
            return []

    files_of(options.paths, settings)
    try:
        watch(files, look, wait)
    except KeyboardInterrupt:
        say("")
    return ""


def _waiting() -> Waiting:
    """Return a pause that Ctrl-C ends."""
    event = Event()
    return lambda: not event.wait(_WATCH_INTERVAL_S)


def _tell(
    result: FindingList, format_: Format, options: Options, settings: Settings, say: Callable[[str], object]
) -> None:
    if format_ is Format.TEXT:
        result = _from_here(result, settings.root)
    text = render(result, format_, every=options.every)
    if options.output is not None:
        write_text(options.output, text)
        text = render(result, Format.TEXT, every=False).rstrip("\n").rpartition("\n")[2]
    elif options.colours and format_ is Format.TEXT:
        text = with_colours(text)
    elif format_ is Format.GITHUB:
        write_commands(text)
        return
    say(text.rstrip("\n"))


def _from_here(result: FindingList, root: Path) -> FindingList:
    """Name the documents as seen from this folder, where a person can click on them, and not from the settings on."""
    here = Path.cwd()
    if here == root:
        return result
    named = {each.path for each in result.findings} | {each.path for each in result.read}
    # A document that does not lie under the settings is named as it was given, which is from here already.
    seen = {each: shown(root / each, here) if os.path.lexists(root / each) else each for each in named}
    findings = tuple(each._replace(path=seen[each.path]) for each in result.findings)
    return replace(result, findings=findings, read=tuple(each._replace(path=seen[each.path]) for each in result.read))
