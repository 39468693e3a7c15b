"""Rejecting with a note, accepting all of a kind, and the summary for a pull request."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.page_address import is_ours
from stapsgewijs.errors import DocumentError
from stapsgewijs.project import default_project
from stapsgewijs.review import Rejections, Review, Reviewed
from stapsgewijs.review.rejections import NAME
from stapsgewijs.review.session import FAILED, NO_NOTE, NOT_OURS, REJECTED, UNDONE
from stapsgewijs.review.summary import summary_of
from stapsgewijs.screenshots.regression import ScreenshotComparer
from stapsgewijs.screenshots.undo_log import UndoLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.applications import Starlette

    from conftest import Visitor, World

    RequestContext = Callable[[Starlette], Visitor]

CHANGED, SAME, NEW, LOOKS, LARGER, BROKEN, MISSING = range(1, 8)
NOTE = "De knop heet weer „Verder”.\nVraag het Anna."


def said(review: Review, number: int) -> str:
    entry = review.entry(number)
    assert entry is not None
    return entry.said.template if entry.said else ""


def test_a_rejection_is_kept_where_people_read_it_and_the_next_review_knows_it(world: World) -> None:
    review = world.everything().review()
    review.reject(CHANGED, f"  {NOTE}  \n")
    assert said(review, CHANGED) == REJECTED
    assert [each.number for each in review.left] == [NEW, LOOKS, LARGER, BROKEN]
    assert review.summary() == "0 pictures accepted, 1 rejected, 4 left to decide on"
    file = world.folder / "guide" / NAME
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Pictures that somebody rejected")
    [kept] = tomllib.loads(text)["rejected"]
    assert {name: kept[name] for name in ("picture", "guide", "procedure", "step", "line", "note")} == {
        "picture": "media/gewijzigd.png",
        "guide": "fiets.md",
        "procedure": "Per telefoon",
        "step": 1,
        "line": 11,
        "note": NOTE,
    }
    assert NOTE in text  # as lines, and not as one with \n in it
    again = world.review()
    assert [each.rejected.note for each in again.rejected if each.rejected] == [NOTE]
    assert not again.is_settled
    assert again.files() == ()
    again.undo(CHANGED)
    assert said(again, CHANGED) == UNDONE
    assert not file.exists()
    assert [each.number for each in again.left] == [CHANGED, NEW, LOOKS, LARGER, BROKEN]


def test_what_looks_otherwise_by_now_is_asked_about_anew(world: World) -> None:
    world.everything().review().reject(CHANGED, NOTE)
    world.takes("gewijzigd", (world.folder / "taken" / "beeld.png").read_bytes())
    again = world.review()
    assert again.rejected == ()
    assert CHANGED in [each.number for each in again.left]


def test_without_a_note_nothing_is_rejected(world: World) -> None:
    review = world.everything().review()
    review.reject(CHANGED, " \n\t ")
    assert said(review, CHANGED) == NO_NOTE
    assert review.rejected == ()
    assert not (world.folder / "guide" / NAME).exists()
    for number in (SAME, MISSING, 99):
        review.reject(number, NOTE)
    assert review.rejected == ()


def test_what_is_accepted_after_all_is_no_longer_rejected(world: World) -> None:
    review = world.everything().review()
    review.reject(CHANGED, NOTE)
    review.reject(NEW, "Dit hoort hier niet.")
    review.accept(CHANGED)
    assert [each.number for each in review.rejected] == [NEW]
    [kept] = tomllib.loads((world.folder / "guide" / NAME).read_text(encoding="utf-8"))["rejected"]
    assert kept["picture"] == "media/nieuw/nieuw.png"
    assert [each.name for each in review.files()] == [
        "gewijzigd.aria.yml",
        "gewijzigd.png",
        "pictures.json",
        NAME,
    ]
    review.accept_all()
    assert [each.number for each in review.rejected] == [NEW]


def test_through_a_link_out_of_the_project_no_note_is_written(world: World, tmp_path: Path) -> None:
    review = world.everything().review()
    outside = tmp_path / "outside.toml"
    outside.write_text("mine", encoding="utf-8")
    (world.folder / "guide" / NAME).symlink_to(outside)
    (world.folder / "guide" / ".git").mkdir()
    review.reject(CHANGED, NOTE)
    assert said(review, CHANGED) == FAILED
    assert outside.read_text(encoding="utf-8") == "mine"
    assert review.rejected == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rejected = 3\n", ":1:1"),
        ('[[rejected]]\nnote = "x"\n', ":1:"),
        ('[[rejected]]\npicture = "x.png"\nstep = "two"\n', ":3:1"),
        ('[[rejected]]\npicture = "x.png"\nnota = "x"\n', ":3:1"),
        ("[[rejected\n", ":1:"),
    ],
)
def test_a_file_of_notes_that_is_none_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        Rejections(tmp_path)
    assert f"{NAME}{told}" in str(error.value)


def test_pictures_with_the_same_change_are_accepted_together(world: World) -> None:
    world.everything()
    for name, mark in (("beeld", 20), ("groter", 25)):
        world.accepts(name, (world.media / "gelijk.png").read_bytes(), browser="chromium 139")
        says = (world.folder / "taken" / "gewijzigd.aria.yml").read_text(encoding="utf-8")
        world.takes(name, _png(mark), says)
    review = world.review()
    assert [each.number for each in review.alike(CHANGED)] == [CHANGED, LOOKS, LARGER]
    assert review.alike(NEW) == ()
    assert review.alike(BROKEN) == ()
    review.accept(LOOKS)
    review.accept_all(review.alike(CHANGED))
    assert [each.number for each in review.left] == [NEW, BROKEN]
    assert review.said is not None
    assert str(review.said) == "2 pictures were accepted."


def _png(mark: int) -> bytes:
    from tests.review.conftest import png  # noqa: PLC0415  # a module of fixtures

    return png(mark=mark)


def test_pixels_alone_are_no_change_that_two_pictures_share(world: World) -> None:
    world.everything()
    world.accepts("groter", _png(0))
    world.takes("groter", _png(20))
    review = world.review()
    assert review.alike(LOOKS) == ()


def test_the_page_accepts_by_procedure_language_and_change_and_rejects_with_a_note(
    world: World, visit: RequestContext
) -> None:
    visitor = visit(world.everything().app())
    token = re.findall(r'name="form" value="([^"]+)"', visitor.page)[0]

    def sends(path: str, **fields: str) -> str:
        answer = visitor.client.post(path, data={"form": token, **fields}, follow_redirects=True)
        assert answer.status_code == 200
        return answer.text

    page = sends("/reject/1", note="<b>Nee</b>")
    assert "&lt;b&gt;Nee&lt;/b&gt;" in page
    assert "Afgewezen: 1" in page
    for fields in ({"guide": "2"}, {"guide": "1", "procedure": "by-letter"}, {"language": "en-GB"}, {"like": "3"}):
        assert "Er zijn nog 4 afbeeldingen om over te beslissen." in sends("/accept", **fields)
    page = sends("/accept", guide="1", procedure="by-phone", language="nl-NL")
    assert "Er zijn 4 afbeeldingen geaccepteerd." in page
    done = sends("/done")
    assert "Commit nu deze bestanden:" in done
    assert "build/review-summary.md" in done
    [kept] = world.kept
    assert "| **&lt;b>Nee&lt;/b>**<br>knop “Volgende” werd “Verder”<br>knop “Hulp” is nu grijs |" in kept
    assert kept.startswith("## Afbeeldingen nagekeken\n\n### Geaccepteerd: 4\n")


def test_a_form_of_somebody_else_rejects_nothing(world: World, visit: RequestContext) -> None:
    visitor = visit(world.everything().app())
    assert visitor.client.post("/reject/1", data={"form": "x", "note": NOTE}).status_code == 403
    assert not (world.folder / "guide" / NAME).exists()


def test_guides_in_two_languages_are_reviewed_together(world: World, visit: RequestContext, tmp_path: Path) -> None:
    first = world.everything().review().runs[0]
    other = type(world)(tmp_path / "other", "en-GB")
    other.folder.mkdir()
    second = other.everything().review().runs[0]
    shown = tmp_path / "both"
    shown.mkdir()
    both = [Reviewed(run, ScreenshotComparer(dict(run.environment))) for run in (first, second)]
    review = Review(both, UndoLog(tmp_path / "undo-both"), Rejections(world.folder / "guide"), shown, world.told.append)
    assert len(review.left) == 10
    visitor = visit(world.app(review))
    assert "Alle 5 in het Engels accepteren" in visitor.page
    token = re.findall(r'name="form" value="([^"]+)"', visitor.page)[0]
    visitor.client.post("/accept", data={"form": token, "language": "en-GB"})
    assert {each.run.guide.language for each in review.left} == {"nl-NL"}
    assert len(review.accepted) == 5
    assert (other.folder / "guide" / "media" / "gewijzigd.png").read_bytes() == (
        other.folder / "taken" / "gewijzigd.png"
    ).read_bytes()


def test_the_summary_tells_what_nobody_decided_on(world: World) -> None:
    from tests.review.conftest import wording  # noqa: PLC0415  # a module of fixtures

    review = world.everything().review()
    review.accept(LARGER)
    text = summary_of(review, wording("nl"))
    assert "### Geaccepteerd: 1\n" in text
    assert "### Nog niet over beslist: 4\n" in text
    assert "Afgewezen" not in text
    assert "fiets.md: Per telefoon, stap 1, regel 11" in text
    assert "regel 15 | Nieuw |" in text


def test_nothing_is_written_to_a_guide_of_elsewhere_that_nobody_named(world: World, tmp_path: Path) -> None:
    run = world.everything().review().runs[0]
    before = world.on_disk()
    shown = tmp_path / "elsewhere"
    shown.mkdir()
    reviewed = [Reviewed(run, ScreenshotComparer(dict(run.environment)), ours=False)]
    review = Review(reviewed, UndoLog(tmp_path / "undo"), Rejections(tmp_path), shown, world.told.append)
    review.accept(CHANGED)
    review.accept_all()
    assert said(review, NEW) == NOT_OURS
    assert review.accepted == ()
    assert world.on_disk() == before


def test_a_guide_is_ours_that_was_named_or_lies_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = default_project()
    monkeypatch.chdir(tmp_path)
    assert is_ours(tmp_path / "docs" / "a.md", (), ours)
    assert not is_ours(ours.guide, (), ours)
    assert is_ours(ours.guide, (ours.guide,), ours)
    monkeypatch.chdir(ours.root)
    assert is_ours(ours.guide, (), ours)
