from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.bootstrap import build_review_app
from stapsgewijs.browser import find_browser, launch_arguments
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Capture, Checkpoint, ScenarioEvidence
from stapsgewijs.guide import Outcome, read_guide
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.review import Rejections, Review, Reviewed, ReviewPages
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.environment import NAME, fingerprint, read, serialize
from stapsgewijs.screenshots.regression import ScreenshotComparer
from stapsgewijs.screenshots.undo_log import UndoLog
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

    from stapsgewijs.labels import Catalogue

SITE = Path(__file__).parents[2] / "site"
ADDRESS = "http://127.0.0.1"
KEY = "sleutel-van-de-beoordelaar"
GUIDE = """\
---
title: Een fiets huren
lang: {language}
---
# Een fiets huren

## <a name="by-phone"></a>Per telefoon

1. Kies een fiets.

    ![De gewijzigde pagina](media/gewijzigd.png)

    ![Dezelfde pagina](media/gelijk.png)

    ![De nieuwe pagina](media/nieuw/nieuw.png)

2. Betaal de fiets.

    ![Alleen het beeld](media/beeld.png)

    ![Een grotere pagina](media/groter.png)

    ![Geen plaatje meer](media/kapot.png)

3. Rijd weg.

    ![De weg](media/weg.png)
"""
HERE = {"browser": "chromium 140", "viewport": "64 × 40"}
SAYS = '- main:\n  - heading "Fiets" [level=1]\n  - button "Volgende"\n  - button "Hulp"\n'
SAYS_NOW = SAYS.replace("Volgende", "Verder").replace('button "Hulp"', 'button "Hulp" [disabled]')
NAMES = ("gewijzigd", "gelijk", "nieuw", "beeld", "groter", "kapot", "weg")
CHANGED, SAME, NEW, LOOKS, LARGER, BROKEN, MISSING = range(1, 8)


def png(width: int = 64, height: int = 40, mark: int = 0) -> bytes:
    """Make a light picture with a dark square that stands `mark` pixels from the left."""
    row = [bytes((40, 60, 90) if mark <= x < mark + 12 else (238, 240, 243)) for x in range(width)]
    rows = b"".join(b"\0" + b"".join(row) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(each)) + kind + each + struct.pack(">I", zlib.crc32(kind + each)) for kind, each in parts
    )


def write_down(picture: Path, environment: dict[str, str]) -> None:
    """Say what an accepted picture was taken in."""
    file = picture.with_name(NAME)
    file.write_bytes(serialize({**read(file), picture.name: fingerprint(environment, picture.name)}))


@cache
def wording(locale: str) -> Catalogue:
    return report_catalogue(SITE, locale)


@dataclass
class World:
    """A guide with a picture of every outcome, what a run took of each, and a review of it as often as one wants."""

    key = KEY
    address = ADDRESS

    folder: Path
    language: str = "nl-NL"
    told: list[str] = field(default_factory=list)
    stopped: list[bool] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    reviews: int = 0

    @property
    def media(self) -> Path:
        return self.folder / "guide" / "media"

    def place(self, number: int) -> Path:
        return self.media / "nieuw" / "nieuw.png" if number == NEW else self.media / f"{NAMES[number - 1]}.png"

    def accepts(self, name: str, content: bytes, says: str = SAYS, browser: str = "chromium 140") -> None:
        place = self.media / f"{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.with_suffix(SUFFIX).write_text(says, encoding="utf-8")
        write_down(place, {**HERE, "browser": browser})

    def takes(self, name: str, content: bytes, says: str = SAYS) -> None:
        file = self.folder / "taken" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.with_suffix(SUFFIX).write_text(says, encoding="utf-8")

    def everything(self) -> World:
        self.accepts("gewijzigd", png(), browser="chromium 139")
        self.accepts("gelijk", png())
        self.accepts("beeld", png())
        self.accepts("groter", png())
        self.accepts("kapot", b"\x89PNG\r\n\x1a\nand no more")
        self.accepts("weg", png())
        self.takes("gewijzigd", png(mark=30), SAYS_NOW)
        self.takes("gelijk", png())
        self.takes("nieuw", png())
        self.takes("beeld", png(mark=20))
        self.takes("groter", png(80, 60))
        self.takes("kapot", png())
        return self

    def only_same(self) -> World:
        for name in NAMES:
            self.accepts(f"nieuw/{name}" if name == "nieuw" else name, png())
            self.takes(name, png())
        return self

    def review(self) -> Review:
        """Review what was taken, as a new start of the program does."""
        path = self.folder / "guide" / "fiets.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(GUIDE.format(language=self.language), encoding="utf-8")
        files = [self.folder / "taken" / f"{name}.png" for name in NAMES]
        captures = tuple(Capture("by-phone", 0, each.name, str(each)) for each in files if each.is_file())
        closed = tuple(Checkpoint("by-phone", number, Outcome.PASSED, number) for number in (1, 2))
        failed = Checkpoint("by-phone", 3, Outcome.FAILED, 9, "no button “Rijd”:\n  nearest: “Rij”")
        played = ScenarioEvidence(
            "fiets.feature", 1, "Iemand", Outcome.FAILED, "by-phone", (), (*closed, failed), captures
        )
        if (self.folder / "taken" / "weg.png").is_file():
            played = replace(played, checkpoints=(*closed, replace(failed, outcome=Outcome.PASSED, reason="")))
        run = assemble(
            read_guide(path),
            (),
            (),
            (played,),
            media_root=path.parent,
            environment=tuple(HERE.items()),
            compare=ScreenshotComparer(HERE),
        )
        self.reviews += 1
        shown = self.folder / f"shown-{self.reviews}"
        shown.mkdir()
        rejections = Rejections(self.folder / "guide")
        reviewed = [Reviewed(run, ScreenshotComparer(HERE))]
        return Review(reviewed, UndoLog(self.folder / "undo"), rejections, shown, self.told.append)

    def app(self, review: Review | None = None, *, is_of_last_run: bool = False) -> Starlette:
        review = review or self.review()
        catalogue = wording(review.runs[0].guide.locale)
        pages = ReviewPages(
            review,
            catalogue,
            "/static",
            is_of_last_run=is_of_last_run,
            keep=self.keep,
        )
        return build_review_app(pages, key=KEY, site=SITE, catalogue=catalogue, stop=lambda: self.stopped.append(True))

    def keep(self, summary: str) -> str:
        self.kept.append(summary)
        return "build/review-summary.md"

    def on_disk(self) -> dict[str, bytes]:
        """Return everything that lies in the guide's folder, and which folders there are."""
        found = sorted((self.folder / "guide").rglob("*"))
        names = [each.relative_to(self.folder / "guide").as_posix() for each in found]
        return {name: each.read_bytes() if each.is_file() else b"/" for name, each in zip(names, found, strict=True)}


class Visitor:
    """A browser without scripts."""

    def __init__(self, app: Starlette) -> None:
        self.client = AppClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        self.page = self.client.get(f"/?key={KEY}").text

    def sends(self, path: str, **changes: Any) -> Any:  # noqa: ANN401  # httpx' answer
        form = changes.pop("form", None)
        token = re.findall(r'name="form" value="([^"]+)"', self.page)[0] if form is None else form
        answer = self.client.post(path, data={"form": token}, follow_redirects=False, **changes)
        if answer.status_code == 303:
            self.page = self.client.get(answer.headers["location"].partition("#")[0]).text
        return answer


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def visit() -> Callable[[Starlette], Visitor]:
    return Visitor


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments(find_browser())}
