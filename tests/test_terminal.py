from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.terminal import PlainTextStream, Terminal, columns_of, cut, wants_colour, with_colours

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
docs/a b.md:7:20: warning space-after-link: No space: “dit”.
    1. Zie [dit](#gids)voor meer.
           ^^^^ write: **dit**
1 document: 0 errors
"""


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "screen", "pipe"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_colours_are_for_a_terminal_and_the_environment_decides(
    environment: dict[str, str], screen: object, pipe: object
) -> None:
    assert (wants_colour(Screen(), environment), wants_colour(io.StringIO(), environment)) == (screen, pipe)


def test_findings_in_colours_are_the_same_text() -> None:
    coloured = with_colours(TEXT)
    place, sentence, carets, summary = coloured.splitlines()
    assert place.startswith("\x1b[1mdocs/a b.md:7:20:\x1b[0m \x1b[33mwarning\x1b[0m ")
    assert (sentence, summary) == (TEXT.splitlines()[1], TEXT.splitlines()[3])
    assert carets == "           \x1b[32m^^^^ write: **dit**\x1b[0m"
    for code in ("0", "1", "2", "32", "33"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == TEXT


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("kort", 6, "kort  "),
        ("precies", 7, "precies"),
        ("te lang", 6, "te la…"),
        ("次へ進む", 8, "次へ進む"),
        ("次へ進む", 6, "次へ… "),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
    ],
)
def test_text_is_cut_by_columns(text: str, columns: int, shown: str) -> None:
    assert cut(text, columns) == shown
    assert columns_of(cut(text, columns)) == columns


def test_the_status_stays_below_what_is_said_and_goes_away() -> None:
    stream = Screen()
    terminal = Terminal(stream, colours=False, columns=40)
    terminal.show_status("1/3")
    terminal.say("a line")
    terminal.show_status("2/3")
    terminal.end_status()
    terminal.say("the end")
    assert stream.getvalue().replace("\r\x1b[K", "|") == "|1/3|a line\n1/3|2/3|the end\n"


def test_a_pipe_has_no_status_and_no_width() -> None:
    stream = io.StringIO()
    terminal = Terminal.of(stream)
    terminal.show_status("1/3")
    terminal.say(terminal.style("word " * 40, "red"))
    terminal.end_status()
    assert stream.getvalue() == "word " * 40 + "\n"


def test_no_sign_of_a_stranger_acts_on_the_terminal() -> None:
    written = io.StringIO()
    stream = PlainTextStream(written)
    ours = "\r\x1b[K\x1b[1;31mfout\x1b[0m\tkolom\n"
    stream.writelines([ours, "\x1b[2J\x1b]0;titel\x07\x9b31m\rover\x00\x7f\b\n"])
    assert written.getvalue() == ours + "\ufffd[2J\ufffd]0;titel\ufffd\ufffd31m\ufffdover\ufffd\ufffd\ufffd\n"
    assert (stream.getvalue(), list(stream)) == (written.getvalue(), [])


HARMLESS = [
    ":::{note}", "::::{grid} 2", ".. note::", "std::vector", "## Kop", "Kies A::B", "a ::error::b", ":: ", "\t##\n",
    "a.md:1:1: warning x: y",
]  # fmt: skip
COMMANDS = [
    "::error::x", "  ::error file=a.md,line=1::x", "\t::add-mask::x", "::stop-commands::geheim", "ok\n::warning::x",
    "::set-output name=a::b", "\u00a0::debug::x", "##[error]x", "a ##[add-mask]x", "##VSO[task.complete]",
    "a ##vso[task.setvariable variable=a]b", "##teamcity[buildProblem description='x']", "  ##teamcity[x]",
    "a\x1b[0Ksection_start:1:a\r",
]  # fmt: skip
"""What logs obey, by the documentation of GitHub's workflow commands and the source of its runner (a command begins a
line after white space; `##[` is anywhere), Azure's logging commands, TeamCity's service messages and
GitLab's sections."""


