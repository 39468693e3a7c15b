"""Labels against the product's own strings: the source guide's label, its key, and the key's string in the language.

A label of a step is right, wrong or not checked. What is bold elsewhere (in notes, tables and sentences outside of the
steps), and what is set apart in another way, may be a label: something is said of it only where that is certain.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.findings import Severity
from stapsgewijs.guide.label_difference import rule_of_difference
from stapsgewijs.guide.label_text import bare, is_note_word, is_word_part, leads_in, normal
from stapsgewijs.guide.model import Label, Marking
from stapsgewijs.guide.other_names import NamedLabel
from stapsgewijs.guide.text_language import language_of_text
from stapsgewijs.labels import Message, fold
from stapsgewijs.labels.product_strings import Fit, placeholders_of, trimmed
from stapsgewijs.lint.languages import in_words, is_stressed
from stapsgewijs.lint.parity.alignment import PROCEDURE_GAP, align, procedures_alike, steps_alike
from stapsgewijs.lint.replacement import mended
from stapsgewijs.lint.rules import labels as rules
from stapsgewijs.lint.rules.product_strings import NO_TRANSLATION, NOT_CHECKED
from stapsgewijs.lint.source_labels import labels_in_source
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stapsgewijs.findings import Finding, Rule
    from stapsgewijs.guide.model import Guide, Procedure, Step
    from stapsgewijs.labels import ActionWords
    from stapsgewijs.labels.product_strings import Key, ProductStrings
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

_BY_ID: Final = {each.id: each for each in rules.RULES}
_SURE: Final = 2
"""From this score on two labels of a step and its source are the same thing."""

_NEAR: Final = 70
_ALMOST: Final = 85
"""Similarity (0 to 100) from which a string is proposed for a label, and from which a text in quotes is one."""

_MISSPELT: Final = 92
"""Similarity from which a text is a string with a wrong letter, although a placeholder might have that value."""

_DIGITS: Final = re.compile(r"\d+")
_SHORT: Final = 3
"""Letters of a text that is too short to be almost another one."""

_CODE: Final = re.compile(r"^\S*[/\\@{}_=<>.:]\S*$|^\d+$")
"""What is no label but code: an address, a name with signs in it."""

_CLAUSE_END: Final = re.compile(r"[.,;:!?]\s|\*\*\s|__\s")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_BEFORE_AN_OBJECT: Final = 4
"""So many words may a verb and what belongs to it be, before its object: “klik op de knop”."""

_BOLD: Final = frozenset({Marking.BOLD, Marking.BROKEN})
_MOST_NAMED: Final = 4


def check_labels(document: Document, guide: Guide, product: ProductStrings, context: Context) -> Iterator[Finding]:
    """Give what is wrong with the labels of a guide, held against the strings of the product."""
    labels = [each for step in _steps(guide) for each in _labels_of(step, guide)]
    language = document.language or language_of_text([each.words for each in document.blocks])
    if not language or not product.has(language):
        if labels:
            yield _unchecked(document, product, labels, language)
        source = context.product_source_of(document, product, language) if language else None
        _note_names(document, source, product, labels if language else ())
        return
    words = context.action_words(language.partition("-")[0].lower())
    judge = _Judge(document, product, language, words)
    source = None if judge.is_source else context.product_source_of(document, product, language)
    named = _named_in_source(document, source, judge) if source is not None else {}
    found = {_place(each): judge.judged(each, named.get(_place(each), ())) for each in labels}
    yield from (each for each in found.values() if each)
    for each in labels:
        _note_verdict(document, each, found[_place(each)], named.get(_place(each), ()), judge)
    without = {place for place, each in found.items() if each and each.rule == NO_TRANSLATION.id}
    _note_names(document, source, product, [each for each in labels if _place(each) in without])
    known = {_place(each) for each in labels}
    for each in _elsewhere(document, guide):
        if _place(each) not in known and (finding := judge.surely(each)):
            yield finding


def _unchecked(document: Document, product: ProductStrings, labels: Sequence[Label], language: str) -> Finding:
    count = Message.of("{count} labels were" if len(labels) > 1 else "1 label was", count=len(labels))
    base = language.partition("-")[0].lower()
    if not language:
        told = "The document names no language, so {labels} not checked against the product's strings."
        message = Message.of(told, labels=count)
        return document.at_line(NOT_CHECKED, 1, message, suggestion="lang: " + product.source_language)
    told = "No product strings for {language}: {labels} not checked; add {file}."
    message = Message.of(told, language=in_words(base), labels=count, file=product.missing_file(base))
    return document.at_line(NOT_CHECKED, 1, message)


def _note_verdict(
    document: Document, label: Label, finding: Finding | None, named: tuple[_Named, ...], judge: _Judge
) -> None:
    """Note whether a label is right or wrong; without a string to hold it against it is neither, or is no label."""
    if finding is not None and finding.rule == NO_TRANSLATION.id:
        return
    if finding.severity is not Severity.NOTE if finding else judge.is_string(label, named):
        document.account.compared(label, is_right=finding is None)
    elif judge.names_nothing(label):
        document.account.none.add(_place(label))


def _note_names(document: Document, source: Document | None, product: ProductStrings, labels: Sequence[Label]) -> None:
    """Note what the document calls things that the product has no string for in its language, for other documents."""
    pairs = labels_in_source(document.guide, source.guide) if document.guide and source and source.guide else {}
    for each in labels if document.locale else ():
        text = pairs.get(_place(each), each).text
        keys = product.keys_of(text, product.source_language)
        if len(keys) > 1 or (not keys and _place(each) not in pairs):
            continue  # nobody knows which it is, or what
        if not any(placeholders_of(form) for key in keys for form in product.texts(key, product.source_language)):
            thing = keys[0] if keys else normal(text)
            document.account.named.append(NamedLabel(document.shown, document.language, thing, each))


def _steps(guide: Guide) -> Iterator[Step]:
    return (step for each in guide.procedures for step in each.steps)


def _labels_of(step: Step, guide: Guide) -> tuple[Label, ...]:
    """Return the labels of a step: what is bold, and in a guide without any bold what is set apart in another way."""
    return step.labels if any(each.labels for each in _steps(guide)) else step.quotes


def _elsewhere(document: Document, guide: Guide) -> Iterator[Label]:
    """Give what may be a label as well: bold outside of the steps' sentences, and quotes in a guide that has bold."""
    for _, span in document.spans(Kind.BOLD):
        line, column = document.place(span.start)
        yield Label(span.text, line, column)
    for step in _steps(guide):
        yield from step.quotes


