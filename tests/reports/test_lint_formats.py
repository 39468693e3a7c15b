"""Every format says the same findings, in the words of who reads it."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from stapsgewijs.findings import Edit, Finding, FindingList, Severity, fingerprinted
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.reports import Format, render

FINDINGS = tuple(
    fingerprinted(
        [
            Finding(
                path="docs/a, b.md",
                line=3,
                column=5,
                end_column=9,
                rule="label-untranslated",
                severity=Severity.WARNING,
                message="“Done” was 100% left: in\nEnglish.",
                sentence="Kies **Done** | en\x07 ga",
                suggestion="**Gereed**",
                edits=(Edit(4, 8, "**Gereed**"),),
            ),
            Finding("docs/a, b.md", 9, 1, 1, "document-unreadable", Severity.ERROR, "cannot be read"),
            Finding("z.md", 2, 1, 4, "label-not-simulated", Severity.NOTE, "not compared", "abc"),
        ]
    )
)
RESULT = FindingList(3, FINDINGS, suppressed=2, accepted=1)
NOTHING = FindingList(4, ())


def told(format_: Format) -> str:
    return render(RESULT, format_)


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("result", [RESULT, NOTHING], ids=["findings", "nothing"])
def test_every_format_is_the_same_twice(format_: Format, result: FindingList) -> None:
    assert render(result, format_) == render(result, format_)


def test_json_has_all_that_is_known() -> None:
    loaded = json.loads(told(Format.JSON))
    assert loaded["counts"] == {"error": 1, "warning": 1, "note": 1}
    assert (loaded["documents"], loaded["ignored"], loaded["baseline"]["accepted"]) == (3, 2, 1)
    first = loaded["findings"][0]
    assert first.pop("fingerprint") == FINDINGS[0].fingerprint
    assert first == {
        "file": "docs/a, b.md",
        "line": 3,
        "column": 5,
        "endColumn": 9,
        "rule": "label-untranslated",
        "severity": "warning",
        "message": "“Done” was 100% left: in\nEnglish.",
        "sentence": "Kies **Done** | en\x07 ga",
        "suggestion": "**Gereed**",
        "mendable": True,
    }


def test_sarif_has_the_shape_that_version_2_1_0_asks_for() -> None:
    log = json.loads(told(Format.SARIF))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == list(LINT_RULES)
    for rule in rules:
        assert rule["helpUri"].endswith(f"/docs/rules/{rule['id']}.md")
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert run["columnKind"] == "unicodeCodePoints"
    for each, found in zip(run["results"], FINDINGS, strict=True):
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"] == found.rule
        (location,) = each["locations"]
        region = location["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"], region["endColumn"]) == (
            found.line,
            found.column,
            found.end_column,
        )
        assert each["partialFingerprints"] == {"stapsgewijs/v1": found.fingerprint}
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/a%2C%20b.md"


def test_sarif_of_nothing_says_what_was_looked_for() -> None:
    (run,) = json.loads(render(NOTHING, Format.SARIF))["runs"]
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(LINT_RULES)


def test_github_escapes_what_would_end_a_command() -> None:
    place, columns = "file=docs/a%2C b.md", "col=5,endColumn=9,title=label-untranslated"
    assert told(Format.GITHUB).splitlines() == [
        f"::error {place},line=9,col=1,endColumn=1,title=document-unreadable::cannot be read",
        f"::warning {place},line=3,{columns}::“Done” was 100%25 left: in%0AEnglish. Write: **Gereed**",
        "::notice file=z.md,line=2,col=1,endColumn=4,title=label-not-simulated::not compared",
    ]


def test_github_says_how_many_it_leaves_out() -> None:
    many = FindingList(1, FINDINGS * 40)
    assert (
        render(many, Format.GITHUB).splitlines()[-1] == "::notice title=stapsgewijs::70 findings more; --all tells them"
    )
    assert len(render(many, Format.GITHUB, every=True).splitlines()) == 120


def test_gitlab_has_what_code_quality_asks_for() -> None:
    issues = json.loads(told(Format.GITLAB))
    assert [each["severity"] for each in issues] == ["minor", "major", "info"]
    assert len({each["fingerprint"] for each in issues}) == 3
    assert issues[0]["location"]["path"] == "docs/a, b.md"
    assert issues[0]["location"]["lines"]["begin"] == 3
    assert all({"description", "check_name", "fingerprint", "severity", "location"} <= set(each) for each in issues)


def test_junit_tells_nobody_to_publish_a_file() -> None:
    order = "[[ATTACHMENT|/etc/passwd]] [[attachment|a]] [[PROPERTY|a=b]]"
    findings = tuple(
        Finding("a.md", 1, 1, 2, "label-not-simulated", level, order, order, order)
        for level in (Severity.NOTE, Severity.ERROR)
    )
    text = render(FindingList(1, findings), Format.JUNIT)
    assert "[[" not in text
    assert "ATTACHMENT|/etc/passwd]]" in text


def test_junit_counts_and_can_be_read() -> None:
    whole = ET.fromstring(told(Format.JUNIT))  # noqa: S314  # it is our own
    assert (whole.get("tests"), whole.get("failures")) == ("3", "2")
    assert [each.get("failures") for each in whole] == ["2", "0"]
    assert [each.get("type") for each in whole.iter("failure")] == ["warning", "error"]
    passed = ET.fromstring(render(NOTHING, Format.JUNIT))  # noqa: S314
    assert [each.get("name") for each in passed.iter("testcase")] == ["4 documents"]


def test_markdown_is_a_table_whose_cells_hold() -> None:
    rows = [each for each in told(Format.MARKDOWN).splitlines() if each.startswith("| 3:5")]
    assert rows == ["| 3:5 | warning | label-untranslated | “Done” was 100% left: in English. | `**Gereed**` |"]
    assert all(len(re.findall(r"(?<!\\)\|", each)) == 6 for each in rows)


def test_text_has_no_character_that_a_terminal_obeys() -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", told(Format.TEXT))


def test_a_fingerprint_stays_when_lines_come_before_it_and_differs_for_its_like() -> None:
    moved = FINDINGS[0]._replace(line=30)
    (again,) = fingerprinted([moved])
    assert again.fingerprint == FINDINGS[0].fingerprint
    one, other = fingerprinted([moved, moved])
    assert one.fingerprint != other.fingerprint


def test_carets_stand_under_wide_characters() -> None:
    found = Finding("a.md", 1, 4, 6, "label-case", Severity.NOTE, "m", "手順 次へ")
    assert render(FindingList(1, (found,)), Format.TEXT).splitlines()[2] == "         ^^^^"
