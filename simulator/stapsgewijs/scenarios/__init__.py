"""Scenarios: people with a browser and a phone, and the pytest plugin that runs and records them.

What lines of one's own may use is what is named here, and nothing else; `docs/own-lines.md` describes it.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stapsgewijs.guide import ActionKind
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.actors.person import Person
    from stapsgewijs.scenarios.errors import Kind, StepError
    from stapsgewijs.scenarios.gherkin_line import line
    from stapsgewijs.testing.handset import Handset

__all__ = ["ActionKind", "Handset", "Kind", "People", "Person", "StepError", "line"]

_PLACES: Final = {
    "ActionKind": "stapsgewijs.guide",
    "Handset": "stapsgewijs.testing.handset",
    "Kind": "stapsgewijs.scenarios.errors",
    "People": "stapsgewijs.scenarios.actors.people",
    "Person": "stapsgewijs.scenarios.actors.person",
    "StepError": "stapsgewijs.scenarios.errors",
    "line": "stapsgewijs.scenarios.gherkin_line",
}


def __getattr__(name: str) -> object:
    """Load what is asked for: most of the program needs none of it."""
    if name not in _PLACES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415  # for lines of one's own only

    return getattr(import_module(_PLACES[name]), name)
