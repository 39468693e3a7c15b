"""Jobs for the tests of clusters: a worker finds them by this name."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from stapsgewijs.cluster import RefusedWorkerError
from stapsgewijs.errors import StapsgewijsError


def worker_of(number: int) -> tuple[int, int]:
    """Return the number with the process of the worker."""
    return number, os.getppid()


def held(folder: str) -> str:
    """Say which worker has it (a file with its process), and wait until the file `go` is there."""
    Path(folder, str(os.getppid())).touch()
    while not Path(folder, "go").exists():
        threading.Event().wait(0.02)
    return folder


def refused(number: int) -> int:
    """Do nothing: this machine is not fit for it."""
    msg = f"no machine for {number}"
    raise RefusedWorkerError(msg)


def failed(number: int) -> int:
    """Fail, on whatever machine."""
    msg = f"nothing can be done with {number}"
    raise StapsgewijsError(msg)


def broken(number: int) -> int:
    """End the process as the kernel does where memory is out."""
    os.kill(os.getpid(), 9)
    return number


def here(_: int) -> str:
    """Return the folder that it is done in."""
    return str(Path.cwd())


def whole(number: int) -> str:
    """Say that it was done in the way in which no process ends."""
    return f"{number} done"
