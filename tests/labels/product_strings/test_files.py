"""Which files a pattern names, and the language of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.labels.product_strings.files import find_files
from stapsgewijs.labels.product_strings.language_tags import canonical, chain

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("nl", "nl"),
        ("nl-NL", "nl-NL"),
        ("nl_NL", "nl-NL"),
        ("NL_nl.UTF-8", "nl-NL"),
        ("pt-rBR", "pt-BR"),
        ("b+sr+Latn", "sr-Latn"),
        ("sr@latin", "sr-Latn"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("iw", "he"),
        ("no", "nb"),
        ("fil", "fil"),
        ("index", ""),
        ("xx", ""),
        ("", ""),
        ("Base", ""),
    ],
)
def test_a_tag_in_any_spelling(written: str, tag: str) -> None:
    assert canonical(written) == tag


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        ("nl", ("en", "nl"), ("nl",)),
        ("nl-NL", ("en", "nl"), ("nl",)),
        ("nl-BE", ("nl", "nl-BE", "nl-NL"), ("nl", "nl-BE")),
        ("nl", ("nl-NL", "nl-BE"), ("nl-NL",)),
        ("pt", ("pt-PT", "pt-BR"), ("pt-BR",)),
        ("en-GB", ("en-US",), ("en-US",)),
        ("en-GB", ("en-AU", "en-NZ"), ()),
        ("zh-TW", ("zh-CN",), ()),
        ("zh-TW", ("zh", "zh-Hant"), ("zh-Hant",)),
        ("zh-CN", ("zh-Hans", "zh-Hant"), ("zh-Hans",)),
        ("sr-Latn", ("sr",), ()),
        ("de", ("nl",), ()),
        ("", ("nl",), ()),
    ],
)
def test_the_strings_of_a_language(wanted: str, known: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert chain(wanted, known) == found


CASES = [
    ("locales/{language}.json", {"locales/nl.json": "nl", "locales/nl_BE.json": "nl-BE"}, ["locales/index.json"]),
    ("i18n/{language}/*.json", {"i18n/nl/a.json": "nl", "i18n/en/b.json": "en"}, ["i18n/nl/a.txt", "i18n/nl/x/a.json"]),
    ("**/locale/{language}/LC_MESSAGES/*.po", {"a/b/locale/de/LC_MESSAGES/django.po": "de"}, ["locale/x.po"]),
    (
        "{language}.lproj/Localizable.strings",
        {"nl.lproj/Localizable.strings": "nl", "Base.lproj/Localizable.strings": "en"},
        [],
    ),
    (
        "res/values-{language}/strings.xml",
        {"res/values-pt-rBR/strings.xml": "pt-BR", "res/values/strings.xml": "en"},
        ["res/values-night/strings.xml"],
    ),
    ("Strings.{language}.resx", {"Strings.nl.resx": "nl", "Strings.resx": "en"}, ["Strings.Designer.cs"]),
    ("messages_{language}.properties", {"messages_pt_BR.properties": "pt-BR", "messages.properties": "en"}, []),
    ("app.xcstrings", {"app.xcstrings": ""}, []),
    ("{language}/{language}.json", {"nl/nl.json": "nl"}, ["nl/de.json"]),
    ("config/**/*.yml", {"config/nl.yml": "", "config/locales/devise.nl.yml": ""}, []),
]


@pytest.mark.parametrize(("pattern", "named", "others"), CASES, ids=[each[0] for each in CASES])
def test_a_pattern(tmp_path: Path, pattern: str, named: dict[str, str], others: list[str]) -> None:
    for each in (*named, *others):
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).touch()
    found = find_files([pattern], tmp_path, "en")
    assert {each.path.relative_to(tmp_path).as_posix(): each.language for each in found} == named
    if "{language}" in pattern and "*" not in pattern:
        assert {each.group for each in found} == {pattern}


def test_files_of_the_same_keys_are_one_group(tmp_path: Path) -> None:
    for each in ("x/locale/nl/a.po", "x/locale/de/a.po", "y/locale/de/a.po", "y/locale/de/b.po"):
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).touch()
    found = find_files(["**/locale/{language}/*.po"], tmp_path, "en")
    assert sorted(each.group for each in found) == [
        "x/locale/{language}/a.po",
        "x/locale/{language}/a.po",
        "y/locale/{language}/a.po",
        "y/locale/{language}/b.po",
    ]


def test_a_pattern_that_names_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StapsgewijsError, match="names no file"):
        find_files(["locales/{language}.json"], tmp_path, "en")
    with pytest.raises(StapsgewijsError, match=r"\{lang\}; there is only \{language\}"):
        find_files(["locales/{lang}.json"], tmp_path, "en")


def test_a_link_to_outside_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"a": "secret"}')
    root = tmp_path / "project"
    (root / "locales").mkdir(parents=True)
    (root / "locales" / "nl.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(StapsgewijsError, match="outside of the project"):
        find_files(["locales/{language}.json"], root, "en")
    (root / "locales" / "nl.json").unlink()
    (root / "locales" / "en.json").write_text("{}")
    (root / "locales" / "nl.json").symlink_to("en.json")
    assert len(find_files(["locales/{language}.json"], root, "en")) == 2


def test_a_product_beside_the_documents(tmp_path: Path) -> None:
    (tmp_path / "product" / "locales").mkdir(parents=True)
    (tmp_path / "product" / "locales" / "nl.json").touch()
    (tmp_path / "docs").mkdir()
    assert [each.language for each in find_files(["../product/locales/{language}.json"], tmp_path / "docs", "en")] == [
        "nl"
    ]
