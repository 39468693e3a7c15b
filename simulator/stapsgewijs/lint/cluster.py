"""Lints documents on a cluster: in batches, and told in the order in which one machine tells them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.cluster import RefusedWorkerError, in_order
from stapsgewijs.files import digest_of, digest_of_all
from stapsgewijs.lint.runner import collect_seldom, lint_apart, linter_of
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from stapsgewijs.cluster import Cluster
    from stapsgewijs.lint.linter import Linted
    from stapsgewijs.lint.settings import Settings

_BATCH: Final = 64
"""Documents that are handed to a worker at once, at most: about a second of work."""
_APIECE: Final = 2
"""Batches that are handed out for each that is linted: the next is there when one is done."""
_APART: Final = 16
"""For each batch that is linted, how many later ones may wait for it here."""


class _Batch(NamedTuple):
    """Documents, with their digests, and by what they are judged, with a digest of the words that it names."""

    files: tuple[Path, ...]
    digests: tuple[str, ...]
    settings: Settings
    labels: Path | None
    words: str


class Spread:
    """Lints on a cluster: what `lint.runner.run` is given instead of processes of this machine."""

    def __init__(self, cluster: Cluster) -> None:
        """Use this cluster."""
        self._cluster = cluster
        self.was_stopped = False

    def __call__(self, files: Sequence[Path], settings: Settings, labels: Path | None) -> Iterator[Linted]:
        """Give what is linted, in the order of `files`; after Ctrl-C, no more (`was_stopped`)."""
        slots = self._cluster.slots
        size = max(1, min(_BATCH, -(-len(files) // (slots * 4))))
        words = _words(settings, labels)
        jobs = (
            (f"{batch[0]} … {batch[-1]}", _Batch(batch, tuple(map(digest_of, batch)), settings, labels, words))
            for batch in (tuple(files[begin : begin + size]) for begin in range(0, len(files), size))
        )
        try:
            yield from in_order(
                self._cluster.results(_lint, jobs, apiece=_APIECE, apart=_APART * slots, after_end=_lint_apart)
            )
        except KeyboardInterrupt:
            self.was_stopped = True


_begin: Final = cache(collect_seldom)  # once in a process


def _lint(batch: _Batch) -> list[Linted]:
    """Lint a batch, in a process of a worker."""
    _check(batch)
    _begin()
    return [linter_of(batch.settings, batch.labels).lint(each) for each in batch.files]


def _lint_apart(batch: _Batch) -> list[Linted]:
    """Lint a batch under which a process ended: the document that ends one is a finding."""
    _check(batch)
    return list(lint_apart(batch.files, batch.settings, batch.labels))


def _check(batch: _Batch) -> None:
    """Raise `RefusedWorkerError` where a file is another one than at the machine that asked."""
    if _words(batch.settings, batch.labels) != batch.words:
        msg = "the labels or product strings are others there than here; every worker needs the same folder"
        raise RefusedWorkerError(msg)
    for path, digest in zip(batch.files, batch.digests, strict=True):
        if digest_of(path) != digest:
            msg = f"{path} is another file there than here; every worker needs the same folder"
            raise RefusedWorkerError(msg)


@cache
def _words(settings: Settings, labels: Path | None) -> str:
    """Return a digest of the words by which documents are judged: of the catalogues, and of the product's own."""
    product = settings.product
    patterns = [each.replace("{language}", "*") for each in product.files] if product else []
    files = {file for each in patterns for file in product.root.glob(each)} if product else set()
    return digest_of_all(labels or default_project().site / "labels", *sorted(files))
