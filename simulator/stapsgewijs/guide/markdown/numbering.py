"""Step numbers and heading signs that are not valid Markdown.

The text follows without a space or after a no-break space; or the number is escaped or full-width.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"( {0,3})(\d{1,3})(\\?[.)]|[．。、）])(\s*)(?=[^\s\d])")
_RIGHT: Final = re.compile(r" {0,3}[0-9]{1,3}[.)]\s")
_HEADING: Final = re.compile(r"(#{2,6})[\u00a0\u3000]*(?=[^#\s])|(#)[\u00a0\u3000]+(?=[^#\s])")
_FENCE: Final = re.compile(r" {0,3}(```|~~~)")


def mended(lines: Sequence[str]) -> list[str]:
    """Return the lines with the numbers that go on counting written as Markdown wants them; the rest as it is.

    Only a number that is the next one counts: a sentence may begin with a year. A first one needs a second.
    """
    found = list(lines)
    last, first, is_code = 0, -1, False
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            is_code = not is_code
        number = None if is_code else _NUMBER.match(line)
        if not is_code and line.startswith("#"):
            last, first = 0, -1
            found[at] = _HEADING.sub(lambda signs: f"{signs[0].rstrip()} ", line, count=1)
        elif number and int(number[2]) == last + 1:
            last += 1
            if last == 1:
                first = at
                continue
            found[at] = _written(line, number)
            if first >= 0:
                found[first] = _written(lines[first], _NUMBER.match(lines[first]))
                first = -1
        elif number and _RIGHT.match(line):
            last = last + 1 if int(number[2]) == 1 else int(number[2])
    return found


def _written(line: str, number: re.Match[str] | None) -> str:
    if number is None or _RIGHT.match(line):
        return line
    return f"{number[1]}{int(number[2])}{')' if number[3] in {')', '）'} else '.'} {line[number.end() :]}"
