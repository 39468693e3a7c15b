from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.labels.po_file import Entry, _entries_by_babel, _plain_entries, read_po_file

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "site" / "labels").rglob("*.po"))
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_shipped_catalogue_is_plain_and_read_as_babel_reads_it(path: Path) -> None:
    plain = _plain_entries(path.read_text(encoding="utf-8"))
    assert plain
    assert plain == _entries_by_babel(path, path.stem)


def test_what_is_continued_and_escaped(tmp_path: Path) -> None:
    path = tmp_path / "nl.po"
    text = (
        HEAD
        + '# note\nmsgctxt "page|"\n"button"\nmsgid "a \\"b\\"\\n"\n"c\\\\t"\nmsgstr ""\n"d\\te"\nmsgid "f"\nmsgstr ""'
    )
    path.write_text(text, encoding="utf-8")
    expected = [Entry("page|button", 'a "b"\nc\\t', "d\te", 6), Entry(None, "f", "", 10)]
    assert _plain_entries(text) == expected == _entries_by_babel(path, "nl") == read_po_file(path, "nl")


def test_flags_former_messages_and_plural_forms(tmp_path: Path) -> None:
    path = tmp_path / "nl.po"
    text = HEAD + (
        '#: a.py:1\n#, python-format, fuzzy\nmsgid "a"\nmsgstr "b"\n\n#, c-format\n#| msgid "d"\nmsgid "c"\n'
        'msgstr "e"\n\nmsgctxt "x"\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"\n'
        '\n#~ msgid "f"\n#~ msgstr "g"\n'
    )
    path.write_text(text, encoding="utf-8")
    expected = [
        Entry(None, "a", "b", 5, is_fuzzy=True),
        Entry(None, "c", "e", 10),
        Entry("x", "a", "b", 14, "as", ("bs",)),
    ]
    assert _plain_entries(text) == expected == _entries_by_babel(path, "nl")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD,
        HEAD.replace("utf-8", "iso-8859-1"),
        HEAD.replace("\n", "\r\n"),
        HEAD + 'msgid "a"\nmsgid_plural "as"\nmsgstr[1] "b"\nmsgstr[0] "bs"\n',
        HEAD + 'msgid "a"\nmsgid_plural "as"\nmsgstr "b"\n',
        HEAD + 'msgid "a"\nmsgid_plural "as"\n',
        HEAD + 'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n',
        HEAD + 'msgid "a"\n',
        HEAD + 'msgid "a" x\nmsgstr "b"\n',
        HEAD + '  msgid "a"\nmsgstr "b"\n',
        HEAD + 'msgid "a\\q"\nmsgstr "b"\n',
        'msgstr "b"\n',
        '"a"\n',
        "garbage\n",
    ],
)
def test_any_other_form_is_for_babel(text: str) -> None:
    assert _plain_entries(text) is None


def test_damage_is_read_as_babel_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "nl.po"
    whole = CATALOGUES[-1].read_text(encoding="utf-8").split("\n")[:60]
    read = 0
    for seed in range(150):
        chance = Random(seed)  # noqa: S311  # the same every time
        lines = list(whole)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(lines))
            sign = chance.choice(('"', "\\", "#", "\\n", "msgid ", "\n", "", "#, fuzzy\n"))
            cut = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + sign + lines[at][cut + chance.randrange(2) :]
        text = "\n".join(lines)
        path.write_text(text, encoding="utf-8")
        plain = _plain_entries(text)
        if plain is None:
            continue
        read += 1
        assert plain == _entries_by_babel(path, "nl"), seed
    assert read > 20


def test_a_catalogue_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_bytes(b'msgid "caf\xe9"\nmsgstr "x"\n')
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_po_file(tmp_path / "nl.po", "nl")
    assert "babel" in sys.modules
