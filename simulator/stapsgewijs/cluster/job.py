"""A job as it travels to a worker, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stapsgewijs import __version__
from stapsgewijs.files import digest_of_all

if TYPE_CHECKING:
    from collections.abc import Callable


class RefusedWorkerError(Exception):
    """Raised by a job: the machine cannot do what the one that asked could, and is left out of the run by its name."""


class End(StrEnum):
    """How a job ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Task:
    """A job with the run that it is of, the folder that it is done in, and the program that it was made by."""

    run: str
    folder: str
    program: str
    function: Callable[[Any], Any]
    job: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job: the value that its function returned, or why there is none; `worker` is its address."""

    end: End
    value: Any = None
    worker: str = ""


@cache
def program() -> str:
    """Return the version and a digest of the program, as it was when this process first asked."""
    return f"{__version__} {digest_of_all(Path(__file__).parents[1], pattern='*.py')}"


def difference(there: str, here: str) -> str:
    """Return why a worker with another program is not used; empty for the same."""
    if there == here:
        return ""
    version, ours = there.partition(" ")[0], here.partition(" ")[0]
    what = f"stapsgewijs {version}" if version != ours else f"stapsgewijs {version} with other code"
    return f"it has {what}, and here is {ours}; install the same there, and start it again"
