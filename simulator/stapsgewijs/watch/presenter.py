"""The page of a session: its parts as HTML, each in the language of its guide, and what its buttons do."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.image_files import picture_suffix
from stapsgewijs.labels import number_in
from stapsgewijs.pages import Renderer, trusted
from stapsgewijs.pages.watch import (
    DeviceView,
    GuideTab,
    ItemView,
    MomentLine,
    MomentScenario,
    MomentStep,
    WatchDocument,
    WatchedPicture,
    WatchMoment,
    WatchPage,
    WatchProblem,
    WatchStatus,
    WatchTimeline,
)
from stapsgewijs.reports.html.body import anchor_of
from stapsgewijs.reports.html.pictures import ServedPictures
from stapsgewijs.reports.html.report import report_page
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.review.picture import ACCEPTED, CAPTURED, OUTCOMES
from stapsgewijs.screenshots.aria_text import describe
from stapsgewijs.screenshots.comparison import ComparisonResult
from stapsgewijs.watch.follower import Wanted
from stapsgewijs.watch.session import DOCUMENT, FRAME, MOMENT, STATUS, TIMELINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stapsgewijs.pages import View
    from stapsgewijs.review.session import Entry
    from stapsgewijs.watch.moment import Moment
    from stapsgewijs.watch.session import Session, Watched

SHORTCUTS: Final = (
    ("j, k", "Next and previous step of the document"),
    ("n, p", "Next and previous finding"),
    ("f", "Follow up to and with this step"),
    ("d", "Follow the procedure of this step"),
    ("a", "Follow everything"),
    ("s", "Stop"),
    ("o", "Follow whenever something is saved, or not"),
    ("x", "Correct this finding"),
    ("c", "Accept the picture at this step"),
    ("u", "Undo that"),
    (", .", "Previous and next moment of the last run"),
    ("v", "Show what the page says, or not"),
    ("l", "Back to what happens now"),
    ("?", "This list"),
)
"""Keys, and what each does: msgids."""
_STYLE: Final = re.compile(r"(<[a-z][^<>]*?) style=")
"""The beginning of an element up to its style; in texts, < is escaped."""


class WatchPages:
    """Makes the page of each guide of a session, and passes on what its buttons ask for.

    The web server uses it; it knows no server. `form` is the token that every form sends back.
    """

    def __init__(self, session: Session, site: Path, static: str) -> None:
        self._session = session
        self._static = static
        self._renderers: dict[str, Renderer] = {}
        self._site = site
        self._pictures: dict[str, Path] = {}
        self.form = ""

    # The page and its parts.

    def page(self, number: int) -> str:
        """Return the whole page of a guide."""
        watched = self._session.guides[number - 1]
        renderer, guide = self._renderer(watched), watched.guide.known.guide
        with self._session.lock:
            moments = watched.timeline()
            view = WatchPage(
                self._static,
                self.form,
                _base(number),
                guide.title,
                guide.language,
                guide.path.name,
                tuple(
                    GuideTab(
                        _base(each.number),
                        each.guide.known.guide.title,
                        each.guide.known.guide.language,
                        each.guide.known.guide.path.name,
                        each is watched,
                    )
                    for each in self._session.guides
                ),
                trusted(_without_styles(renderer.render(self._document(watched)))),
                trusted(renderer.render(self._timeline(watched))),
                trusted(renderer.render(self._status(watched))),
                trusted(renderer.render(self._moment(watched, moments[-1])) if moments else ""),
                self._session.is_automatic,
                SHORTCUTS,
            )
        return renderer.render(view)

    def problem(self, title: str, advice: str) -> View:
        """Return an error page; both arguments are msgids."""
        return WatchProblem(self._static, title, advice)

    def has(self, number: int) -> bool:
        """Return whether the session has a guide with this number."""
        return 0 < number <= len(self._session.guides)

    def moment(self, number: int, moment: int) -> str:
        """Return the HTML of one moment; empty for one that is gone."""
        found = self._session.moment(number, moment)
        watched = self._session.guides[number - 1]
        return self._renderer(watched).render(self._moment(watched, found)) if found else ""

    def frame(self, number: int) -> bytes:
        """Return a picture of a page (JPEG); empty for one that is gone."""
        return self._session.frames.kept.get(number, (0.0, b""))[1]

    def file(self, key: str) -> tuple[Path, str] | None:
        """Return a picture as a file, and the suffix that fits its content; None if there is none."""
        file = self._pictures.get(key)
        suffix = picture_suffix(file) if file else None
        return (file, suffix) if file and suffix else None

    def subscribe(self, number: int, listener: Callable[[str, dict[str, Any]], object]) -> Callable[[], None]:
        """Call `listener` with each part that has changed, from any thread; returns what ends that."""
        watched = self._session.guides[number - 1]

        def heard(name: str, about: Any) -> None:  # noqa: ANN401  # what the session tells
            listener(name, self._told(watched, name, about))

        leave = self._session.subscribe(number, heard)
        for name in (DOCUMENT, TIMELINE, STATUS):
            heard(name, None)
        return leave

    def _told(self, watched: Watched, name: str, about: Any) -> dict[str, Any]:  # noqa: ANN401  # idem
        if name == FRAME:
            return {"frame": f"/frames/{about}"}
        renderer = self._renderer(watched)
        with self._session.lock:
            if name == MOMENT:
                return {"html": renderer.render(self._moment(watched, about))}
            if name == STATUS:
                return {
                    "html": renderer.render(self._status(watched)),
                    "following": watched.following is not None,
                    "automatic": self._session.is_automatic,
                }
            view = self._document(watched) if name == DOCUMENT else self._timeline(watched)
            return {"html": _without_styles(renderer.render(view)), "title": watched.guide.known.guide.title}

    # What the buttons do.

    def follow(self, number: int, procedure: int, step: int) -> None:
        """Follow a procedure (from 1 on; 0: all), up to and with a step (0: all of them)."""
        procedures = self._session.guides[number - 1].guide.known.guide.procedures
        if not procedure:
            self._session.ask(number, Wanted())
        elif procedure <= len(procedures):
            self._session.ask(number, Wanted((procedures[procedure - 1].id,), step))

    def stop(self) -> None:
        """End what is followed."""
        self._session.stop()

    def set_automatic(self, *, is_on: bool) -> None:
        """Follow what changed whenever it is saved, or not."""
        self._session.set_automatic(is_on=is_on)

    def accept(self, number: int, picture: int) -> None:
        """Accept a picture."""
        self._session.accept(number, picture)

    def undo(self, number: int, picture: int) -> None:
        """Undo an acceptance."""
        self._session.undo(number, picture)

    def fix(self, number: int, fingerprint: str) -> None:
        """Mend what one finding is about."""
        self._session.fix(number, fingerprint)

    # Views.

    def _renderer(self, watched: Watched) -> Renderer:
        locale = watched.guide.known.guide.locale
        if locale not in self._renderers:
            self._renderers[locale] = Renderer(self._site, report_catalogue(self._site, locale))
        return self._renderers[locale]

    def _document(self, watched: Watched) -> WatchDocument:
        guide, renderer = watched.guide, self._renderer(watched)
        report = report_page(guide.run, renderer, ServedPictures(self._address_of))
        pairs = list(zip(guide.run.findings, report.findings, strict=True))
        steps = [step for each in guide.run.procedures for step in each.steps]
        error = guide.error
        return WatchDocument(
            report,
            self.form,
            _base(watched.number),
            {view.anchor: found.fingerprint for found, view in pairs if found.edits and found.fingerprint},
            frozenset(
                view.anchor for found, view in pairs if found.wording is None and renderer.catalogue.locale != "en"
            ),
            tuple(
                self._picture(watched, each)
                for each in self._session.entries(watched.number)
                if _matters(each, compares=guide.rules.budget is not None)
            ),
            sum(each.result.is_followed for each in steps),
            len(steps),
            error.what if error else "",
            f"{guide.settings.guide_place.name}:{error.line}:{error.column}" if error else "",
        )

    def _address_of(self, file: str, _name: str) -> str:
        """Return the address of a picture, which stays the same for as long as the picture does; empty for none."""
        path = Path(file)
        if not file or picture_suffix(path) is None:
            return ""
        status = path.stat()
        key = hashlib.sha256(f"{path}\0{status.st_mtime_ns}\0{status.st_size}".encode()).hexdigest()[:24]
        self._pictures[key] = path
        return f"/pictures/{key}"

    def _picture(self, watched: Watched, entry: Entry) -> WatchedPicture:
        state, catalogue = entry.state, self._renderer(watched).catalogue
        outcome, kind = (
            ("Accepted", "passed") if state.may_undo else OUTCOMES[state.result.comparison or ComparisonResult.MISSING]
        )
        procedures = [each.id for each in watched.guide.run.procedures]
        place = procedures.index(entry.taken.procedure) + 1 if entry.taken.procedure in procedures else 0
        files = {name: str(each) for name, each in state.files.items()}
        return WatchedPicture(
            entry.number,
            entry.taken.name,
            state.result.alt,
            outcome,
            kind,
            anchor_of(place, entry.taken.step) if place else "",
            entry.taken.step,
            self._address_of(files.get(ACCEPTED, ""), ""),
            self._address_of(files.get(CAPTURED, ""), ""),
            tuple(describe(state.changes, catalogue)),
            state.may_accept,
            state.may_undo,
        )

    def _status(self, watched: Watched) -> WatchStatus:
        catalogue = self._renderer(watched).catalogue
        following = ""
        if wanted := watched.following:
            titles = {each.id: each.title for each in watched.guide.known.guide.procedures}
            named = [titles[each] for each in wanted.procedures if each in titles]
            if len(named) > 1 and len(named) == len(titles):
                following = catalogue.text("Following everything …")
            elif wanted.step:
                told = "Following “{title}” up to step {number} …"
                following = catalogue.text(told, title=" · ".join(named), number=wanted.step)
            else:
                following = catalogue.text("Following “{title}” …", title=" · ".join(named))
        said = watched.said.said_in(catalogue) if watched.said else ""
        return WatchStatus(following, watched.waiting, said, watched.is_wrong)

    def _timeline(self, watched: Watched) -> WatchTimeline:
        procedures = {each.id: number for number, each in enumerate(watched.guide.run.procedures, 1)}
        counts = {each.id: len(each.steps) for each in watched.guide.run.procedures}
        scenarios: dict[tuple[str, str], list[Moment]] = {}
        for each in watched.timeline():
            scenarios.setdefault((each.procedure, each.scenario), []).append(each)

        def steps(procedure: str, moments: Sequence[Moment]) -> Iterator[MomentStep]:
            found: dict[int, list[Moment]] = {}
            for each in moments:
                found.setdefault(min(each.step, counts.get(procedure, each.step)), []).append(each)
            for number, mine in found.items():
                place = procedures.get(procedure, 0)
                lines = tuple(self._line(watched, each) for each in mine)
                yield MomentStep(number, anchor_of(place, number) if place else "", lines)

        return WatchTimeline(
            tuple(
                MomentScenario(name, tuple(steps(procedure, found))) for (procedure, name), found in scenarios.items()
            )
        )

    def _line(self, watched: Watched, moment: Moment) -> MomentLine:
        locale = self._renderer(watched).catalogue.locale
        return MomentLine(
            moment.number, moment.keyword, moment.text, moment.outcome, number_in(locale, round(moment.seconds, 2))
        )

    def _moment(self, watched: Watched, moment: Moment) -> WatchMoment:
        catalogue = self._renderer(watched).catalogue
        wording = catalogue.wording
        # What the page said is asked at the end of a documented step; of a line before that, that is the nearest.
        same = [each for each in watched.timeline() if each.number >= moment.number and each.step == moment.step]
        aria = moment.aria or next((each.aria for each in same if each.aria and each.scenario == moment.scenario), "")
        devices = tuple(
            DeviceView(
                each.owner,
                each.number,
                tuple(
                    ItemView(one.kind, one.who, one.told, wording.get(one.state, one.state), one.time)
                    for one in reversed(each.items)
                ),
            )
            for each in moment.devices
        )
        return WatchMoment(
            moment.number,
            self._line(watched, moment),
            moment.step,
            moment.scenario,
            f"/frames/{moment.frame}" if moment.frame else "",
            moment.address,
            aria,
            "\n".join(each.said_in(catalogue) for each in moment.reasons) or moment.reason,
            devices,
            watched.guide.settings.project.feature_language,
            catalogue.locale if moment.reasons else "en",
        )


def _without_styles(html: str) -> str:
    """Return HTML whose elements have their style in `data-style`: the page allows none, and its script sets it."""
    return _STYLE.sub(r"\1 data-style=", html)


def _base(number: int) -> str:
    return f"/guides/{number}"


def _matters(entry: Entry, *, compares: bool) -> bool:
    """Return whether a picture was taken and differs (where nothing is compared: is new), or can be undone."""
    is_told = compares or entry.state.result.comparison is ComparisonResult.NEW
    return entry.taken.captured is not None and ((entry.is_open and is_told) or entry.state.may_undo)
