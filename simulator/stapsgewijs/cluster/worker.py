"""What a worker does: it keeps a process for the jobs that it is given at the same time, in the folder of the run."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from stapsgewijs.cluster.job import Answer, End, RefusedWorkerError, Task, difference, program
from stapsgewijs.errors import StapsgewijsError

_LOOK_S: Final = 1.0
"""Seconds between two looks at whether the worker is still there."""
_IDLE_S: Final = 300.0
"""Seconds after which a process without a job ends: the run is gone."""
_END_S: Final = 10.0
"""Seconds that a process which was told to end has for its browser and its product."""
_CHILD: Final = (sys.executable, "-P", "-c", "from stapsgewijs.cluster.worker import serve_jobs; serve_jobs()")


class _Process:
    """A process of a worker that does one job after the other."""

    def __init__(self, folder: str) -> None:
        """Start it; raises `OSError` where the folder is not there."""
        self._popen = subprocess.Popen(_CHILD, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
        self.timer: threading.Timer | None = None

    def do(self, task: Task) -> Answer:
        """Do a job; of a process that ends under it the answer says so."""
        try:
            assert self._popen.stdin  # noqa: S101  # a pipe
            assert self._popen.stdout  # noqa: S101  # idem
            pickle.dump(task, self._popen.stdin)
            self._popen.stdin.flush()
            answer = pickle.load(self._popen.stdout)  # noqa: S301  # of our own process
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            return Answer(End.BROKEN, f"its process ended with {self.end()}")
        return answer if isinstance(answer, Answer) else Answer(End.BROKEN, "its process gave no answer")

    def end(self) -> int:
        """Tell it to end, wait until it has, and return its exit code."""
        with suppress(OSError):
            self._popen.terminate()
        try:
            self._popen.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            with suppress(OSError, ValueError):
                if pipe:
                    pipe.close()
        return self._popen.returncode


@dataclass
class _Processes:
    """The processes of this worker, by the runs that they are for."""

    idle: dict[str, list[_Process]] = field(default_factory=dict)
    busy: dict[str, list[_Process]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, task: Task) -> _Process | None:
        """Return a process for a job; None of a run that has ended."""
        with self.lock:
            if task.run in self.ended:
                return None
            waiting = self.idle.setdefault(task.run, [])
            process = waiting.pop() if waiting else _Process(task.folder)
            if process.timer:
                process.timer.cancel()
            self.busy.setdefault(task.run, []).append(process)
            return process

    def give_back(self, run: str, process: _Process, *, is_usable: bool) -> None:
        """Keep a process for the next job; without one for a time, it ends."""
        with self.lock:
            self.busy.get(run, []).remove(process)
            if not is_usable:
                return
            if run not in self.ended:
                self.idle.setdefault(run, []).append(process)
                process.timer = threading.Timer(_IDLE_S, self._expire, (run, process))
                process.timer.daemon = True
                process.timer.start()
                return
        process.end()

    def _expire(self, run: str, process: _Process) -> None:
        with self.lock:
            if process not in self.idle.get(run, []):
                return
            self.idle[run].remove(process)
        process.end()

    def end(self, run: str) -> None:
        """End all processes of a run, and begin none for it any more."""
        with self.lock:
            self.ended.add(run)
            waiting, busy = self.idle.pop(run, []), self.busy.get(run, [])
            for each in waiting:
                if each.timer:
                    each.timer.cancel()
            every = [*waiting, *busy]
        # Whoever waits for the answer of a busy one sees that it has ended, and gives it back.
        for each in every:
            threading.Thread(target=each.end, daemon=True).start()


_PROCESSES: Final = _Processes()


def do_task(task: Task) -> Answer:
    """Do a job on this worker: what the scheduler is given."""
    from distributed import get_worker  # noqa: PLC0415  # an extra

    worker = str(get_worker().address)
    try:
        process = _PROCESSES.take(task)
    except OSError as error:
        why = f"the folder {task.folder} cannot be used there ({error.strerror}); every worker needs it at this path"
        return Answer(End.REFUSED, why, worker)
    if process is None:
        return Answer(End.BROKEN, "the run has ended", worker)
    answer = process.do(task)
    _PROCESSES.give_back(task.run, process, is_usable=answer.end is not End.BROKEN)
    return Answer(answer.end, answer.value, worker)


def end_run(run: str) -> None:
    """End what this worker has for a run."""
    _PROCESSES.end(run)


def describe() -> dict[str, str]:
    """Say what this worker is."""
    return {"program": program(), "host": socket.gethostname()}


def serve_jobs() -> None:
    """Do jobs that come on standard input, one after the other, and write the answers: what `_Process` starts."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a job prints is for the log of the worker
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    with suppress(EOFError, KeyboardInterrupt, BrokenPipeError):  # there is nobody any more
        while True:
            task = pickle.load(sys.stdin.buffer)  # noqa: S301  # of the worker, whose code this is
            pickle.dump(_done(task), answers)
            answers.flush()
    os._exit(0)


def _done(task: Task) -> Answer:
    if why := difference(program(), task.program):
        return Answer(End.REFUSED, why)
    try:
        return Answer(End.DONE, task.function(task.job))
    except RefusedWorkerError as error:
        return Answer(End.REFUSED, str(error))
    except StapsgewijsError as error:
        return Answer(End.FAILED, str(error))


def _watch(parent: int) -> None:
    """End this process when the worker is gone that started it."""
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
    waiting.wait(_END_S)
    os._exit(1)
