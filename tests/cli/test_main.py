"""The command line where no browser is needed: what cannot be used is one line and exit code 2."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from stapsgewijs.cli.grouped_help import Argument, Option
from stapsgewijs.cli.main import COMMANDS, command_line, run
from stapsgewijs.cli.options import LABEL_MODES, counted
from stapsgewijs.errors import InterruptedRunError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import ScenarioEvidence
from stapsgewijs.guide import Outcome
from stapsgewijs.guide.analysis import LabelMode
from stapsgewijs.runner import runner as verifying

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.runner.settings import Settings

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
HEAVY = ("pydantic", "rich", "typer", "fastapi", "markdown_it", "pytest", "stapsgewijs.guide", "importlib.metadata")


def stapsgewijs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stapsgewijs", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify", "geen.md"], "geen.md:1:1: no such file; check the path"),
        (["verify", "vol"], "vol: this is a folder without a guide"),
        (["verify", "docs/*.md"], "docs/*.md: no file is called like this"),
        (["verify"], "see how it works with ours (stapsgewijs demo)"),
        (["demo", "--features", "geen"], "no such folder of features"),
        (["demo", "--site", "geen"], "no such folder of templates and catalogues"),
        (["demo", "--report", "vol"], "vol: holds other files and no earlier report"),
        (["demo", "--report", "vol/x"], "vol/x: is a file"),
        (["verify", str(GUIDE), "--json", "vol"], "vol: is a folder; name a file"),
        (["export", "vol"], "vol holds something else than an earlier export"),
        (["serve", "--host", "0.0.0.0"], "give a token with --token"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_nothing_is_lost(
    tmp_path: Path,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "x").write_text("mine", encoding="utf-8")
    assert run(arguments) == 2
    printed = capfd.readouterr().err
    assert told in printed
    assert len(printed.strip().splitlines()) == 1
    assert (tmp_path / "vol" / "x").read_text(encoding="utf-8") == "mine"


def test_help_and_version(tmp_path: Path) -> None:
    assert "verify" in stapsgewijs(tmp_path, "--help").stdout
    assert stapsgewijs(tmp_path, "--version").stdout.startswith("stapsgewijs ")


ENDING = """
import atexit, stapsgewijs.cli.main as program
def run(arguments):
    atexit.register(print, "last")
    print("told")
    return 7
program.run = run
program.main()
"""


def test_what_was_registered_for_the_end_is_done_and_all_output_is_written() -> None:
    done = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.split(), done.stderr) == (7, ["told", "last"], "")


def loaded_for(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that are loaded when the command line has answered."""
    code = (
        "import sys; from stapsgewijs.cli.main import run; run(sys.argv[1:]); "
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["verify", "--help"], ["serve", "--help"]])
def test_only_the_command_that_is_asked_for_is_loaded_and_nothing_that_takes_long(
    tmp_path: Path, arguments: list[str]
) -> None:
    loaded = loaded_for(tmp_path, *arguments)
    assert [each for each in HEAVY if each in loaded] == []
    asked = {f"stapsgewijs.cli.{each}" for each in arguments if each in COMMANDS}
    shared = {"stapsgewijs.cli.grouped_help", *(["stapsgewijs.cli.options"] if asked else [])}
    program = {"stapsgewijs.cli.main"}
    assert {each for each in loaded if each.startswith("stapsgewijs.cli.")} == {*asked, *shared, *program}


def test_what_is_listed_is_what_each_command_says_of_itself() -> None:
    program = command_line()
    context = click.Context(program)
    assert program.list_commands(context) == list(COMMANDS)
    for name, listed in COMMANDS.items():
        command = program.get_command(context, name)
        assert command is not None
        assert (command.name, command.help is not None) == (name, True)
        assert " ".join((command.help or "").partition("\n\n")[0].split()) == listed.summary


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_option_once_under_a_heading_and_no_type(name: str) -> None:
    program = command_line()
    command = program.get_command(click.Context(program), name)
    assert command is not None
    done = CliRunner().invoke(program, [name, "--help"])
    assert done.exit_code == 0
    assert not re.search(r"RANGE|INTEGER|FLOAT|<|x<=", done.output)
    for each in command.params:
        assert isinstance(each, Option | Argument)
        if isinstance(each, Option) and not each.hidden:
            listed = re.findall(rf"(?m)^  (?:-\w, )?{re.escape(max(each.opts, key=len))}(?![\w-])", done.output)
            assert len(listed) == 1, each.opts
            assert each.help
            assert each.is_flag or each.metavar or isinstance(each.type, click.Choice), each.opts
    headings = re.findall(r"(?m)^(\w[\w ]+):$", done.output)
    assert len(headings) == len(set(headings))
    assert headings[-1] == "Other"


def test_the_options_of_verify_are_in_groups() -> None:
    text = CliRunner().invoke(command_line(), ["verify", "--help"]).output
    assert re.findall(r"(?m)^(\w[\w ]+):$", text) == [
        *("Arguments", "What to follow", "Reports", "Your own system", "Pictures", "Findings", "Running", "Other")
    ]


