"""A session: what is followed when, what buttons write, and what everybody is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.run import Capture, StepOutcome
from stapsgewijs.review.session import NOT_OURS
from stapsgewijs.watch.follower import Followed, Wanted
from stapsgewijs.watch.session import DOCUMENT, FAILED, FIXED, NO_SCENARIO, NOT_FIXED, STATUS, STOPPED, TIMELINE
from tests.watch.worlds import BY_CALL, BY_TEXT, Pretended, World, evidence, made

if TYPE_CHECKING:
    from pathlib import Path

SPACE = "Met uw mobiele", "Met [uw](media)mobiele"


def said(world: World) -> str:
    told = world.session.guides[0].said
    return told.template if told else ""


def ends(world: World, procedure: str) -> set[StepOutcome]:
    run = world.session.guides[0].guide.run
    return {step.result for each in run.procedures if each.id == procedure for step in each.steps}


def fingerprint(world: World) -> str:
    return next(each.fingerprint for each in world.session.guides[0].guide.run.findings if each.edits)


def test_what_is_asked_for_is_followed_in_its_order_and_once(world: World) -> None:
    world.session.ask(1, Wanted((BY_CALL,)))
    world.session.ask(1, Wanted((BY_CALL,)))
    world.session.ask(1, Wanted())
    assert world.session.guides[0].waiting
    assert world.waiting() == [Wanted((BY_CALL,)), Wanted()]
    assert world.follower.asked == [Wanted((BY_CALL,)), Wanted((BY_TEXT, BY_CALL))]
    assert ends(world, BY_TEXT) == {StepOutcome.FOLLOWED_AND_CHECKED}
    assert not world.session.guides[0].waiting


def test_only_what_changed_is_followed_when_it_is_saved(world: World) -> None:
    world.save("klik op **Volgende**", "klik nu op **Volgende**")
    assert world.waiting() == [Wanted((BY_TEXT,))]
    world.save("Dat kan op twee manieren", "Dat kan zo")
    assert world.waiting() == []
    world.session.set_automatic(is_on=False)
    world.save("klik nu op", "klik op")
    assert world.waiting() == []


def test_what_the_pages_say_because_of_the_guide_lets_all_be_followed_again_that_was(world: World) -> None:
    world.session.ask(1, Wanted((BY_CALL,)))
    world.waiting()
    world.save("Kies een andere methode of vraag", "Kies een andere methode, of vraag")
    assert world.waiting() == [Wanted((BY_CALL,))]


def test_a_feature_that_is_saved_lets_its_procedures_be_followed(world: World) -> None:
    features = world.session.guides[0].guide.settings.features_place
    world.session.saved([features / "phone" / "sms-bericht.feature"])
    assert world.waiting() == [Wanted((BY_TEXT,))]
    world.session.saved([features / "phone" / "sms-bericht.md", world.folder / "ander.md"])
    assert world.waiting() == []


def test_a_save_in_the_middle_of_a_run_begins_it_anew(world: World) -> None:
    def meanwhile() -> None:
        world.follower.meanwhile = lambda: None
        world.save("klik op **Volgende**", "klik nu op **Volgende**")

    world.follower.meanwhile = meanwhile
    world.follower.answers = lambda _: Followed(
        () if len(world.follower.asked) == 1 else (evidence(BY_TEXT),), {}, (), len(world.follower.asked) == 1
    )
    world.session.ask(1, Wanted((BY_TEXT,)))
    assert len(world.waiting()) == 2
    assert world.follower.stopped == 1
    assert said(world) == ""
    assert ends(world, BY_TEXT) == {StepOutcome.FOLLOWED_AND_CHECKED}


def test_who_stops_a_run_keeps_what_was_followed_and_nothing_waits(world: World) -> None:
    world.follower.answers = lambda _: Followed((evidence(BY_TEXT, closed=2),), {}, (), is_stopped=True)
    world.follower.meanwhile = world.session.stop
    world.session.ask(1, Wanted((BY_TEXT,)))
    world.session.ask(1, Wanted())
    assert len(world.waiting()) == 1
    assert said(world) == STOPPED
    assert ends(world, BY_TEXT) == {StepOutcome.FOLLOWED_AND_CHECKED, StepOutcome.NOT_FOLLOWED}


def test_a_run_that_cannot_be_is_told_and_the_session_goes_on(world: World) -> None:
    def refuse(_: Wanted) -> Followed:
        msg = "x.feature:3: not Gherkin"
        raise StapsgewijsError(msg)

    world.follower.answers = refuse
    world.session.ask(1, Wanted((BY_TEXT,)))
    world.waiting()
    assert (said(world), world.session.guides[0].is_wrong) == (FAILED, True)
    assert world.session.guides[0].following is None


def test_what_no_scenario_follows_is_told(world: World) -> None:
    world.session.ask(1, Wanted(("nothing-like-it",)))
    world.waiting()
    assert (said(world), world.follower.asked) == (NO_SCENARIO, [])


def test_a_finding_is_corrected_in_the_file_and_nothing_else_is(world: World) -> None:
    before = world.path.read_text(encoding="utf-8")
    world.save(*SPACE)
    world.save("per sms-bericht instellen", "per sms-bericht  instellen")
    world.session.fix(1, fingerprint(world))
    assert world.path.read_text(encoding="utf-8") == before.replace("Met uw", "Met [uw](media)").replace(
        "per sms-bericht instellen", "per sms-bericht  instellen"
    )
    assert said(world) == FIXED
    assert world.session.guides[0].guide.run.findings == ()


def test_a_finding_that_is_gone_from_the_file_is_not_corrected(world: World) -> None:
    world.save(*SPACE)
    found = fingerprint(world)
    text = world.path.read_text(encoding="utf-8").replace("[uw](media)mobiele", "uw mobiele")
    world.path.write_text(text, encoding="utf-8")
    world.session.fix(1, found)
    assert world.path.read_text(encoding="utf-8") == text
    assert (said(world), world.session.guides[0].is_wrong) == (NOT_FIXED, True)
    world.session.fix(1, "unknown")
    assert world.path.read_text(encoding="utf-8") == text


def test_through_a_link_out_of_the_project_nothing_is_written(tmp_path: Path) -> None:
    world = made(tmp_path, Pretended())
    world.save(*SPACE)
    outside = tmp_path / "elsewhere" / "media"
    outside.parent.mkdir()
    world.path.rename(outside)
    world.path.symlink_to(outside)
    before = outside.read_bytes()
    world.session.fix(1, fingerprint(world))
    assert outside.read_bytes() == before
    assert (said(world), world.session.guides[0].is_wrong) == (FAILED, True)


def test_to_a_guide_of_elsewhere_that_nobody_named_nothing_is_written(world: World) -> None:
    world.save(*SPACE)
    before = world.path.read_bytes()
    world.session.guides[0].guide.ours = False
    world.session.fix(1, fingerprint(world))
    assert world.path.read_bytes() == before
    assert (said(world), world.session.guides[0].is_wrong) == (NOT_OURS, True)


def test_listeners_hear_of_each_part_and_of_no_other_guide(world: World) -> None:
    heard: list[str] = []
    leave = world.session.subscribe(1, lambda name, _: heard.append(name))
    world.save(*SPACE)
    assert heard == [DOCUMENT, STATUS]
    world.session.ask(1, Wanted((BY_TEXT,)))
    world.waiting()
    assert heard[-3:] == [DOCUMENT, TIMELINE, STATUS]
    assert heard.count("moment") == 5
    leave()
    heard.clear()
    world.save("per sms", "via sms")
    assert heard == []


def test_moments_of_a_procedure_take_the_place_of_those_before_and_have_numbers_of_their_own(world: World) -> None:
    for _ in range(2):
        world.session.ask(1, Wanted((BY_CALL,)))
        world.waiting()
    world.session.ask(1, Wanted((BY_TEXT,)))
    world.waiting()
    numbers = [each.number for each in world.session.guides[0].timeline()]
    assert numbers == [*range(11, 16), *range(6, 11)]
    assert world.session.moment(1, 6) is not None
    assert world.session.moment(1, 1) is None
    assert world.session.frames.kept == {}


def test_pictures_of_earlier_runs_go_when_nothing_is_known_of_them_any_more(world: World) -> None:
    copies = world.folder.parent / "copies"

    def shot(wanted: Wanted) -> Followed:
        file = copies / f"1-{len(world.follower.asked)}" / "pictures" / "x.png"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
        [name] = wanted.procedures
        return Followed((replace(evidence(name), captures=(Capture(name, 1, "x.png", str(file)),)),), {}, ())

    world.follower.answers = shot
    for procedure in (BY_TEXT, BY_CALL, BY_CALL):
        world.session.ask(1, Wanted((procedure,)))
        world.waiting()
    assert sorted(each.name for each in copies.iterdir()) == ["1-1", "1-3"]


def test_the_folders_of_guides_features_steps_and_labels_are_watched(world: World) -> None:
    places = set(world.session.places())
    project = world.session.guides[0].guide.settings.project
    assert {
        world.folder,
        project.features,
        project.features / "phone",
        project.steps,
        project.site / "labels",
    } <= places
