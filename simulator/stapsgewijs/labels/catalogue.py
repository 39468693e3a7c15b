"""The label catalogue: what each control is called in a language, looked up both ways.

`site/labels/<locale>.po` is gettext. A message with a context (`msgctxt`) is the label of a control: the context
is the surface that the control is on and its role (`enrollment|button`, `handset|field`), the msgid its English label;
those three are the control's identity in every language. A context that is only a role is one on the pages. A message
without context is other wording of the pages.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.labels.aliases import FOLDER, read_aliases
from stapsgewijs.labels.po_file import read_po_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from stapsgewijs.labels.po_file import Entry


ENGLISH = "en"
"""The language of the msgids."""

PAGES = "page"
"""The surface that a control is on where its catalogue names none: the pages that a guide leads through."""

HANDSET = "handset"
"""The surface of the phone itself."""

AUTHENTICATOR = "authenticator"
"""The surface of the authenticator app on the phone."""

ON_THE_PHONE: Final = frozenset({HANDSET, AUTHENTICATOR})
"""The surfaces that are on the phone; all others are web pages."""

_MINUTE_S: Final = 60
_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_]\w*)\}")
_LETTERS = 2
"""A language, and a region, in ISO 639-1 and ISO 3166."""

_SIMPLE_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{2}))?")
_CONTEXT: Final = re.compile(r"(?:([a-z][a-z0-9-]*)\|)?([a-z ]+)")
_NEAR: Final = 0.6
"""Similarity of two labels (0 to 1) from which one is proposed for the other."""

_ASCII_WORDS: Final = re.compile(r"[a-z0-9]+")
_REMEMBERED: Final = 16_384
"""The same labels are compared again and again, within a document and from one to the next."""

_MAX_CATALOGUES: Final = 64
"""Number of catalogue files that are cached; a run in every language of a product has fewer."""


class MissingWordingError(StapsgewijsError, KeyError):
    """What a page or a report has to say, and the catalogue lacks."""

    __str__ = StapsgewijsError.__str__


class Role(StrEnum):
    """The role of the element that has the label: a page title in bold is not a button."""

    PAGE = "page"
    AREA = "area"
    OPTION = "option"
    BUTTON = "button"
    FIELD = "field"
    LINK = "link"
    MENU = "menu"
    CHECK_BOX = "check box"
    LIST = "list"

    @property
    def aria(self) -> tuple[str, ...]:
        """What a browser calls it (WAI-ARIA), that which says it most clearly first."""
        return _ARIA[self]


_ARIA: Final = {
    Role.PAGE: ("heading", "dialog", "alertdialog", "region", "group"),
    Role.AREA: ("region", "group", "radiogroup", "heading", "button"),
    Role.OPTION: ("option", "radio", "menuitemradio", "checkbox", "tab", "treeitem", "gridcell", "button", "link"),
    Role.BUTTON: ("button",),
    Role.FIELD: ("textbox", "searchbox", "spinbutton", "combobox", "listbox", "slider"),
    Role.LINK: ("link", "tab", "menuitem"),
    Role.MENU: ("menuitem", "menu", "menuitemcheckbox", "button", "link"),
    Role.CHECK_BOX: ("checkbox", "switch", "menuitemcheckbox"),
    Role.LIST: ("combobox", "listbox", "list", "radiogroup", "group", "region"),
}
"""An area that opens and closes has a button of its name; a choice or a menu may be made of buttons or links."""


class Control(NamedTuple):
    """Something a reader must see or use: `msgid` is its English label, `surface` the program that it is on."""

    msgid: str
    role: Role
    surface: str = PAGES

    @property
    def context(self) -> str:
        """What distinguishes it in a catalogue from other controls with its English label: `page|button`."""
        return f"{self.surface}|{self.role}"

    @property
    def on_its_device(self) -> Control:
        """What can be told of it from outside: a page does not say of which program it is, only where it is shown.

        Of web pages all surfaces are one, and of the phone all are one.
        """
        surface = HANDSET if self.surface in ON_THE_PHONE else PAGES
        return self if self.surface == surface else self._replace(surface=surface)

    def __hash__(self) -> int:
        """Return the hash of the label alone: few controls have the same label, and they are looked up very often."""
        return hash(self.msgid)


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: an English template and its values.

    The template is a msgid of the catalogue; placeholders are `str.format` names (`{text}`). A value can be a message
    itself.
    """

    template: str
    values: tuple[tuple[str, str | Message], ...] = ()

    @classmethod
    def of(cls, template: str, **values: object) -> Message:
        """Make a message of `template` with these values."""
        kept = ((name, value if isinstance(value, Message) else str(value)) for name, value in values.items())
        return cls(template, tuple(kept))

    @classmethod
    def of_share(cls, share: float) -> Message:
        """Make a share (0 to 1), which is said as a percentage."""
        return cls.of(SHARE, share=share)

    @classmethod
    def of_language(cls, tag: str, english: str) -> Message:
        """Make a language, which is said by its name; `english` is that in English."""
        return cls.of(LANGUAGE, tag=tag, english=english)

    @classmethod
    def of_count(cls, number: int) -> Message:
        """Make a number, which is said with the signs that people write in it."""
        return cls.of(COUNT, number=number)

    def __str__(self) -> str:
        """Say it in English."""
        if self.template == LANGUAGE:
            return str(dict(self.values)["english"])
        if self.template in {SHARE, COUNT}:
            [(_, value)] = self.values
            return f"{float(str(value)):.2%}" if self.template == SHARE else str(value)
        return self.template.format(**dict(self.values))

    def said_in(self, catalogue: Catalogue) -> str:
        """Return the sentence in the language of `catalogue`."""
        if self.template == LANGUAGE:
            is_english = catalogue.locale == ENGLISH
            return str(self) if is_english else language_name(str(dict(self.values)["tag"]), catalogue.locale)
        if self.template in {SHARE, COUNT}:
            [(_, value)] = self.values
            say = share_in if self.template == SHARE else number_in
            return say(catalogue.locale, float(str(value)))
        values = {name: each.said_in(catalogue) if isinstance(each, Message) else each for name, each in self.values}
        return catalogue.text(self.template, **values)


