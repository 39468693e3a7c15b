"""What a picture says, without its looks: the accessibility snapshot that is taken beside it.

Playwright's aria snapshot is one line for each thing on the page: `- button "Volgende"`.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SUFFIX: Final = ".aria.yml"
_LINE: Final = re.compile(r'^\s*- (?:text: )?([\w-]+)?(?: "((?:[^"\\]|\\.)*)")?(.*)$')


def aria_of(picture: Path) -> str | None:
    """Return the snapshot that lies beside a picture, or None when there is none that can be read."""
    try:
        return picture.with_suffix(SUFFIX).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def lasting(snapshot: str) -> str:
    """Return a snapshot without what is another in each run: addresses hold the organisation of a scenario."""
    return "".join(f"{line}\n" for line in snapshot.splitlines() if not line.lstrip().startswith("- /url:"))


def differences(accepted: str, captured: str) -> tuple[str, ...]:
    """Return what changed from one snapshot to the other; nothing when they say the same.

    In signs, which every language reads: `button “Volgende” → “Verder”`, `+ link “Hulp”`, `− heading “Stap 2”`.
    """
    before, after = accepted.splitlines(), captured.splitlines()
    said: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            said += _changed(before[a:b], after[c:d])
    return tuple(said)


def names_in(snapshot: str) -> tuple[tuple[str, str], ...]:
    """Return role and name of everything on a page that has a name, in order; the same one once."""
    found = (_match(line) for line in snapshot.splitlines())
    named = ((each[1], each[2].replace('\\"', '"')) for each in found if each and each[1] and each[2])
    return tuple(dict.fromkeys(named))


def _changed(gone: Sequence[str], new: Sequence[str]) -> list[str]:
    pairs = list(zip(gone, new, strict=False))
    said = [_became(one, other) for one, other in pairs]
    said += [f"− {_named(each)}" for each in gone[len(pairs) :]]
    said += [f"+ {_named(each)}" for each in new[len(pairs) :]]
    return said


def _became(one: str, other: str) -> str:
    old, new = _match(one), _match(other)
    if old and new and old[1] == new[1] and old[2] and new[2] and old[2] != new[2]:
        return f"{old[1] or ''} “{old[2]}” → “{new[2]}”".strip()
    return f"{_named(one)} → {_named(other)}"


def _match(line: str) -> re.Match[str] | None:
    """Match a line; one with a colon in a name stands in quotes of YAML (`- 'region "Stap 1: …"':`)."""
    indent, dash, rest = line.partition("- ")
    if dash and rest.startswith("'"):
        line = f"{indent}- {rest[1:].rstrip(':').removesuffix(chr(39))}".replace("''", "'")
    return _LINE.match(line)


def _named(line: str) -> str:
    found = _match(line)
    if found is None:
        return line.strip()
    role, name, rest = found[1] or "", found[2], found[3].strip(" :")
    shown = f"{role} “{name}”" if name else role
    return f"{shown} {rest}".strip() if rest else shown or line.strip()
