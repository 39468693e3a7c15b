"""Where the strings of the product are: the table `[labels]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stapsgewijs.project.settings import find_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLE = "labels"
_SOURCE_LANGUAGE = "source-language"
_USUAL_LANGUAGE = "en"


class ProductLabels(NamedTuple):
    """Files of strings, as patterns from `root` on, and the language that the product's texts are written in.

    `key_is_text` where a key is the text in that language.
    """

    root: Path
    files: tuple[str, ...]
    source_language: str = _USUAL_LANGUAGE
    key_is_text: bool = False


def find_product_labels(start: Path, given: Path | None = None) -> ProductLabels | None:
    """Return what the file `given`, or the nearest settings in `start` or above, say of product strings; None: nothing.

    Raises `DocumentError` for settings that cannot be used.
    """
    file = find_file(start, (_TABLE,), given)
    table = file.table(_TABLE) if file is not None else None
    if file is None or table is None:
        return None
    if not table.words("files"):
        table.refuse('[labels] names no files; write files = ["locales/{language}.json"]')
    project = file.table("project")
    languages = _said(table.text(_SOURCE_LANGUAGE), project.text(_SOURCE_LANGUAGE) if project else "", _USUAL_LANGUAGE)
    return ProductLabels(table.root, table.words("files"), next(languages), table.flag("keys-are-texts") is True)


def has_target(start: Path, given: Path | None = None) -> bool:
    """Return whether the settings name a product of one's own, whose labels the catalogues that ship do not have.

    Raises what `find_product_labels` does.
    """
    file = find_file(start, ("target",), given)
    return file is not None and file.table("target") is not None


def _said(*texts: str) -> Iterator[str]:
    return (each for each in texts if each)
