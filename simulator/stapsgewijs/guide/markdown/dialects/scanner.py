"""Goes through the lines of a document in whatever dialect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.dialects import GONE
from stapsgewijs.guide.markdown.dialects.lines import LEAD, Lines
from stapsgewijs.guide.markdown.dialects.openers import Openers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BARE_COLONS: Final = re.compile(r"[ \t>]*:{3,}[ \t]*")
_MOST_IN_AN_OPENER: Final = 2_000
"""So many characters a line may have that opens a block."""


def read_dialect(lines: Sequence[str]) -> Lines:
    """Return the lines as the parser can read them, and what was found in them; takes time linear in the lines."""
    return _Scanner(lines).read()


class _Scanner(Openers):
    def read(self) -> Lines:
        for number, line in enumerate(self.lines):
            if number <= self.tag_until:
                self._blank(number)
            elif self.in_html:
                self.in_html = "-->" not in line
            elif line.strip():
                self._line(number, line)
        while self.open:
            self._close_to(self.open[-1], len(self.lines), closed=False)
        self._outdent()
        return self.found

    def _line(self, number: int, line: str) -> None:
        lead = LEAD.match(line)
        start = lead.end() if lead else 0
        indent = len(line[:start].expandtabs(4))
        if self._in_code(line, start, indent):
            return
        self._leave(number, indent)
        if "<!--" in line and "-->" not in line[line.rfind("<!--") :]:
            self.in_html = True
            return
        line = self._without_comments(number, line)
        if not line[start:].strip(GONE + " \t"):
            self._blank(number)
            return
        openers = () if len(line) > _MOST_IN_AN_OPENER else self._openers
        for rule in openers:
            if rule(number, line, start, indent):
                return
        self._inner(number, line, start, indent)

    @property
    def _openers(self) -> tuple[Callable[[int, str, int, int], bool], ...]:
        return (self._fence, self._colons, self._slashes, self._indented, self._jsx, self._module, self._snippet)

    def _in_code(self, line: str, start: int, indent: int) -> bool:
        if self.code is None:
            return False
        sign, size, least = self.code
        rest = line[start:].rstrip()
        if indent < least - 3:
            self.code = None
            return False
        if len(rest) >= size and rest == sign * len(rest):
            self.code = None
        return True

    def _leave(self, number: int, indent: int) -> None:
        """Close what stands further in than this line: the list item, or the indented block, has ended."""
        for each in self.open:
            if each.family == "indented" and indent < each.indent + 4:
                self._close_to(each, number)
                break
        is_end = _BARE_COLONS.fullmatch(self.lines[number]) is not None
        while self.open:
            last = self.open[-1]
            inside = last.family in {"colon", "slash", "fence"} and last.indent > 1 and indent < last.indent
            if not inside or (is_end and last.family == "colon"):
                return
            self._close(last, number, closed=False)
