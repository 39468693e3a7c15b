"""The views of the report's templates: frozen values, one per template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from markupsafe import Markup

    from stapsgewijs.evidence.run import Coverage, GherkinStep, Totals
    from stapsgewijs.guide import NoteKind, Outcome, Severity
    from stapsgewijs.reports.card_text import SaidNext
    from stapsgewijs.reports.cards import GuideWords
    from stapsgewijs.reports.html.pictures import Shown, ShownPair


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding: `sentence` in the language of the report, `detail` the lines of a failure.

    These are in English where nobody could translate them: `detail_language`. `place` is `file:line:column`, `anchor`
    the id of the finding in the page.
    """

    template: ClassVar[str] = "report-finding.html.j2"

    anchor: str
    rule: str
    severity: Severity
    line: int
    place: str
    sentence: str
    detail: str = ""
    detail_language: str = "en"


@dataclass(frozen=True, slots=True)
class PairView:
    """A documented picture and the one that was taken, with what differs; `broken`: there is a file but no picture."""

    template: ClassVar[str] = "report-pair.html.j2"

    anchor: str
    path: str
    alt: str
    language: str
    pair: ShownPair
    broken: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """A card in words (`card_text.SaidCard`), with its pictures in the folder of the page.

    `anchor` is the id of the card, `step_address` leads to its step, empty where there is none on the page. `pair` is
    the HTML of a `PairView`. `traces` are (address, command); an address is empty where the file is not there.
    """

    template: ClassVar[str] = "report-card.html.j2"

    anchor: str
    severity: Severity
    rule: str
    line: int
    place: str
    sentence: str
    language: str
    direction: str
    title: str
    guide: GuideWords
    page: tuple[str, ...] = ()
    step: int = 0
    step_address: str = ""
    detail: str = ""
    shot: Shown | None = None
    shot_alt: str = ""
    pair: Markup | None = None
    received: tuple[str, ...] = ()
    next: tuple[SaidNext, ...] = ()
    traces: tuple[tuple[str, str], ...] = ()
    consequences: tuple[str, ...] = ()
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label in its sentence, in the element `tag`; `sentences` say what is wrong with it.

    One that is `unchecked` was held against nothing; `why` says so where no sentence does.
    """

    template: ClassVar[str] = "report-label.html.j2"

    tag: str
    inner: Markup
    sentences: tuple[str, ...]
    wrong: bool
    unchecked: bool
    why: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A documented picture beside the one that was taken.

    `documented` and `captured` are addresses in the report's folder, empty when there is none; `in_step`
    tells whether a picture could have been taken at all; `broken` that there is a file but no picture; `is_same` that
    the page looks as the documented picture does, so that one of them is enough.
    """

    template: ClassVar[str] = "report-picture.html.j2"

    anchor: str
    path: str
    alt: str
    documented: str
    captured: str
    in_step: bool
    broken: bool = False
    is_same: bool = False


