"""A session of watching: guides that are read when they are saved, and followed as somebody asks or as they change.

Three threads meet here: the one that follows (`run`), the one that watches files (`saved`), and that
of the server, whose page asks for something. What all of them change is changed under one lock.
"""

from __future__ import annotations

import gc
import shutil
import threading
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import write_bytes
from stapsgewijs.labels import Message
from stapsgewijs.review import Rejections, Review, Reviewed
from stapsgewijs.review.session import NOT_OURS
from stapsgewijs.screenshots.comparison import STRICT
from stapsgewijs.screenshots.regression import ScreenshotComparer
from stapsgewijs.screenshots.undo_log import UndoLog
from stapsgewijs.watch.follower import Wanted, page_content_of
from stapsgewijs.watch.moment import Frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stapsgewijs.review.session import Entry
    from stapsgewijs.watch.document import WatchedGuide
    from stapsgewijs.watch.follower import Follower
    from stapsgewijs.watch.moment import Moment

    Listener = Callable[[str, Any], object]

DOCUMENT, TIMELINE, MOMENT, FRAME, STATUS = "document", "timeline", "moment", "frame", "status"
"""What listeners are told of: that the document, the timeline or the status is another one, a moment, a frame."""

FIXED: Final = "Corrected: line {line}."
NOT_FIXED: Final = "Line {line} is not as it was, or cannot be corrected by itself; nothing was written."
NO_SCENARIO: Final = "No scenario follows this: there is nothing to run."
STOPPED: Final = "Stopped."
FAILED: Final = "That did not work: {reason}"
ACCEPTED: Final = "Accepted: {name}"
UNDONE: Final = "Undone: {name}"


@dataclass
class Watched:
    """A guide in a session, its moments of the last run of each procedure, and what is being done with it.

    `following` is what is followed now, `said` the last thing to tell of.
    """

    number: int
    guide: WatchedGuide
    moments: dict[str, list[Moment]] = field(default_factory=dict)
    following: Wanted | None = None
    waiting: bool = False
    said: Message | None = None
    is_wrong: bool = False
    review: Review | None = None
    folder: int = 0

    def timeline(self) -> list[Moment]:
        """Return all moments, in the order of the procedures of the guide."""
        order = [each.id for each in self.guide.known.guide.procedures]
        known = [name for name in order if name in self.moments]
        rest = [name for name in self.moments if name not in order]
        return [each for name in (*known, *rest) for each in self.moments[name]]


