"""The findings about what was not read of a document, or was read otherwise than it was meant.

Sentences are msgids of the label catalogue, as those of `guide.findings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Finding, Rule, Severity
from stapsgewijs.guide.model import Construct
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.guide.model import Unread

INCLUDE: Final = Rule("include-not-read", Severity.WARNING, "A line that includes text which is not read.")
MARKUP: Final = Rule("markup-not-read", Severity.WARNING, "Markup of a dialect that is not read.")
MEDIA: Final = Rule("media-not-read", Severity.NOTE, "A video or another page inside the document, which is not read.")
UNCLOSED: Final = Rule("block-unclosed", Severity.ERROR, "A note, a tab or another block that is never closed.")
REFERENCE: Final = Rule("reference-undefined", Severity.WARNING, "A link or a picture by a name that is not defined.")
NESTED: Final = Rule(
    "step-nested", Severity.WARNING, "A step that stands inside another, or beside it, by its indentation."
)
CUT: Final = Rule("list-cut", Severity.WARNING, "A list of steps that is cut, so that its numbers begin again.")
UNMARKED: Final = Rule("step-unmarked", Severity.WARNING, "A line that looks like a step and is none for Markdown.")
RULES: Final = {each.id: each for each in (INCLUDE, MARKUP, MEDIA, UNCLOSED, REFERENCE, NESTED, CUT)}
"""Those that are told of the reading alone; `UNMARKED` is one of steps, too."""

_SENTENCES: Final = {
    Construct.INCLUDE: (INCLUDE, "This line includes text that is not read, so steps may be missing: “{text}”."),
    Construct.LABEL: (MARKUP, "This label holds “{text}”, whose words are not read, so it is not checked."),
    Construct.MARKUP: (MARKUP, "“{text}” is not read: it opens or closes nothing that is known here."),
    Construct.UNKNOWN: (
        MARKUP,
        "“{text}” is no block that is known here; what stands in it was read as if it stood outside.",
    ),
    Construct.MEDIA: (MEDIA, "What “{text}” shows is not read."),
    Construct.UNCLOSED: (UNCLOSED, "“{text}” is never closed; write “{expected}” behind what belongs to it."),
    Construct.REFERENCE: (REFERENCE, "“{text}” is defined nowhere; the reader sees the brackets."),
    Construct.NESTED: (
        NESTED,
        "For Markdown “{text}” stands inside the step above; outdent it to the number of that step.",
    ),
    Construct.SHALLOW: (
        NESTED,
        "“{text}” is indented by too little to stand inside the step above; indent it to the words of that step.",
    ),
    Construct.CUT: (
        CUT,
        "The list ends here, and its numbers begin again behind it; indent “{text}” to the words of the step above.",
    ),
    Construct.RESTART: (CUT, "The numbers begin again here, and nothing names another procedure: “{text}”."),
    Construct.LETTER: (UNMARKED, "Markdown does not read “{text}” as a step; the reader sees one running paragraph."),
    Construct.CODE: (UNMARKED, "Its four spaces make code of “{text}”; for a step, take them away."),
    Construct.HEADING: (
        UNMARKED,
        "“{text}” is numbered like a step; beside headings with numbered lists it was not read as one.",
    ),
}
_LONGEST: Final = 80


def rule_of(unread: Unread) -> Rule:
    """Return the rule that says what was not read."""
    return _SENTENCES[unread.construct][0]


def wording_of(unread: Unread) -> Message:
    """Return the sentence that says what was not read."""
    words = unread.words if len(unread.words) <= _LONGEST else f"{unread.words[: _LONGEST - 1]}…"
    return Message.of(_SENTENCES[unread.construct][1], text=words, expected=unread.right)


def unread_findings(unread: Iterable[Unread]) -> Iterator[Finding]:
    """Give a finding for each thing that was not read."""
    for each in unread:
        rule, wording = rule_of(each), wording_of(each)
        end = each.column + len(each.words)
        yield Finding(
            "",
            each.line,
            each.column,
            end,
            rule.id,
            rule.severity,
            str(wording),
            suggestion=each.right,
            text=each.words,
            wording=wording,
        )
