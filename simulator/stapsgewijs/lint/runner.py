"""Checks many documents, in one process or several, and what depends on all of them together."""

from __future__ import annotations

import gc
import os
from collections import deque
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.findings import Finding, FindingList, fingerprinted
from stapsgewijs.guide.other_names import otherwise_named
from stapsgewijs.guide.source_file import read_text
from stapsgewijs.labels import Message
from stapsgewijs.lint.discovery import documents_in, shown
from stapsgewijs.lint.linter import Linted, Linter
from stapsgewijs.lint.rules.claims import CONTRADICTED
from stapsgewijs.lint.rules.labels import INCONSISTENT, Renamed
from stapsgewijs.lint.rules.pictures import UNREFERENCED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

    from stapsgewijs.findings import Extent
    from stapsgewijs.guide.other_names import NamedLabel
    from stapsgewijs.lint.baseline import Baseline
    from stapsgewijs.lint.settings import Settings

_CHUNK: Final = 16
"""Documents that are handed to a process at once."""

ENDED: Final = (
    "a process ended that read it: it needs more memory than there is, or a library that reads a part of it cannot; "
    "nothing else of it was checked"
)

_LOOK_S: Final = 1.0
"""Seconds between two looks at whether the process that started this one is there."""
_NEW_OBJECTS: Final = 20_000
"""With so many more objects than at the last look there may be garbage; of a document there are about as many."""

_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})


def run(  # noqa: PLR0913  # what is linted, by what, and where
    files: Sequence[Path],
    settings: Settings,
    *,
    labels: Path | None = None,
    workers: int = 1,
    named: dict[str, tuple[NamedLabel, ...]] | None = None,
    spread: Callable[[Sequence[Path], Settings, Path | None], Iterator[Linted]] | None = None,
) -> FindingList:
    """Lint all files, with so many processes; where one of them ends by itself, the document is a finding.

    `named` is what documents call each thing, by their paths as shown: those that were linted before are compared with
    these, and these are added (`--watch`). `spread` lints elsewhere, in the same order; where it stops before the end,
    the list is of the documents until there.
    """
    baseline = _read_baseline(settings.baseline)
    findings: list[Finding] = []
    shows: dict[str, set[str]] = {}
    read: list[Extent] = []
    documents = suppressed = accepted = 0
    every = list(spread(files, settings, labels) if spread else _linted(files, settings, labels, workers))
    is_whole = len(every) == len(files)
    for linted in _compared(files[: len(every)], every, settings, labels, {} if named is None else named):
        kept = baseline.take(linted.findings) if baseline else list(linted.findings)
        accepted += len(linted.findings) - len(kept)
        findings += kept
        documents += 1
        suppressed += linted.suppressed
        read += [linted.read] if linted.read else []
        for each in linted.pictures:
            folder, _, name = each.rpartition("/")
            shows.setdefault(folder, set()).add(name)
    loose = list(_unreferenced(files, shows, settings)) if is_whole else []
    kept = baseline.take(loose) if baseline else loose
    accepted += len(loose) - len(kept)
    findings += kept
    left = baseline.left if baseline else 0
    return FindingList(documents, tuple(findings), suppressed, accepted, left, read=tuple(read))


