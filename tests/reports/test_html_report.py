from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.guide import RULES, Against, Binding, Label, Outcome, StepCheck, finding, read_guide
from stapsgewijs.labels import Catalogue, Message
from stapsgewijs.reports.html.report import write_report
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.scenarios.errors import Kind, StepError, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Finding, Guide

    Element = Any
    Report = Callable[..., Element]
    Play = Callable[..., ScenarioEvidence]
    Followed = tuple[ScenarioEvidence, ScenarioEvidence]

GUIDES = Path(__file__).parents[2] / "guides"


@pytest.fixture
def report(
    guide: Guide,
    bindings: tuple[Binding, ...],
    tmp_path: Path,
    site: Path,
    read_page: Callable[[Path], Element],
) -> Report:
    def made(
        *scenarios: ScenarioEvidence,
        check_labels: Sequence[Finding] = (),
        environment: Sequence[tuple[str, str]] = (),
        not_simulated: str = "",
    ) -> Element:
        some = tuple(each._replace(simulated=each.label.text != not_simulated) for each in bindings)
        run = assemble(guide, some, check_labels, scenarios, media_root=tmp_path, environment=environment)
        return read_page(write_report(run, tmp_path / "report", site=site))

    return made


@pytest.fixture
def followed(play: Play, picture: Callable[[str], str]) -> tuple[ScenarioEvidence, ScenarioEvidence]:
    for name in ("media/fiets.png", "media/bon.png"):
        picture(name)
    taken = {name: picture(f"taken/{name}") for name in ("fiets.png", "bon.png")}
    return play(pictures=taken), play("by-letter", 2)


def test_the_guide_is_there_in_its_own_words_and_order(report: Report, followed: Followed) -> None:
    page = report(*followed)
    assert page.all("h1")[0].text == "Een fiets huren"
    assert len(page.all("h1")) == 1
    guide = page.with_id("guide")
    assert guide.attributes["lang"] == "nl-NL"
    words = [
        "Zo huurt u een fiets.",
        "Zonder fiets gaat het niet.",
        "Per telefoon",
        "Kies Fiets en Vouwfiets.",
        "Selecteer Huur.",
        "Per brief",
        "Verstuur de brief.",
        "Volgende stappen",
        "Fietsen",
    ]
    places = [guide.text.index(each) for each in words]
    assert places == sorted(places)
    assert "title:" not in guide.text


def test_each_step_says_in_a_word_and_a_sign_how_it_ended(report: Report, play: Play) -> None:
    page = report(play(closed=1, fails_at=2, reason="no button"))
    steps = page.all("li", "step")
    assert [each.all("span", "outcome")[0].text for each in steps] == [
        "Gevolgd en gecontroleerd",
        "Mislukt",
        "Niet bereikt",
        "Niet gevolgd",
        "Niet gevolgd",
    ]
    signs = [each.all("use")[0].attributes["href"] for each in steps]
    assert signs == ["#sign-passed", "#sign-failed"] + ["#sign-not-run"] * 3
    for sign in set(signs):
        assert page.with_id(str(sign)[1:]).tag == "symbol"
    assert [each.attributes["value"] for each in steps] == ["1", "2", "3", "1", "2"]


def test_the_totals_and_the_verdict_stand_on_top(report: Report, play: Play) -> None:
    page = report(play(closed=1, fails_at=2, reason="no button"))
    (totals,) = page.all("div", "verdict")[0].all("dl")
    numbers = {each.all("dt")[0].text: each.all("dd")[0].text for each in totals.all("div")}
    assert numbers == {
        "Stappen in de handleiding": "5",
        "Gevolgd en gecontroleerd": "1",
        "Gevolgd, niet gecontroleerd": "0",
        "Mislukt": "1",
        "Niet bereikt": "1",
        "Niet gevolgd": "2",
        "Fouten": "3",
        "Waarschuwingen": "2",
    }
    assert page.all("div", "verdict bad")[0].all("p", "sentence")[0].text == "1 van de 5 stappen is gevolgd."


