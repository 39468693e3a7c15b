"""Reading a how-to document, and binding its labels to the controls of the pages."""

from typing import TYPE_CHECKING

from stapsgewijs.findings import Finding, Rule, Severity
from stapsgewijs.guide.actions import Action, ActionKind, Event, Sight, StepCheck
from stapsgewijs.guide.findings import RULES, finding
from stapsgewijs.guide.model import (
    Against,
    Binding,
    Guide,
    Label,
    LabelOutcome,
    LabelVerdict,
    Link,
    Note,
    NoteKind,
    Outcome,
    Procedure,
    Screenshot,
    Step,
    Text,
)
from stapsgewijs.guide.reader import read_guide

if TYPE_CHECKING:
    from stapsgewijs.guide.binding import bind

__all__ = [
    "RULES",
    "Action",
    "ActionKind",
    "Against",
    "Binding",
    "Event",
    "Finding",
    "Guide",
    "Label",
    "LabelOutcome",
    "LabelVerdict",
    "Link",
    "Note",
    "NoteKind",
    "Outcome",
    "Procedure",
    "Rule",
    "Screenshot",
    "Severity",
    "Sight",
    "Step",
    "StepCheck",
    "Text",
    "bind",
    "finding",
    "read_guide",
]


def __getattr__(name: str) -> object:
    """Load the binding only where it is asked for: most documents are linted without."""
    if name == "bind":
        from stapsgewijs.guide.binding import bind

        return bind
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
