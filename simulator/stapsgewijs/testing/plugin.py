"""The pytest plugin. It is loaded in every test run where the package is installed, so it only adds options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pytest

_FIXTURES: Final = "stapsgewijs-phone-network"
_SCENARIOS: Final = "stapsgewijs.scenarios.plugin.plugin"
"""The plugin that follows a guide: it has an `organisation` of its own, which is not to be replaced."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("phone-network", "Stapsgewijs: a phone network in tests")
    group.addoption("--phone-network", metavar="URL", help="A phone network that runs already (default: start one).")
    group.addoption("--phone-network-token", metavar="TOKEN", default="", help="The token it was started with.")
    group.addoption(
        "--phone-network-callback-ca",
        metavar="FILE",
        default="",
        help="The certificate authority (PEM) of a system that one which is started calls back over https.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Add the fixtures, unless scenarios are run, which have their own."""
    if not config.pluginmanager.has_plugin(_SCENARIOS):
        from stapsgewijs.testing import fixtures  # noqa: PLC0415  # only options are needed before this

        config.pluginmanager.register(fixtures, _FIXTURES)