@dataclass(frozen=True, slots=True)
class LinesView:
    """A scenario, or its part for one step: where it stands, and its lines."""

    place: str
    name: str
    outcome: Outcome
    steps: tuple[GherkinStep, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """A documented step: the guide's own words (`inner`) with its outcome (`ends_of`) and who followed it.

    `failed_before` is the step because of which nobody came to this one; `trend` is `broke`, `mended`, `flaky` or
    empty.
    """

    template: ClassVar[str] = "report-step.html.j2"

    anchor: str
    number: int
    outcome: str
    inner: Markup
    scenarios: tuple[LinesView, ...]
    duration: str = ""
    failed_before: int = 0
    trend: str = ""


@dataclass(frozen=True, slots=True)
class HeadingView:
    """The heading of a documented procedure, with how much of it was followed."""

    template: ClassVar[str] = "report-procedure.html.j2"

    anchor: str
    level: int
    inner: Markup
    steps: int
    passed: int
    duration: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note of the guide; `keyword` is what the guide wrote."""

    template: ClassVar[str] = "report-note.html.j2"

    kind: NoteKind
    keyword: str
    inner: Markup


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step in the list of contents; `outcome` as in `ends_of`."""

    anchor: str
    number: int
    outcome: str


@dataclass(frozen=True, slots=True)
class ProcedureLink:
    """A procedure in the list of contents."""

    id: str
    anchor: str
    title: str
    steps: tuple[StepLink, ...]


@dataclass(frozen=True, slots=True)
class StepCoverageView:
    """A row of the coverage: a step with its words, and where scenarios followed it (`feature:line`)."""

    link: StepLink
    words: str
    labels: int
    covered: int
    lines: tuple[str, ...]
    unnamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnPageView:
    """Labels that no step names, with the step at which they were seen first; None when it was at none."""

    procedure: str
    link: StepLink | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What of the guide was covered: the counts, the steps of each procedure, and what has no counterpart."""

    counts: Coverage
    procedures: tuple[tuple[ProcedureLink, tuple[StepCoverageView, ...]], ...]
    on_page: tuple[OnPageView, ...]


@dataclass(frozen=True, slots=True)
class GuideLink:
    """One of several guides: where its report is, and what became of it (`followed`: all is well)."""

    address: str
    title: str
    language: str
    file: str
    totals: Totals
    verdict: str
    followed: bool
    direction: str = "ltr"
    date: str = ""
    trend: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A procedure in one guide: how many of its steps are right, and whether that is better than the run before.

    `trend` is `up`, `down`, `same`, or empty where there was no run before; `ends` what became of its steps, in order.
    """

    address: str
    good: int
    steps: int
    kind: str
    trend: str
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A procedure in all languages, in the order of the columns; None where no guide has it.

    `document` is the file of its document, where there are several; `languages` are those of the document.
    """

    title: str
    language: str
    direction: str
    cells: tuple[MatrixCell | None, ...]
    document: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Procedures × languages: `columns` are (language, its name)."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The page that leads to the reports of several guides; `notice` is what has to be known before one reads on."""

    template: ClassVar[str] = "report-guides.html.j2"

    verdict: str
    followed: bool
    guides: tuple[GuideLink, ...]
    script: Script
    matrix: Matrix
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A script that stands in a page: its `code`, and the `digest` by which the page allows it alone."""

    code: Markup
    digest: str


@dataclass(frozen=True, slots=True)
class TrendLink:
    """A step that ended otherwise than the run before, with the title of its procedure."""

    anchor: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """What changed since the run before."""

    broke: tuple[TrendLink, ...] = ()
    mended: tuple[TrendLink, ...] = ()
    flaky: tuple[TrendLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PastRunView:
    """A run that was, in words: `good` of its `steps` were right."""

    date: str
    duration: str
    version: str
    commit: str
    good: int
    steps: int
    errors: int
    warnings: int
    is_good: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole report. `language` is that of the guide, `file` the guide's name on disk.

    `verdict` is the sentence on top, `followed` whether it is good news; `labels` says what labels were held against,
    `unchecked` how many were not. `facts` are date, version and commit; `notices` are what has to be known before one
    reads on. `beside` are the scenarios beside the guide that failed, and `cards` is their HTML. `history` has
    this run first.
    """

    template: ClassVar[str] = "report.html.j2"

    title: str
    language: str
    direction: str
    file: str
    totals: Totals
    verdict: str
    followed: bool
    script: Script
    contents: tuple[ProcedureLink, ...]
    findings: tuple[FindingView | CardView, ...]
    body: Markup
    others: tuple[LinesView, ...]
    coverage: CoverageView | None
    environment: tuple[tuple[str, str], ...]
    labels: str = ""
    unchecked: int = 0
    beside: tuple[FindingView | CardView, ...] = ()
    cards: tuple[Markup, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    trend: TrendView = TrendView()
    history: tuple[PastRunView, ...] = ()
