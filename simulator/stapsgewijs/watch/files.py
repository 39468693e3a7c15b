"""Hears of files that are saved, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watchfiles import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

_STEP_MS: Final = 10
"""A save is told of when nothing else came for so long: an editor writes another file first, and renames it."""
_MOST_MS: Final = 100
"""It is told of after so long in any case."""
_LOOK_MS: Final = 100
"""Who listens looks after so long, at least, whether it is to end."""
_log = logging.getLogger(__name__)


class FileWatch:
    """Calls `saved` with the files in some folders that were saved, made or removed. A context manager.

    Folders in them are not looked at. Where the system tells nothing of files (some network drives), the variable
    WATCHFILES_FORCE_POLLING=1 lets the library look by itself.
    """

    def __init__(self, folders: Iterable[Path], saved: Callable[[set[Path]], object]) -> None:
        self._folders = tuple(dict.fromkeys(each.absolute() for each in folders if each.is_dir()))
        self._saved = saved
        self._end = threading.Event()
        self._listens = threading.Event()
        self._thread = threading.Thread(target=self._run, name="files", daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen: all that is saved from now on is told of."""
        self._thread.start()
        self._listens.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        changes = watch(
            *self._folders,
            step=_STEP_MS,
            debounce=_MOST_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            stop_event=self._end,
            recursive=False,
            raise_interrupt=False,
        )
        try:
            for each in changes:
                self._listens.set()
                if each:
                    self._tell({Path(path).absolute() for _, path in each})
        finally:
            self._listens.set()  # nobody waits for what cannot listen

    def _tell(self, files: set[Path]) -> None:
        try:
            self._saved(files)
        except Exception:  # noqa: BLE001
            # Who writes goes on writing; the next save is looked at again.
            _log.exception("a defect while a file was read")
