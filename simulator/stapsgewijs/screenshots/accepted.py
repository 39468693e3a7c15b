"""The pictures of a guide as files: which one is accepted, and whether it is a picture at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from stapsgewijs.image_files import picture_suffix

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AcceptedPicture:
    """What lies at a documented path: `file` is its absolute path, empty when nothing is there.

    `usable` is False for a file that is there and is no picture, as the pointer file that Git LFS leaves.
    """

    file: str = ""
    usable: bool = False


def find_accepted(media_root: Path, documented: str) -> AcceptedPicture:
    """Return what lies at the path `documented` (as a guide writes it), seen from the folder `media_root`.

    A path that starts with a slash is seen from `media_root` too, as documentation sites do. Nothing
    outside that folder is looked at, whatever the path or a symbolic link says.
    """
    if "://" in documented or documented.startswith("//"):
        return AcceptedPicture()
    relative = unquote(documented.partition("#")[0].partition("?")[0]).replace("\\", "/").lstrip("/")
    try:
        root = media_root.resolve()
        file = (root / relative).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return AcceptedPicture()
        return AcceptedPicture(str(file), usable=picture_suffix(file) is not None)
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL, a loop of links: no picture there
        return AcceptedPicture()
