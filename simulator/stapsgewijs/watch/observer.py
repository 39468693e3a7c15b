"""A pytest plugin that records what can be seen while a scenario is followed, and passes it on.

The browser sends a picture whenever its page looks otherwise (CDP's screencast), which costs next to nothing and shows
a page while it changes. Which picture belongs to a line follows from the times of both.
"""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

import pytest
from playwright.sync_api import Error

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import followed_by
from stapsgewijs.guide import Outcome
from stapsgewijs.labels.message_error import MessageError
from stapsgewijs.watch.moment import Device, Moment, devices_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, CDPSession, Page
    from pytest_bdd.parser import Scenario, Step

    from stapsgewijs.evidence.run import Checkpoint
    from stapsgewijs.labels import Message
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.watch.moment import Frames

_CAST: Final = {"format": "jpeg", "quality": 70, "maxWidth": 1280, "maxHeight": 900}
_SHOT: Final = {"format": "jpeg", "quality": 70, "optimizeForSpeed": True}
_PAINT_S: Final = 0.05
"""So long after the end of a line the page may still be drawing what the line did."""


class Watcher(Protocol):
    """Who is told of what is seen."""

    def saw_frame(self, number: int) -> None:
        """Take note of a picture of the page."""
        ...

    def saw_moment(self, moment: Moment) -> None:
        """Take note of a line that was done."""
        ...


class Observer:
    """Records one run; `until` is the documented step (procedure, number) behind which the scenario ends."""

    def __init__(self, watcher: Watcher, frames: Frames, until: tuple[str, int] | None) -> None:
        self.moments: list[Moment] = []
        self.cut: set[str] = set()
        """The tests that were ended behind that step, by name."""
        self._watcher = watcher
        self._frames = frames
        self._until = until
        self._contexts: list[BrowserContext] = []
        self._sessions: dict[Page, CDPSession] = {}
        self._people: People | None = None
        self._first = self._begun = 0
        self._devices: tuple[Device, ...] = ()
        self._procedure = self._scenario = ""
        self._step = self._at = 1
        self._is_enough = False
        self._began = 0.0

    @pytest.fixture
    def new_context(self, new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
        """Open a window for somebody, and record it too."""

        def opened(**options: Any) -> BrowserContext:  # noqa: ANN401  # Playwright's own
            context = new_context(**options)
            self._contexts.append(context)
            return context

        return opened

    def pytest_bdd_before_scenario(self, scenario: Scenario, feature: Any) -> None:  # noqa: ANN401  # of pytest-bdd
        """Begin with nothing seen."""
        self._contexts, self._sessions, self._people, self._devices = [], {}, None, ()
        self._procedure = next(iter(followed_by(sorted(scenario.tags | feature.tags))), "")
        self._scenario, self._step, self._is_enough = scenario.name, 1, False
        self._first, self._begun = self._frames.last + 1, len(self.moments)

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest) -> None:
        """Look at pages that were opened since, and end what was followed as far as it was asked."""
        self._cast()
        if self._is_enough:
            self.cut.add(request.node.name)
            pytest.skip("followed as far as it was asked")
        self._at, self._began = self._step, time.perf_counter()

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Note that a documented step has ended."""
        self._is_enough = self._until == (checkpoint.procedure, checkpoint.step)
        self._step = checkpoint.step + 1

    @pytest.hookimpl(trylast=True)  # the step that the line closes has been judged
    def pytest_bdd_after_step(self, step: Step, step_func_args: dict[str, Any]) -> None:
        """Keep what there is to see after a line."""
        self._people = step_func_args.get("people") or self._people
        self._keep(step, Outcome.PASSED, is_closing=self._step != self._at)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_step_error(self, step: Step, step_func_args: dict[str, Any], exception: Exception) -> None:
        """Keep what there is to see where a line failed."""
        self._people = step_func_args.get("people") or self._people
        reason = f"{exception}".strip() or type(exception).__name__
        reasons = exception.reasons if isinstance(exception, MessageError) else ()
        self._keep(step, Outcome.FAILED, is_closing=True, reason=reason, reasons=reasons)

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_scenario(self) -> None:
        """Give each line its picture, now that all of them came."""
        if len(self.moments) > self._begun and (page := self._page) is not None:
            self._shoot(page)
        mine = self.moments[self._begun :]
        self.moments[self._begun :] = [
            each if not each.address else replace(each, frame=self._frames.at(each.ended + _PAINT_S, self._first))
            for each in mine
        ]
        if mine and mine[-1].address:
            self.moments[-1] = replace(self.moments[-1], frame=self._frames.last)

    @property
    def _page(self) -> Page | None:
        """The page that was opened last, in the first window that has one."""
        return next((each.pages[-1] for each in self._contexts if each.pages), None)

    def _keep(
        self, step: Step, outcome: Outcome, *, is_closing: bool, reason: str = "", reasons: tuple[Message, ...] = ()
    ) -> None:
        self._cast()
        page = self._page
        with suppress(StapsgewijsError):  # the network of a product may be gone; that is told elsewhere
            if self._people is not None:
                self._devices = devices_of(self._people.handsets(), with_app=is_closing)
        aria = ""
        if page is not None and is_closing:
            with suppress(Error):
                aria = page.locator("body").aria_snapshot()
            if reason:
                self._shoot(page)
        moment = Moment(
            len(self.moments) + 1,
            self._scenario,
            self._procedure,
            self._at,
            step.keyword,
            step.name,
            outcome,
            time.time(),
            time.perf_counter() - self._began,
            reason,
            self._frames.last if page is not None else 0,
            page.url if page is not None else "",
            aria,
            self._devices,
            reasons,
        )
        self.moments.append(moment)
        self._watcher.saw_moment(moment)

    def _cast(self) -> None:
        """Let every page send pictures that does not do so yet."""
        for page in [page for context in self._contexts for page in context.pages if page not in self._sessions]:
            with suppress(Error):
                session = self._sessions[page] = page.context.new_cdp_session(page)
                session.on("Page.screencastFrame", lambda sent, of=session: self._received(of, sent))
                session.send("Page.startScreencast", _CAST)

    def _received(self, session: CDPSession, sent: dict[str, Any]) -> None:
        taken = sent["metadata"].get("timestamp") or time.time()
        self._watcher.saw_frame(self._frames.add(float(taken), base64.b64decode(sent["data"])))
        with suppress(Error):
            session.send("Page.screencastFrameAck", {"sessionId": sent["sessionId"]})

    def _shoot(self, page: Page) -> None:
        """Take a picture of what the page shows now, whether it has changed or not."""
        with suppress(Error, KeyError):
            shot = self._sessions[page].send("Page.captureScreenshot", _SHOT)
            self._frames.add(time.time(), base64.b64decode(shot["data"]))