def files_of(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Return the documents to lint: those named, or else those that the settings name, or else this folder's."""
    named = list(paths) or [settings.root / each for each in settings.paths] or [settings.root]
    found = list(documents_in(named, settings.exclude, settings.root))
    if not found:
        msg = f"no Markdown documents in {', '.join(str(each) for each in named)}"
        raise StapsgewijsError(msg)
    return found


def _linted(files: Sequence[Path], settings: Settings, labels: Path | None, workers: int) -> Iterator[Linted]:
    if workers <= 1 or len(files) <= 1:
        with _collecting_seldom():
            yield from map(Linter(settings, labels).lint, files)
        return
    from concurrent.futures.process import BrokenProcessPool

    size = min(_CHUNK, -(-len(files) // workers))
    waiting = deque(files[start : start + size] for start in range(0, len(files), size))
    while waiting:
        try:
            for linted in _in_processes(waiting, settings, labels, workers):
                waiting.popleft()
                yield from linted
        except BrokenProcessPool:
            # Under which document it ended is not known: any that a process had, or was about to get.
            for _ in range(min(len(waiting), 2 * workers + 1)):
                yield from lint_apart(waiting.popleft(), settings, labels)


def _in_processes(
    chunks: Sequence[Sequence[Path]], settings: Settings, labels: Path | None, workers: int
) -> Iterator[list[Linted]]:
    """Lint these documents in so many processes; raises `BrokenProcessPool` when one of them ends by itself."""
    with _pool(min(workers, len(chunks))) as pool:
        yield from pool.map(_lint_all, [(tuple(each), settings, labels) for each in chunks])


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that lint; on Ctrl-C they are ended at once, since nobody wants what they would still find."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(workers, initializer=_begin_process)
    try:
        yield pool
    except KeyboardInterrupt:
        for each in multiprocessing.active_children():
            each.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def lint_apart(files: Sequence[Path], settings: Settings, labels: Path | None) -> Iterator[Linted]:
    """Lint documents in a process beside this one; one under which that ends by itself is a finding.

    Raises `StapsgewijsError` where it ends without a document too.
    """
    from concurrent.futures.process import BrokenProcessPool

    waiting = deque(files)
    while waiting:
        with _pool(1) as pool:
            try:
                pool.submit(_lint_all, ((), settings, labels)).result()
            except BrokenProcessPool:
                msg = "each process of the linter is ended from outside; is there enough memory?"
                raise StapsgewijsError(msg) from None
            try:
                while waiting:
                    yield from pool.submit(_lint_all, ((waiting[0],), settings, labels)).result()
                    waiting.popleft()
            except BrokenProcessPool:
                yield linter_of(settings, labels).unreadable(waiting.popleft(), ENDED)


def _compared(
    files: Sequence[Path],
    linted: Sequence[Linted],
    settings: Settings,
    labels: Path | None,
    named: dict[str, tuple[NamedLabel, ...]],
) -> Iterator[Linted]:
    """Give what was linted; a document that calls something otherwise than one before it is linted again, to say so.

    Only all documents together show that, and a comment in the document may ignore it.
    """
    for each in linted:
        named.pop(each.path, None)
    named |= {each.path: each.named for each in linted}
    others: dict[str, list[tuple[NamedLabel, NamedLabel]]] = {}
    if {INCONSISTENT.id, CONTRADICTED.id} & set(settings.active):
        every = [one for each in named.values() for one in each]
        # Of a control that has more names than the page knows, the one of the page comes first, or none does.
        every.sort(key=lambda one: isinstance(one.thing, Renamed) and not one.thing.is_told(one.label))
        for label, first in otherwise_named(every):
            if not isinstance(first.thing, Renamed) or first.thing.is_told(first.label):
                others.setdefault(label.path, []).append((label, first))
    linter = Linter(settings, labels) if others else None
    for path, each in zip(files, linted, strict=True):
        yield linter.lint(path, others[each.path]) if linter and each.path in others else each


def _read_baseline(path: Path | None) -> Baseline | None:
    if path is None:
        return None
    from stapsgewijs.lint.baseline import Baseline

    return Baseline.read(path)


def _begin_process() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it; look for garbage as seldom as it does."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    collect_seldom()


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone: nobody else would tell it."""
    import threading

    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(_LOOK_S)
    os._exit(1)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    before, is_frozen = gc.get_threshold(), gc.get_freeze_count() > 0
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not is_frozen:  # whoever froze what was loaded wants it to stay so
            gc.unfreeze()


def collect_seldom() -> None:
    """Look for garbage seldom, and never in what is loaded already: a document leaves next to none that goes around."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


def _lint_all(job: tuple[Sequence[Path], Settings, Path | None]) -> list[Linted]:
    files, settings, labels = job
    linter = linter_of(settings, labels)
    return [linter.lint(each) for each in files]


@cache
def linter_of(settings: Settings, labels: Path | None) -> Linter:
    """Return the linter of this process: it keeps what it learned from one document to the next."""
    return Linter(settings, labels)


def _unreferenced(files: Iterable[Path], shows: dict[str, set[str]], settings: Settings) -> Iterator[Finding]:
    """Give the pictures that lie beside shown ones, and that no document names: neither linted nor in its folder."""
    if UNREFERENCED.id not in settings.active:
        return
    loose = [
        Path(folder, name)
        for folder, names in shows.items()
        for name in _pictures_in(Path(folder))
        if name not in names
    ]
    if not loose:
        return
    linted = {each.absolute() for each in files}
    others = {each for folder in {each.parent for each in linted} for each in documents_in([folder])} - linted
    named = _named_in(others, {each.name for each in loose})
    found = []
    for each in sorted(loose):
        if each.name not in named:
            path = shown(each, settings.root)
            told = Message.of("No document shows “{name}”.", name=each.name)
            finding = Finding(path, 1, 1, 1, UNREFERENCED.id, UNREFERENCED.severity, str(told), wording=told)
            if (judged := settings.judged(finding)) is not None:
                found.append(judged)
    yield from fingerprinted(found)


def _pictures_in(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir() if each.suffix.lower() in _PICTURES and each.is_file()]
    except (OSError, ValueError):
        return []


def _named_in(documents: Iterable[Path], names: set[str]) -> set[str]:
    """Return the names that are somewhere in the text of these documents."""
    found: set[str] = set()
    for each in documents:
        try:
            text = read_text(each)
        except DocumentError:
            continue
        found |= {name for name in names - found if name in text}
    return found
