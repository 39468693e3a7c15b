"""One guide that is watched: read whenever it is saved, with what is known of it from the runs of this session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.features import followed_by, is_about, scenarios_in
from stapsgewijs.findings import Severity
from stapsgewijs.labels import ENGLISH
from stapsgewijs.lint.baseline import Baseline
from stapsgewijs.lint.discovery import shown
from stapsgewijs.lint.linter import advice_of
from stapsgewijs.lint.runner import run as lint
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.runner.suppression import counted_run
from stapsgewijs.screenshots.regression import ScreenshotComparer

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from stapsgewijs.evidence.features import WrittenScenario
    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.findings import Finding
    from stapsgewijs.guide import Procedure
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.lint.settings import Settings as LintSettings
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.screenshots.comparison import Budget, PictureResult
    from stapsgewijs.watch.follower import Followed, Wanted

_NOT_YET: Final = frozenset({"step-not-followed", "picture-not-captured", "picture-own", "procedure-unnamed"})
"""Rules that say that nobody followed something: of a procedure that was not followed yet, they say nothing."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts: the settings of the linter, with the baseline, and how much pictures may differ (None: all)."""

    lint: LintSettings
    budget: Budget | None


@dataclass(frozen=True, slots=True)
class _Proved:
    """What was proved of a procedure, when its text was `said` and stood at `line`; `is_whole`: all of its steps."""

    scenarios: tuple[ScenarioEvidence, ...]
    said: Hashable
    line: int
    is_whole: bool


@dataclass
class WatchedGuide:
    """A guide: `known` and `run` are of its last text that could be read, `error` says why the present one cannot."""

    settings: Settings
    rules: Rules
    ours: bool = True
    """Whether it may be written to: not where nobody named it and it lies outside of the project."""
    known: GuideAnalysis = field(init=False)
    run: Run = field(init=False)
    error: DocumentError | None = None
    environment: dict[str, str] = field(default_factory=dict)
    _proved: dict[str, _Proved] = field(default_factory=dict)
    _written: list[WrittenScenario] | None = None

    def __post_init__(self) -> None:
        """Read it; raises `StapsgewijsError` for what is no guide now."""
        self.known = self.settings.analyse()
        self.run = self._assembled()

    def read(self) -> list[str]:
        """Read it again, and return which procedures say something else than before.

        Raises `StapsgewijsError` for settings that mean nothing; a text that is no guide is kept as `error`.
        """
        before = {each.id: signature(self.known, each) for each in self.known.guide.procedures}
        try:
            known = self.settings.analyse()
        except DocumentError as error:
            self.error = error
            return []
        except StapsgewijsError as error:
            self.error = DocumentError(self.settings.guide_place, str(error))
            return []
        self.known, self.error = known, None
        self.run = self._assembled()
        return [each.id for each in known.guide.procedures if before.get(each.id) != signature(known, each)]

    def keep(self, followed: Followed, wanted: Wanted, known: GuideAnalysis) -> None:
        """Keep what was proved of the guide as it was `known` then."""
        self.environment = followed.environment or self.environment
        of: dict[str, list[ScenarioEvidence]] = {}
        for each in followed.scenarios:
            of.setdefault(each.procedure, []).append(each)
        is_whole = not wanted.step and not followed.is_stopped
        for procedure in known.guide.procedures:
            if procedure.id in of or (is_whole and procedure.id in wanted.procedures):
                found = tuple(of.get(procedure.id, ()))
                self._proved[procedure.id] = _Proved(found, signature(known, procedure), procedure.line, is_whole)
        self.run = self._assembled()

    def features_changed(self) -> None:
        """Look again which procedures there are scenarios for."""
        self._written = None

    @property
    def followed(self) -> list[str]:
        """The procedures of which something was proved."""
        return list(self._proved)

    @property
    def followable(self) -> frozenset[str]:
        """The procedures that some scenario follows."""
        return frozenset(name for each in self._scenarios() for name in followed_by(each.tags))

    def procedures_in(self, feature: Path) -> set[str]:
        """Return the procedures that were followed by a scenario of this file, and those that one follows now."""
        before = {name for name, each in self._proved.items() if any(_is_in(one, feature) for one in each.scenarios)}
        now = (each for each in scenarios_in(feature) if is_about(each.tags, *self.known.edition))
        return before.union(*(followed_by(each.tags) for each in now))

    def compare(self) -> None:
        """Hold the pictures of the last runs against the accepted ones again."""
        self.run = self._assembled()

    def scenarios_about(self, procedures: Iterable[str]) -> list[str]:
        """Return the scenarios that follow one of these procedures, as `FEATURE:LINE`."""
        wanted = set(procedures)
        return [
            f"{each.feature}:{each.line}" for each in self._scenarios() if wanted.intersection(followed_by(each.tags))
        ]

    def _scenarios(self) -> list[WrittenScenario]:
        """Return the scenarios that may follow the guide, read again only when a feature was saved."""
        if self._written is None:
            self._written = scenarios_in(self.settings.features_place)
        return [each for each in self._written if is_about(each.tags, *self.known.edition)]

    def _assembled(self) -> Run:
        """Return the run of all that was proved, with the findings of the linter among its own."""
        known, settings = self.known, self.settings
        lines = {each.id: each.line for each in known.guide.procedures}
        scenarios = [
            _moved(each, lines[name] - proved.line)
            for name, proved in self._proved.items()
            if name in lines
            for each in proved.scenarios
        ]
        budget = self.rules.budget
        compare = (
            ScreenshotComparer(self.environment, budget, settings.captures(known).budgets(budget)) if budget else None
        )
        run = assemble(
            known.guide,
            known.bindings,
            known.findings,
            scenarios,
            media_root=known.guide.path.parent,
            kept=settings.project.kept_pictures(known.guide.language),
            environment=tuple(sorted(self.environment.items())),
            pages=known.pages,
            against=known.against,
            compare=compare or _as_it_is,
        )
        told = tuple(each for each in run.findings if not self._is_too_early(each))
        run = replace(run, findings=told, stands_in=settings.stands_in)
        place = self.rules.lint.baseline
        run = counted_run(run, self.rules.lint, Baseline.read(place) if place else None).run
        words = report_catalogue(settings.site_place, known.guide.locale)
        return with_findings(run, self._linted(), is_english=words.locale == ENGLISH)

    def _linted(self) -> tuple[Finding, ...]:
        path, rules = self.settings.guide_place, self.rules.lint
        found = lint([path], rules, labels=self.settings.site_place / "labels").findings
        # What lies beside the guide, as a picture that no document shows, has no place in it.
        return tuple(each for each in found if each.path == shown(path, rules.root))

    def _is_too_early(self, found: Finding) -> bool:
        if found.rule not in _NOT_YET:
            return False
        above = [each for each in self.known.guide.procedures if each.line <= found.line]
        if not above:
            return False
        procedure = above[-1]
        if procedure.id not in self.followable:  # one of its steps says it for all
            return found.line != procedure.steps[0].line
        proved = self._proved.get(procedure.id)
        return proved is None or not proved.is_whole


