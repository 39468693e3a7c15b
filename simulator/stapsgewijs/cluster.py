"""Jobs on other machines: Dask's scheduler hands them to its workers, and each is done in a process of its own there.

A worker keeps a process for the jobs that it is given at the same time, in the folder of the run, which is under the
same path on every machine. What ends with such a process (memory, a browser) does not end the worker, and what the
worker has loaded or where it runs changes nothing. Dask is an extra (`stapsgewijs[cluster]`) and is loaded here only,
when a cluster was asked for.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import digest_of_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SCHEMES: Final = ("tcp", "tls")
ANSWER_S: Final = 10.0
"""Seconds in which a scheduler and its workers answer."""
NO_WORKER_S: Final = 60.0
"""Seconds without any worker after which a run is given up."""
_LOOK_S: Final = 1.0
"""Seconds between two looks at which workers there are."""
_IDLE_S: Final = 300.0
"""Seconds after which a process without a job ends: the run is gone."""
_END_S: Final = 10.0
"""Seconds that a process which was told to end has for its browser and its product."""
_ATTEMPTS: Final = 3
"""How many processes may end under one job."""
_CHILD: Final = (sys.executable, "-P", "-c", "from stapsgewijs.cluster import serve_jobs; serve_jobs()")


class RefusedWorkerError(Exception):
    """Raised by a job: the machine cannot do what the one that asked could, and is left out of the run by its name."""


class _End(StrEnum):
    """How a job ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class _Task:
    """A job as it travels: the run that it is of, the folder it is done in, and the program that it was made by."""

    run: str
    folder: str
    program: str
    function: Callable[[Any], Any]
    job: Any


@dataclass(frozen=True, slots=True)
class _Answer:
    end: _End
    value: Any = None
    worker: str = ""


@cache
def program() -> str:
    """Return the version and a digest of the program, as it was when this process first asked."""
    return f"{__version__} {digest_of_all(Path(__file__).parent, pattern='*.py')}"


# What a worker does.


