"""The views of a review, in the language of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.step_outcome import first_line
from stapsgewijs.files import display_path
from stapsgewijs.image_files import picture_suffix
from stapsgewijs.labels import language_name, number_in, share_in
from stapsgewijs.pages.review import (
    Elsewhere,
    LanguageLeft,
    Notice,
    PictureReview,
    ReviewDone,
    ReviewGroup,
    ReviewGuide,
    ReviewPage,
    ReviewProblem,
)
from stapsgewijs.review.picture import ACCEPTED, CAPTURED, DIFFERENCE, OUTCOMES
from stapsgewijs.review.summary import summary_of
from stapsgewijs.screenshots.aria_text import describe
from stapsgewijs.screenshots.comparison import ComparisonResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from stapsgewijs.labels import Catalogue, Message
    from stapsgewijs.pages import View
    from stapsgewijs.review.picture import PictureState
    from stapsgewijs.review.session import Entry, Review
    from stapsgewijs.screenshots.comparison import PictureResult

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


SHORTCUTS: Final = (
    ("j, k", "Next and previous picture to decide on"),
    ("a", "Accept this picture"),
    ("s", "Accept all with the same change"),
    ("r", "Reject this picture, with a note"),
    ("u", "Undo that"),
    ("g", "Go to the change, and to the next one in this picture"),
    ("1 – 5", "Side by side, slider, overlay, blink, difference"),
    ("?", "This list"),
)
"""Keys, and what each does: msgids."""


class ReviewPages:
    """Makes the pages of a review, and passes actions to it.

    `static` is the address of styles and script, `keep` writes the summary and returns the path of its file. The web
    server uses it; it knows no server.
    """

    def __init__(
        self,
        review: Review,
        catalogue: Catalogue,
        static: str,
        *,
        is_of_last_run: bool = False,
        keep: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._review = review
        self._catalogue = catalogue
        self._static = static
        self._is_of_last_run = is_of_last_run
        self._keep = keep

    def page(self, form: str, *, everything: bool) -> View:
        """Return the page; `form` is the token of its forms."""
        review, guide = self._review, self._review.runs[0].guide
        guides = tuple(self._guides(everything=everything))
        languages = dict.fromkeys(each.language for each in guides)
        return ReviewPage(
            static=self._static,
            form=form,
            title=guide.title,
            language=guide.language,
            file=guide.path.name,
            everything=everything,
            guides=guides,
            differing=sum(each.needs_attention for each in review.entries),
            total=len(review.entries),
            left=len(review.left),
            shortcuts=SHORTCUTS,
            accepted=tuple(each.taken.name for each in review.accepted),
            rejected=len(review.rejected),
            is_of_last_run=self._is_of_last_run,
            notice=self._notice(review.said),
            languages=tuple(
                LanguageLeft(
                    tag,
                    language_name(tag, self._catalogue.locale),
                    sum(each.left for each in guides if each.language == tag),
                )
                for tag in languages
                if len(languages) > 1
            ),
        )

    def _guides(self, *, everything: bool) -> Iterator[ReviewGuide]:
        for number, run in enumerate(self._review.runs, 1):
            groups = []
            for procedure in run.procedures:
                mine = [each for each in self._review.entries if each.run is run and each.procedure.id == procedure.id]
                shown = tuple(self._picture(each) for each in mine if everything or each.needs_attention)
                if shown:
                    groups.append(ReviewGroup(procedure.title, procedure.id, shown, sum(each.is_open for each in mine)))
            guide, left = run.guide, sum(each.left for each in groups)
            named = language_name(guide.language, self._catalogue.locale)
            yield ReviewGuide(number, guide.title, guide.path.name, guide.language, named, tuple(groups), left)

    def done(self) -> View:
        """Return the last page, after the summary was kept."""
        review = self._review
        accepted = tuple(each.taken.name for each in review.accepted)
        summary = summary_of(review, self._catalogue) if accepted or review.rejected else ""
        files = tuple(map(display_path, review.files()))
        kept = self._keep(summary) if summary else ""
        return ReviewDone(self._static, accepted, len(review.left), len(review.rejected), files, summary, kept)

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

    def accept_all(self, *, guide: int = 0, procedure: str = "", language: str = "", like: int = 0) -> None:
        """Accept all pictures without a decision, or only those of a guide, a procedure, a language or a change."""
        review = self._review
        chosen: Sequence[Entry] = review.alike(like) if like else review.left
        if guide:
            run = review.runs[guide - 1] if guide <= len(review.runs) else None
            chosen = [each for each in chosen if each.run is run]
        if procedure:
            chosen = [each for each in chosen if each.taken.procedure == procedure]
        if language:
            chosen = [each for each in chosen if each.run.guide.language == language]
        review.accept_all(chosen)

    def reject(self, number: int, note: str) -> None:
        """Reject a picture, with a note."""
        self._review.reject(number, note)

    def undo(self, number: int) -> None:
        """Undo an acceptance."""
        self._review.undo(number)

    def _picture(self, entry: Entry) -> PictureReview:
        state = entry.state
        procedure, step = entry.procedure, entry.step
        outcome, kind = OUTCOMES[state.result.comparison or ComparisonResult.MISSING]
        if state.may_undo:
            outcome, kind = "Accepted", "passed"
        elif entry.rejected is not None:
            outcome, kind = "Rejected", "failed"
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
            may_undo=state.may_undo or entry.rejected is not None,
            notice=self._notice(entry.said, is_wrong=entry.is_wrong),
            next=self._next(entry),
            guide=entry.run.guide.title,
            language=entry.run.guide.language,
            note=entry.rejected.note if entry.rejected else "",
            may_reject=entry.is_open or entry.rejected is not None,
            alike=len(self._review.alike(entry.number)) if entry.is_open else 0,
        )

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
