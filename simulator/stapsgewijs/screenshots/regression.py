"""Compares the pictures of a run with the accepted ones: pixels, then words, then the environment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.guide import Finding, Outcome, finding
from stapsgewijs.labels import Message
from stapsgewijs.screenshots.aria_snapshot import aria_of, changes
from stapsgewijs.screenshots.baseline import was_accepted
from stapsgewijs.screenshots.comparison import STRICT, Budget, ComparisonResult, compare
from stapsgewijs.screenshots.environment import capture_mode_change, environment_changes
from stapsgewijs.screenshots.plan import DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stapsgewijs.guide import Screenshot
    from stapsgewijs.screenshots.aria_snapshot import Change
    from stapsgewijs.screenshots.comparison import PictureResult

_MAX_WORDS_SHOWN = 6
"""How many differences in words a finding tells; all of them are in the JSON and at the picture."""
_WRONG = {
    ComparisonResult.CHANGED,
    ComparisonResult.SAME_TEXT,
    ComparisonResult.WRONG_SIZE,
    ComparisonResult.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class ScreenshotComparer:
    """Holds pictures against each other; `environment` is what this run happens in.

    `budgets` are those of pictures by name, where one differs from the `budget` of all.
    """

    environment: Mapping[str, str]
    budget: Budget = STRICT
    budgets: Mapping[str, Budget] = field(default_factory=dict)

    def __call__(self, picture: PictureResult) -> PictureResult:
        """Return the picture with what became of it; one that was not taken stays as it is."""
        if not picture.captured:
            return replace(picture, comparison=ComparisonResult.MISSING if picture.accepted else None)
        accepted = Path(picture.accepted) if picture.accepted else None
        captured = Path(picture.captured)
        found = compare(accepted, captured, self.budgets.get(captured.name, self.budget))
        comparison = found.result
        changed: tuple[Change, ...] = ()
        strange: tuple[str, ...] = ()
        comparable = True
        if accepted is not None and comparison in _WRONG:
            before, after = aria_of(accepted), aria_of(captured)
            changed = changes(before, after) if before is not None and after is not None else ()
            if comparison is ComparisonResult.CHANGED and before is not None and before == after:
                comparison = ComparisonResult.SAME_TEXT
            strange = environment_changes(accepted, self.environment)
            if ways := capture_mode_change(accepted, self.environment):
                strange = (*strange, f"capture: {ways[0]} → {ways[1]}")
                comparable = ways[0].removesuffix(DRAWN) == ways[1].removesuffix(DRAWN)
        # Other pixels of the same words, from another browser, say nothing of the page.
        forgiven = comparison is ComparisonResult.SAME_TEXT and bool(strange) and comparable
        outcome = Outcome.FAILED if comparison in _WRONG and not forgiven else Outcome.PASSED
        if comparison is ComparisonResult.WRONG_SIZE and accepted is not None and not was_accepted(accepted):
            outcome = Outcome.NOT_RUN  # a writer's own screenshot: nobody ever compared it
        return replace(
            picture,
            outcome=outcome,
            comparison=comparison,
            pixels=found.pixels,
            ratio=found.ratio,
            words=tuple(map(str, changed)) if comparable else (),
            changes=changed if comparable else (),
            environment_changes=strange,
            comparable=comparable,
            sizes=found.sizes,
        )


def comparison_findings(shown: Screenshot, picture: PictureResult) -> Iterator[Finding]:
    """Give what has to be said of a picture that is not as it was accepted."""
    place = (shown.line, shown.column, shown.path)
    words = "; ".join(picture.words[:_MAX_WORDS_SHOWN])
    if len(picture.words) > _MAX_WORDS_SHOWN:
        words += f"; … (+{len(picture.words) - _MAX_WORDS_SHOWN})"
    if picture.left_out:
        yield finding("picture-highlight-left-out", *place, left=", ".join(f"“{each}”" for each in picture.left_out))
    if not picture.comparable:
        yield finding("picture-captured-otherwise", *place, changed=", ".join(picture.environment_changes))
    elif picture.comparison is ComparisonResult.WRONG_SIZE:
        if picture.sizes and not was_accepted(Path(picture.accepted)):
            then, now = (f"{width} × {height}" for width, height in picture.sizes)
            yield finding("picture-not-accepted", *place, then=then, now=now)
        else:
            yield finding("picture-wrong-size", *place)
    elif picture.comparison is ComparisonResult.UNREADABLE:
        yield finding("picture-unreadable", *place)
    elif picture.comparison in {ComparisonResult.CHANGED, ComparisonResult.SAME_TEXT}:
        share, pixels = Message.of_share(picture.ratio), Message.of_count(picture.pixels)
        if picture.outcome is Outcome.PASSED:
            yield finding("picture-elsewhere", *place, pixels=pixels, changed=", ".join(picture.environment_changes))
        elif picture.comparison is ComparisonResult.SAME_TEXT or not words:
            yield finding("picture-changed", *place, pixels=pixels, share=share)
        else:
            yield finding("picture-changed-words", *place, pixels=pixels, share=share, words=words)
