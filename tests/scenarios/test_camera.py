from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Error

from stapsgewijs.labels import Catalogue
from stapsgewijs.scenarios.browser.camera import MASK, Camera, Taken
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.highlights import COLOUR
from stapsgewijs.screenshots.masking import MARK
from stapsgewijs.screenshots.plan import plan_captures

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from stapsgewijs.guide.analysis import GuideAnalysis

    Take = Callable[..., tuple[Path, Taken]]

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TEXT, SECRET = "multi-factor-authentication-text-message.png", "multi-factor-authentication-app-passwords.png"
MESSAGE = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
GREY = (0x73, 0x7B, 0x85)
FORM = """<!doctype html><html lang="nl"><title>Proef</title><body style="margin: 0">
<h1 style="margin: 20px">Extra beveiligingsverificatie</h1>
<fieldset style="position: absolute; left: 100px; top: 120px; width: 300px; height: 80px; margin: 0">
<legend>Methode</legend>
<input type="radio" name="way" id="sms" checked><label for="sms">Mij een code per sms verzenden</label><br>
<label><input type="radio" name="way"> Mij bellen</label></fieldset>
<button style="position: absolute; left: 500px; top: 130px; width: 120px; height: 40px">Volgende</button>
<p style="position: absolute; top: 1500px">Ver beneden</p></body></html>"""


def password_page(password: str, *, also: str = "") -> str:
    return f"""<!doctype html><html lang="nl"><title>Proef</title>
    <section aria-labelledby="t"><h2 id="t">Stap 3: Blijf uw bestaande toepassingen gebruiken</h2>
    <label for="p">App-wachtwoord</label> <input id="p" style="width: 200px" readonly value="{password}">{also}
    </section>"""


@pytest.fixture
def take(page: Page, known: GuideAnalysis, tmp_path: Path) -> Take:
    """Show a page and take its picture with these settings."""

    def taken(html: str, settings: str = "", name: str = TEXT, step: int = 2, to: str = "run") -> tuple[Path, Taken]:
        config = tmp_path / "wishes.toml"
        config.write_text(f"[pictures]\n{settings}", encoding="utf-8")
        plan = plan_captures(known, Catalogue.load(ROOT / "site" / "labels", "nl"), config=config)
        page.set_content(html)
        file = tmp_path / to / name
        return file, Camera(known, plan).take(page, file, procedure=MESSAGE, step=step)

    return taken


def size(file: Path) -> tuple[int, int]:
    with Image.open(file) as opened:
        return opened.size


def colours(file: Path) -> Counter[Any]:
    with Image.open(file) as opened:
        return Counter({colour: count for count, colour in opened.convert("RGB").getcolors(1_000_000) or ()})


def pixels(file: Path) -> Any:  # noqa: ANN401  # Pillow's own, indexed by column and row
    with Image.open(file) as opened:
        return opened.convert("RGB").load()


def test_a_picture_is_of_the_whole_page_or_of_the_window_or_of_one_part(take: Take) -> None:
    assert size(take(FORM)[0])[1] > 1500
    assert size(take(FORM, "capture = 'viewport'")[0]) == (1280, 900)
    part, shot = take(FORM, "capture = 'element'\nelement = 'Method'")
    width, height = size(part)
    assert 300 <= width <= 400
    assert 80 <= height <= 170
    said = part.with_suffix(SUFFIX).read_text(encoding="utf-8")
    assert said.startswith('- group "Methode"')
    assert ("button", "Volgende") in shot.shown


def test_what_is_covered_is_in_no_byte(take: Take) -> None:
    masked = "masks = ['App password']"
    files = [
        take(password_page(secret), masked, name=SECRET, step=4, to=secret)[0] for secret in ("abcdefgh", "zyxwvuts")
    ]
    assert files[0].read_bytes() == files[1].read_bytes()
    said = [each.with_suffix(SUFFIX).read_text(encoding="utf-8") for each in files]
    assert said[0] == said[1]
    assert f'textbox "App-wachtwoord": {MARK}' in said[0]
    assert colours(files[0])[GREY] > 150 * 15
    assert bytes(GREY).hex() == MASK.removeprefix("#")
    bare = [
        take(password_page(secret), name=SECRET, step=4, to=f"bare-{secret}")[0] for secret in ("abcdefgh", "zyxwvuts")
    ]
    assert bare[0].read_bytes() != bare[1].read_bytes()