def test_a_run_without_anything_wrong_says_so(report: Report, followed: Followed) -> None:
    page = report(*followed)
    assert page.all("div", "verdict good")[0].text.startswith("Alle 5 stappen zijn gevolgd en alles klopt.")
    assert "Geen: de handleiding" in page.all("section", "overview")[0].text
    assert page.all("section", "card") == []


def test_the_verdict_tells_warnings_from_errors(report: Report, followed: Followed) -> None:
    warned = report(*followed, check_labels=(finding("label-differs", 14, 9, "Fiets", expected="Rijwiel"),))
    assert warned.all("div", "verdict good")[0].text.startswith(
        "Alle 5 stappen zijn gevolgd; er zijn wel aandachtspunten"
    )
    wrong = report(*followed, check_labels=(finding("label-unknown", 14, 9, "Fiets"),))
    assert wrong.all("div", "verdict bad")[0].text.startswith("Alle 5 stappen zijn gevolgd, maar er klopt iets niet.")


def test_a_finding_stands_under_its_sentence_with_rule_weight_and_place(report: Report, followed: Followed) -> None:
    page = report(*followed, check_labels=(finding("label-differs", 14, 9, "Fiets", expected="Rijwiel"),))
    step = page.with_id("procedure-1-step-1")
    (found,) = step.all("section", "card")
    told = "Waarschuwing In de handleiding staat “Fiets”; op de pagina staat “Rijwiel”."
    assert found.all("p", "sentence")[0].text == told
    assert "fiets.md:14:9" in found.text
    assert [each.text for each in found.all("mark")] == ["Fiets"]
    assert found.all("ins")[0].text == "1. Kies **Rijwiel** en **Vouwfiets**."
    assert found.all("p", "rule")[0].text == "label-differs features/fiets.feature:4 Iemand huurt een fiets"
    places = [step.text.index(each) for each in ("Kies Fiets", "In de handleiding staat", "Zoals het nu is")]
    assert places == sorted(places)
    (marked,) = page.all("strong", "label wrong")
    assert (marked.text, marked.attributes["title"]) == (
        "Fiets",
        "In de handleiding staat “Fiets”; op de pagina staat “Rijwiel”.",
    )
    assert [each.text for each in step.all("strong", "label")] == ["Fiets", "Vouwfiets"]


def test_a_label_that_was_not_checked_is_marked_and_says_why(report: Report, followed: Followed) -> None:
    page = report(*followed, not_simulated="Huur")
    (marked,) = page.with_id("guide").all(css="unchecked")
    assert marked.text == "Huur (niet gecontroleerd)"
    assert marked.attributes["title"] == (
        "Niet gecontroleerd: het is niet gebruikt en niet gezien toen de handleiding werd gevolgd."
    )
    (legend,) = page.all("p", "labels")
    assert legend.text.endswith("Met een stippellijn eronder: niet gecontroleerd.")


def test_right_and_wrong_labels_are_not_marked_as_not_checked(report: Report, followed: Followed) -> None:
    page = report(*followed, check_labels=(finding("label-differs", 14, 9, "Fiets", expected="Rijwiel"),))
    assert page.all(css="unchecked") == []
    assert "stippellijn" not in page.all("p", "labels")[0].text


@pytest.mark.parametrize("written", ["**Huur**", "*Huur*", "_Huur_", "`Huur`"])
def test_a_label_is_marked_however_it_is_written(
    written: str, site: Path, write: Callable[[str], Guide], tmp_path: Path, read_page: Callable[[Path], Element]
) -> None:
    guide = write(f"# T\n\n## A\n\n1. Klik op {written} en *niet* op `iets` anders.\n2. Klik op {written}.\n")
    label = Label("Huur", 5, 12)
    bindings = (Binding(guide.procedures[0].id, 1, label, None, 0.0),)
    run = assemble(guide, bindings, (), (), media_root=tmp_path, against=Against.NOTHING)
    page = read_page(write_report(run, tmp_path / "report", site=site))
    (marked,) = page.with_id("guide").all(css="unchecked")
    assert marked.text == "Huur (not checked)"
    assert marked.attributes["title"] == "Not checked: there was nothing to hold it against."