def fold(label: str) -> str:
    """Return `label` in the form labels are compared in: NFC, white space folded, case kept."""
    return " ".join((label if label.isascii() else unicodedata.normalize("NFC", label)).split())


@lru_cache(_REMEMBERED)
def normal(label: str) -> str:
    """Return a label without case and punctuation, its words separated by one space."""
    if label.isascii():
        return " ".join(_ASCII_WORDS.findall(label.lower()))
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKC", label).casefold())).split())


def _plain(sign: str) -> str:
    """Return a sign as it counts in comparing: a letter, digit or vowel sign as it is, what is not seen not at all."""
    category = unicodedata.category(sign)
    return "" if category == "Cf" else sign if sign.isalnum() or category[0] == "M" else " "


@dataclass(frozen=True)
class Catalogue:
    """The labels and the other wording of one language; `is_borrowed`: they are the English ones.

    `aliases` are other names that documents give to controls, in the language and in English.
    """

    locale: str
    labels: Mapping[Control, str]
    wording: Mapping[str, str]
    is_borrowed: bool = False
    aliases: Mapping[Control, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, locale: str) -> Catalogue:
        """Read `<folder>/<locale>.po`.

        Raises `StapsgewijsError` when there is no catalogue for the locale, `DocumentError` with file
        and line when the catalogue cannot be read or names an unknown role.
        """
        path = folder / f"{locale}.po"
        try:
            status = path.stat()
        except OSError:
            known = ", ".join(sorted(each.stem for each in folder.glob("*.po"))) or "none"
            msg = f"no label catalogue for the language {locale!r} (there is: {known}); add {path.name} to {folder}"
            raise StapsgewijsError(msg) from None
        # Documents leave a name in English too.
        others = [folder / FOLDER / f"{each}.toml" for each in dict.fromkeys((ENGLISH, locale))]
        kept = tuple(each for each in others if each.is_file())
        states = [(each.st_mtime_ns, each.st_size) for each in (status, *(each.stat() for each in kept))]
        return _load(path, locale, kept, tuple(states))

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
        return cls(tag, english.labels, english.wording, is_borrowed=True, aliases=english.aliases)

    @property
    def language(self) -> str:
        """The language alone (`zh` of `zh-CN`), in lower case."""
        return self.locale.replace("_", "-").partition("-")[0].lower()

    @property
    def direction(self) -> str:
        """The direction of the script: `ltr` or `rtl`."""
        if not is_known_tag(self.locale):
            return "ltr"
        from babel import Locale

        return str(Locale.parse(self.locale.replace("-", "_")).text_direction)

    @property
    def controls(self) -> tuple[Control, ...]:
        """Every control that has a label."""
        return tuple(self.labels)

    def label(self, control: Control) -> str:
        """Return the label of `control`; raises `KeyError` for one that the catalogue lacks."""
        return self.labels[control]

    def named(self, msgid: str, surface: str = "", role: Role | None = None) -> Control:
        """Return the control whose English label is `msgid`; raises `KeyError` when none is.

        Of those on several surfaces, or of several roles, the one on the surface and of the role that are named; where
        none is named one on web pages, and of those the first of the catalogue.
        """
        for each in self._by_msgid[msgid]:
            if surface in {"", each.surface} and role in {None, each.role}:
                return each
        raise KeyError(msgid)

    def nearby(self, msgid: str, surface: str, role: Role | None = None) -> Control:
        """Return the control whose English label is `msgid`: the one on `surface`, else, as `named`, one on another."""
        try:
            return self.named(msgid, surface, role)
        except KeyError:
            return self.named(msgid, role=role)

    def controls_of(self, msgid: str) -> tuple[Control, ...]:
        """Return the controls with this English label, those on web pages first: none, one or more."""
        return self._by_msgid.get(msgid, ())

    def controls_called(self, label: str) -> tuple[Control, ...]:
        """Return the controls with exactly this label (white space aside): none, one or more."""
        return self._by_label.get(fold(label), ())

    def nearest(self, label: str) -> str | None:
        """Return the known label that looks most like `label`, if any looks like it at all."""
        import difflib

        wanted = fold(label)
        signs = Counter(wanted)
        # What has too few letters in common cannot be near: the bound that difflib begins with, counted once a label.
        likely = [
            each
            for each, theirs in self._folded
            if 2 * min(len(each), len(wanted)) >= _NEAR * (len(each) + len(wanted))
            and 2 * sum(min(count, signs[sign]) for sign, count in theirs) >= _NEAR * (len(each) + len(wanted))
        ]
        close = difflib.get_close_matches(wanted, likely, 1, _NEAR)
        return close[0] if close else None

    def text(self, msgid: str, /, **values: object) -> str:
        """Return other wording of the pages, with its placeholders filled.

        Raises `MissingWordingError` for wording that the catalogue lacks: a page never falls back in silence.
        """
        try:
            return self.wording[msgid].format(**values) if values else self.wording[msgid]
        except KeyError:
            msg = f"the catalogue of {self.locale!r} has no text {msgid!r}: add it to {self.locale}.po, as in en.po"
            raise MissingWordingError(msg) from None

    def money(self, amount: Decimal, currency: str) -> str:
        """Return an amount in a currency (ISO 4217) as it is written in this language, to the last digit."""
        from babel.numbers import format_currency  # loading it takes as long as a page

        return format_currency(amount, currency, locale=self.locale, decimal_quantization=False)

    def wearing(self, labels: Mapping[Control, str]) -> Catalogue:
        """Return this catalogue with some labels replaced, for pages that show a guide's labels."""
        return Catalogue(self.locale, {**self.labels, **labels}, self.wording, self.is_borrowed, self.aliases)

    @cached_property
    def _by_msgid(self) -> Mapping[str, tuple[Control, ...]]:
        """The controls with each English label, those on web pages first, and then in order."""
        found: dict[str, list[Control]] = {}
        for each in self.labels:
            found.setdefault(each.msgid, []).append(each)
        return {msgid: tuple(sorted(each, key=_distance)) for msgid, each in found.items()}

    @cached_property
    def _folded(self) -> Sequence[tuple[str, tuple[tuple[str, int], ...]]]:
        """All labels as they are compared, each with how often each sign is in it."""
        return [(each, tuple(Counter(each).items())) for each in map(fold, self.labels.values())]

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[Control, ...]]:
        found: dict[str, tuple[Control, ...]] = {}
        for control, label in self.labels.items():
            found[fold(label)] = (*found.get(fold(label), ()), control)
        return found


