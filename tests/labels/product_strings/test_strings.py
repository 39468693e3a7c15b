"""From a text to its key, and from the key to the text in another language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.labels.product_strings import Key, ProductStrings

if TYPE_CHECKING:
    from pathlib import Path

EN = {
    "wizard": {
        "next": "&Next",
        "name": "Name:",
        "hello": "Hello {{name}}",
        "files_one": "{{count}} file",
        "files_other": "{{count}} files",
        "page": "{{0}} of {{1}}",
    },
    "menu": {"open": "Open", "save": "Save as…"},
    "state": {"open": "Open", "new": "New"},
}
NL = {
    "wizard": {
        "next": "&Volgende",
        "name": "Naam:",
        "hello": "Hallo {{name}}",
        "files_one": "{{count}} bestand",
        "files_other": "{{count}} bestanden",
    },
    "menu": {"open": "Openen", "save": "Opslaan als…"},
    "state": {"open": "Geopend", "new": ""},
}


@pytest.fixture
def product(tmp_path: Path) -> ProductStrings:
    (tmp_path / "locales").mkdir()
    for name, texts in {"en": EN, "nl": NL}.items():
        (tmp_path / "locales" / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    return ProductStrings.load(["locales/{language}.json"], tmp_path, "en")


def key(name: str) -> Key:
    return Key("locales/{language}.json", name)


def test_the_keys_of_a_text(product: ProductStrings) -> None:
    assert product.keys_of("Next", "en") == (key("wizard.next"),)
    assert product.keys_of("Open", "en") == (key("menu.open"), key("state.open"))
    assert product.keys_of("Volgende", "nl-NL") == (key("wizard.next"),)
    assert product.keys_of("Hello Anna", "en") == (key("wizard.hello"),)
    assert product.keys_of("3 files", "en-GB") == (key("wizard.files"),)
    assert product.keys_of("next", "en") == ()
    assert product.keys_of("next", "en", loosely=True) == (key("wizard.next"),)
    assert product.keys_of("hello anna", "en", loosely=True) == (key("wizard.hello"),)
    assert product.keys_of("Next", "nl") == product.keys_of("Next", "de") == ()


def test_placeholders_with_nothing_between_them_are_not_anything(product: ProductStrings) -> None:
    assert product.keys_of("Bananas of Brazil", "en") == ()


def test_translations(product: ProductStrings) -> None:
    assert product.translations("Next", "en", "nl") == ("Volgende",)
    assert product.translations("Open", "en", "nl") == ("Openen", "Geopend")
    assert product.translations("Hello Anna", "en", "nl") == ("Hallo Anna",)
    assert product.translations("1 file", "en", "nl") == ("1 bestand",)
    assert product.translations("3 files", "en", "nl") == ("3 bestanden",)
    assert product.translations("3 bestanden", "nl", "en") == ("3 files",)
    assert product.translations("Name", "en", "nl") == ("Naam:",)
    assert product.translations("New", "en", "nl") == product.translations("Next", "en", "de") == ()


def test_the_nearest_and_where_it_is(product: ProductStrings) -> None:
    assert product.nearest("Volgend", "nl") == "Volgende"
    assert product.nearest("Bananenbrot", "nl") == ""
    assert product.where(key("wizard.next"), "nl") == "locales/nl.json: wizard.next"
    assert product.text(key("state.new"), "nl") == ""
    assert product.where(key("nowhere"), "nl-BE") == "locales/nl.json: nowhere"
    assert not product.has("de")
    assert product.missing_file("de") == "locales/de.json"


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Next"}')
    (tmp_path / "nl.json").write_text('{\n"a": }')
    product = ProductStrings.load(["{language}.json"], tmp_path, "en")
    assert product.keys_of("Next", "en")
    with pytest.raises(DocumentError, match=r"^nl\.json:2:6: not JSON"):
        product.has("nl")


def test_a_region_has_what_the_language_has(tmp_path: Path) -> None:
    for name, texts in {
        "en": {"a": "Next", "b": "Mobile"},
        "nl": {"a": "Volgende", "b": "Mobiel"},
        "nl_BE": {"b": "Gsm"},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(texts))
    product = ProductStrings.load(["{language}.json"], tmp_path, "en")
    assert product.translations("Mobile", "en", "nl-BE") == ("Gsm",)
    assert product.translations("Next", "en", "nl-BE") == ("Volgende",)
    assert product.translations("Mobile", "en", "nl-NL") == ("Mobiel",)


def test_source_texts_that_stand_beside_translations_or_are_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Next"\nmsgstr "Volgende"\n\nmsgid "Left"\nmsgstr ""\n')
    product = ProductStrings.load(["locale/{language}/LC_MESSAGES/*.po"], tmp_path, "en")
    assert product.translations("Next", "en", "nl") == ("Volgende",)
    (left,) = product.keys_of("Left", "en")
    assert product.text(left, "nl") == ""
    assert product.where(left, "nl") == "locale/nl/LC_MESSAGES/django.po:4"
    (tmp_path / "nl.json").write_text('{"Go on": "Verder"}')
    by_key = ProductStrings.load(["{language}.json"], tmp_path, "en", key_is_text=True)
    assert by_key.translations("Go on", "en", "nl") == ("Verder",)
    assert ProductStrings.load(["{language}.json"], tmp_path, "en").translations("Go on", "en", "nl") == ()


def test_a_source_file_goes_before_the_key(tmp_path: Path) -> None:
    for name, text in {"en": "Next", "nl": "Volgende"}.items():
        (tmp_path / f"{name}.po").write_text(f'msgid "wizard.next"\nmsgstr "{text}"\n')
    product = ProductStrings.load(["{language}.po"], tmp_path, "en")
    assert product.translations("Next", "en", "nl") == ("Volgende",)
    assert product.keys_of("wizard.next", "en") == ()


def test_all_languages_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "all.yml").write_text("en:\n  a: Next\nnl:\n  a: Volgende\nfr:\n  a: Suivant\n")
    product = ProductStrings.load(["*.yml"], tmp_path, "en")
    assert product.languages == ("en", "fr", "nl")
    assert product.translations("Next", "en", "fr") == ("Suivant",)


def test_a_neutral_file_is_in_the_language_of_the_source(tmp_path: Path) -> None:
    for name, text in {"": "Next", ".nl": "Volgende"}.items():
        value = f'<root><data name="N"><value>&amp;{text}</value></data></root>'
        (tmp_path / f"Strings{name}.resx").write_text(value)
    product = ProductStrings.load(["Strings.{language}.resx"], tmp_path, "en")
    assert product.translations("Next", "en", "nl") == ("Volgende",)


def test_a_source_language_with_a_region(tmp_path: Path) -> None:
    for name, text in {"en-US": "Next", "nl-NL": "Volgende"}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"a": text}))
    product = ProductStrings.load(["{language}.json"], tmp_path, "en")
    assert product.source_language == "en-US"
    assert product.is_source("en-GB")
    assert product.translations("Next", "en", "nl") == ("Volgende",)