class Session:
    """The guides of a session, numbered from 1. `folder` is for copies of pictures, `undo` for what may be undone."""

    def __init__(
        self, guides: Sequence[WatchedGuide], follower: Follower, rejections: Rejections, *, folder: Path, undo: Path
    ) -> None:
        self.guides = tuple(Watched(number, each) for number, each in enumerate(guides, 1))
        self.frames = Frames()
        self.is_automatic = True
        self.lock = threading.RLock()
        self._follower = follower
        self._folder = folder
        self._undo = UndoLog(undo)
        self._rejections = rejections
        self._jobs: deque[tuple[Watched, Wanted]] = deque()
        self._changed: dict[int, set[str]] = {}
        self._wake = threading.Condition(self.lock)
        self._listeners: dict[int, list[Listener]] = {each.number: [] for each in self.guides}
        self._current: Watched | None = None
        self._is_restarted = False
        self._moments = 0

    # The page.

    def subscribe(self, number: int, listener: Listener) -> Callable[[], None]:
        """Call `listener` with what changes of a guide, from any thread; returns what ends that."""
        with self.lock:
            self._listeners[number].append(listener)

        def leave() -> None:
            with self.lock:
                self._listeners[number].remove(listener)

        return leave

    def ask(self, number: int, wanted: Wanted) -> None:
        """Follow something of a guide as soon as what is followed now has ended."""
        with self._wake:
            watched = self.guides[number - 1]
            if (watched, wanted) not in self._jobs:
                self._jobs.append((watched, wanted))
            watched.waiting = True
            self._wake.notify()
        self._tell(watched, STATUS)

    def stop(self) -> None:
        """End what is followed now, and all that waits."""
        with self._wake:
            self._jobs.clear()
            self._changed.clear()
            for each in self.guides:
                each.waiting = False
        self._follower.stop()

    def set_automatic(self, *, is_on: bool) -> None:
        """Follow what changed whenever it is saved, or only what is asked for."""
        self.is_automatic = is_on
        for each in self.guides:
            self._tell(each, STATUS)

    def entries(self, number: int) -> tuple[Entry, ...]:
        """Return the pictures of a guide that the last run took, as they compare to the accepted ones."""
        review = self.guides[number - 1].review
        return review.entries if review else ()

    def accept(self, number: int, picture: int) -> None:
        """Accept a picture of the last run."""
        self._decide(number, picture, accepts=True)

    def undo(self, number: int, picture: int) -> None:
        """Undo that."""
        self._decide(number, picture, accepts=False)

    def _decide(self, number: int, picture: int, *, accepts: bool) -> None:
        with self.lock:
            watched = self.guides[number - 1]
            entry = watched.review.entry(picture) if watched.review else None
            if watched.review is None or entry is None:
                return
            (watched.review.accept if accepts else watched.review.undo)(picture)
            watched.said, watched.is_wrong = entry.said, entry.is_wrong
            if not entry.is_wrong and entry.said is not None:
                watched.said = Message.of(ACCEPTED if accepts else UNDONE, name=entry.taken.name)
            watched.guide.compare()
        self._tell(watched, DOCUMENT, STATUS)

    def fix(self, number: int, fingerprint: str) -> None:
        """Correct what one finding of the linter is about, in the file of the guide."""
        from stapsgewijs.lint.autofix import mend_one  # noqa: PLC0415  # most sessions mend nothing
        from stapsgewijs.lint.discovery import shown  # noqa: PLC0415  # idem
        from stapsgewijs.lint.linter import Linter  # noqa: PLC0415  # idem

        with self.lock:
            watched = self.guides[number - 1]
            guide = watched.guide
            found = next((each for each in guide.run.findings if each.fingerprint == fingerprint and each.edits), None)
            if found is None:
                return
            rules, path = guide.rules.lint, guide.settings.guide_place
            linter = Linter(rules, guide.settings.site_place / "labels")
            mended = mend_one(linter, path, shown(path, rules.root), fingerprint) if guide.ours else None
            if not guide.ours:
                watched.said, watched.is_wrong = Message(NOT_OURS), True
            elif mended is None:
                watched.said, watched.is_wrong = Message.of(NOT_FIXED, line=found.line), True
            else:
                try:
                    write_bytes(path, mended.raw, folders=False, sync=True)
                    watched.said, watched.is_wrong = Message.of(FIXED, line=found.line), False
                except StapsgewijsError as error:
                    watched.said, watched.is_wrong = Message.of(FAILED, reason=error), True
            said, is_wrong = watched.said, watched.is_wrong
        self.saved([path])
        with self.lock:
            watched.said, watched.is_wrong = said, is_wrong
        self._tell(watched, STATUS)

    # Files.

    def places(self) -> Iterator[Path]:
        """Give the folders whose files matter; one that is not there is left out."""
        for each in self.guides:
            settings = each.guide.settings
            yield settings.guide_place.parent
            for root in (settings.features_root, settings.project.steps, settings.site_place / "labels"):
                if root.is_dir():
                    yield root
                    yield from (sub for sub in root.rglob("*") if sub.is_dir() and not sub.name.startswith((".", "__")))

    def saved(self, files: Iterable[Path]) -> None:
        """Take note that files were saved, made or removed."""
        changed = {Path(each).absolute() for each in files}
        for watched in self.guides:
            if told := self._read(watched, changed):
                self._tell(watched, *told)

    def _read(self, watched: Watched, changed: set[Path]) -> tuple[str, ...]:
        """Read a guide again if these files are about it, and let what changed be followed."""
        with self._wake:
            guide, settings = watched.guide, watched.guide.settings
            is_guide = settings.guide_place in changed
            features = {each for each in changed if each.suffix == ".feature"}
            steps = {each for each in changed if each.suffix == ".py" and each.is_relative_to(settings.project.steps)}
            words = {each for each in changed if each.is_relative_to(settings.site_place / "labels")}
            if not (is_guide or features or steps or words):
                return ()
            watched.said, watched.is_wrong = None, False
            content, again = page_content_of(guide.known), set()
            if features:
                guide.features_changed()
            try:
                again.update(guide.read())
            except StapsgewijsError as error:
                watched.said, watched.is_wrong = Message.of(FAILED, reason=error), True
            if steps or words or page_content_of(guide.known) != content:
                again.update(guide.followed)
            for each in features:
                again.update(guide.procedures_in(each))
            if self.is_automatic and (again := again & guide.followable):
                self._changed.setdefault(watched.number, set()).update(again)
                watched.waiting = True
                if watched.following and set(watched.following.procedures or again) & again:
                    self._is_restarted = True
                    self._follower.stop()
                self._wake.notify()
        return (DOCUMENT, STATUS)

    # Following.

    def run(self) -> None:
        """Follow what is asked for, in this thread, until Ctrl-C."""
        while True:
            with self._wake:
                while (job := self.next_job()) is None:
                    self._wake.wait(1.0)  # without an end, Ctrl-C does not come through on every system
            self.follow(*job)
            gc.collect()  # pytest leaves cycles of references; nobody waits for anything now

    def next_job(self) -> tuple[Watched, Wanted] | None:
        """Take what is to be followed now: what was asked for, then what changed; None when there is nothing."""
        with self.lock:
            if self._jobs:
                return self._jobs.popleft()
            if not self._changed:
                return None
            number = next(iter(self._changed))
            return self.guides[number - 1], Wanted(tuple(sorted(self._changed.pop(number))))

    def follow(self, watched: Watched, wanted: Wanted) -> None:
        """Follow something of a guide now, and tell of it."""
        with self.lock:
            guide, known = watched.guide, watched.guide.known
            wanted = wanted if wanted.procedures else Wanted(tuple(each.id for each in known.guide.procedures))
            scenarios = guide.scenarios_about(wanted.procedures)
            watched.said, watched.is_wrong, self._is_restarted = None, False, False
            watched.waiting = self._waits(watched)
            if not scenarios:
                watched.said = Message(NO_SCENARIO)
            else:
                watched.following = wanted
                watched.folder += 1
        self._tell(watched, STATUS)
        if not scenarios:
            return
        self._current = watched
        pictures = self._folder / f"{watched.number}-{watched.folder}" / "pictures"
        settings = replace(guide.settings, pictures=pictures)
        try:
            followed = self._follower.follow(settings, known, wanted, scenarios, self, self.frames)
        except StapsgewijsError as error:
            with self.lock:
                watched.following, self._current = None, None
                watched.said, watched.is_wrong = Message.of(FAILED, reason=error), True
            self._tell(watched, STATUS)
            return
        with self.lock:
            watched.following, self._current = None, None
            if followed.is_stopped and not self._is_restarted:
                watched.said = Message(STOPPED)
            if not (followed.is_stopped and self._is_restarted):
                guide.keep(followed, wanted, known)
                self._keep_moments(watched, followed.moments)
                self._look_at_pictures(watched)
                self._forget_pictures(watched)
        self._tell(watched, DOCUMENT, TIMELINE, STATUS)

    def _waits(self, watched: Watched) -> bool:
        return watched.number in self._changed or any(each is watched for each, _ in self._jobs)

    def _keep_moments(self, watched: Watched, moments: Iterable[Moment]) -> None:
        fresh: dict[str, list[Moment]] = {}
        for each in moments:
            fresh.setdefault(each.procedure, []).append(each)
        for name, found in fresh.items():
            watched.moments[name] = [replace(each, number=self._moments + count) for count, each in enumerate(found, 1)]
            self._moments += len(found)
        used = {each.frame for one in self.guides for found in one.moments.values() for each in found}
        self.frames.forget(used)

    def _look_at_pictures(self, watched: Watched) -> None:
        run = watched.guide.run
        settings = watched.guide.settings
        comparer = ScreenshotComparer(
            dict(run.environment), STRICT, settings.captures(watched.guide.known).budgets(STRICT)
        )
        folder = self._folder / f"{watched.number}-{watched.folder}" / "review"
        folder.mkdir(parents=True)
        reviewed = [Reviewed(run, comparer, watched.guide.ours)]
        watched.review = Review(reviewed, self._undo, self._rejections, folder, _tell_nobody)

    def _forget_pictures(self, watched: Watched) -> None:
        """Remove the pictures of earlier runs of which nothing is known any more."""
        used = [Path(each) for scenario in watched.guide.run.scenarios for each in scenario.pictures]
        now = self._folder / f"{watched.number}-{watched.folder}"
        for each in self._folder.glob(f"{watched.number}-*"):
            if each != now and not any(file.is_relative_to(each) for file in used):
                shutil.rmtree(each, ignore_errors=True)

    # What the observer sees.

    def saw_frame(self, number: int) -> None:
        """Take note of a picture of the page that is followed."""
        if self._current is not None:
            self._tell_of(self._current, FRAME, number)

    def saw_moment(self, moment: Moment) -> None:
        """Take note of a line that was done."""
        if self._current is not None:
            self._tell_of(self._current, MOMENT, moment)

    def moment(self, number: int, moment: int) -> Moment | None:
        """Return a moment of a guide by its number."""
        return next((each for each in self.guides[number - 1].timeline() if each.number == moment), None)

    def _tell(self, watched: Watched, *names: str) -> None:
        for each in names:
            self._tell_of(watched, each, None)

    def _tell_of(self, watched: Watched, name: str, about: object) -> None:
        for each in tuple(self._listeners[watched.number]):
            each(name, about)


def _tell_nobody(_line: str) -> None:
    """Say nothing: the page does."""
