"""The document of the same name in another language, by the folders and names that projects give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.labels.product_strings import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DOCUSAURUS = ("docusaurus-plugin-content-docs", "current")
_SIGNS = (".", "_", "-")


def counterpart_of(path: Path, language: str, other: str) -> Path | None:
    """Return the document in the language `other` that is the same as the one at `path`; None where there is none.

    `docs/nl/a.md` is `docs/en/a.md` or `docs/a.md`, `a.nl.md` is `a.en.md` or `a.md`, and in `i18n/nl/` (Docusaurus) it
    is `docs/a.md`.
    """
    absolute = path.absolute()
    return next((each for each in _candidates(absolute, language, other) if each != absolute and each.is_file()), None)


def _candidates(path: Path, language: str, other: str) -> Iterator[Path]:
    parts = path.parts
    for at in range(len(parts) - 2, 0, -1):
        if not _is_in(parts[at], language):
            continue
        before, behind = path.parents[len(parts) - 1 - at], parts[at + 1 :]
        yield from (each.joinpath(*behind) for each in _folders_in(before, other))
        yield before.joinpath(*behind)
        if parts[at - 1] == "i18n" and behind[:2] == _DOCUSAURUS:
            yield path.parents[len(parts) - at].joinpath("docs", *behind[2:])
    for sign in _SIGNS:
        stem, _, tag = path.stem.rpartition(sign)
        if stem and _is_in(tag, language):
            yield from (path.with_name(f"{stem}{sign}{each}{path.suffix}") for each in _spellings(other))
            yield path.with_name(f"{stem}{path.suffix}")


def _is_in(name: str, language: str) -> bool:
    """Return whether a name is the tag of a language, with or without its region."""
    return canonical(name).partition("-")[0] == canonical(language).partition("-")[0] != ""


def _folders_in(folder: Path, language: str) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir() and _is_in(each.name, language))
    except OSError:
        return []


def _spellings(language: str) -> tuple[str, ...]:
    base = language.partition("-")[0]
    return tuple(dict.fromkeys((language, language.replace("-", "_"), base)))
