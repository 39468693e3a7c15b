"""The formats of product strings: each reader takes the bytes of a file and gives the strings in it.

JSON, YAML, gettext and XML are read by the libraries that the program has for them; what their texts mean in each
format (plural forms, escapes, inline elements) is said here. Fluent and DTD are read by translate-toolkit, where it is
installed (`stapsgewijs[strings]`).
"""

from __future__ import annotations

import codecs
import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import read_bytes
from stapsgewijs.labels.product_strings.language_tags import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

MOST_BYTES: Final = 64 * 1024 * 1024
"""The largest file of strings that is read; 100,000 strings take about 10 MB."""

_MOST_STRINGS: Final = 1_000_000
"""Strings in one file; what a YAML file repeats by reference may be more than fits in memory."""

_DEEPEST: Final = 100
"""Tables within tables."""

_PLURALS: Final = ("zero", "one", "two", "few", "many", "other")
_SUFFIX: Final = re.compile(r"(.+)_(?:(?:ordinal_)?(?:zero|one|two|few|many|other)|plural|\d)")
_XLIFF_INLINE: Final = frozenset({"x", "bx", "ex", "ph", "it", "bpt", "ept", "sc", "ec", "cp"})
"""Elements of XLIFF that stand for something in the text, and whose own content is code."""


class Entry(NamedTuple):
    """A string: `texts` are its forms (none: not translated), `source` those of the source text where the file has it.

    `line` is where it stands (0: not known), `language` the one that the file says this text is in.
    """

    key: str
    texts: tuple[str, ...]
    source: tuple[str, ...] = ()
    line: int = 0
    language: str = ""


def read_strings(path: Path) -> list[Entry]:
    """Return the strings of a file; raises `DocumentError`, with the line, for one that cannot be read.

    Raises `StapsgewijsError` for a format that needs what is not installed.
    """
    reader = _READERS.get(path.suffix.lower(), _by_toolkit)
    raw = read_bytes(path, most=MOST_BYTES)
    try:
        entries = []
        for each in reader(path, raw):
            entries.append(each)
            if len(entries) > _MOST_STRINGS:
                raise DocumentError(path, f"more than {_MOST_STRINGS} strings in one file; split it")
    except RecursionError:
        raise DocumentError(path, "nested too deeply for a file of strings; make it flatter") from None
    return entries


def _text_of(path: Path, raw: bytes, fallback: str = "") -> str:
    """Return the text: UTF-8, UTF-16 with a byte order mark, or else `fallback`."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if fallback:
            return raw.decode(fallback)
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(path, f"not UTF-8 (byte 0x{raw[error.start]:02x}); save it as UTF-8", line=line) from None


def _json(path: Path, raw: bytes) -> Iterator[Entry]:
    text = _text_of(path, raw)
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg}; correct it, or name another file in [labels]"
        raise DocumentError(path, what, line=error.lineno, column=error.colno) from None
    except ValueError as error:  # a number of more digits than Python reads
        raise DocumentError(path, f"not JSON that can be read: {error}") from None
    if isinstance(loaded, dict) and isinstance(loaded.get("strings"), dict) and "sourceLanguage" in loaded:
        yield from _string_catalog(loaded)
        return
    yield from _nested(path, loaded)


def _yaml(path: Path, raw: bytes) -> Iterator[Entry]:
    import yaml

    from stapsgewijs.labels.product_strings.yaml_texts import texts_in

    try:
        loaded = texts_in(path, _text_of(path, raw), _DEEPEST)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DocumentError(path, what, line=where[0], column=where[1]) from None
    except ValueError as error:
        raise DocumentError(path, f"not YAML that can be read: {error}") from None
    yield from _nested(path, {} if loaded in ("", None) else loaded)


def _nested(path: Path, loaded: object) -> Iterator[Entry]:
    """Give the strings of tables in tables; at the root there may be one for each language."""
    if not isinstance(loaded, dict):
        raise DocumentError(path, "no table of strings: write “key: text”, or keys with tables of them")
    inner = loaded.get("translations")
    if isinstance(inner, dict) and not any(isinstance(each, dict) for key, each in loaded.items() if each is not inner):
        loaded = inner  # Angular, Nextcloud: beside it are the language and the like
    roots = {key: canonical(str(key)) for key in loaded}
    if loaded and all(roots.values()) and all(isinstance(each, dict) for each in loaded.values()):
        for key, language in roots.items():
            yield from (each._replace(language=language) for each in _grouped(_flat(path, loaded[key])))
    else:
        yield from _described(loaded) or _grouped(_flat(path, loaded))


def _flat(path: Path, loaded: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give key and forms: `wizard.next`; of a list each with its number."""
    waiting: list[tuple[str, object, int]] = [("", loaded, 0)]
    count = 0
    while waiting:
        key, value, depth = waiting.pop()
        count += 1
        if depth > _DEEPEST:  # a file that repeats itself by reference has no end
            raise DocumentError(path, "nested too deeply for a file of strings; make it flatter")
        if count + len(waiting) > _MOST_STRINGS:
            raise DocumentError(path, f"more than {_MOST_STRINGS} strings in one file; split it")
        if isinstance(value, str):
            yield key, (value,) if value.strip() else ()
        elif isinstance(value, dict):
            if (texts := _plural_forms(value)) is not None:
                yield key, texts
                continue
            children = [(str(name), each) for name, each in _merged(value).items() if not str(name).startswith("@")]
            waiting += [(f"{key}.{name}" if key else name, each, depth + 1) for name, each in reversed(children)]
        elif isinstance(value, list):
            waiting += [(f"{key}.{number}", each, depth + 1) for number, each in reversed(list(enumerate(value)))]


