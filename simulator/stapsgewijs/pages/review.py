"""The views of the review page: what differs, as pictures and in words, and the possible actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One thing that is not as it was when a picture was accepted: its name in words, `then` and `now`."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of what somebody just did: a sentence, and whether it is bad news."""

    sentence: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class PictureReview:
    """One picture. `outcome` is said in words, `kind` names its colour and its sign.

    `accepted`, `captured` and `difference` are addresses, empty when there is no such picture; `next` is the number of
    the next picture to decide on, 0 when there is none. `guide` is the title of its guide in its `language`, `note` why
    it was rejected. `alike` is how many pictures without a decision changed in the same way, itself among them.
    """

    number: int
    outcome: str
    kind: str
    sentence: str
    alt: str
    name: str
    path: str
    procedure: str
    step: int
    line: int
    accepted: str = ""
    captured: str = ""
    difference: str = ""
    words: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    reason: str = ""
    may_accept: bool = False
    may_undo: bool = False
    notice: Notice | None = None
    next: int = 0
    guide: str = ""
    language: str = ""
    note: str = ""
    may_reject: bool = False
    alike: int = 0

    @property
    def can_be_laid_over(self) -> bool:
        """Whether there are two pictures to lay one over the other."""
        return bool(self.accepted and self.captured)


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """The pictures of one procedure; `left` is how many of them are to be decided on, `form` the name of the choice."""

    title: str
    id: str
    pictures: tuple[PictureReview, ...]
    left: int


@dataclass(frozen=True, slots=True)
class ReviewGuide:
    """The pictures of one guide, by procedure. `number` counts from 1, `language` is its tag, `named` what that is."""

    number: int
    title: str
    file: str
    language: str
    named: str
    groups: tuple[ReviewGroup, ...]
    left: int


@dataclass(frozen=True, slots=True)
class LanguageLeft:
    """How many pictures are to be decided on in all guides of one language (tag, and its name)."""

    language: str
    named: str
    left: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All pictures that are shown: those that differ, or with `everything` all of them.

    `form` is the token that every form sends back; `left` is how many are to be decided on, `accepted` are the names of
    those that were accepted since it was opened. `is_of_last_run` says that nothing was taken anew. `languages` has
    an entry for each where the guides are in several.
    """

    template: ClassVar[str] = "report-review.html.j2"

    static: str
    form: str
    title: str
    language: str
    file: str
    everything: bool
    guides: tuple[ReviewGuide, ...]
    differing: int
    total: int
    left: int
    shortcuts: tuple[tuple[str, str], ...]
    accepted: tuple[str, ...] = ()
    rejected: int = 0
    is_of_last_run: bool = False
    notice: Notice | None = None
    languages: tuple[LanguageLeft, ...] = ()

    @property
    def pictures(self) -> tuple[PictureReview, ...]:
        """All pictures that are shown, in order."""
        return tuple(each for guide in self.guides for group in guide.groups for each in group.pictures)


@dataclass(frozen=True, slots=True)
class ReviewDone:
    """The last page: the program has stopped. `files` are to be committed, `summary` is Markdown, kept in a file."""

    template: ClassVar[str] = "report-review-done.html.j2"

    static: str
    accepted: tuple[str, ...]
    left: int
    rejected: int = 0
    files: tuple[str, ...] = ()
    summary: str = ""
    summary_file: str = ""


@dataclass(frozen=True, slots=True)
class ReviewProblem:
    """What could not be done, and a way on; both are msgids."""

    template: ClassVar[str] = "report-review-problem.html.j2"

    static: str
    title: str
    advice: str
