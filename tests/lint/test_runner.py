"""Folders: what is found in them, what is left out, and what is only known when all was seen."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.main import run as run_command
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.lint import discovery, linter, runner
from stapsgewijs.lint.discovery import documents_in
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.runner import files_of, run
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n"
PICTURE = b"\x89PNG\r\n\x1a\n"


def write(path: Path, text: str = HEAD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(folder: Path, *exclude: str) -> list[str]:
    return [each.relative_to(folder).as_posix() for each in documents_in([folder], exclude, folder)]


def rules(folder: Path, *paths: Path) -> list[tuple[str, str]]:
    settings = Settings(folder)
    return [(each.path, each.rule) for each in run(files_of(paths or (folder,), settings), settings).findings]


def test_a_folder_gives_its_documents_in_order_and_no_hidden_ones(tmp_path: Path) -> None:
    for each in ("b.md", "a/z.MD", "a/b.markdown", "a/c.txt", ".git/x.md", "node_modules/y.md", "oud/o.md"):
        write(tmp_path / each)
    assert names(tmp_path) == ["b.md", "a/b.markdown", "a/z.MD", "oud/o.md"]
    assert names(tmp_path, "oud", "*.MD") == ["b.md", "a/b.markdown"]


def test_a_loop_of_links_ends_and_a_document_comes_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "gids.md")
    (tmp_path / "a" / "terug").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["a/gids.md"]
    assert len(list(documents_in([tmp_path, tmp_path / "a" / "gids.md"]))) == 1


@pytest.mark.parametrize("kind", ["nothing", "itself", "pipe", "folder", "utf16", "zero", "empty", "latin1", "large"])
def test_what_cannot_be_read_is_a_finding(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    if kind == "nothing":
        path.symlink_to(tmp_path / "weg")
    elif kind == "itself":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
        write(path / "x.md", "")
    elif kind == "large":
        with path.open("wb") as file:
            file.truncate(50_000_000)
    else:
        path.write_bytes({"utf16": b"\xff\xfea\x00", "zero": b"a\x00b", "empty": b" ", "latin1": b"caf\xe9"}[kind])
    found = run(files_of((tmp_path,), Settings(tmp_path)), Settings(tmp_path)).findings
    assert [each.rule for each in found] == ["document-unreadable"]
    assert found[0].message


def test_a_picture_that_no_document_shows_is_told(tmp_path: Path) -> None:
    write(tmp_path / "gids.md", f"{HEAD}![De pagina](media/een.png)\n")
    for name in ("een", "twee"):
        (tmp_path / "media").mkdir(exist_ok=True)
        (tmp_path / "media" / f"{name}.png").write_bytes(PICTURE)
    assert rules(tmp_path) == [("media/twee.png", "picture-unreferenced")]
    write(tmp_path / "ander.md", f"{HEAD}![De pagina](./media/twee.png)\n")
    assert rules(tmp_path, tmp_path / "gids.md") == []


def test_a_missing_picture_comes_with_the_nearest_and_many_in_a_missing_folder_once(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "telefoon.png").write_bytes(PICTURE)
    text = "![De eerste](media/telefon.png)\n\n![De tweede](weg/a.png)\n\n![De derde](weg/b.png)\n"
    settings = Settings(tmp_path, disable=frozenset({"picture-unreferenced"}))

    def told() -> list[tuple[int, str, str]]:
        found = run([tmp_path / "gids.md"], settings).findings
        assert {each.rule for each in found} == {"picture-missing"}
        return [(each.line, each.suggestion, each.message) for each in found]

    write(tmp_path / "gids.md", HEAD + text)
    nearest = (7, "media/telefoon.png", "There is no picture “media/telefon.png”; nearest: “telefoon.png”.")
    assert told() == [
        nearest,
        (9, "", "There is no picture “weg/a.png”: the folder “weg” is not there."),
        (11, "", "There is no picture “weg/b.png”: the folder “weg” is not there."),
    ]
    write(tmp_path / "gids.md", f"{HEAD}{text}\n![De vierde](weg/c.png)\n\n![De vijfde](weg/d.png)\n")
    assert told() == [nearest, (9, "", "There is no folder “weg”; 4 pictures of this document should be in it.")]


def test_links_are_held_against_files_and_headings(tmp_path: Path) -> None:
    write(tmp_path / "aanmelden.md", f'{HEAD}## <a name="begin"></a>Het begin\n')
    text = (
        "[a](aanmelde.md) [b](aanmelden.md#begn) [c](aanmelden.md#begin) [d](#gids) [e](https://x.nl/y.md) [f](/a.md)\n"
    )
    write(tmp_path / "gids.md", HEAD + text)
    found = run([tmp_path / "gids.md"], Settings(tmp_path)).findings
    assert [(each.rule, each.suggestion) for each in found] == [
        ("link-dead", "aanmelden.md"),
        ("anchor-dead", "aanmelden.md#begin"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Stap.\n" * 10_000,
        "".join(f"{'  ' * depth}- **a** b\n" for depth in range(2_000)),
        "> " * 5_000 + "diep",
        "**" * 50_000,
        "[a](" * 20_000,
        "![" * 8_000,
        "**a** b\n" * 8_000,
        "woord " * 200_000,
        "<!-- stapsgewijs: ignore " * 5_000,
        "1. **Done** en **Next**\n" * 1_500,
    ],
    ids=["steps", "bullets", "quotes", "stars", "links", "pictures", "bold", "line", "comments", "labels"],
)
def test_size_and_depth_end_in_time(text: str, tmp_path: Path) -> None:
    write(tmp_path / "gids.md", HEAD + text)
    assert run([tmp_path / "gids.md"], Settings(tmp_path)).documents == 1


def test_a_run_leaves_the_garbage_collector_as_it_was(tmp_path: Path) -> None:
    file = write(tmp_path / "a.md")
    for prepare in (gc.unfreeze, gc.freeze):
        prepare()
        before = gc.get_threshold(), gc.get_freeze_count() > 0
        assert run([file, file], Settings(tmp_path)).documents == 2
        assert (gc.get_threshold(), gc.get_freeze_count() > 0) == before


needs_fork = pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork", reason="what the test changes is not in a process that is spawned"
)


def end_under(monkeypatch: pytest.MonkeyPatch, *deadly: str) -> None:
    """Let a process end that lints one of these documents, as the kernel does where memory is out."""
    lint, here = Linter.lint, os.getpid()

    def lint_or_end(self: Linter, path: Path, others: tuple[()] = ()) -> linter.Linted:
        if path.stem in deadly and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return lint(self, path, others)

    monkeypatch.setattr(Linter, "lint", lint_or_end)


@pytest.mark.process
@needs_fork
@pytest.mark.parametrize("deadly", [[0], [69], [3, 40, 41], list(range(20, 30))])
def test_a_document_under_which_a_process_ends_is_a_finding_and_the_others_are_linted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deadly: list[int]
) -> None:
    for number in range(70):
        write(tmp_path / f"gids-{number:02}.md", f"{HEAD}[Weg](weg-{number}.md)\n")
    settings = Settings(tmp_path)
    files = files_of((tmp_path,), settings)
    expected = [(each.path, each.rule) for each in run(files, settings).findings]
    end_under(monkeypatch, *(f"gids-{each:02}" for each in deadly))
    expected = [
        (path, "document-unreadable" if int(path[5:7]) in deadly else rule) for path, rule in dict(expected).items()
    ]
    found = run(files, settings, workers=2)
    assert list(dict.fromkeys((each.path, each.rule) for each in found.findings)) == expected
    assert found.documents == 70
    told = {each.message for each in found.findings if each.rule == "document-unreadable"}
    assert told == {runner.ENDED}


@pytest.mark.process
@needs_fork
def test_where_a_process_ends_without_a_document_no_document_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        write(tmp_path / f"gids-{number}.md")
    settings, linter_of, here = Settings(tmp_path), runner.linter_of, os.getpid()

    def end(*given: object) -> Linter:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return linter_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "linter_of", end)
    with pytest.raises(StapsgewijsError, match="is there enough memory"):
        run(files_of((tmp_path,), settings), settings, workers=2)


def test_a_document_that_needs_more_memory_than_there_is_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = linter._read  # noqa: SLF001  # what a large document would do
    for name in ("een", "groot", "twee"):
        write(tmp_path / f"{name}.md")

    def read_or_fail(path: Path, name: str) -> linter.Document:
        if path.stem == "groot":
            raise MemoryError
        return read(path, name)

    monkeypatch.setattr(linter, "_read", read_or_fail)
    assert ("groot.md", "document-unreadable") in rules(tmp_path)
    assert {each for each, _ in rules(tmp_path)} >= {"groot.md"}


@pytest.mark.parametrize("command", ["lint", "init", "verify"])
def test_the_whole_disk_is_not_looked_through(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([command, "/"]) == 2
    assert capsys.readouterr().err == "/: this is the whole disk; name the folder of the documents\n"


def test_a_link_to_the_whole_disk_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "gids.md")
    (tmp_path / "docs" / "alles").symlink_to("/")
    with pytest.raises(StapsgewijsError, match=r"docs/alles: this is the whole disk; name the folder of the documents"):
        list(documents_in([tmp_path / "docs"]))


def test_folders_are_looked_through_up_to_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        write(tmp_path / f"map-{number}" / "gids.md")
    monkeypatch.setattr(discovery, "MOST_FOLDERS", 5)
    assert len(list(documents_in([tmp_path]))) == 4
    monkeypatch.setattr(discovery, "MOST_FOLDERS", 4)
    with pytest.raises(StapsgewijsError, match="more than 4 folders lie under it; name the folder of the documents"):
        list(documents_in([tmp_path]))


def test_a_link_out_of_the_project_is_a_finding_and_the_others_are_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{HEAD}1. Klik op **Volgende** .\n"
    outside = write(tmp_path / "elders.md", text)
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "project" / "a.md").symlink_to(outside)
    mended = write(tmp_path / "project" / "b.md", text)
    monkeypatch.chdir(tmp_path / "project")
    assert run_command(["lint", "--fix", "."]) == 1
    assert "a.md:1:1: error document-unreadable: is a link out of its project" in capsys.readouterr().out
    assert outside.read_text(encoding="utf-8") == text
    assert mended.read_text(encoding="utf-8") != text


@pytest.mark.process
def test_an_interrupt_ends_the_processes_at_once() -> None:
    def interrupted() -> None:
        with runner._pool(1) as pool:  # noqa: SLF001  # what Ctrl-C ends
            pool.submit(signal.pause)
            raise KeyboardInterrupt

    before = multiprocessing.active_children()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert multiprocessing.active_children() == before
