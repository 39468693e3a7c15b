"""A review session: the pictures of some runs, the decision about each, and the summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.labels import Message
from stapsgewijs.review.picture import PictureInspector, PictureState
from stapsgewijs.review.rejections import MOST_LETTERS, Rejection, digest
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.baseline import accept
from stapsgewijs.screenshots.capture_set import pictures_of
from stapsgewijs.screenshots.comparison import ComparisonResult
from stapsgewijs.screenshots.environment import NAME
from stapsgewijs.screenshots.file_state import ChangedMeanwhileError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from pathlib import Path

    from stapsgewijs.evidence.run import ProcedureResult, Run, StepResult
    from stapsgewijs.review.rejections import Rejections
    from stapsgewijs.screenshots.capture_set import Picture
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.undo_log import UndoLog

CHANGED_MEANWHILE = "Somebody changed the accepted picture meanwhile, so nothing was written. This is how it is now."
CHANGED_SINCE = "Somebody changed this picture after you accepted it, so nothing was undone. This is how it is now."
ACCEPTED = "Accepted: this picture is in the guide now."
UNDONE = "Undone: all is as it was before."
REJECTED = "Rejected. The note is in {file}."
NO_NOTE = "Say in a few words why it is rejected; nothing was written."
FAILED = "That did not work: {reason}"
NOT_OURS = "This guide is not of this project, so nothing was written. Name it to write to it."


class Reviewed(NamedTuple):
    """A run whose pictures are reviewed, and what holds them against the accepted ones.

    One that is not `ours` is of a guide that nobody named and that lies outside of the project: nothing is written.
    """

    run: Run
    comparer: ScreenshotComparer
    ours: bool = True


@dataclass(slots=True)
class Entry:
    """One picture of the review; `said` is the result of the last action on it.

    `rejected` says why somebody rejected what was captured. `is_rejected_now`: that was in this review.
    """

    number: int
    run: Run
    taken: Picture
    state: PictureState
    said: Message | None = None
    is_wrong: bool = False
    was_accepted: bool = False
    rejected: Rejection | None = None
    is_rejected_now: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it differs and can be accepted, and nobody rejected it."""
        return self.state.may_accept and not self.state.is_settled and self.rejected is None

    @property
    def needs_attention(self) -> bool:
        """Whether it is listed among what differs: it has no decision yet, or one that can be undone."""
        return not self.state.is_settled or self.state.may_undo

    @property
    def procedure(self) -> ProcedureResult:
        """The procedure that shows it."""
        return next(each for each in self.run.procedures if each.id == self.taken.procedure)

    @property
    def step(self) -> StepResult:
        """The step that shows it."""
        return next(each for each in self.procedure.steps if each.number == self.taken.step)

    @property
    def change(self) -> Hashable:
        """What is the same of pictures with the same change: its words and where it was taken; None: nothing is known.

        Two pictures of which only pixels tell that they changed may have changed in any way.
        """
        state = self.state
        known = state.changes, tuple((name, then, now) for name, then, now in state.elsewhere)
        comparison = state.result.comparison
        is_known = any(known) and comparison in {ComparisonResult.CHANGED, ComparisonResult.SAME_TEXT}
        return (comparison, *known) if is_known else None


