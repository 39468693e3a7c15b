"""What rules may ask about files, other documents and catalogues; each question is answered once and cached."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.guide.label_text import normal
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.model import Binding
from stapsgewijs.guide.source_file import read_text
from stapsgewijs.image_files import MOST_PIXELS, declared_size, picture_suffix
from stapsgewijs.labels import ActionWords, Catalogue, ClaimWords, Control, Message, fold, is_language
from stapsgewijs.lint.document import Document, read_document
from stapsgewijs.lint.spans import Kind
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.guide.model import Guide, Procedure
    from stapsgewijs.labels.product_strings import ProductStrings
    from stapsgewijs.project import ProductLabels

ENGLISH = "en"
_SHARED_PICTURES = 0.5
"""A procedure that shows so large a part of the pivot's pictures is about the same pages."""

_AT_ONCE = 4
"""So many documents are kept in mind: a document, and what it is compared with."""

_DEEPEST = 6
"""So many folders of a path are compared, to find the same document in another language."""

_CHECKED_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


class Context:
    """Answers for the rules, for as long as one run of the linter lasts.

    `labels` is the folder of catalogues; `source` the document, or the folder of documents, that the linted ones are a
    translation of (None: nothing to compare with); `product` says where the product's own strings are.
    `is_other_product`: the documents are about a product that has not the labels of the catalogues.
    """

    def __init__(
        self,
        labels: Path | None = None,
        source: Path | None = None,
        product: ProductLabels | None = None,
        *,
        is_other_product: bool = False,
    ) -> None:
        """Remember where to look; nothing is read yet."""
        self._labels = labels or default_project().site / "labels"
        self._source = source
        self._product = product
        self.is_other_product = is_other_product
        # Bounded: a folder of thousands of documents does not have to fit in memory.
        self.exists = lru_cache(16_384)(_exists)
        self.names_in = lru_cache(256)(_names_in)
        self.trouble_with_picture = lru_cache(16_384)(_trouble_with_picture)
        self.anchors_of = lru_cache(1_024)(_anchors_of)
        self.headings_of = lru_cache(1_024)(_headings_of)
        self._source_at = lru_cache(1)(self._find_source)
        self._reference_of = lru_cache(_AT_ONCE)(default_project().reference_of)
        self._pivot_at = lru_cache(None)(lambda path: read_document(path, path.name))
        self._alternatives_at = lru_cache(1)(self._alternatives)
        self.catalogue = lru_cache(None)(self._catalogue)
        self.names = lru_cache(None)(self._names)

    @cached_property
    def product(self) -> ProductStrings | None:
        """The product's own strings; None where the settings name none."""
        if self._product is None:
            return None
        from stapsgewijs.labels.product_strings import ProductStrings

        root, files, language, key_is_text = self._product
        return ProductStrings.load(files, root, language, key_is_text=key_is_text)

    def action_words(self, locale: str) -> ActionWords | None:
        """Return the words by which a language tells what to do; None where nobody wrote them."""
        return ActionWords.find(self._labels, locale)

    def claim_words(self, locale: str) -> ClaimWords | None:
        """Return the words by which a language says what the service does; None where nobody wrote them."""
        return ClaimWords.find(self._labels, locale) if is_language(locale) else None

    @cached_property
    def english(self) -> Catalogue:
        """The English catalogue."""
        return Catalogue.load(self._labels, ENGLISH)

    def pivot(self, path: Path, text: str) -> Document:
        """Return the English guide of the how-to that is simulated and built like the document at `path`."""
        return self._pivot_at(self._reference_of(path, text))

    def pivot_guide(self, path: Path, text: str) -> Guide:
        """Return the same, as a guide; its labels are the msgids of the catalogues."""
        pivot = self.pivot(path, text)
        if pivot.guide is None:
            msg = f"{pivot.path}: the English guide has no procedure"
            raise StapsgewijsError(msg)
        return pivot.guide

    def source_of(self, document: Document) -> Document | None:
        """Return the document that this one is a translation of; None when none was named or it is not there.

        In a folder it is the one whose path ends most like this document's.
        """
        return self._source_at(document.path) if self._source is not None else None

    def _find_source(self, path: Path) -> Document | None:
        if self._source is None or not self._source.is_dir():
            return read_document(self._source, self._source.name) if self._source else None
        parts = path.absolute().parts
        ends = (self._source.joinpath(*parts[-count:]) for count in range(min(len(parts) - 1, _DEEPEST), 0, -1))
        found = next((each for each in ends if each.is_file()), None)
        try:
            return read_document(found, found.name) if found else None
        except DocumentError:  # it is told where it is linted itself
            return None

    def product_source_of(self, document: Document, product: ProductStrings, language: str) -> Document | None:
        """Return the guide in the product's language that a document is a translation of; None where none is found.

        It is the source that was named, or else the document of the same name in the folder of that language.
        """
        if self._source is not None:
            found = self.source_of(document)
        else:
            from stapsgewijs.lint.counterpart import counterpart_of

            path = counterpart_of(document.path, language, product.source_language)
            try:
                found = read_document(path, path.name) if path else None
            except DocumentError:  # it is told where it is linted itself
                found = None
        is_other = found is not None and found.path != document.path
        return (
            found
            if is_other and found is not None and (not found.language or product.is_source(found.language))
            else None
        )

    def recognised(self, guide: Guide, locale: str) -> Guide:
        """Return the guide with its procedures under the ids of the pivot, where it names what they name."""
        if all(self.is_simulated(each, guide) for each in guide.procedures):
            return guide
        names = self.names(locale)
        marked = (label for each in guide.procedures for step in each.steps for label in (*step.labels, *step.quotes))
        if not any(normal(each.text) in names for each in marked):
            return guide
        from stapsgewijs.guide.binding import recognised

        return recognised(guide, self.catalogue(locale) or self.english, self.pivot_guide(guide.path, guide.source))

    def bindings(self, guide: Guide, locale: str) -> tuple[Binding, ...]:
        """Return what each label stands for, by the catalogue of the language, or else the English one."""
        if exact := self._exact(guide, locale):
            return exact
        from stapsgewijs.guide.binding import bind

        catalogue = self.catalogue(locale)
        words = self.action_words(locale) if catalogue else None
        return bind(guide, catalogue or self.english, self.pivot_guide(guide.path, guide.source), words=words)

    def _exact(self, guide: Guide, locale: str) -> tuple[Binding, ...]:
        """Return the bindings of a guide of which every label is what one control is called; else none."""
        names = self.names(locale)
        if any(step.quotes for each in guide.procedures for step in each.steps):
            return ()
        labels = [
            (each.id, step.number, label, names.get(normal(label.text)))
            for each in guide.procedures
            for step in each.steps
            for label in step.labels
        ]
        found = tuple(Binding(each, step, label, control, 1.0) for each, step, label, control in labels if control)
        return found if len(found) == len(labels) else ()

    def is_simulated(self, procedure: Procedure, guide: Guide) -> bool:
        """Return whether a procedure of a guide is about pages that are simulated: not where the product is another."""
        if self._product is not None:
            return False
        pivot = self.pivot_guide(guide.path, guide.source)
        if pivot.procedure(procedure.id):
            return True
        shown = _pictures(procedure)
        pivots = [_pictures(each) for each in pivot.procedures] if shown else []
        return any(len(shown & each) > _SHARED_PICTURES * len(each) for each in pivots if each)

    def same(self, label: str, locale: str) -> Control | None:
        """Return the one control that is called this, in the language or in English, capitals aside; else None."""
        return self.names(locale).get(normal(label))

    def _names(self, locale: str) -> dict[str, Control]:
        catalogue = self.catalogue(locale) or self.english
        called: dict[str, list[Control]] = {}
        for control, label in catalogue.labels.items():
            for each in {normal(label), normal(control.msgid)}:
                called.setdefault(each, []).append(control)
        # The same label on several surfaces is written the same everywhere.
        return {name: controls[0] for name, controls in called.items() if len({each.msgid for each in controls}) == 1}

    def english_alternatives(self, document: Document) -> dict[str, set[str]]:
        """Return what pictures are called in English, by their names: in the pivot, and in the document's source."""
        return self._alternatives_at(document)

    def _alternatives(self, document: Document) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        _add_alternatives(self.pivot(document.path, document.text), found)
        source = self._source_at(document.path)
        if source is not None and source.locale in {"", ENGLISH}:
            _add_alternatives(source, found)
        return found

    def _catalogue(self, locale: str) -> Catalogue | None:
        known = is_language(locale) and (self._labels / f"{locale}.po").is_file()
        return Catalogue.load(self._labels, locale) if known else None


