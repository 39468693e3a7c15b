"""Guides followed by the workers of a cluster: the reports of one machine, whatever becomes of a worker."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, cast

import pytest

from stapsgewijs.cluster import RefusedWorkerError
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, load_last_run, save_last_run
from stapsgewijs.evidence.run import GherkinStep, ScenarioEvidence
from stapsgewijs.guide import Outcome
from stapsgewijs.runner.cluster import Asked, ClusterRun, follow_part, packed
from stapsgewijs.runner.parts import SEVERAL, TAKEN
from stapsgewijs.runner.runner import former_runs
from stapsgewijs.runner.settings import TRACES, Settings
from stapsgewijs.runner.target import Wish
from tests.runner.test_parts import GUIDES, REPORTS, pages, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.cluster import Cluster
    from tests.runner.conftest import Ended

ANSWER_S = 60
NAMESPACES = ("stapsgewijs-a", "stapsgewijs-b")
ADDRESSES = ("10.213.57.1", "10.213.57.2")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., Ended]) -> tuple[Any, ...]:
    """What one machine tells of the guides: the exit code, the files and the pages."""
    folder = tmp_path_factory.mktemp("one")
    done = command(folder, "verify", *GUIDES, *REPORTS)
    return done.returncode, told(folder), pages(folder)


def verified(folder: Path, address: str, *before: str) -> subprocess.CompletedProcess[str]:
    program = [*before, sys.executable, "-m", "stapsgewijs", "verify", *GUIDES, *REPORTS, "--cluster", address]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    print(done.stdout, done.stderr)  # noqa: T201  # shown with whatever fails after it
    return done


def killer_of(worker: int) -> threading.Thread:
    """Kill a worker when it has a browser, in the middle of a part; the thread ends when it has been killed."""
    import psutil  # noqa: PLC0415  # of Dask

    def kill() -> None:
        process = psutil.Process(worker)
        while not any("chrom" in each.name() for each in process.children(recursive=True)):
            threading.Event().wait(0.1)
        process.kill()

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    return thread


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.filterwarnings("ignore")  # of the parts of Dask
def test_a_worker_that_is_killed_in_the_middle_changes_nothing(tmp_path: Path, expected: tuple[Any, ...]) -> None:
    from distributed import LocalCluster  # noqa: PLC0415  # it takes a second to load

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        killer = killer_of(next(iter(cluster.workers.values())).process.pid)
        done = verified(tmp_path, cluster.scheduler_address)
        killer.join(1)
    assert not killer.is_alive()
    assert (done.returncode, told(tmp_path), pages(tmp_path)) == expected
    assert "guides: 20 of 20 documented steps followed and checked" in done.stdout
    assert done.stdout.count("  line 14\n") == 1  # each step is told once


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)  # noqa: S607  # wherever it is


@pytest.fixture
def namespaces() -> Iterator[None]:
    """Two machines with a cable between them, each with a loopback of its own."""
    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("needs root and the program ip, to make network namespaces")
    try:
        ip("netns", "add", NAMESPACES[0])
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespaces can be made here: {error.stderr.decode().strip()}")
    try:
        ip("netns", "add", NAMESPACES[1])
        ip(
            "link",
            "add",
            "sg-a",
            "netns",
            NAMESPACES[0],
            "type",
            "veth",
            "peer",
            "name",
            "sg-b",
            "netns",
            NAMESPACES[1],
        )
        for name, device, address in zip(NAMESPACES, ("sg-a", "sg-b"), ADDRESSES, strict=True):
            ip("-n", name, "addr", "add", f"{address}/24", "dev", device)
            ip("-n", name, "link", "set", device, "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in NAMESPACES:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "delete", name)


@contextlib.contextmanager
def within(name: str, *command: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    log = (folder / f"{command[0]}-{name}.log").open("wb")
    inside = ["ip", "netns", "exec", name, sys.executable, "-m", "dask", *command]
    with log, subprocess.Popen(inside, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(ANSWER_S)


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.usefixtures("namespaces")
def test_a_machine_that_is_lost_changes_nothing(tmp_path: Path, expected: tuple[Any, ...]) -> None:
    first, second = NAMESPACES
    address = f"tcp://{ADDRESSES[0]}:8786"
    scheduler = ["scheduler", "--host", ADDRESSES[0], "--port", "8786", "--no-dashboard"]
    worker = ["worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
    with (
        within(first, *scheduler, folder=tmp_path),
        within(first, *worker, "--host", ADDRESSES[0], folder=tmp_path),
        within(second, *worker, "--host", ADDRESSES[1], folder=tmp_path) as other,
    ):
        killer = killer_of(other.pid)
        done = verified(tmp_path, address, "ip", "netns", "exec", first)
        killer.join(1)
    assert not killer.is_alive()
    assert (done.returncode, told(tmp_path), pages(tmp_path)) == expected
    assert f"worker tcp://{ADDRESSES[1]}" in done.stderr
    assert "is gone; what it had is done again by others" in done.stderr


class Machines:
    """A cluster without machines: what each part leaves is written down, and no browser is started."""

    slots = 2

    def __init__(
        self,
        folder: Path,
        *,
        stops_at: int = 99,
        browsers: tuple[str, ...] = ("chromium 140",),
        fails: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.fails = fails
        self.stops_at = stops_at
        self.browsers = iter(browsers)
        self.refused: list[str] = []

    def results(
        self, _: object, jobs: Iterator[tuple[str, Any]], *, check: Callable[[bytes], str]
    ) -> Iterator[tuple[int, bytes]]:
        for number, (_name, job) in enumerate(jobs):
            if number == self.stops_at:
                raise KeyboardInterrupt
            archive = self.left_by(job, next(self.browsers, "chromium 140"))
            while why := check(archive):
                self.refused.append(why)
                archive = self.left_by(job, "chromium 140")
            yield number, archive

    def left_by(self, job: Any, browser: str) -> bytes:  # noqa: ANN401  # of one module
        place = self.folder / str(len(list(self.folder.iterdir())))
        for name, (guide, part) in job.guides.items():
            settings = Settings(place / SEVERAL / name / TAKEN, guide)
            scenarios = []
            for each in part.mine:
                feature, _, line = each.rpartition(":")
                steps = (GherkinStep("Als", "ik bel", int(line) + 1, Outcome.PASSED, 1.5),)
                path = str(settings.features_root / feature)
                outcome = Outcome.FAILED if f"{name} {each}" in self.fails else Outcome.PASSED
                trace = place / SEVERAL / TRACES / f"{Path(feature).stem}-{line}" / "trace.zip"
                trace.parent.mkdir(parents=True)
                trace.write_text(f"{name} {each}", encoding="utf-8")
                traces = (str(trace),)
                scenarios.append(ScenarioEvidence(path, int(line), each, outcome, "x", steps, test=each, traces=traces))
            kept = LastRun.of(
                {}, {"browser": browser}, {}, scenarios, root=settings.features_root, part=replace(part, is_whole=True)
            )
            save_last_run(settings.remembered, kept)
        return packed(place)


def run_of(folder: Path, machines: Machines, **wanted: Any) -> ClusterRun:  # noqa: ANN401  # fields of Settings
    plans = {
        name: Settings(folder / SEVERAL / name / TAKEN, Path(guide), remembers=True, **wanted)
        for name, guide in zip(("nl", "en"), GUIDES, strict=True)
    }
    known = {name: each.analyse() for name, each in plans.items()}
    asked = Asked.of(plans["nl"], Wish())
    received = Path(mkdtemp(dir=folder))
    former = former_runs(plans, known) if wanted else {}
    return ClusterRun(cast("Cluster", machines), plans, known, asked, received, None, former=former)


def kept_of(folder: Path, name: str) -> list[tuple[str, Outcome]]:
    kept = load_last_run(folder / SEVERAL / name / FILE_NAME)
    assert kept
    return sorted((each.name, each.outcome) for each in kept.scenarios)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "machines").mkdir()
    return tmp_path


def test_a_guide_is_told_when_its_last_part_has_come_and_each_scenario_once(folder: Path) -> None:
    run = run_of(folder, Machines(folder / "machines"))
    told: list[str] = []
    whole: list[list[str]] = []
    run.told = lambda name, kept: told.extend(f"{name} {each.name}" for each in kept.run.scenarios)
    run.ended = lambda runs: whole.append(list(runs))
    run.follow()
    assert whole == [["nl"], ["en"]]
    assert len(told) == len(set(told)) == run.scenarios == 4
    assert [len(each.scenarios) for each in run.runs.values()] == [2, 2]
    assert list(run.runs) == ["nl", "en"]
    seconds = run.measured().seconds
    assert {took for guide in seconds.values() for each in guide.values() for took in each.values()} == {1.5}
    kept = load_last_run(folder / SEVERAL / "nl" / FILE_NAME)
    assert kept
    assert kept.part is None


def test_after_an_interruption_there_is_what_came_and_what_was_kept_before_is_left(folder: Path) -> None:
    run = run_of(folder, Machines(folder / "machines", stops_at=1))
    run.follow()
    assert run.was_stopped
    assert [len(each.scenarios) for each in run.runs.values()] == [2, 0]
    assert (folder / SEVERAL / "nl" / FILE_NAME).exists()
    assert not (folder / SEVERAL / "en" / FILE_NAME).exists()


def test_a_part_from_another_browser_is_refused_and_its_worker_left_out(folder: Path) -> None:
    machines = Machines(folder / "machines", browsers=("chromium 140", "chromium 151"))
    run = run_of(folder, machines)
    run.follow()
    assert machines.refused == [
        "browser is chromium 151 there, and chromium 140 where the first part was followed: pictures differ"
    ]
    assert [len(each.scenarios) for each in run.runs.values()] == [2, 2]


def test_what_passed_before_is_not_followed_again_and_told_with_the_rest(folder: Path) -> None:
    first = run_of(folder, Machines(folder / "machines"))
    [bad, good] = sorted(each.rpartition(", ")[2] for each in _places(first) if each.startswith("nl"))
    first = run_of(folder, Machines(folder / "machines", fails=frozenset({f"nl {bad}"})))
    first.follow()
    assert kept_of(folder, "nl") == [(bad, Outcome.FAILED), (good, Outcome.PASSED)]
    again = run_of(folder, Machines(folder / "machines"), last_failed=True)
    assert again.scenarios == 1
    again.follow()
    assert [[each.outcome for each in run.scenarios] for run in again.runs.values()] == [[Outcome.PASSED] * 2] * 2
    assert kept_of(folder, "nl") == [(bad, Outcome.PASSED), (good, Outcome.PASSED)]
    assert not again.is_elsewhere


def test_nothing_of_a_run_in_another_browser_is_kept(folder: Path) -> None:
    first = run_of(folder, Machines(folder / "machines"))
    [bad, _] = sorted(each.rpartition(", ")[2] for each in _places(first) if each.startswith("nl"))
    run_of(folder, Machines(folder / "machines", fails=frozenset({f"nl {bad}"}))).follow()
    again = run_of(folder, Machines(folder / "machines", browsers=("chromium 151",) * 9), last_failed=True)
    again.follow()
    assert again.is_elsewhere
    assert len(again.runs["nl"].scenarios) == 1


def test_one_scenario_is_followed_and_the_others_are_kept(folder: Path) -> None:
    first = run_of(folder, Machines(folder / "machines"))
    [one, _] = sorted(each.rpartition(", ")[2] for each in _places(first) if each.startswith("nl"))
    first.follow()
    before = kept_of(folder, "nl")
    again = run_of(folder, Machines(folder / "machines"), only=one)
    assert again.scenarios == 2  # for either guide
    again.follow()
    assert [len(each.scenarios) for each in again.runs.values()] == [1, 1]
    assert kept_of(folder, "nl") == before


def test_traces_come_with_the_parts_each_to_a_folder_of_its_own(folder: Path) -> None:
    (stale := folder / SEVERAL / TRACES / "before").mkdir(parents=True)
    run = run_of(folder, Machines(folder / "machines"))
    run.follow()
    traces = [Path(one) for made in run.runs.values() for each in made.scenarios for one in each.traces]
    assert len(traces) == len(set(traces)) == 4
    assert all(each.is_relative_to(folder / SEVERAL / TRACES) for each in traces)
    told = {each.read_text(encoding="utf-8") for each in traces}
    assert told == {f"{name} {each.name}" for name, made in run.runs.items() for each in made.scenarios}
    assert not stale.exists()


def _places(run: ClusterRun) -> list[str]:
    """Return the scenarios of a run, as `guide, feature:line`."""
    return [f"{name}, {each}" for _, job in run.jobs() for name, (_, part) in job.guides.items() for each in part.mine]


def test_what_is_no_part_or_not_whole_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machines = Machines(folder / "machines")
    run = run_of(folder, machines)
    honest = machines.left_by
    early = iter([b"no archive", packed(folder / "machines")])
    monkeypatch.setattr(machines, "left_by", lambda job, browser: next(early, None) or honest(job, browser))
    run.follow()
    assert machines.refused == ["what it sent cannot be read: File is not a zip file", "it followed nothing"]
    assert [len(each.scenarios) for each in run.runs.values()] == [2, 2]


def test_a_machine_with_another_guide_follows_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(folder, Machines(folder / "machines"))
    [(name, job), *_] = run.jobs()
    assert name.startswith("guides/nl/")
    where = Path(name.partition(",")[0])
    changed = {
        each: (guide, replace(part, digests={**part.digests, "the guide": "0"}))
        for each, (guide, part) in job.guides.items()
    }
    with pytest.raises(RefusedWorkerError, match=rf"the guide \(.*{where.name}\) is another one there than here"):
        follow_part(job._replace(guides=changed))
    monkeypatch.chdir(folder)
    (folder / "stapsgewijs.toml").write_text("[project]\nguides = 3\n", encoding="utf-8")
    with pytest.raises(RefusedWorkerError, match=r"stapsgewijs.toml:2"):
        follow_part(job)
