"""Lines that open or close a block of a dialect, and lines that are no text."""

from __future__ import annotations

import re
from typing import Final

from stapsgewijs.guide.markdown.dialects.kinds import COLON_KINDS, KINDS, TABS, meant_kind, words
from stapsgewijs.guide.markdown.dialects.lines import ATTRIBUTE, OPENER, Block, Opened, masked, value
from stapsgewijs.guide.markdown.dialects.tags import Tags
from stapsgewijs.guide.model import Construct, NoteKind

_ITEMS: Final = frozenset({"step"})
_CODE_DIRECTIVES: Final = words(
    "code code-block code-cell sourcecode literalinclude math mermaid toctree contents eval-rst raw list- "
    "table csv-table autodoc automodule autoclass index glossary doctest highlight"
)
_FENCE: Final = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)")
_DIRECTIVE: Final = re.compile(r"\{([\w:-]+)\}[ \t]*(.*)")
_COLONS: Final = re.compile(r"(:{3,})[ \t]*(.*)$")
_IMAGE_END: Final = re.compile(r":::[ \t]*image-end")
_COLON_NAME: Final = re.compile(r"\{?\.?([A-Za-z][\w-]*)\}?(.*)")
_SLASHES: Final = re.compile(r"(/{3,})[ \t]*(?:([\w-]+)(?:[ \t]*\|[ \t]*(.*))?)?$")
_INDENTED: Final = re.compile(r'(?:(!!!|\?\?\?\+?)[ \t]*([\w-]+)[\w -]*|(===[+!]{0,2})[ \t]*)(?:"(.*)")?$')
_JSX: Final = re.compile(r"<(/?)([A-Z][\w.]*)")
_MODULE: Final = re.compile(
    r"""import\s+(?:[^"'\n]*?\sfrom\s+)?["'][^"'\n]+["'];?\s*$|export\s+(?:const|let|var|default|function|async|\{)"""
)
_SNIPPET: Final = re.compile(r"-{1,2}8<-{1,2}(?:[ \t]+(.*))?$")
_TITLE: Final = re.compile(r"""\[(.*)\]|title\s*=\s*"([^"]*)"|"([^"]*)"|(.*)""")
_BRACES: Final = re.compile(r"\{[^{}]*\}")
_MOST_TAG_LINES: Final = 40
"""So many lines the opening tag of a component may have."""


