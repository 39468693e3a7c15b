"""The strings of a product, in all its languages: which key a text has, and what the key's string is in another one."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import DocumentError
from stapsgewijs.labels.catalogue import fold, normal
from stapsgewijs.labels.product_strings.files import LANGUAGE, find_files, path_in
from stapsgewijs.labels.product_strings.formats import Entry, read_strings
from stapsgewijs.labels.product_strings.language_tags import canonical, chain
from stapsgewijs.labels.product_strings.template import Fit, Template, fit, templates_of, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from stapsgewijs.labels.product_strings.files import StringFile

_NEAR: Final = 70
"""Similarity of two texts (0 to 100) from which one is proposed for the other: there are many strings."""


_PREFIX: Final = 4
"""Signs by which strings with placeholders are looked up."""


class Key(NamedTuple):
    """What a string is called in every language: its name, and the file (with `{language}` in its path)."""

    group: str
    name: str


class ProductStrings:
    """The strings of a product; a language is read when something in it is asked for."""

    def __init__(
        self,
        files: Sequence[StringFile],
        patterns: Sequence[str],
        root: Path,
        source_language: str,
        *,
        key_is_text: bool,
    ) -> None:
        self.root = root
        self._files = files
        self._patterns = tuple(patterns)
        self._key_is_text = key_is_text
        self._read = lru_cache(None)(self._entries)
        self._strings_at = lru_cache(None)(lambda tags: _Language(self._collected(tags)))
        wanted = canonical(source_language) or source_language
        self.source_language = (*chain(wanted, {each.language for each in files}), wanted)[0]

    @classmethod
    def load(
        cls, patterns: Sequence[str], root: Path, source_language: str, *, key_is_text: bool = False
    ) -> ProductStrings:
        """Find the files that the patterns name, from `root` on; none is read yet.

        `key_is_text` says that a key is the text in the source language, where that has none of its own. Raises
        `StapsgewijsError` for a pattern that names nothing. Whatever reads strings later raises `DocumentError` for
        a file that is damaged, with its line, and `StapsgewijsError` for one that nothing installed can read.
        """
        files = find_files(patterns, root, source_language)
        return cls(files, patterns, root, source_language, key_is_text=key_is_text)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are files for."""
        named = {each.language for each in self._files if each.language}
        inner = {entry.language for each in self._files if not each.language for entry in self._read(each)}
        return tuple(sorted({*named, *(each for each in inner if each), self.source_language}))

    def has(self, language: str) -> bool:
        """Return whether there are strings in a language (of the region, or of the language as a whole)."""
        return bool(self._strings(language).texts)

    def is_source(self, language: str) -> bool:
        """Return whether this is the language that the product's texts are written in."""
        return canonical(language).partition("-")[0] == self.source_language.partition("-")[0]

    def keys_of(self, text: str, language: str, *, loosely: bool = False) -> tuple[Key, ...]:
        """Return the keys whose string is `text`; with `loosely` also where case and punctuation differ.

        A placeholder in the string stands for any words; a mnemonic, tags and a colon at the end do not count.
        """
        return self._strings(language).called(text, loosely=loosely)

    def text(self, key: Key, language: str) -> str:
        """Return a key's string as it is on the screen, placeholders as written; empty where it is not translated."""
        texts = self.texts(key, language)
        return templates_of(texts[-1])[0].shown if texts else ""

    def texts(self, key: Key, language: str) -> tuple[str, ...]:
        """Return the forms of a key's string, as they are in the file; none where it is not translated."""
        found = self._strings(language).texts.get(key)
        return found.entry.texts if found else ()

    def fit(self, text: str, key: Key, language: str) -> tuple[Fit, str]:
        """Return how well `text` is the string of a key, and what the string says in its place."""
        fits = [fit(text, each) for each in reversed(self.texts(key, language))]
        return max(fits, key=lambda each: each[0]) if fits else (Fit.NONE, "")

    def translations(self, text: str, from_: str, to: str) -> tuple[str, ...]:
        """Return what is called `text` in one language in another: none, one, or several where keys differ.

        The values that placeholders have in `text` are in the translation too.
        """
        found: dict[str, None] = {}
        for key in self.keys_of(text, from_):
            ours, theirs = self.texts(key, from_), self.texts(key, to)
            at, values = next(self._filled(text, ours), (len(ours) - 1, {}))
            if theirs:
                form = templates_of(theirs[at if len(ours) == len(theirs) else -1])[0]
                found.setdefault(form.filled(tuple(values.get(hole, hole) for hole in form.holes)))
        return tuple(found)

    def nearest(self, text: str, language: str, *, least: int = _NEAR) -> str:
        """Return the string that looks most like `text`; empty where none is so similar (0 to 100)."""
        return self._strings(language).nearest(fold(text), least)

    def called(self, language: str) -> tuple[str, ...]:
        """Return all texts of a language as they are on the screen, placeholders as written, in order."""
        found = self._strings(language).texts
        return tuple(sorted({self.text(key, language) for key in found} - {""}))

    def where(self, key: Key, language: str) -> str:
        """Return where the string of a key is, or where it should be: `locales/nl.json: wizard.next`."""
        found = self._strings(language).texts.get(key)
        if found is None:
            return f"{self._home(key.group, language)}: {key.name}"
        path = self.shown(found.path)
        return f"{path}:{found.entry.line}" if found.entry.line else f"{path}: {key.name}"

    def missing_file(self, language: str) -> str:
        """Return the path of a file that would give the product strings in a language."""
        pattern = next((each for each in self._patterns if LANGUAGE in each), "")
        return path_in(pattern, language) if pattern else f"strings in {language}"

    def shown(self, path: Path) -> str:
        """Return a path as messages name it: from the settings on."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def _home(self, group: str, language: str) -> str:
        tags = chain(language, self.languages)
        for each in self._files:
            if each.group == group and each.language in tags:
                return self.shown(each.path)
        return path_in(group, tags[-1] if tags else language)

    def _filled(self, text: str, forms: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Give which of the forms of a string a text is, and what its placeholders are filled with."""
        for at, each in enumerate(forms):
            for form in templates_of(each):
                if (values := form.values_of(fold(text)) if form.holes else None) is not None:
                    yield at, dict(zip(form.holes, values, strict=True))
                elif not form.holes and fit(text, each)[0] is Fit.SAME:
                    yield at, {}

    def _strings(self, language: str) -> _Language:
        return self._strings_at(chain(language, self.languages))

    def _collected(self, tags: Sequence[str]) -> Mapping[Key, _Found]:
        """Return the strings of these languages, of which a later one goes before an earlier one."""
        found: dict[Key, _Found] = {}

        def add(file: StringFile, entry: Entry, texts: tuple[str, ...]) -> None:
            key = Key(file.group, entry.key)
            if texts or key not in found:
                found[key] = _Found(entry if texts == entry.texts else entry._replace(texts=texts), file.path)

        for tag in tags:
            is_source = self.is_source(tag)
            for file, entry in self._own(tag):
                add(file, entry, entry.texts or (entry.source if is_source else ()))
            if tag == self.source_language:
                for file, entry in self._sources():
                    known = found.get(Key(file.group, entry.key))
                    if known is None or not known.entry.texts:
                        add(file, entry, entry.source or (entry.key,))
        return found

    def _entries(self, file: StringFile) -> list[Entry]:
        if not file.path.is_file():
            raise DocumentError(self.shown(file.path), "cannot be read: no file, or a link to nothing")
        try:
            return read_strings(file.path)
        except DocumentError as error:
            raise DocumentError(self.shown(file.path), error.what, line=error.line, column=error.column) from None

    def _own(self, tag: str) -> Iterator[tuple[StringFile, Entry]]:
        """Give the strings in exactly this language, those of files that are named for it last."""
        for file in sorted(self._files, key=lambda each: each.language == tag):
            if file.language in {"", tag}:
                yield from ((file, each) for each in self._read(file) if self._language_of(file, each) == tag)

    def _language_of(self, file: StringFile, entry: Entry) -> str:
        """Return the language of a string: that of the file's path, unless the file itself names another one."""
        inner = entry.language
        if inner and inner.partition("-")[0] != file.language.partition("-")[0]:
            return inner
        return file.language or self.source_language

    def _sources(self) -> Iterator[tuple[StringFile, Entry]]:
        """Give strings with their source text, where that stands in files of other languages, or is the key."""
        own = {each.group for each in self._files if each.language and self.is_source(each.language)}
        for file in self._files:
            if self._key_is_text or file.group not in own:
                yield from ((file, each) for each in self._read(file) if each.source or self._key_is_text)


