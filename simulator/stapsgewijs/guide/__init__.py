"""Reading a how-to document, and binding its labels to the controls of the pages."""

from stapsgewijs.findings import Finding, Rule, Severity
from stapsgewijs.guide.binding import Binding, bind
from stapsgewijs.guide.findings import RULES, finding
from stapsgewijs.guide.model import Guide, Label, Link, Note, NoteKind, Outcome, Procedure, Screenshot, Step, Text
from stapsgewijs.guide.reader import read_guide

__all__ = [
    "RULES",
    "Binding",
    "Finding",
    "Guide",
    "Label",
    "Link",
    "Note",
    "NoteKind",
    "Outcome",
    "Procedure",
    "Rule",
    "Screenshot",
    "Severity",
    "Step",
    "Text",
    "bind",
    "finding",
    "read_guide",
]
