"""The command: exit codes, formats, settings, baseline, watch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from stapsgewijs.cli.lint_session import Options, lint_session
from stapsgewijs.cli.main import command_line
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n"
CLEAN = f"{HEAD}1. Selecteer iets.\n"
WARNING = f"{HEAD}1. Zie [dit](#gids)voor meer.\n"
ERROR = f"{HEAD}1. Kijk.\n\n2. ![De pagina](https://example.org/a.png)\n"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def lint(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command_line(), ["lint", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CLEAN, [], 0),
        (WARNING, [], 0),
        (WARNING, ["--fail-on", "warning"], 1),
        (WARNING, ["--fail-on", "warning", "--disable", "space-after-link"], 0),
        (ERROR, [], 1),
    ],
)
def test_the_exit_code_says_how_bad_it_is(text: str, arguments: list[str], code: int, docs: Path) -> None:
    write(docs, gids=text)
    assert lint("gids.md", *arguments)[0] == code


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["weg.md"], "weg.md: no such file or folder"),
        (["--format", "jsn", "."], "'jsn' is no format; nearest: 'json'"),
        (["--disable", "link-daed", "."], "there is no rule 'link-daed'; nearest: 'link-dead'"),
        (["--fail-on", "bad", "."], "'bad' is no severity; it is one of error, warning, note"),
        (["--source", "weg.md", "."], "weg.md: no such file or folder to compare with"),
        (
            ["--baseline", "weg.json", "."],
            "weg.json:1:1: cannot be read: No such file or directory; --write-baseline makes one",
        ),
        (["--config", "weg.toml", "."], "weg.toml:1:1: cannot be read: No such file or directory; check the path"),
        (["--explain", "label-cas"], "there is no rule 'label-cas'; nearest: 'label-case'"),
        (["leeg"], "no Markdown documents in leeg"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(arguments: list[str], sentence: str, docs: Path) -> None:
    (docs / "leeg").mkdir()
    write(docs, gids=CLEAN)
    with pytest.raises(StapsgewijsError) as caught:
        lint(*arguments)
    assert str(caught.value) == sentence


def test_bad_input_ends_with_exit_code_2_and_no_traceback(docs: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stapsgewijs", "lint", "weg.md"], cwd=docs, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "weg.md: no such file or folder\n")


def test_text_shows_the_place_the_sentence_a_caret_and_what_to_write(docs: Path) -> None:
    write(docs, gids=WARNING)
    assert lint("gids.md")[1].splitlines() == [
        "gids.md:7:20: warning space-after-link: No space between “dit” and “voor”.",
        "    1. Zie [dit](#gids)voor meer.",
        "                       ^^^^ write: [dit](#gids) voor",
        "gids.md: 1 procedure, 1 step, 0 labels, 0 pictures",
        "1 document: 0 errors, 1 warning, 0 notes; --fix corrects 1",
    ]


def test_text_shows_what_to_write_in_lines_where_it_has_several(docs: Path) -> None:
    write(docs, gids="# Gids\n\nTekst.\n")
    told = lint("gids.md")[1].splitlines()
    first = next(number for number, line in enumerate(told) if line.endswith("write: ---"))
    at = told[first].index("---")
    assert told[first + 1 : first + 4] == [" " * at + each for each in ("title: …", "lang: …", "---")]


def test_text_tells_ten_lines_of_a_document_and_how_many_are_left(docs: Path) -> None:
    write(docs, gids=HEAD + "".join(f"{number}. Zie [dit](#gids)voor meer.\n" for number in range(1, 41)))
    told = lint("gids.md")[1].splitlines()
    assert told[-3:] == [
        "gids.md: 37 more (space-after-link 37); --all shows them",
        "gids.md: 1 procedure, 40 steps, 0 labels, 0 pictures",
        "1 document: 0 errors, 40 warnings, 0 notes; --fix corrects 40",
    ]
    assert len(told) == 12
    assert len(lint("gids.md", "--all")[1].splitlines()) == 122


def test_output_goes_to_a_file_and_the_terminal_gets_one_line(docs: Path) -> None:
    write(docs, gids=WARNING)
    code, told = lint("gids.md", "--format", "json", "--output", "uit/lint.json")
    assert (code, told) == (0, "1 document: 0 errors, 1 warning, 0 notes; --fix corrects 1\n")
    assert json.loads((docs / "uit" / "lint.json").read_text(encoding="utf-8"))["findings"][0]["line"] == 7


def test_fix_shows_the_diff_writes_and_then_finds_nothing(docs: Path) -> None:
    write(docs, gids=WARNING, goed=CLEAN)
    code, told = lint("--diff", ".")
    assert code == 0
    assert "+1. Zie [dit](#gids) voor meer.\n" in told
    assert told.endswith("1 would be corrected in 1 of 2 documents\n")
    assert (docs / "gids.md").read_text(encoding="utf-8") == WARNING
    code, told = lint("--fix", ".")
    assert "1 corrected in 1 of 2 documents\n" in told
    assert told.endswith("\n2 documents: 0 errors, 0 warnings, 0 notes\n")
    assert (docs / "gids.md").read_text(encoding="utf-8") == WARNING.replace(")voor", ") voor")
    assert lint("--fix", ".")[1].startswith("0 corrected in 0 of 2 documents\n")


def test_a_baseline_accepts_what_is_there_and_tells_what_is_new(docs: Path) -> None:
    write(docs, gids=ERROR)
    code, told = lint(".", "--write-baseline", "--baseline", "basis.json")
    assert (code, told.partition(" in ")[0]) == (0, "1 findings accepted")
    write(docs, gids=ERROR.replace("1. Kijk.", "Eerst dit.\n\n1. Kijk."))
    code, told = lint(".", "--baseline", "basis.json")
    assert code == 0
    assert told.endswith("\n1 document: 0 errors, 0 warnings, 0 notes; 1 in the baseline\n")
    write(docs, gids=ERROR + "\n3. ![Nog een](https://example.org/b.png)\n")
    assert lint(".", "--baseline", "basis.json")[0] == 1
    write(docs, gids=CLEAN)
    assert "1 of the baseline no longer there" in lint(".", "--baseline", "basis.json")[1]


def test_settings_are_found_from_the_folder_up(docs: Path) -> None:
    (docs / "pyproject.toml").write_text(
        '[tool.stapsgewijs.lint]\npaths = ["teksten"]\nexclude = ["teksten/oud"]\nfail-on = "warning"\n'
        '[tool.stapsgewijs.lint.severity]\nstep-without-action = "note"\n'
        '[[tool.stapsgewijs.lint.ignore]]\nfiles = ["teksten/los/*"]\nrules = ["space-after-link"]\nreason = "old"\n',
        encoding="utf-8",
    )
    for name, text in (("teksten", ERROR), ("teksten/oud", ERROR), ("teksten/los", WARNING), ("elders", ERROR)):
        (docs / name).mkdir()
        write(docs / name, gids=text)
    code, told = lint()
    assert (code, told.splitlines()) == (
        0,
        [
            "teksten/gids.md:9:1: note step-without-action: Step 2 of “Gids” shows a picture and says nothing to do.",
            "    2. ![De pagina](https://example.org/a.png)",
            f"    {'^' * 42}",
            "teksten/gids.md: 1 procedure, 2 steps, 0 labels, 1 picture",
            "teksten/los/gids.md: 1 procedure, 1 step, 0 labels, 0 pictures",
            "2 documents: 0 errors, 0 warnings, 1 note",
        ],
    )


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        ("[lint]\ndisable = ['link-daed']", "there is no rule 'link-daed'; nearest: 'link-dead'"),
        ("[lint]\ndisabled = []", "unknown setting 'disabled'; nearest: 'disable'"),
        ("[lint]\nfail-on = 'bad'", "'fail-on' is 'error', 'warning' or 'note', not 'bad'"),
        ("[lint]\nfail-on = ['error']", "'fail-on' is a text"),
        ("[lint]\nfail-on = {a = 1}", "'fail-on' is a text"),
        ("[lint]\nseverity = {link-dead = 'x'}", "'x' is no severity; it is one of error, warning, note"),
        (
            "[lint]\nseverity = {link-dead = ['x']}",
            "'severity' is a table of texts: name = \"…\"",
        ),
        ("[lint]\npaths = 3", "'paths' is a list of texts"),
        ("[lint]\nseverity = 3", "'severity' is a table of texts: name = \"…\""),
        ("[[lint.ignore]]\nfiles = ['a']\nrules = ['link-dead']", "an 'ignore' names files, rules and a reason"),
        ("lint = 3", "'lint' is a table"),
        ("[lint", "not TOML: "),
    ],
)
def test_settings_that_mean_nothing_are_one_sentence(toml: str, what: str, docs: Path) -> None:
    write(docs, gids=CLEAN)
    (docs / "stapsgewijs.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(StapsgewijsError) as caught:
        lint(".")
    line = 1 if toml.startswith(("[[", "lint")) else toml.count("\n") + 1
    assert str(caught.value).startswith(f"{docs}/stapsgewijs.toml:{line}:1: {what}")


def test_settings_can_name_what_only_a_run_finds(docs: Path) -> None:
    write(docs, gids=CLEAN)
    toml = '[lint]\ndisable = ["picture-changed"]\n[lint.severity]\nstep-failed = "warning"\n'
    (docs / "stapsgewijs.toml").write_text(toml, encoding="utf-8")
    read = "gids.md: 1 procedure, 1 step, 0 labels, 0 pictures\n"
    assert lint(".") == (0, f"{read}1 document: 0 errors, 0 warnings, 0 notes\n")


def test_text_names_documents_as_seen_from_here_and_other_formats_from_the_settings_on(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "stapsgewijs.toml").write_text("[lint]\n", encoding="utf-8")
    (docs / "teksten" / "nl").mkdir(parents=True)
    write(docs / "teksten" / "nl", gids=WARNING)
    write(docs, los=WARNING)
    monkeypatch.chdir(docs / "teksten")
    assert lint("nl/gids.md")[1].startswith("nl/gids.md:7:20: warning ")
    assert lint("../los.md")[1].startswith(f"{docs}/los.md:7:20: warning ")
    assert json.loads(lint("nl/gids.md", "--format", "json")[1])["findings"][0]["file"] == "teksten/nl/gids.md"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [([], "1 error"), (["--fail-on", "note"], "1 error, 2 warnings"), (["--format", "json"], "1 error")],
)
def test_exit_code_1_says_why_in_the_last_line(arguments: list[str], why: str, docs: Path) -> None:
    write(docs, gids=ERROR, a=WARNING, b=WARNING)
    done = CliRunner().invoke(command_line(), ["lint", ".", *arguments])
    assert (done.exit_code, done.stderr) == (1, f"exit 1: {why}\n")
    assert done.output.endswith(f"\nexit 1: {why}\n")


@pytest.mark.parametrize(("variable", "coloured"), [("FORCE_COLOR", True), ("NO_COLOR", False)])
def test_colours_are_of_the_text_only(
    variable: str, docs: Path, monkeypatch: pytest.MonkeyPatch, *, coloured: bool
) -> None:
    for each in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, "1")
    write(docs, gids=WARNING)
    assert ("\x1b[33mwarning\x1b[0m" in lint("gids.md")[1]) is coloured
    for option in ("--format=json", "--output=told.txt"):
        assert "\x1b" not in lint("gids.md", option)[1]
    assert "\x1b" not in (docs / "told.txt").read_text(encoding="utf-8")


def test_more_processes_find_the_same(docs: Path) -> None:
    write(docs, **{f"gids{number}": (WARNING, ERROR, CLEAN)[number % 3] for number in range(12)})
    assert lint(".", "--format", "json", "-j", "2") == lint(".", "--format", "json")


def test_watch_lints_again_what_was_saved_and_ends_quietly(docs: Path) -> None:
    write(docs, gids=WARNING, goed=CLEAN)
    said: list[str] = []
    turns: list[Callable[[], object]] = [
        lambda: None,
        lambda: write(docs, gids=CLEAN),
        lambda: write(docs, nieuw=f"{WARNING}\n"),
        (docs / "nieuw.md").unlink,
    ]

    def wait() -> bool:
        if not turns:
            raise KeyboardInterrupt
        turns.pop(0)()
        return True

    assert lint_session(Options(paths=(Path(),), watch=True), said.append, wait) == ""
    assert [each.splitlines()[-1] for each in said if each] == [
        "2 documents: 0 errors, 1 warning, 0 notes; --fix corrects 1",
        "1 document: 0 errors, 0 warnings, 0 notes",
        "1 document: 0 errors, 1 warning, 0 notes; --fix corrects 1",
    ]


def test_explain_shows_the_page(docs: Path) -> None:  # noqa: ARG001  # from any folder
    assert lint("--explain", "label-case")[1].startswith("# label-case\n")


def test_the_guides_that_ship_are_clean_by_the_settings_of_this_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    code, told = lint("--fail-on", "note")
    assert (code, told.splitlines()[-1].split(";")[0]) == (0, "25 documents: 0 errors, 0 warnings, 0 notes")
    assert ", 0 wrong, 0 not checked " in told.splitlines()[-1]
    read = ": 2 procedures, 10 steps, 18 labels, 6 pictures"
    labels = "labels: 18 right, 0 wrong, 0 not checked (product strings)"
    name = "multi-factor-authentication-setup-phone-number.md"
    assert lint(f"guides/nl/{name}", f"guides/en/{name}")[1].count(f"{read}; {labels}\n") == 2


def test_of_many_documents_only_those_with_findings_are_named_and_the_sums_are_told(docs: Path) -> None:
    for number in range(25):
        (docs / f"g{number}.md").write_text(HEAD + "1. Kies **Ja**.\n2. Kies **Nee**.\n", encoding="utf-8")
    write(docs, gids=WARNING)
    told = lint("--disable", "label-not-simulated")[1].splitlines()
    assert [line for line in told if ": 1 procedure" in line] == ["gids.md: 1 procedure, 1 step, 0 labels, 0 pictures"]
    assert told[-1].startswith("26 documents: ")
    labels = "labels: 0 right, 0 wrong, 50 not checked (held against nothing)"
    assert told[-1].endswith(f"read: 26 procedures, 51 steps, 50 labels, 0 pictures; {labels}")
    assert sum(": 1 procedure" in line for line in lint("--all")[1].splitlines()) == 26
    read = json.loads(lint("--format", "json", "gids.md")[1])["read"]
    nothing = {"right": 0, "wrong": 0, "not_checked": 0, "against": ""}
    assert read == [{"path": "gids.md", "procedures": 1, "steps": 1, "labels": 0, "pictures": 0, **nothing}]


def test_of_many_documents_those_with_labels_that_were_not_checked_are_named_where_they_are_few(docs: Path) -> None:
    for number in range(25):
        write(docs, **{f"g{number}": CLEAN})
    write(docs, gids=f"{HEAD}1. Kies **Ja**.\n")
    told = lint("--disable", "label-not-simulated")[1].splitlines()
    labels = "labels: 0 right, 0 wrong, 1 not checked (held against nothing)"
    assert told[0] == f"gids.md: 1 procedure, 1 step, 1 label, 0 pictures; {labels}"
    assert len(told) == 2
