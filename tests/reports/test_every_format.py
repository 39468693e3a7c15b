"""What every reporter has to stand: the same run twice, and runs that were made to break it."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import cucumber_messages
import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Capture, Checkpoint, GherkinStep, Run, ScenarioEvidence
from stapsgewijs.evidence.shard import Shard
from stapsgewijs.files import display_path
from stapsgewijs.guide import Binding, Guide, Outcome, finding
from stapsgewijs.labels import Catalogue
from stapsgewijs.reports import RUN_FORMATS, WITHOUT_PART, Format, render, render_coverage, render_run
from stapsgewijs.reports.cucumber_json import to_cucumber_json
from stapsgewijs.reports.github import run_annotations
from stapsgewijs.reports.run_findings import COVERAGE_RULES, coverage_result, run_result
from stapsgewijs.reports.run_json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

CONTROL = "".join(map(chr, range(32))) + "\x7f\x85\u2028\ufffe"
HOSTILE = {
    "controls": f"a{CONTROL}b",
    "emoji": "👩‍👩‍👧‍👦 klikt op 🚲\ufe0f \U0010ffff",
    "rtl": "\u202eמשתמש\u202c לחץ על «הבא» \u200f",
    "surrogate": "half \ud83d van een teken",
    "markup": "]]></failure><script>alert(1)</script> &amp; | \\| `x` %0A ::error:: \r\n --> {{ x }}",
    "huge": "heel lang " * 20_000,
    "empty": "",
    "blank": " \n\t\n ",
}
SHOWN = (("button", "Volgende"), ("button", "Annuleren"), ("link", "\ud83d"))


@dataclass(frozen=True)
class Reporter:
    """A reporter, and a reading that refuses what the format does not allow."""

    make: Callable[[Run], str]
    read: Callable[[str, Run], object]


def read_junit(text: str, run: Run) -> None:
    """Read it as strictly as the strictest consumer: counts that hold, known elements in order, unique cases."""
    text.encode("utf-8")
    whole = ET.fromstring(text)  # noqa: S314  # it is our own
    assert whole.tag == "testsuites"
    for suite in [*whole, whole]:
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(list(suite.iter(tag))))
        assert suite.get("name") is not None
    cases = list(whole.iter("testcase"))
    for case in cases:
        assert set(case.attrib) == {"name", "classname", "file", "line", "time"}
        assert float(str(case.get("time"))) >= 0
        assert int(str(case.get("line"))) >= 1
        tags = [each.tag for each in case]
        assert tags in (
            [],
            ["failure"],
            ["skipped"],
            ["system-out"],
            ["failure", "system-out"],
            ["skipped", "system-out"],
        )
    documented = [(each.id, step.line) for each in run.procedures for step in each.steps]
    assert [(case.get("classname"), int(str(case.get("line")))) for case in cases][: len(documented)] == documented


def read_messages(text: str, run: Run) -> None:
    text.encode("utf-8")
    kinds = []
    for line in text.splitlines():
        envelope = cucumber_messages.message_converter.from_dict(json.loads(line), cucumber_messages.Envelope)
        kinds.append(next(name for name in vars(envelope) if getattr(envelope, name)))
    assert kinds[0] == "meta"
    assert kinds[-1] == "test_run_finished"
    assert kinds.count("test_case_finished") == len(run.scenarios)


def read_lines(text: str, run: Run) -> None:  # noqa: ARG001  # a reading is given both
    """Workflow commands: each on one line, for each a place."""
    for line in text.split("\n")[:-1]:
        assert re.match(r"::(error|warning|notice) (file=[^:,]+,line=\d+,col=\d+|title=stapsgewijs)", line), line
        assert "\r" not in line


def read_table(text: str, run: Run) -> None:  # noqa: ARG001  # a reading is given both
    """Markdown: each row of a table has as many cells as its head, and nothing is HTML."""
    width = 0
    for line in text.split("\n"):
        assert line.isprintable()
        assert "<script" not in re.sub(r"(`+).*?\1", "", line)  # in a span of code it is text
        bars = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) if line.startswith("|") else 0
        assert width in {0, bars} or not bars, line
        width = bars


def read_json(text: str, run: Run) -> None:  # noqa: ARG001  # a reading is given both
    text.encode("utf-8")
    json.loads(text)


def read_sarif(text: str, run: Run) -> None:
    read_json(text, run)
    (log,) = json.loads(text)["runs"]
    rules = log["tool"]["driver"]["rules"]
    assert set(COVERAGE_RULES) <= {each["id"] for each in rules}
    for each in log["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        region = each["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["endColumn"] >= region["startColumn"] >= 1


def as_coverage(format_: Format) -> Callable[[Run], str]:
    def made(run: Run) -> str:
        assert run.coverage is not None
        return render_coverage(run, format_, display_path(run.guide.path))

    return made


def dumped(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace").decode()


REPORTERS = {
    "junit": Reporter(lambda run: render_run(run, "junit", "gids.md"), read_junit),
    "messages": Reporter(lambda run: render_run(run, "messages", ""), read_messages),
    "cucumber": Reporter(lambda run: dumped(to_cucumber_json(run)), read_json),
    "json": Reporter(lambda run: dumped(to_json(run, relative_to=Path("/"))), read_json),
    "summary": Reporter(lambda run: render_run(run, "markdown", "gids.md"), read_table),
    "annotations": Reporter(lambda run: "".join(f"{each}\n" for each in run_annotations(run, "g.md")), read_lines),
    "sarif": Reporter(lambda run: render(run_result(run, path="gids.md"), Format.SARIF), read_sarif),
    "gitlab": Reporter(lambda run: render(run_result(run, path="gids.md"), Format.GITLAB), read_json),
    "coverage-text": Reporter(as_coverage(Format.TEXT), lambda text, _: text),
    "coverage-json": Reporter(as_coverage(Format.JSON), read_json),
    "coverage-sarif": Reporter(as_coverage(Format.SARIF), read_sarif),
    "coverage-gitlab": Reporter(as_coverage(Format.GITLAB), read_json),
    "coverage-github": Reporter(as_coverage(Format.GITHUB), read_lines),
    "coverage-markdown": Reporter(as_coverage(Format.MARKDOWN), read_table),
    "coverage-junit": Reporter(as_coverage(Format.JUNIT), lambda text, _: ET.fromstring(text)),  # noqa: S314
}


@pytest.fixture(params=[*HOSTILE, "no scenarios", "no steps"])
def run(  # noqa: PLR0913, PLR0917  # all that a run is made of
    request: pytest.FixtureRequest,
    guide: Guide,
    bindings: tuple[Binding, ...],
    site: Path,
    picture: Callable[[str], str],
    play: Callable[..., ScenarioEvidence],
) -> Run:
    """Give a run in which every text is hostile, or in which there is nothing at all."""
    pages = Catalogue.load(site / "labels", "nl")
    if request.param == "no steps":
        empty = replace(guide, procedures=tuple(replace(each, steps=()) for each in guide.procedures))
        return assemble(empty, (), (), (play(closed=0),), media_root=empty.path.parent, pages=pages)
    if request.param == "no scenarios":
        return assemble(guide, bindings, (), (), media_root=guide.path.parent, pages=pages)
    text = HOSTILE[request.param]
    steps = (GherkinStep(text, text, 5, Outcome.PASSED, 1.5), GherkinStep("Dan", text, 6, Outcome.FAILED))
    followed = ScenarioEvidence(
        feature="features/fiets, 1.feature",
        line=4,
        name=text,
        outcome=Outcome.FAILED,
        procedure="by-phone",
        steps=steps,
        checkpoints=(Checkpoint("by-phone", 1, Outcome.PASSED, 5, "", (text, "Cancel")),),
        captures=(Capture("by-phone", 1, text, picture("fiets.png"), 5, (*SHOWN, ("button", text))),),
        reason=text,
        title=text,
        language=text,
        tags=(text,),
    )
    others = replace(followed, procedure="", line=40, captures=(replace(followed.captures[0], file=text[:50]),))
    played = [ScenarioEvidence.from_plain(each.to_plain()) for each in (others, followed, play(procedure=text))]
    text = text.encode("utf-8", "replace").decode()
    found = [finding("label-differs", 18, 12, text, expected=text), finding("label-unknown", 400, 1, text)]
    return assemble(
        guide,
        bindings,
        found,
        played,
        media_root=guide.path.parent,
        pages=pages,
        unused=[f"steps/when.py:3 {text}"],
        duplicate_scenarios=[(text, ("features/a.feature:3", "features/b.feature:4"))],
        environment=((text, text),),
    )


@pytest.mark.parametrize("name", REPORTERS)
def test_a_reporter_stands_any_run_and_tells_it_the_same_twice(run: Run, name: str) -> None:
    reporter, before = REPORTERS[name], copy.deepcopy(run)
    told = reporter.make(run)
    reporter.read(told, run)
    assert reporter.make(run) == told
    assert run == before


@pytest.mark.parametrize("name", RUN_FORMATS)
def test_a_part_of_a_run_is_told_wherever_the_format_has_a_place(
    guide: Guide, bindings: tuple[Binding, ...], play: Callable[..., ScenarioEvidence], name: str
) -> None:
    run = assemble(guide, bindings, (), (play(),), media_root=guide.path.parent)
    whole, part = (render_run(each, name, "gids.md") for each in (run, replace(run, part=Shard(2, 8))))
    assert (part == whole) == (name in WITHOUT_PART)
    assert "2/8" not in whole
    if name == "messages":
        read_messages(part, run)
        assert part.count("Part 2/8 of a run.") == 1
    elif name == "sarif":
        (log,) = json.loads(part)["runs"]
        assert log["automationDetails"]["id"] == "stapsgewijs/part-2-of-8/"
        assert log["properties"] == {"part": "2/8"}
    elif name not in WITHOUT_PART:
        assert "2/8" in part


def test_every_rule_that_sarif_names_has_a_page(guide: Guide, bindings: tuple[Binding, ...]) -> None:
    run = assemble(guide, bindings, (), (), media_root=guide.path.parent)
    for result in (run_result(run, path="x.md"), coverage_result(run, path="x.md")):
        log: dict[str, Any] = json.loads(render(result, Format.SARIF))
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        assert rules
        for rule in rules:
            assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