def _place(label: Label) -> tuple[int, int]:
    return label.line, label.column


class _Named(NamedTuple):
    """What the source guide calls a label, and the keys of that in the product."""

    text: str
    keys: tuple[Key, ...]

    @property
    def marks(self) -> tuple[Key | str, ...]:
        """What a label that is the same thing has one of."""
        return (*self.keys, normal(self.text))


def _named_in_source(document: Document, source: Document, judge: _Judge) -> dict[tuple[int, int], tuple[_Named, ...]]:
    """Return for each label of a translation, by its place, the label of the source that it is the translation of."""
    ours, theirs = document.guide, source.guide
    if ours is None or theirs is None:
        return {}

    named = {each.line: [judge.named(label) for label in _labels_of(each, theirs)] for each in _steps(theirs)}
    meant = {line: frozenset(word for each in names for word in each.marks) for line, names in named.items()}
    own = {each.line: judge.marks_of(_labels_of(each, ours)) for each in _steps(ours)}

    def alike(mine: Step, other: Step) -> float:
        here, there = _labels_of(mine, ours), named[other.line]
        if not here or not any(each.keys for each in there):
            return steps_alike(mine, other)
        count = 0 if own[mine.line].isdisjoint(meant[other.line]) else len(judge.sure_pairs(here, there))
        return (steps_alike(mine, other) + count / max(len(here), len(there))) / 2

    found: dict[tuple[int, int], tuple[_Named, ...]] = {}
    procedures: list[tuple[Procedure, Procedure]] = align(
        ours.procedures, theirs.procedures, procedures_alike, gap=PROCEDURE_GAP
    ).together
    for one, its_source in procedures:
        steps = align(one.steps, its_source.steps, alike)
        is_certain = not (steps.missing or steps.extra or steps.moved)
        for mine, other in steps.together:
            here, there = _labels_of(mine, ours), named[other.line]
            pairs = judge.sure_pairs(here, there)
            left = [each for each in range(len(here)) if each not in dict(pairs)]
            others = [each for each in range(len(there)) if each not in {at for _, at in pairs}]
            if len(left) == len(others) and (is_certain or pairs):  # the rest belongs together in its order
                pairs += zip(left, others, strict=True)
            found |= {_place(here[at]): (there[other_at],) for at, other_at in pairs}
    return found


