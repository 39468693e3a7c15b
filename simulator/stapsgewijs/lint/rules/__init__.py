"""The rules, a module for each family: `RULES` says which it has, `check` finds where they do not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.findings import RULES
from stapsgewijs.lint.rules import (
    claims,
    emphasis,
    headings,
    labels,
    language,
    links,
    notes,
    orthography,
    parity,
    pictures,
    placeholders,
    product_strings,
    spacing,
    steps,
    unread,
)
from stapsgewijs.lint.rules import front_matter as matter
from stapsgewijs.project import shipped
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

UNREADABLE: Final = Rule("document-unreadable", Severity.ERROR, "A document that cannot be read.")
WITHOUT_REASON: Final = Rule("suppression-without-reason", Severity.WARNING, "An ignored rule without a reason.")
UNUSED: Final = Rule("suppression-unused", Severity.WARNING, "A rule is ignored that finds nothing there.")
UNKNOWN_RULE: Final = Rule("suppression-unknown", Severity.WARNING, "A rule is ignored that does not exist.")

_FAMILIES: Final = (
    matter,
    headings,
    labels,
    product_strings,
    emphasis,
    spacing,
    orthography,
    pictures,
    links,
    steps,
    notes,
    language,
    placeholders,
    parity,
    claims,
    unread,
)
_OTHERS: Final = (UNREADABLE, WITHOUT_REASON, UNUSED, UNKNOWN_RULE)
LINT_RULES: Final = {rule.id: rule for rule in (*(each for family in _FAMILIES for each in family.RULES), *_OTHERS)}

_COVERAGE: Final = (
    "coverage-undocumented",
    "coverage-on-page-only",
    "coverage-definition-unused",
    "coverage-scenario-twice",
)
RULE_NAMES: Final = frozenset({*LINT_RULES, *RULES, *_COVERAGE})
"""All that settings and comments can name: what `lint` looks at, and what only a run can find."""


def findings_of(document: Document, context: Context) -> Iterator[Finding]:
    """Give all that is wrong in a document, family by family."""
    for family in _FAMILIES:
        yield from family.check(document, context)


def page_of(rule: str) -> str:
    """Return the page about a rule, in Markdown; raises `StapsgewijsError` for a rule that there is not."""
    folder = shipped("docs") / "rules"
    known = sorted(each.stem for each in folder.glob("*.md") if each.stem != "README")
    if rule not in known:
        near = nearest(rule, known)
        msg = f"there is no rule {rule!r}" + (f"; nearest: {near!r}" if near else "")
        raise StapsgewijsError(msg)
    return (folder / f"{rule}.md").read_text(encoding="utf-8")
