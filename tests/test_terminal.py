from __future__ import annotations

import io
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
