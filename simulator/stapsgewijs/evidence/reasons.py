"""The sentences of why a line failed that reports take apart again: msgids of the report's catalogue."""

from __future__ import annotations

from typing import Final

NOT_THERE: Final = "no {kind} “{name}” {where}"
NEAREST: Final = "nearest: “{name}”"
THERE: Final = "each {kind} there: {names}"
NEAREST_LINE: Final = "nearest: {line}"
"""Of a line that no step definition fits: the definition that fits it best."""
ON_PAGE: Final = "on the page “{title}” ({address})"
