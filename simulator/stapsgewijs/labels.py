"""The label catalogue: what each control is called in a language, looked up both ways.

`site/labels/<locale>.po` is gettext. A message with a context (`msgctxt`) is the label of a control,
the context being its role (page, area, option, button, field); its msgid is the English label and the
control's identity in every language. A message without context is other wording of the pages.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent

from stapsgewijs.errors import DocumentError, StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


ENGLISH = "en"
"""The language of the msgids."""

FEATURE_LOCALE = "nl"
"""The language the shipped features are written in."""

_LETTERS = 2
"""A language, and a region, in ISO 639-1 and ISO 3166."""


class Role(StrEnum):
    """What a label stands on: a page title in bold is not a button."""

    PAGE = "page"
    AREA = "area"
    OPTION = "option"
    BUTTON = "button"
    FIELD = "field"


@dataclass(frozen=True, slots=True, order=True)
class Control:
    """Something a reader must see or use; `msgid` is its English label."""

    msgid: str
    role: Role

    def __hash__(self) -> int:
        """Return the hash of the label alone: few are called the same, and they are looked up very often."""
        return hash(self.msgid)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that can be said in more than one language: an English template and its values.

    The template is a msgid of the catalogue; placeholders are `str.format` names (`{text}`).
    """

    template: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, template: str, **values: object) -> Message:
        """Make a message of `template` with these values."""
        return cls(template, tuple((name, str(value)) for name, value in values.items()))

    def __str__(self) -> str:
        """Say it in English."""
        return self.template.format(**dict(self.values))

    def said_in(self, catalogue: Catalogue) -> str:
        """Say it in the language of `catalogue`."""
        return catalogue.text(self.template, **dict(self.values))


def fold(label: str) -> str:
    """Return `label` in the form labels are compared in: NFC, white space folded, case kept."""
    return " ".join(unicodedata.normalize("NFC", label).split())


