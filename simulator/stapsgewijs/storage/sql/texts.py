"""How texts are kept: as JSON in ASCII, so that half a surrogate pair and U+0000 come back as well."""

from __future__ import annotations

import json
from typing import Any, Final

_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def as_json(content: Any) -> str:  # noqa: ANN401  # JSON has no narrower type
    """Return `content` as JSON, in ASCII and without spaces."""
    return _ENCODE(content)


def of_json(text: str) -> Any:  # noqa: ANN401  # idem
    """Return what was kept as JSON."""
    return json.loads(text)


def folded(text: str) -> str:
    """Return `text` as it is searched in: without capitals, in ASCII.

    Each character becomes the same ASCII wherever it stands, so a part of a text is a part of what this makes
    of it. The other way round does not always hold: `n` is part of what becomes of a line's end.
    """
    return _ENCODE(text.casefold())[1:-1]
