"""Fixtures made once per run; those with names of pytest-playwright's own stand in for them.

The plugin registers this module late, because of two fixtures with one name the last registered counts.
"""

from __future__ import annotations

import hashlib
import platform
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import font_roboto
import pytest

from stapsgewijs.browser import find_browser, launch_arguments
from stapsgewijs.evidence.features import FOLLOWS, FOLLOWS_MARKER
from stapsgewijs.guide.analysis import LabelMode
from stapsgewijs.labels import Catalogue
from stapsgewijs.scenarios.browser.camera import Camera
from stapsgewijs.scenarios.browser.driver import launch
from stapsgewijs.scenarios.browser.font_coverage import foreign_letters, letters_without_shape
from stapsgewijs.scenarios.browser.server import AT_SERVER, connect
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.label_translation import LabelTranslation
from stapsgewijs.scenarios.plugin.browser_crash import CRASH
from stapsgewijs.scenarios.plugin.guides import GUIDES, Guides
from stapsgewijs.scenarios.plugin.recorder import CAMERA, ENVIRONMENT, OUTPUT
from stapsgewijs.screenshots.plan import plan_captures
from stapsgewijs.screenshots.settings import from_command_line
from stapsgewijs.testing.api import Api
from stapsgewijs.testing.http import HttpClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from playwright.sync_api import Browser, BrowserContext, BrowserType
    from starlette.applications import Starlette

    from stapsgewijs.guide.analysis import GuideAnalysis

VIEWPORT = {"width": 1280, "height": 900}
TIME_ZONE = "Europe/Amsterdam"


@pytest.fixture(scope="session")
def guides(pytestconfig: pytest.Config) -> Guides:
    """Return the guides of the run."""
    return pytestconfig.stash[GUIDES]


@pytest.fixture(scope="session")
def project_root(guides: Guides) -> Path:
    """Return the folder of the settings of the project, which paths in features are relative to."""
    return guides.project.root


@pytest.fixture(scope="session")
def guide_number(request: pytest.FixtureRequest) -> int:
    """Return the place of the guide that is followed, from 0; what depends on it is made anew for each guide."""
    return int(getattr(request, "param", 0))


@pytest.fixture(scope="session")
def known(guides: Guides, guide_number: int) -> GuideAnalysis:
    """Return the guide that is followed, with all that is known of it."""
    return guides.analyse(guide_number)


@pytest.fixture(scope="session")
def feature_labels(guides: Guides) -> Catalogue:
    """Return the labels in the language of the features; none where the pages alone tell what is called how."""
    if guides.mode is LabelMode.PAGE:
        return Catalogue(guides.project.feature_language, {}, {})
    return Catalogue.load(guides.site / "labels", guides.project.feature_language)


@pytest.fixture(scope="session")
def wording(known: GuideAnalysis, feature_labels: Catalogue, guides: Guides) -> LabelTranslation:
    """Return the way from the labels of the features to those on the pages."""
    if guides.mode is not LabelMode.PAGE:
        return LabelTranslation(feature_labels, known.pages)
    return LabelTranslation(feature_labels, known.pages, *guides.translation_to(known.guide))


@pytest.fixture(scope="session")
def app_under_way(pytestconfig: pytest.Config, guides: Guides) -> Iterator[Future[Starlette] | None]:
    """Return the simulator while it is built in a thread; None where one is given that runs already."""
    if pytestconfig.getoption("--base-url"):
        yield None
        return
    from stapsgewijs import bootstrap  # noqa: PLC0415  # with --base-url there is no web server to load

    def words_of(number: int) -> bootstrap.PageWords:
        return bootstrap.PageWords(guides.analyse(number).pages, guides.analyse(number).guide)

    first = guides.analyse(0)
    build = partial(
        bootstrap.build_app,
        site=guides.site,
        locale=first.pages.locale,
        guide=first.guide,
        labels=dict(first.pages.labels),
        languages={str(number): partial(words_of, number) for number in range(1, len(guides))},
    )
    with ThreadPoolExecutor(1, "simulator") as builder:
        yield builder.submit(build)


@pytest.fixture(scope="session")
def base_url(pytestconfig: pytest.Config, app_under_way: Future[Starlette] | None) -> Iterator[str]:
    """Return the address of the simulator: the one given, or one started for this run, for all its guides."""
    if app_under_way is None:
        yield str(pytestconfig.getoption("--base-url")).rstrip("/")
        return
    from stapsgewijs import bootstrap  # noqa: PLC0415  # idem

    with bootstrap.running_server(app_under_way.result()) as url:
        yield url


@pytest.fixture(scope="session")
def api(pytestconfig: pytest.Config, base_url: str) -> Iterator[Api]:
    """Return the way to the phone network's JSON, for the whole run: the simulator's, or the one that is given."""
    network = pytestconfig.getoption("--system-network") or base_url
    with HttpClient() as http:
        yield Api(http, f"{str(network).rstrip('/')}/api/v1")