def test_the_modes_of_labels_are_those_of_the_guide() -> None:
    # The pages of a product tell by themselves; nobody asks for that.
    assert (*LABEL_MODES, LabelMode.PAGE) == tuple(LabelMode)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verfy"], "stapsgewijs: there is no command 'verfy'; did you mean 'verify'?"),
        (["qwxyz"], "stapsgewijs: there is no command 'qwxyz'"),
        (["--verison"], "stapsgewijs: there is no option --verison; did you mean '--version'?"),
        (["verify", "--juint", "a.xml"], "stapsgewijs verify: there is no option --juint; did you mean '--junit'?"),
        (["verify", "--all"], "stapsgewijs verify: there is no option --all; --all-scenarios runs every scenario"),
        (["lint", "-j", "-1"], "stapsgewijs lint: Invalid value for '-j': -1 is not in the range x>=0."),
        (["serve", "--port", "x"], "stapsgewijs serve: Invalid value for '--port': 'x' is not a valid whole number."),
        (["labels"], "stapsgewijs labels: Missing argument 'GUIDE'."),
        (["doctor", "too", "much"], "stapsgewijs doctor: Got unexpected extra arguments (too much)"),
    ],
)
def test_what_is_typed_wrong_is_two_lines_with_the_nearest(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [told, f"`{told.partition(':')[0]} --help` says what there is"]


def test_without_a_command_there_is_help_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "verify" in capsys.readouterr().err


def followed(settings: Settings, known: GuideAnalysis, *scenarios: ScenarioEvidence) -> Run:
    assert settings.every_scenario is False
    return assemble(
        known.guide, known.bindings, known.findings, scenarios, media_root=known.guide.path.parent, pages=known.pages
    )


@pytest.fixture
def follow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Callable[..., Run]], None]:
    """Return what puts a function in the place of following a guide, so that no browser is needed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stapsgewijs.browser.ensure_browser", lambda **_: None)

    def instead(function: Callable[..., Run]) -> None:
        def verify_all(
            plans: dict[str, Settings], known: dict[str, GuideAnalysis], listeners: dict[str, list[Any]], **_: object
        ) -> dict[str, Run]:
            return {name: function(each, known[name], listeners[name]) for name, each in plans.items()}

        monkeypatch.setattr(verifying, "verify_all", verify_all)

    return instead


def test_exit_1_says_why_in_the_last_line(
    follow: Callable[[Callable[..., Run]], None], capfd: pytest.CaptureFixture[str]
) -> None:
    follow(lambda settings, known, *_, **__: followed(settings, known))
    assert run(["verify", str(GUIDE)]) == 1
    printed = capfd.readouterr()
    assert printed.err == "exit 1: 10 steps not followed\n"
    assert (
        "0 of 10 documented steps followed and checked, 0 not checked, 0 failed, 0 not reached, 10 not followed; "
        "10 errors, 0 warnings; 0 scenarios in 0:0" in printed.out
    )
    assert f"{GUIDE}:14:1: error step-not-followed: Stap 1 van “" in printed.out
    assert printed.out.endswith("report: build/report/index.html\n")


def test_several_guides_end_with_one_total(
    follow: Callable[[Callable[..., Run]], None], capfd: pytest.CaptureFixture[str]
) -> None:
    follow(lambda settings, known, *_, **__: followed(settings, known))
    english = GUIDE.parents[1] / "en" / GUIDE.name
    assert run(["verify", str(GUIDE), str(english)]) == 1
    printed = capfd.readouterr()
    assert printed.err == "exit 1: 20 steps not followed\n"
    assert "\n2 guides: 0 of 20 documented steps followed and checked, 0 not checked, 0 failed, " in printed.out
    assert ", 20 not followed; 20 errors, 0 warnings; " in printed.out


@pytest.mark.parametrize("where", ["comment", "settings", "baseline"])
def test_what_is_ignored_does_not_fail_it_and_is_counted(
    tmp_path: Path, follow: Callable[[Callable[..., Run]], None], capfd: pytest.CaptureFixture[str], where: str
) -> None:
    text = GUIDE.read_text(encoding="utf-8").replace("klik op **Volgende**", "klik op **Volgnde**", 1)
    if where == "comment":
        text += "\n<!-- stapsgewijs: ignore-file label-differs, step-not-followed, picture-missing -- later -->\n"
    (tmp_path / "gids.md").write_text(text, encoding="utf-8")
    toml = '[lint]\nbaseline = "basis.json"\n' if where == "baseline" else "[lint]\n"
    toml += '[[lint.ignore]]\nfiles = ["gids.md"]\nrules = ["step-not-followed"]\nreason = "later"\n'
    if where == "settings":
        toml = toml.replace('"step-not', '"label-differs", "picture-missing", "step-not')
    (tmp_path / "stapsgewijs.toml").write_text("" if where == "comment" else toml, encoding="utf-8")
    follow(lambda settings, known, *_, **__: followed(settings, known))
    if where == "baseline":
        assert run(["lint", "gids.md", "--write-baseline"]) == 0
    assert run(["verify", "gids.md", "--strict"]) == 0
    printed = capfd.readouterr()
    told = "10 suppressed, 7 in the baseline" if where == "baseline" else "17 suppressed"
    assert f"0 not followed, 10 suppressed; 0 errors, 0 warnings, {told}; " in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("partial", [True, False])
def test_ctrl_c_writes_what_there_is_and_says_so_in_one_line(
    tmp_path: Path,
    follow: Callable[[Callable[..., Run]], None],
    capfd: pytest.CaptureFixture[str],
    partial: bool,  # noqa: FBT001  # pytest's
) -> None:
    def stopped(settings: Settings, known: GuideAnalysis, listeners: list[Any], **_: object) -> Run:
        played = ScenarioEvidence("a.feature", 1, "Iemand", Outcome.PASSED)
        listeners[0].pytest_stapsgewijs_counted(63)
        for _ in range(12):
            listeners[0].pytest_stapsgewijs_scenario(played)
        raise InterruptedRunError({"": followed(settings, known, played)}) if partial else KeyboardInterrupt

    follow(stopped)
    assert run(["verify", str(GUIDE), "--json", "told.json"]) == 130
    printed = capfd.readouterr()
    where = "partial report: build/report/index.html" if partial else "no report"
    assert printed.err == f"stopped: 12 of 63 scenarios were run; {where}\n"
    assert (tmp_path / "build" / "report" / "index.html").exists() is partial
    assert (tmp_path / "told.json").exists() is partial


@pytest.mark.parametrize(("count", "told"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures")])
def test_counting(count: int, told: str) -> None:
    assert counted(count, "picture") == told


def test_an_export_replaces_an_earlier_one_and_links_only_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert run(["export", "pages"]) == 0
    pages = sorted((tmp_path / "pages").glob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text(encoding="utf-8")
        # The settings have three lists of countries.
        assert len(text.encode()) < (
            90_000 if page.stem in {"api", "index"} else 60_000 if page.stem.startswith("settings") else 30_000
        ), page.name
        # The dialog of an app shows an address, and so does a field.
        assert not re.search(r'(?:href|src|action)="https?:|url\(', text), page.name
        for link in text.split('href="')[1:]:
            target, _, anchor = link.partition('"')[0].partition("#")
            target = target.partition("?")[0]
            assert (tmp_path / "pages" / (target or page.name)).exists(), (page.name, link[:60])
            assert not anchor or f'id="{anchor}"' in text, (page.name, anchor)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Return what lets reading a guide end with an exception that nobody foresaw."""

    def fail_with(error: BaseException) -> None:
        def decode(*_: object) -> None:
            raise error

        monkeypatch.setattr("stapsgewijs.guide.source_file._decoded", decode)

    return fail_with