class Review:
    """The pictures of runs under review; numbers count from 1. `tell` gets a line for each action."""

    def __init__(  # what is looked at, and where everything is kept
        self,
        reviewed: Sequence[Reviewed],
        undo_log: UndoLog,
        rejections: Rejections,
        folder: Path,
        tell: Callable[[str], object],
    ) -> None:
        """Copy the pictures of the runs to `folder`, which is empty and used by nothing else, and inspect each."""
        self.runs = tuple(each.run for each in reviewed)
        self._undo_log = undo_log
        self._rejections = rejections
        self._ours = {id(each.run) for each in reviewed if each.ours}
        self._inspectors = {id(each.run): PictureInspector(each.comparer, undo_log, folder) for each in reviewed}
        self._tell = tell
        self.said: Message | None = None
        # Two guides may show one picture.
        every = {
            (each.place, each.captured and each.captured.is_file() and digest(each.captured)): (one.run, each)
            for one in reversed(reviewed)
            for each in reversed(pictures_of(one.run))
        }
        found = reversed(every.values())
        self.entries = tuple(self._entry(number, run, each) for number, (run, each) in enumerate(found, 1))

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

    @property
    def rejected(self) -> tuple[Entry, ...]:
        """The pictures that are rejected, in this review or an earlier one."""
        return tuple(each for each in self.entries if each.rejected is not None)

    def file(self, number: int, which: str) -> Path | None:
        """Return a picture of the review as a file; None for one that it does not have."""
        entry = self.entry(number)
        return entry.state.files.get(which) if entry else None

    def entry(self, number: int) -> Entry | None:
        """Return a picture by its number."""
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None

    def alike(self, number: int) -> tuple[Entry, ...]:
        """Return the pictures without a decision that changed in the same way as this one, itself among them."""
        entry = self.entry(number)
        if entry is None or entry.change is None:
            return ()
        return tuple(each for each in self.left if each.change == entry.change)

    def accept(self, number: int) -> None:
        """Accept one picture, unless its files changed since they were shown."""
        self._forget_what_was_said()
        entry = self.entry(number)
        if entry is not None and entry.state.may_accept:
            self._accept(entry)
            self._tell_when_done()

    def accept_all(self, chosen: Iterable[Entry] | None = None) -> None:
        """Accept every picture without a decision, or those that are `chosen`."""
        self._forget_what_was_said()
        open_ones = self.left if chosen is None else tuple(each for each in chosen if each.is_open)
        for each in open_ones:
            self._accept(each)
        done = sum(each.was_accepted for each in open_ones)
        if done == 1:
            self.said = Message("1 picture was accepted.")
        elif done:
            self.said = Message.of("{n} pictures were accepted.", n=done)
        self._tell_when_done()

    def reject(self, number: int, note: str) -> None:
        """Reject what was captured, and keep the note in the project; without a note nothing is done."""
        self._forget_what_was_said()
        entry = self.entry(number)
        if entry is None or entry.taken.captured is None or not (entry.is_open or entry.rejected):
            return
        told = "\n".join(line.rstrip() for line in note.strip().splitlines())[:MOST_LETTERS]
        if not told:
            self._say(entry, Message(NO_NOTE), f"{entry.taken.place}: rejected without a note", is_wrong=True)
            return
        name = self._rejections.named
        rejection = Rejection(
            name(entry.taken.place),
            name(entry.run.guide.path),
            entry.procedure.title,
            entry.taken.step,
            entry.state.result.line,
            told,
            digest(entry.taken.captured),
        )
        try:
            self._rejections.add(rejection)
        except StapsgewijsError as error:
            self._say(entry, Message.of(FAILED, reason=error), str(error), is_wrong=True)
            return
        entry.rejected, entry.is_rejected_now = rejection, True
        self._say(entry, Message.of(REJECTED, file=self._rejections.file.name), f"rejected  {entry.taken.place}")
        self._tell_when_done()

    def undo(self, number: int) -> None:
        """Undo the acceptance of a picture, unless its files changed since, or its rejection."""
        self._forget_what_was_said()
        entry = self.entry(number)
        if entry is None:
            return
        if entry.rejected is not None:
            self._take_back(entry)
        elif entry.state.may_undo:
            self._undo(entry)

    def _take_back(self, entry: Entry) -> None:
        try:
            self._rejections.remove(entry.taken.place)
        except StapsgewijsError as error:
            self._say(entry, Message.of(FAILED, reason=error), str(error), is_wrong=True)
            return
        entry.rejected, entry.is_rejected_now = None, False
        self._say(entry, Message(UNDONE), f"undone    {entry.taken.place}")

    def _undo(self, entry: Entry) -> None:
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
        if id(entry.run) not in self._ours:
            self._say(entry, Message(NOT_OURS), f"{place}: is not of this project; nothing was written", is_wrong=True)
            return
        environment, seen = dict(entry.run.environment), entry.state.seen
        try:
            accept(place, captured, environment, self._undo_log, root=entry.taken.root, seen=seen)
            self._rejections.remove(place)
        except ChangedMeanwhileError as error:
            self._say(entry, Message(CHANGED_MEANWHILE), str(error), is_wrong=True)
        except StapsgewijsError as error:
            self._say(entry, Message.of(FAILED, reason=error), str(error), is_wrong=True)
        else:
            entry.was_accepted, entry.rejected, entry.is_rejected_now = True, None, False
            self._say(entry, Message(ACCEPTED), f"accepted  {place}")

    def _say(self, entry: Entry, said: Message, line: str, *, is_wrong: bool = False) -> None:
        entry.said, entry.is_wrong = said, is_wrong
        entry.state = self._inspectors[id(entry.run)].inspect(entry.taken, entry.number)
        self._tell(line)

    def _tell_when_done(self) -> None:
        if (self.accepted or any(each.is_rejected_now for each in self.entries)) and not self.left:
            self._tell(self.summary())

    def summary(self) -> str:
        """Return one line for the terminal: how many were accepted and rejected, and how many are left."""
        rejected = len(self.rejected)
        told = f", {rejected} rejected" if rejected else ""
        return f"{_counted(len(self.accepted))} accepted{told}, {len(self.left)} left to decide on"

    def files(self) -> tuple[Path, ...]:
        """Return the files that this review wrote and that are there, in order: what is to be committed."""
        found = dict.fromkeys(part for each in self.accepted for part in _parts(each.taken.place))
        if any(each.is_rejected_now for each in self.entries):
            found[self._rejections.file] = None
        return tuple(sorted(each for each in found if each.is_file()))

    def _entry(self, number: int, run: Run, picture: Picture) -> Entry:
        inspector = self._inspectors[id(run)]
        taken = inspector.copy(picture, number)
        rejected = self._rejections.of(taken.place, taken.captured) if taken.captured else None
        return Entry(number, run, taken, inspector.inspect(taken, number), rejected=rejected)

    def _forget_what_was_said(self) -> None:
        self.said = None
        for each in self.entries:
            each.said, each.is_wrong = None, False


def _parts(place: Path) -> Iterator[Path]:
    yield place
    yield place.with_suffix(SUFFIX)
    yield place.with_name(NAME)


def _counted(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
