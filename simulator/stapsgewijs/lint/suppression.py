"""Comments in a document that say: this rule does not count here, and why.

`<!-- stapsgewijs: ignore RULE[, RULE…] -- reason -->` counts for the next line with text, or for its own line when
there is other text on it; `ignore-file` for the whole document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.lint.rules import RULE_NAMES, UNKNOWN_RULE, UNUSED, WITHOUT_REASON
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.document import Document

_COMMENT: Final = re.compile(
    r"<!--\s*stapsgewijs:\s*(?P<what>ignore(?:-file)?)\s+(?P<rules>[a-z][a-z, -]*?)\s*(?:--\s*(?P<reason>.*?)\s*)?-->"
)


@dataclass
class _Suppression:
    """A comment: the rules it names, the line it counts for (0: all), and the rules that it met there."""

    start: int
    end: int
    rules: tuple[str, ...]
    line: int
    reason: str
    met: set[str] = field(default_factory=set)


def suppress(document: Document, findings: Iterable[Finding], active: Iterable[str]) -> tuple[list[Finding], int]:
    """Return the findings that no comment takes away, with those about the comments themselves, and how many it took.

    `active` are the rules that were looked at: a comment about another one is not called unused.
    """
    comments = list(_comments(document))
    kept, taken = [], 0
    for each in findings:
        matching = [comment for comment in comments if each.rule in comment.rules and comment.line in {0, each.line}]
        for comment in matching:
            comment.met.add(each.rule)
        if any(comment.reason for comment in matching):
            taken += 1
        else:
            kept.append(each)
    looked = set(active)
    for comment in comments:
        kept += _judged(document, comment, looked)
    return kept, taken


def _judged(document: Document, comment: _Suppression, looked: set[str]) -> Iterator[Finding]:
    where = comment.start, comment.end
    for rule in comment.rules:
        if rule not in RULE_NAMES:
            near = nearest(rule, sorted(RULE_NAMES))
            told = "There is no rule “{rule}”; nearest: “{near}”." if near else "There is no rule “{rule}”."
            message = Message.of(told, rule=rule, near=near or "")
            yield document.finding(UNKNOWN_RULE, where, message, suggestion=near)
        elif rule in looked and rule not in comment.met:
            message = Message.of("“{rule}” finds nothing here: this comment can go.", rule=rule)
            yield document.finding(UNUSED, where, message)
    if not comment.reason:
        message = Message("Nothing is ignored without a reason: write it behind “--”.")
        suggestion = f"<!-- stapsgewijs: ignore {', '.join(comment.rules)} -- why -->"
        yield document.finding(WITHOUT_REASON, where, message, suggestion=suggestion)


def _comments(document: Document) -> Iterator[_Suppression]:
    html = sorted(_html_lines(document))
    for number in html:
        text = document.line(number)
        for found in _COMMENT.finditer(text):
            alone = not _COMMENT.sub("", text).strip(" \t>")
            line = 0 if found["what"] == "ignore-file" else _next_line(document, number) if alone else number
            begin = document.offset(number, found.start() + 1)
            rules = tuple(each for each in re.split(r"[,\s]+", found["rules"]) if each)
            yield _Suppression(begin, begin + len(found.group()), rules, line, (found["reason"] or "").strip())


def _html_lines(document: Document) -> set[int]:
    """Return the lines on which there is HTML: a comment that is quoted in code does not count."""
    found: set[int] = set()
    for token in document.tokens:
        if token.type == "html_block" and token.map:
            found |= set(range(token.map[0] + 1, token.map[1] + 1))
        elif token.type == "inline":
            found |= {int(each.meta.get("line", 1)) for each in token.children or [] if each.type == "html_inline"}
    return found


def _next_line(document: Document, number: int) -> int:
    for line in range(number + 1, len(document.starts) + 1):
        text = document.line(line).strip(" \t>")
        if text and _COMMENT.sub("", text).strip():
            return line
    return number
