from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from stapsgewijs import files
from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import leads_out, read_text, read_toml, real_path, remove, write_bytes, write_text

PARTS_OF_A_FOLDER = {
    "report.py": "a folder that takes the place of the old one as a whole",
    "overview.py": "idem",
    "static_export.py": "idem, page by page",
    "picture.py": "copies for one review, which nobody else reads",
    "target.py": "the log of the product, which the product itself writes while it runs",
}
"""Modules that write files themselves, and why."""


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_and_the_folders_it_is_in_are_made(tmp_path: Path) -> None:
    file = tmp_path / "een" / "twee" / "gids.md"
    write_text(file, "é\nhalf \ud83d\n")
    assert file.read_bytes() == "é\nhalf ?\n".encode()
    assert names(file.parent) == ["gids.md"]


def test_folders_are_made_only_where_that_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(StapsgewijsError, match=r"gids\.md: cannot be written: No such file"):
        write_bytes(tmp_path / "weg" / "gids.md", b"b", folders=False)
    assert names(tmp_path) == []


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_bytes(tmp_path / "ours", b"", sync=True)
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_permissions_are_kept_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "echt.md", tmp_path / "link.md"
    real.write_bytes(b"a")
    real.chmod(0o640)
    link.symlink_to(real)
    write_bytes(link, b"b")
    assert (link.is_symlink(), real.read_bytes(), stat.S_IMODE(real.stat().st_mode)) == (True, b"b", 0o640)
    assert names(tmp_path) == ["echt.md", "link.md"]


def test_what_is_private_is_so_before_it_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "geheim").write_bytes(b"a")
    (tmp_path / "geheim").chmod(0o600)
    seen: list[int] = []
    monkeypatch.setattr(
        "os.fsync", lambda _: seen.extend(stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir())
    )
    write_bytes(tmp_path / "geheim", b"b", sync=True)
    assert seen == [0o600, 0o600]


def test_whoever_reads_meanwhile_sees_the_old_content_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = tmp_path / "gids.md", []
    file.write_bytes(b"old")
    replace = Path.replace

    def looking(self: Path, target: Path) -> Path:
        seen.append((file.read_bytes(), self.read_bytes()))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", looking)
    write_bytes(file, b"new")
    assert (seen, file.read_bytes()) == ([(b"old", b"new")], b"new")


def test_what_fails_on_the_way_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "gids.md"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StapsgewijsError, match=r"gids\.md: cannot be written: No space left on device"):
        write_bytes(file, b"new", sync=True)
    assert (file.read_bytes(), names(tmp_path)) == (b"old", ["gids.md"])


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 255)
    write_bytes(file, b"b")
    assert file.read_bytes() == b"b"


@pytest.mark.parametrize("name", ["n" * 300, "nul\0", "folder", "loop"])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        write_bytes(tmp_path / name, b"b")
    assert names(tmp_path) == ["folder", "loop"]


def test_what_is_no_regular_file_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_bytes(pipe, b"b")
        assert os.read(reader, 10) == b"b"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_removing_what_is_gone_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "gids.md"
    file.write_bytes(b"a")
    for _ in range(2):
        remove(file)
    assert names(tmp_path) == []
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        remove(tmp_path)