class _Judge:
    """Judges the labels of one document."""

    def __init__(
        self, document: Document, product: ProductStrings, language: str, words: ActionWords | None = None
    ) -> None:
        self._words = words
        self._document = document
        self._product = product
        self._language = language
        self.is_source = product.is_source(language)
        self._own_keys = lru_cache(None)(lambda text: frozenset(self._keys(text, language)))
        self._source_keys = lru_cache(None)(lambda text: self._keys(text, product.source_language))

    def named(self, label: Label) -> _Named:
        """Return what a label of the source guide stands for."""
        return _Named(label.text, self._source_keys(label.text))

    def marks_of(self, labels: Sequence[Label]) -> frozenset[Key | str]:
        """Return the keys of labels, and their texts without case and punctuation."""
        keys = frozenset(key for label in labels for key in self._own_keys(label.text))
        return keys | {normal(label.text) for label in labels}

    def sure_pairs(self, here: Sequence[Label], there: Sequence[_Named]) -> list[tuple[int, int]]:
        """Return which labels of a step (ours, the source's) are the same thing, each once, the surest first."""
        scored = [
            (-score, abs(at - other), at, other)
            for at, label in enumerate(here)
            for other, named in enumerate(there)
            if (score := self._score(label.text, named)) >= _SURE
        ]
        pairs: dict[int, int] = {}
        for _, _, at, other in sorted(scored):
            if at not in pairs and other not in pairs.values():
                pairs[at] = other
        return list(pairs.items())

    def judged(self, label: Label, named: tuple[_Named, ...]) -> Finding | None:
        """Return what is wrong with a label; `named` is what its source calls it, where that is known."""
        if named and named[0].keys and not self.is_source:
            return self._translated(label, named[0])
        return self._alone(label) if label.marking in _BOLD else self.surely(label, is_named=True)

    def surely(self, label: Label, *, is_named: bool = False) -> Finding | None:
        """Return what is wrong with what may be no label, where that is certain: its language, its capitals.

        `is_named` where a step names it: then a text that is almost a string is one as well.
        """
        text, product = label.text, self._product
        if text.rstrip().endswith((":", "：")) or product.keys_of(text, self._language):
            return None
        if not self.is_source and product.keys_of(text, product.source_language):
            return self._alone(label)
        if " " in text.strip() and (keys := product.keys_of(text, self._language, loosely=True)):
            return self._differing(label, keys)
        is_words = is_named and not _CODE.search(text) and len(normal(text)) > _SHORT
        return (
            self._unbound(label, _ALMOST)
            if is_words and not product.keys_of(text, self._language, loosely=True)
            else None
        )

    def _score(self, text: str, named: _Named) -> int:
        if not self._own_keys(text).isdisjoint(named.keys):
            return _SURE + 1
        return _SURE if normal(text) and normal(text) == normal(named.text) else 0

    def _keys(self, text: str, language: str) -> tuple[Key, ...]:
        """Return the keys of a text, also of one with the signs of the sentence around it, or in other capitals."""
        product = self._product
        return product.keys_of(text, language) or product.keys_of(bare(text), language, loosely=True)

    def _translated(self, label: Label, named: _Named) -> Finding | None:
        product, language = self._product, self._language
        fits = {key: product.fit(label.text, key, language) for key in named.keys}
        if any(fit is Fit.SAME for fit, _ in fits.values()):
            return None
        done = [key for key in named.keys if product.texts(key, language)]
        if not done:
            return self._no_translation(label, named)
        if loose := [key for key in done if fits[key][0] is Fit.LOOSE]:
            return self._differing(label, loose)
        texts = self._texts(done, named.text)
        if normal(label.text) == normal(named.text):
            return self._untranslated(label, done, texts)
        if len(texts) > 1:
            return self._ambiguous(label, named, done)
        return self._different(label, done[0], texts[0])

    def _alone(self, label: Label) -> Finding | None:
        """Judge a label of which nobody knows the source's."""
        product, text, source = self._product, label.text, self._product.source_language
        if keys := product.keys_of(text, self._language):
            return self._misspelt(label, keys)
        if not self.is_source and (keys := product.keys_of(text, source)):
            done = [key for key in keys if product.texts(key, self._language)]
            if not done:
                return self._no_translation(label, _Named(text, keys))
            return self._untranslated(label, done, self._texts(done, text))
        if keys := product.keys_of(text, self._language, loosely=True):
            return self._differing(label, keys)
        if not self.is_source and (keys := product.keys_of(bare(text), source, loosely=True)):
            done = [key for key in keys if product.texts(key, self._language)]
            return self._untranslated(label, done, self._texts(done, text)) if done else None
        return self._unknown(label)

    def _misspelt(self, label: Label, keys: Sequence[Key]) -> Finding | None:
        """Tell what only fits a string with a placeholder, and is another one but for a letter: “Acount settings”."""
        is_filled = all(placeholders_of(each) for key in keys for each in self._product.texts(key, self._language))
        if not is_filled or placeholders_of(label.text):
            return None
        near = self._product.nearest(label.text, self._language, least=_MISSPELT)
        is_other = _DIGITS.sub("", normal(near)) != _DIGITS.sub("", normal(label.text))
        return self._unbound(label, _MISSPELT) if near and is_other else None

    def _texts(self, keys: Iterable[Key], source: str) -> list[str]:
        """Return what the product says in this language in the place of a source label, each once."""
        product, language = self._product, self._language
        known = product.translations(source, product.source_language, language)
        texts = known or tuple(product.text(key, language) for key in keys)
        return list(dict.fromkeys(trimmed_colon(each) for each in texts if each))

    def _differing(self, label: Label, keys: Sequence[Key]) -> Finding:
        """Tell a label that is the string of one of these keys but for case and punctuation."""
        said = [(self._product.fit(label.text, key, self._language)[1], key) for key in keys]
        near = [each for each in said if fold(each[0]).casefold() == fold(label.text).casefold()]
        text, key = (near or said)[0]
        expected = trimmed_colon(text)
        if fold(label.text).casefold() == trimmed(expected).casefold():  # the guide leaves out the ellipsis, as it may
            expected = trimmed(expected)
        is_case = rule_of_difference(label.text, expected, "", 1) == rules.CASE.id
        rule = rules.CASE if is_case else rules.SIGNS
        what = Message("capitals" if rule is rules.CASE else "punctuation")
        told = "“{text}” differs from the product in {what}: “{expected}” ({where})."
        message = Message.of(told, text=label.text, what=what, expected=expected, where=self._where(key))
        return self._mended(label, rule, message, expected)

    def _different(self, label: Label, key: Key, expected: str) -> Finding:
        line = self._document.line(label.line)
        rule = _BY_ID[rule_of_difference(label.text, expected, line, label.column)]
        where = self._where(key)
        if rule is rules.SWALLOWED:
            told = "The bold text “{text}” holds more than the label “{expected}” ({where})."
        elif rule is rules.SPLIT:
            told = "Only “{text}” is bold of the label “{expected}” ({where})."
        else:
            told = "The guide says “{text}”, the product says “{expected}” ({where})."
        message = Message.of(told, text=label.text, expected=expected, where=where)
        return self._mended(label, rule, message, expected)

    def _untranslated(self, label: Label, keys: Sequence[Key], texts: Sequence[str]) -> Finding | None:
        if not texts or fold(label.text) in texts:
            return None
        name = in_words(self._product.source_language.partition("-")[0])
        said = self._named(keys) if len(texts) > 1 else f"“{texts[0]}” ({self._where(keys[0])})"
        told = "The label “{text}” was left in {language}; the product says {expected}."
        message = Message.of(told, text=label.text, language=name, expected=said)
        return self._mended(label, rules.UNTRANSLATED, message, texts[0] if len(texts) == 1 else "")

    def _ambiguous(self, label: Label, named: _Named, keys: Sequence[Key]) -> Finding:
        told = "“{source}” of the source is more than one string of the product, and “{text}” is none of them: {names}."
        message = Message.of(told, source=named.text, text=label.text, names=self._named(keys))
        return self._mended(label, rules.AMBIGUOUS, message, "")

    def _no_translation(self, label: Label, named: _Named) -> Finding:
        name, where = in_words(self._language.partition("-")[0]), self._where(named.keys[0])
        told = "The product has no {language} string for “{source}” ({where})."
        if normal(label.text) != normal(named.text):
            told = "The product has no {language} string for “{source}” ({where}), so “{text}” was not checked."
        message = Message.of(told, language=name, source=named.text, where=where, text=label.text)
        return self._mended(label, NO_TRANSLATION, message, "")

    def _unknown(self, label: Label) -> Finding | None:
        text = label.text
        if (found := self._whole(label)) is not None:
            expected, keys = found
            return self._different(label, keys[0], expected)
        if (finding := self._unbound(label, _NEAR)) is not None:
            return finding
        if self.names_nothing(label):
            return None
        message = Message.of("Nothing in the product is called “{text}”, or anything like it.", text=text)
        unknown = self._mended(label, rules.UNKNOWN, message, "")
        # Words in small letters may as well be stressed, unless the step tells to use them.
        is_label = not text.islower() or self._is_used(label)
        return unknown if is_label else unknown._replace(severity=Severity.NOTE)

    def is_string(self, label: Label, named: tuple[_Named, ...]) -> bool:
        """Return whether a label that nothing is wrong with was held against a string: its source's, or its own."""
        is_translated = bool(named and named[0].keys and not self.is_source)
        return is_translated or bool(self._product.keys_of(label.text, self._language))

    def names_nothing(self, label: Label) -> bool:
        """Return whether bold text that is no string leads a sentence in, is stressed, or is a letter of a word."""
        text, line = label.text, self._document.line(label.line)
        if label.marking not in _BOLD or self._product.keys_of(text, self._language):
            return False
        if is_word_part(label, line) or is_stressed(normal(text), self._document.locale):
            return True
        near = is_note_word(text) or not self._product.nearest(bare(text), self._language, least=_NEAR)
        return leads_in(label, line) and near

    def _is_used(self, label: Label) -> bool:
        """Return whether a verb that tells what to do stands before a label: “Klik op de knop **opslaan**”."""
        clause = _CLAUSE_END.split(self._document.line(label.line)[: label.column - 1])[-1]
        before = _WORDS.findall(clause.casefold())[-_BEFORE_AN_OBJECT:]
        return self._words is not None and any(each in self._words.by_form for each in before)

    def _unbound(self, label: Label, least: int) -> Finding | None:
        near = self._product.nearest(label.text, self._language, least=least)
        if not near:
            return None
        keys = self._product.keys_of(near, self._language)
        told = "Nothing in the product is called “{text}”; nearest: “{near}”."
        if keys:
            told = "Nothing in the product is called “{text}”; nearest: “{near}” ({where})."
        where = self._where(keys[0]) if keys else ""
        message = Message.of(told, text=label.text, near=near, where=where)
        return self._mended(label, rules.UNBOUND, message, near, certain=False)

    def _whole(self, label: Label) -> tuple[str, tuple[Key, ...]] | None:
        """Return the string that the bold text and the word beside it are together."""
        line, text = self._document.line(label.line), label.text
        before = line[: label.column - 1].replace("*", " ").split()[-1:]
        behind = line[label.column - 1 :].replace("*", "").partition(text)[2].split()[:1]
        for each in (" ".join([*before, text]), bare(" ".join([text, *behind]))):
            if normal(each) != normal(text) and (keys := self._product.keys_of(each, self._language)):
                expected = trimmed_colon(self._product.fit(each, keys[0], self._language)[1])
                if rule_of_difference(text, expected, line, label.column) == rules.SPLIT.id:
                    return expected, keys
        return None

    def _named(self, keys: Sequence[Key]) -> Message:
        texts = [f"“{self._product.text(key, self._language)}” ({self._where(key)})" for key in keys[:_MOST_NAMED]]
        listed = Message.of("{names}", names=", ".join(texts))
        if len(keys) <= _MOST_NAMED:
            return listed
        return Message.of("{names} and {count} more", names=listed, count=len(keys) - _MOST_NAMED)

    def _where(self, key: Key) -> str:
        return self._product.where(key, self._language)

    def _mended(self, label: Label, rule: Rule, message: Message, expected: str, *, certain: bool = True) -> Finding:
        is_filled = set(placeholders_of(expected)) <= set(placeholders_of(label.text))
        return mended(self._document, label, rule, message, expected, certain=certain and is_filled)


def trimmed_colon(text: str) -> str:
    """Return a string without the colon or the asterisk behind the name of a field, which no guide writes."""
    return text.rstrip(" :*：") or text