@lru_cache(_MAX_CATALOGUES)
def _load(path: Path, locale: str, aliases: tuple[Path, ...], states: tuple[tuple[int, int], ...]) -> Catalogue:
    """Read a catalogue; the result is cached while the `states` of its files stay the same."""
    del states
    labels: dict[Control, str] = {}
    wording: dict[str, str] = {}
    for entry in read_po_file(path, locale):
        text = entry.string or entry.id
        if entry.context is None:
            names, known = placeholders(text), placeholders(entry.id)
            if known and (names is None or not names <= known):
                what = f"{text[:80]!r} has other placeholders than {entry.id[:80]!r}; it may have {_listed(known)}"
                raise DocumentError(path, what, line=entry.line)
            wording[entry.id] = text
        else:
            labels[_control(path, entry, entry.context)] = text
    return Catalogue(locale, labels, wording, aliases=_aliases(aliases, labels))


def placeholders(text: str) -> frozenset[str] | None:
    """Return the names in braces of a text (`{name}`); None where braces are used in any other way."""
    if "{" not in text and "}" not in text:
        return frozenset()
    found, rest = _PLACEHOLDER.findall(text), _PLACEHOLDER.sub("", text)
    return None if "{" in rest or "}" in rest else frozenset(found)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{each}}}" for each in sorted(names))