def test_why_a_step_failed_is_told_in_the_language_of_the_guide(report: Report, play: Play) -> None:
    error = not_found(Kind.BUTTON, "Huur", ["Huren"], where=Message.of("in {file}", file="a"))
    (card,) = report(_failing(play, error)).with_id("procedure-1-step-2").all("section", "error")
    page = card.all("dl")[0].all("div")[1]
    assert card.attributes["lang"] == "nl"
    assert [each.text for each in page.all("dd")] == [
        "geen knop “Huur” in a",
        "lijkt het meest: “Huren”",
        "wel aanwezig (knop): “Huren”",
    ]


def test_a_reason_that_nobody_can_translate_stays_english(report: Report, play: Play) -> None:
    (why,) = _detail(report(_failing(play, StepError("net::ERR"))))
    assert (why.attributes["lang"], why.text) == ("en", "net::ERR")


def test_where_one_of_two_scenarios_failed_in_english_alone_nothing_of_it_is_left_out(
    report: Report, play: Play
) -> None:
    one, other = _failing(play, StepError(Message("there are no fields"))), _failing(play, StepError("net::ERR"))
    (why,) = _detail(report(one, other))
    assert (why.attributes["lang"], why.text) == ("en", "there are no fields net::ERR")


def test_the_gist_of_a_reason_is_told_with_the_finding(guide: Guide, play: Play, site: Path, tmp_path: Path) -> None:
    error = StepError(Message("there is no verification code on the screen of the phone:"), "Inbox", "Leeg", "  nul")
    run = assemble(guide, (), (), (_failing(play, error),), media_root=tmp_path)
    (found,) = (each for each in run.findings if each.rule == "step-failed")
    assert found.message.endswith("there is no verification code on the screen of the phone: Inbox; Leeg")
    told = found.said_in(report_catalogue(site, "nl"))
    assert told.endswith("er staat geen verificatiecode op het scherm van de telefoon: Inbox; Leeg")


def _detail(page: Element) -> list[Element]:
    """Return what a browser says itself, on the card of step 2."""
    (folded,) = page.with_id("procedure-1-step-2").all("details", "detail")
    found: list[Element] = folded.all("pre")
    return found


def _failing(play: Play, error: StepError) -> ScenarioEvidence:
    """Return the evidence of a scenario that could not do step 2 for the reasons of `error`."""
    evidence = play(closed=1, fails_at=2, reason=str(error))
    closed, failed = evidence.checkpoints
    failed = dataclasses.replace(failed, check=StepCheck(reasons=error.reasons))
    return dataclasses.replace(evidence, checkpoints=(closed, failed))


def test_the_list_of_findings_links_to_each_of_them(report: Report, play: Play) -> None:
    page = report(play(closed=1, fails_at=2, reason="x"), check_labels=(finding("label-unknown", 14, 9, "Fiets"),))
    links = [each.attributes["href"] for each in page.all("section", "overview")[0].all("a")]
    assert len(links) == len(page.all("section", "card") + page.all("div", "finding")) == 7
    for each in links:
        assert {"card", "finding"} & set(str(page.with_id(str(each)[1:]).attributes["class"]).split())


@pytest.mark.parametrize("line", [1, 3, 400])
def test_a_finding_at_a_line_without_words_is_not_lost(report: Report, followed: Followed, line: int) -> None:
    page = report(*followed, check_labels=(finding("note-unknown", line, 1, "Hint", expected="note"),))
    cards = page.with_id("guide").all("section", "card")
    assert [each.all("code")[0].text for each in cards] == [f"fiets.md:{line}:1"]


def test_a_finding_of_the_front_matter_stands_above_the_first_words(
    write: Callable[[str], Guide], site: Path, tmp_path: Path, read_page: Callable[[Path], Element]
) -> None:
    guide = write("---\ntitle: T\nlang: nl\n---\n\nEerste woorden.\n\n## K\n\n1. Doe\n")
    run = assemble(guide, (), [finding("note-unknown", 2, 1, "Hint", expected="note")], (), media_root=tmp_path)
    body = read_page(write_report(run, tmp_path / "report", site=site)).with_id("guide")
    assert body.text.index("fiets.md:2:1") < body.text.index("Eerste woorden.")


