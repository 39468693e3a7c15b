"""Every format, with the texts in it that make it a format: escapes, plural forms, placeholders, encodings."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.labels.product_strings import formats
from stapsgewijs.labels.product_strings.formats import Entry, read_strings

if TYPE_CHECKING:
    from pathlib import Path


def strings(folder: Path, name: str, content: str | bytes) -> dict[str, tuple[str, ...]]:
    return {each.key: each.texts for each in entries(folder, name, content)}


def entries(folder: Path, name: str, content: str | bytes) -> list[Entry]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_strings(path)


def test_json_of_i18next(tmp_path: Path) -> None:
    text = """{"wizard": {"next": "Weiter", "empty": "", "files_one": "{{count}} Datei",
    "files_other": "{{count}} Dateien", "step_one": "Schritt eins", "list": ["a", "b"],
    "number": 3, "old": "Kiste", "old_plural": "Kisten"}}"""
    assert strings(tmp_path, "de.json", text) == {
        "wizard.next": ("Weiter",),
        "wizard.empty": (),
        "wizard.step_one": ("Schritt eins",),
        "wizard.list.0": ("a",),
        "wizard.list.1": ("b",),
        "wizard.files": ("{{count}} Datei", "{{count}} Dateien"),
        "wizard.old": ("Kiste", "Kisten"),
    }


def test_json_with_descriptions_and_of_flutter(tmp_path: Path) -> None:
    extension = '{"next": {"message": "次へ", "description": "button"}}'
    assert strings(tmp_path, "messages.json", extension) == {"next": ("次へ",)}
    assert strings(tmp_path, "fr.json", '{"a": {"defaultMessage": "Suivant", "description": ""}}') == {
        "a": ("Suivant",)
    }
    nested = '{"error": {"message": "Fout", "title": "Oei"}, "ok": "Ja"}'
    assert strings(tmp_path, "nl.json", nested) == {"error.message": ("Fout",), "error.title": ("Oei",), "ok": ("Ja",)}
    arb = '{"@@locale": "fr", "next": "Suivant", "@next": {"description": "button"}}'
    assert strings(tmp_path, "app_fr.arb", arb) == {"next": ("Suivant",)}


def test_one_file_for_all_languages(tmp_path: Path) -> None:
    found = entries(tmp_path, "all.json", '{"en": {"a": "Next"}, "nl": {"a": "Volgende"}}')
    assert [(each.language, each.key, *each.texts) for each in found] == [("en", "a", "Next"), ("nl", "a", "Volgende")]


def test_yaml_of_rails_and_plain(tmp_path: Path) -> None:
    text = "no:\n  yes: Ja\n  base: &base\n    a: En\n  more:\n    <<: *base\n    files:\n      one: fil\n"
    text += "      other: filer\n"
    found = entries(tmp_path, "no.yml", text)
    assert {each.language for each in found} == {"nb"}
    assert {each.key: each.texts for each in found} == {
        "yes": ("Ja",),
        "base.a": ("En",),
        "more.a": ("En",),
        "more.files": ("fil", "filer"),
    }
    assert strings(tmp_path, "nl.yaml", "next: Volgende\nn: 3\n") == {"next": ("Volgende",), "n": ("3",)}


def test_gettext(tmp_path: Path) -> None:
    text = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        '#: a.py:1\n#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Hallo %(name)s"\n\n'
        '#, fuzzy\nmsgid "Next"\nmsgstr "Vorige"\n\nmsgctxt "menu"\nmsgid "Open"\nmsgstr "Openen"\n\n'
        'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d bestand"\nmsgstr[1] "%d bestanden"\n\n'
        'msgid "Left"\nmsgstr ""\n\n#~ msgid "Old"\n#~ msgstr "Oud"\n'
    )
    found = {each.key: each for each in entries(tmp_path, "nl.po", text)}
    assert {key: each.texts for key, each in found.items()} == {
        "Hello %(name)s": ("Hallo %(name)s",),
        "Next": (),
        "menu | Open": ("Openen",),
        "%d file": ("%d bestand", "%d bestanden"),
        "Left": (),
    }
    assert found["%d file"].source == ("%d file", "%d files")
    assert found["Hello %(name)s"].line == 6


def test_compiled_gettext(tmp_path: Path) -> None:
    catalogue = Catalog("pl")
    catalogue.add("Next", "Dalej")
    catalogue.add(("%d file", "%d files"), ("%d plik", "%d pliki", "%d plików"))
    catalogue.add("Open", "Otwórz", context="menu")
    with (tmp_path / "pl.mo").open("wb") as file:
        write_mo(file, catalogue)
    found = {each.key: each.texts for each in read_strings(tmp_path / "pl.mo")}
    assert found == {
        "Next": ("Dalej",),
        "%d file": ("%d plik", "%d pliki", "%d plików"),
        "menu | Open": ("Otwórz",),
    }


def test_xliff_1(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
    <file original="a" source-language="en" target-language="fr-FR"><body>
    <trans-unit id="1" resname="next"><source>Next</source><target>Suivant</target></trans-unit>
    <trans-unit id="2"><source>Hello <x id="INTERPOLATION" equiv-text="{{name}}"/>, <g id="1">you</g></source>
      <target>Bonjour <x id="INTERPOLATION" equiv-text="{{name}}"/>, <g id="1">toi</g></target></trans-unit>
    <trans-unit id="3"><source>Left</source></trans-unit>
    <trans-unit id="4"><source><bpt id="0">&lt;b&gt;</bpt>B<ept id="0">&lt;/b&gt;</ept><x id="LINE_BREAK"/>c</source>
    <target/></trans-unit></body></file></xliff>"""
    found = {each.key: each for each in entries(tmp_path, "fr.xlf", text)}
    assert {each.language for each in found.values()} == {"fr-FR"}
    assert {key: (*each.source, *each.texts) for key, each in found.items()} == {
        "next": ("Next", "Suivant"),
        "2": ("Hello {{name}}, you", "Bonjour {{name}}, toi"),
        "3": ("Left",),
        "4": ("B c",),
    }