def _merged(table: dict[Any, Any]) -> dict[Any, Any]:
    """Return a table of YAML with what it takes from another one (`<<: *other`)."""
    taken = table.get("<<")
    if not isinstance(taken, dict | list):
        return table
    found: dict[Any, Any] = {}
    for each in [taken] if isinstance(taken, dict) else reversed(taken):
        if isinstance(each, dict):
            found |= each
    return {**found, **{name: each for name, each in table.items() if name != "<<"}}


def _plural_forms(table: Mapping[Any, Any]) -> tuple[str, ...] | None:
    """Return the forms of a string that is a table of plural forms, as in Rails; None for another table."""
    names = set(table)
    if "other" in names and names <= set(_PLURALS) and all(isinstance(each, str) for each in table.values()):
        return tuple(table[each] for each in _PLURALS if each in names and table[each].strip())
    return None


def _described(loaded: Mapping[Any, Any]) -> Iterator[Entry] | None:
    """Give the strings of a file in which each has its description beside it (extensions of browsers, FormatJS)."""
    for name in ("message", "defaultMessage"):
        if loaded and all(isinstance(each, dict) and isinstance(each.get(name), str) for each in loaded.values()):
            return (Entry(str(key), (each[name],) if each[name].strip() else ()) for key, each in loaded.items())
    return None


def _grouped(strings: Iterator[tuple[str, tuple[str, ...]]]) -> Iterator[Entry]:
    """Give entries, with the plural forms that i18next keeps in keys of their own (`file_one`, `file_other`) as one."""
    flat = dict(strings)
    bases: dict[str, list[str]] = {}
    for key in flat:
        if "_" in key and (found := _SUFFIX.fullmatch(key)) is not None:
            base = found[1].removesuffix("_ordinal")
            bases.setdefault(base, []).append(key)
    plural = {
        base: keys
        for base, keys in bases.items()
        if f"{base}_other" in flat or (base in flat and f"{base}_plural" in flat) or f"{base}_0" in flat
    }
    members = {key for keys in plural.values() for key in keys}
    for key, texts in flat.items():
        if key not in members and key not in plural:
            yield Entry(key, texts)
    for base, keys in plural.items():
        texts = tuple(text for each in (base, *keys) for text in flat.get(each, ()))
        yield Entry(base, tuple(dict.fromkeys(texts)))


def _string_catalog(loaded: Mapping[str, Any]) -> Iterator[Entry]:
    """Give the strings of Xcode's catalogue, all languages in one file; the key is the source text where none is."""
    origin = canonical(str(loaded["sourceLanguage"]))
    for key, string in loaded["strings"].items():
        languages = string.get("localizations", {}) if isinstance(string, dict) else {}
        languages = languages if isinstance(languages, dict) else {}
        texts = {canonical(str(name)): tuple(_units(each)) for name, each in languages.items()}
        source = texts.pop(origin, ()) or (key,)
        yield Entry(key, source, source, language=origin)
        yield from (Entry(key, found, source, language=name) for name, found in texts.items() if name)


def _units(localization: object) -> Iterator[str]:
    waiting = [localization]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, dict):
            unit = each.get("stringUnit")
            if isinstance(unit, dict) and isinstance(unit.get("value"), str) and unit.get("state") != "new":
                yield unit["value"]
            waiting += [value for name, value in each.items() if name != "stringUnit"]