UNFORESEEN = {
    "a defect": (
        KeyError("x"),
        "a defect of stapsgewijs, not of what you gave, at {}: KeyError: 'x'; please report it",
    ),
    "many lines": (ValueError("a\nb\x1b"), "a defect of stapsgewijs, not of what you gave, at {}: ValueError: a;"),
    "a full disk": (
        OSError(28, "No space left on device", "x.db"),
        "x.db: No space left on device; STAPSGEWIJS_DEBUG=1",
    ),
    "no memory": (MemoryError(), "there is not enough memory, at {}; STAPSGEWIJS_DEBUG=1 shows where"),
    "too deep": (RecursionError("maximum"), "at {}: RecursionError: maximum; please report"),
    "several": (ExceptionGroup("both", [ValueError()]), "ExceptionGroup: both (1 sub-exception)"),
}


@pytest.mark.parametrize("what", UNFORESEEN)
def test_what_nobody_foresaw_is_one_line(
    what: str,
    tmp_path: Path,
    failing: Callable[[BaseException], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STAPSGEWIJS_DEBUG", raising=False)
    (tmp_path / "gids.md").write_text("# T", encoding="utf-8")
    error, told = UNFORESEEN[what]
    failing(error)
    assert run(["coverage", "gids.md"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert told.format("gids.md") in line
    monkeypatch.setenv("STAPSGEWIJS_DEBUG", "1")
    assert run(["coverage", "gids.md"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(("Traceback (most recent call last):", "  + Exception Group Traceback"))
    assert shown.endswith(f"{line}\n")


def test_a_document_that_needs_more_memory_than_there_is_is_a_finding(
    tmp_path: Path,
    failing: Callable[[BaseException], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gids.md").write_text("# T", encoding="utf-8")
    failing(MemoryError())
    assert run(["lint", "gids.md"]) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "gids.md:1:1: error document-unreadable: needs more memory than there is"


def test_a_line_of_what_is_wrong_is_not_endless(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["lint", "x" * 100_000], ["x" * 100_000], ["lint", "--" + "x" * 100_000]):
        assert run(arguments) == 2
        assert max(map(len, capsys.readouterr().err.splitlines())) < 1100
