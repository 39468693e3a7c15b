"""A run in parts: each on a machine of its own, and one report of all, as if it had been followed on one."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, save_last_run
from stapsgewijs.evidence.run import Capture, GherkinStep, ScenarioEvidence
from stapsgewijs.evidence.shard import Shard
from stapsgewijs.guide import Outcome
from stapsgewijs.runner.parts import Parts, in_parts
from stapsgewijs.runner.settings import TRACES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runner.conftest import Ended

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number.md"
GUIDES = [str(ROOT / "guides" / each / NAME) for each in ("nl", "en")]
REPORTS = ("--json", "told.json", "--junit", "told.xml", "--messages", "told.ndjson", "--cucumber", "cucumber.json")
MEASURED = re.compile(r'"(?:seconds|nanos|duration)": [\d.]+|"(?:date|began)": "[^"]*"|(?:time|timestamp)="[^"]*"')
"""What is another in each run: moments and durations."""
ON_PAGES = re.compile(rb"\d[\d.,:]* s\b|\d+ \w+ \d{4} \d\d:\d\d UTC")
"""The same in the words of a page."""


def told(folder: Path) -> dict[str, Any]:
    """Return what each report of a folder says, without what is measured; pictures are in some of them."""
    files = sorted([*folder.glob("told-*"), *folder.glob("cucumber-*")])
    return {each.name: MEASURED.sub("…", each.read_text(encoding="utf-8")) for each in files}


def pages(folder: Path) -> dict[str, bytes]:
    report = folder / "build" / "report"
    files = {each.relative_to(report).as_posix(): each.read_bytes() for each in report.rglob("*") if each.is_file()}
    return {name: ON_PAGES.sub(b"...", text) if name.endswith(".html") else text for name, text in files.items()}


@pytest.mark.browser
def test_three_parts_give_the_reports_of_one_run(tmp_path: Path, command: Callable[..., Ended]) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    expected = command(whole, "verify", *GUIDES, *REPORTS)
    for number in (1, 2, 3):
        part = tmp_path / f"machine-{number}"
        part.mkdir()
        done = command(
            part, "verify", *GUIDES, "--shard", f"{number}/3", "--json", "told.json", "--gitlab", "quality.json"
        )
        assert done.returncode == 0, done.printed
        assert f"part {number}/3: " in done.printed
        assert "--gitlab: the format has no place for which part of a run it is" in done.printed
        assert json.loads((part / "told-nl.json").read_text(encoding="utf-8"))["part"] == f"{number}/3"
        html = (part / "build" / "report" / "guides" / "nl" / "index.html").read_text(encoding="utf-8")
        assert f"Dit is deel {number} van 3 van een run" in html
        (part / "build").rename(tmp_path / f"part-{number}")  # to another machine
    merged = tmp_path / "merged"
    merged.mkdir()
    parts = [str(tmp_path / f"part-{number}") for number in (3, 1, 2)]
    done = command(merged, "merge", *parts, *REPORTS, "--durations", "durations.json")
    assert done.returncode == expected.returncode, done.printed
    assert told(merged) == told(whole)
    assert len(told(merged)) == 8
    assert pages(merged) == pages(whole)
    seconds = json.loads((merged / "durations.json").read_text(encoding="utf-8"))["seconds"]
    assert sum(len(each) for guide in seconds.values() for each in guide.values()) == 4
    assert all(took > 0 for guide in seconds.values() for each in guide.values() for took in each.values())
    again = command(merged, "verify", *GUIDES, "--last-failed")  # what was merged is kept as one run
    assert again.printed.count("nothing failed last time") == 2


def left_by(folder: Path, number: int, count: int = 2, **changed: Any) -> Path:  # noqa: ANN401  # fields of Part
    """Write what a part of a run of the shipped guide leaves, without a browser."""
    build = folder / f"part-{number}"
    settings = Settings(build / "pictures", Path(GUIDES[0]), remembers=True)
    [made] = in_parts({"": settings}, {"": settings.analyse()}, Shard(number, count)).values()
    assert made.part
    scenarios = []
    for place in made.part.mine:
        feature, _, line = place.rpartition(":")
        picture = build / "pictures" / "x" / "foto.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(b"PNG")
        steps = (GherkinStep("Als", "ik bel", int(line) + 1, Outcome.PASSED, 1.5),)
        captures = (Capture("x", 1, "foto.png", str(picture)),)
        path = str(made.features_root / feature)
        trace = build / TRACES / "test-x" / "trace.zip"
        trace.parent.mkdir(parents=True, exist_ok=True)
        trace.write_text(f"trace of part {number}", encoding="utf-8")
        scenarios.append(
            ScenarioEvidence(
                path,
                int(line),
                "Iemand",
                Outcome.PASSED,
                "x",
                steps,
                captures=captures,
                test="test",
                traces=(str(trace),),
            )
        )
    part = replace(made.part, is_whole=True, **changed)
    kept = LastRun.of(made.conditions, {"browser": "chromium 140"}, {}, scenarios, root=made.features_root, part=part)
    save_last_run(build / FILE_NAME, kept)
    return build


def rewritten(build: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = build / FILE_NAME
    plain = json.loads(file.read_text(encoding="utf-8"))
    change(plain)
    file.write_text(json.dumps(plain), encoding="utf-8")


def test_nothing_in_what_a_part_leaves_names_its_folder(tmp_path: Path) -> None:
    plain = json.loads((left_by(tmp_path, 1) / FILE_NAME).read_text(encoding="utf-8"))
    assert plain["scenarios"]
    for each in plain["scenarios"]:
        assert not Path(each["feature"]).is_absolute()
        assert each["captures"][0]["file"] == "pictures/x/foto.png"
    assert list(plain["pictures"]) == ["pictures/x/foto.png"]
    assert plain["part"]["places"]["guide"] == f"project:guides/nl/{NAME}"


def test_parts_are_read_in_any_order_and_have_durations(tmp_path: Path) -> None:
    parts = Parts.load([left_by(tmp_path, 2), left_by(tmp_path, 1)])
    assert [each.part.shard.number for each in parts.kept[""]] == [1, 2]
    [features] = parts.durations.seconds.values()
    assert {took for each in features.values() for took in each.values()} == {1.5}


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a scenario is missing": (lambda plain: plain["scenarios"].clear(), r":\d+ was not run; follow this part again"),
    "a scenario is there twice": (
        lambda plain: plain["scenarios"].append(plain["scenarios"][0]),
        "test is there twice; follow",
    ),
    "stopped": (lambda plain: plain["part"].update(is_whole=False), "the run was stopped before its end"),
    "of another guide": (
        lambda plain: plain["part"]["places"].update(guide="project:guides/en/x.md"),
        r"the guide \(project:guides/en/x.md\) is another one than in .*part-1",
    ),
    "of another program": (
        lambda plain: plain["part"]["digests"].update({"the program": "0"}),
        "the program is another one than in .*same checkout",
    ),
    "of other features": (
        lambda plain: plain["part"]["digests"].update({"the features": "0"}),
        "the features is another one than in .*same checkout",
    ),
    "in another browser": (
        lambda plain: plain["environment"].update(browser="chromium 150"),
        "browser: chromium 150, and in .*part-1.*: chromium 140; all parts need the same",
    ),
    "divided otherwise": (lambda plain: plain["part"].update(mine=[]), "is in no part; .* same --durations"),
    "without a part": (lambda plain: plain.update(part={}), "is no part of a run; .*--shard 1/2"),
    "of the first version": (lambda plain: plain.update(version=1, part={}), "is no part of a run"),
    "without its places": (lambda plain: plain["part"]["places"].pop("guide"), "no run that can be read"),
    "broken": (lambda plain: plain.pop("scenarios"), "no run that can be read; follow this part again"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_parts_that_make_no_whole_are_refused(tmp_path: Path, what: str) -> None:
    first, second = left_by(tmp_path, 1), left_by(tmp_path, 2)
    change, message = CHANGES[what]
    rewritten(second, change)
    with pytest.raises(StapsgewijsError, match=rf"part-\d/{FILE_NAME}: .*{message}"):
        Parts.load([first, second])


def test_every_part_is_needed_once(tmp_path: Path) -> None:
    first = left_by(tmp_path, 1)
    with pytest.raises(StapsgewijsError, match=r"2/2: not there; all 2 parts are needed"):
        Parts.load([first])
    with pytest.raises(StapsgewijsError, match=r"part-1: is part 1/2, and so is .*part-1; name each part once"):
        Parts.load([first, shutil.copytree(first, tmp_path / "copy" / "part-1")])
    with pytest.raises(StapsgewijsError, match=r"part-3: is part 3/3, and .*part-1 is part 1/2: of another run"):
        Parts.load([first, left_by(tmp_path, 3, 3)])
    with pytest.raises(StapsgewijsError, match=rf"no {FILE_NAME} in it; name the folder that `verify --shard` left"):
        Parts.load([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../part-1/pictures/x/foto.png", "this picture is not in the folder of the part"),
        ("last-run.json", "this picture is not in the folder of the part"),
        ("/etc/hostname", "this picture is not in the folder of the part"),
        ("pictures/x/other.png", "is not the picture that was taken; copy the whole folder"),
    ],
)
def test_a_picture_is_taken_from_its_own_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], path: str, message: str
) -> None:
    first, second = left_by(tmp_path, 1), left_by(tmp_path, 2)

    def change(plain: dict[str, Any]) -> None:
        for each in plain["scenarios"]:
            each["captures"][0]["file"] = path
        plain["pictures"] = {path: next(iter(plain["pictures"].values()))}

    rewritten(second, change)
    monkeypatch.chdir(tmp_path)
    assert run(["merge", str(first), str(second)]) == 2
    assert message in capfd.readouterr().err


def test_parts_of_another_checkout_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = [left_by(tmp_path, 1), left_by(tmp_path, 2)]
    monkeypatch.chdir(tmp_path)
    for each in parts:
        rewritten(each, lambda plain: plain["part"]["digests"].update({"the guide": "0"}))
    assert run(["merge", *map(str, parts)]) == 2
    assert (
        f"part-1/{FILE_NAME}: the guide is another one than here; merge in the same checkout" in capfd.readouterr().err
    )
    for each in parts:
        rewritten(each, lambda plain: plain["part"]["places"].update(guide="project:guides/nl/weg.md"))
    assert run(["merge", *map(str, parts)]) == 2
    assert "weg.md, which is not here; merge in the same checkout" in capfd.readouterr().err
    assert run(["merge", str(parts[0]), "build"]) == 2
    assert "build: here the merged run is written" in capfd.readouterr().err
    assert not (tmp_path / "build").exists()


def test_traces_of_all_parts_are_in_the_merged_report_and_one_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = [left_by(tmp_path, 1), left_by(tmp_path, 2)]
    monkeypatch.chdir(tmp_path)

    def merged() -> list[str]:
        assert run(["merge", *map(str, parts), "--json", "told.json"]) == 1  # no step is followed
        told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
        return [one for each in told["scenarios"] for one in each["traces"]]

    assert sorted(merged()) == [f"build/traces/part-{number}/test-x/trace.zip" for number in (1, 2)]
    copies = [(tmp_path / "build" / TRACES / f"part-{each}" / "test-x" / "trace.zip") for each in (1, 2)]
    assert [each.read_text(encoding="utf-8") for each in copies] == ["trace of part 1", "trace of part 2"]
    capfd.readouterr()
    shutil.rmtree(parts[1] / TRACES)
    assert merged() == ["build/traces/part-1/test-x/trace.zip"]
    assert "trace.zip: this trace is not in the folder of part 2/2: left out" in capfd.readouterr().err
    assert not copies[1].exists()