def _as_it_is(picture: PictureResult) -> PictureResult:
    return picture


def _is_in(scenario: ScenarioEvidence, feature: Path) -> bool:
    return Path(scenario.feature).absolute() == feature


def signature(known: GuideAnalysis, procedure: Procedure) -> Hashable:
    """Return what following a procedure depends on in its guide, but for where it stands."""
    end = max((each.end_line for each in procedure.steps), default=procedure.line)
    text = known.guide.source.split("\n")[procedure.line - 1 : end]
    bound = [
        (each.step, each.label.line - procedure.line, each.label.column, each.label.text, each.control)
        for each in known.bindings
        if each.procedure == procedure.id
    ]
    found = [
        (each.line - procedure.line, each.column, each.rule)
        for each in known.findings
        if procedure.line <= each.line <= end
    ]
    return "\n".join(text), tuple(bound), tuple(found), procedure.id


def _moved(scenario: ScenarioEvidence, lines: int) -> ScenarioEvidence:
    """Return the evidence of a procedure that stands so many lines further down by now."""
    if not lines:
        return scenario
    checkpoints = (
        replace(
            each,
            check=replace(
                each.check,
                findings=tuple(one._replace(line=one.line + lines) for one in each.check.findings),
                causes=tuple((line + lines, rule) for line, rule in each.check.causes),
            ),
        )
        for each in scenario.checkpoints
    )
    return replace(scenario, checkpoints=tuple(checkpoints))


def with_findings(run: Run, linted: Iterable[Finding], *, is_english: bool = True) -> Run:
    """Return a run with the findings of the linter among its own; what both found is told once, with the edits.

    Where nobody has words for what the linter says, but in English, what its rule is about is said in another language.
    """
    found = {(each.line, each.column, each.rule): each for each in linted}
    ours, theirs = (Counter((each.line, each.rule) for each in every) for every in (run.findings, found.values()))
    own = []
    for each in run.findings:
        same = found.pop((each.line, each.column, each.rule), None)
        if same is None and ours[each.line, each.rule] == theirs[each.line, each.rule] == 1:  # in another column
            same = found.pop(
                next((key for key in found if (key[0], key[2]) == (each.line, each.rule)), (0, 0, "")), None
            )
        own.append(each._replace(edits=same.edits, fingerprint=same.fingerprint) if same else each)
    more = [
        each._replace(message=each.advice, wording=advice_of(each) if each.wording or not is_english else None)
        for each in found.values()
    ]
    every = sorted((*own, *more), key=lambda each: (each.line, each.column))
    levels = Counter(each.severity for each in every)
    totals = replace(run.totals, errors=levels[Severity.ERROR], warnings=levels[Severity.WARNING])
    return replace(run, findings=tuple(every), totals=totals)
