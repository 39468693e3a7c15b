"""Mending: what is safe, to the byte, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.guide import read_guide
from stapsgewijs.lint.autofix import mend, mend_one
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings
from tests.shared_guides import SHARED

REAL = sorted((Path(__file__).parents[2] / "guides").glob("*/*.md"))
ANCHOR = "set-up-your-mobile-device-to-receive-a-phone-call"
HEAD = f'---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n## <a name="{ANCHOR}"></a>Bellen\n\n'


def mended(folder: Path, text: str | bytes) -> bytes:
    path = folder / "gids.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = mend(Linter(Settings(folder)), path, path.name)
    return found.raw if found else path.read_bytes()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("1. Selecteer **Done**.", "1. Selecteer **Gereed**."),
        ("1. Selecteer **Vervolgens Verifiëren**.", "1. Selecteer Vervolgens **Verifiëren**."),
        (
            "1. In stap **1: Hoe moeten we contact met u opnemen,** kiest u.",
            "1. In **Stap 1: Hoe moeten we contact met u opnemen?**, kiest u.",
        ),
        ("1. Selecteer **verificatietelefoon**.", "1. Selecteer **Verificatietelefoon**."),
        ("1. Selecteer ** Verificatietelefoon**.", "1. Selecteer **Verificatietelefoon**."),
        ("1. Selecteer **Verificatietelefoon**en ga door.", "1. Selecteer **Verificatietelefoon** en ga door."),
        ("1. Zie [dit](#gids)voor meer.", "1. Zie [dit](#gids) voor meer."),
        ("1. Zie [dit](#gids) .", "1. Zie [dit](#gids)."),
        ("1. Open.\n2. Kies.\n4. Typ.\n5. Klaar.", "1. Open.\n2. Kies.\n3. Typ.\n4. Klaar."),
    ],
)
def test_what_is_safe_is_mended(wrong: str, right: str, tmp_path: Path) -> None:
    assert mended(tmp_path, f"{HEAD}{wrong}\n").decode() == f"{HEAD}{right}\n"


@pytest.mark.parametrize(
    "text",
    [
        "1. Vanuit stap **3: Blijf uw bestaande toepassingen** gebied gebruiken, kopieert u het.",  # no sentence
        "1. Selecteer `**Done**`.",  # code
        "1.Selecteer iets.",  # would make a step of it
        "## Kop **vet**en meer\n\n1. Selecteer.",  # would change the anchor of the heading
        "> [!OPMERKING]\n> Let op.",
    ],
)
def test_what_is_not_safe_stays(text: str, tmp_path: Path) -> None:
    assert mended(tmp_path, f"{HEAD}{text}\n").decode() == f"{HEAD}{text}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", ["\n", ""])
def test_line_ends_byte_order_mark_and_the_end_of_the_file_stay(
    end: str,
    mark: bytes,
    last: str,
    tmp_path: Path,
) -> None:
    text = f"{HEAD}1. Selecteer **Done**.\n\n2. Zie [dit](#gids)voor\u00a0meer.\t \n\n3. **Done**" + last
    expected = text.replace("**Done**", "**Gereed**").replace(")voor", ") voor")
    assert mended(tmp_path, mark + text.replace("\n", end).encode()) == mark + expected.replace("\n", end).encode()


def test_mixed_line_ends_stay_mixed(tmp_path: Path) -> None:
    text = f"{HEAD}1. Selecteer **Done**.\r\n2. Selecteer **Done**.\r3. Selecteer **Done**.\n"
    assert mended(tmp_path, text).decode() == text.replace("Done", "Gereed")


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}-{path.stem[28:]}")
def test_a_real_document_is_mended_once_and_keeps_its_steps(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / path.parent.name
    folder.mkdir()
    once = mended(folder, path.read_bytes())
    again = mended(folder, once)
    assert again == once
    before, after = read_guide(path), read_guide(folder / "gids.md")
    assert [(each.id, len(each.steps)) for each in after.procedures] == [
        (each.id, len(each.steps)) for each in before.procedures
    ]
    steps = [
        (one, other)
        for a, b in zip(before.procedures, after.procedures, strict=True)
        for one, other in zip(a.steps, b.steps, strict=True)
    ]
    for one, other in steps:
        assert (one.number, one.line, one.end_line) == (other.number, other.line, other.end_line)
        assert [each.path for each in one.screenshots] == [each.path for each in other.screenshots]
        assert [each.target for each in one.links] == [each.target for each in other.links]
        assert [each.kind for each in one.notes] == [each.kind for each in other.notes]


@pytest.mark.shared
def test_the_dutch_guide_is_mended_where_it_is_wrong_and_nowhere_else(tmp_path: Path) -> None:
    path = SHARED / "nl-nl" / "multi-factor-authentication-setup-phone-number.md"
    if not path.is_file():
        pytest.skip("the real documents are not here")
    before = path.read_bytes().splitlines()
    after = mended(tmp_path, path.read_bytes()).splitlines()
    assert len(before) == len(after)
    assert [number for number, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other] == [
        29,
        35,
        44,
        46,
        50,
        65,
        67,
    ]


def test_a_diff_names_the_document_and_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(f"{HEAD}1. Selecteer **Done**.", encoding="utf-8")
    found = mend(Linter(Settings(tmp_path)), path, "docs/gids.md")
    assert found is not None
    assert found.count == 1
    assert found.diff.splitlines()[:3] == ["--- a/docs/gids.md", "+++ b/docs/gids.md", "@@ -6,4 +6,4 @@"]
    assert found.diff.endswith("+1. Selecteer **Gereed**.\n\\ No newline at end of file\n")
    assert path.read_text(encoding="utf-8").endswith("**Done**.")


def test_what_is_ignored_is_not_mended(tmp_path: Path) -> None:
    comment = "<!-- stapsgewijs: ignore label-untranslated -- the product is English here -->"
    text = f"{HEAD}{comment}\n\n1. Selecteer **Done**.\n"
    assert mended(tmp_path, text).decode() == text


def test_one_finding_is_mended_and_no_other(tmp_path: Path) -> None:
    path, linter = tmp_path / "gids.md", Linter(Settings(tmp_path))
    path.write_text(f"{HEAD}1. Zie [dit](#gids)voor meer.\n2. Selecteer **Done**.\r\n3. Zie [dit](#gids)voor meer.\n")
    found = [each for each in linter.lint(path).findings if each.edits]
    assert len(found) == 3
    last = mend_one(linter, path, path.name, found[-1].fingerprint)
    assert last is not None
    assert last.raw == path.read_bytes().replace(b"3. Zie [dit](#gids)voor", b"3. Zie [dit](#gids) voor")
    assert last.count == 1
    assert mend_one(linter, path, path.name, "0" * 32) is None


def test_one_finding_that_cannot_be_mended_safely_stays(tmp_path: Path) -> None:
    path, linter = tmp_path / "gids.md", Linter(Settings(tmp_path))
    path.write_text(f"{HEAD}1. Ga naar **X**.\n")
    found = linter.lint(path).findings
    assert found
    for each in found:
        assert mend_one(linter, path, path.name, each.fingerprint) is None
