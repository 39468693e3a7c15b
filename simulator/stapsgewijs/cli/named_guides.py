"""Which documents a command is about: files, folders and patterns that are given, or the guides of the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import display_path
from stapsgewijs.guide.reader import read_guide
from stapsgewijs.lint.discovery import refuse_disk
from stapsgewijs.project import Project, default_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WILD: Final = frozenset("*?[")
_NO_PROCEDURE: Final = "no procedure"
"""So begins what is said of a document without numbered steps."""


def named_guides(given: Iterable[Path], project: Project, say: Callable[[str], object]) -> tuple[Path, ...]:
    """Return the guides to follow: those that are given, each once, or else those of a project of one's own.

    In a folder, and for a pattern that the shell did not expand, a document without numbered steps is no guide; `say`
    is told of each. Raises `StapsgewijsError` where there is nothing to follow.
    """
    found = tuple(dict.fromkeys(each for place in given for each in _guides_at(place, say)))
    if found:
        return found
    ours = default_project()
    if project.settings == ours.settings and not _is_here(ours):
        msg = (
            "no guide is named, and neither this folder nor one above it has a stapsgewijs.toml; name a guide "
            "(stapsgewijs verify my-guide.md), make a project (stapsgewijs init my-guide.md), or see how it works "
            "with ours (stapsgewijs demo)"
        )
        raise StapsgewijsError(msg)
    # A product without a guide of its own is tried with the first that ships: the others are about other pages.
    is_ours = project.has_own_guides or project.settings == ours.settings
    return project.guides if is_ours else (project.guide,)


def _is_here(project: Project) -> bool:
    """Return whether the current folder is in the project."""
    return Path.cwd().is_relative_to(project.root)


def _guides_at(place: Path, say: Callable[[str], object]) -> Iterator[Path]:
    if place.is_dir():
        refuse_disk(place)
        every = sorted(each for each in place.rglob("*") if each.suffix.lower() in {".md", ".markdown"})
        found = [each for each in every if _is_guide(each, say)]
        if not found:
            msg = f"{place}: this is a folder without a guide; a guide is a Markdown file with numbered steps"
            raise StapsgewijsError(msg)
        yield from found
    elif not place.exists() and _WILD & set(str(place)):
        root = Path(place.anchor) if place.is_absolute() else Path()
        every = sorted(root.glob(str(place.relative_to(root) if place.anchor else place)))
        if not every:
            msg = f"{place}: no file is called like this"
            raise StapsgewijsError(msg)
        yield from (each for each in every if _is_guide(each, say))
    else:
        yield place


def _is_guide(path: Path, say: Callable[[str], object]) -> bool:
    try:
        read_guide(path)
    except DocumentError as error:
        if not error.what.startswith(_NO_PROCEDURE):
            raise
        say(f"{display_path(path)}: no numbered steps, so it is not followed")
        return False
    return True