@pytest.fixture(scope="session")
def browser_type_launch_args(pytestconfig: pytest.Config, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the browser that is installed, always with the same rendering."""
    if browser_type_launch_args.get("channel"):
        return browser_type_launch_args
    target = str(pytestconfig.getoption("--base-url") or "")
    return {**launch_arguments(find_browser(), target=target), **browser_type_launch_args}


@pytest.fixture(scope="session")
def launch_browser(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config, browser_type: BrowserType
) -> Callable[..., Browser]:
    """Launch the browser, or connect to one of a server, and watch whether it crashes."""
    server = pytestconfig.getoption("--browser-server")

    def started(**options: Any) -> Browser:  # noqa: ANN401  # Playwright's own
        if server:
            return connect(browser_type, server, target=str(pytestconfig.getoption("--base-url") or ""))
        return launch(browser_type, **{**request.getfixturevalue("browser_type_launch_args"), **options})

    def launched(**options: Any) -> Browser:  # noqa: ANN401  # idem
        browser = started(**options)
        pytestconfig.stash[CRASH].watch_browser(browser, request.getfixturevalue("playwright"))
        return browser

    return launched


@pytest.fixture
def new_context(
    request: pytest.FixtureRequest,
    pytestconfig: pytest.Config,
    new_context: Callable[..., BrowserContext],
    output_path: str,
) -> Callable[..., BrowserContext]:
    """Open a window for somebody, and watch whether one of its pages crashes."""
    request.node.stash[OUTPUT] = output_path

    def opened(**options: Any) -> BrowserContext:  # noqa: ANN401  # idem
        context = new_context(**options)
        context.on("page", pytestconfig.stash[CRASH].watch_page)
        return context

    return opened


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], known: GuideAnalysis, guides: Guides) -> dict[str, Any]:
    """Fix what a picture depends on: size, language, time zone, colours, motion."""
    return {
        "viewport": VIEWPORT,
        "locale": known.guide.language,
        "ignore_https_errors": not guides.project.target.check_certificate,
        "timezone_id": TIME_ZONE,
        "color_scheme": "light",
        "reduced_motion": "reduce",
        **browser_context_args,
    }


@pytest.fixture(scope="session")
def camera(pytestconfig: pytest.Config, known: GuideAnalysis, wording: LabelTranslation) -> Camera:
    """Return what takes the pictures, as the settings of the project and the command line want them."""
    wanted = pytestconfig.getoption("--highlights")
    last = from_command_line(None if wanted is None else wanted == "yes", None, None)
    plan = plan_captures(known, wording.features, config=pytestconfig.getoption("--picture-settings"), last=last)
    made = pytestconfig.stash[CAMERA] = Camera(known, plan)
    return made


@pytest.fixture(scope="session")
def environment(pytestconfig: pytest.Config, browser: Browser, known: GuideAnalysis, camera: Camera) -> None:
    """Note what this run happens in, for the report."""
    mode: LabelMode = pytestconfig.getoption("--labels")
    at_server = AT_SERVER if pytestconfig.getoption("--browser-server") else ""
    pytestconfig.stash[ENVIRONMENT] = {
        "browser": f"{browser.browser_type.name} {browser.version}{at_server}",
        "viewport": "{width} × {height}".format_map(VIEWPORT),
        "scale": "1",
        "locale": known.guide.language,
        "time zone": TIME_ZONE,
        "labels": mode.value,
        "system": f"{platform.system()} {platform.machine()}",
        "fonts": f"{_fonts()}{_lacking(browser, known)}",
        **dict(camera.plan.described()),
    }


def _lacking(browser: Browser, known: GuideAnalysis) -> str:
    """Return what to say of a machine that has no typeface for the guide's language."""
    missing = letters_without_shape(browser, foreign_letters(known.pages.labels.values()))
    return f", none for {known.guide.language} (pictures show boxes)" if missing else ""


@cache
def _fonts() -> str:
    """Return a short hash of the typefaces that pages are drawn with: the first twelve digits of a SHA-256."""
    seen = hashlib.sha256()
    for each in sorted(Path(font_roboto.__file__).parent.glob("files/*.ttf")):
        seen.update(each.read_bytes())
    return seen.hexdigest()[:12]


@pytest.fixture
def procedure_id(request: pytest.FixtureRequest) -> str:
    """Return the id of the procedure that the scenario follows, by its tag `@gids:…` or `@guide:…`."""
    marker = request.node.get_closest_marker(FOLLOWS_MARKER)
    if marker is None:
        msg = f"the scenario closes a step of the guide, but has no tag @{FOLLOWS[-1]}<procedure id>"
        raise StepError(msg)
    return str(marker.args[0])
