from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import cucumber_messages
import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Capture, Coverage, Run, ScenarioEvidence, UndocumentedControl
from stapsgewijs.guide import Outcome, finding
from stapsgewijs.reports import render_run
from stapsgewijs.reports.cucumber_json import to_cucumber_json
from stapsgewijs.reports.github import run_annotations

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.guide import Binding, Guide

REASON = 'no button “Huur”; nearest: "Huren" | 100%\nthe handset received:\n  nothing \x00'


@pytest.fixture
def run(
    guide: Guide,
    bindings: tuple[Binding, ...],
    play: Callable[..., ScenarioEvidence],
    picture: Callable[[str], str],
) -> Run:
    """Give a run with a step of every outcome, a picture, and findings in a step and outside of all."""
    shown = Capture("by-phone", 1, "fiets.png", picture("fiets.png"), line=10)
    good = replace(play(), captures=(shown,), title="Fietsen", language="nl", tags=("gids:by-phone",), began=1000.5)
    bad = play(closed=1, fails_at=2, reason=REASON, name="Iemand huurt niets")
    found = [
        finding("label-differs", 18, 12, "Huur", expected="Huren"),
        finding("label-unknown", 3, 1, "Lang"),
    ]
    return assemble(guide, bindings, found, [good, bad], media_root=guide.path.parent)


def back(run: Run) -> list[Any]:
    return [
        cucumber_messages.message_converter.from_dict(json.loads(each), cucumber_messages.Envelope)
        for each in render_run(run, "messages", "").splitlines()
    ]


def of_kind(envelopes: list[Any], kind: str) -> list[Any]:
    return [found for each in envelopes if (found := getattr(each, kind))]


def test_the_official_library_reads_the_messages_back(run: Run) -> None:
    envelopes = back(run)
    assert len(of_kind(envelopes, "pickle")) == len(of_kind(envelopes, "test_case")) == 2
    [document] = of_kind(envelopes, "gherkin_document")
    assert (document.feature.name, document.feature.language) == ("Fietsen", "nl")
    statuses = [each.test_step_result.status.name for each in of_kind(envelopes, "test_step_finished")]
    assert statuses == ["passed"] * 6 + ["passed", "passed", "failed", "skipped"]
    assert of_kind(envelopes, "test_run_finished")[0].success is False
    assert of_kind(envelopes, "test_run_started")[0].timestamp.seconds == 0


def test_a_picture_is_attached_to_the_step_that_took_it(run: Run) -> None:
    envelopes = back(run)
    [attached] = of_kind(envelopes, "attachment")
    assert base64.b64decode(attached.body).endswith(b"fiets.png")
    pickles = {step.id: step.text for each in of_kind(envelopes, "pickle") for step in each.steps}
    tested = {step.id: step.pickle_step_id for each in of_kind(envelopes, "test_case") for step in each.test_steps}
    assert pickles[tested[attached.test_step_id]] == "ik doe 1"


