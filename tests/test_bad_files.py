"""Whatever is in a file that the program reads: what is wrong in one line and exit code 2, or an honest result.

A few damaged copies of each file by default, many in the long run, the same ones each time. The guard at the edge of
the command line (`cli.defect`) must never have anything to do here: each fault is told at its place.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, save_last_run
from stapsgewijs.evidence.run import Capture, Checkpoint, GherkinStep, ScenarioEvidence
from stapsgewijs.evidence.shard import Shard
from stapsgewijs.guide import (
    Action,
    ActionKind,
    Against,
    Finding,
    LabelOutcome,
    LabelVerdict,
    Outcome,
    Severity,
    StepCheck,
)
from stapsgewijs.labels import Control, Message, Role
from stapsgewijs.project import default_project, shipped
from stapsgewijs.runner.parts import in_parts
from stapsgewijs.runner.settings import Settings
from stapsgewijs.terminal import PlainTextStream
from tests.mutants import mutants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

ROOT: Final = Path(__file__).parents[1]
FEW, MANY = 6, 400
MOST_S: Final = 20.0
"""Seconds of this process that reading one small file may take, on a busy machine."""
MOST_LINES: Final = 12

GUIDE: Final = """---
title: Verificatie in twee stappen
lang: nl-NL
version: 2
---
# Telefoon instellen

<a name="phone"></a>
## <a name="set-up"></a>Instellen

