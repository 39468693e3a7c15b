"""The examples for CI systems: they are what those systems read, and each runs as many parts as it says there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, Final

import click
import pytest
import yaml

from stapsgewijs.cli.main import command_line
from stapsgewijs.evidence.shard import Shard

FOLDER = Path(__file__).parents[2] / "docs" / "ci"
FILES = sorted(FOLDER.glob("*.yml"))
LINE = re.compile(r"stapsgewijs ((?:verify|merge)\b[^|\n]*)")

JOB: Final = {
    "activeDeadlineSeconds": int,
    "backoffLimit": int,
    "backoffLimitPerIndex": int,
    "completionMode": str,
    "completions": int,
    "managedBy": str,
    "manualSelector": bool,
    "maxFailedIndexes": int,
    "parallelism": int,
    "podFailurePolicy": dict,
    "podReplacementPolicy": str,
    "selector": dict,
    "successPolicy": dict,
    "suspend": bool,
    "template": dict,
    "ttlSecondsAfterFinished": int,
}
"""The fields of a JobSpec and their types: the API reference of Kubernetes, batch/v1."""


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_every_command_is_one_that_the_program_takes(file: Path) -> None:
    lines = LINE.findall(file.read_text(encoding="utf-8"))
    assert {line.split()[0] for line in lines} == {"verify", "merge"}
    for line in lines:
        words = re.sub(r"\$\{\{ .*? \}\}|\$\(\(.*?\)\)|\$\w+", "1", line)
        name, *arguments = shlex.split(words, comments=True)
        command = command_line().get_command(click.Context(command_line()), name)
        assert command is not None
        given = command.make_context(name, arguments).params
        if name == "verify":
            Shard.parse(given["shard"])


def test_github_runs_every_part() -> None:
    jobs = read("github.yml")["jobs"]
    count = len(jobs["part"]["strategy"]["matrix"]["number"])
    [line] = [each["run"] for each in jobs["part"]["steps"] if "verify" in each.get("run", "")]
    assert f"--shard ${{{{ matrix.number }}}}/{count} " in line
    assert jobs["part"]["strategy"]["matrix"]["number"] == list(range(1, count + 1))
    assert jobs["part"]["strategy"]["fail-fast"] is False
    assert jobs["report"]["needs"] == "part"


def test_gitlab_runs_every_part() -> None:
    jobs = read("gitlab.yml")
    assert jobs["follow-guides"]["parallel"] > 1
    assert "--shard $CI_NODE_INDEX/$CI_NODE_TOTAL " in jobs["follow-guides"]["script"][-1]
    assert jobs["stages"].index(jobs["follow-guides"]["stage"]) < jobs["stages"].index(jobs["report-guides"]["stage"])


def test_kubernetes_runs_every_part() -> None:
    job = read("kubernetes.yml")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    spec = job["spec"]
    assert [each for each, value in spec.items() if not isinstance(value, JOB[each])] == []
    assert spec["completionMode"] == "Indexed"
    assert spec["template"]["spec"]["restartPolicy"] == "Never"  # what backoffLimitPerIndex asks for
    [container] = spec["template"]["spec"]["containers"]
    assert f'--shard "$((JOB_COMPLETION_INDEX + 1))/{spec["completions"]}"' in container["args"][0]
    mounted = {each["name"] for each in container["volumeMounts"]}
    assert mounted == {each["name"] for each in spec["template"]["spec"]["volumes"]}
