"""Other names that documents give to controls: `<labels>/aliases/<language>.toml`, one file for a language.

A table for each context (`surface|role`), in it for each English label the other names of that control.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER: Final = "aliases"
"""Where they are beside the catalogues of a folder of labels."""


def read_aliases(path: Path) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the other names of each control, by its context and English label; raises `DocumentError`."""
    plain: Mapping[str, Any] = read_toml(path)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for context, table in plain.items():
        for label, names in table.items() if isinstance(table, dict) else ():
            if not isinstance(names, list) or not all(isinstance(each, str) and each.strip() for each in names):
                raise DocumentError(path, f'[{context}]: {label!r} has no list of names; write "{label}" = ["…"]')
            found[context, label] = tuple(names)
        if not isinstance(table, dict):
            raise DocumentError(path, f'{context!r} is no table; write ["surface|role"] above it')
    return found
