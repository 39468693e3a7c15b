"""What a report says of a run as a whole: when, how long, with what, and what changed since the run before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.history import PastRun
from stapsgewijs.evidence.run import PageShot
from stapsgewijs.guide import Outcome, finding
from stapsgewijs.reports.html.overview import write_reports
from stapsgewijs.reports.html.report import write_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Guide
    from stapsgewijs.screenshots.comparison import PictureResult

    Page = Any
    Shown = Callable[[Run], Page]
    Play = Callable[..., ScenarioEvidence]

MOMENT = 1_795_837_327.0


@pytest.fixture
def shown(tmp_path: Path, site: Path, read_page: Callable[[Path], Page]) -> Shown:
    return lambda run: read_page(write_report(run, tmp_path / "report", site=site))


@pytest.fixture
def run(guide: Guide, play: Play, tmp_path: Path) -> Run:
    played = play(closed=1, fails_at=2, reason="no button")
    steps = tuple(replace(each, seconds=0.6) for each in played.steps)
    first, second = played.checkpoints
    timed = replace(played, began=MOMENT, steps=steps, checkpoints=(replace(first, seconds=1.25), second))
    made = assemble(guide, (), (), (timed,), media_root=tmp_path)
    return replace(made, version="9.8.7", commit="0123456789ab")


def test_date_duration_version_and_commit_stand_on_top(run: Run, shown: Shown) -> None:
    page = shown(run)
    facts = {each.all("dt")[0].text: each.all("dd")[0].text for each in page.all("dl", "facts")[0].all("div")}
    assert facts == {
        "Bestand": "fiets.md",
        "Datum": "28 nov 2026 03:42 UTC",
        "Duur": "2,4 s",
        "Versie": "Stapsgewijs 9.8.7",
        "Commit": "0123456789ab",
    }
    assert page.with_id("procedure-1-step-1").all("span", "took")[0].text == "Duur: 1,2 s"


def test_there_is_no_green_tick_beside_a_wrong_picture(
    guide: Guide, play: Play, picture: Callable[[str], str], shown: Shown, tmp_path: Path
) -> None:
    picture("media/fiets.png")

    def differs(one: PictureResult) -> PictureResult:
        return replace(one, outcome=Outcome.FAILED) if one.captured else one

    played = play(pictures={"fiets.png": picture("taken/fiets.png")})
    page = shown(assemble(guide, (), (), (played,), media_root=tmp_path, compare=differs))
    step = page.with_id("procedure-1-step-1")
    assert step.all("span", "outcome")[0].text == "Gevolgd, afbeelding klopt niet"
    assert [each.attributes["href"] for each in step.all("div", "head")[0].all("use")] == ["#sign-failed"]
    dot = page.all("nav")[0].all("a", "dot")[0]
    assert dot.attributes["aria-label"] == "Stap 1: Gevolgd, afbeelding klopt niet"
    assert [each.attributes["href"] for each in dot.all("use")] == ["#sign-failed"]


def test_a_step_that_nobody_came_to_says_because_of_which(run: Run, shown: Shown) -> None:
    told = shown(run).with_id("procedure-1-step-3").all("p", "not-reached")
    assert [each.text for each in told] == ["Stap 3 is niet gevolgd (stap 2 mislukte)."]


def test_what_broke_since_the_run_before_leads_to_its_step(run: Run, shown: Shown) -> None:
    this = PastRun.of(run, "b")
    good = dict.fromkeys(this.steps, "followed and checked")
    page = shown(replace(run, history=(replace(this, ended=MOMENT - 86400, steps=good, conditions="a"), this)))
    (broke,) = page.all("li", "broke")
    assert broke.text == "Mislukt sinds de vorige keer: Stap 2 (Per telefoon)"
    assert broke.all("a")[0].attributes["href"] == "#procedure-1-step-2"
    assert page.with_id("procedure-1-step-2").all("span", "chip")[0].text == "Nieuwe fout"
    rows = page.all("section", "history")[0].all("tbody")[0].all("tr")
    assert [each.all("th")[0].text for each in rows] == ["28 nov 2026 03:42 UTC (deze keer)", "27 nov 2026 03:42 UTC"]
    assert [each.all("td")[0].text for each in rows] == ["1 van 5", "5 van 5"]


def test_a_first_run_has_no_history(run: Run, shown: Shown) -> None:
    page = shown(replace(run, history=(PastRun.of(run, "b"),)))
    assert page.all("section", "history") + page.all("ul", "trend") == []


def test_a_machine_without_letters_is_told_on_top(run: Run, shown: Shown) -> None:
    said = "abc, none for ja-JP (pictures show boxes)"
    (notice,) = shown(replace(run, environment=(("fonts", said),))).all("p", "notice")
    assert "stapsgewijs doctor --get" in notice.text
    assert shown(replace(run, environment=(("fonts", "abc"),))).all("p", "notice") == []


def test_whose_labels_the_pages_showed_is_said_in_words(run: Run, shown: Shown) -> None:
    footer = shown(replace(run, environment=(("labels", "product"),))).all("footer")[0]
    assert footer.all("h2")[0].text == "Omgeving"
    assert footer.all("div")[0].text == "Teksten op de pagina’svan het product"


def test_the_words_of_the_guide_have_its_own_direction(
    write: Callable[[str], Guide], play: Play, shown: Shown, tmp_path: Path
) -> None:
    guide = write("---\ntitle: دراجة\nlang: ar\n---\n# دراجة\n\n## <a name='a'></a>دراجة\n\n1. اضغط **تم**.\n")
    found = finding("label-differs", 9, 9, "تم", expected="نعم")
    page = shown(assemble(guide, (), (found,), (play("a", 1),), media_root=tmp_path))
    assert page.all("html")[0].attributes["dir"] == "ltr"
    assert page.with_id("guide").attributes["dir"] == "rtl"
    (card,) = page.all("section", "card")
    assert card.attributes["dir"] == "ltr"
    assert card.all("q")[0].text == "اضغط تم."
    assert {each.attributes["dir"] for each in card.all("p", "line")} == {"rtl"}


def test_the_place_on_the_page_is_marked_in_the_part_that_is_shown(
    run: Run, shown: Shown, picture: Callable[[str], str]
) -> None:
    scenario = run.scenarios[0]
    shot = PageShot(picture("page.png"), ((0.0, 0.0, 1.0, 1.0),), "Huren", "Fietsen")
    first, second = scenario.checkpoints
    scenario = replace(scenario, checkpoints=(first, replace(second, shots=(shot,))))
    again = assemble(run.guide, (), (), (scenario,), media_root=run.guide.path.parent)
    (figure,) = shown(again).with_id("procedure-1-step-2").all("figure", "shot")
    assert figure.all("figcaption")[0].text == "De pagina “Fietsen” op dat moment; gemarkeerd: “Huren”"
    (mark,) = figure.all("span", "mark")
    assert mark.attributes["style"] == "left: 0%; top: 0%; width: 100%; height: 100%"


def test_several_guides_are_a_matrix_of_procedures_and_languages(
    run: Run, play: Play, site: Path, read_page: Callable[[Path], Page], tmp_path: Path
) -> None:
    whole = assemble(run.guide, (), (), (play(), play("by-letter", 2)), media_root=tmp_path)
    good = replace(whole, guide=replace(run.guide, language="fr"))
    this = PastRun.of(run, "a")
    before = replace(this, steps=dict.fromkeys(this.steps, "followed and checked"), ended=1.0)
    runs = {"nl": replace(run, history=(before, this)), "fr": good}
    page = read_page(write_reports(runs, tmp_path / "many", site=site))
    (table,) = page.all("table")
    assert [each.text for each in table.all("thead")[0].all("th")] == ["Procedure", "nl-NL", "fr"]
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")]
    worse = "▼ slechter dan de vorige keer"
    assert rows == [[f"1 van 3{worse}", "3 van 3"], [f"0 van 2{worse}", "2 van 2"]]
    links = [each.attributes["href"] for each in table.all("a")]
    assert links[:2] == ["guides/nl/index.html#procedure-1", "guides/fr/index.html#procedure-1"]


def test_two_documents_share_the_column_of_their_language(
    run: Run, site: Path, read_page: Callable[[Path], Page], tmp_path: Path
) -> None:
    def of(name: str, language: str, *procedures: str) -> Run:
        path = run.guide.path.with_name(f"{name}.md")
        kept = [each for each in run.guide.procedures if each.id in procedures]
        return assemble(
            replace(run.guide, path=path, language=language, procedures=tuple(kept)), (), (), (), media_root=tmp_path
        )

    runs = {
        "bellen": of("bellen", "nl-NL", "by-phone"),
        "schrijven": of("schrijven", "nl-NL", "by-letter"),
        "appeler": of("appeler", "fr", "by-phone"),
    }
    page = read_page(write_reports(runs, tmp_path / "many", site=site))
    (table,) = page.all("table")
    assert [(each.text, each.attributes.get("title")) for each in table.all("thead")[0].all("th")] == [
        ("Procedure", None),
        ("nl-NL", "Nederlands"),
        ("fr", "Frans"),
    ]
    rows = table.all("tbody")[0].all("tr")
    assert [row.all("th")[0].text for row in rows] == ["Per telefoonbellen.md", "Per briefschrijven.md"]
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["0 van 3", "0 van 3"],
        ["0 van 2", "– geen handleiding in deze taal"],
    ]


def test_one_guide_twice_in_a_language_has_rows_of_its_own(
    run: Run, site: Path, read_page: Callable[[Path], Page], tmp_path: Path
) -> None:
    other = replace(run, guide=replace(run.guide, path=run.guide.path.with_name("oud.md")))
    page = read_page(write_reports({"fiets": run, "oud": other}, tmp_path / "many", site=site))
    (table,) = page.all("table")
    assert [row.all("th")[0].text for row in table.all("tbody")[0].all("tr")] == [
        "Per telefoonfiets.md",
        "Per brieffiets.md",
        "Per telefoonoud.md",
        "Per briefoud.md",
    ]


def test_a_report_says_on_top_that_the_simulator_stood_in(run: Run, shown: Shown) -> None:
    assert not shown(run).all("p", "notice")
    (notice,) = shown(replace(run, stands_in=True)).all("p", "notice")
    assert "simulator van Stapsgewijs" in notice.text