@dataclass(frozen=True)
class Catalogue:
    """The labels and the other wording of one language; `is_borrowed` where they are English for want of others."""

    locale: str
    labels: Mapping[Control, str]
    wording: Mapping[str, str]
    is_borrowed: bool = False

    @classmethod
    def load(cls, folder: Path, locale: str) -> Catalogue:
        """Read `<folder>/<locale>.po`.

        Raises `StapsgewijsError` when there is no catalogue for the locale, `DocumentError` with file
        and line when the catalogue cannot be read or names an unknown role.
        """
        path = folder / f"{locale}.po"
        try:
            with path.open("rb") as file:
                entries = list(read_po(file, locale=locale, abort_invalid=True))
        except FileNotFoundError:
            known = ", ".join(sorted(each.stem for each in folder.glob("*.po"))) or "none"
            msg = f"no label catalogue for the language {locale!r} (there is: {known}); add {path.name} to {folder}"
            raise StapsgewijsError(msg) from None
        except PoFileError as error:  # it counts lines from 0, and says so in its message as well
            what = f"not a gettext catalogue: {str(error).rpartition(' on ')[0] or error}"
            raise DocumentError(path, what, line=(error.lineno or 0) + 1) from None
        except UnicodeDecodeError as error:
            raise DocumentError(path, f"not UTF-8 ({error.reason}); save the file as UTF-8") from None
        labels: dict[Control, str] = {}
        wording: dict[str, str] = {}
        for entry in entries:
            if not entry.id:
                continue
            msgid, msgstr = str(entry.id), str(entry.string or entry.id)
            if entry.context is None:
                wording[msgid] = msgstr
            elif entry.context in set(Role):
                labels[Control(msgid, Role(entry.context))] = msgstr
            else:
                what = f"msgctxt {entry.context!r} is not a role; roles are {', '.join(Role)}"
                raise DocumentError(path, what, line=entry.lineno or 1)
        return cls(locale, labels, wording)

    @classmethod
    def for_language(cls, folder: Path, tag: str) -> Catalogue:
        """Read the catalogue for a BCP 47 tag; where there is none, the English one with the language of the tag.

        Raises what `load` raises; a tag without catalogue that is no language of CLDR either is refused by it.
        """
        locale = tag.partition("-")[0].lower()
        for name in (tag, tag.lower(), tag.replace("-", "_")):
            if is_known_tag(tag) and (folder / f"{name}.po").is_file():
                return cls.load(folder, name)
        if (folder / f"{locale}.po").is_file() or not is_known_tag(tag):
            return cls.load(folder, locale)
        english = cls.load(folder, ENGLISH)
        return cls(tag, english.labels, english.wording, is_borrowed=True)

    @property
    def language(self) -> str:
        """The language alone (`zh` of `zh-CN`), in small letters."""
        return self.locale.replace("_", "-").partition("-")[0].lower()

    @property
    def direction(self) -> str:
        """Which way the language is written: `ltr` or `rtl`."""
        return str(Locale.parse(self.locale.replace("-", "_")).text_direction) if is_known_tag(self.locale) else "ltr"

    @property
    def controls(self) -> tuple[Control, ...]:
        """Every control that has a label."""
        return tuple(self.labels)

    def label(self, control: Control) -> str:
        """Return the label of `control`; raises `KeyError` for one that the catalogue lacks."""
        return self.labels[control]

    def named(self, msgid: str) -> Control:
        """Return the control whose English label is `msgid`; raises `KeyError` when none is."""
        return self._by_msgid[msgid]

    def controls_called(self, label: str) -> tuple[Control, ...]:
        """Return the controls that wear exactly this label (white space aside): none, one or more."""
        return self._by_label.get(fold(label), ())

    def nearest(self, label: str) -> str | None:
        """Return the known label that looks most like `label`, if any looks like it at all."""
        close = difflib.get_close_matches(fold(label), [fold(each) for each in self.labels.values()], 1)
        return close[0] if close else None

    def text(self, msgid: str, /, **values: object) -> str:
        """Return other wording of the pages, with its placeholders filled.

        Raises `KeyError` for wording that the catalogue lacks: a page never falls back in silence.
        """
        return self.wording[msgid].format(**values) if values else self.wording[msgid]

    def wearing(self, labels: Mapping[Control, str]) -> Catalogue:
        """Return this catalogue with some labels replaced, for pages that wear a guide's own words."""
        return Catalogue(self.locale, {**self.labels, **labels}, self.wording, self.is_borrowed)

    @cached_property
    def _by_msgid(self) -> Mapping[str, Control]:
        return {control.msgid: control for control in self.labels}

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[Control, ...]]:
        found: dict[str, tuple[Control, ...]] = {}
        for control, label in self.labels.items():
            found[fold(label)] = (*found.get(fold(label), ()), control)
        return found


def region_names(locale: str) -> Mapping[str, str]:
    """Return ISO 3166 code → name of the region in `locale` (`NL` → `Nederland`), from CLDR."""
    return dict(Locale.parse(locale.replace("-", "_")).territories)


def is_language(tag: str) -> bool:
    """Return whether `tag` is a language of CLDR, in two letters, with or without region (`nl`, `pt-br`)."""
    language, _, region = tag.partition("-")
    return len(language) == _LETTERS and len(region) in {0, _LETTERS} and is_known_tag(tag)


def is_known_tag(tag: str) -> bool:
    """Return whether `tag` is a language of CLDR, in whatever form (`fil`, `zh-Hant-TW`)."""
    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def number_in(locale: str, number: float) -> str:
    """Return a number as people write it in `locale` (`1.234` in Dutch), from CLDR."""
    return str(format_decimal(number, locale=locale.replace("-", "_")))


def share_in(locale: str, share: float) -> str:
    """Return a share (0 to 1) as people write a percentage in `locale`, in hundredths (`0,52%` in Dutch)."""
    return str(format_percent(share, "#,##0.00%", locale=locale.replace("-", "_")))
