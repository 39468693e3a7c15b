"""Guides followed by the workers of a cluster: the reports of one machine, whatever becomes of a worker."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.runner.test_parts import GUIDES, REPORTS, pages, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
    folder = tmp_path / "run"
    folder.mkdir()
    with (
        within(first, *scheduler, folder=tmp_path),
        within(first, *worker, "--host", ADDRESSES[0], folder=tmp_path),
        within(second, *worker, "--host", ADDRESSES[1], folder=tmp_path) as other,
    ):
        killer = killer_of(other.pid)
        done = verified(folder, address, "ip", "netns", "exec", first)
        killer.join(1)
    assert not killer.is_alive()
    assert (done.returncode, told(folder), pages(folder)) == expected
    assert f"worker tcp://{ADDRESSES[1]}" in done.stderr
    assert "is gone; what it had is done again by others" in done.stderr