class Openers(Tags):
    """Reads the lines that open and close blocks; each rule says whether a line was one for it."""

    def _fence(self, number: int, line: str, start: int, indent: int) -> bool:
        found = _FENCE.match(line, start)
        if found is None:
            return False
        signs, info = found[1], found[2].strip()
        top = next((each for each in reversed(self.open) if each.family == "fence"), None)
        if not info and top and top.name == signs[0] and len(signs) >= top.size:
            self._close_to(top, number)
            self._blank(number)
            return True
        directive = _DIRECTIVE.match(info)
        name = directive[1].lower() if directive else ""
        if directive is None or name in _CODE_DIRECTIVES or found.start(1) != start:
            if "`" not in info or signs[0] == "~":
                self.code = signs[0], len(signs), indent
                return True
            return False
        return self._directive(
            number, start, Opened("fence", number, indent, signs[0], Block("", 0), len(signs)), directive
        )

    def _directive(self, number: int, start: int, opened: Opened, directive: re.Match[str]) -> bool:
        """Read a directive of MyST: its name, its argument and its options."""
        name, argument = directive[1].lower(), directive[2].strip()
        line = self.lines[number]
        written = line[start:].split("}")[0] + "}"
        self._blank(number)
        column = line.rfind(argument) if argument else 0
        options = self._options(number + 1)
        if name in {"image", "figure"}:
            alt = options.get("alt", "")
            self.found.blocks[number] = Block("picture", number + 1, title=alt, target=argument, place=start)
            self.found.body[number] = line[:start] + OPENER
            opened.block = Block("", 0, written)
            self.open.append(opened)
            return True
        if name == "include":
            self._tell(Construct.INCLUDE, number, start, line.strip())
            opened.block = Block("", 0, written)
        elif name in KINDS:
            opened.block = Block("note", 0, written, written.split(name)[0], name, argument, column, KINDS[name])
        elif name in TABS:
            opened.block = Block("tab", 0, written, name=name, title=argument or name, column=column)
        else:
            opened.block = Block("", 0, written)
            if name not in {"tab-set", "grid", "grid-item", "grid-item-card", "card", "div", "container", "only"}:
                self._unknown(number, start, written)
        self._push(opened)
        return True

    def _options(self, number: int) -> dict[str, str]:
        """Read lines `:name: value` under a directive, and mask them."""
        options: dict[str, str] = {}
        while number < len(self.lines) and (found := re.match(r"\s*:([\w-]+):[ \t]*(.*)$", self.lines[number])):
            options[found[1].lower()] = found[2].strip()
            self._blank(number)
            self.tag_until = number
            number += 1
        return options

    def _colons(self, number: int, line: str, start: int, indent: int) -> bool:
        if not line.startswith(":::", start):
            return False
        found = _COLONS.match(line, start)
        if found is None:
            return False
        signs, words = found[1], found[2].rstrip()
        ends = words.endswith(":::")
        words = words.rstrip(":").rstrip() if ends else words
        if not words:
            self._colons_end(number, len(signs), start)
            return True
        named = _COLON_NAME.match(words)
        name = named[1].lower() if named else ""
        if name == "image":
            if 'type="complex"' in words:
                self._hide_until(number, _IMAGE_END)
            return False
        self._colons_open(number, (signs, words, name), start, indent)
        return True

    def _colons_open(self, number: int, what: tuple[str, str, str], start: int, indent: int) -> None:
        line, (signs, words, name) = self.lines[number], what
        ends = line.rstrip().endswith(":::")
        named = _COLON_NAME.match(words)
        if directive := _DIRECTIVE.match(words):
            opened = Opened("colon", number, indent, "", Block("", 0), len(signs))
            self._directive(number, start, opened, directive)
        elif not named or (ends and name not in {"row", "column", "row-end", "column-end"}):
            self._tell(Construct.MARKUP, number, start, line.strip())
            self._blank(number)
        elif name.endswith("-end"):
            self._learn_end(number, name.removesuffix("-end"), start)
        else:
            block = self._colon_block(number, (signs, name, named[2]), line, start)
            family = "learn" if name in {"zone", "moniker", "row", "column"} else "colon"
            self._blank(number)
            self._push(Opened(family, number, indent, name, block, len(signs)))

    def _colon_block(self, number: int, what: tuple[str, str, str], line: str, start: int) -> Block:
        _, name, rest = what
        written = line[start : line.find(line[start:].lstrip(": {.")[: len(name)], start) + len(name)]
        titled = _TITLE.match(_BRACES.sub(lambda each: " " * len(each[0]), rest).strip())
        title = next((each for each in titled.groups() if each), "").strip() if titled else ""
        column = line.find(title, start + len(written)) if title else 0
        stem = line[start : start + len(written) - len(name)]
        if name in COLON_KINDS:
            return Block("note", 0, written, stem, name, title, column, KINDS[name])
        if name == "zone":
            pivot = ATTRIBUTE.search(rest)
            return Block("tab", 0, written, name=name, title=value(pivot), target=value(pivot))
        if name in TABS:
            return Block("tab", 0, written, name=name, title=title or name, column=column)
        if name in KINDS or meant_kind(name):
            return Block("note", 0, written, stem, name, title, column)
        if name not in {"moniker", "row", "column", "code-group", "tabs", "columns", "steps", "div"}:
            self._unknown(number, start, written)
        return Block("", 0, written)

    def _colons_end(self, number: int, size: int, start: int) -> None:
        last = next((each for each in reversed(self.open) if each.family == "colon" and each.size <= size), None)
        if last is None:
            self._tell(Construct.MARKUP, number, start, self.lines[number].strip())
        else:
            self._close_to(last, number)
        self._blank(number)

    def _learn_end(self, number: int, name: str, start: int) -> None:
        last = next((each for each in reversed(self.open) if each.family == "learn" and each.name == name), None)
        if last is not None:
            self._close_to(last, number)
        elif name != "image":
            self._tell(Construct.MARKUP, number, start, self.lines[number].strip())
        self._blank(number)

    def _slashes(self, number: int, line: str, start: int, indent: int) -> bool:
        """Read a block of pymdownx: `/// note | Title` up to `///`."""
        if not line.startswith("///", start):
            return False
        found = _SLASHES.match(line.rstrip(), start)
        if found is None:
            return False
        signs, name, title = found[1], (found[2] or "").lower(), found[3] or ""
        if not name:
            last = next(
                (each for each in reversed(self.open) if each.family == "slash" and each.size == len(signs)), None
            )
            if last is None:
                return False
            self._close_to(last, number)
            self._blank(number)
            return True
        written = line[start : found.end(2)]
        if name in TABS:
            block = Block("tab", 0, written, name=name, title=title or name)
        elif name in KINDS:
            block = Block("note", 0, written, signs + " ", name, title, line.find(title, found.end(2)), KINDS[name])
        else:
            block = Block("", 0, written)
            self._unknown(number, start, written)
        self._blank(number)
        self._push(Opened("slash", number, indent, name, block, len(signs)))
        return True

    def _indented(self, number: int, line: str, start: int, indent: int) -> bool:
        """Read a line of MkDocs that opens what is indented under it: `!!! note "Title"`, `=== "Tab"`."""
        if line[start : start + 3] not in {"!!!", "???", "==="}:
            return False
        found = _INDENTED.match(line.rstrip(), start)
        if found is None or (found[3] and found[4] is None):
            return False
        title = found[4] or ""
        if found[3]:
            block = Block("tab", 0, found[3], name="tab", title=title, column=found.start(4))
        else:
            name = found[2].lower()
            written, stem = line[start : found.end(2)], line[start : found.start(2)]
            kind = KINDS.get(name, NoteKind.UNKNOWN if meant_kind(name) else NoteKind.NOTE)
            block = Block("note", 0, written, stem, name, title, found.start(4), kind)
        self._blank(number)
        self._push(Opened("indented", number, indent, "", block, outdent=4))
        return True

    def _jsx(self, number: int, line: str, start: int, indent: int) -> bool:
        found = _JSX.match(line, start)
        if found is None:
            return False
        tag, until = self._whole_tag(number, line[start:])
        if tag is None:
            return False
        name, short = found[2], found[2].rpartition(".")[2].lower()
        rest = tag.rstrip()
        if found[1]:
            return self._jsx_end(number, rest, name)
        self.tag_until = until
        if rest.endswith("/>"):
            if "<" in rest[1:]:
                return False
            self._tell(Construct.INCLUDE, number, start, " ".join(rest.split()))
        else:
            inner = rest.find(">")
            if rest[inner + 1 :].strip():  # its text stands on the same line
                return self._jsx_line(number, line, start, (name, short))
            self._push(Opened("jsx", number, indent, name, self._component(number, short, rest), outdent=0))
        for each in range(number, until + 1):
            self._blank(each)
        return True

    def _whole_tag(self, number: int, rest: str) -> tuple[str | None, int]:
        """Return a tag that may go over lines, and its last line; None where it does not end."""
        until = number
        while ">" not in rest:
            until += 1
            if until >= len(self.lines) or until - number > _MOST_TAG_LINES or not self.lines[until].strip():
                return None, number
            rest += f"\n{self.lines[until]}"
        return rest, until

    def _jsx_end(self, number: int, rest: str, name: str) -> bool:
        if rest[rest.find(">") + 1 :].strip():
            return False
        last = next((each for each in reversed(self.open) if each.family == "jsx" and each.name == name), None)
        if last is not None:
            self._close_to(last, number)
        self._blank(number)
        return True

    def _jsx_line(self, number: int, line: str, start: int, names: tuple[str, str]) -> bool:
        """Read `<TabItem …>text</TabItem>` on one line."""
        name, short = names
        begin = line.find(">", start) + 1
        end = line.rfind(f"</{name}>")
        if end < begin:
            return False
        block = self._component(number, short, line[start:begin])
        text = masked(line, [(start, begin), (end, len(line))])
        self.found.shown[number] = text
        self._put(number, start, text[begin:end].strip())
        if block.kind:
            self.found.blocks[number] = block._replace(end=number + 1, is_open_line=True)
        return True

    def _component(self, number: int, short: str, tag: str) -> Block:
        given = {each[1].lower(): value(each) for each in ATTRIBUTE.finditer(tag)}
        title = given.get("label") or given.get("title") or given.get("name") or ""
        written = tag.split(">", maxsplit=1)[0].split(maxsplit=1)[0]
        line = self.lines[number]
        column = line.find(title) if title else 0
        if short in TABS:
            target = given.get("value", "")
            return Block("tab", 0, written, name=short, title=title or target or short, target=target, column=column)
        kind = given.get("type", given.get("variant", "")).lower()
        if short in KINDS or short in {"callout", "alert", "admonition"}:
            note = KINDS.get(kind or short, NoteKind.UNKNOWN)
            is_right = note is not NoteKind.UNKNOWN or not kind
            stem = written if not kind else f'{written} type="'
            return Block(
                "note",
                0,
                f'{stem}{kind}"' if kind else written,
                stem,
                kind or short,
                title,
                max(column, 0),
                note if is_right else NoteKind.UNKNOWN,
            )
        if short == "steps":
            return Block("steps", 0, written)
        if short in _ITEMS:
            for each in reversed(self.open):
                if each.block.kind == "steps":
                    each.has_items = True
                    break
            return Block("step", 0, written, title=title, column=max(column, 0))
        return Block("", 0, written)

    def _module(self, number: int, line: str, start: int, indent: int) -> bool:
        """Blank `import` and `export` of MDX: they begin a line at the margin, and nothing of them is shown."""
        if indent or not line.startswith(("import ", "export ")) or not _MODULE.match(line):
            return False
        del start
        depth = 0
        for each in range(number, min(number + 200, len(self.lines))):
            depth += sum(map(self.lines[each].count, "{[(")) - sum(map(self.lines[each].count, "}])"))
            self._blank(each)
            self.tag_until = each
            if depth <= 0:
                break
        return True

    def _snippet(self, number: int, line: str, start: int, indent: int) -> bool:
        """Read an include of pymdownx: `--8<-- "file"`, or files on lines of their own between two such lines."""
        del indent
        if self.snippets or "8<" in line:
            found = _SNIPPET.match(line[start:].strip())
            if found is None and not self.snippets:
                return False
            if found and not found[1]:
                self.snippets = not self.snippets
            else:
                self._tell(Construct.INCLUDE, number, start, line.strip())
            self._blank(number)
            return True
        return False
