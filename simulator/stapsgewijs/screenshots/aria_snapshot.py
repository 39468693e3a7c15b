"""The accessibility snapshot that is taken with each picture: what the page says, without its looks.

Playwright's aria snapshot is one line for each thing on the page: `- button "Volgende"`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SUFFIX: Final = ".aria.yml"
_LINE: Final = re.compile(r'([\w-]+)(?: "((?:[^"\\]|\\.)*)")?((?: \[[^\]]*\])*) ?:? ?(.*)')
_STATE: Final = re.compile(r"\[([^\]]*)\]")
_MOST_BYTES: Final = 1024 * 1024
"""The largest snapshot that is read; a page with a list of all countries has 30 KB."""
_MOST_COMPARED: Final = 800
"""Lines that differ, and that are compared one with another: it takes the square of their number."""
_MAX_LINES: Final = 4096
"""Number of lines whose reading is cached: pages of one run say much the same, a list of countries for one."""


@dataclass(frozen=True, slots=True)
class AriaNode:
    """Something on a page: its role (`button`), its name, its states (`disabled`, `level=1`) and what it says itself.

    `role` is `text` for words that are nothing but text, and `name` is empty for what has no name.
    """

    role: str
    name: str = ""
    states: tuple[str, ...] = ()
    text: str = ""

    @property
    def label(self) -> str:
        """What people know it by: its name, or else its words."""
        return self.name or self.text

    def __str__(self) -> str:
        """Say it in signs: `button “Volgende” [disabled]`."""
        shown = [] if self.role == TEXT else [self.role]
        shown += [f"“{self.label}”"] if self.label else []
        shown += [f"[{each}]" for each in self.states]
        return " ".join([*shown, self.text] if self.name and self.text else shown)


TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: `before` is None for what was added, `after` for what is gone."""

    before: AriaNode | None
    after: AriaNode | None

    def __str__(self) -> str:
        """Say it in signs, which every language reads: `button “Volgende” → “Verder”`, `+ link “Hulp”`."""
        if self.before is None or self.after is None:
            return f"+ {self.after}" if self.before is None else f"− {self.before}"
        if self.is_renamed:
            role = "" if self.before.role == TEXT else f"{self.before.role} "
            return f"{role}“{self.before.label}” → “{self.after.label}”"
        return f"{self.before} → {self.after}"

    @property
    def is_renamed(self) -> bool:
        """Whether it is the same thing under another name."""
        one, other = self.before, self.after
        if one is None or other is None or one.role != other.role or not one.label or not other.label:
            return False
        return one.label != other.label and bool(one.name) == bool(other.name)


def aria_of(picture: Path) -> str | None:
    """Return the snapshot that lies beside a picture, or None when there is none that can be read."""
    try:
        return read_text(picture.with_suffix(SUFFIX), most=_MOST_BYTES)
    except (StapsgewijsError, ValueError):
        return None


def strip_volatile(snapshot: str) -> str:
    """Return a snapshot without what is another in each run: addresses hold the organisation of a scenario."""
    return "".join(f"{line}\n" for line in snapshot.splitlines() if not line.lstrip().startswith("- /url:"))


def changes(accepted: str, captured: str) -> tuple[Change, ...]:
    """Return what changed from one snapshot to the other, in order; nothing when they say the same."""
    before, after = _without_what_is_the_same(accepted.splitlines(), captured.splitlines())
    if max(len(before), len(after)) > _MOST_COMPARED:
        return tuple(_roughly(before, after))
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired([_node(each) for each in before[a:b]], [_node(each) for each in after[c:d]])
    return tuple(each for each in found if each.before != each.after)


def _without_what_is_the_same(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines without those at the beginning and at the end that both have."""
    least = min(len(before), len(after))
    first = next((at for at in range(least) if before[at] != after[at]), least)
    last = next((at for at in range(least - first) if before[-1 - at] != after[-1 - at]), least - first)
    return before[first : len(before) - last], after[first : len(after) - last]


def _roughly(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Give what is gone, then what was added, wherever it stood; without pairs, which take the square of the lines."""
    for one, other, is_new in ((before, after, False), (after, before, True)):
        left = Counter(other)
        for line in one:
            if left[line] > 0:
                left[line] -= 1
            else:
                yield Change(None, _node(line)) if is_new else Change(_node(line), None)


def differences(accepted: str, captured: str) -> tuple[str, ...]:
    """Return what `changes` does, in signs."""
    return tuple(str(each) for each in changes(accepted, captured))


def names_in(snapshot: str) -> tuple[tuple[str, str], ...]:
    """Return role and name of everything on a page that has a name, in order; the same one once."""
    nodes = (_node(line) for line in snapshot.splitlines())
    return tuple(dict.fromkeys((each.role, each.name) for each in nodes if each.name))


def _paired(gone: Sequence[AriaNode], new: Sequence[AriaNode]) -> Iterator[Change]:
    """Pair what was with what it has become: what kept its name, then what kept its role, and never across.

    What stood above something else stays above it, so that a pair never reaches over another one.
    """
    pairs: dict[int, int] = {}
    for alike in (_has_same_name, _has_same_role):
        for old, one in enumerate(gone):
            if old not in pairs:
                found = next((at for at in _between(old, pairs, len(new)) if alike(one, new[at])), None)
                pairs |= {} if found is None else {old: found}
    at = 0
    for old, one in enumerate(gone):
        if old in pairs:
            yield from (Change(None, each) for each in new[at : pairs[old]])
            at = pairs[old] + 1
        yield Change(one, new[pairs[old]] if old in pairs else None)
    yield from (Change(None, each) for each in new[at:])


def _between(old: int, pairs: dict[int, int], count: int) -> Sequence[int]:
    below = max((at for each, at in pairs.items() if each < old), default=-1)
    above = min((at for each, at in pairs.items() if each > old), default=count)
    return range(below + 1, above)


def _has_same_name(one: AriaNode, other: AriaNode) -> bool:
    return bool(one.label) and one.label == other.label


def _has_same_role(one: AriaNode, other: AriaNode) -> bool:
    return one.role == other.role


@lru_cache(_MAX_LINES)
def _node(line: str) -> AriaNode:
    """Read a line; one with a colon in a name stands in quotes of YAML (`- 'region "Stap 1: …"':`)."""
    inner = line.strip().removeprefix("- ")
    if inner.startswith("'"):
        quoted, _, rest = inner[1:].replace("''", "\0").partition("'")
        inner = f"{quoted}{rest}".replace("\0", "'")
    found = _LINE.fullmatch(inner)
    if found is None:
        return AriaNode(TEXT, text=inner)
    role, name, states, text = found[1], _plain(found[2] or ""), found[3], found[4].strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = _plain(text[1:-1])
    return AriaNode(role, name, tuple(_STATE.findall(states)), text)


def _plain(quoted: str) -> str:
    return quoted.replace('\\"', '"').replace("\\\\", "\\")
