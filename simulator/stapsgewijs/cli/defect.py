"""What is told of an exception that no code foresaw: a line that says what, about which file, and how to see more."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType

DEBUG: Final = "STAPSGEWIJS_DEBUG"
"""The variable that asks for tracebacks; any value but the empty one."""
_MOST_CHARACTERS: Final = 300


def line_of(error: BaseException) -> str:
    """Return the line for `error`.

    What the system refuses (a full disk, a right that is missing) is told as that; all else is a defect of the program,
    and told as one. No value is told but that of a path: the message of an exception may have a password in it.
    """
    place = _file_of(error.__traceback__)
    more = f"{DEBUG}=1 shows where"
    if isinstance(error, OSError) and error.strerror:
        named = str(error.filename) if error.filename else place
        return f"{f'{_shown(named)}: ' if named else ''}{error.strerror}; {more}"
    about = f", at {_shown(place)}" if place else ""
    if isinstance(error, MemoryError):
        return f"there is not enough memory{about}; {more}"
    why = _shown(str(error).strip().partition("\n")[0])
    told = f"{type(error).__name__}: {why}" if why else type(error).__name__
    return f"a defect of stapsgewijs, not of what you gave{about}: {told}; please report it, with what {DEBUG}=1 shows"


def traceback_of(error: BaseException) -> str:
    """Return the traceback where `STAPSGEWIJS_DEBUG` asks for it, else nothing."""
    return "".join(traceback.format_exception(error)) if os.environ.get(DEBUG) else ""


def _shown(text: str) -> str:
    cut = text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
    return "".join(each if each.isprintable() else "\ufffd" for each in cut)


def _file_of(trace: TracebackType | None) -> str:
    """Return the file that was being looked at: the innermost argument or variable of ours that is a path."""
    found = ""
    while trace is not None:
        if "stapsgewijs" in trace.tb_frame.f_code.co_filename:
            paths = [each for each in trace.tb_frame.f_locals.values() if isinstance(each, Path)]
            found = str(paths[0]) if paths else found
        trace = trace.tb_next
    return found
