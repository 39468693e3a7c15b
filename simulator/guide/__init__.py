"""Reading a how-to document, and binding its labels to the controls of the pages."""

from simulator.guide.binding import Binding, bind
from simulator.guide.findings import RULES, Finding, Rule, Severity, finding
from simulator.guide.model import Guide, Label, Link, Note, NoteKind, Procedure, Screenshot, Step, Text
from simulator.guide.reader import read_guide

__all__ = [
    "RULES",
    "Binding",
    "Finding",
    "Guide",
    "Label",
    "Link",
    "Note",
    "NoteKind",
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