class _Process:
    """A process of a worker that does one job after the other."""

    def __init__(self, folder: str) -> None:
        """Start it; raises `OSError` where the folder is not there."""
        self._popen = subprocess.Popen(_CHILD, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
        self.timer: threading.Timer | None = None

    def do(self, task: _Task) -> _Answer:
        """Do a job; of a process that ends under it the answer says so."""
        try:
            assert self._popen.stdin  # noqa: S101  # a pipe
            assert self._popen.stdout  # noqa: S101  # idem
            pickle.dump(task, self._popen.stdin)
            self._popen.stdin.flush()
            answer = pickle.load(self._popen.stdout)  # noqa: S301  # of our own process
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            return _Answer(_End.BROKEN, f"its process ended with {self.end()}")
        return answer if isinstance(answer, _Answer) else _Answer(_End.BROKEN, "its process gave no answer")

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

    def take(self, task: _Task) -> _Process | None:
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


def _do(task: _Task) -> _Answer:
    """Do a job on this worker: what the scheduler is given."""
    from distributed import get_worker  # noqa: PLC0415  # an extra

    worker = str(get_worker().address)
    try:
        process = _PROCESSES.take(task)
    except OSError as error:
        why = f"the folder {task.folder} cannot be used there ({error.strerror}); every worker needs it at this path"
        return _Answer(_End.REFUSED, why, worker)
    if process is None:
        return _Answer(_End.BROKEN, "the run has ended", worker)
    answer = process.do(task)
    _PROCESSES.give_back(task.run, process, is_usable=answer.end is not _End.BROKEN)
    return _Answer(answer.end, answer.value, worker)


def _end(run: str) -> None:
    """End what this worker has for a run."""
    _PROCESSES.end(run)


def _describe() -> dict[str, str]:
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


def _done(task: _Task) -> _Answer:
    if difference := _difference(program(), task.program):
        return _Answer(_End.REFUSED, difference)
    try:
        return _Answer(_End.DONE, task.function(task.job))
    except RefusedWorkerError as error:
        return _Answer(_End.REFUSED, str(error))
    except StapsgewijsError as error:
        return _Answer(_End.FAILED, str(error))


def _watch(parent: int) -> None:
    """End this process when the worker is gone that started it."""
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
    waiting.wait(_END_S)
    os._exit(1)


def _difference(there: str, here: str) -> str:
    """Return why a worker with another program is not used; empty for the same."""
    if there == here:
        return ""
    version, ours = there.partition(" ")[0], here.partition(" ")[0]
    what = f"stapsgewijs {version}" if version != ours else f"stapsgewijs {version} with other code"
    return f"it has {what}, and here is {ours}; install the same there, and start it again"


# What the machine does that asks.


class Cluster:
    """A scheduler that answered, and those of its workers that have the same program as this machine."""

    def __init__(self, client: Any, say: Callable[[str], object]) -> None:  # noqa: ANN401  # Dask's
        """Begin a run; `say` is told of workers that come, go or are left out."""
        self._client = client
        self._say = say
        self._run = uuid.uuid4().hex
        self._used: dict[str, int] = {}
        self._refused: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._looked = self._seen = time.monotonic()
        self._look()

    @property
    def slots(self) -> int:
        """How many jobs are done at the same time."""
        return sum(self._used.values())

    def __str__(self) -> str:
        """Say what there is: `2 workers, 4 jobs at the same time`."""
        count = len(self._used)
        return f"{count} worker{'' if count == 1 else 's'}, {self.slots} jobs at the same time"

    def need_workers(self) -> None:
        """Wait a moment for workers; raises `StapsgewijsError` when none can be used."""
        until = time.monotonic() + ANSWER_S
        waiting = threading.Event()
        while not self._used and not self._refused and time.monotonic() < until:
            waiting.wait(_LOOK_S)
            self._look()
        if not self._used:
            raise StapsgewijsError(self._nobody())

    def results(  # noqa: PLR0913  # a function, and all that may be different about its jobs
        self,
        function: Callable[[Any], Any],
        jobs: Iterable[tuple[str, Any]],
        *,
        apiece: int = 1,
        apart: int | None = None,
        check: Callable[[Any], str] = lambda _: "",
        after_end: Callable[[Any], Any] | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Give the number of each job (from 0) with what `function` makes of it, each once, as they come.

        A job has a name for messages. So many as `apiece` are handed out for each that can be done at the same time,
        and none that is `apart` or more from the first that is not back: what waits does not grow. A job whose worker
        is gone is done again, and one under which a process ended by `after_end` instead of `function`. `check` says
        why a value cannot be used: then the worker that made it is left out, and the job done again.

        Raises `StapsgewijsError` for a job that cannot be done, and when no worker or no scheduler is left.
        """
        begun = _Begun(self, function, after_end or function, jobs)
        try:
            while True:
                self._look()
                while begun.count < max(1, self.slots) * apiece and self._used and begun.may_begin(apart):
                    if not begun.begin_next():
                        break
                if begun.is_done:
                    return
                found = begun.next_answer()
                if found is None:
                    self._give_up_alone()
                    begun.begin_lost(self._used)
                    continue
                number, answer = found
                why = answer.value if answer.end is _End.REFUSED else ""
                if answer.end is _End.DONE:
                    why = check(answer.value)
                if why:
                    self._refuse(answer.worker, why)
                    self._give_up_alone()
                    begun.again(number)
                elif answer.end is _End.BROKEN:
                    begun.again(number, f"{self._name(answer.worker)}: {answer.value}")
                elif answer.end is _End.FAILED:
                    msg = f"{begun.names[number]}: {answer.value}"
                    raise StapsgewijsError(msg)
                else:
                    begun.finish(number)
                    yield number, answer.value
        finally:
            begun.cancel()

    def end(self) -> None:
        """End what the workers still do for this run."""
        self._say = lambda _: None
        self.look_now()

        def tell() -> None:
            with suppress(Exception):  # the scheduler may be gone
                self._client.run(_end, self._run, workers=list(self._used), on_error="ignore")

        thread = threading.Thread(target=tell, daemon=True)  # Dask waits long for a worker that has just gone
        thread.start()
        thread.join(ANSWER_S if self._used else 0)

    def submit(self, function: Callable[[Any], Any], job: Any, key: str) -> tuple[Any, frozenset[str]]:  # noqa: ANN401  # Dask's
        """Hand a job out; returns its future, and the workers that alone may do it: none where all may."""
        task = _Task(self._run, os.getcwd(), program(), function, job)  # noqa: PTH109  # as text
        # Whoever comes later may have it too, unless one was left out, which has nothing to do and would get it first.
        allowed = list(self._used) if self._refused else []
        future = self._client.submit(
            _do, task, key=f"stapsgewijs-{self._run}-{key}", pure=False, workers=allowed or None
        )
        return future, frozenset(allowed)

    @property
    def is_alone(self) -> bool:
        """Whether the scheduler is gone."""
        return str(self._client.status) != "running"

    def look_now(self) -> None:
        """Find out which workers there are."""
        self._looked = 0.0
        self._look()

    def _look(self) -> None:
        """Find out which workers there are, and ask new ones what they are; not too often."""
        now = time.monotonic()
        if self._used and now - self._looked < _LOOK_S:
            return
        self._looked = now
        if self.is_alone:
            return
        try:
            found = self._client.scheduler_info(n_workers=-1)["workers"]
            new = [each for each in found if each not in self._used and each not in self._refused]
            told = self._client.run(_describe, workers=new, on_error="return") if new else {}
        except (OSError, TimeoutError):
            return
        for each in [each for each in self._used if each not in found]:
            del self._used[each]
            self._say(f"worker {self._name(each)} is gone; what it had is done again by others")
        for address in new:
            self._names[address] = str(found[address].get("name", address))
            if (why := _unusable(told.get(address))) is None:
                continue
            if why:
                self._refuse(address, why)
            else:
                self._used[address] = max(1, int(found[address].get("nthreads", 1)))
        if self._used:
            self._seen = now

    def _refuse(self, worker: str, why: str) -> None:
        if worker not in self._refused:
            self._say(f"worker {self._name(worker)} is left out: {why}")
        self._refused[worker] = why
        self._used.pop(worker, None)

    def _name(self, worker: str) -> str:
        name = self._names.get(worker, worker)
        return worker if name == worker else f"{name} ({worker})"

    def _give_up_alone(self) -> None:
        """Raise `StapsgewijsError` when nobody is left to do anything."""
        if self.is_alone:
            msg = "the scheduler of the cluster is gone; start it again, and then this command"
            raise StapsgewijsError(msg)
        if not self._used and (self._refused or time.monotonic() - self._seen > NO_WORKER_S):
            raise StapsgewijsError(self._nobody())

    def _nobody(self) -> str:
        if self._refused:
            worker, why = next(iter(self._refused.items()))
            return f"no worker of the cluster can be used: {self._name(worker)}: {why}"
        return "the cluster has no workers; start one: dask worker, with the address of the scheduler"


def _unusable(told: object) -> str | None:
    """Return why a worker cannot be used by what it told, empty where it can be; None for one that told nothing yet."""
    if told is None or isinstance(told, OSError):
        return None
    if isinstance(told, ImportError):
        return "stapsgewijs is not installed there: pip install 'stapsgewijs[cluster]', in the same version as here"
    if not isinstance(told, dict):
        return f"it has another program than here ({type(told).__name__}: {told})"
    return _difference(str(told.get("program")), program())


class _Begun:
    """The jobs of a run that were handed out and are not back."""

    def __init__(
        self,
        cluster: Cluster,
        function: Callable[[Any], Any],
        after_end: Callable[[Any], Any],
        jobs: Iterable[tuple[str, Any]],
    ) -> None:
        self._cluster = cluster
        self._function = function
        self._after_end = after_end
        self._jobs = enumerate(jobs)
        self._is_out = False
        self._next = 0
        self._waiting: dict[int, tuple[Any, Any, frozenset[str]]] = {}
        self._broken: dict[int, int] = {}
        self._keys = 0
        self._came: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self.names: dict[int, str] = {}

    @property
    def count(self) -> int:
        return len(self._waiting)

    @property
    def is_done(self) -> bool:
        return self._is_out and not self._waiting

    def may_begin(self, apart: int | None) -> bool:
        return not self._is_out and (apart is None or self._next - min(self._waiting, default=self._next) < apart)

    def begin_next(self) -> bool:
        """Hand the next job out; return whether there was one."""
        found = next(self._jobs, None)
        if found is None:
            self._is_out = True
            return False
        number, (name, job) = found
        self._next, self.names[number] = number + 1, name
        self._begin(number, job)
        return True

    def _begin(self, number: int, job: Any) -> None:  # noqa: ANN401  # whatever the function takes
        self._keys += 1
        function = self._after_end if self._broken.get(number) else self._function
        future, allowed = self._cluster.submit(function, job, f"{number}-{self._keys}")
        self._waiting[number] = (future, job, allowed)
        future.add_done_callback(lambda done: self._came.put((number, done)))

    def again(self, number: int, how: str = "") -> None:
        """Hand a job out once more; raises `StapsgewijsError` when too many processes ended under it (`how`)."""
        if how:
            self._broken[number] = self._broken.get(number, 0) + 1
            if self._broken[number] >= _ATTEMPTS:
                msg = f"{self.names[number]}: given up after {_ATTEMPTS} times: {how}; is there enough memory?"
                raise StapsgewijsError(msg)
        future, job, _ = self._waiting.pop(number)
        future.release()
        self._begin(number, job)

    def begin_lost(self, used: Iterable[str]) -> None:
        """Hand out once more what only workers may do that are gone."""
        there = set(used)
        for number, (future, _, allowed) in list(self._waiting.items()):
            if allowed and there and not allowed & there:
                future.cancel()
                self.again(number)

    def finish(self, number: int) -> None:
        future, _, _ = self._waiting.pop(number)
        del self.names[number]
        future.release()

    def next_answer(self) -> tuple[int, _Answer] | None:
        """Return an answer that came, or None when none did for a moment."""
        try:
            number, future = self._came.get(timeout=_LOOK_S)
        except queue.Empty:
            return None
        if number not in self._waiting or self._waiting[number][0] is not future:  # it was handed out again since
            return None
        if future.status in {"cancelled", "lost"}:
            if not self._cluster.is_alone:
                self.again(number, "its worker is gone")
            return None
        try:
            answer = future.result(timeout=ANSWER_S)
        except (TimeoutError, OSError):  # the worker that has it is gone: it is done once more
            self._came.put((number, future))
            return None
        except Exception as error:  # noqa: BLE001  # of a worker that was not asked yet what it is, and is no other's
            if type(error).__name__ == "KilledWorker":
                msg = f"{self.names[number]}: given up, because the workers ended that had it; is there enough memory?"
                raise StapsgewijsError(msg) from None
            self._cluster.look_now()
            self.again(number, f"{type(error).__name__}: {error}")
            return None
        return number, answer

    def cancel(self) -> None:
        """Take back what was handed out."""
        for future, _, _ in self._waiting.values():
            with suppress(Exception):  # the scheduler may be gone
                future.cancel()


@contextmanager
def open_cluster(address: str, say: Callable[[str], object]) -> Iterator[Cluster]:
    """Give the cluster whose scheduler is at `address`, with at least one worker, while the block lasts.

    Raises `StapsgewijsError` where Dask is not installed, the address is none, or nobody answers.
    """
    check_address(address)
    client = _connected(address, say)
    try:
        cluster = Cluster(client, say)
        try:
            cluster.need_workers()
            yield cluster
        finally:
            cluster.end()
    finally:
        with suppress(Exception):  # it may be gone
            client.close(timeout=ANSWER_S)


def check_address(address: str) -> None:
    """Raise `StapsgewijsError` for what is no address of a scheduler."""
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in SCHEMES and bool(parts.hostname) and bool(parts.port) and not parts.path.strip("/")
        is_one = is_one and not parts.query and not parts.fragment and "@" not in parts.netloc
    except ValueError:
        is_one = False
    if not is_one:
        msg = f"--cluster {address}: is no address of a scheduler; write it as tcp://scheduler:8786, or tls://…"
        raise StapsgewijsError(msg)


def _connected(address: str, say: Callable[[str], object]) -> Any:  # noqa: ANN401  # Dask's
    try:
        from distributed import Client  # noqa: PLC0415  # an extra
    except ImportError:
        msg = "--cluster needs Dask: pip install 'stapsgewijs[cluster]'"
        raise StapsgewijsError(msg) from None
    for name in [each for each in logging.root.manager.loggerDict if each.startswith(("distributed", "tornado"))]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is told by us
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            client: Any = Client(address.rstrip("/"), timeout=ANSWER_S, set_as_default=False, name="stapsgewijs")  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
        why = " ".join(str(error).split()) or "no answer"
        msg = f"--cluster {address}: no scheduler answers there within {ANSWER_S:.0f} s: {why}"
        raise StapsgewijsError(msg) from None
    if any("Mismatch" in type(each.message).__name__ for each in told):
        say("the cluster has other versions of Python or Dask than this machine; what it says may not be understood")
    return client


def in_order(results: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[Any]:
    """Give what is in the results of jobs in the order of the jobs, as `Cluster.results` gives them."""
    early: dict[int, Sequence[Any]] = {}
    following = 0
    for number, values in results:
        early[number] = values
        while following in early:
            yield from early.pop(following)
            following += 1