def test_a_failed_step_shows_all_lines_of_its_reason(report: Report, play: Play) -> None:
    reason = "no button “Huur”\nnearest: “Huren”\n+31 6 12345678 received: nothing <yet>"
    page = report(play(closed=1, fails_at=2, reason=reason))
    step = page.with_id("procedure-1-step-2")
    (shown,) = _detail(page)
    assert "".join(each for each in shown.children if isinstance(each, str)) == reason
    assert "Stap 2 kon niet worden gevolgd." in step.all("section", "card error")[0].text


def test_pictures_stand_side_by_side_and_are_in_the_folder(report: Report, followed: Followed, tmp_path: Path) -> None:
    page = report(*followed)
    first, second = page.all("div", "pictures")
    sources = [each.attributes["src"] for each in first.all("img")]
    assert sources == ["pictures/1-1-fiets-documented.png", "pictures/1-1-fiets-captured.png"]
    documented, captured = ((tmp_path / "report" / str(each)).read_bytes() for each in sources)
    assert documented.endswith(b"media/fiets.png")
    assert captured.endswith(b"taken/fiets.png")
    assert [each.attributes["alt"] for each in first.all("img")] == ["De fiets", "De pagina zoals die nu is: De fiets"]
    assert [each.text for each in second.all("figcaption")] == ["In de handleiding De bon", "Zoals het nu is"]


def test_a_missing_picture_has_a_placeholder_that_says_so(report: Report, play: Play) -> None:
    page = report(play(closed=1))
    documented, captured = page.all("div", "pictures")[0].all("figure")
    assert documented.all("div", "placeholder")[0].text == "Er staat geen bestand op dit pad.media/fiets.png"
    assert captured.all("div", "placeholder")[0].text.startswith("Niet vastgelegd")
    assert page.all("img") == []


def test_a_file_that_is_no_picture_is_not_copied(report: Report, followed: Followed, tmp_path: Path) -> None:
    (tmp_path / "media" / "fiets.png").write_text("<script>")
    page = report(*followed)
    assert "geen afbeelding" in page.all("div", "pictures")[0].all("div", "placeholder")[0].text
    assert not (tmp_path / "report" / "pictures" / "1-1-fiets-documented.png").exists()


def test_a_step_folds_out_to_the_lines_that_followed_it(report: Report, play: Play) -> None:
    page = report(play(closed=1, fails_at=2, reason="x"))
    first, second, third = page.all("li", "step")[:3]
    assert [each.text for each in first.all("ol", "lines")[0].all("li")] == [
        "Geslaagd: Als ik doe 1",
        "Geslaagd: Dan is stap 1 gevolgd",
    ]
    assert [each.text for each in second.all("ol", "lines")[0].all("li")] == [
        "Mislukt: Als ik doe 2",
        "Niet uitgevoerd: Dan is alles klaar",
    ]
    assert "Iemand huurt een fiets features/fiets.feature:4" in first.all("summary")[0].text
    assert third.all("details") == []


def test_scenarios_that_follow_no_procedure_stand_at_the_end(report: Report, play: Play, followed: Followed) -> None:
    page = report(*followed, play("", 1, name="Iets anders", reason="broken"))
    others = page.all("section", "others")[0]
    assert "Iets anders" in others.text
    assert others.all("pre", "reason")[0].text == "broken"
    assert "Iets anders" not in page.with_id("guide").text
    assert report(*followed).all("section", "others") == []


def test_the_contents_lead_to_every_procedure_and_step(report: Report, play: Play) -> None:
    page = report(play(closed=1, fails_at=2, reason="x"))
    links = page.all("nav")[0].all("a")
    for each in links:
        page.with_id(str(each.attributes["href"])[1:])
    assert [each.attributes["aria-label"] for each in links if "aria-label" in each.attributes][:2] == [
        "Stap 1: Gevolgd en gecontroleerd",
        "Stap 2: Mislukt",
    ]


