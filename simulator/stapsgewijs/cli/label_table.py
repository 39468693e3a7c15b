"""What a guide calls the controls of the pages: as a table, as JSON, and as a catalogue of its language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import write_text
from stapsgewijs.guide import bind, read_guide
from stapsgewijs.guide.analysis import documented_labels
from stapsgewijs.guide.label_text import bare
from stapsgewijs.labels import ENGLISH, Catalogue
from stapsgewijs.project import find_project
from stapsgewijs.terminal import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stapsgewijs.guide import Binding, Guide
    from stapsgewijs.labels import Control

_NOT_SIMULATED: Final = "(not simulated)"
_UNBOUND: Final = "(nothing)"
_HEADINGS: Final = ("control", "label", "line", "confidence")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of a guide: `control` is the English label of what it stands for, None when that is nothing we have.

    `confidence` goes from 0 to 1, `line` and `column` count from 1.
    """

    procedure: str
    step: int
    control: str | None
    role: str | None
    label: str
    line: int
    column: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Labelling:
    """A guide, its labels bound by their place and text, and the catalogue that knows all controls."""

    guide: Guide
    bindings: tuple[Binding, ...]
    known: Catalogue

    @property
    def rows(self) -> tuple[LabelRow, ...]:
        """The labels in the order of the document."""
        return tuple(map(_row, self.bindings))


def label(path: Path, site: Path | None = None) -> Labelling:
    """Read the guide at `path` and bind its labels; `site` has the catalogues instead of those that ship.

    Raises `DocumentError` for a file that is no guide, `StapsgewijsError` for a language that is none.
    """
    guide = read_guide(path)
    project = find_project(Path.cwd())
    folder = (site or project.site) / "labels"
    known = Catalogue.for_language(folder, guide.language) if guide.locale else Catalogue.load(folder, ENGLISH)
    pivot = read_guide(project.reference_of(path))
    return Labelling(guide, bind(guide, known, pivot, by_place=True), known)


def as_json(rows: Iterable[LabelRow]) -> str:
    """Return the rows as JSON: a list of objects, letters as they are."""
    told: list[dict[str, Any]] = [asdict(each) for each in rows]
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_table(found: Labelling) -> Iterator[str]:
    """Give the lines of a table for people: control, label, line, confidence."""
    cells = [_HEADINGS, *(_cells(each) for each in found.bindings)]
    widths = [max(columns_of(row[column]) for row in cells) for column in range(len(_HEADINGS))]
    for row in cells:
        padded = (text + " " * (width - columns_of(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def write_catalogue(found: Labelling, path: Path) -> int:
    """Write a catalogue with what the guide calls each control, and return how many it names.

    What the guide does not name has no translation, and so is in English on the pages; what a file at `path` says of it
    is kept. Raises `DocumentError` for a guide that names no language, `StapsgewijsError` for a place where
    nothing can be written.
    """
    if not found.guide.language:
        what = "the guide does not name its language; add a line “lang: cs-CZ” to its front matter"
        raise DocumentError(found.guide.path, what)
    named = documented_labels(found.bindings)
    kept = Catalogue.load(path.parent, path.stem) if path.is_file() and path.suffix == ".po" else None
    lines = {each.control: each.label.line for each in reversed(found.bindings) if each.control}
    text = "\n".join(_catalogue_lines(found, {**_translated(kept), **_of_guide(named)}, lines))
    write_text(path, text, folders=False)
    return len(named)


def _row(each: Binding) -> LabelRow:
    control = each.control
    return LabelRow(
        each.procedure,
        each.step,
        control.msgid if control else None,
        control.role.value if control else None,
        bare(each.label.text),
        each.label.line,
        each.label.column,
        each.confidence,
    )


def _cells(each: Binding) -> tuple[str, str, str, str]:
    nothing = _UNBOUND if each.simulated else _NOT_SIMULATED
    name = each.control.msgid if each.control else nothing
    return name, bare(each.label.text), str(each.label.line), f"{each.confidence:.2f}"


def _of_guide(named: Mapping[Control, str]) -> dict[tuple[str, str], str]:
    return {(each.context, each.msgid): text for each, text in named.items()}


def _translated(kept: Catalogue | None) -> dict[tuple[str, str], str]:
    if kept is None:
        return {}
    known = {(each.context, each.msgid): text for each, text in kept.labels.items() if text != each.msgid}
    return known | {("", msgid): text for msgid, text in kept.wording.items() if text != msgid}


def _catalogue_lines(
    found: Labelling, texts: Mapping[tuple[str, str], str], lines: Mapping[Control, int]
) -> Iterator[str]:
    language, name = found.guide.language.replace("-", "_"), found.guide.path.name
    header = (f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8")
    yield 'msgid ""\nmsgstr ""'
    yield from (f'"{each}\\n"' for each in (*header, "Content-Transfer-Encoding: 8bit"))
    for each in found.known.controls:
        yield f"\n#: {name}:{lines[each]}" if each in lines else ""
        yield f"msgctxt {_quoted(each.context)}"
        yield f"msgid {_quoted(each.msgid)}\nmsgstr {_quoted(texts.get((each.context, each.msgid), ''))}"
    for msgid in found.known.wording:
        yield f"\nmsgid {_quoted(msgid)}\nmsgstr {_quoted(texts.get(('', msgid), ''))}"
    yield ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
