"""Checks documents again whenever one is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Waiting(Protocol):
    """Waits a little; says whether to go on."""

    def __call__(self) -> bool:
        """Return False to end the watch."""
        ...


def watch(files: Callable[[], Sequence[Path]], lint: Callable[[Sequence[Path]], object], wait: Waiting) -> None:
    """Lint all files, and then, as long as `wait` says so, those that were saved since; new ones as well.

    Ctrl-C ends it (`KeyboardInterrupt` goes to whoever called).
    """
    known: dict[Path, tuple[int, int]] = {}
    while True:
        found = {each: _state(each) for each in files()}
        changed = [each for each, state in found.items() if known.get(each) != state]
        known = found
        if changed:
            lint(changed)
        if not wait():
            return


def _state(path: Path) -> tuple[int, int]:
    """Return when a file was saved and its size; a file that is not there has neither."""
    try:
        status = path.stat()
    except OSError:
        return 0, -1
    return status.st_mtime_ns, status.st_size