def test_the_environment_stands_at_the_bottom_in_words_of_the_language(report: Report, followed: Followed) -> None:
    page = report(*followed, environment=(("viewport", "1280 × 900"), ("moon", "full")))
    assert [each.text for each in page.all("footer")[0].all("div")] == ["Venster1280 × 900", "moonfull"]
    assert report(*followed).all("footer")[0].all("h2") == []


def test_links_beside_the_guide_lead_nowhere_and_links_to_the_web_do(report: Report, followed: Followed) -> None:
    guide = report(*followed).with_id("guide")
    assert [each.text for each in guide.all("span", "link")] == ["de regels", "Fietsen"]
    addresses = [str(each.attributes["href"]) for each in guide.all("a")]
    assert [each for each in addresses if not each.startswith(("pictures/", "#"))] == ["https://example.org/"]


def _only_our_script(page: Element) -> None:
    """See that the one script of a page is the one that it allows, by its digest."""
    (script,) = page.all("script")
    code = "".join(str(each) for each in script.children)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    (policy,) = (each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes)
    assert str(policy).startswith(f"script-src 'sha256-{digest}'; ")
    assert "alert(" not in code


def test_the_folder_is_complete_and_names_no_place_outside_of_it(
    report: Report, followed: Followed, tmp_path: Path
) -> None:
    page = report(*followed)
    folder = tmp_path / "report"
    assert {each.name for each in folder.iterdir()} == {"index.html", "report.css", "fonts", "pictures"}
    css = (folder / "report.css").read_text(encoding="utf-8")
    needed = re.findall(r'url\("([^"]+)"\)', css)
    assert len(needed) == 3
    needed += [
        str(each.attributes.get("src") or each.attributes.get("href")) for each in page.all("img") + page.all("link")
    ]
    for each in needed:
        assert (folder / each).is_file(), each
    assert {each.name for each in (folder / "fonts").iterdir()} == {
        each.split("/")[1] for each in needed if "fonts" in each
    }
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in html + css
    _only_our_script(page)


def test_the_same_run_gives_the_same_bytes(report: Report, followed: Followed, tmp_path: Path) -> None:
    report(*followed)
    first = (tmp_path / "report" / "index.html").read_bytes()
    report(*followed)
    assert (tmp_path / "report" / "index.html").read_bytes() == first


def test_what_people_wrote_is_text_wherever_it_comes(
    write: Callable[[str], Guide], site: Path, tmp_path: Path, play: Play, read_page: Callable[[Path], Element]
) -> None:
    nasty = '<script>alert("x")</script>'
    guide = write(
        f"---\ntitle: x\nlang: nl\n---\n# Titel {nasty}\n\n## Kop `{nasty}`\n\n1. Kies `{nasty}`.\n\n"
        f"   ![{nasty}]({nasty.replace(' ', '')})\n"
    )
    scenario = dataclasses.replace(play(guide.procedures[0].id, 0, fails_at=1, reason=nasty), name=nasty, feature=nasty)
    label_finding = finding("label-unknown", 9, 4, nasty)
    run = assemble(guide, (), [label_finding], [scenario], media_root=tmp_path, environment=[(nasty, nasty)])
    page = read_page(write_report(run, tmp_path / "report", site=site))
    _only_our_script(page)
    assert nasty in page.all("details", "detail")[0].all("pre")[0].text


def test_two_pictures_of_one_name_both_get_a_file(
    write: Callable[[str], Guide],
    picture: Callable[[str], str],
    site: Path,
    tmp_path: Path,
    read_page: Callable[[Path], Element],
) -> None:
    guide = write(
        "# T\n\n![a](een/a.png) ![b](twee/a.png)\n\n## K\n\n1. Doe\n\n   ![c](een/a.png)\n   ![d](twee/a.png)\n"
    )
    picture("een/a.png")
    picture("twee/a.png")
    run = assemble(guide, (), (), (), media_root=tmp_path)
    page = read_page(write_report(run, tmp_path / "report", site=site))
    sources = [str(each.attributes["src"]) for each in page.all("img")]
    assert len(set(sources)) == 4
    contents = [(tmp_path / "report" / each).read_bytes().partition(b"IEND\xaeB`\x82")[2] for each in sources]
    assert contents == [b"een/a.png", b"twee/a.png", b"een/a.png", b"twee/a.png"]


