"""The views of a review, in the language of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.step_outcome import first_line
from stapsgewijs.image_files import picture_suffix
from stapsgewijs.labels import number_in, share_in
from stapsgewijs.pages.review import Elsewhere, Notice, PictureReview, ReviewDone, ReviewPage, ReviewProblem
from stapsgewijs.review.picture import ACCEPTED, CAPTURED, DIFFERENCE
from stapsgewijs.screenshots.aria_text import describe
from stapsgewijs.screenshots.comparison import ComparisonResult

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.evidence.run import ProcedureResult, StepResult
    from stapsgewijs.labels import Catalogue, Message
    from stapsgewijs.pages import View
    from stapsgewijs.review.picture import PictureState
    from stapsgewijs.review.session import Entry, Review
    from stapsgewijs.screenshots.comparison import PictureResult

OUTCOMES: Final = {
    ComparisonResult.SAME: ("Same", "passed"),
    ComparisonResult.WITHIN_BUDGET: ("Small difference", "passed"),
    ComparisonResult.CHANGED: ("Changed", "failed"),
    ComparisonResult.SAME_TEXT: ("Only looks changed", "warning"),
    ComparisonResult.NEW: ("New", "new"),
    ComparisonResult.WRONG_SIZE: ("Other size", "failed"),
    ComparisonResult.UNREADABLE: ("Not readable", "failed"),
    ComparisonResult.MISSING: ("Not taken", "not-run"),
}
"""The outcome of a picture → the msgid of its name, and the class of its colour."""

_PIXELS: Final = {
    ComparisonResult.CHANGED: "{pixels} pixels differ ({share}).",
    ComparisonResult.SAME_TEXT: "The page says the same, but {pixels} pixels differ ({share}).",
    ComparisonResult.WITHIN_BUDGET: "{pixels} pixels differ ({share}): no more than you allow.",
}
_SENTENCES: Final = {
    ComparisonResult.SAME: "The picture is as it was accepted.",
    ComparisonResult.NEW: "The guide has no picture at this place yet.",
    ComparisonResult.MISSING: "This picture was not taken: nobody came to this moment.",
    ComparisonResult.UNREADABLE: "The file in the guide is no PNG that can be read.",
}
"""The messages about a picture: msgids, with their numbers."""


class ReviewPages:
    """Makes the pages of a review, and passes actions to it.

    `static` is the address of styles and script. The web server uses it; it knows no server.
    """

    def __init__(self, review: Review, catalogue: Catalogue, static: str, *, is_of_last_run: bool = False) -> None:
        self._review = review
        self._catalogue = catalogue
        self._static = static
        self._is_of_last_run = is_of_last_run

    def page(self, form: str, *, everything: bool) -> View:
        """Return the page; `form` is the token of its forms."""
        review, guide = self._review, self._review.run.guide
        shown = [each for each in review.entries if everything or each.needs_attention]
        return ReviewPage(
            static=self._static,
            form=form,
            title=guide.title,
            language=guide.language,
            file=guide.path.name,
            everything=everything,
            pictures=tuple(self._picture(each) for each in shown),
            differing=sum(each.needs_attention for each in review.entries),
            total=len(review.entries),
            left=len(review.left),
            accepted=tuple(each.taken.name for each in review.accepted),
            is_of_last_run=self._is_of_last_run,
            notice=self._notice(review.said),
        )

    def done(self) -> View:
        """Return the last page."""
        accepted = tuple(each.taken.name for each in self._review.accepted)
        return ReviewDone(self._static, accepted, len(self._review.left))

    def problem(self, title: str, advice: str) -> View:
        """Return an error page; both arguments are msgids."""
        return ReviewProblem(self._static, title, advice)

    def file(self, number: int, which: str) -> tuple[Path, str] | None:
        """Return a picture as a file, and the suffix that fits its content; None if there is none."""
        file = self._review.file(number, which)
        suffix = picture_suffix(file) if file else None
        return (file, suffix) if file and suffix else None

    def has(self, number: int) -> bool:
        """Return whether the review has a picture with this number."""
        return self._review.entry(number) is not None

    def accept(self, number: int) -> None:
        """Accept a picture."""
        self._review.accept(number)

    def accept_all(self) -> None:
        """Accept all pictures without a decision."""
        self._review.accept_all()

    def undo(self, number: int) -> None:
        """Undo an acceptance."""
        self._review.undo(number)

    def _picture(self, entry: Entry) -> PictureReview:
        state = entry.state
        procedure, step = self._place(entry)
        outcome, kind = (
            ("Accepted", "passed") if state.may_undo else OUTCOMES[state.result.comparison or ComparisonResult.MISSING]
        )
        reason = first_line(step.reason) if step.reason and not state.result.captured else ""
        return PictureReview(
            number=entry.number,
            outcome=outcome,
            kind=kind,
            sentence=self._sentence(state),
            alt=state.result.alt,
            name=entry.taken.name,
            path=state.result.documented,
            procedure=procedure.title,
            step=step.number,
            line=state.result.line,
            accepted=self._address(entry, ACCEPTED),
            captured=self._address(entry, CAPTURED),
            difference=self._address(entry, DIFFERENCE),
            words=describe(state.changes, self._catalogue),
            elsewhere=tuple(
                Elsewhere(self._catalogue.wording.get(name, name), then, now) for name, then, now in state.elsewhere
            ),
            reason=reason,
            may_accept=state.may_accept,
            may_undo=state.may_undo,
            notice=self._notice(entry.said, is_wrong=entry.is_wrong),
            next=self._next(entry),
        )

    def _place(self, entry: Entry) -> tuple[ProcedureResult, StepResult]:
        taken = entry.taken
        procedure = next(each for each in self._review.run.procedures if each.id == taken.procedure)
        return procedure, next(each for each in procedure.steps if each.number == taken.step)

    def _sentence(self, state: PictureState) -> str:
        said, result = self._catalogue.text, state.result
        comparison = result.comparison or ComparisonResult.MISSING
        if comparison in _PIXELS:
            return said(_PIXELS[comparison], **self._numbers(result))
        if comparison is ComparisonResult.WRONG_SIZE:
            then, now = (f"{each[0]} × {each[1]}" if each else "?" for each in state.sizes)
            return said("The picture was {then} pixels, and is {now} now.", then=then, now=now)
        if comparison is ComparisonResult.SAME and state.may_accept:
            return said("The picture is as it was accepted. What the page says is not kept beside it yet.")
        return said(_SENTENCES[comparison])

    def _numbers(self, result: PictureResult) -> dict[str, str]:
        locale = self._catalogue.locale
        return {"pixels": number_in(locale, result.pixels), "share": share_in(locale, result.ratio)}

    def _address(self, entry: Entry, which: str) -> str:
        return f"/pictures/{entry.number}/{which}" if which in entry.state.files else ""

    def _notice(self, said: Message | None, *, is_wrong: bool = False) -> Notice | None:
        return Notice(said.said_in(self._catalogue), is_wrong) if said else None

    def _next(self, entry: Entry) -> int:
        """Return the next picture without a decision: further down, or else from the top."""
        numbers = [each.number for each in self._review.left if each is not entry]
        return next((each for each in numbers if each > entry.number), next(iter(numbers), 0))
