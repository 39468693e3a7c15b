"""Reading a gettext catalogue: the plain form that catalogues nearly always have here, any other form by Babel.

Loading Babel takes as long as linting a document; a catalogue in the plain form needs none of it.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Message

_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) )?"((?:[^"\\]|\\[\\trn"])*)"')
_ESCAPED: Final = re.compile(r"\\([\\trn\"])")
_CHARACTERS: Final = {"t": "\t", "r": "\r", "n": "\n"}
_CHARSET: Final = re.compile(r"charset=([\w-]+)")
_NEXT_FIELDS: Final = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgstr", "msgid_plural"),
    "msgid_plural": ("msgstr[0]",),
    "msgstr": ("msgctxt", "msgid"),
    **{f"msgstr[{number}]": ("msgctxt", "msgid", f"msgstr[{number + 1}]") for number in range(10)},
}
"""Which field may follow which; the first of an entry is its context or its id."""

_LAST: Final = frozenset(field for field in _NEXT_FIELDS if field.startswith("msgstr"))
"""What an entry may end with."""


class Entry(NamedTuple):
    """A message: `context` is None if it has none, `string` empty if it is not translated.

    `line` is that of its id, counted from 1. With plural forms, `plural` is the second id and `forms` are the further
    strings. A translation that is marked as `is_fuzzy` is not used by gettext.
    """

    context: str | None
    id: str
    string: str
    line: int
    plural: str = ""
    forms: tuple[str, ...] = ()
    is_fuzzy: bool = False


def read_po_file(path: Path, locale: str | None) -> list[Entry]:
    """Return the messages of the catalogue at `path`, without its header.

    Raises `DocumentError` with file and line for what is not there, or is no gettext catalogue in UTF-8.
    """
    raw = read_bytes(path)
    try:
        entries = _plain_entries(raw.decode())
    except UnicodeDecodeError:
        entries = None
    return _entries_by_babel(path, locale) if entries is None else entries


class _OtherFormError(Exception):
    """The catalogue is not in the plain form."""


def _plain_entries(text: str) -> list[Entry] | None:
    """Return the messages of a catalogue in plain form; None for any other form, also for an invalid file.

    Plain is: each field on lines of its own, plural forms in their order, no message twice, UTF-8.
    """
    if "\r" in text or text.startswith("\ufeff"):
        return None
    reader = _Reader()
    try:
        for number, line in enumerate(text.split("\n"), 1):
            reader.take(line, number)
        return reader.messages()
    except _OtherFormError:
        return None


class _Reader:
    """Takes the lines of a catalogue one by one; raises `_OtherFormError` at the first that is not plain."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str | None, str], Entry] = {}
        self._fields: dict[str, str] = {}
        self._field = ""
        self._line = 0
        self._is_fuzzy = self._next_is_fuzzy = False

    def take(self, line: str, number: int) -> None:
        if not line:
            return
        if line.startswith("#"):
            if self._field and self._field not in _LAST:
                raise _OtherFormError
            if line.startswith("#,"):
                self._next_is_fuzzy |= "fuzzy" in [each.strip() for each in line[2:].split(",")]
            return
        found = _LINE.fullmatch(line)
        if found is None:
            raise _OtherFormError
        name, words = found[1], _ESCAPED.sub(_character, found[2]) if "\\" in found[2] else found[2]
        if name is not None:
            self._begin(name, number)
        elif not self._field:
            raise _OtherFormError
        self._fields[self._field] = self._fields.get(self._field, "") + words

    def messages(self) -> list[Entry]:
        """Return all messages but the header."""
        if self._fields:
            self._end()
        header = self._entries.pop((None, ""), None)
        charset = _CHARSET.search(header.string) if header else None
        if charset is not None and charset[1].lower() not in {"utf-8", "utf8"}:
            raise _OtherFormError
        if not all(each.id for each in self._entries.values()):
            raise _OtherFormError
        return list(self._entries.values())

    def _begin(self, name: str, number: int) -> None:
        if name not in _NEXT_FIELDS[self._field]:
            raise _OtherFormError
        if self._field in _LAST and not name.startswith("msgstr"):
            self._end()
        if not self._fields:
            self._is_fuzzy, self._next_is_fuzzy = self._next_is_fuzzy, False
        if name == "msgid":
            self._line = number
        self._field = name

    def _end(self) -> None:
        fields = self._fields
        if self._field not in _LAST:
            raise _OtherFormError
        strings = [text for name, text in fields.items() if name.startswith("msgstr")]
        plural = fields.get("msgid_plural", "")
        entry = Entry(
            fields.get("msgctxt"), fields["msgid"], strings[0], self._line, plural, tuple(strings[1:]), self._is_fuzzy
        )
        if self._entries.setdefault((entry.context, entry.id), entry) is not entry:
            raise _OtherFormError
        self._fields = {}


def _character(escaped: re.Match[str]) -> str:
    return _CHARACTERS.get(escaped[1], escaped[1])


def _entries_by_babel(path: Path, locale: str | None) -> list[Entry]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        messages = list(read_po(io.BytesIO(read_bytes(path)), locale=locale, abort_invalid=True))
    except PoFileError as error:  # it counts lines from 0, and says so in its message as well
        what = f"not a gettext catalogue: {str(error).rpartition(' on ')[0] or error}"
        raise DocumentError(path, what, line=(error.lineno or 0) + 1) from None
    except UnicodeDecodeError as error:
        raise DocumentError(path, f"not UTF-8 ({error.reason}); save the file as UTF-8") from None
    except (ValueError, LookupError, TypeError) as error:  # a header that names no language, encoding or plural form
        raise DocumentError(path, f"not a gettext catalogue: {error}") from None
    return [entry_of(each) for each in messages if each.id]


def entry_of(message: Message) -> Entry:
    """Return what Babel read of one message."""
    ids, strings = (each if isinstance(each, tuple | list) else (each,) for each in (message.id, message.string))
    plural = str(ids[1]) if len(ids) > 1 else ""
    forms = tuple(str(each or "") for each in strings[1:])
    first = str(strings[0] or "") if strings else ""
    return Entry(message.context, str(ids[0]), first, message.lineno or 1, plural, forms, message.fuzzy)