def test_xliff_2(tmp_path: Path) -> None:
    text = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="nl"><file id="f">
    <unit id="u1" name="next"><segment><source>Next</source><target>Volgende</target></segment></unit>
    <unit id="u2"><segment><source>Hi <ph id="0" equiv="name"/>. </source>
    <target>Dag <ph id="0" equiv="name"/>. </target></segment>
    <segment><source><pc id="1">Bye</pc></source><target><pc id="1">Doei</pc></target></segment></unit>
    </file></xliff>"""
    found = {each.key: (*each.source, *each.texts) for each in entries(tmp_path, "nl.xliff", text)}
    assert found == {"next": ("Next", "Volgende"), "u2": ("Hi {name}. Bye", "Dag {name}. Doei")}


def test_resx(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="utf-8"?><root><resheader name="version"><value>2.0</value></resheader>
    <data name="Next" xml:space="preserve"><value>&amp;Далее</value><comment>button</comment></data>
    <data name="Icon" type="System.Drawing.Bitmap" mimetype="x"><value>AAAA</value></data></root>"""
    assert strings(tmp_path, "Strings.ru.resx", text) == {"Next": ("&Далее",)}


def test_qt(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="nl_NL"><context>
    <name>Wizard</name><message><source>&amp;Next</source><comment>button</comment><translation>&amp;Volgende</translation>
    </message><message numerus="yes"><source>%n file(s)</source><translation><numerusform>%n bestand</numerusform>
    <numerusform>%n bestanden</numerusform></translation></message><message><source>Left</source>
    <translation type="unfinished">Links</translation></message><message><source>Old</source>
    <translation type="vanished">Oud</translation></message><message id="qt-id"><source>Id</source>
    <translation>Nummer</translation></message></context></TS>"""
    found = {each.key: each for each in entries(tmp_path, "app_nl.ts", text)}
    assert {each.language for each in found.values()} == {"nl-NL"}
    assert {key: each.texts for key, each in found.items()} == {
        "Wizard | button | &Next": ("&Volgende",),
        "Wizard | %n file(s)": ("%n bestand", "%n bestanden"),
        "Wizard | Left": (),
        "qt-id": ("Nummer",),
    }


def test_android(tmp_path: Path) -> None:
    text = r"""<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
    <string name="a">L\'an  \"x\" \u00e9</string>
    <string name="b">Bonjour <xliff:g id="n" example="Anna">%1$s</xliff:g> <b>toi</b></string>
    <string name="c"><![CDATA[x &amp; y]]></string><string name="d">"deux  mots"</string>
    <string name="e">@string/a</string>
    <plurals name="f"><item quantity="one">%d fichier</item><item quantity="other">%d fichiers</item></plurals>
    <string-array name="g"><item>lundi</item></string-array></resources>"""
    assert strings(tmp_path, "strings.xml", text) == {
        "a": ('L\'an "x" é',),
        "b": ("Bonjour %1$s toi",),
        "c": ("x &amp; y",),
        "d": ("deux  mots",),
        "e": (),
        "f": ("%d fichier", "%d fichiers"),
        "g.0": ("lundi",),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16", "utf-8-sig"])
def test_properties_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "# Über\n! no\nwizard.next=Weiter\nlong = eins \\\n    zwei\nk\\:ey : v\\=w\\u00e9\nü ö\nempty=\nn=a\\nb\n"
        "smile=\\ud83d\\ude00\nend=x\\\\\n"
    )
    assert strings(tmp_path, "de.properties", text.encode(encoding)) == {
        "wizard.next": ("Weiter",),
        "long": ("eins zwei",),
        "k:ey": ("v=wé",),
        "ü": ("ö",),
        "empty": (),
        "n": ("a\nb",),
        "smile": ("😀",),
        "end": ("x\\",),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_strings_of_apple(tmp_path: Path, encoding: str) -> None:
    text = '/* a\n"b" = "c"; */\n"wizard.next" = "Vol\\"gende\\n";\n// x\n"a b"= "\\U00e9 %@";\nKEY = word;\n'
    found = entries(tmp_path, "Localizable.strings", text.encode(encoding))
    assert {each.key: each.texts for each in found} == {
        "wizard.next": ('Vol"gende\n',),
        "a b": ("é %@",),
        "KEY": ("word",),
    }
    assert [each.line for each in found] == [3, 5, 6]


def test_plural_forms_of_apple(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><plist version="1.0"><dict><key>files</key><dict>
    <key>NSStringLocalizedFormatKey</key><string>There: %#@n@</string><key>n</key><dict>
    <key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
    <key>one</key><string>%d file</string><key>other</key><string>%d files</string></dict></dict></dict></plist>"""
    assert strings(tmp_path, "a.stringsdict", text) == {"files": ("There: %d file", "There: %d files")}


def test_string_catalogue_of_xcode(tmp_path: Path) -> None:
    unit = {"stringUnit": {"state": "translated", "value": "Volgende"}}
    plural = {
        "variations": {"plural": {"one": {"stringUnit": {"value": "%d ding"}}, "other": {"stringUnit": {"value": "x"}}}}
    }
    new = {"stringUnit": {"state": "new", "value": "Old"}}
    loaded = {
        "sourceLanguage": "en",
        "strings": {
            "Next": {"localizations": {"nl": unit}},
            "n": {"localizations": {"nl": plural, "de": new}},
            "Bare": {},
        },
    }
    found = entries(tmp_path, "Localizable.xcstrings", json.dumps(loaded))
    assert [(each.key, each.language, each.texts) for each in found] == [
        ("Next", "en", ("Next",)),
        ("Next", "nl", ("Volgende",)),
        ("n", "en", ("n",)),
        ("n", "nl", ("%d ding", "x")),
        ("n", "de", ()),
        ("Bare", "en", ("Bare",)),
    ]


def test_fluent_is_read_by_translate_toolkit(tmp_path: Path) -> None:
    pytest.importorskip("translate")
    text = "-brand = Acme\nnext = Volgende\nhello = Dag { $name }\n    .title = Titel\n"
    assert strings(tmp_path, "nl.ftl", text) == {
        "-brand": ("Acme",),
        "next": ("Volgende",),
        "hello": ("Dag { $name }",),
        "hello.title": ("Titel",),
    }


def test_dtd_is_read_by_translate_toolkit(tmp_path: Path) -> None:
    pytest.importorskip("translate")
    assert strings(tmp_path, "nl.dtd", '<!ENTITY next.label "Volgende">\n') == {"next.label": ("Volgende",)}


def test_a_format_that_is_not_read_says_which_are(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"these are: \.arb, \.dtd, \.ftl, \.json"):
        entries(tmp_path, "nl.php", "<?php return [];")


def test_without_translate_toolkit_its_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(formats, "import_module", absent)
    with pytest.raises(StapsgewijsError, match=r"stapsgewijs\[strings\]"):
        entries(tmp_path, "nl.ftl", "a = b\n")


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><resources><string name="a">&c;</string></resources>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><root><data name="a"><value>&b;</value></data></root>'
DAMAGED = [
    ("nl.json", b'{"a": "b",\n "c" "d"}', 2, "not JSON"),
    ("nl.json", b"[" * 100_000, 1, "nested too deeply"),
    ("nl.json", b'["a"]', 1, "no table of strings"),
    ("nl.json", b'{"a": "caf\xe9"}', 1, "not UTF-8"),
    ("nl.yml", b"nl:\n  a: b\n c: d\n", 3, "not YAML"),
    ("nl.yml", b"a: &a [x]\nb: !!python/object/apply:os.system [x]\n- c", 3, "not YAML"),
    ("nl.yml", b"a: &a\n  b: *a\n", 1, "not YAML|nested too deeply"),
    ("nl.po", b'msgid "a"\nmsgstr "b"\ngarbage\n', 3, "not a gettext catalogue"),
    ("nl.mo", b"\xde\x12\x04\x95garbage", 1, "not a compiled gettext catalogue"),
    ("nl.xlf", b"<xliff>\n<file></xliff>", 2, "not XML"),
    ("nl.xlf", b"<html/>", 1, "not XLIFF"),
    ("strings.xml", BOMB.encode(), 1, "declares entities"),
    ("S.nl.resx", OUTSIDE.encode(), 1, "declares entities"),
    (
        "S.nl.resx",
        BOMB.replace("<!DOCTYPE", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE').encode("utf-16"),
        1,
        "declares",
    ),
    ("strings.xml", b"<html/>", 1, "not strings of Android"),
    ("nl.ts", b"export default { a: 'b' }", 1, "not a Qt translation"),
    ("a.strings", b'"a" = "b";\n\noops\n', 3, "not strings of Apple"),
    ("a.stringsdict", b"<plist><dict></plist>", 1, "not a property list"),
    ("a.stringsdict", b'<!DOCTYPE a [<!ENTITY b "b">]><plist><dict/></plist>', 1, "not a property list"),
]


@pytest.mark.parametrize(("name", "content", "line", "what"), DAMAGED)
def test_what_is_damaged_or_hostile_is_refused_at_its_line(
    tmp_path: Path, name: str, content: bytes, line: int, what: str
) -> None:
    with pytest.raises(DocumentError, match=what) as raised:
        entries(tmp_path, name, content)
    assert raised.value.line == line


def test_repeated_references_do_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_MOST_STRINGS", 10_000)
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    with pytest.raises(DocumentError, match="more than"):
        entries(tmp_path, "nl.yml", text)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nl.json"
    path.write_bytes(b"{}")
    os.truncate(path, formats.MOST_BYTES + 1)
    with pytest.raises(DocumentError, match="too large"):
        read_strings(path)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda each: bool(each.strip()))


def java(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\ \t\f:=#!" else each for each in text)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(TEXT, TEXT)
def test_any_text_survives_in_every_format(tmp_path_factory: pytest.TempPathFactory, key: str, text: str) -> None:
    folder = tmp_path_factory.mktemp("strings", numbered=True)
    plain = key.replace("@", "a").replace("_", "-").strip()
    written: dict[str, str] = {
        "a.json": json.dumps({"k": text}),
        "a.yaml": yaml.safe_dump({"k": text}, allow_unicode=True, width=10**6),
        "a.properties": f"k={java(text)}",
        "a.strings": '"k" = "' + text.replace("\\", "\\\\").replace('"', '\\"') + '";',
    }
    for name, content in written.items():
        assert strings(folder, name, content) == {"k": (text,)}, name
    assert strings(folder, "b.json", json.dumps({f"k{plain}": "x"})) == {f"k{plain}": ("x",)}