def _pictures(procedure: Procedure) -> set[str]:
    return {picture.name for step in procedure.steps for picture in step.screenshots}


def _add_alternatives(document: Document, found: dict[str, set[str]]) -> None:
    for _, span in document.spans(Kind.PICTURE):
        found.setdefault(span.target.rpartition("/")[2], set()).add(fold(span.text).casefold())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or has a zero byte in it
        return False


def _trouble_with_picture(file: Path) -> Message | None:
    """Return what is wrong with a file that has the name of a picture; None when it can be one.

    Kinds of pictures that are only text (SVG) or rare are believed by their name.
    """
    if file.suffix.lower() not in _CHECKED_PICTURES:
        return None
    if picture_suffix(file) is None:
        return Message("holds no PNG, JPEG, GIF or WebP picture")
    size = declared_size(file)
    if size and not size[0] * size[1]:
        return Message("is a picture without a single pixel")
    if size and size[0] * size[1] > MOST_PIXELS:
        told = "says that it is {width} × {height} pixels large, which no program opens"
        return Message.of(told, width=size[0], height=size[1])
    return None


def _names_in(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in folder.iterdir())
    except (OSError, ValueError):
        return ()


def _anchors_of(path: Path) -> frozenset[str] | None:
    """Return the anchors of another document; None for what is none or cannot be read."""
    document = _other(path)
    return document.anchors if document else None


def _headings_of(path: Path) -> tuple[tuple[str, frozenset[str]], ...] | None:
    """Return the headings of another document, each with its anchors; None for what is none or cannot be read."""
    document = _other(path)
    return document.headings if document else None


def _other(path: Path) -> Document | None:
    if path.suffix.lower() not in {".md", ".markdown"}:
        return None
    try:
        text = read_text(path)
    except DocumentError:
        return None
    return Document(path, path.name, text, parse(text))
