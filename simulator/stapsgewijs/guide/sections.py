"""The sections of a guide, and the procedures in them.

A section is what stands under a heading, or in a tab. Its numbered lists are one procedure: a list that was cut goes
on, and what stands between belongs to the step before. Where a list begins again at 1 under a bold line, or under a
sentence that leads it in, it is another procedure. Headings that are numbered like steps ("Step 1: …") are the steps of
one procedure. Under the last heading of a branch a list in a bullet is a procedure too, and so is a single bullet
or sentence that names a label at once. What is read otherwise than a reader sees it is told as `Unread`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.label_text import is_note_word
from stapsgewijs.guide.markdown.inline import slug_of, words_of
from stapsgewijs.guide.model import Construct, Note, Procedure, Unread
from stapsgewijs.guide.steps import flattened, indent_of, is_note, lines_of, note_of, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from stapsgewijs.guide.markdown.tree import Node
    from stapsgewijs.guide.model import Step

_PLAIN_ANCHOR: Final = re.compile(r'<a (?:name|id)="([\w.:-]+)"/?>')
"""An anchor as it is nearly always written, read without the parser of HTML."""

_STEP_WORDS: Final = (
    "stap|step|schritt|étape|etape|paso|passo|pas|krok|adım|steg|trin|vaihe|lépés|шаг|крок|βήμα|"
    "步骤|步驟|ステップ|手順|단계"
)
_STEP_HEADING: Final = re.compile(
    rf"(?:(?:{_STEP_WORDS})\s*(\d{{1,2}})(?!\d)|(\d{{1,2}})[.)](?=\s|$)|第\s*(\d{{1,2}})\s*步)[\s:：.)–—-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_LETTER: Final = re.compile(r"([A-Za-z])[.)]\s+\S")
_NUMBER: Final = re.compile(r"(\d{1,3})[.)]\s+\S")
_RUNS_ON: Final = re.compile(r"\n[ \t]*(?:[A-Za-z]|\d{1,3})[.)]\s")
_LONGEST_LEAD_IN: Final = 160
_COLONS: Final = (":", "：")
_QUESTION: Final = ("?", "？")
_SIGNS: Final = " *_[]()「」【】«»“”\"'.,:;!?。、，；：！？"
_ENDED: Final = re.compile(r"[.!?]\s|[。！？]")
_LEAD_IN_ENDS: Final = (".", ":", "!", "。", "：", "！")
_TOO_SHALLOW: Final = 2
"""So many columns a list is indented that was meant to stand in a step."""


class Section:
    """A heading or a tab, and the blocks under it. `level` 0 is what stands before any heading, 7 a tab."""

    def __init__(self, level: int, id_: str, title: str, line: int, heading: Node | None = None) -> None:
        self.level = level
        self.id = id_
        self.title = title
        self.line = line
        self.heading = heading
        self.blocks: list[Node] = []

    @property
    def has_list(self) -> bool:
        """Whether there is a list with numbers."""
        return any(map(_is_list, self.blocks))

    def notes(self) -> tuple[Note, ...]:
        """Return the notes that stand outside of the steps."""
        return tuple(note for each in self.blocks if is_note(each) and (note := note_of(each)))


_TAB_LEVEL: Final = 7


def sections_of(blocks: Sequence[Node]) -> tuple[list[Section], Counter[str]]:
    """Return the sections of a document, in its order, and how often each id was given."""
    counted: Counter[str] = Counter()
    section = Section(0, "", "", 1)
    found = [section]
    outer: list[Section] = []
    before: Node | None = None
    for block in blocks:
        if block.type == "heading":
            title = words_of(block)
            slug = _anchor(block, before) or slug_of(title)
            section = Section(int(block.tag[1:]), unique(slug, counted), title, lines_of(block)[0], block)
            found.append(section)
            outer = [section] * len(outer)
        elif block.type == "tab":
            outer.append(section)
            slug = slug_of(str(block.meta.get("id") or block.content))
            section = Section(_TAB_LEVEL, unique(slug, counted), block.content, lines_of(block)[0])
            found.append(section)
        elif block.type == "tab_end":
            if outer:
                section = outer.pop()
        elif block.type != "unread":
            section.blocks.append(block)
        before = block
    if not found[0].blocks and len(found) > 1:
        del found[0]
    return found, counted


def unique(slug: str, counted: Counter[str]) -> str:
    """Return the id of a section: its slug, and behind it which one of that slug it is."""
    counted[slug] += 1
    return slug if counted[slug] == 1 else f"{slug}-{counted[slug] - 1}"


class _Run:
    """The items of one procedure: each with the blocks outside of the list that belong to it."""

    def __init__(self, naming: Node | None = None) -> None:
        self.naming = naming
        self.items: list[tuple[Node, list[Node]]] = []
        self.notes: list[Note] = []
        self.last = 0


class Procedures:
    """The procedures of the sections: `first` and `last` are the places of the sections that have any."""

    def __init__(self, sections: Sequence[Section], lines: Sequence[str], counted: Counter[str], title: str) -> None:
        self.lines = lines
        self.counted = counted
        self.procedures: list[Procedure] = []
        self.unread: list[Unread] = []
        self.first = self.last = 0
        headed = self._headed(sections, title)
        # Where nothing is numbered at all, a sentence is no instruction of one step: nobody wrote steps there.
        is_numbered = bool(headed) or any(each.has_list for each in sections)
        for place, section in enumerate(sections):
            if place in headed:
                made = [headed[place]]
            elif section.has_list:
                made = list(self._of(section))
            elif is_numbered and _is_last_of_branch(sections, place):
                made = list(self._of_bullets(section))
            else:
                made = []
            if made and place in headed and not self.procedures:
                made = [replace(made[0], notes=())]  # those stand before the first procedure
            if made:
                self.first = self.first if self.procedures else place
                self.procedures += made
                self.last = place + (len(headed[place].steps) - 1 if place in headed else 0)

    def _of(self, section: Section) -> Iterator[Procedure]:
        """Give the procedures of a section; nearly always one."""
        runs = self._runs(section)
        named_all = len(runs) > 1 and runs[0].naming is not None
        for number, run in enumerate(runs):
            id_, title, line = section.id, section.title, section.line
            if run.naming is not None and (number or named_all or not title):
                title = words_of(run.naming).rstrip(":： ")
                id_, line = unique(slug_of(title), self.counted), lines_of(run.naming)[0]
            steps = tuple(self._step(each, item, around) for each, (item, around) in enumerate(run.items, 1))
            yield Procedure(id_, title, line, 1, steps, tuple(run.notes))

    def _of_bullets(self, section: Section) -> Iterator[Procedure]:
        """Give the procedures of a section without numbers: of the lists in its bullets, or of its one instruction."""
        bullets = [item for each in section.blocks if each.type == "bullet_list" for item in each.children]
        lists = [(item, inner) for item in bullets for inner in item.children if _is_list(inner)]
        notes = section.notes()
        for number, (item, inner) in enumerate(lists):
            id_, title, line = section.id, section.title, section.line
            if len(lists) > 1:
                title = words_of(item.children[0]).rstrip(":： ") if item.children[0] is not inner else title
                id_, line = unique(slug_of(title), self.counted), lines_of(item)[0]
            run = _Run()
            self._add(run, inner)
            run.items[-1][1].extend(item.children[item.children.index(inner) + 1 :])
            steps = tuple(self._step(each, one, around) for each, (one, around) in enumerate(run.items, 1))
            yield Procedure(id_, title, line, 1, steps, () if number else notes)
        if not lists and (blocks := _instruction(section)):
            step = step_of(1, blocks, lines_of(blocks[0])[0], self.lines)
            if _names_at_once(step):
                yield Procedure(section.id, section.title, section.line, 1, (step,), notes)

    def _step(self, number: int, item: Node, around: Sequence[Node]) -> Step:
        line, _ = lines_of(item)
        return step_of(number, [*flattened(item), *around], line, self.lines)

    def _runs(self, section: Section) -> list[_Run]:
        runs = [_Run()]
        between: list[Node] = []
        for block in section.blocks:
            run = runs[-1]
            if not _is_list(block):
                if is_note(block) and (note := note_of(block)):
                    run.notes.append(note)
                between.append(block)
                continue
            naming = _naming(between)
            if not run.items:
                run.naming = naming
            else:
                starts = _number(block.children[0]) or int(block.attribute("start") or 0)
                if starts > 1 or starts == run.last + 1:
                    naming = None
                elif naming is None:
                    self._tell_cut(block, between)
                if naming is not None:
                    run.items[-1][1].extend(_pictures(between))
                    runs.append(_Run(naming))
                else:
                    run.items[-1][1].extend(each for each in between if not is_note(each))
            self._add(runs[-1], block)
            between = []
        item, around = runs[-1].items[-1]
        is_announced = not around and words_of(item).endswith(_COLONS)
        table = [each for each in between[:1] if each.type == "table" and is_announced]
        around.extend((*table, *_pictures(between[len(table) :])))
        return runs

    def _add(self, run: _Run, numbered: Node) -> None:
        """Add the items of a list; those indented by too little belong to the step before."""
        margin = indent_of(self.lines, lines_of(run.items[0][0])[0]) if run.items else 0
        is_inner = False
        for item in numbered.children:
            number, line = _number(item), lines_of(item)[0]
            column = indent_of(self.lines, line)
            margin = margin or column
            deeper = bool(item.token.info) and column >= margin + _TOO_SHALLOW
            if deeper and run.items and not is_inner and number == 1 and run.last + 1 != number:
                is_inner = True
                words = self.lines[line - 1].strip()
                right = " " * (margin + len(str(run.last)) + 1) + words
                self.unread.append(Unread(Construct.SHALLOW, line, column, words, right))
            is_inner = is_inner and deeper
            if is_inner:
                run.items[-1][1].append(item)
            else:
                run.items.append((item, []))
                run.last = len(run.items) if number <= 1 else number
                self._tell_nested(item, number)

    def _tell_cut(self, numbered: Node, between: Sequence[Node]) -> None:
        """Tell where a list was cut: by the first block that stands outside of it, or by another kind of number."""
        line, _ = lines_of(between[0] if between else numbered)
        construct = Construct.CUT if between else Construct.RESTART
        words = self.lines[line - 1].strip()
        right = " " * (indent_of(self.lines, lines_of(numbered)[0]) + 2) + words if between else ""
        self.unread.append(Unread(construct, line, indent_of(self.lines, line), words, right))

    def _tell_nested(self, item: Node, number: int) -> None:
        """Tell the numbers that go on counting and stand inside of the step before."""
        for block in item.children:
            if block.type != "ordered_list" or not block.token.attrs.get("start"):
                continue
            for inner in block.children:
                line, _ = lines_of(inner)
                if _number(inner) != number + 1 or line == lines_of(item)[0]:
                    break
                number += 1
                column = indent_of(self.lines, line)
                words = self.lines[line - 1].strip()
                self.unread.append(Unread(Construct.NESTED, line, column, words, f"{number}."))

    # Headings that are steps

    def _headed(self, sections: Sequence[Section], title: str) -> dict[int, Procedure]:
        """Return the procedures whose steps are headings, by the place of their first section."""
        found: dict[int, Procedure] = {}
        for places in _numbered_headings(sections):
            steps = [sections[each] for each in places]
            if not any(each.has_list for each in steps):
                above = (each for each in reversed(sections[: places[0]]) if each.level < steps[0].level)
                parent = next(above, Section(0, "", title, 1))
                id_ = parent.id or slug_of(title)
                if parent.has_list:
                    id_ = unique(id_, self.counted)
                made = tuple(self._headed_step(number, each) for number, each in enumerate(steps, 1))
                notes = () if parent.has_list else parent.notes()
                found[places[0]] = Procedure(id_, parent.title or title, parent.line, 1, made, notes)
                continue
            for each in steps:
                if not each.has_list:
                    self.unread.append(Unread(Construct.HEADING, each.line, 1, each.title))
        return found

    def _headed_step(self, number: int, section: Section) -> Step:
        found = _STEP_HEADING.match(section.title)
        words = found[4].strip() if found else ""
        heading = (section.heading, words) if section.heading is not None else None
        return step_of(number, section.blocks, section.line, self.lines, heading)


def _numbered_headings(sections: Sequence[Section]) -> Iterator[list[int]]:
    """Give the places of sections that follow each other, at one level, numbered from 1 on; two at least."""
    run: list[int] = []
    for place, section in enumerate([*sections, Section(0, "", "", 0)]):
        found = _STEP_HEADING.match(section.title) if section.heading is not None else None
        number = int(found[1] or found[2] or found[3]) if found else 0
        if run and number == len(run) + 1 and section.level == sections[run[-1]].level:
            run.append(place)
            continue
        if len(run) > 1:
            yield run
        run = [place] if number == 1 else []


def running_lines(tokens: Sequence[Token]) -> Iterator[Unread]:
    """Give the lines that begin with a letter or a number and run on in the paragraph before."""
    last = level = 0
    for token in tokens:
        if token.type == "inline":
            if not level and "\n" in token.content and _RUNS_ON.search(token.content):
                yield from _running(token, last)
        elif token.type == "code_block" and token.map:
            for at, text in enumerate(token.content.split("\n")):
                if _NUMBER.match(text):
                    yield Unread(Construct.CODE, token.map[0] + at + 1, 1, text)
        elif token.type == "list_item_open" and token.level == 1 and token.info.isdigit():
            last = int(token.info)
        elif token.type in {"heading_open", "heading_close"}:
            level += token.nesting
            last = 0


def _running(inline: Token, number: int) -> Iterator[Unread]:
    first = inline.map[0] + 1 if inline.map else 1
    columns = inline.meta.get("columns") or [0]
    lettered: list[Unread] = []
    for at, written in enumerate(inline.content.split("\n")):
        text = written.lstrip()
        column = columns[min(at, len(columns) - 1)] + len(written) - len(text) + 1
        letter, digits = _LETTER.match(text), _NUMBER.match(text)
        if letter and ord(letter[1].lower()) == ord("a") + len(lettered):
            lettered.append(Unread(Construct.LETTER, first + at, column, text))
        elif at and digits and number and int(digits[1]) == number + 1:
            number += 1
            yield Unread(Construct.NESTED, first + at, column, text, f"{number}.")
    if len(lettered) > 1:
        yield from lettered


def _naming(between: Sequence[Node]) -> Node | None:
    """Return the block right before a list that names it: a line in bold, or a sentence that ends in a colon."""
    last = between[-1] if between else None
    if last is None or last.type != "paragraph":
        return None
    words = words_of(last)
    if not words or is_note_word(words.rstrip(":： ")):
        return None
    inline = last.children[0]
    inner = [each for each in inline.children if each.type != "text" or each.content.strip(" :：\n")]
    is_bold = bool(inner) and all(each.type == "strong" for each in inner)
    leads_in = words.endswith(_COLONS) and len(words) <= _LONGEST_LEAD_IN
    return last if is_bold or leads_in else None


def _is_last_of_branch(sections: Sequence[Section], place: int) -> bool:
    """Return whether a section has a heading, that of no step, and none below it."""
    section, after = sections[place], sections[place + 1 : place + 2]
    is_step = _STEP_HEADING.match(section.title) is not None
    is_headed = section.heading is not None and section.level > 1 and not is_step
    return is_headed and not any(each.level > section.level for each in after)


def _instruction(section: Section) -> list[Node]:
    """Return the blocks of the one bullet or paragraph of a section, pictures with it; none where there is more."""
    words = [each for each in section.blocks if not is_note(each) and each not in _pictures([each])]
    if len(words) != 1 or section.title.rstrip().endswith(_QUESTION):
        return []
    (only,) = words
    pictures = _pictures(section.blocks)
    if only.type == "bullet_list" and len(only.children) == 1:
        return [*only.children[0].children, *pictures]
    return [only, *pictures] if only.type == "paragraph" else []


def _names_at_once(step: Step) -> bool:
    """Return whether an instruction of one step names a label in its first sentence, and sends nobody elsewhere."""
    if not step.labels or any(not each.target.startswith("#") for each in step.links):
        return False
    words, label = step.action.text, step.labels[0].text
    before, found, behind = words.partition(label)
    is_sentence = bool(before.strip(_SIGNS)) or bool(behind.strip(_SIGNS))
    return bool(found) and is_sentence and not _ENDED.search(before) and not _begins_with_lead_in(before, behind, label)


def _begins_with_lead_in(before: str, behind: str, label: str) -> bool:
    """Return whether bold words that begin a text lead it in: “**Note:** …”, “**Restart your phone.** …”."""
    return not before.strip(_SIGNS) and (label.endswith(_LEAD_IN_ENDS) or behind.lstrip().startswith(_COLONS))


def _is_list(block: Node) -> bool:
    """Return whether a block is a list with numbers; one of HTML may be empty."""
    return block.type == "ordered_list" and bool(block.children)


def _pictures(blocks: Sequence[Node]) -> list[Node]:
    return [each for each in blocks if not words_of(each) and any(inner.type == "image" for inner in each.walk())]


def _number(item: Node) -> int:
    """Return the number of an item as it is written; 0 where none is (in HTML)."""
    return int(item.token.info) if item.token.info.isdigit() else 0


def _anchor(heading: Node, before: Node | None) -> str:
    """Return the id that a heading was given: an attribute, an anchor in it, or one in a paragraph right above it."""
    if named := heading.meta.get("anchor"):
        return str(named)
    tags = [each.content for each in heading.walk() if each.type == "html_inline"]
    if not tags and before is not None and before.type == "paragraph" and not words_of(before):
        tags = [each.content for each in before.walk() if each.type == "html_inline"]
    if not tags:
        return ""
    if (plain := _PLAIN_ANCHOR.fullmatch(tags[0])) is not None:
        return plain[1]
    from stapsgewijs.guide.markdown.anchors import first_anchor

    return first_anchor(tags)