def _po(path: Path, _: bytes) -> Iterator[Entry]:
    from stapsgewijs.labels.po_file import read_po_file

    for each in read_po_file(path, None):
        texts = () if each.is_fuzzy else tuple(text for text in (each.string, *each.forms) if text)
        yield _gettext(each.context, each.id, each.plural, texts, each.line)


def _mo(path: Path, raw: bytes) -> Iterator[Entry]:
    import io

    from babel.messages.mofile import read_mo

    from stapsgewijs.labels.po_file import entry_of

    try:
        messages = list(read_mo(io.BytesIO(raw)))
    except Exception as error:  # noqa: BLE001  # it raises whatever a damaged file leads to
        raise DocumentError(path, f"not a compiled gettext catalogue: {error or type(error).__name__}") from None
    for each in map(entry_of, messages):
        if each.id:
            texts = tuple(text for text in (each.string, *each.forms) if text)
            context = each.context.decode() if isinstance(each.context, bytes) else each.context  # as Babel has it
            yield _gettext(context, each.id, each.plural, texts, 0)


def _gettext(context: str | None, id_: str, plural: str, texts: tuple[str, ...], line: int) -> Entry:
    key = f"{context} | {id_}" if context else id_
    return Entry(key, texts, (id_, plural) if plural else (id_,), line)


def _root_of(path: Path, raw: bytes) -> Element:
    """Return the root of an XML file, without document types that declare anything."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(raw)
    except ParseError as error:
        line, column = error.position
        raise DocumentError(path, f"not XML: {str(error).partition(':')[0]}", line=line, column=column + 1) from None
    except DefusedXmlException:
        what = "declares entities, which are not read; write in the strings what they stand for"
        raise DocumentError(path, what) from None
    except (ValueError, LookupError) as error:
        raise DocumentError(path, f"not XML that can be read: {error}") from None
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Element, *names: str) -> Iterator[Element]:
    return (each for each in element if _name(each) in names)


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if _name(each) == name)


def _child(element: Element, name: str) -> Element | None:
    return next(_children(element, name), None)


def _words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _xliff(path: Path, raw: bytes) -> Iterator[Entry]:
    root = _root_of(path, raw)
    if _name(root) != "xliff":
        raise DocumentError(path, f"not XLIFF: its root is <{_name(root)}>")
    files, seen = list(_all(root, "file")), set()
    for file in files:
        names = (file.get("target-language"), root.get("trgLang"))
        language = canonical(next((each for each in names if each), ""))
        prefix = f"{file.get('original') or file.get('id') or ''}#" if len(files) > 1 else ""
        for unit in file.iter():
            if _name(unit) == "trans-unit":
                pairs = [unit]
            elif _name(unit) == "unit":  # XLIFF 2 has the sentences of one text in segments
                pairs = [each for each in unit.iter() if _name(each) in {"segment", "ignorable"}]
            else:
                continue
            source = "".join(_inline(_child(each, "source")) for each in pairs)
            targets = [_child(each, "target") for each in pairs]
            is_done = all(
                each is not None or _name(pair) == "ignorable" for each, pair in zip(targets, pairs, strict=True)
            )
            text = "".join(map(_inline, targets)) if is_done else ""
            key = prefix + (unit.get("resname") or unit.get("name") or unit.get("id") or "")
            key = key if key not in seen else f"{key}#{unit.get('id')}"
            seen.add(key)
            yield Entry(key, (text,) if text.strip() else (), (source,) if source.strip() else (), language=language)


def _inline(element: Element | None) -> str:
    """Return the text with a placeholder for each inline element that stands for something."""
    if element is None:
        return ""
    found = [element.text or ""]
    for each in element:
        if _name(each) in _XLIFF_INLINE:
            name = each.get("equiv-text") or each.get("equiv") or each.get("id") or ""
            is_tag = name.startswith("<") or name.upper().startswith(("START_", "CLOSE_", "LINE_BREAK"))
            code = name if "{" in name or "%" in name else f"{{{re.sub(r'[^0-9A-Za-z_.-]', '_', name) or '0'}}}"
            found.append(" " if name.upper() == "LINE_BREAK" else "" if is_tag or _name(each) in _MARKS else code)
        else:
            found.append(_inline(each))
        found.append(each.tail or "")
    return "".join(found)


_MARKS: Final = frozenset({"bpt", "ept", "bx", "ex", "sc", "ec", "it"})
"""Elements that begin or end bold and the like: nothing is shown in their place."""


def _resx(path: Path, raw: bytes) -> Iterator[Entry]:
    for each in _children(_root_of(path, raw), "data"):
        if each.get("type") is None and each.get("mimetype") is None and each.get("name"):
            text = _words(_child(each, "value"))
            yield Entry(str(each.get("name")), (text,) if text.strip() else ())


def _qt(path: Path, raw: bytes) -> Iterator[Entry]:
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise DocumentError(path, "not a Qt translation; strings in TypeScript are not read: name a JSON file of them")
    root = _root_of(path, raw)
    language = canonical(root.get("language") or "")
    for context in _children(root, "context"):
        name = _words(_child(context, "name"))
        for message in _children(context, "message"):
            source, comment = _words(_child(message, "source")), _words(_child(message, "comment"))
            target = _child(message, "translation")
            state = target.get("type", "") if target is not None else "unfinished"
            if state in {"vanished", "obsolete"}:
                continue
            forms = [_words(each) for each in _children(target, "numerusform")] if target is not None else []
            texts = forms or [_words(target)]
            key = message.get("id") or " | ".join(each for each in (name, comment, source) if each)
            done = tuple(each for each in texts if each.strip()) if state != "unfinished" else ()
            yield Entry(key, done, (source,) if source else (), language=language)


def _android(path: Path, raw: bytes) -> Iterator[Entry]:
    root = _root_of(path, raw)
    if _name(root) != "resources":
        raise DocumentError(path, f"not strings of Android: its root is <{_name(root)}>, not <resources>")
    for each in root:
        name = each.get("name", "")
        if _name(each) == "string":
            yield _android_entry(name, [each])
        elif _name(each) == "plurals":
            yield _android_entry(name, list(_children(each, "item")))
        elif _name(each) == "string-array":
            yield from (_android_entry(f"{name}.{at}", [item]) for at, item in enumerate(_children(each, "item")))


def _android_entry(name: str, elements: list[Element]) -> Entry:
    texts = (_android_text(_words(each)) for each in elements)
    return Entry(name, tuple(dict.fromkeys(each for each in texts if each.strip() and not each.startswith("@string/"))))


_ANDROID: Final = re.compile(r'\\u([0-9A-Fa-f]{4})|\\(.)|"([^"\\]*)"|\s+', re.DOTALL)


def _android_text(text: str) -> str:
    """Return a text without the escapes of Android, its white space folded but between quotation marks."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        if found[2]:
            return {"n": "\n", "t": "\t"}.get(found[2], found[2])
        return found[3] if found[3] is not None else " "

    return _surrogates(_ANDROID.sub(plain, text.strip()))


