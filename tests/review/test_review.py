"""What is decided on pictures: accepted, taken back to the byte, and never over what somebody else wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.review.session import ACCEPTED, CHANGED_MEANWHILE, CHANGED_SINCE, UNDONE
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.comparison import ComparisonResult
from stapsgewijs.screenshots.environment import NAME, taken_in

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import World
    from stapsgewijs.review import Review

CHANGED, SAME, NEW, LOOKS, LARGER, BROKEN, MISSING = range(1, 8)
ACCEPTABLE = [CHANGED, NEW, LOOKS, LARGER, BROKEN]


def said(review: Review, number: int) -> str:
    entry = review.entry(number)
    assert entry is not None
    return entry.said.template if entry.said else ""


def numbers(review: Review) -> list[int]:
    return [each.number for each in review.left]


def test_every_outcome_is_known_and_only_what_can_be_decided_on_is_left(world: World) -> None:
    review = world.everything().review()
    assert [each.state.result.comparison for each in review.entries] == [
        ComparisonResult.CHANGED,
        ComparisonResult.SAME,
        ComparisonResult.NEW,
        ComparisonResult.SAME_TEXT,
        ComparisonResult.WRONG_SIZE,
        ComparisonResult.UNREADABLE,
        ComparisonResult.MISSING,
    ]
    assert numbers(review) == ACCEPTABLE
    assert not review.is_settled
    assert review.summary() == "0 pictures accepted, 5 left to decide on"


def test_nothing_to_review(world: World) -> None:
    review = world.only_same().review()
    assert (review.is_settled, numbers(review), review.accepted) == (True, [], ())


def test_accepting_writes_picture_words_and_where_it_was_taken(world: World) -> None:
    review = world.everything().review()
    review.accept(CHANGED)
    place, taken = world.place(CHANGED), world.folder / "taken" / "gewijzigd.png"
    assert place.read_bytes() == taken.read_bytes()
    assert place.with_suffix(SUFFIX).read_bytes() == taken.with_suffix(SUFFIX).read_bytes()
    assert taken_in(place)["browser"] == "chromium 140"
    assert said(review, CHANGED) == ACCEPTED
    assert numbers(review) == ACCEPTABLE[1:]
    assert [each.number for each in review.accepted] == [CHANGED]
    assert world.told == [f"accepted  {place}"]


@pytest.mark.parametrize("number", ACCEPTABLE)
def test_undo_gives_back_every_byte_and_leaves_nothing_behind(world: World, number: int) -> None:
    review = world.everything().review()
    before = world.on_disk()
    review.accept(number)
    assert world.on_disk() != before
    review.undo(number)
    assert world.on_disk() == before
    assert said(review, number) == UNDONE
    assert numbers(review) == ACCEPTABLE
    assert review.accepted == ()
    assert not (world.folder / "undo").exists() or not any((world.folder / "undo").iterdir())


@pytest.mark.parametrize("order", [ACCEPTABLE, ACCEPTABLE[::-1]])
@pytest.mark.parametrize("written", ["compact", "broken", "none"])
def test_all_accepted_and_all_undone_in_any_order_is_as_it_was(world: World, order: list[int], written: str) -> None:
    world.everything()
    book = world.media / NAME
    if written == "compact":
        book.write_text(json.dumps(json.loads(book.read_text(encoding="utf-8"))), encoding="utf-8")
    elif written == "broken":
        book.write_text('{"gewijzigd.png": ', encoding="utf-8")
    else:
        book.unlink()
    review = world.review()
    before = world.on_disk()
    review.accept_all()
    assert numbers(review) == []
    assert world.told[-1] == "5 pictures accepted, 0 left to decide on"
    for number in order:
        review.undo(number)
    assert world.on_disk() == before


def test_undo_survives_a_new_start_and_shows_what_it_gives_back(world: World) -> None:
    review = world.everything().review()
    before = world.on_disk()
    review.accept(CHANGED)
    again = world.review()
    entry = again.entry(CHANGED)
    assert entry is not None
    assert (entry.state.may_undo, entry.state.may_accept, entry.needs_attention) == (True, False, True)
    assert entry.state.files["accepted"].read_bytes() == before["media/gewijzigd.png"]
    assert entry.state.result.comparison is ComparisonResult.CHANGED
    again.undo(CHANGED)
    assert world.on_disk() == before
    assert numbers(again) == ACCEPTABLE


@pytest.mark.parametrize("what", ["picture", "words", "entry"])
def test_what_was_changed_meanwhile_is_not_written_over_and_looked_at_again(world: World, what: str) -> None:
    review = world.everything().review()
    place = world.place(CHANGED)
    _somebody_changes(place, what)
    changed = world.on_disk()
    review.accept(CHANGED)
    assert world.on_disk() == changed
    assert said(review, CHANGED) == CHANGED_MEANWHILE
    assert "was changed since it was looked at; nothing was written" in world.told[-1]
    entry = review.entry(CHANGED)
    assert entry is not None
    if what == "picture":
        assert entry.state.files["accepted"].read_bytes() == place.read_bytes()
    # Who has seen how it is now can accept after all.
    review.accept(CHANGED)
    assert said(review, CHANGED) == ACCEPTED
    review.undo(CHANGED)
    assert world.on_disk() == changed


@pytest.mark.parametrize("what", ["picture", "words", "entry"])
def test_what_was_changed_since_it_was_accepted_is_not_undone(world: World, what: str) -> None:
    review = world.everything().review()
    review.accept(CHANGED)
    _somebody_changes(world.place(CHANGED), what)
    changed = world.on_disk()
    review.undo(CHANGED)
    assert world.on_disk() == changed
    assert said(review, CHANGED) == CHANGED_SINCE
    assert review.accepted == ()


def _somebody_changes(place: Path, what: str) -> None:
    if what == "entry":
        book = json.loads(place.with_name(NAME).read_text(encoding="utf-8"))
        book[place.name]["browser"] = "firefox 1"
        place.with_name(NAME).write_text(json.dumps(book), encoding="utf-8")
    elif what == "words":
        place.with_suffix(SUFFIX).write_text("- main\n", encoding="utf-8")
    else:
        place.write_bytes((place.parents[2] / "taken" / "beeld.png").read_bytes())


def test_another_run_meanwhile_changes_nothing_of_what_is_accepted(world: World) -> None:
    review = world.everything().review()
    seen = (world.folder / "taken" / "gewijzigd.png").read_bytes()
    world.takes("gewijzigd", b"something else")
    review.accept(CHANGED)
    assert world.place(CHANGED).read_bytes() == seen


def test_a_place_that_cannot_be_written_is_told_and_can_be_tried_again(world: World) -> None:
    review = world.everything().review()
    (world.media / "nieuw").write_text("a file", encoding="utf-8")
    review.accept(NEW)
    assert said(review, NEW) == "That did not work: {reason}"
    assert "cannot be written" in world.told[-1]
    (world.media / "nieuw").unlink()
    review.accept(NEW)
    assert said(review, NEW) == ACCEPTED


def test_through_a_link_out_of_the_folder_of_the_guide_nothing_is_written(world: World) -> None:
    place, outside = world.everything().place(CHANGED), world.folder / "outside.png"
    before = place.read_bytes()
    place.rename(outside)
    place.symlink_to(outside)
    review = world.review()
    review.accept(CHANGED)
    assert "is a link out of the guide's folder" in world.told[-1]
    assert outside.read_bytes() == before


def test_what_stopped_half_way_can_be_undone(world: World) -> None:
    review = world.everything().review()
    before = world.on_disk()
    review.accept(CHANGED)
    # The picture was written, and the machine stopped before the words were.
    world.place(CHANGED).with_suffix(SUFFIX).write_bytes(before[f"media/gewijzigd{SUFFIX}"])
    again = world.review()
    again.undo(CHANGED)
    assert world.on_disk() == before


@pytest.mark.parametrize("number", [0, 8, SAME, MISSING])
def test_what_cannot_be_accepted_or_undone_changes_nothing(world: World, number: int) -> None:
    review = world.everything().review()
    before = world.on_disk()
    review.accept(number)
    review.undo(number)
    assert world.on_disk() == before
    assert world.told == []


def test_files_are_of_this_review_only(world: World) -> None:
    review = world.everything().review()
    assert review.file(CHANGED, "captured") == world.folder / "shown-1" / "1" / "captured" / "gewijzigd.png"
    assert review.file(LARGER, "difference") is None
    assert review.file(BROKEN, "accepted") is not None
    assert review.file(MISSING, "captured") is None
    assert review.file(99, "captured") is None
    assert review.file(CHANGED, "../1/captured") is None
