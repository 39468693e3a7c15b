"""The pytest plugin: its options, the recorder, and what is made once per run.

Load it with `-p stapsgewijs.scenarios.plugin.plugin`.

With `--base-url` nothing is built and a running simulator is used.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import FOLLOWS_MARKER, followed_by
from stapsgewijs.guide.analysis import LabelMode
from stapsgewijs.interruption import Interruption
from stapsgewijs.project import default_project
from stapsgewijs.scenarios.plugin import fixtures, guides, hooks
from stapsgewijs.scenarios.plugin.browser_crash import CRASH, BrowserCrash
from stapsgewijs.scenarios.plugin.guides import GUIDES, Guides
from stapsgewijs.scenarios.plugin.interrupter import Interrupter
from stapsgewijs.scenarios.plugin.recorder import Recorder
from stapsgewijs.scenarios.plugin.step_lookup import StepTable
from stapsgewijs.scenarios.plugin.step_modules import load_step_modules

if TYPE_CHECKING:
    from collections.abc import Callable

_NEW_OBJECTS: Final = 300_000
"""After how many new objects a process that `-n` starts looks for garbage, as the one does that starts it."""

pytest_plugins = [
    "stapsgewijs.scenarios.plugin.collection",
    "stapsgewijs.scenarios.plugin.selection",
    "stapsgewijs.scenarios.plugin.people_fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("stapsgewijs", "Stapsgewijs: following a guide")
    group.addoption(
        "--guide",
        type=Path,
        action="append",
        help="The guide to follow (default: the one that ships). May be repeated: every scenario runs for each.",
    )
    group.addoption(
        "--labels",
        type=LabelMode,
        choices=list(LabelMode),
        default=LabelMode.PRODUCT,
        help="Whose labels the pages show.",
    )
    group.addoption("--project", type=Path, help="The settings of the project (default: those that ship).")
    group.addoption("--site", type=Path, help="Templates and catalogues to use instead of those that ship.")
    group.addoption("--system-network", help="The base URL is a system of one's own; this is the network it sends to.")
    group.addoption("--system-account", action="append", default=[], help="An account there: user:password.")
    group.addoption(
        "--system-variable", action="append", default=[], help="A variable NAME=VALUE of the commands of the project."
    )
    group.addoption("--browser-server", help="Use a browser of the Playwright server at this address: ws://….")
    group.addoption("--unused", action="store_true", help="Find step definitions that no feature uses.")
    group.addoption(
        "--pictures", type=Path, action="append", help="Where the captured pictures go; once, or once for each guide."
    )
    group.addoption("--picture-settings", type=Path, help="How pictures are captured: a TOML file.")
    group.addoption("--highlights", choices=["yes", "no"], help="Number the controls that a step names.")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks by which evidence leaves."""
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Register the recorder and, last so that they win, the fixtures that stand in for others' fixtures."""
    config.addinivalue_line("markers", f"{FOLLOWS_MARKER}(procedure): follows a procedure of the guide")
    followed = config.stash[GUIDES] = Guides(config)
    config.pluginmanager.register(guides, "stapsgewijs-guides")
    recorder = Recorder(config, followed)
    config.pluginmanager.register(recorder)
    # Before what ends the run: who ends it, ends the browser.
    crash = config.stash[CRASH] = BrowserCrash(config, recorder)
    config.pluginmanager.register(crash)
    config.pluginmanager.register(StepTable())
    config.pluginmanager.register(_Tags(config))
    is_worker = hasattr(config, "workerinput")
    if is_worker:
        gc.set_threshold(_NEW_OBJECTS)
    if found := config.hook.pytest_stapsgewijs_interruption() or (Interruption() if is_worker else None):
        config.pluginmanager.register(Interrupter(found, heeds=is_worker))
    config.pluginmanager.register(fixtures, "stapsgewijs-fixtures")
    try:
        for folder in dict.fromkeys((default_project().steps, followed.project.steps)):
            for each in load_step_modules(folder):
                config.pluginmanager.register(each, each.__name__)
    except StapsgewijsError as error:
        raise pytest.UsageError(str(error)) from error


class _Tags:
    """Turns each tag of a feature into a marker; `@gids:…` and `@guide:…` become the marker `gids`.

    What stands behind a colon is the argument of the marker: `@document:…`, `@versie:…`.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_bdd_apply_tag(self, tag: str, function: Callable[..., object]) -> bool:
        if procedures := followed_by([tag]):
            getattr(pytest.mark, FOLLOWS_MARKER)(*procedures)(function)
        else:
            name, _, about = tag.partition(":")
            self._config.addinivalue_line("markers", f"{name}: a tag of a feature")
            mark = getattr(pytest.mark, name)
            (mark(about) if about else mark)(function)
        return True
