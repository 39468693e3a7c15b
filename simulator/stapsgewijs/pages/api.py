"""The view of the page about the API: every operation, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the address or the query, or a field of the body; `about` may be empty."""

    name: str
    where: str
    type: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A request: what it does, in paragraphs of English, and a command that makes it."""

    method: str
    path: str
    anchor: str
    about: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    command: str


@dataclass(frozen=True, slots=True)
class ApiPage:
    """All operations, in groups by the first word of their paths; `description` is the address of the OpenAPI."""

    template: ClassVar[str] = "api.html.j2"

    frame: Frame
    description: str
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]
