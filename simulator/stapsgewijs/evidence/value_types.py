"""Whether values are of the types that their classes declare: what was read from a file may be anything."""

from __future__ import annotations

from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

from stapsgewijs.findings import Edit, Finding
from stapsgewijs.guide import LabelVerdict
from stapsgewijs.labels import Control, Message

_LARGEST: Final = 2**31
"""No line and no count is as large."""
_LATEST_S: Final = 253_402_214_400
"""Seconds since 1970 until the last day that Python can write, in any time zone."""
_NAMES: Final = {"LabelVerdict": LabelVerdict, "Control": Control, "Edit": Edit, "Finding": Finding, "Message": Message}
"""Types that the modules of the classes have for type checkers only."""


def check_types(value: object, declared: Any) -> None:  # noqa: ANN401  # a type as it is annotated
    """Raise `TypeError` unless a value, with all that is in it, is what is declared; numbers have to be of this world.

    `declared` is a type, `tuple[…]`, a union, a data class or a named tuple.
    """
    origin, inner = get_origin(declared), get_args(declared)
    if origin in {Union, UnionType}:
        _require(any(_is_of(value, each) for each in inner))
    elif origin is tuple:
        _require(isinstance(value, tuple))
        items = tuple(cast("tuple[object, ...]", value))
        types = (inner[0],) * len(items) if inner[1:] == (...,) else inner
        _require(len(items) == len(types))
        for each, its_type in zip(items, types, strict=True):
            check_types(each, its_type)
    elif declared in {int, float}:
        _check_number(value, declared)
    else:
        _require(isinstance(value, declared))
        if (is_dataclass(declared) or hasattr(declared, "_fields")) and not isinstance(value, Enum):
            for name, its_type in _types_of(declared).items():
                check_types(getattr(value, name), its_type)


def _check_number(value: object, declared: type) -> None:
    kinds = (int,) if declared is int else (int, float)
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise TypeError
    most = _LARGEST if declared is int else _LATEST_S
    _require(-most < value < most)  # not so of what is no number at all (NaN)


def _require(holds: bool) -> None:  # noqa: FBT001  # it is a condition
    if not holds:
        raise TypeError


def _is_of(value: object, declared: Any) -> bool:  # noqa: ANN401  # idem
    try:
        check_types(value, declared)
    except TypeError:
        return False
    return True


@cache
def _types_of(declared: type) -> dict[str, Any]:
    return get_type_hints(declared, localns=_NAMES)
