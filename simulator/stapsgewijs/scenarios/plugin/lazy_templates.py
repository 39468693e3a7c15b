"""Keeps pytest-bdd from loading Mako, which it needs for `--generate-missing` only. A plugin, named before pytest-bdd.

Mako takes Pygments' lexers of a dozen languages with it: a third of what loading pytest-bdd takes.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any, Final

_LOOKUP: Final = "mako.lookup"


class TemplateLookup:
    """Stands in for Mako's own, which is loaded when a template is asked for."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # Mako's
        """Keep the options for it."""
        self._options = options

    def get_template(self, name: str) -> Any:  # noqa: ANN401  # Mako's template
        """Return the template that Mako finds."""
        if isinstance(sys.modules.get(_LOOKUP), _StandIn):
            del sys.modules[_LOOKUP]
        return importlib.import_module(_LOOKUP).TemplateLookup(**self._options).get_template(name)


class _StandIn(ModuleType):
    """The module that pytest-bdd imports."""

    TemplateLookup = TemplateLookup


def stand_in() -> None:
    """Put it where pytest-bdd looks, unless either is loaded already."""
    if "pytest_bdd.generation" not in sys.modules:
        sys.modules.setdefault(_LOOKUP, _StandIn(_LOOKUP))


stand_in()
