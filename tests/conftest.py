"""What several folders of tests use, markers that follow from what a test uses, and what PostgreSQL was asked."""

from __future__ import annotations

import asyncio
import datetime as dt
import faulthandler
import gc
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key, get_timeout_config_value
from playwright.sync_api import expect

from stapsgewijs.evidence.run import Capture, Checkpoint, GherkinStep, ScenarioEvidence
from stapsgewijs.guide import Binding, Guide, Outcome, StepCheck, read_guide
from stapsgewijs.labels import Control, Role
from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

GUIDE = """\
---
title: Een fiets huren
lang: nl-NL
---
# <a name="rent-a-bike"></a>Een fiets huren

Zo huurt u een fiets.

>[!Note]
> Zonder fiets gaat het niet.

## <a name="by-phone"></a>Per telefoon

1. Kies **Fiets** en **Vouwfiets**.

    ![De fiets](media/fiets.png)

2. Selecteer **Huur**.

    ![De bon](media/bon.png)

3. Klik op **Klaar**, zie [de regels](regels.md) of [het web](https://example.org/).

## <a name="by-letter"></a>Per brief

1. Schrijf **Brief**.
2. Verstuur de brief.

## <a name="next-steps"></a>Volgende stappen

- [Fietsen](fietsen.md)
"""
CHECKED = StepCheck(is_checked=True)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200"
    "8177cd72b60000000049454e44ae426082"
)
"""One grey pixel; what comes behind the end of a PNG does not count, so each file can say which it is."""


@pytest.fixture(scope="session")  # as that of the plugin, whose fixtures of a session ask for it
def site() -> Path:
    return Path(__file__).parents[1] / "site"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Guide]:
    """Write a guide and read it."""

    def written(source: str) -> Guide:
        path = tmp_path / "fiets.md"
        path.write_text(source, encoding="utf-8")
        return read_guide(path)

    return written


@pytest.fixture
def guide(write: Callable[[str], Guide]) -> Guide:
    return write(GUIDE)


@pytest.fixture
def bindings(guide: Guide) -> tuple[Binding, ...]:
    """Bind every label to a control of the same name, but “Vouwfiets”, which binds to nothing."""
    return tuple(
        Binding(procedure.id, step.number, label, _control(label.text), 1.0)
        for procedure in guide.procedures
        for step in procedure.steps
        for label in step.labels
    )


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str], str]:
    """Make a file that is a picture, and return its path."""

    def made(name: str) -> str:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PNG + name.encode())
        return str(file)

    return made


@pytest.fixture
def play() -> Callable[..., ScenarioEvidence]:
    return _played


def _control(text: str) -> Control | None:
    return None if text == "Vouwfiets" else Control(text, Role.BUTTON)


def _played(  # noqa: PLR0913  # a scenario has many sides, and each test turns one of them
    procedure: str = "by-phone",
    closed: int = 3,
    *,
    fails_at: int | None = None,
    reason: str = "",
    pictures: dict[str, str] | None = None,
    name: str = "Iemand huurt een fiets",
) -> ScenarioEvidence:
    """Make the evidence of a scenario that closes the first `closed` steps, two lines each, and may fail."""
    steps, checkpoints = [], []
    for number in range(1, closed + 1):
        steps += [
            GherkinStep("Als", f"ik doe {number}", 10 * number, Outcome.PASSED),
            GherkinStep("Dan", f"is stap {number} gevolgd", 10 * number + 1, Outcome.PASSED),
        ]
        checkpoints.append(Checkpoint(procedure, number, Outcome.PASSED, 10 * number + 1, check=CHECKED))
    if fails_at is not None:
        steps.append(GherkinStep("Als", f"ik doe {fails_at}", 10 * fails_at, Outcome.FAILED))
        steps.append(GherkinStep("Dan", "is alles klaar", 10 * fails_at + 1, Outcome.NOT_RUN))
        checkpoints.append(Checkpoint(procedure, fails_at, Outcome.FAILED, 10 * fails_at, reason))
    outcome = Outcome.FAILED if fails_at is not None or reason else Outcome.PASSED
    captures = tuple(Capture(procedure, 0, shown, file) for shown, file in (pictures or {}).items())
    return ScenarioEvidence(
        "features/fiets.feature", 4, name, outcome, procedure, tuple(steps), tuple(checkpoints), captures, reason
    )