def _aliases(paths: Sequence[Path], labels: Mapping[Control, str]) -> Mapping[Control, Sequence[str]]:
    known = {(each.context, each.msgid): each for each in labels}
    found: dict[Control, Sequence[str]] = {}
    for path in paths:
        for each, names in read_aliases(path).items():
            if each not in known:
                raise DocumentError(path, f"[{each[0]}]: the catalogue has no {each[1]!r} with this surface and role")
            found[known[each]] = (*found.get(known[each], ()), *names)
    return found


def _control(path: Path, entry: Entry, context: str) -> Control:
    """Return the control that an entry is the label of; raises `DocumentError` for a context that names no role."""
    found = _CONTEXT.fullmatch(context)
    if found is None or found[2] not in set(Role):
        what = f"msgctxt {context[:80]!r} is not a role, nor a surface and a role; roles are {', '.join(Role)}"
        raise DocumentError(path, what, line=entry.line)
    return Control(entry.id, Role(found[2]), found[1] or PAGES)


def _distance(control: Control) -> int:
    """Return how far from the pages a control is: those of no named surface, other web pages, the phone."""
    return 0 if control.surface == PAGES else 1 if control.surface not in ON_THE_PHONE else 2


def region_names(locale: str) -> Mapping[str, str]:
    """Return ISO 3166 code → name of the region in `locale` (`NL` → `Nederland`), from CLDR."""
    from babel import Locale

    return dict(Locale.parse(locale.replace("-", "_")).territories)


def language_name(tag: str, locale: str = ENGLISH) -> str:
    """Return the name of a language (`de-AT` → `German`) in `locale`, from CLDR; of one without a name, its tag."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.partition("-")[0]).get_language_name(locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def is_language(tag: str) -> bool:
    """Return whether `tag` is a language of CLDR, in two letters, with or without region (`nl`, `pt-br`)."""
    language, _, region = tag.partition("-")
    return len(language) == _LETTERS and len(region) in {0, _LETTERS} and is_known_tag(tag)


@lru_cache(1024)
def is_known_tag(tag: str) -> bool:
    """Return whether `tag` is a language of CLDR, in any form (`fil`, `zh-Hant-TW`)."""
    if _has_locale_data(tag):
        return True
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _has_locale_data(tag: str) -> bool:
    """Return whether Babel has a file for exactly this tag: then it is known without loading Babel."""
    found = _SIMPLE_TAG.fullmatch(tag)
    folder = _locale_data_folder() if found else None
    if found is None or folder is None:
        return False
    name = found[1].lower() + (f"_{found[2].upper()}" if found[2] else "")
    return (folder / f"{name}.dat").is_file()


@cache
def _locale_data_folder() -> Path | None:
    found = find_spec("babel")
    return Path(found.origin).parent / "locale-data" if found and found.origin else None


SHARE: Final = "{share} of all"
"""The template of a message that is a share (0 to 1): said as people write a percentage."""
LANGUAGE: Final = "{english} ({tag})"
"""The template of a language: it is said by its name."""
COUNT: Final = "{number} of them"
"""The template of a message that is a number: said as people write one."""


def number_in(locale: str, number: float) -> str:
    """Return a number as people write it in `locale` (`1.234` in Dutch), from CLDR."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=_of_cldr(locale)))


def share_in(locale: str, share: float) -> str:
    """Return a share (0 to 1) as people write a percentage in `locale`, in hundredths (`0,52%` in Dutch)."""
    from babel.numbers import format_percent

    return str(format_percent(share, "#,##0.00%", locale=_of_cldr(locale)))


def time_in(locale: str, seconds: float) -> str:
    """Return a moment (seconds since 1970) as people write date and time in `locale`, in UTC."""
    from babel.dates import format_datetime

    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{format_datetime(moment, 'd MMM y HH:mm', locale=_of_cldr(locale))} UTC"


def duration_in(locale: str, seconds: float) -> str:
    """Return a duration as people write it in `locale`: `0,4 s`, from a minute on `1:04`."""
    if seconds < _MINUTE_S:
        return f"{number_in(locale, round(seconds, 1))} s"
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    hours, minutes = divmod(minutes, _MINUTE_S)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def direction_of(tag: str) -> str:
    """Return the direction of the script of a language: `ltr` or `rtl`."""
    return Catalogue(tag, {}, {}).direction


def _of_cldr(locale: str) -> str:
    """Return the name that CLDR has for a language; of one that it does not know, English."""
    return locale.replace("-", "_") if is_known_tag(locale) else ENGLISH
