"""The exceptions of the project; the text of each is for the person who can correct the cause.

The command line prints a `StapsgewijsError` as one line and exits with code 2; any other exception is a defect of
the program, and the command line says so in one line (`cli.defect`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class StapsgewijsError(Exception):
    """An error that the user can understand and correct; `str()` is the whole message."""


class DocumentError(StapsgewijsError):
    """A file that cannot be used, with the position: prints as `path:line:column: what`.

    `line` and `column` count from 1, in characters of the file.
    """

    def __init__(self, path: Path | str, what: str, *, line: int = 1, column: int = 1) -> None:
        """Keep the position (`path`, `line`, `column`) and `what` is wrong."""
        super().__init__(f"{path}:{line}:{column}: {what}")
        self.path = path
        self.line = line
        self.column = column
        self.what = what

    def __reduce__(self) -> tuple[object, ...]:
        """Go from one process to another whole."""
        return _document_error, (self.path, self.what, self.line, self.column)


def _document_error(path: Path | str, what: str, line: int, column: int) -> DocumentError:
    return DocumentError(path, what, line=line, column=column)


class BrowserNotFoundError(StapsgewijsError):
    """No browser is installed that scenarios can run in; the message says how to install one."""


class InterruptedRunError(StapsgewijsError):
    """A run was interrupted; `partial` is what was proved until then: an `evidence.run.Run`, or several by name."""

    def __init__(self, partial: object) -> None:
        """Keep what was proved."""
        super().__init__("the run was stopped")
        self.partial = partial