def test_every_id_that_a_message_names_was_told_before(run: Run) -> None:
    known: set[str] = set()

    def look(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            if "id" in value:
                known.add(value["id"])
            for name, inner in value.items():
                look(inner, name)
        elif isinstance(value, list):
            for each in value:
                look(each, key)
        elif key.endswith(("Id", "Ids")):
            assert value in known, (key, value)

    for line in render_run(run, "messages", "").splitlines():
        look(json.loads(line))


def test_without_its_file_a_picture_is_left_out(run: Run) -> None:
    gone = replace(run.scenarios[0], captures=(Capture("by-phone", 1, "fiets.png", "nowhere.png", line=10),))
    told = back(replace(run, scenarios=(gone,)))
    assert of_kind(told, "attachment") == []
    assert "embeddings" not in json.dumps(to_cucumber_json(replace(run, scenarios=(gone,))))


def test_cucumber_json_has_every_line_with_its_outcome(run: Run) -> None:
    [feature] = to_cucumber_json(run)
    assert [each["name"] for each in feature["elements"]] == ["Iemand huurt een fiets", "Iemand huurt niets"]
    steps = feature["elements"][1]["steps"]
    assert [each["result"]["status"] for each in steps] == ["passed", "passed", "failed", "skipped"]
    assert steps[2]["result"]["error_message"] == REASON
    assert len(feature["elements"][0]["steps"][0]["embeddings"]) == 1


def test_junit_has_a_case_for_each_documented_step_at_its_line(run: Run) -> None:
    whole = ET.fromstring(render_run(run, "junit", "gidsen/fiets.md"))  # noqa: S314  # it is our own
    cases = {(each.get("classname"), each.get("name")): each for each in whole.iter("testcase")}
    assert len(cases) == run.totals.steps + 1
    failed = cases["by-phone", "2. Selecteer Huur."]
    assert (failed.get("file"), failed.get("line")) == ("gidsen/fiets.md", "18")
    failure = failed.find("failure")
    assert failure is not None
    assert "nearest" in str(failure.get("message"))
    assert "gidsen/fiets.md:18:12: In de handleiding staat “Huur”" in str(failed.findtext("system-out"))
    skipped = cases["by-letter", "1. Schrijf Brief."].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "Geen enkel scenario heeft deze stap gevolgd."
    loose = cases["gidsen/fiets.md", "label-unknown Lang"]
    assert loose.find("failure") is not None
    assert (whole.get("tests"), whole.get("skipped")) == (str(run.totals.steps + 1), "2")
    assert int(str(whole.get("failures"))) == len(list(whole.iter("failure")))


def test_a_summary_for_github_names_every_step_and_finding(run: Run) -> None:
    told = render_run(run, "markdown", "fiets.md")
    assert '| ✗ | 2. Selecteer Huur. | 18 | Mislukt: no button “Huur”; nearest: "Huren" \\| 100%' in told
    assert "| – | 1. Schrijf Brief. |" in told
    assert "| fiets.md:18 | Waarschuwing | In de handleiding staat “Huur”; op de pagina staat “Huren”. |" in told
    assert all(line.count(" | ") <= 5 for line in told.splitlines())


def test_annotations_stand_at_the_line_of_the_guide_and_of_the_feature(run: Run) -> None:
    told = run_annotations(run, "docs/a,b.md")
    assert any(
        each.startswith("::warning file=docs/a%2Cb.md,line=18,col=12,endColumn=23,title=label-differs::In de")
        for each in told
    )
    [scenario] = [each for each in told if "file=features/fiets.feature" in each]
    assert scenario.startswith("::error file=features/fiets.feature,line=20,col=1,")
    assert "title=step-failed::Iemand huurt niets: no button" in scenario
    assert "100%25%0Athe handset" in scenario
    assert all("\n" not in each for each in told)


def test_of_very_many_findings_the_first_are_annotated(run: Run) -> None:
    many = tuple(finding("label-unknown", line, 1, "x") for line in range(1, 500))
    told = run_annotations(replace(run, findings=many), "x.md")
    assert len(told) == 51
    assert told[-1].startswith("::notice title=stapsgewijs::")


def test_a_run_without_scenarios_can_be_told(run: Run) -> None:
    empty = replace(run, scenarios=())
    assert of_kind(back(empty), "test_run_finished")[0].success is True
    assert to_cucumber_json(empty) == []


def test_a_passed_run_has_no_failures(
    guide: Guide, bindings: tuple[Binding, ...], play: Callable[..., ScenarioEvidence]
) -> None:
    run = assemble(guide, bindings, [], [play()], media_root=guide.path.parent)
    assert run.scenarios[0].outcome is Outcome.PASSED
    assert 'failures="0"' in render_run(run, "junit", "x.md")


def test_a_summary_shows_what_is_markup_in_markdown_as_it_is_written(run: Run) -> None:
    told = render_run(replace(run, guide=replace(run.guide, title="Een *fiets* [huren] | `nu`")), "markdown", "x.md")
    assert told.startswith("## Een \\*fiets\\* \\[huren\\] \\| \\`nu\\`\n")


def messages_of(run: Run, name: str) -> dict[str, str]:
    """Return what a format says of each rule, in the order of its findings; of several the last."""
    plain = json.loads(render_run(run, name, "fiets.md"))
    if name == "gitlab":
        return {each["check_name"]: each["description"] for each in plain}
    [log] = plain["runs"]
    return {each["ruleId"]: each["message"]["text"] for each in log["results"]}


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_findings_are_said_in_the_language_of_the_guide(run: Run, name: str) -> None:
    seen = UndocumentedControl("Cancel", "Annuleren", "by-phone", 1, 10)
    twice = (("Een", ("a.feature:1", "a.feature:9")),)
    run = replace(run, coverage=Coverage((), 3, (seen,), ("steps/x.py:7 iets",), twice))
    told = messages_of(run, name)
    assert told["label-differs"].startswith("In de handleiding staat “Huur”; op de pagina staat “Huren”.")
    assert "Wijzig deze regel: fiets.md:18:12" in told["label-differs"]
    assert told["coverage-on-page-only"].startswith("“Annuleren” staat op de pagina bij stap 1 van “Per telefoon”")
    assert told["coverage-definition-unused"] == "De regel “iets” staat in geen enkele feature."
    assert told["coverage-scenario-twice"] == "“Een” is ook de naam van het scenario op a.feature:1."
    english = replace(run, guide=replace(run.guide, language="en"))
    assert messages_of(english, name)["label-differs"].startswith("The guide says “Huur”, the page says “Huren”.")


def test_sarif_says_which_language_its_messages_are_in(run: Run) -> None:
    [log] = json.loads(render_run(run, "sarif", "fiets.md"))["runs"]
    assert log["language"] == "nl"
    [log] = json.loads(render_run(replace(run, guide=replace(run.guide, language="ja")), "sarif", "fiets.md"))["runs"]
    assert log["language"] == "en"  # there are no words of reports in it


def test_where_the_simulator_stood_in_for_a_product_every_format_says_so(run: Run) -> None:
    notice = "Gevolgd op de simulator van Stapsgewijs zelf, omdat er geen product is opgegeven."
    names = ("markdown", "junit", "sarif")
    assert not [name for name in names if notice in render_run(run, name, "fiets.md")]
    assert json.loads(render_run(run, "json", "fiets.md"))["simulator_stands_in"] is False
    run = replace(run, stands_in=True)
    assert [name for name in names if notice in render_run(run, name, "fiets.md")] == list(names)
    assert json.loads(render_run(run, "json", "fiets.md"))["simulator_stands_in"] is True
    assert run_annotations(run, "fiets.md")[0].startswith(f"::notice title=stapsgewijs::{notice}")