def _surrogates(text: str) -> str:
    r"""Return a text in which two halves that were escaped one by one (`\ud83d\ude00`) are one character."""
    if not any("\ud800" <= each <= "\udfff" for each in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_PROPERTY: Final = re.compile(r"((?:[^\\=: \t\f]|\\.)*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.DOTALL)
_JAVA: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)


def _properties(path: Path, raw: bytes) -> Iterator[Entry]:
    """Give the strings of Java's properties: UTF-8 where it is, else ISO 8859-1, as `java.util.Properties` reads it."""
    number, logical, begun = 0, "", 0
    for line in re.split(r"\r\n|\r|\n", _text_of(path, raw, "iso-8859-1")):
        number += 1
        piece = line.lstrip(" \t\f")
        if not logical and (not piece or piece[0] in "#!"):
            continue
        begun = begun or number
        logical += piece
        if (len(piece) - len(piece.rstrip("\\"))) % 2:
            logical = logical[:-1]
            continue
        yield _property(logical, begun)
        logical, begun = "", 0
    if logical:
        yield _property(logical, begun)


def _property(line: str, number: int) -> Entry:
    found = _PROPERTY.match(line)
    key, text = (found[1], found[2]) if found else (line, "")
    key, text = (_surrogates(_JAVA.sub(_java_sign, each)) for each in (key, text))
    return Entry(key, (text,) if text.strip() else (), line=number)


def _java_sign(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}.get(found[2], found[2])


_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_APPLE: Final = re.compile(
    rf"\s*(?:/\*.*?\*/|//[^\n]*|(?:{_QUOTED}|([\w.-]+))\s*=\s*(?:{_QUOTED}|([\w.-]+))\s*;|$)", re.DOTALL
)
_APPLE_ESCAPE: Final = re.compile(r"\\(?:[uU]([0-9A-Fa-f]{4})|(.))", re.DOTALL)


def _apple(path: Path, raw: bytes) -> Iterator[Entry]:
    text = _text_of(path, raw)
    at, line = 0, 1
    while at < len(text):
        found = _APPLE.match(text, at)
        if found is None or found.end() == at:
            rest = text[at:]
            line += rest.count("\n", 0, len(rest) - len(rest.lstrip()))
            raise DocumentError(path, 'not strings of Apple: expected "key" = "text";', line=line)
        if (key := found[1] if found[1] is not None else found[2]) is not None:
            value = found[3] if found[3] is not None else found[4]
            key, value = (_surrogates(_APPLE_ESCAPE.sub(_java_sign, each)) for each in (key, value))
            yield Entry(key, (value,) if value.strip() else (), line=line + text.count("\n", at, found.end()))
        line += text.count("\n", at, found.end())
        at = found.end()


def _stringsdict(path: Path, raw: bytes) -> Iterator[Entry]:
    import plistlib

    try:
        loaded = plistlib.loads(raw, fmt=plistlib.FMT_XML)
    except Exception as error:  # noqa: BLE001  # it raises whatever a damaged file leads to
        line = getattr(error, "lineno", 1)
        what = f"not a property list: {error or type(error).__name__}"
        raise DocumentError(path, what, line=line) from None
    for key, table in loaded.items() if isinstance(loaded, dict) else ():
        inner = [each for each in table.values() if isinstance(each, dict)] if isinstance(table, dict) else []
        forms = [each[name] for each in inner for name in _PLURALS if isinstance(each.get(name), str)]
        outer = str(table.get("NSStringLocalizedFormatKey", "")) if isinstance(table, dict) else ""
        shown = [form.join(re.split(r"%#@[^@]*@", outer)) if outer else form for form in forms]
        yield Entry(str(key), tuple(shown))


def _by_toolkit(path: Path, raw: bytes) -> Iterator[Entry]:
    """Give the strings of a format that translate-toolkit reads for us."""
    if path.suffix.lower() not in _TOOLKIT:
        known = ", ".join(sorted({*_READERS, *_TOOLKIT}))
        raise DocumentError(path, f"not a format of strings that is read; these are: {known}")
    module, name = _TOOLKIT[path.suffix.lower()]
    try:
        store: Any = getattr(import_module(f"translate.storage.{module}"), name)()
    except ImportError:
        msg = f'{path}: strings in {path.suffix} are read by translate-toolkit; install "stapsgewijs[strings]"'
        raise StapsgewijsError(msg) from None
    try:
        store.parse(raw)
        units = [each for each in store.units if each.istranslatable() or each.istranslated()]
    except Exception as error:  # noqa: BLE001  # each format raises its own
        what = str(error).partition("\n")[0] or type(error).__name__
        raise DocumentError(path, f"not strings that can be read: {what}") from None
    for unit in units:
        source, target = (tuple(getattr(each, "strings", None) or [each or ""]) for each in (unit.source, unit.target))
        texts = tuple(str(each) for each in (target if any(target) else source) if each)
        key = str(unit.getid() or source[0])
        if path.suffix == ".ftl":
            yield from _fluent(key, texts[0] if texts else "")
        else:
            yield Entry(key, texts, tuple(map(str, source)) if source != target else ())


def _fluent(key: str, text: str) -> Iterator[Entry]:
    """Give a message and its attributes, which stand below it (`.title = …`)."""
    first, *attributes = _ATTRIBUTE.split(text)
    yield Entry(key, (first.strip(),) if first.strip() else ())
    for name, words in zip(attributes[::2], attributes[1::2], strict=True):
        yield Entry(f"{key}.{name}", (words.strip(),) if words.strip() else ())


_TOOLKIT: Final[Mapping[str, tuple[str, str]]] = {".ftl": ("fluent", "FluentFile"), ".dtd": ("dtd", "dtdfile")}
"""Formats that need the extra: the module and the class of translate-toolkit."""

_ATTRIBUTE: Final = re.compile(r"(?m)^\s*\.([\w-]+)\s*=")


_READERS: Final[Mapping[str, Callable[[Path, bytes], Iterator[Entry]]]] = {
    ".arb": _json,
    ".json": _json,
    ".xcstrings": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".po": _po,
    ".pot": _po,
    ".mo": _mo,
    ".xlf": _xliff,
    ".xliff": _xliff,
    ".resx": _resx,
    ".resw": _resx,
    ".ts": _qt,
    ".xml": _android,
    ".properties": _properties,
    ".strings": _apple,
    ".stringsdict": _stringsdict,
}
