"""Real documents, cut and scratched: findings, or one sentence, and never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from stapsgewijs.lint.autofix import mend
from stapsgewijs.lint.document import document_of
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.runner import run
from stapsgewijs.lint.settings import Settings

ROOT = Path(__file__).parents[2]
REAL = sorted((ROOT / "guides").glob("*/*.md"))
CLASSES = (
    b" ",
    b"\n",
    b"\r",
    b"\t",
    b"*",
    b"_",
    b"[",
    b"]",
    b"(",
    b")",
    b"`",
    b"<",
    b">",
    b"!",
    b"#",
    b"1",
    b"-",
    b"|",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\\",
    b":",
)


def scratched(raw: bytes, seed: int) -> bytes:
    chosen = random.Random(seed)  # noqa: S311  # the same every time
    changed = bytearray(raw)
    for _ in range(chosen.randrange(1, 30)):
        at = chosen.randrange(len(changed))
        length = chosen.choice((0, 1, 1, 4))
        changed[at : at + length] = chosen.choice(CLASSES) * chosen.choice((1, 1, 1, 3, 200))
    return bytes(changed)


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}-{path.stem[28:]}")
def test_a_document_cut_at_any_kilobyte_is_linted(path: Path, tmp_path: Path) -> None:
    raw, cut = path.read_bytes(), tmp_path / path.name
    linter = Linter(Settings(tmp_path))
    for size in range(0, len(raw), 1024):
        cut.write_bytes(raw[:size])
        assert linter.lint(cut).path == path.name


@pytest.mark.parametrize("seed", range(40))
def test_a_scratched_document_is_linted_and_mended_once(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    linter = Linter(Settings(tmp_path))
    path.write_bytes(scratched(REAL[seed % len(REAL)].read_bytes(), seed))
    assert linter.lint(path).path == "gids.md"
    mended = mend(linter, path, "gids.md")
    if mended is not None:
        path.write_bytes(mended.raw)
        assert mend(linter, path, "gids.md") is None


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: Gids\nlang: n{'*' * 300}l\n---\n# Gids\n\n1. Kies **Ja**.\n",
        "---\ntitle: Gids\nlang: ../nl\n---\n# Gids\n\n1. Kies **Ja**.\n",
        "---\ntitle: [1\nlang: 2020-13-01\n---\n# Gids\n",
        "---\nlang: 2020-13-01\n---\n# Gids\n",
        "![a](b%00c/d.png) [e](f%00.md#g) ![h](" + "i" * 5000 + ".png)\n",
        "[a](%ff.md) ![b](C:\\x\\y.png) [c](#%00) [d](<a b.md>) [e]()\n",
        "> [!\n> [!NOTE\n> [!]\n",
        "<!-- stapsgewijs: ignore -->\n<!-- stapsgewijs: ignore , -- x -->\n",
    ],
)
def test_what_scratching_found(text: str, tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(text, encoding="utf-8")
    assert run([path], Settings(tmp_path)).documents == 1


def test_every_label_of_a_very_long_document_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    steps = "".join(f"{number}. Klik op **Volgend**.\n" for number in range(1, 2_001))
    procedure = '<a name="set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"></a>Instellen'
    path.write_text(f"---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n## {procedure}\n\n{steps}", encoding="utf-8")
    found = Linter(Settings(tmp_path)).lint(path).findings
    assert {each.line for each in found if each.rule.startswith("label-")} == set(range(9, 2_009))


def test_places_are_places_of_the_text() -> None:
    for path in REAL:
        text = path.read_text(encoding="utf-8-sig")
        document = document_of(path, path.name, text)
        for block in document.blocks:
            for span in block.spans:
                assert block.start <= span.start <= span.inner_start <= span.inner_end <= span.end <= len(text)
