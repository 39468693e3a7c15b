"""Scenarios in `features/` need the plugin; it has to be named in the folder that pytest starts in."""

pytest_plugins = ["stapsgewijs.scenarios.plugin.plugin"]
