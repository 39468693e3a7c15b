"""The pictures of pages on which something is wrong, and what the phones and apps had at that moment.

Before a person uses a control that the documented step does not name as the page does, the page is kept as it is: when
the step is closed, and found to be wrong, it is too late. Of a step that is right nothing is written.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Error

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.run import FAILURES, PageShot
from stapsgewijs.files import write_bytes
from stapsgewijs.guide import Severity
from stapsgewijs.guide.page_label import fitting
from stapsgewijs.labels import Message
from stapsgewijs.scenarios.browser.locators import Screen
from stapsgewijs.scenarios.browser.page_shot import take_shot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.browser.page_shot import TakenShot

_MOST: Final = 3
"""Pictures that are kept of one documented step."""
_NOT_WORD: Final = re.compile(r"[^a-z0-9-]+")


@dataclass
class FailureShots:
    """What is kept of the documented step under way of one scenario, whose pictures go in `folder`."""

    known: GuideAnalysis
    folder: Path
    procedure: str
    test: str
    waiting: list[TakenShot] = field(default_factory=list)
    page: Page | None = None
    """The page that somebody used last."""
    written: int = 0

    def before_use(self, step: int, page: Page, element: Locator, name: str, *, is_typed: bool) -> None:
        """Keep the page as it is where the step does not name what is about to be used as the page does."""
        self.page = page
        if not self.procedure or len(self.waiting) >= _MOST:
            return
        labels = [each.label.text for each in self.known.labels_of(self.procedure, step)]
        wanted = {each.suggestion for each in self._known_of(step)}
        is_named = any(fitting(each, name) for each in labels)
        if name in wanted or (labels and not is_named and not is_typed):
            taken = take_shot(page, element, name)
            self.waiting += [taken] if taken and name not in {each.name for each in self.waiting} else []

    def close(self, step: int, findings: Iterable[Finding], people: People) -> tuple[PageShot, ...]:
        """Return the pictures of a step that was closed: none where nothing is wrong with it."""
        wrong = [each for each in (*findings, *self._known_of(step)) if each.severity is not Severity.NOTE]
        taken, self.waiting = self.waiting, []
        if not wrong:
            return ()
        if not taken:
            taken = [each for page in self._pages(people)[:1] if (each := take_shot(page))]
        return self._written(step, taken)

    def fail(self, step: int, people: People | None, at: Locator | None = None, name: str = "") -> tuple[PageShot, ...]:
        """Return the pictures of a line that failed: first the page as it is now, with the place `at` marked."""
        before, self.waiting = self.waiting, []
        pages = self._pages(people)
        if at is None and pages:
            at, name = self._named_there(step, pages[0])
        if at is not None:
            pages = [at.page, *(each for each in pages if each is not at.page)]
        taken = []
        for number, page in enumerate(pages[:_MOST]):
            shot = take_shot(page, at if number == 0 else None, name)
            taken += [shot] if shot else []
        return self._written(step, (taken or before)[:_MOST])

    def _named_there(self, step: int, page: Page) -> tuple[Locator | None, str]:
        """Return the last control that the step names and that is on the page, as far as that can be told at once."""
        for each in reversed(self.known.labels_of(self.procedure, step)):
            try:
                found = Screen(page).anything(each.label.text).locator.filter(visible=True)
                if found.count() == 1:
                    return found, each.label.text
            except Error:
                return None, ""
        return None, ""

    def _pages(self, people: People | None) -> list[Page]:
        last = [self.page] if self.page is not None and not self.page.is_closed() else []
        there = people.pages() if people is not None else []
        return [*last, *(each for each in there if each not in last)]

    def _known_of(self, step: int) -> list[Finding]:
        guided = self.known.guide.procedure(self.procedure)
        for each in guided.steps if guided else ():
            if each.number == step:
                return [one for one in self.known.findings if each.line <= one.line <= each.end_line]
        return []

    def _written(self, step: int, taken: Iterable[TakenShot]) -> tuple[PageShot, ...]:
        made = []
        for each in taken:
            self.written += 1
            about = _NOT_WORD.sub("-", self.procedure.lower())[:60] or "scenario"
            digest = hashlib.sha256(self.test.encode("utf-8", "replace")).hexdigest()[:8]
            file = self.folder / FAILURES / f"{about}-{step}-{digest}-{self.written}.png"
            try:
                write_bytes(file, each.png)
            except StapsgewijsError:  # the failure itself is what counts
                continue
            made.append(PageShot(str(file), each.boxes, each.name, each.title, each.address))
        return tuple(made)


def people_of(request: pytest.FixtureRequest) -> People | None:
    """Return the people of a scenario; None where they could not be made, which is then what failed."""
    try:
        people: People = request.getfixturevalue("people")
    except (Exception, pytest.skip.Exception, pytest.fail.Exception):  # noqa: BLE001  # the first failure counts
        return None
    return people


def _in_apps(people: People) -> Iterator[Message]:
    """Say what is in the authenticator app of each person who has one: accounts, and requests to approve."""
    for word, handset in people.handsets().items():
        app = handset.authenticator
        lines = [*map(str, app.accounts()), *(each.line for each in app.requests())]
        if lines:
            yield Message.of("in the authenticator app of the {word}:", word=word)
        yield from (Message.of("  {line}", line=each) for each in lines)


def received_of(people: People | None) -> tuple[Message, ...]:
    """Return what the handsets and apps received; a failure that cannot be told about is not worth a second one."""
    if people is None:
        return ()
    try:
        return (*people.received(), *_in_apps(people))
    except Exception as error:  # noqa: BLE001  # idem
        return (Message.of("(what the handsets received is not known: {error})", error=error),)
