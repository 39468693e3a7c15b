"""The pictures of a run against the accepted ones: pixels, then words, then where they were taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.evidence.run import Outcome
from stapsgewijs.guide import Finding, finding
from stapsgewijs.screenshots.aria_snapshot import aria_of, differences
from stapsgewijs.screenshots.comparison import STRICT, Budget, Likeness, compare
from stapsgewijs.screenshots.environment import captured_otherwise, elsewhere
from stapsgewijs.screenshots.plan import DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stapsgewijs.evidence.run import PictureResult
    from stapsgewijs.guide import Screenshot

_MOST_WORDS = 6
"""How many differences in words a finding tells; all of them are in the JSON and at the picture."""
_WRONG = {Likeness.CHANGED, Likeness.SAME_TEXT, Likeness.WRONG_SIZE, Likeness.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Comparer:
    """Holds pictures against each other; `environment` is what this run happens in.

    `budgets` are those of pictures by name, where one differs from the `budget` of all.
    """

    environment: Mapping[str, str]
    budget: Budget = STRICT
    budgets: Mapping[str, Budget] = field(default_factory=dict)

    def __call__(self, picture: PictureResult) -> PictureResult:
        """Return the picture with what became of it; one that was not taken stays as it is."""
        if not picture.captured:
            return replace(picture, likeness=Likeness.MISSING if picture.accepted else None)
        accepted = Path(picture.accepted) if picture.accepted else None
        captured = Path(picture.captured)
        found = compare(accepted, captured, self.budgets.get(captured.name, self.budget))
        likeness = found.likeness
        words: tuple[str, ...] = ()
        strange: tuple[str, ...] = ()
        comparable = True
        if accepted is not None and likeness in _WRONG:
            before, after = aria_of(accepted), aria_of(captured)
            words = differences(before, after) if before is not None and after is not None else ()
            if likeness is Likeness.CHANGED and before is not None and before == after:
                likeness = Likeness.SAME_TEXT
            strange = elsewhere(accepted, self.environment)
            if ways := captured_otherwise(accepted, self.environment):
                strange = (*strange, f"capture: {ways[0]} → {ways[1]}")
                comparable = ways[0].removesuffix(DRAWN) == ways[1].removesuffix(DRAWN)
        # Other pixels of the same words, from another browser, say nothing of the page.
        forgiven = likeness is Likeness.SAME_TEXT and bool(strange) and comparable
        outcome = Outcome.FAILED if likeness in _WRONG and not forgiven else Outcome.PASSED
        return replace(
            picture,
            outcome=outcome,
            likeness=likeness,
            pixels=found.pixels,
            ratio=found.ratio,
            words=words if comparable else (),
            elsewhere=strange,
            comparable=comparable,
        )


def likeness_findings(shown: Screenshot, picture: PictureResult) -> Iterator[Finding]:
    """Give what has to be said of a picture that is not as it was accepted."""
    place = (shown.line, shown.column, shown.path)
    words = "; ".join(picture.words[:_MOST_WORDS])
    if len(picture.words) > _MOST_WORDS:
        words += f"; … (+{len(picture.words) - _MOST_WORDS})"
    if picture.left_out:
        yield finding("picture-highlight-left-out", *place, left=", ".join(f"“{each}”" for each in picture.left_out))
    if not picture.comparable:
        yield finding("picture-captured-otherwise", *place, changed=", ".join(picture.elsewhere))
    elif picture.likeness is Likeness.WRONG_SIZE:
        yield finding("picture-wrong-size", *place)
    elif picture.likeness is Likeness.UNREADABLE:
        yield finding("picture-unreadable", *place)
    elif picture.likeness in {Likeness.CHANGED, Likeness.SAME_TEXT}:
        share = f"{picture.ratio:.2%}"
        if picture.outcome is Outcome.PASSED:
            yield finding("picture-elsewhere", *place, pixels=picture.pixels, changed=", ".join(picture.elsewhere))
        elif picture.likeness is Likeness.SAME_TEXT or not words:
            yield finding("picture-changed", *place, pixels=picture.pixels, share=share)
        else:
            yield finding("picture-changed-words", *place, pixels=picture.pixels, share=share, words=words)
