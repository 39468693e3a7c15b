"""Masks in accessibility snapshots: removes the text that a mask covers in the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK: Final = "▒▒▒"
"""What stands in the place of what is hidden, always of the same length."""
_MIN_TEXT_CHARS: Final = 3
_FIRST: Final = re.compile(r"""^- (?P<quote>')?(?P<role>[\w-]+)(?P<name> "(?:[^"\\]|\\.)*")?""")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that is covered: its own `snapshot`, and the `texts` in it (a value, words).

    Of a field (`keeps_name`) only what stands in it is hidden, not what it is called.
    """

    snapshot: str
    texts: tuple[str, ...] = ()
    keeps_name: bool = False


def without(snapshot: str, hidden: Iterable[Hidden]) -> str:
    """Return a snapshot in which a mark stands for everything that is hidden."""
    lines = snapshot.splitlines()
    every = tuple(hidden)
    for each in every:
        lines = _without_block(lines, each)
    return "".join(f"{_without_texts(line, every)}\n" for line in lines)


def _without_block(lines: list[str], hidden: Hidden) -> list[str]:
    """Replace the lines of one thing, which stand in the snapshot of the page as they are, further to the right."""
    block = hidden.snapshot.splitlines()
    if not block:
        return lines
    left: list[str] = []
    at = 0
    while at < len(lines):
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        if lines[at : at + len(block)] == [indent + line for line in block]:
            left.append(indent + _marked(block[0], keeps_name=hidden.keeps_name))
            at += len(block)
        else:
            left.append(lines[at])
            at += 1
    return left


def _marked(first: str, *, keeps_name: bool) -> str:
    """Return the first line of a block with a mark: `- textbox "Code": ▒▒▒`, `- button "▒▒▒"`."""
    found = _FIRST.match(first)
    if found is None:
        return f"- {MARK}"
    role, name = found["role"], found["name"] or ""
    if not keeps_name or not name:
        return f'- {role} "{MARK}"'
    quote = found["quote"] or ""
    return f"- {quote}{role}{name}{quote}: {MARK}"


def _without_texts(line: str, hidden: Iterable[Hidden]) -> str:
    """Replace what is hidden where it ran together with the words beside it, or names something else."""
    for each in hidden:
        for text in each.texts:
            if len(text) >= _MIN_TEXT_CHARS:
                line = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", MARK, line)
    return line
