"""Jobs on a cluster: each done once and told once, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.cluster import Cluster, check_address, in_order, open_cluster
from stapsgewijs.cluster import client as clusters
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import digest_of
from stapsgewijs.lint import cluster as spread
from stapsgewijs.lint.settings import Settings
from tests.cluster import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import LocalCluster

pytestmark = [
    pytest.mark.process,
    pytest.mark.filterwarnings("ignore"),  # of the parts of Dask
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def local_cluster() -> Iterator[LocalCluster]:
    """Two workers of one thread each; one that is killed is started again."""
    from distributed import LocalCluster  # noqa: PLC0415  # it takes a second to load

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))  # for the jobs of these tests
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
        ) as started:
            yield started


@pytest.fixture
def dask(local_cluster: LocalCluster) -> LocalCluster:
    local_cluster.wait_for_workers(2, timeout=240)
    return local_cluster


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def cluster(dask: LocalCluster, said: list[str]) -> Iterator[Cluster]:
    with open_cluster(dask.scheduler_address, said.append) as opened:
        yield opened


def named(count: int) -> Iterator[tuple[str, int]]:
    return ((f"job {number}", number) for number in range(count))


def test_each_job_is_done_once_in_the_folder_of_the_run(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sorted(cluster.results(jobs.here, named(9), apiece=2)) == [(number, str(tmp_path)) for number in range(9)]


def test_a_job_whose_worker_is_killed_is_done_again_and_told_once(
    cluster: Cluster, tmp_path: Path, said: list[str]
) -> None:
    def kill_who_has_the_first() -> None:
        first = tmp_path / "0"
        while not (found := [each for each in first.iterdir() if each.name.isdigit()]):
            threading.Event().wait(0.02)
        os.kill(int(found[0].name), signal.SIGKILL)
        while len(list(first.iterdir())) < 2:  # another one has it
            threading.Event().wait(0.02)
        (first / "go").touch()

    for number in range(3):
        (tmp_path / str(number)).mkdir()
        if number:
            (tmp_path / str(number) / "go").touch()
    killer = threading.Thread(target=kill_who_has_the_first, daemon=True)
    killer.start()
    folders = [(str(number), str(tmp_path / str(number))) for number in range(3)]
    found = sorted(cluster.results(jobs.held, folders))
    killer.join()
    assert found == [(number, folder) for number, (_, folder) in enumerate(folders)]
    assert len(list((tmp_path / "0").iterdir())) == 3  # two that had it, and `go`
    cluster.look_now()
    assert any(each.endswith("is gone; what it had is done again by others") for each in said)


def test_a_worker_whose_answer_cannot_be_used_is_left_out_by_name(cluster: Cluster, said: list[str]) -> None:
    refused: list[int] = []

    def check(answer: tuple[int, int]) -> str:
        refused.extend([] if refused else [answer[1]])
        return "its typefaces are others" if answer[1] in refused else ""

    found = dict(cluster.results(jobs.worker_of, named(6), check=check))
    assert sorted(found) == list(range(6))
    assert all(worker not in refused for _, worker in found.values())
    [line] = said
    assert line.startswith("worker ")
    assert line.endswith("is left out: its typefaces are others")


def test_where_no_worker_can_do_it_the_run_ends_with_the_reason(cluster: Cluster) -> None:
    with pytest.raises(StapsgewijsError, match=r"no worker of the cluster can be used: .*: no machine for"):
        list(cluster.results(jobs.refused, named(4)))


def test_what_nobody_can_do_ends_the_run_with_the_name_of_the_job(cluster: Cluster) -> None:
    with pytest.raises(StapsgewijsError, match=r"^job 0: nothing can be done with 0$"):
        list(cluster.results(jobs.failed, named(1)))
    with pytest.raises(StapsgewijsError, match=r"^job 0: given up after 3 times: .*ended with -9; is there enough"):
        list(cluster.results(jobs.broken, named(1)))


def test_a_job_under_which_a_process_ended_is_done_in_another_way(cluster: Cluster) -> None:
    assert list(cluster.results(jobs.broken, named(1), after_end=jobs.whole)) == [(0, "0 done")]


def test_no_job_is_handed_out_that_is_far_from_the_first_that_is_not_back(cluster: Cluster, tmp_path: Path) -> None:
    asked: list[int] = []

    def folders() -> Iterator[tuple[str, str]]:
        for number in range(12):
            asked.append(number)
            folder = tmp_path / str(number)
            folder.mkdir()
            if number:
                (folder / "go").touch()
            yield str(number), str(folder)

    found: list[int] = []
    for number, _ in cluster.results(jobs.held, folders(), apiece=2, apart=4):
        first = next(each for each in range(13) if each not in found)
        assert max(asked) < first + 4
        found.append(number)
        (tmp_path / "0" / "go").touch()
    assert sorted(found) == list(range(12))


def test_another_program_is_refused_by_the_name_of_the_worker(
    dask: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "program", lambda: "0.0.1 abc")
    refusal = r"no worker of the cluster can be used: .*tcp://127.*: it has stapsgewijs \S+, and here is 0.0.1; install"
    with pytest.raises(StapsgewijsError, match=refusal), open_cluster(dask.scheduler_address, lambda _: None):
        pass


def test_documents_are_told_as_one_machine_tells_them_though_a_worker_is_killed(
    dask: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(48):
        folder = tmp_path / f"map-{number % 5}"
        folder.mkdir(exist_ok=True)
        text = f"# Gids {number}\n\n1. Kies **Volgende {number % 3} .\n\n\t2. [Weg](niet-{number}.md)\n"
        (folder / f"gids-{number:02}.md").write_text(f"---\nlang: nl-NL\n---\n{text}", encoding="utf-8")
    command = ["lint", "--all", "--format", "json"]
    assert run([*command, "-j", "1"]) == 0
    expected = capsys.readouterr().out
    assert expected.count('"rule"') > 48
    killed: list[int] = []

    def kill_one(results: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        for number, value in results:
            if not killed:
                killed.append(next(iter(dask.workers.values())).process.pid)
                os.kill(killed[0], signal.SIGKILL)
            yield number, value

    monkeypatch.setattr(spread, "in_order", lambda results: in_order(kill_one(results)))
    assert run([*command, "--cluster", dask.scheduler_address]) == 0
    assert killed
    assert capsys.readouterr().out == expected


def test_a_document_that_is_another_one_at_a_worker_is_no_finding(
    dask: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gids.md").write_text("# Gids\n", encoding="utf-8")
    monkeypatch.setattr(spread, "digest_of", lambda _: "what it was a moment ago")
    assert run(["lint", "--cluster", dask.scheduler_address]) == 2
    assert "gids.md is another file there than here" in capsys.readouterr().err


def test_a_document_under_which_a_process_ended_is_linted_apart(tmp_path: Path) -> None:
    (tmp_path / "gids.md").write_text("# Gids\n", encoding="utf-8")
    settings = Settings(tmp_path)
    files = (tmp_path / "gids.md",)
    batch = spread._Batch(files, (digest_of(files[0]),), settings, None, spread._words(settings, None))  # noqa: SLF001
    assert spread._lint_apart(batch) == spread._lint(batch)  # noqa: SLF001  # what workers do


@pytest.mark.parametrize(
    "address", ["", "scheduler:8786", "http://scheduler:8786", "tcp://:8786", "tcp://a", "tcp://a:x"]
)
def test_what_is_no_address_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(StapsgewijsError, match=r"--cluster .*: is no address of a scheduler; write it as tcp://"):
        check_address(address)


def test_without_dask_or_an_answer_it_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gids.md").write_text("# Gids\n", encoding="utf-8")
    monkeypatch.setattr(clusters, "ANSWER_S", 0.5)
    command = ["lint", "--cluster", "tcp://127.0.0.1:9"]
    assert run(command) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("--cluster tcp://127.0.0.1:9: no scheduler answers there within ")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(command) == 2
    assert capsys.readouterr().err == "--cluster needs Dask: pip install 'stapsgewijs[cluster]'\n"


def test_results_are_put_in_order() -> None:
    assert list(in_order(iter([(2, ["e"]), (0, ["a", "b"]), (1, ["c", "d"])]))) == ["a", "b", "c", "d", "e"]