def obeys(log: str) -> bool:
    """Return whether a CI system finds a command in a log, by the rules of their own readers."""
    lines = [each.strip() for each in log.splitlines()]
    return (
        any(each.startswith("::") and re.match(r"::[\w-]+( .*)?::", each) for each in lines)
        or any(each in log.lower() for each in ("##[", "##vso[", "##teamcity["))
        or bool(re.search("section_(start|end):[^\r]*\r", log))
    )


def written(*parts: str, own: bool = False) -> str:
    """Return what the stream writes of parts that come one after the other."""
    log = io.StringIO()
    stream = PlainTextStream(log)
    for each in parts:
        stream.write(each, own=own)
    return log.getvalue()


@pytest.mark.parametrize("text", COMMANDS)
def test_no_text_is_a_command_for_a_ci_system(text: str) -> None:
    assert obeys(text)
    assert not obeys(written(text))
    assert len(written(text)) == len(text)
    for at in range(1, len(text)):
        assert not obeys(written(text[:at], text[at:])), text[:at]
    assert not obeys(written(*text))
    assert obeys(written("begin ", text)) <= obeys("begin " + text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert written(f"{text}\n") == f"{text}\n"


def test_a_line_can_be_hidden_or_turned_by_nobody_else() -> None:
    assert written("a finding\r\x1b[K\n") == "a finding\ufffd\ufffd[K\n"
    assert written("\x1b[8mhidden\x1b[30;40m") == "\ufffd[8mhidden\ufffd[30;40m"
    assert written("a\u202eb\u2066c\u200e") == "a\ufffdb\ufffdc\u200e"


def test_our_own_commands_are_written_and_carry_no_other() -> None:
    assert written("::error file=a.md::x\n", own=True) == "::error file=a.md::x\n"
    assert not obeys(written("a ##vso[x]\n", own=True))
    log = io.StringIO()
    Terminal(PlainTextStream(log), colours=False).say_command("::notice::x")  # type: ignore[arg-type]  # it wraps one
    assert log.getvalue() == "::notice::x\n"


@pytest.mark.process
def test_a_document_commands_no_log(tmp_path: Path) -> None:
    commands = "::error::x ##vso[task.complete] ##teamcity[x] ##[error]x"
    text = f"---\nlang: nl\ntitle: '{commands}'\n---\n# T\n\n{commands} [a](b.md)\n\n1. Klik  op **::group::x** .\n"
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "::error::x.md").write_text(text)
    environment = {**os.environ, "GITHUB_ACTIONS": "true"}
    for arguments in (
        ["--format", "text", "--all"],
        ["--fix", "--diff"],
        ["--format", "markdown"],
        ["--format", "json"],
    ):
        command = [sys.executable, "-m", "stapsgewijs", "lint", *arguments, "."]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8", env=environment
        )
        assert not obeys(done.stdout + done.stderr), arguments
    assert "[a](b.md)" in done.stdout
    command = [sys.executable, "-m", "stapsgewijs", "lint", "--format", "github", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8", env=environment)
    assert {each.split(" ")[0] for each in done.stdout.splitlines()} <= {"::error", "::warning", "::notice"}
    assert "##vso" not in done.stdout


@pytest.mark.process
def test_what_a_document_says_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nlang: nl\ntitle: T\n---\n# T\n\n1. Klik op **\x1b[2JVolgende\x1b]0;x\x07** .\n"
    )
    for arguments in (
        ["lint", "a.md"],
        ["labels", "a.md"],
        ["lint", "--fix", "--diff", "a.md"],
        ["lint", "\x1b]0;x\x07"],
    ):
        command = [sys.executable, "-m", "stapsgewijs", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")
        assert "\x1b" not in done.stdout + done.stderr
        assert "\ufffd" in done.stdout + done.stderr, arguments
