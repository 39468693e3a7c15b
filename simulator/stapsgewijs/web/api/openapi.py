"""The description of the API (OpenAPI) with what the framework cannot know: errors as they are, and examples."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from stapsgewijs.web.api.errors import correct_errors
from stapsgewijs.web.api.examples import add_examples

if TYPE_CHECKING:
    from collections.abc import Callable


def describing(describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Return `describe` (an app's OpenAPI), completed; it is made once."""

    @cache
    def description() -> dict[str, Any]:
        described = describe()
        correct_errors(described)
        add_examples(described)
        return described

    return description
