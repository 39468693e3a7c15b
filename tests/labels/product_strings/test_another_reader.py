"""What our readers read is what translate-toolkit reads, which shares nothing with them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from stapsgewijs.labels.product_strings.formats import read_strings

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("translate")

from translate.storage import aresource, properties, resx, ts2, xliff, xliff2

TEXTS = (
    "Next",
    "Überspringen & Größe",
    "Il n’y a rien à « faire »",
    "Πίσω",
    "Далее >",
    "次へ",
    "الأمام",
    "हटाएँ",
    "a = b: c # d ! e",
    "50 % {0} %s {{name}}",
    "It's <b>bold</b>",
    "😀 smile",
    'say "x"',
    "back\\slash",
)
XLIFF = "urn:oasis:names:tc:xliff:document"


def apple(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def android(text: str) -> str:
    return escape(text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'"))


FORMATS = {
    "a.resx": (
        resx.RESXFile,
        "<root>{}</root>",
        '<data name="k{0}" xml:space="preserve"><value>{1}</value></data>',
        escape,
    ),
    "strings.xml": (
        aresource.AndroidResourceFile,
        "<resources>{}</resources>",
        '<string name="k{0}">{1}</string>\n',
        android,
    ),
    "a.ts": (
        ts2.tsfile,
        '<!DOCTYPE TS><TS version="2.1" language="nl"><context><name>C</name>{}</context></TS>',
        "<message><source>k{0}</source><translation>{1}</translation></message>",
        escape,
    ),
    "a.xlf": (
        xliff.xlifffile,
        f'<xliff version="1.2" xmlns="{XLIFF}:1.2"><file original="a"><body>{{}}</body></file></xliff>',
        '<trans-unit id="k{0}"><source>k{0}</source><target>{1}</target></trans-unit>',
        escape,
    ),
    "a.xliff": (
        xliff2.Xliff2File,
        f'<xliff version="2.0" xmlns="{XLIFF}:2.0" srcLang="en" trgLang="nl"><file id="f">{{}}</file></xliff>',
        '<unit id="k{0}"><segment><source>k{0}</source><target>{1}</target></segment></unit>',
        escape,
    ),
    "a.properties": (properties.javautf8file, "{}", "k{0} = {1}\n", lambda text: text.replace("\\", "\\\\")),
    "a.strings": (properties.stringsutf8file, "{}", '"k{0}" = "{1}";\n', apple),
}


@pytest.mark.parametrize("name", FORMATS)
def test_both_read_the_same(tmp_path: Path, name: str) -> None:
    store, frame, line, write = FORMATS[name]
    path = tmp_path / name
    path.write_text(
        frame.format("".join(line.format(at, write(each)) for at, each in enumerate(TEXTS))), encoding="utf-8"
    )
    ours = [each.texts[0] for each in read_strings(path)]
    theirs = [
        str(each.target or each.source) for each in store.parsefile(str(path)).units if each.source or each.target
    ]
    assert ours == theirs == list(TEXTS)
