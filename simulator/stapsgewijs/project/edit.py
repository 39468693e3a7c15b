"""Adds to the settings of a project, and keeps everything that is in the file already, its remarks included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_text
from stapsgewijs.project.settings import SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_NEW: Final = """\
# A project of Stapsgewijs. What can be set here: stapsgewijs docs settings
"""
_ENGLISH: Final = "en"
_ACCOUNTS: Final = (
    "",
    "Who can sign in to the product. A password is best kept in an environment variable.",
    "[[accounts]]",
    'user = "anna"',
    'password-env = "ANNA_PASSWORD"',
    "",
)


@dataclass(frozen=True, slots=True)
class Additions:
    """What a project should have; what its settings say already counts, and lists of files are added to."""

    guides: tuple[str, ...] = ()
    language: str = ""
    base_url: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def with_additions(path: Path, wanted: Additions) -> str:
    """Return the text of the settings at `path`, which need not exist, with what it lacks of `wanted`.

    Raises `DocumentError` for a file that is no TOML.
    """
    is_new = not path.exists()
    try:
        document = tomlkit.parse(_NEW if is_new else read_text(path))
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise DocumentError(path, f"cannot be added to: {error}") from None
    top: Any = document
    for each in ("tool", "stapsgewijs") if path.name == SHARED else ():
        top = top.setdefault(each, tomlkit.table(is_super_table=True))
    _add_project(top, wanted)
    if is_new and wanted.language not in {"", _ENGLISH}:
        _table(top, "lint").setdefault("language", "document")  # whoever writes it reads what is found
    if wanted.base_url:
        _table(top, "target").setdefault("base-url", wanted.base_url)
    if is_new:
        for line in _ACCOUNTS:
            top.add(tomlkit.comment(line) if line else tomlkit.nl())
    if wanted.values:
        table = _table(top, "values")
        for name, value in wanted.values.items():
            table.setdefault(name, value)
    return tomlkit.dumps(document)


def _add_project(top: Any, wanted: Additions) -> None:  # noqa: ANN401  # a document or a table
    table = _table(top, "project")
    listed = table.setdefault("guides", tomlkit.array())
    for each in wanted.guides:
        listed.append(each)
    if wanted.language:
        table.setdefault("feature-language", wanted.language)


def _table(top: Any, name: str) -> Any:  # noqa: ANN401  # idem
    if name not in top:
        top.add(name, tomlkit.table())
    return top[name]
