"""A product string as a person sees it on the screen: placeholders, mnemonics, tags and plural forms in it.

What a program writes as `&Hello {{name}}:` is “Hello Anna” for whoever uses it. A `Template` is one such form: the
words that are always there, and between them holes that are filled while the program runs. All takes time in
proportion to the length of the string.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from stapsgewijs.labels.catalogue import fold, normal

LONGEST_LABEL: Final = 1000
"""Characters of the longest string that may be a label; a longer one is only compared as it is."""

_MOST_FORMS: Final = 24
"""So many forms of one string are looked at: plural forms within plural forms multiply."""

_PLACEHOLDER: Final = re.compile(
    r"""
    \{\{[^{}]*\}\}                                      # {{name}}: i18next, Angular, Vue
  | \$t\([^()]*\)                                       # $t(key): another string, in i18next
  | [$\#%]\{[^{}]*\}                                    # ${name}, #{name}, %{name}
  | %\([\w.]+\)[#0+-]*\d*(?:\.\d+)?[a-zA-Z]             # %(name)s: Python
  | %(?:\d+\$)?[#0+-]*\d*(?:\.\d+)?(?:hh|h|ll|l|q|L|z|t|j)?[diouxXeEfFgGcCsSpaA@](?![a-zA-Z])   # %s, %1$s, %@: C
  | %L?(?:\d{1,2}|n\b)                                  # %1, %n: Qt
  | \{\s*\$?[\w.-]+\s*(?:,[^{}]*)?\}                    # {0}, {name}, {n, number}, { $name }
    """,
    re.VERBOSE,
)
_TAG: Final = re.compile(r"</?(?:[A-Za-z][\w:.-]*(?:\s[^<>]*)?|\d+)\s?/?>")
_BREAK: Final = re.compile(r"</?(?:br|p|div|li)\b", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:[A-Za-z]\w{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ICU: Final = re.compile(r"\{\s*[\w$-]+\s*,\s*(?:plural|select|selectordinal)\s*,")
_SELECTOR: Final = re.compile(r"\s*(?:offset:\d+\s*)?([=\w-]+)\s*\{")
_FLUENT: Final = re.compile(r"\{\s*\$[\w-]+\s*->")
_FLUENT_BRANCH: Final = re.compile(r"\*?\[[\w.-]+\][ \t]*([^\n]*)")
_MNEMONIC_IN_BRACKETS: Final = re.compile(r"\s?\([&_]\w\)")
_MNEMONIC: Final = re.compile(r"(?<![^\W_])([&_])(?=[^\W_])|(?<=[^\W_])([&_])(?=[^\W\d_])")
_SPECIAL: Final = re.compile(r"[&_<{%$'|(]|->")
_SPACES: Final = re.compile(r"\s+")
_ENDINGS: Final = " :*…"
_LETTERS_OF_A_WORD: Final = 4
_LONGEST_VALUE: Final = 100
"""Characters of the longest value that a placeholder is filled with."""


class Fit(IntEnum):
    """How well a label is a string: not at all, but for case and punctuation, or entirely."""

    NONE = 0
    LOOSE = 1
    SAME = 2


class Template(NamedTuple):
    """One form of a string: `parts` are the words around the holes, one more than there are `holes` (as written)."""

    parts: tuple[str, ...]
    holes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What is on the screen, with the placeholders as they are written."""
        return self.filled(self.holes)

    def filled(self, values: tuple[str, ...]) -> str:
        """Return what is on the screen with these values in the holes."""
        filled = "".join(word for pair in zip(self.parts, (*values, ""), strict=True) for word in pair)
        return fold(filled)

    @property
    def is_telling(self) -> bool:
        """Whether its words say something: `{0} {1}` would be anything, `{0} of {1}` anything with “of” in it."""
        return any(
            len(word) >= _LETTERS_OF_A_WORD or (word and not word.isascii())
            for part in self.parts
            for word in normal(part).split()
        )

    def fit(self, label: str) -> tuple[Fit, str]:
        """Return how well a label, folded, is this form, and what the form says in its place."""
        if label == self.shown:
            return Fit.SAME, label
        if (values := _values(self, label)) is not None:
            return Fit.SAME, self.filled(values)
        said = _loosely(self, label)
        return (Fit.LOOSE, said) if said else (Fit.NONE, self.shown)

    def values_of(self, label: str) -> tuple[str, ...] | None:
        """Return what the holes are filled with where `label` is what is shown; None where it is something else."""
        parts, at = self.parts, len(self.parts[0])
        end = len(label) - len(parts[-1])
        if end < at or not (label.startswith(parts[0]) and label.endswith(parts[-1])):
            return None
        values = []
        for part in parts[1:-1]:
            found = label.find(part, at + 1, end)
            if found < 0:
                return None
            values.append(label[at:found])
            at = found + len(part)
        values.append(label[at:end])
        fits = all(_may_fill(value, hole) for value, hole in zip(values, self.holes, strict=True))
        return tuple(values) if fits else None


def _may_fill(value: str, hole: str) -> bool:
    """Return whether this can be a value: a placeholder that is quoted in a guide is that of the string."""
    if _PLACEHOLDER.search(value):
        return value == hole
    return 0 < len(value.strip()) <= _LONGEST_VALUE


def placeholders_of(text: str) -> tuple[str, ...]:
    """Return the placeholders in a text, as written."""
    return tuple(_PLACEHOLDER.findall(text))


@lru_cache(4096)
def templates_of(text: str) -> tuple[Template, ...]:
    """Return the forms of a string, the one that is most likely on the screen first."""
    if len(text) > LONGEST_LABEL or not _SPECIAL.search(text):
        return (Template((fold(text),)),)
    found: dict[Template, None] = {}
    for form in _forms(text):
        for cleaned in _cleaned(form):
            found.setdefault(_template(cleaned))
    return tuple(each for each in found if any(each.parts)) or (Template((fold(text),)),)


def fit(label: str, text: str) -> tuple[Fit, str]:
    """Return how well a label is this string, and what the string says in its place, with the label's own values."""
    templates, written = templates_of(text), fold(label)
    best = Fit.NONE, templates[0].shown
    for each in templates:
        found = each.fit(written)
        if found[0] > best[0]:
            best = found
        if best[0] is Fit.SAME:
            break
    return best


def trimmed(label: str) -> str:
    """Return a label without what the end of a string on the screen may have and a guide leaves out: `: * …`."""
    return label.replace("...", "…").rstrip(_ENDINGS) or label


def _values(template: Template, label: str) -> tuple[str, ...] | None:
    if not template.holes:
        shown = template.parts[0]
        # An ellipsis that the string has may be left out, one that it has not may not be added.
        return () if label in {shown, trimmed(shown)} or _same_ending(label, shown) else None
    if (values := template.values_of(label)) is not None:
        return values
    last = trimmed(template.parts[-1])
    return Template((*template.parts[:-1], last), template.holes).values_of(label) if last else None


def _same_ending(label: str, shown: str) -> bool:
    label, shown = label.replace("...", "…"), shown.replace("...", "…")
    return label.rstrip(" :*") == shown.rstrip(" :*") != ""


def _loosely(template: Template, label: str) -> str:
    """Return what the string says where `label` is the same but for case and punctuation; empty where it is not."""
    if not template.holes:
        return template.shown if normal(template.parts[0]) == normal(label) else ""
    lower = Template(tuple(each.casefold() for each in template.parts), template.holes)
    values = lower.values_of(label.casefold())
    if values is not None and len(label.casefold()) == len(label):
        at, own = 0, []
        for value, part in zip(values, template.parts, strict=False):
            at += len(part)
            own.append(label[at : at + len(value)])
            at += len(value)
        return template.filled(tuple(own))
    spaced = Template(tuple(f" {normal(each)} " if normal(each) else " " for each in template.parts), template.holes)
    is_alike = spaced.values_of(f" {normal(label)} ") is not None and not placeholders_of(label)
    return template.shown if is_alike else ""


def _template(text: str) -> Template:
    holes = tuple(_PLACEHOLDER.findall(text))
    parts = _PLACEHOLDER.split(text)
    if not holes:
        return Template((fold(text),))
    inner = [_SPACES.sub(" ", unicodedata.normalize("NFC", each)) for each in parts]
    return Template((inner[0].lstrip(), *inner[1:-1], inner[-1].rstrip()), holes)


def _forms(text: str) -> list[str]:
    """Return the branches of what depends on a number or a choice."""
    waiting, found = [text], list[str]()
    while waiting and len(found) < _MOST_FORMS:
        form = waiting.pop(0)
        branches = _branches(form)
        if branches and len(waiting) < _MOST_FORMS:
            waiting = [*branches[-1:], *branches[:-1], *waiting]  # the last one is for all other numbers
        else:
            found.append(form)
    if "|" in text and not _ICU.search(text):  # vue-i18n and Laravel: "car | cars"
        found += [each.strip() for each in text.split("|")[:_MOST_FORMS] if normal(each)]
    return found


def _branches(text: str) -> list[str]:
    if (fluent := _FLUENT.search(text)) is not None:
        end = text.rfind("}")
        return [
            text[: fluent.start()] + each + text[end + 1 :] for each in _FLUENT_BRANCH.findall(text[fluent.end() :])
        ]
    found = _ICU.search(text)
    if found is None:
        return []
    bodies, at = [], found.end()
    while (selector := _SELECTOR.match(text, at)) is not None:
        end = _closing(text, selector.end())
        if end < 0:
            return []
        bodies.append(text[selector.end() : end].replace("#", "{#}"))
        at = end + 1
    end = text.find("}", at)
    if not bodies or end < 0 or text[at:end].strip():
        return []
    return [text[: found.start()] + each.replace("{#}", "{n}") + text[end + 1 :] for each in bodies]


def _closing(text: str, at: int) -> int:
    """Return where the brace closes that was opened before `at`; -1 where none does."""
    depth = 1
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    return -1


def _cleaned(text: str) -> list[str]:
    """Return a form without tags, entities and mnemonics, and then the form as it is written."""
    plain = _TAG.sub(lambda found: " " if _BREAK.match(found[0]) else "", text) if "<" in text else text
    if "&" in plain and _ENTITY.search(plain):
        plain = html.unescape(plain)
    if "''" in plain:
        plain = plain.replace("''", "'")
    found = [*_without_mnemonic(plain), text]
    return [each for each in found if each.strip()] or [text]


def _without_mnemonic(text: str) -> list[str]:
    """Return the text without the sign before the key that chooses it, and with it where it may be a sign itself."""
    if "&" not in text and "_" not in text:
        return [text]
    if (bracketed := _MNEMONIC_IN_BRACKETS.sub("", text)) != text:
        return [bracketed, text]
    single = text.replace("&&", "\0").replace("__", "\1")
    holes = [found.span() for found in _PLACEHOLDER.finditer(single)]
    places = [
        found.start()
        for found in _MNEMONIC.finditer(single)
        if not any(begin <= found.start() < end for begin, end in holes)
    ]
    restored = single.replace("\0", "&").replace("\1", "_")
    if len(places) != 1:
        return [restored, text]
    at = places[0]
    without = (single[:at] + single[at + 1 :]).replace("\0", "&").replace("\1", "_")
    before, after = single[at - 1 : at], single[at + 1 : at + 2]
    # “E_xit” and “&Next” have a key, “R&D” and “file_name” are words.
    inside = before.isalnum()
    is_key = not inside or (after.islower() and (single[at] == "&" or single[at - 2 : at - 1] in {"", " "}))
    return [without, restored] if is_key else [restored, without]
