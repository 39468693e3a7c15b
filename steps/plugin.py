"""The pytest plugin: its options, and what is made once per run. Load it with `-p steps.plugin`.

This is the only module of the scenarios that knows how the simulator is built; everything else goes
through the browser and over HTTP. With `--base-url` nothing is built and a running simulator is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator import bootstrap
from simulator.browser import find_browser, launch_arguments
from simulator.guide.study import LabelMode, Study, study
from simulator.labels import Catalogue
from steps import hooks
from steps.errors import StepError
from steps.recording import PROCEDURE_TAG, Recorder
from steps.wording import FEATURE_LOCALE, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VIEWPORT = {"width": 1280, "height": 900}
TIME_ZONE = "Europe/Amsterdam"

pytest_plugins = ["steps.collecting", "steps.world", "steps.given", "steps.when", "steps.then"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("stapsgewijs", "Stapsgewijs: following a guide")
    group.addoption("--guide", type=Path, help="The guide to follow (default: the Dutch guide that ships).")
    group.addoption(
        "--labels", type=LabelMode, choices=list(LabelMode), default=LabelMode.PRODUCT, help="Whose words pages wear."
    )
    group.addoption("--site", type=Path, help="Templates and catalogues to use instead of those that ship.")
    group.addoption("--pictures", type=Path, default=Path("build", "pictures"), help="Where the captured pictures go.")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks by which evidence leaves."""
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Register the recorder and, last so that they win, the fixtures that stand in for others' fixtures."""
    config.addinivalue_line("markers", "gids: follows a procedure of the guide")
    config.pluginmanager.register(Recorder(config, config.getoption("--pictures").absolute()))
    config.pluginmanager.register(_Fixtures(config), "stapsgewijs-fixtures")


class _Fixtures:
    """Fixtures of other plugins as we want them; registered late, because the last one registered counts."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_bdd_apply_tag(self, tag: str, function: Callable[..., object]) -> bool:
        """Turn each tag of a feature into a marker; `@gids:…` becomes the marker `gids`."""
        if tag.startswith(PROCEDURE_TAG):
            pytest.mark.gids(tag.removeprefix(PROCEDURE_TAG))(function)
        else:
            self._config.addinivalue_line("markers", f"{tag}: a tag of a feature")
            getattr(pytest.mark, tag)(function)
        return True

    @pytest.fixture(scope="session")
    def base_url(self, pytestconfig: pytest.Config) -> Iterator[str]:
        """Return the address of the simulator: the one given, or one started for this run."""
        if given := pytestconfig.getoption("--base-url"):
            yield str(given).rstrip("/")
            return
        known = _study(pytestconfig)
        app = bootstrap.build_app(
            site=pytestconfig.getoption("--site"),
            locale=known.pages.locale,
            guide=known.guide,
            labels=dict(known.pages.labels),
        )
        with bootstrap.running_server(app) as url:
            yield url

    @pytest.fixture(scope="session")
    def browser_type_launch_args(self, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
        """Launch the browser that is installed, always with the same rendering."""
        if browser_type_launch_args.get("channel"):
            return browser_type_launch_args
        return {**launch_arguments(find_browser()), **browser_type_launch_args}

    @pytest.fixture(scope="session")
    def browser_context_args(self, browser_context_args: dict[str, Any], known: Study) -> dict[str, Any]:
        """Fix what a picture depends on: size, language, time zone, colours, motion."""
        return {
            "viewport": VIEWPORT,
            "locale": known.guide.language,
            "timezone_id": TIME_ZONE,
            "color_scheme": "light",
            "reduced_motion": "reduce",
            **browser_context_args,
        }

    @pytest.fixture(scope="session")
    def known(self, pytestconfig: pytest.Config) -> Study:
        """Return the guide that is followed, with all that is known of it."""
        return _study(pytestconfig)

    @pytest.fixture
    def procedure_id(self, request: pytest.FixtureRequest) -> str:
        """Return the id of the procedure that the scenario follows, by its tag `@gids:…`."""
        marker = request.node.get_closest_marker("gids")
        if marker is None:
            msg = f"the scenario closes a step of the guide, but has no tag @{PROCEDURE_TAG}<procedure id>"
            raise StepError(msg)
        return str(marker.args[0])

    @pytest.fixture(scope="session")
    def wording(self, known: Study, pytestconfig: pytest.Config) -> Wording:
        """Return the way from the labels of the features to those on the pages."""
        return Wording(Catalogue.load(_site(pytestconfig) / "labels", FEATURE_LOCALE), known.pages)


_STUDY = pytest.StashKey[Study]()


def _study(config: pytest.Config) -> Study:
    if _STUDY not in config.stash:
        guides = bootstrap.shipped("guides")
        name = "multi-factor-authentication-setup-phone-number.md"
        config.stash[_STUDY] = study(
            config.getoption("--guide") or guides / "nl" / name,
            labels=_site(config) / "labels",
            pivot=guides / "en" / name,
            mode=config.getoption("--labels"),
        )
    return config.stash[_STUDY]


def _site(config: pytest.Config) -> Path:
    given: Path | None = config.getoption("--site")
    return given or bootstrap.shipped("site")
