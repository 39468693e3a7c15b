"""The rules for a guide that is followed, and making a finding of one.

Each rule has one severity and one sentence wherever it is reported. Sentences are msgids of the label catalogue, so a
report shows them in the language of the guide.
"""

from __future__ import annotations

from typing import Final

from stapsgewijs.findings import Finding, Rule, Severity
from stapsgewijs.labels import Message

RULES: Final = {
    rule.id: rule
    for rule in (
        *(
            Rule(each, Severity.WARNING, "The guide says “{text}”, the page says “{expected}”.")
            for each in ("label-differs", "label-case", "label-punctuation", "label-split", "label-swallowed")
        ),
        Rule(
            "label-untranslated",
            Severity.WARNING,
            "The label “{text}” was left in English; the page says “{expected}”.",
        ),
        Rule("label-unbound", Severity.ERROR, "Nothing on the pages is called “{text}”; nearest: “{expected}”."),
        Rule("label-unknown", Severity.ERROR, "Nothing on the pages is called “{text}”, or anything like it."),
        Rule("label-ambiguous", Severity.ERROR, "“{text}” can be more than one thing on the pages: {expected}."),
        Rule(
            "label-not-simulated",
            Severity.NOTE,
            "“{text}” is not simulated: it stands in a procedure that the pages were not made for.",
        ),
        Rule(
            "procedure-not-simulated",
            Severity.WARNING,
            "“{text}” is not simulated: the pages were not made for it, so its steps were read and not followed.",
        ),
        Rule("picture-missing", Severity.WARNING, "The picture “{text}” is not there: no file at this path."),
        Rule(
            "picture-unusable",
            Severity.WARNING,
            "The file of the picture “{text}” is no PNG, JPEG, GIF or WebP picture.",
        ),
        Rule("picture-not-captured", Severity.ERROR, "No scenario came to the moment that “{text}” shows."),
        Rule(
            "picture-changed",
            Severity.ERROR,
            "The page no longer looks like “{text}”: {pixels} pixels differ ({share}).",
        ),
        Rule(
            "picture-changed-words",
            Severity.ERROR,
            "The page no longer says what “{text}” shows: {words} ({pixels} pixels differ, {share}).",
        ),
        Rule("picture-wrong-size", Severity.ERROR, "The page has not the size of “{text}”."),
        Rule("picture-unreadable", Severity.ERROR, "“{text}” cannot be compared: the file is no PNG that can be read."),
        Rule(
            "picture-not-accepted",
            Severity.WARNING,
            "“{text}” is {then} pixels, the page {now}; not compared. To accept: stapsgewijs pictures --accept",
        ),
        Rule("picture-own", Severity.NOTE, "No scenario takes the picture “{text}”, so it was not compared."),
        Rule(
            "no-product-strings",
            Severity.WARNING,
            "No product strings for {language}: {count} labels were not checked; add {file}.",
        ),
        Rule(
            "label-inconsistent",
            Severity.WARNING,
            "The guide says “{text}”; {place} says “{expected}” of the same thing.",
        ),
        Rule(
            "picture-elsewhere",
            Severity.WARNING,
            "“{text}” was accepted elsewhere ({changed}), and {pixels} pixels differ; the words are the same.",
        ),
        Rule(
            "picture-captured-otherwise",
            Severity.ERROR,
            "“{text}” is captured in another way than when it was accepted ({changed}); look at it and accept it anew.",
        ),
        Rule(
            "picture-highlight-left-out",
            Severity.WARNING,
            "In “{text}” not everything that the step names has a number; not in the picture: {left}.",
        ),
        Rule(
            "picture-shows-something-else",
            Severity.WARNING,
            "“{text}” shows nothing of what step {number} names: {names}.",
        ),
        Rule("step-not-followed", Severity.ERROR, "No scenario followed step {number} of “{procedure}”."),
        Rule(
            "step-not-simulated",
            Severity.WARNING,
            "Step {number} leads to what is not simulated: {reason}. It was read and not followed.",
        ),
        Rule(
            "goal-not-reached",
            Severity.ERROR,
            "Every step of “{text}” was followed, and that does not do what its title says: {reason}",
        ),
        Rule("step-failed", Severity.ERROR, "Step {number} could not be followed: {reason}"),
        Rule("action-not-done", Severity.ERROR, "The guide says “{text}”, and nobody did that at this step."),
        Rule("action-differs", Severity.ERROR, "The guide says {told}; what was done is {done}."),
        Rule("action-not-told", Severity.WARNING, "At this step {done}, and the guide does not say so."),
        Rule(
            "scenario-failed",
            Severity.ERROR,
            "The scenario “{scenario}” followed every step of “{text}” and failed after the last: {reason}",
        ),
        Rule(
            "procedure-unnamed",
            Severity.ERROR,
            "No scenario follows “{text}”; if one should, write its name into the heading: {expected}",
        ),
        Rule(
            "procedure-unknown",
            Severity.NOTE,
            "The scenario “{scenario}” follows the procedure “{text}”, which this guide does not have.",
        ),
        Rule("note-unknown", Severity.WARNING, "“{text}” is no kind of note; known are {expected}."),
    )
}


UNDOCUMENTED: Final = Rule(
    "coverage-undocumented", Severity.WARNING, "A control that was used to follow a step which does not name it."
)
PAGE_ONLY: Final = Rule("coverage-on-page-only", Severity.NOTE, "A control on a page that no step names.")
UNUSED: Final = Rule("coverage-definition-unused", Severity.NOTE, "A step definition that no feature uses.")
DUPLICATE: Final = Rule("coverage-scenario-twice", Severity.WARNING, "Scenarios of one name.")
COVERAGE_RULES: Final = {each.id: each for each in (UNDOCUMENTED, PAGE_ONLY, UNUSED, DUPLICATE)}
"""What guide, scenarios and pages do not have in common; each finding says it in words of its own."""


def finding(
    rule_id: str, line: int, column: int, text: str, *, expected: str | Message = "", **values: object
) -> Finding:
    """Make a finding of the rule `rule_id` (a key of `RULES`) about `text`, which stands at this place."""
    rule = RULES[rule_id]
    wording = Message.of(rule.summary, text=text, expected=expected, **values)
    return Finding(
        "",
        line,
        column,
        column + len(text),
        rule.id,
        rule.severity,
        str(wording),
        suggestion=str(expected),
        text=text,
        wording=wording,
    )