def test_what_is_covered_does_not_leak_where_it_is_said_again(take: Take) -> None:
    html = password_page("abcdefgh", also="<p>Uw wachtwoord is abcdefgh.</p>")
    file, taken = take(html, "masks = ['App-wachtwoord']", name=SECRET, step=4)
    assert "abcdefgh" not in file.with_suffix(SUFFIX).read_text(encoding="utf-8") + str(taken)


@pytest.mark.parametrize("label", ["Mij een code per sms verzenden", "Mij bellen"])
def test_a_knob_to_choose_with_is_covered_with_its_words(take: Take, label: str) -> None:
    file, taken = take(FORM, f"masks = ['{label}']")
    assert label not in file.with_suffix(SUFFIX).read_text(encoding="utf-8")
    assert label not in str(taken)
    assert colours(file)[GREY] > 60 * 12


def test_a_mask_of_one_picture_has_to_be_there_and_a_mask_of_all_may_be_absent(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stapsgewijs.scenarios.browser.locators.TIMEOUT_MS", 50.0)
    plain = take(FORM, to="plain")[0].read_bytes()
    assert take(FORM, "masks = ['App password']")[0].read_bytes() == plain
    with pytest.raises(StepError, match="no field “App-wachtwoord”"):
        take(FORM, f"[pictures.'{TEXT}']\nmasks = ['App password']")


def test_what_the_step_names_is_numbered(take: Take) -> None:
    file, taken = take(FORM, "highlights = true")
    drawn = pixels(file)
    assert drawn[560, 130 - 4] == COLOUR
    assert drawn[500 - 4, 150] == COLOUR
    assert drawn[560, 150 + 12] != COLOUR
    assert taken.left_out == ()


@pytest.mark.parametrize(("settings", "at"), [("capture = 'viewport'", (0, 0)), ("", (0, 0))])
def test_lines_stand_where_the_control_is_also_when_the_window_was_scrolled(
    take: Take, page: Page, settings: str, at: tuple[int, int]
) -> None:
    scrolled = FORM.replace("</body>", "<script>window.scrollTo(0, 60)</script></body>")
    file, _ = take(scrolled, f"highlights = true\n{settings}")
    assert page.evaluate("window.scrollY") == 60
    down = 60 if settings else 0
    assert pixels(file)[560 + at[0], 130 - 4 - down] == COLOUR


def test_in_a_part_of_the_page_lines_move_with_it_and_what_is_outside_is_said(take: Take) -> None:
    file, taken = take(FORM, "highlights = true\ncapture = 'element'\nelement = 'Method'")
    assert taken.left_out == ("Volgende",)
    assert colours(file)[COLOUR] > 500
    again, _ = take(FORM, "highlights = true\ncapture = 'element'\nelement = 'Method'", to="again")
    assert again.read_bytes() == file.read_bytes()


def test_what_is_not_on_the_page_gets_no_number(take: Take) -> None:
    _, taken = take(FORM.replace(">Volgende<", ">Verder<"), "highlights = true")
    assert taken.left_out == ("Volgende",)


def test_a_capture_that_fails_once_is_tried_again_and_twice_is_a_failure(
    take: Take, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = ["Unable to capture screenshot"]
    real = page.screenshot

    def screenshot(**options: Any) -> bytes:  # noqa: ANN401  # Playwright's own
        if failures:
            raise Error(failures.pop())
        return real(**options)

    monkeypatch.setattr(page, "screenshot", screenshot)
    file, _ = take(FORM)
    assert size(file)[0] == 1280
    before = file.read_bytes()
    failures += ["once", "twice"]
    with pytest.raises(Error, match="once"):
        take(FORM)
    assert file.read_bytes() == before
    assert sorted(each.name for each in file.parent.iterdir()) == sorted([TEXT, TEXT.replace(".png", SUFFIX)])
