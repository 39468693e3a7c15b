"""The one form in which every bench reports, and the table that is made of it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"


def load(name: str) -> ModuleType:
    """Import a module of `bench/`, which is no package: its files are programs."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table() -> ModuleType:
    return load("table")


def test_rows_come_back_from_a_file_as_they_were(table: ModuleType, tmp_path: Path) -> None:
    rows = [
        table.Row("a", "1 s"),
        table.Row("b", "1 s", "2 s bare script", ratio=0.5, target=table.at_least(1)),
        table.Row("c", "1 s", value=1.0, target=table.Target(0.8, 1.2)),
    ]
    report = table.Report(tmp_path / "rows")
    report.add(*rows[:2])
    report.add(rows[2])
    assert table.read_rows(tmp_path / "rows") == rows


def test_a_file_that_is_not_there_has_no_rows(table: ModuleType, tmp_path: Path) -> None:
    assert table.read_rows(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("target", "value", "missed"),
    [
        ("at_most(1.15)", 1.15, False),
        ("at_most(1.15)", 1.16, True),
        ("at_least(2)", 2.0, False),
        ("at_least(2)", 1.99, True),
        ("Target(0.8, 1.2)", 0.7, True),
        ("Target(0.8, 1.2)", 1.0, False),
        ("at_most(1.15)", None, True),
        ("None", 3.0, False),
    ],
)
def test_a_target_is_of_the_ratio_or_of_what_is_ours(
    table: ModuleType, target: str, value: float | None, *, missed: bool
) -> None:
    wanted = eval(target, vars(table))  # noqa: S307  # a word of the table above
    assert table.Row("a", "", ratio=value, target=wanted).missed is missed
    assert table.Row("a", "", value=value, target=wanted).missed is missed


def test_the_table_lines_up_and_says_what_was_missed(table: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    report = table.Report()
    report.add(table.Row("start", "0.60 s", "0.40 s bare script", ratio=1.5, target=table.at_most(1.15)))
    assert report.end() == 1
    assert capsys.readouterr().out.splitlines() == [
        "| what  | ours   | beside it          | ratio | target            |",
        "|-------|--------|--------------------|-------|-------------------|",
        "| start | 0.60 s | 0.40 s bare script | 1.50  | ≤ 1.15 **missed** |",
    ]


def test_nothing_missed_ends_well(table: ModuleType) -> None:
    report = table.Report()
    report.add(table.Row("start", "0.60 s"))
    assert report.end() == 0


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the program that runs all benches."""
    monkeypatch.syspath_prepend(str(BENCH))
    return load("__main__")


def test_the_time_of_a_bench_is_its_part_of_what_is_left(program: ModuleType) -> None:
    every = program.benches(["happy_paths", "store", "start"])
    assert [each.seconds for each in every] == [165, 10, 10]
    assert program.share(370, every) == 330
    assert program.share(100, every[1:]) == 50
    assert program.share(-1, every) == 0
    assert set(program.SECONDS) <= {each.name for each in program.benches([])}


@pytest.fixture
def following(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the bench of `verify`."""
    monkeypatch.syspath_prepend(str(BENCH))
    return load("bench_happy_paths")


def test_there_are_as_many_rounds_as_fit_and_one_at_least(
    following: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(following.time, "monotonic", lambda: now)

    def rounds(seconds: float, each: float) -> int:
        nonlocal now
        done = 0
        for _ in following.Budget(seconds).rounds(5, 0.5):
            now += each
            done += 1
        return done

    assert [rounds(100, 1), rounds(100, 15), rounds(100, 60), rounds(float("inf"), 1000)] == [5, 3, 1, 5]


def test_a_bench_that_takes_too_long_is_ended_with_what_it_started(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "PATIENCE_S", 240.0)
    ended = tmp_path / "ended"
    child = (
        "import pathlib, time\n"
        "try:\n"
        "    print('there', flush=True)\n"
        "    while True: time.sleep(0.05)\n"  # a signal just before one long wait would go unnoticed
        f"except KeyboardInterrupt: pathlib.Path({str(ended)!r}).touch()"
    )
    # It says that it is there when it would hear of Ctrl-C itself, too.
    bench = (
        "import subprocess, sys\n"
        f"process = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE)\n"
        "process.stdout.readline()\n"
        "try: print('there', flush=True); process.wait()\n"
        "except KeyboardInterrupt: process.wait()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", bench], process_group=0, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    program.end(process)
    process.stdout.close()
    assert process.returncode is not None
    assert ended.exists()


@pytest.mark.parametrize(
    ("seconds", "code", "told"),
    [
        (None, 0, "done"),
        (None, 3, "ended with 3"),
        (0.0, 0, "not finished in time; --full runs all of it"),
    ],
)
def test_it_is_said_how_a_bench_ended(program: ModuleType, seconds: float | None, code: int, told: str) -> None:
    waits = "import signal; signal.pause()" if seconds is not None else f"raise SystemExit({code})"
    assert program.run([sys.executable, "-c", waits], seconds) == told


def test_a_name_that_no_bench_has_is_one_line(program: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"no bench is called nothing; there are: .*network"):
        program.benches(["nothing"])


def test_a_bench_that_reports_rows_is_asked_for_them_and_each_other_is_kept_small(
    program: ModuleType, tmp_path: Path
) -> None:
    for bench in program.benches([]):
        quick, full = (bench.command(tmp_path / "rows", within) for within in (9.0, None))
        if bench.reports:
            assert (quick[2:], full[2:]) == (
                ["--rows", str(tmp_path / "rows"), "--within", "9"],
                ["--rows", str(tmp_path / "rows"), "--full"],
            )
        else:
            assert (quick[2:], full[2:]) == (list(program.SMALL.get(bench.name, ())), [])


@pytest.mark.process
def test_the_simulator_of_a_bench_has_its_messages_and_takes_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    network = load("bench_network")
    with network.ours(0, str(tmp_path / "kept.sqlite3"), keep=100) as server:
        found = network.measure(server.port, server.create, 2, 4)
        listed = network.measure(server.port, server.newest, 1, 1)
        assert (found.failures, len(found.latencies), listed.failures) == (0, 4, 0)
        assert server.memory() > 0


def test_what_cannot_be_got_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    peers = load("peers")
    monkeypatch.setattr(peers, "CACHE", tmp_path)
    monkeypatch.setattr(peers.shutil, "which", lambda _: None)
    assert peers.prism(1) == peers.Absent("Prism", "node and npm are not installed here")
    monkeypatch.setattr(peers.sys, "executable", str(tmp_path / "no-python"))
    assert peers.locust(1).reason.startswith("it could not be installed: ")


def test_the_slowest_tenth_and_late_answers_are_told_as_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    program = load("bench_load")
    late = sys.modules["load"].Measured([0.01] * 98 + [0.05, 6.0], seconds=2.0, failures=1)
    monkeypatch.setattr(program, "measure", lambda *_: late)
    monkeypatch.setattr(program, "cpu_s", lambda _: 0.0)
    server = sys.modules["bench_network"].Ours(0, "", "", 0)
    rows = list(program.messages(server, "SQLite", 10, 100, (40, 60)))
    assert [(each.value, each.missed) for each in rows[::2]] == [(50.0, False), (2, True)]
    assert rows[1].missed
