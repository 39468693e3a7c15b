"""A review session: the pictures of one run, the decision about each, and the summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.labels import Message
from stapsgewijs.review.picture import PictureInspector, PictureState
from stapsgewijs.screenshots.baseline import accept
from stapsgewijs.screenshots.capture_set import pictures_of
from stapsgewijs.screenshots.file_state import ChangedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.screenshots.capture_set import Picture
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.undo_log import UndoLog

CHANGED_MEANWHILE = "Somebody changed the accepted picture meanwhile, so nothing was written. This is how it is now."
CHANGED_SINCE = "Somebody changed this picture after you accepted it, so nothing was undone. This is how it is now."
ACCEPTED = "Accepted: this picture is in the guide now."
UNDONE = "Undone: all is as it was before."
FAILED = "That did not work: {reason}"


@dataclass(slots=True)
class Entry:
    """One picture of the review; `said` is the result of the last action on it."""

    number: int
    taken: Picture
    state: PictureState
    said: Message | None = None
    is_wrong: bool = False
    was_accepted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it differs and can be accepted."""
        return self.state.may_accept and not self.state.is_settled

    @property
    def needs_attention(self) -> bool:
        """Whether it is listed among what differs: it has no decision yet, or one that can be undone."""
        return not self.state.is_settled or self.state.may_undo


class Review:
    """The pictures of a run under review; numbers count from 1. `tell` gets a line for each action."""

    def __init__(
        self, run: Run, comparer: ScreenshotComparer, undo_log: UndoLog, folder: Path, tell: Callable[[str], object]
    ) -> None:
        """Copy the pictures of `run` to `folder`, which is empty and used by nothing else, and inspect each."""
        self.run = run
        self._environment = dict(run.environment)
        self._undo_log = undo_log
        self._inspector = PictureInspector(comparer, undo_log, folder)
        self._tell = tell
        self.said: Message | None = None
        self.entries = tuple(self._entry(number, each) for number, each in enumerate(pictures_of(run), 1))

    @property
    def left(self) -> tuple[Entry, ...]:
        """The pictures without a decision."""
        return tuple(each for each in self.entries if each.is_open)

    @property
    def is_settled(self) -> bool:
        """Whether every picture is the same as the accepted one, or was accepted."""
        return all(each.state.is_settled for each in self.entries)

    @property
    def accepted(self) -> tuple[Entry, ...]:
        """The pictures that were accepted in this review, and not undone."""
        return tuple(each for each in self.entries if each.was_accepted)

    def file(self, number: int, which: str) -> Path | None:
        """Return a picture of the review as a file; None for one that it does not have."""
        entry = self.entry(number)
        return entry.state.files.get(which) if entry else None

    def entry(self, number: int) -> Entry | None:
        """Return a picture by its number."""
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None

    def accept(self, number: int) -> None:
        """Accept one picture, unless its files changed since they were shown."""
        self._forget_what_was_said()
        entry = self.entry(number)
        if entry is not None and entry.state.may_accept:
            self._accept(entry)
            self._tell_when_done()

    def accept_all(self) -> None:
        """Accept every picture without a decision."""
        self._forget_what_was_said()
        open_ones = self.left
        for each in open_ones:
            self._accept(each)
        done = sum(each.was_accepted for each in open_ones)
        if done == 1:
            self.said = Message("1 picture was accepted.")
        elif done:
            self.said = Message.of("{n} pictures were accepted.", n=done)
        self._tell_when_done()

    def undo(self, number: int) -> None:
        """Undo the acceptance of a picture, unless its files changed since."""
        self._forget_what_was_said()
        entry = self.entry(number)
        if entry is None or not entry.state.may_undo:
            return
        try:
            self._undo_log.undo(entry.taken.place)
        except ChangedMeanwhileError as error:
            self._say(entry, Message(CHANGED_SINCE), str(error), is_wrong=True)
        except StapsgewijsError as error:
            self._say(entry, Message.of(FAILED, reason=error), str(error), is_wrong=True)
        else:
            self._say(entry, Message(UNDONE), f"undone    {entry.taken.place}")
        entry.was_accepted = entry.was_accepted and entry.state.may_undo

    def _accept(self, entry: Entry) -> None:
        place, captured = entry.taken.place, entry.taken.captured
        if captured is None:
            return
        try:
            accept(place, captured, self._environment, self._undo_log, root=entry.taken.root, seen=entry.state.seen)
        except ChangedMeanwhileError as error:
            self._say(entry, Message(CHANGED_MEANWHILE), str(error), is_wrong=True)
        except StapsgewijsError as error:
            self._say(entry, Message.of(FAILED, reason=error), str(error), is_wrong=True)
        else:
            entry.was_accepted = True
            self._say(entry, Message(ACCEPTED), f"accepted  {place}")

    def _say(self, entry: Entry, said: Message, line: str, *, is_wrong: bool = False) -> None:
        entry.said, entry.is_wrong = said, is_wrong
        entry.state = self._inspector.inspect(entry.taken, entry.number)
        self._tell(line)

    def _tell_when_done(self) -> None:
        if self.accepted and not self.left:
            self._tell(self.summary())

    def summary(self) -> str:
        """Return one line for the terminal: how many were accepted, and how many are left."""
        return f"{_counted(len(self.accepted))} accepted, {len(self.left)} left to decide on"

    def _entry(self, number: int, picture: Picture) -> Entry:
        taken = self._inspector.copy(picture, number)
        return Entry(number, taken, self._inspector.inspect(taken, number))

    def _forget_what_was_said(self) -> None:
        self.said = None
        for each in self.entries:
            each.said, each.is_wrong = None, False


def _counted(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