def test_steps_of_every_dialect_have_their_place_on_the_page(
    write: Callable[[str], Guide], site: Path, tmp_path: Path, read_page: Callable[[Path], Element]
) -> None:
    guide = write(
        '# T\n\n## Tabs\n\n=== "Een"\n\n    1. Doe dit\n\n'
        "## HTML\n\n<ol><li>Doe <b>dat</b></li></ol>\n\n:::note\nLet op.\n:::\n\n"
        "## Koppen\n\n### Stap 1: Eerst\n\nDit.\n\n### Stap 2: Dan\n\n"
        "## Twee\n\n**Zo**\n\n1. Zo doen\n\n**Anders**\n\n1. Anders doen\n\n"
        "## Punt\n\n- Kies **Zo**\n\n## In een punt\n\n- Ga\n\n    1. Zo\n\n    2. Nu\n\n## Zin\n\nKies **Zo**.\n"
    )
    run = assemble(guide, (), (), (), media_root=tmp_path)
    page = read_page(write_report(run, tmp_path / "report", site=site))
    anchors = {str(each.attributes["id"]) for each in page.all() if "id" in each.attributes}
    links = {str(each.attributes["href"]) for each in page.all("a")}
    inside = {each[1:] for each in links if each.startswith("#")}
    assert len(guide.procedures) == 8
    assert inside <= anchors
    assert sum(len(each.steps) for each in guide.procedures) == 10


def test_a_language_without_wording_of_reports_gets_english(site: Path) -> None:
    assert report_catalogue(site, "nl").locale == "nl"
    for other in ("de", "", "../../nl", "tlh"):
        assert report_catalogue(site, other).locale == "en"


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_rule_can_be_said(site: Path, locale: str) -> None:
    wording = report_catalogue(site, locale).wording
    for rule in RULES.values():
        assert rule.summary in wording
        named = re.compile(r"{\w+}")
        assert set(named.findall(wording[rule.summary])) == set(named.findall(rule.summary))


def test_the_catalogues_hold_the_same_and_nothing_that_no_one_says(site: Path) -> None:
    dutch, english = (Catalogue.load(site / "labels" / "report", each).wording for each in ("nl", "en"))
    assert set(dutch) == set(english)
    # What becomes of a call has the provider's name, which is no word of a sentence.
    assert {msgid for msgid, said in english.items() if msgid != said} <= {"in-progress", "no-answer", "waiting"}
    sources = [*(site / "templates").glob("report*.j2"), *(site.parent / "simulator").rglob("*.py")]
    code = "\n".join(each.read_text(encoding="utf-8") for each in sources)
    environment = {"browser", "viewport", "locale", "time zone", "labels", "system", "fonts", "scale"}
    said = {each for each in dutch if f'"{each}"' in code or f"'{each}'" in code}
    assert set(dutch) - said - environment == set()


def test_a_folder_with_other_things_is_not_overwritten(guide: Guide, site: Path, tmp_path: Path) -> None:
    run: Run = assemble(guide, (), (), (), media_root=tmp_path)
    with pytest.raises(StapsgewijsError, match="no earlier report"):
        write_report(run, tmp_path, site=site)
    assert run.procedures[0].steps[0].outcome is Outcome.NOT_RUN


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*/*.md")), ids=lambda each: f"{each.parent.name}/{each.stem}")
def test_every_step_and_finding_of_a_guide_has_its_place(
    path: Path, site: Path, tmp_path: Path, read_page: Callable[[Path], Element]
) -> None:
    guide = read_guide(path)
    run = assemble(guide, (), (), (), media_root=path.parent)
    body = read_page(write_report(run, tmp_path / "report", site=site)).with_id("guide")
    assert len(body.all("li", "step")) == run.totals.steps
    assert len(body.all(css="procedure")) == len(guide.procedures)
    told = [each for each in body.walk() if {"card", "finding"} & set(str(each.attributes.get("class")).split())]
    places = [each.all("code")[0].text.rpartition("/")[2] for each in told]
    assert sorted(places) == sorted(f"{path.name}:{each.line}:{each.column}" for each in run.findings)