1. Klik op **Volgende**. Zie [hier](#phone) en ![venster](media/a.png).

   > [!NOTE]
   > Dit duurt even.

2. Kies **Telefoon voor verificatie** > **Sms**, en typ `123456` in het veld *Code*.

   | Naam | Wat |
   |------|-----|
   | **Klaar** | einde |

3. Druk op <kbd>Enter</kbd> of <b>Gereed</b>.

<!-- stapsgewijs: ignore label-unknown -- later -->
::: tip
Let op.
:::
{% note %}
Let op.
{% endnote %}
"""
SETTINGS: Final = """[project]
guides = ["docs/*.md"]
features = "features"
source-language = "nl"
[target]
base-url = "http://127.0.0.1:9"
language = "/{language}/"
start-seconds = 3
environment = { A = "b" }
pictures = { "/static/" = "docs/media" }
[[accounts]]
user = "anna"
password = "geheim"
secret = "JBSWY3DPEHPK3PXP"
[labels]
files = ["locale/{language}.json"]
[values]
"Code" = "{phone.code}"
[phone]
country = "NL"
number = "+31612345678"
network-port = 0
[verify]
workers = 0
strict = true
[pictures]
budget-pixels = 3
[lint]
fail-on = "warning"
paths = ["docs"]
exclude = ["x/*"]
disable = ["link-dead"]
severity = { label-unknown = "note" }
[[lint.ignore]]
files = ["docs/x.md"]
rules = ["*"]
reason = "later"
"""
FEATURE: Final = """# language: nl
@gids:set-up @document:gids
Functionaliteit: Telefoon instellen
  Achtergrond:
    Gegeven een medewerker
  @x
  Abstract Scenario: Met <wat>
    Als de medewerker op "Volgende" klikt
      | a | b |
      | 1 | 2 |
    En leest
      \"\"\"
      tekst
      \"\"\"
    Dan is stap 1 van de gids gevolgd
    Voorbeelden:
      | wat |
      | sms |
"""
STRINGS: Final[dict[str, str]] = {
    "nl.json": '{"nl": {"next": "Volgende", "files": {"one": "bestand", "other": "bestanden"}, "list": ["a"]}}',
    "nl.arb": '{"@@locale": "nl", "next": "Volgende", "@next": {"description": "x"}}',
    "nl.xcstrings": json.dumps(
        {
            "sourceLanguage": "en",
            "strings": {
                "Next": {"localizations": {"nl": {"stringUnit": {"state": "translated", "value": "Volgende"}}}},
                "%d files": {
                    "localizations": {
                        "nl": {"variations": {"plural": {"other": {"stringUnit": {"state": "new", "value": "x"}}}}}
                    }
                },
            },
            "version": "1.0",
        }
    ),
    "nl.yml": "nl:\n  next: Volgende\n  base: &b\n    a: [x, y]\n  more:\n    <<: *b\n    n: {one: b, other: b}\n",
    "nl.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=n!=1;\\n"\n\n'
    '#: a.py:1\n#, fuzzy, c-format\nmsgctxt "x|y"\nmsgid "Next"\nmsgid_plural "Nexts"\nmsgstr[0] "Volgende"\n'
    'msgstr[1] ""\n"x\\n"\n',
    "nl.xlf": '<?xml version="1.0"?><xliff version="1.2"><file source-language="en" target-language="nl" original="a">'
    '<body><trans-unit id="1" resname="k"><source>Next <x id="2"/></source><target>Volgende <g id="3">a</g></target>'
    "</trans-unit></body></file></xliff>",
    "nl.xliff": '<xliff version="2.0" srcLang="en" trgLang="nl"><file id="f"><unit id="1"><segment>'
    "<source>Next</source><target>V</target></segment><ignorable><source> </source></ignorable></unit></file></xliff>",
    "nl.resx": '<root><resheader name="v"><value>2.0</value></resheader>'
    '<data name="k"><value>Volgende</value></data></root>',
    "nl.ts": '<TS language="nl"><context><name>W</name><message numerus="yes"><source>Next</source><translation>'
    "<numerusform>Volgende</numerusform></translation></message></context></TS>",
    "nl.xml": '<resources><string name="k">Volgende\\n\\u00e9</string><plurals name="p"><item quantity="one">a</item>'
    "</plurals><string-array name='s'><item>b</item></string-array></resources>",
    "nl.properties": "# x\nk = Volgende \\u00e9\\\n  meer\nl:x\n",
    "nl.strings": '/* x */\n"k" = "Volgende \\U00e9 \\"x\\"";\n// y\nl = "m";\n',
    "nl.stringsdict": '<plist version="1.0"><dict><key>k</key><dict><key>NSStringLocalizedFormatKey</key>'
    "<string>%#@a@</string><key>a</key><dict><key>NSStringFormatSpecTypeKey</key>"
    "<string>NSStringPluralRuleType</string><key>other</key><string>%d b</string></dict></dict></dict></plist>",
    "nl.ftl": "next = Volgende\n    .title = Titel\n-brand = X\n",
    "nl.dtd": '<!ENTITY next "Volgende">\n',
}


def png(width: int = 4, height: int = 4, *, colour: int = 6) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, colour, 0, 0, 0))
    rows = (b"\0" + b"\x7f" * 4 * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project in the current folder, with one of each file."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "docs/gids.md": GUIDE,
        "stapsgewijs.toml": SETTINGS,
        "features/a.feature": FEATURE,
        "locale/nl.json": STRINGS["nl.json"],
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("docs/media").mkdir()
    Path("docs/media/a.png").write_bytes(png())
    return tmp_path


class LateError(BaseException):
    """A command did not end."""


def outcome(*arguments: str) -> tuple[int, str]:
    """Run a command as the program does; returns the exit code and what it told on standard error."""

    def late(*_: object) -> None:
        raise LateError

    printed, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace") for _ in range(2))
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(90)
    began = time.process_time()
    try:
        streams = (cast("TextIO", PlainTextStream(each)) for each in (printed, told))
        with contextlib.redirect_stdout(next(streams)), contextlib.redirect_stderr(next(streams)):
            code = run(list(arguments))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert time.process_time() - began < MOST_S, "it took too long"
    for each in (printed, told):
        each.flush()
    return code, cast("io.BytesIO", told.buffer).getvalue().decode()


def check(arguments: tuple[str, ...]) -> None:
    """Fail unless the command ends with a result, or with exit code 2 and a line that says what is wrong."""
    code, told = outcome(*arguments)
    assert "a defect of stapsgewijs" not in told, told
    assert "Traceback" not in told, told
    assert code in {0, 1, 2}, told
    if code == 2:
        lines = told.strip().splitlines()
        assert 0 < len(lines) <= MOST_LINES, told
        assert len(told) < 4000, told[:300]


LINT: Final = ("lint", "--format", "json")
ALL: Final[dict[str, tuple[str, bytes, tuple[tuple[str, ...], ...]]]] = {
    "guide": (
        "docs/gids.md",
        GUIDE.encode(),
        (
            (*LINT, "docs"),
            ("lint", "docs", "--diff"),
            ("labels", "docs/gids.md"),
            ("labels", "docs/gids.md", "--json", "--write", "uit.po"),
            ("verify", "docs/gids.md"),
        ),
    ),
    "toml front matter": (
        "docs/gids.md",
        b'+++\ntitle = "a"\nlang = "nl-NL"\nn = 3\nd = 2020-01-01\n[a]\nb = [1]\n+++\n# T\n\n1. a\n',
        ((*LINT, "docs"), ("labels", "docs/gids.md")),
    ),
    "json front matter": (
        "docs/gids.md",
        b'{\n"title": "a",\n"lang": "nl-NL",\n"n": [3, {}]\n}\n\n# T\n\n1. a\n',
        ((*LINT, "docs"), ("labels", "docs/gids.md")),
    ),
    "yaml front matter": (
        "docs/gids.md",
        b"---\ntitle: &t a\nlang: nl-NL\nn: [3, {a: b}]\nd: 2020-01-01\nm: *t\nx: 0x10\ny: 1:20\n---\n# T\n\n1. a\n",
        ((*LINT, "docs"), ("labels", "docs/gids.md")),
    ),
    "settings": ("stapsgewijs.toml", SETTINGS.encode(), (LINT, ("verify",), ("labels", "docs/gids.md"))),
    "pyproject": (
        "pyproject.toml",
        (
            b"[project]\nname = 'x'\n[tool.stapsgewijs.lint]\npaths = ['docs']\n[tool.stapsgewijs.project]\n"
            b"guides = ['docs/*.md']\n"
        ),
        ((*LINT, "--config", "pyproject.toml"), ("verify", "--config", "pyproject.toml")),
    ),
    "feature": ("features/a.feature", FEATURE.encode(), (("verify", "--shard", "1/1"), ("verify", "--scenario", "x"))),
    "baseline": (
        "b.json",
        b'{"version": 1, "findings": [{"path": "docs/gids.md", "rule": "x", "fingerprint": "abc"}]}',
        ((*LINT, "--baseline", "b.json"), ("verify", "--baseline", "b.json")),
    ),
    "durations": (
        "d.json",
        b'{"version": 1, "seconds": {"project:docs/gids.md": {"a.feature": {"Met <wat>": 1.5}}}}',
        (("verify", "--shard", "1/1", "--durations", "d.json"),),
    ),
}


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `verify` and `serve` do all that they do until a guide is followed, or a request answered: then nothing."""

    def nothing(plans: dict[str, Any], *_: object, **__: object) -> dict[str, Any]:
        del plans
        return {}

    @contextlib.contextmanager
    def no_target(*_: object) -> Iterator[tuple[str, ...]]:
        yield ()

    monkeypatch.setattr("stapsgewijs.cli.verify_session.need_browser", lambda *_: None)
    monkeypatch.setattr("stapsgewijs.runner.runner.verify_all", nothing)
    monkeypatch.setattr("stapsgewijs.runner.target.open_target", no_target)
    monkeypatch.setattr("stapsgewijs.bootstrap.serve", lambda build, **_: build())
    monkeypatch.setattr("stapsgewijs.scenarios.browser.driver.early_driver", lambda *_: contextlib.nullcontext())


COUNTS: Final = [FEW, pytest.param(MANY, marks=pytest.mark.long)]


@pytest.mark.usefixtures("project", "no_browser")
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("what", ALL)
def test_a_damaged_file(what: str, count: int) -> None:
    name, content, commands = ALL[what]
    check_each(name, content, commands, what, count)


def check_each(name: str, content: bytes, commands: tuple[tuple[str, ...], ...], seed: str, count: int) -> None:
    for number, each in enumerate(mutants(content, seed, count)):
        Path(name).write_bytes(each)
        try:
            check(commands[number % len(commands)])
        except BaseException as error:
            kept = Path(os.environ.get("STAPSGEWIJS_KEPT", "."), f"{seed.replace(' ', '-')}-{number}")
            kept.write_bytes(each)
            error.add_note(f"{commands[number % len(commands)]} of {kept.absolute()}")
            raise


@pytest.mark.usefixtures("project", "no_browser")
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", STRINGS)
def test_damaged_product_strings(name: str, count: int) -> None:
    Path("stapsgewijs.toml").write_text(f'[labels]\nfiles = ["locale/{{language}}{Path(name).suffix}"]\n', "utf-8")
    check_each(f"locale/{name}", STRINGS[name].encode(), ((*LINT, "docs"),), name, count)


SITE: Final = ("nl.po", "en.po", "report/nl.po", "actions/nl.toml", "aliases/nl.toml", "claims/nl.toml")


@pytest.mark.usefixtures("project", "no_browser")
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", SITE)
def test_damaged_words_of_a_site(name: str, count: int, project: Path) -> None:
    Path("stapsgewijs.toml").write_text("[lint]\n", encoding="utf-8")
    content = (shipped("site") / "labels" / name).read_bytes()
    shutil.copytree(shipped("site") / "labels", "site/labels")
    commands = (
        ("labels", "docs/gids.md", "--site", "site"),
        (*LINT, "docs", "--site", "site"),
        ("verify", "docs/gids.md", "--site", "site"),
        ("export", "out", "--site", "site"),
        ("labels", "docs/gids.md", "--write", str(project / "site" / "labels" / "nl.po")),
    )
    check_each(f"site/labels/{name}", content, commands[: 5 if name == "nl.po" else 3], name, count)


TOLD: Final = "Step {number} could not be followed."
"""A sentence that reports have."""


def part_of_a_run(folder: Path, number: int, count: int) -> Path:
    """Write what a part of a run of our first guide leaves, with one of everything in it."""
    build = folder / f"part-{number}"
    settings = Settings(build / "pictures", default_project().guide, remembers=True)
    [made] = in_parts({"": settings}, {"": settings.analyse()}, Shard(number, count)).values()
    assert made.part
    picture = build / "pictures" / "x" / "foto.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(png())
    procedure = settings.analyse().guide.procedures[0]
    finding = Finding("a.md", 3, 1, 2, "label-differs", Severity.ERROR, "x", wording=Message(TOLD, (("number", "3"),)))
    action = Action(ActionKind.PRESSES, Control("Next", Role.BUTTON, "setup"), "button", "Volgende", "", 0, ())
    verdict = LabelVerdict(LabelOutcome.WRONG, Against.PAGE)
    check = StepCheck((finding,), ((3, "label-differs"),), True, (verdict,), (Message(TOLD, (("number", "3"),)),))  # noqa: FBT003
    scenarios = [
        ScenarioEvidence(
            str(made.features_root / place.rpartition(":")[0]),
            int(place.rpartition(":")[2]),
            f"Iemand {place}",
            Outcome.FAILED,
            procedure.id,
            (GherkinStep("Als", "ik bel", 3, Outcome.PASSED, 1.5), GherkinStep("Dan", "x", 4, Outcome.FAILED, 0.5)),
            (Checkpoint(procedure.id, 1, Outcome.FAILED, 4, "reden", ("Next",), (action,), check),),
            (Capture(procedure.id, 1, "foto.png", str(picture), 4, (("button", "Volgende"),), ("Volgende",)),),
            "reden",
            "titel",
            "nl",
            ("x",),
            1.7e9,
            "test",
        )
        for place in made.part.mine
    ]
    part = replace(made.part, is_whole=True)
    kept = LastRun.of(made.conditions, {"browser": "chromium 140"}, {}, scenarios, root=made.features_root, part=part)
    save_last_run(build / FILE_NAME, kept)
    return build


@pytest.mark.parametrize("count", COUNTS)
def test_a_damaged_part_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.chdir(tmp_path)
    parts = [part_of_a_run(tmp_path, number, 2) / FILE_NAME for number in (1, 2)]
    formats = ("json", "junit", "messages", "cucumber", "sarif", "gitlab", "markdown")
    command = (
        "merge",
        "part-1",
        "part-2",
        "--github",
        *(each for name in formats for each in (f"--{name}", f"{name}.x")),
    )
    check_each(str(parts[0]), parts[0].read_bytes(), (command,), "part", count)


WRITTEN: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "the site that is put together": ("build/site", ("labels", "docs/gids.md", "--site", "site")),
    "its folder": ("build", ("labels", "docs/gids.md", "--site", "site")),
    "the report": ("build/report", ("verify", "docs/gids.md")),
    "the folder of the report": ("build", ("verify", "docs/gids.md")),
    "traces, which are emptied": ("build/traces", ("verify", "docs/gids.md")),
    "an export": ("out", ("export", "out")),
    "the folder of an export": ("out", ("export", "out/x")),
    "a file of findings": ("out", ("lint", "docs", "--output", "out/x.json")),
    "a baseline": ("out", ("lint", "docs", "--write-baseline", "--baseline", "out/x.json")),
    "a catalogue": ("out", ("labels", "docs/gids.md", "--write", "out/x.po")),
    "the database": ("build", ("serve", "--port", "0")),
    "a certificate": ("build", ("proxy", "--simulator", "http://127.0.0.1:9")),
}


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("what", WRITTEN)
def test_nothing_is_written_or_removed_through_a_link_out_of_a_project(
    what: str, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs = tmp_path_factory.mktemp("theirs")
    for name in ("report/index.html", "x.json", "site/mine", ".stapsgewijs-export", "traces/mine"):
        (theirs / name).parent.mkdir(exist_ok=True)
        (theirs / name).write_text('<meta name="generator" content="Stapsgewijs">', encoding="utf-8")
    before = {each: each.stat().st_mtime_ns for each in theirs.rglob("*")}
    (project / "site" / "templates").mkdir(parents=True)
    Path("stapsgewijs.toml").write_text("[lint]\n", encoding="utf-8")
    link, command = WRITTEN[what]
    (project / link).parent.mkdir(exist_ok=True)
    (project / link).symlink_to(theirs, target_is_directory=True)
    code, told = outcome(*command)
    assert code == 2
    assert "link out of its project" in told or "no simulator answers" in told
    assert {each: each.stat().st_mtime_ns for each in theirs.rglob("*")} == before
