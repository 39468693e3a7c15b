"""A session about a copy of the guide that ships, and a follower that pretends."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stapsgewijs.bootstrap import build_watch_app
from stapsgewijs.evidence.run import Checkpoint, GherkinStep, ScenarioEvidence
from stapsgewijs.guide import Outcome, StepCheck
from stapsgewijs.lint.settings import Settings as LintSettings
from stapsgewijs.project import default_project
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.review import Rejections
from stapsgewijs.runner.settings import Settings
from stapsgewijs.screenshots.comparison import STRICT
from stapsgewijs.watch import Session, WatchPages
from stapsgewijs.watch.document import Rules, WatchedGuide
from stapsgewijs.watch.follower import Followed, Follower, Wanted
from stapsgewijs.watch.moment import Device, Item, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser, Playwright
    from starlette.applications import Starlette

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.watch.moment import Frames
    from stapsgewijs.watch.observer import Watcher

SITE = default_project().site
KEY = "sleutel-van-de-schrijver"
BY_TEXT = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
BY_CALL = "set-up-your-mobile-device-to-receive-a-phone-call"
ADDRESS = "http://127.0.0.1"


def copied(folder: Path) -> Path:
    """Copy the guide that ships, with its pictures, and return the copy."""
    guide = default_project().guide
    for each in guide.parent.glob("*.md"):
        shutil.copy(each, folder)
    media = Path("media", "multi-factor-authentication-verification-methods")
    shutil.copytree(guide.parent / media, folder / media)
    return folder / guide.name


def watched(path: Path) -> WatchedGuide:
    return WatchedGuide(Settings(path.parent / "pictures", path), Rules(LintSettings(path.parent), STRICT))


def evidence(procedure: str, *, closed: int = 5, fails: bool = False, line: int = 1) -> ScenarioEvidence:
    """Make the evidence of a scenario of a procedure that closes its first steps, each with one line."""
    steps = [
        GherkinStep("Dan", f"is stap {number} gevolgd", number, Outcome.PASSED, 0.1) for number in range(1, closed + 1)
    ]
    said = [
        Checkpoint(procedure, number, Outcome.PASSED, number, check=StepCheck(is_checked=True))
        for number in range(1, closed + 1)
    ]
    if fails:
        steps.append(GherkinStep("Als", "ik klik", closed + 1, Outcome.FAILED))
        said.append(Checkpoint(procedure, closed + 1, Outcome.FAILED, closed + 1, "no button “Volgende”"))
    outcome = Outcome.FAILED if fails else Outcome.PASSED
    return ScenarioEvidence("x.feature", line, procedure[:20], outcome, procedure, tuple(steps), tuple(said))


def moment(procedure: str, number: int, *, outcome: Outcome = Outcome.PASSED) -> Moment:
    message = Item("message", "Contoso", ("748587 is uw verificatiecode.",), "delivered", "12:00:00")
    devices = (Device("medewerker", "06 12345678", (message,)),)
    return Moment(
        number, "Iemand", procedure, number, "Als", f"ik stap {number} doe", outcome, 0.0, 0.25, devices=devices
    )


@dataclass
class Pretended:
    """A follower without a browser: what it is to say comes from the test, and it says what it was asked."""

    answers: Callable[[Wanted], Followed] | None = None
    asked: list[Wanted] = field(default_factory=list)
    stopped: int = 0
    meanwhile: Callable[[], object] = lambda: None

    def follow(  # noqa: PLR0913, PLR0917  # as the follower
        self,
        settings: Settings,
        known: GuideAnalysis,
        wanted: Wanted,
        scenarios: Sequence[str],
        watcher: Watcher,
        frames: Frames,
    ) -> Followed:
        del settings, known
        assert scenarios
        self.asked.append(wanted)
        self.meanwhile()
        if self.answers:
            return self.answers(wanted)
        moments = tuple(moment(each, number) for each in wanted.procedures for number in range(1, 6))
        watcher.saw_frame(frames.add(0.0, b"jpeg"))
        for each in moments:
            watcher.saw_moment(each)
        return Followed(tuple(map(evidence, wanted.procedures)), {"browser": "chromium 140"}, moments)

    def stop(self) -> None:
        self.stopped += 1


@dataclass
class World:
    """A session about a copy of the guide that ships, with a follower that pretends."""

    folder: Path
    path: Path
    follower: Any
    session: Session
    pages: WatchPages

    def save(self, old: str, new: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new, 1), encoding="utf-8")
        self.session.saved([self.path])

    def waiting(self) -> list[Wanted]:
        """Return what the session would follow now, and follow it."""
        found = []
        while (job := self.session.next_job()) is not None:
            found.append(job[1])
            self.session.follow(*job)
        return found

    def app(self) -> Starlette:
        return build_watch_app(self.pages, key=KEY, site=SITE, catalogue=report_catalogue(SITE, "nl"))


def made(folder: Path, follower: Any) -> World:  # noqa: ANN401  # one that pretends, or a real one
    place = folder / "project"
    place.mkdir()
    path = copied(place)
    rejections = Rejections(place)
    session = Session([watched(path)], follower, rejections, folder=folder / "copies", undo=folder / "undo")
    return World(place, path, follower, session, WatchPages(session, SITE, "/static"))


class WarmFollower(Follower):
    """A follower that uses the browser of the tests."""

    def __init__(self, playwright: Playwright, browser: Browser) -> None:
        super().__init__()
        self._warm = playwright, browser

    def _open(self) -> tuple[Playwright, Browser]:
        return self._warm
