"""What ships for pipelines, by running what it calls."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash")
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "gitlab-ci.md").read_text(encoding="utf-8")
HEAD = "---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n"
WARNING = f"{HEAD}1. Zie [dit](#gids)voor meer.\n"
ERROR = f"{HEAD}1. Kijk.\n\n2. ![De pagina](https://example.org/a.png)\n"

needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Return a folder with documents, and `stapsgewijs` in `bin` as a command that is this program."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "gids.md").write_text(WARNING, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, runs in (("stapsgewijs", f'exec "{sys.executable}" -m stapsgewijs "$@"'), ("pip", "exit 0")):
        command = tmp_path / "bin" / name
        command.write_text(f"#!/bin/sh\n{runs}\n", encoding="utf-8")
        command.chmod(0o755)
    return tmp_path


def run(script: str, docs: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{docs / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        [BASH or "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=docs,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_bash
@pytest.mark.parametrize("hook", HOOKS, ids=[each["id"] for each in HOOKS])
def test_a_hook_of_pre_commit_runs_on_the_files_it_is_given(hook: dict[str, Any], docs: Path) -> None:
    assert (hook["language"], hook["types"]) == ("python", ["markdown"])
    done = run(f"{hook['entry']} docs/gids.md", docs)
    assert done.returncode == 0, done.stderr
    mends = "--fix" in shlex.split(hook["entry"])
    assert (")voor" not in (docs / "docs" / "gids.md").read_text(encoding="utf-8")) is mends
    (docs / "docs" / "gids.md").write_text(ERROR, encoding="utf-8")
    assert run(f"{hook['entry']} docs/gids.md", docs).returncode == 1


def action(docs: Path, *, does: str = "Lint", **given: str) -> subprocess.CompletedProcess[str]:
    step = next(each for each in ACTION["runs"]["steps"] if each["name"] == does)
    inputs = {name: given.get(name.replace("-", "_"), each["default"]) for name, each in ACTION["inputs"].items()}
    named = {name: re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value) for name, value in step["env"].items()}
    variables = {name: inputs[found.group(1)] for name, found in named.items() if found}
    assert variables.keys() == step["env"].keys()
    return run(step["run"], docs, RUNNER_TEMP=str(docs), GITHUB_STEP_SUMMARY=str(docs / "summary.md"), **variables)


@needs_bash
@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [(WARNING, "error", 0), (WARNING, "warning", 1), (ERROR, "error", 1), (ERROR, "bad", 2)],
)
def test_the_action_annotates_summarises_and_fails_as_asked(text: str, fail_on: str, code: int, docs: Path) -> None:
    (docs / "docs" / "gids.md").write_text(text, encoding="utf-8")
    done = action(docs, paths="docs", fail_on=fail_on, sarif="lint.sarif")
    assert done.returncode == code, done.stderr
    if code == 2:
        assert done.stderr.startswith("'bad' is no severity")
        return
    assert done.stdout.startswith(("::warning file=docs/gids.md,line=7", "::error file=docs/gids.md,line=9"))
    assert (docs / "summary.md").read_text(encoding="utf-8").startswith("## stapsgewijs lint\n")
    assert len(json.loads((docs / "lint.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]) == 1


def test_the_action_installs_itself() -> None:
    step = next(each for each in ACTION["runs"]["steps"] if each["name"] == "Install")
    locked, itself = (shlex.split(each) for each in step["run"].splitlines())
    assert {"--require-hashes", "--no-deps", "$GITHUB_ACTION_PATH/requirements.lock"} <= set(locked)
    assert {"--no-deps", "--no-build-isolation", "$GITHUB_ACTION_PATH"} <= set(itself)


@needs_bash
def test_the_action_lints_every_path_and_takes_none_for_an_option(docs: Path) -> None:
    for name in ("goed", "twee woorden"):
        (docs / name).mkdir()
    (docs / "goed" / "a.md").write_text(f"{HEAD}1. Kijk.\n", encoding="utf-8")
    (docs / "twee woorden" / "b.md").write_text(ERROR, encoding="utf-8")
    (docs / "docs" / "gids.md").write_text(ERROR, encoding="utf-8")
    for paths, code in (
        ("goed", 0),
        ("goed docs", 1),
        ("goed\ndocs", 1),
        ("goed\n\n  twee woorden".replace("  ", ""), 1),
        ("goed\n", 0),
    ):
        assert action(docs, paths=paths).returncode == code, paths
    before = sorted(docs.rglob("*"))
    for paths in (
        "--write-baseline docs",
        "--help",
        "-- docs",
        "docs\n--output=x",
        "--fix docs",
        "--output=x docs",
        " ",
    ):
        done = action(docs, paths=paths)
        assert (done.returncode, done.stdout) == (2, ""), paths
        assert done.stderr.startswith("paths: ")
    assert action(docs, paths="docs", sarif="--help").returncode == 1, "the name of a file is no option either"
    (docs / "--help").unlink()
    assert sorted(docs.rglob("*")) == before


@needs_bash
@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"verify": "project"}, ["verify", "--report=build/report", "--github"]),
        ({"verify": "a.md b.md"}, ["verify", "--report=build/report", "--github", "a.md", "b.md"]),
        ({"verify": "a b.md\nc.md"}, ["verify", "--report=build/report", "--github", "a b.md", "c.md"]),
        ({"verify": "a.md", "strict": "true"}, ["verify", "--report=build/report", "--github", "--strict", "a.md"]),
        ({"verify": "$(touch x) `touch x`; touch x", "report": "$(touch x)"}, None),
    ],
)
def test_the_action_follows_the_guides_that_are_named(
    given: dict[str, str], called: list[str] | None, docs: Path
) -> None:
    command = docs / "bin" / "stapsgewijs"
    command.write_text('#!/bin/sh\nif [ "$1" != doctor ]; then printf "%s\\n" "$@"; fi\n', encoding="utf-8")
    done = action(docs, does="Follow", **given)
    assert done.returncode == 0, done.stderr
    assert called is None or done.stdout.splitlines() == called
    assert not (docs / "x").exists()


@needs_bash
@pytest.mark.parametrize("given", [{"verify": "--help"}, {"verify": "a.md -x"}, {"verify": "a.md", "strict": "yes"}])
def test_the_action_follows_nothing_that_is_no_guide(given: dict[str, str], docs: Path) -> None:
    done = action(docs, does="Follow", **given)
    assert (done.returncode, done.stdout) == (2, "")


@needs_bash
def test_the_job_for_gitlab_writes_the_reports_that_it_names(docs: Path) -> None:
    (job,) = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]).values()
    done = run("\n".join(job["script"]), docs)
    assert done.returncode == 0, done.stderr
    reports = job["artifacts"]["reports"]
    issues = json.loads((docs / reports["codequality"]).read_text(encoding="utf-8"))
    assert [each["location"]["lines"]["begin"] for each in issues] == [7]
    assert ET.parse(docs / reports["junit"]).getroot().get("failures") == "1"  # noqa: S314  # it is our own
    (docs / "docs" / "gids.md").write_text(ERROR, encoding="utf-8")
    assert run("\n".join(job["script"]), docs).returncode == 1


def test_the_other_examples_name_what_there_is() -> None:
    _, uses, hooks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert set(yaml.safe_load(uses)[1]["with"]) <= set(ACTION["inputs"])
    named = [each["id"] for repo in yaml.safe_load(hooks)["repos"] for each in repo["hooks"]]
    assert set(named) <= {each["id"] for each in HOOKS}