def test_every_other_module_writes_whole_files_through_this_one() -> None:
    ours = Path(files.__file__)
    found = {
        each.name
        for each in ours.parent.rglob("*.py")
        if each != ours and re.search(r"\.write_(text|bytes)\(|open\((\w+, )?\"[wx]", each.read_text(encoding="utf-8"))
    }
    assert found == set(PARTS_OF_A_FOLDER)


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "elders"
    for each in (project / ".git", project / "docs", outside):
        each.mkdir(parents=True)
    (outside / "sleutel").write_bytes(b"geheim")
    (project / "docs" / "bestand.md").symlink_to(outside / "sleutel")
    (project / "docs" / "nieuw.md").symlink_to(outside / "nieuw")
    (project / "map").symlink_to(outside)
    for file in (project / "docs" / "bestand.md", project / "docs" / "nieuw.md", project / "map" / "sleutel"):
        with pytest.raises(StapsgewijsError, match="is a link out of its project"):
            write_bytes(file, b"weg")
    assert {each.name: each.read_bytes() for each in outside.iterdir()} == {"sleutel": b"geheim"}
    # Within the project a link is a way to write a file as any other.
    (project / "echt.md").write_bytes(b"oud")
    (project / "docs" / "binnen.md").symlink_to(project / "echt.md")
    write_bytes(project / "docs" / "binnen.md", b"nieuw")
    assert (project / "echt.md").read_bytes() == b"nieuw"
    # Who stands in the folder that it leads to has named that folder.
    write_bytes(outside / "los.md", b"a")


def test_a_link_into_another_project_leads_out_of_this_one(tmp_path: Path) -> None:
    other = tmp_path / "ander"
    for each in (tmp_path / "project" / ".git", other / ".git", other / "docs"):
        each.mkdir(parents=True)
    (tmp_path / "project" / "map").symlink_to(other)
    for file in ("map/nieuw.md", "map/docs/nieuw.md", "map/stapsgewijs.toml"):
        with pytest.raises(StapsgewijsError, match="is a link out of its project"):
            write_bytes(tmp_path / "project" / file, b"weg")
    assert not leads_out(other / "docs" / "nieuw.md")


def test_without_a_project_the_current_folder_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hier").mkdir()
    (tmp_path / "elders").mkdir()
    (tmp_path / "hier" / "docs").symlink_to(tmp_path / "elders")
    monkeypatch.chdir(tmp_path / "hier")
    assert leads_out(Path("docs/x.md"))
    assert not leads_out(Path("x.md"))
    monkeypatch.chdir(tmp_path)
    assert not leads_out(Path("elders/x.md"))


def test_what_leads_into_the_current_folder_is_not_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hier").mkdir()
    (tmp_path / "daar").mkdir()
    (tmp_path / "daar" / "x.md").symlink_to(tmp_path / "hier" / "x.md")
    assert leads_out(tmp_path / "daar" / "x.md")
    monkeypatch.chdir(tmp_path / "hier")
    assert not leads_out(tmp_path / "daar" / "x.md")


UNREADABLE: dict[str, tuple[str, str]] = {
    "gone": ("gone", "No such file or directory; check the path"),
    "a folder": ("folder", "this is a folder; name a file"),
    "a pipe": ("pipe", "no file but a pipe or a device"),
    "a device without end": ("/dev/zero", "no file but a pipe or a device"),
    "a loop of links": ("loop", "Too many levels of symbolic links"),
    "a name that cannot be": ("a\0b", "embedded null byte"),
    "a name that is too long": ("n" * 300, "File name too long"),
    "too large": ("large", "too large: "),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_told_in_a_line(tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", files.MOST_BYTES + 1)
    name, said = UNREADABLE[what]
    with pytest.raises(DocumentError, match=re.escape(said)) as raised:
        read_text(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_text_is_utf8_with_the_ends_of_lines_of_every_system(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(tmp_path / "a") == "a\nb\nc\n"
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\n\xc3\xa9\xff")
    with pytest.raises(DocumentError, match=r":2:2: not UTF-8 \(byte 0xff\)"):
        read_text(tmp_path / "a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = ", ":2:1: not TOML: Invalid value"),
        ("a = [", ":1:1: not TOML: Invalid value"),
        ("a = " + "9" * 5000, ":1:1: not TOML: Exceeds the limit"),
        ("a = " + "[" * 100_000, ":1:1: nested too deeply for TOML"),
        ("a = '\0'", ":1:6: not TOML: Found invalid character"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=re.escape(said)):
        read_toml(tmp_path / "a.toml")


def test_a_link_to_itself_leads_to_itself(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    assert real_path(loop) == loop
