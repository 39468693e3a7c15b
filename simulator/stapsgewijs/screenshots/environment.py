"""The environment in which an accepted picture was taken.

Two machines with another browser or other fonts give other pixels for the same page. `pictures.json` beside the
accepted pictures records the environment of each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_bytes
from stapsgewijs.screenshots.plan import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "pictures.json"
KEYS: Final = ("browser", "viewport", "scale", "locale", "time zone", "fonts")
"""The names in the environment of a run that make a difference to pixels."""


CAPTURE: Final = "capture"
"""How a picture was captured; not written down of the whole page with nothing covered and nothing drawn."""


def fingerprint(environment: Mapping[str, str], picture: str = "") -> dict[str, str]:
    """Return the part of an environment that the picture of this name depends on.

    Under its name the environment says how it was captured, unless that is as usual.
    """
    found = {name: environment[name] for name in KEYS if name in environment}
    return {**found, CAPTURE: environment[picture]} if picture in environment else found


def taken_in(picture: Path) -> dict[str, str]:
    """Return what an accepted picture was taken in; nothing when nobody wrote it down."""
    known = read(picture.with_name(NAME)).get(picture.name)
    return {str(name): str(value) for name, value in known.items()} if isinstance(known, dict) else {}


def serialize(known: Mapping[str, object]) -> bytes:
    """Return what is written down of pictures, by their names, as a file holds it."""
    return (json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=2) + "\n").encode()


def environment_changes(picture: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of what is not as it was when the picture was accepted; nothing when that is not known."""
    then, now = taken_in(picture), fingerprint(environment)
    return tuple(name for name in KEYS if name in then and then[name] != now.get(name))


def capture_mode_change(picture: Path, environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return how the accepted picture was captured and how it is now; None when that is the same, or not known."""
    then, now = taken_in(picture), fingerprint(environment, picture.name)
    ways = then.get(CAPTURE, PLAIN), now.get(CAPTURE, PLAIN)
    return ways if then and ways[0] != ways[1] else None


def read(file: Path) -> dict[str, object]:
    """Return what is written down in a file, by the names of pictures; nothing when it is not there or is broken."""
    try:
        return parse(read_bytes(file))
    except StapsgewijsError:
        return {}


def parse(content: bytes) -> dict[str, object]:
    """Return what the bytes of such a file say; nothing when they are broken."""
    try:
        loaded = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}