for _each in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "GITHUB_STEP_SUMMARY"):
    os.environ.pop(_each, None)
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1,::1"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as of what a script starts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""What is tested says the same on every machine: whatever its terminal, its CI job and its way out."""
expect.set_options(timeout=60_000)
"""What is expected of a page comes in its own time: 5 s, as Playwright has it, is too short for a busy machine."""
VOID = frozenset({"meta", "link", "img", "br", "hr", "input", "use", "path", "circle"})


@dataclass
class Element:
    """An element of a page, as far as tests ask for it."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        for each in self.children:
            yield from [each] if isinstance(each, str) else each.texts()

    def walk(self) -> Iterator[Element]:
        yield self
        for each in self.children:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, tag: str = "", css: str = "") -> list[Element]:
        """Find the elements below with this tag and all of these classes, in order."""
        return [
            each
            for each in self.walk()
            if (not tag or each.tag == tag) and set(css.split()) <= set((each.attributes.get("class") or "").split())
        ]

    def with_id(self, name: str) -> Element:
        (found,) = (each for each in self.walk() if each.attributes.get("id") == name)
        return found


class _Reader(HTMLParser):
    """Reads a page and insists that what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@pytest.fixture
def read_page() -> Callable[[Path], Element]:
    """Read an HTML file into elements."""

    def read(path: Path) -> Element:
        reader = _Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        assert len(reader.open) == 1, "something is not closed"
        return reader.open[0]

    return read


class HandSetClock:
    """A clock that stands still until a test puts it forward."""

    def __init__(self, time: dt.datetime = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)) -> None:
        self.time = time

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def anna() -> PhoneNumber:
    return PhoneNumber("+31612345678")


@pytest.fixture
def bram() -> PhoneNumber:
    return PhoneNumber("+31687654321")


POSTGRESQL: Final = "postgresql"


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark each test that gets a browser page, and each case that is given PostgreSQL, so that both can be left out."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if POSTGRESQL in values_of(item):
            item.add_marker(pytest.mark.postgresql)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among what was loaded: each look at all of it takes half a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def values_of(item: pytest.Item) -> Iterator[object]:
    """Give the values of the parameters of a case, and those inside them."""
    callspec = getattr(item, "callspec", None)
    for value in () if callspec is None else callspec.params.values():
        yield value
        if isinstance(value, tuple):
            yield from value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say whether the tests with PostgreSQL ran."""
    line = told_of_postgresql(
        each for kind in ("passed", "failed", "error", "skipped") for each in terminalreporter.getreports(kind)
    )
    if line:
        terminalreporter.write_line(line)


def told_of_postgresql(reports: Iterable[object]) -> str:
    """Return how many tests with PostgreSQL ran, and why the others did not; empty where there were none."""
    ran, reasons = set(), {}
    for each in reports:
        if isinstance(each, pytest.TestReport) and POSTGRESQL in each.keywords:
            if each.skipped and isinstance(each.longrepr, tuple):
                reasons[each.nodeid] = each.longrepr[2].removeprefix("Skipped: ")
            else:
                ran.add(each.nodeid)
    parts = [f"{len(ran)} tests ran"] if ran else []
    if reasons:
        parts.append(f"{len(reasons)} tests did not run: {'; '.join(sorted(set(reasons.values())))}")
    return f"PostgreSQL: {', '.join(parts)}" if parts else ""


_OF_PLAYWRIGHT: Final = frozenset({"playwright", "browser", "context", "page"})


@contextmanager
def _without_loop(item: pytest.Item) -> Iterator[None]:
    """Let a test that has no page find no event loop in its thread.

    Playwright's fixtures keep one until the session ends, and it stands still meanwhile; what asks whether a loop runs
    would do otherwise after a test with a page than before it.
    """
    running = None if _OF_PLAYWRIGHT & set(getattr(item, "fixturenames", ())) else asyncio._get_running_loop()  # noqa: SLF001  # asyncio's own way to tell
    if running is None:
        yield
        return
    asyncio._set_running_loop(None)  # noqa: SLF001  # idem
    try:
        yield
    finally:
        asyncio._set_running_loop(running)  # noqa: SLF001  # idem


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _without_loop(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves Ctrl-C to others: programs that later tests start would not hear of it either."""
    before = signal.getsignal(signal.SIGINT)
    with _without_loop(item):
        yield
    if signal.getsignal(signal.SIGINT) is not before:
        signal.signal(signal.SIGINT, before)
        pytest.fail("the test left another handler of SIGINT")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Bound the end of a test that failed, too: from its failure on pytest itself waits for ever."""
    if seconds := get_timeout_config_value(item.config):
        told = item.config.stash[fault_handler_stderr_fd_key]
        faulthandler.dump_traceback_later(seconds, file=told, exit=True)
    return (yield)
