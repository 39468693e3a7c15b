"""What the machine does that asks: it hands jobs to the workers of a scheduler, and takes what comes back."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
import uuid
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from stapsgewijs.cluster.job import End, Task, difference, program
from stapsgewijs.cluster.worker import describe, do_task, end_run
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stapsgewijs.cluster.job import Answer

SCHEMES: Final = ("tcp", "tls")
ANSWER_S: Final = 10.0
"""Seconds in which a scheduler and its workers answer."""
NO_WORKER_S: Final = 60.0
"""Seconds without any worker after which a run is given up."""
_LOOK_S: Final = 1.0
"""Seconds between two looks at which workers there are."""
_ATTEMPTS: Final = 3
"""How many processes may end under one job."""


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
        begun = _OpenJobs(self, function, after_end or function, jobs)
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
                    self._give_up_without_workers()
                    begun.begin_lost(self._used)
                    continue
                number, answer = found
                why = answer.value if answer.end is End.REFUSED else ""
                if answer.end is End.DONE:
                    why = check(answer.value)
                if why:
                    self._refuse(answer.worker, why)
                    self._give_up_without_workers()
                    begun.again(number)
                elif answer.end is End.BROKEN:
                    begun.again(number, f"{self._name(answer.worker)}: {answer.value}")
                elif answer.end is End.FAILED:
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
                self._client.run(end_run, self._run, workers=list(self._used), on_error="ignore")

        thread = threading.Thread(target=tell, daemon=True)  # Dask waits long for a worker that has just gone
        thread.start()
        thread.join(ANSWER_S if self._used else 0)

    def submit(self, function: Callable[[Any], Any], job: Any, key: str) -> tuple[Any, frozenset[str]]:  # noqa: ANN401  # Dask's
        """Hand a job out; returns its future, and the workers that alone may do it: none where all may."""
        task = Task(self._run, os.getcwd(), program(), function, job)  # noqa: PTH109  # as text
        # Whoever comes later may have it too, unless one was left out, which has nothing to do and would get it first.
        allowed = list(self._used) if self._refused else []
        future = self._client.submit(
            do_task, task, key=f"stapsgewijs-{self._run}-{key}", pure=False, workers=allowed or None
        )
        return future, frozenset(allowed)

    @property
    def is_disconnected(self) -> bool:
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
        if self.is_disconnected:
            return
        try:
            found = self._client.scheduler_info(n_workers=-1)["workers"]
            new = [each for each in found if each not in self._used and each not in self._refused]
            told = self._client.run(describe, workers=new, on_error="return") if new else {}
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

    def _give_up_without_workers(self) -> None:
        """Raise `StapsgewijsError` when nobody is left to do anything."""
        if self.is_disconnected:
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
    return difference(str(told.get("program")), program())


class _OpenJobs:
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

    def next_answer(self) -> tuple[int, Answer] | None:
        """Return an answer that came, or None when none did for a moment."""
        try:
            number, future = self._came.get(timeout=_LOOK_S)
        except queue.Empty:
            return None
        if number not in self._waiting or self._waiting[number][0] is not future:  # it was handed out again since
            return None
        if future.status in {"cancelled", "lost"}:
            if not self._cluster.is_disconnected:
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