class _Found(NamedTuple):
    """A string and the file that it is in."""

    entry: Entry
    path: Path


class _Language:
    """The strings of one language, and how they are looked up."""

    def __init__(self, texts: Mapping[Key, _Found]) -> None:
        self.texts = texts

    def called(self, text: str, *, loosely: bool) -> tuple[Key, ...]:
        """Return the keys whose string is this text."""
        written = fold(text)
        bare = trimmed(written)
        found = [*self._exact.get(written, ())]
        if bare != written:
            found += [each for each in self._exact.get(bare, ()) if self._fits(written, each)]
        found = found or [key for form, key in self._filled(written) if form.fit(written)[0] is Fit.SAME]
        if not found and loosely:
            plain = normal(written)
            found = [*self._loose.get(plain, ())] if plain else []
            found = found or [key for form, key in self._filled(written) if form.fit(written)[0] is Fit.LOOSE]
        return tuple(dict.fromkeys(found))

    def nearest(self, text: str, least: int) -> str:
        """Return the string most like this one."""
        from rapidfuzz import fuzz, process

        best = process.extractOne(trimmed(text), self._names, scorer=fuzz.ratio, score_cutoff=least)
        return str(best[0]) if best else ""

    def _fits(self, text: str, key: Key) -> bool:
        return any(fit(text, each)[0] is Fit.SAME for each in self.texts[key].entry.texts)

    def _filled(self, text: str) -> Iterator[tuple[Template, Key]]:
        """Give the strings that this may be with something in the place of their placeholders."""
        folded = text.casefold()
        if folded:
            names = (folded[:_PREFIX], folded[:1], f"…{folded[-_PREFIX:]}", f"…{folded[-1:]}", "")
            for each in dict.fromkeys(names):
                yield from self._templates.get(each, ())

    @cached_property
    def _forms(self) -> tuple[dict[str, list[Key]], dict[str, list[tuple[Template, Key]]]]:
        """The keys of each text, and the strings with placeholders that say something, by how they begin or end."""
        exact: dict[str, list[Key]] = {}
        templates: dict[str, list[tuple[Template, Key]]] = {}
        for key, found in self.texts.items():
            for text in found.entry.texts:
                for form in templates_of(text):
                    if form.holes:
                        if form.is_telling:
                            templates.setdefault(_bucket(form), []).append((form, key))
                        continue
                    for name in {form.parts[0], trimmed(form.parts[0])}:
                        keys = exact.setdefault(name, [])
                        if not keys or keys[-1] is not key:
                            keys.append(key)
        return exact, templates

    @property
    def _exact(self) -> Mapping[str, list[Key]]:
        return self._forms[0]

    @property
    def _templates(self) -> Mapping[str, list[tuple[Template, Key]]]:
        return self._forms[1]

    @cached_property
    def _names(self) -> list[str]:
        """What is on the screen: each once, without what has to be filled."""
        return list(dict.fromkeys(map(trimmed, self._exact)))

    @cached_property
    def _loose(self) -> Mapping[str, list[Key]]:
        found: dict[str, list[Key]] = {}
        for name, keys in self._exact.items():
            found.setdefault(normal(name), []).extend(keys)
        return found


def _bucket(form: Template) -> str:
    """Return what a string begins with or, behind `…`, ends with: few others do."""
    begin, end = form.parts[0].casefold(), form.parts[-1].casefold()
    if begin:
        return begin[:_PREFIX] if len(begin) >= _PREFIX else begin[:1]
    return (f"…{end[-_PREFIX:]}" if len(end) >= _PREFIX else f"…{end[-1:]}") if end else ""
