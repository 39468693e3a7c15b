"""Where the keys of a TOML file stand: the parser of the standard library does not tell."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY_PART: Final = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY: Final = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*")
_PART: Final = re.compile(_KEY_PART)
_HEADER: Final = re.compile(rf"(\[\[?)[ \t]*({_KEY.pattern})[ \t]*\]\]?")
_TOKEN: Final = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*|[\[\]{}]|\n|[^"'#\[\]{}\n]+|.""",
    re.DOTALL,
)
"""A part of a value: a text, a remark, a bracket, the end of a line, or anything else."""

Place = tuple[str | int, ...]
"""The names of the tables around a key, and the key: `("lint", "ignore", 0, "files")`."""


def positions_in(text: str) -> Mapping[Place, tuple[int, int]]:
    """Return line and column, from 1, of each table and key of a TOML document, which is taken to be a valid one."""
    found: dict[Place, tuple[int, int]] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    at = 0
    while at < len(text):
        line_start = text.rfind("\n", 0, at) + 1
        here = (text.count("\n", 0, at) + 1, at - line_start + 1)
        if header := _HEADER.match(text, at):
            table = _inside(_parts(header[2]), counts)
            if header[1] == "[[":
                found.setdefault(table, here)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, here)
            at = header.end()
        elif key := _KEY.match(text, at):
            parts = _parts(key[0])
            for length in range(1, len(parts) + 1):
                found.setdefault((*table, *parts[:length]), here)
            at = _end_of_value(text, key.end())
        else:
            remark = text[at] == "#"
            at = (text.find("\n", at) + 1 or len(text)) if remark else at + 1
    return found


def _parts(key: str) -> Place:
    return tuple(tomllib.loads(f"k = {each}")["k"] if each[0] in "\"'" else each for each in _PART.findall(key))


def _inside(names: Place, counts: Mapping[Place, int]) -> Place:
    """Return the place of a header: below a list of tables it is in the last of them."""
    place: Place = ()
    for number, each in enumerate(names):
        place = (*place, each)
        if place in counts and number < len(names) - 1:
            place = (*place, counts[place])
    return place


def _end_of_value(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})
        if token[0] == "\n" and depth <= 0:
            break
    return at
