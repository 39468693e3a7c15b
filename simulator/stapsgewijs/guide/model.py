"""What a guide consists of: values, each with its position in the file.

Every `line` and `column` counts from 1, in characters of the file on disk (front matter included, a byte order mark
excluded). `Guide` is what `stapsgewijs.guide.read_guide` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from stapsgewijs.findings import Extent

if TYPE_CHECKING:
    from stapsgewijs.labels import Control


@lru_cache(4_096)
def _file_name(path: str) -> str:
    """Return the last part of a path; asked of the same pictures again and again."""
    return PurePosixPath(path.replace("\\", "/")).name


class NoteKind(StrEnum):
    """The alert keywords of the Markdown dialect; `UNKNOWN` is a keyword that nobody knows."""

    NOTE = "note"
    TIP = "tip"
    IMPORTANT = "important"
    WARNING = "warning"
    CAUTION = "caution"
    UNKNOWN = "unknown"


class Marking(StrEnum):
    """How a label is set apart from the sentence around it; `BROKEN` is bold that Markdown does not see as bold.

    `NOTED` is bold in a note, `LINKED` the words of a link, `CELL` the first cell of a row.
    """

    BOLD = "bold"
    BROKEN = "broken"
    QUOTED = "quoted"
    EMPHASISED = "emphasised"
    NOTED = "noted"
    LINKED = "linked"
    CELL = "cell"
    UNMARKED = "unmarked"


class Construct(StrEnum):
    """What the reader met and did not read, or read otherwise than it was meant."""

    INCLUDE = "include"
    LABEL = "label"
    MARKUP = "markup"
    UNKNOWN = "unknown"
    MEDIA = "media"
    UNCLOSED = "unclosed"
    REFERENCE = "reference"
    LETTER = "letter"
    CODE = "code"
    NESTED = "nested"
    SHALLOW = "shallow"
    CUT = "cut"
    RESTART = "restart"
    HEADING = "heading"


class Unread(NamedTuple):
    """What was not read: its words as written, and what would be read (empty where nobody can say)."""

    construct: Construct
    line: int
    column: int
    words: str
    right: str = ""


class Text(NamedTuple):
    """A sentence or paragraph without its Markdown, white space folded."""

    text: str
    line: int
    column: int


class Label(NamedTuple):
    """A marked name of something on the screen (usually bold), as it is written in the guide."""

    text: str
    line: int
    column: int
    marking: Marking = Marking.BOLD


class Screenshot(NamedTuple):
    """A picture the guide shows: `path` as written, `alt` the text for who cannot see it."""

    path: str
    alt: str
    line: int
    column: int

    @property
    def name(self) -> str:
        """The file's own name, the key under which a picture is known in every language."""
        return _file_name(self.path)


class Link(NamedTuple):
    """A link: its words and where it goes, as written."""

    text: str
    target: str
    line: int
    column: int


class Note(NamedTuple):
    """A note, in whatever dialect: its kind, its words without the keyword, and what opens it, up to the keyword."""

    kind: NoteKind
    text: str
    line: int
    column: int
    written: str = ""


class Step(NamedTuple):
    """One numbered line: what to do, what follows, and what it names and shows.

    `number` is as counted by the reader of the rendered list (from 1), whatever digits stand in the
    source. `end_line` is the last line that belongs to the step. `labels` are what is in bold; `quotes`
    what is set apart in another way, which is a label only in a guide that has no bold. `asides` may be labels too:
    what is bold in a note, the words of a link, the first cell of a row of a table; nearly always they are none.
    """

    number: int
    action: Text
    line: int
    column: int
    end_line: int
    follow_ups: tuple[Text, ...] = ()
    labels: tuple[Label, ...] = ()
    quotes: tuple[Label, ...] = ()
    screenshots: tuple[Screenshot, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    asides: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """One numbered how-to: `id` is the English anchor slug, or the slug of the heading.

    Where it was recognised by what it names and shows, `id` is that of the reference, and `anchor` its own.
    """

    id: str
    title: str
    line: int
    column: int
    steps: tuple[Step, ...]
    notes: tuple[Note, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    r"""A how-to document. `language` is a BCP 47 tag (`nl-NL`), empty when the document names none.

    `source` is the text of the file with line ends as `\n` and without byte order mark. `version` is the one that the
    front matter names, `surface` the program that a reference says to be about; both are nearly always empty.
    """

    path: Path
    title: str
    language: str
    procedures: tuple[Procedure, ...]
    notes: tuple[Note, ...] = ()
    next_steps: tuple[Link, ...] = ()
    source: str = field(default="", repr=False)
    unread: tuple[Unread, ...] = ()
    version: str = ""
    surface: str = ""

    @property
    def locale(self) -> str:
        """The language alone (`nl` of `nl-NL`), in small letters."""
        return self.language.split("-")[0].lower()

    def extent(self, path: str = "") -> Extent:
        """Return how much was read: bold labels, or where there are none what is set apart in another way."""
        steps = [step for each in self.procedures for step in each.steps]
        labels = sum(len(each.labels) for each in steps) or sum(len(each.quotes) for each in steps)
        pictures = sum(len(each.screenshots) for each in steps)
        return Extent(path, len(self.procedures), len(steps), labels, pictures)

    def procedure(self, procedure_id: str) -> Procedure | None:
        """Return the procedure with this id, or None."""
        return next((each for each in self.procedures if each.id == procedure_id), None)


class Binding(NamedTuple):
    """A label of a step and the control it stands for (None: nothing, or one of the `candidates`).

    `confidence` goes from 0 to 1; 1 is a label that is the same but for case and punctuation. `simulated` is
    False where the procedure is none of those that the pages were made for; `by_place` is True for one that
    is called nothing like its control, and stands where that is named.
    """

    procedure: str
    step: int
    label: Label
    control: Control | None
    confidence: float
    candidates: tuple[Control, ...] = ()
    simulated: bool = True
    by_place: bool = False


class Outcome(StrEnum):
    """How it ended; what was not run has not passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


class LabelOutcome(StrEnum):
    """What became of a label; what was compared with nothing is never right."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


class Against(StrEnum):
    """What a label was held against."""

    PRODUCT_STRINGS = "product strings"
    PAGE = "page"
    NOTHING = ""


class LabelVerdict(NamedTuple):
    """The outcome of one label, and what it was held against."""

    outcome: LabelOutcome
    against: Against = Against.NOTHING
