"""What people do on products of several shapes: plain forms, frames, shadow roots, dialogs, pages made by a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from stapsgewijs.guide import ActionKind
from stapsgewijs.labels import Catalogue
from stapsgewijs.qr_code import qr_svg
from stapsgewijs.scenarios.actors import sign_in, visitor
from stapsgewijs.scenarios.actors.person import Account, Person
from stapsgewijs.scenarios.browser import locators
from stapsgewijs.scenarios.errors import Kind, StepError
from stapsgewijs.scenarios.label_translation import LabelTranslation
from stapsgewijs.totp import Totp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
HOME = "http://product.test"
PLAIN = """<title>Security – Shop</title><h2>Security</h2>
<form action="/saved"><label>Phone number: * <input name="phone"></label>
<fieldset><legend>Method</legend><label><input type="radio" name="way">Text message</label>
<label><input type="radio" name="way">Phone call</label></fieldset>
<label for="country">Country:</label><select id="country"><option>Belgium<option>Netherlands</select>
<label><input type="checkbox" id="agree">I agree</label>
<label>Photo <input type="file" id="photo"></label><button>Save</button></form>
<nav aria-label="Menu"><a href="/other">Help</a></nav><section><h3>More</h3><a href="/more">Help</a></section>"""
SCRIPTED = """<title>Konto</title><div id="app">…</div><script>
class Box extends HTMLElement { connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = '<button>Weiter</button><p>Im Schatten</p>';
    this.shadowRoot.querySelector('button').onclick = () => setTimeout(() => dialog.showModal(), 100);
} }
customElements.define('x-box', Box);
setTimeout(() => { app.innerHTML = '<h1>Konto</h1><x-box></x-box><button>Schließen</button>'; }, 200);
</script>
<dialog id="dialog"><h2>Bestätigen</h2><div role="combobox" aria-label="Art" tabindex="0" aria-expanded="false"
    onclick="list.hidden = false">Bitte wählen</div>
<ul id="list" role="listbox" hidden><li role="option" onclick="done('SMS')">SMS</li><li role="option">Anruf</li></ul>
<div role="switch" aria-checked="false" tabindex="0"
    onclick="this.setAttribute('aria-checked', 'true')">Immer fragen</div>
<button>Schließen</button><p id="said"></p></dialog>
<script>function done(word) { list.hidden = true; said.textContent = `Gewählt: ${word}`; }</script>"""
FRAMED = """<h1>Portal</h1><iframe src="/inner"></iframe>"""
INNER = """<label>Code<input autocomplete="one-time-code"></label><button type="button"
    onclick="document.body.append('Angenommen')">Prüfen</button>"""
PAGES = {
    "/plain": PLAIN,
    "/scripted": SCRIPTED,
    "/framed": FRAMED,
    "/inner": INNER,
    "/saved": "<h1>Saved</h1>",
    "/other": "<h1>Other</h1>",
    "/more": "<h1>More help</h1>",
    "/popup": '<a href="/other" target="_blank">Manual</a>',
    "/broken": "",
}


class Handset:
    number = "+31612345678"


class World:
    is_product = True

    def account(self, _name: str) -> Account:
        return Account(f"{HOME}/sign-in", "anna", "secret", is_foreign=True, secret="JBSWY3DPEHPK3PXP")

    def address(self, path: str) -> str:
        return f"{HOME}{path}"


@pytest.fixture
def serve(page: Page) -> Callable[[dict[str, str]], None]:
    def serving(pages: dict[str, str]) -> None:
        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(HOME).partition("?")[0]
            posted = f"{path}!" if route.request.method == "POST" else path
            if path not in pages:
                route.fulfill(status=404, body="not here")
            else:
                route.fulfill(
                    body=f"<!doctype html>{pages.get(posted, pages[path])}", content_type="text/html; charset=utf-8"
                )

        page.context.route(f"{HOME}/**", answer)

    return serving


@pytest.fixture
def anna(page: Page, serve: Callable[[dict[str, str]], None]) -> Person:
    serve(PAGES)
    nothing = Catalogue("en", {}, {})
    values = {"Phone number": "{phone.number}", "Token:": "{app.code}"}
    wording = LabelTranslation(nothing, nothing)
    return Person(World(), "Anna", wording, lambda: page, lambda: cast("Any", Handset()), values)


def done(person: Person) -> list[tuple[ActionKind, str, str]]:
    return [(each.kind, each.role, each.name) for each in person.log.done]


def test_a_plain_form_is_filled_in_and_sent(anna: Person, tmp_path: Path) -> None:
    (tmp_path / "me.png").write_bytes(b"x")
    anna.opens("/plain")
    anna.sees_page("Security")
    anna.fills_in("Phone number")
    anna.chooses("Text message", "Method")
    anna.chooses("Netherlands", "Country")
    anna.ticks("I agree")
    anna.uploads(tmp_path / "me.png", "Photo")
    values = "() => [phone.value, way[0].checked, country.value, agree.checked, photo.files.length]"
    assert anna.page.evaluate(f"() => {{ const {{ phone, way }} = document.forms[0]; return ({values})(); }}") == [
        "+31612345678", True, "Netherlands", True, 1,
    ]  # fmt: skip
    anna.clicks("Save")
    anna.sees_page("Saved")
    assert done(anna) == [
        (ActionKind.OPENS, "", ""),
        (ActionKind.OPENS, "heading", "Security"),
        (ActionKind.TYPES, "textbox", "Phone number"),
        (ActionKind.CHOOSES, "radio", "Text message"),
        (ActionKind.CHOOSES, "option", "Netherlands"),
        (ActionKind.CHOOSES, "checkbox", "I agree"),
        (ActionKind.CHOOSES, "button", "Photo"),
        (ActionKind.PRESSES, "button", "Save"),
        (ActionKind.OPENS, "heading", "Saved"),
    ]


def test_one_of_several_is_named_by_its_part_of_the_page(anna: Person) -> None:
    anna.opens("/plain")
    with pytest.raises(StepError, match=r"2 of this kind are called “Help” .* say in which part of the page"):
        anna.follows_link("Help")
    anna.follows_link("Help", "More")
    anna.sees_page("More help")
    anna.opens("/plain")
    anna.clicks("Help", "Menu")
    anna.sees_page("Other")


def test_what_is_there_and_what_is_not_is_seen(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.opens("/plain")
    anna.sees_control(Kind.PAGE_TITLE, "Security")
    anna.sees_control(Kind.FIELD, "Phone number")
    anna.sees_control(Kind.OPTION, "Phone call", "Method")
    anna.sees_control(Kind.OPTION, "Belgium")
    anna.sees_control(Kind.AREA, "More")
    anna.sees_no_control(Kind.BUTTON, "Delete")
    anna.sees_not("Saved")
    # What is looked for from here on is never there, and all of this time is waited for.
    for module in (locators, visitor):
        monkeypatch.setattr(module, "TIMEOUT_MS", 300.0)
    with pytest.raises(StepError, match=r"no button “Send”(.|\n)*each button there: “Save”"):
        anna.sees_control(Kind.BUTTON, "Send")
    with pytest.raises(AssertionError, match="the button “Save” should not be on the page"):
        anna.sees_no_control(Kind.BUTTON, "Save")


def test_a_page_made_by_a_script_with_a_shadow_root_and_a_dialog_is_followed(anna: Person) -> None:
    anna.opens("/scripted")
    anna.sees_page("Konto")
    anna.sees("Im Schatten")
    anna.clicks("Weiter")
    anna.chooses("SMS", "Art")
    anna.ticks("Immer fragen")
    anna.sees("Gewählt: SMS")
    anna.clicks("Schließen")
    assert done(anna)[-3:] == [
        (ActionKind.CHOOSES, "option", "SMS"),
        (ActionKind.CHOOSES, "checkbox", "Immer fragen"),
        (ActionKind.PRESSES, "button", "Schließen"),
    ]


def test_what_is_in_a_frame_is_found(anna: Person) -> None:
    anna.opens("/framed")
    anna.types_code_in("123456", "Code")
    anna.clicks("Prüfen")
    anna.sees("Angenommen")
    anna.types_code_in("654321", "")


def test_a_page_that_opens_in_another_tab_is_in_front(anna: Person) -> None:
    anna.opens("/popup")
    anna.follows_link("Manual")
    anna.sees_page("Other")


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Token", None),
        ("Tokn", r"nothing is known to type in “Tokn”; nearest: “Token:”"),
    ],
)
def test_what_is_typed_is_known_by_the_label(anna: Person, label: str, says: str | None) -> None:
    anna.page.set_content("<label>Token <input></label>")
    if says is None:
        anna.fills_in(label)
        assert len(anna.page.locator("input").input_value()) == 6
        assert [(each.text, each.length) for each in anna.log.done] == [("", 6)]
    else:
        with pytest.raises(StepError, match=says):
            anna.fills_in(label)


def test_a_check_box_and_a_field_may_have_the_same_name(anna: Person) -> None:
    anna.page.set_content(
        "<div role=group aria-labelledby=name><label><input type=checkbox><span id=name>Office phone</span></label>"
        "<input type=tel aria-labelledby=name></div>"
    )
    anna.types("020 2490048", "Office phone")
    anna.ticks("Office phone")
    anna.sees_value("Office phone", "020 2490048")
    assert anna.page.locator("[type=checkbox]").is_checked()


def test_what_opens_a_part_of_the_page_is_clicked_as_a_button(anna: Person) -> None:
    anna.page.set_content(
        "<details><summary> More  options </summary><a href='#x'>Help</a></details><p>Less options</p>"
    )
    anna.sees_no_control(Kind.LINK, "Help")
    anna.clicks("More options")
    anna.follows_link("Help")
    anna.sees_control(Kind.BUTTON, "More options")
    assert done(anna)[0] == (ActionKind.PRESSES, "button", "More options")


def test_a_placeholder_that_there_is_not_is_told(anna: Person) -> None:
    anna.page.set_content("<label>Token <input></label>")
    with pytest.raises(StepError, match=r"there is no value {phone.nummer}; nearest: {phone.number}"):
        anna.types("{phone.nummer}", "Token")


def test_the_secret_that_a_page_shows_is_put_into_the_app(anna: Person) -> None:
    anna.page.set_content("<p>Secret key: JBSW Y3DP EHPK 3PXP</p><label>Key <input value='GEZDGNBVGY3TQOJQ'></label>")
    anna.puts_secret_into_app("Secret key")
    assert anna.totp == Totp(b"Hello!\xde\xad\xbe\xef")
    anna.puts_secret_into_app("Key")
    assert anna.totp == Totp(b"1234567890")


def qr_page(*payloads: str) -> str:
    return "".join(f'<div style="width: 240px; margin: 40px">{qr_svg(each)}</div>' for each in payloads)


def test_a_qr_code_on_any_page_is_read_from_its_picture_and_put_into_the_app(anna: Person) -> None:
    anna.page.set_content(qr_page("otpauth://totp/Shop:anna?secret=JBSWY3DPEHPK3PXP&issuer=Shop"))
    anna.scans_qr_code()
    assert anna.totp == Totp(b"Hello!\xde\xad\xbe\xef")
    assert anna.log.done[-1].kind is ActionKind.SCANS


def test_a_qr_code_that_a_script_draws_is_waited_for(anna: Person) -> None:
    anna.page.set_content(qr_page("otpauth://totp/Shop:anna?secret=JBSWY3DPEHPK3PXP"))
    anna.page.evaluate(
        "() => { const code = document.querySelector('div'); code.hidden = true;"
        "setTimeout(() => { code.hidden = false; }, 300); }"
    )
    anna.scans_qr_code()
    assert anna.totp == Totp(b"Hello!\xde\xad\xbe\xef")


@pytest.mark.parametrize(
    ("payloads", "says"),
    [
        ((), "there are 0 QR codes in the picture; there should be one"),
        (("otpauth://totp/a?secret=AA", "otpauth://totp/b?secret=BB"), "there are 2 QR codes in the picture"),
        (("otpauth://hotp/X:anna?secret=GEZDGNBVGY3TQOJQ&counter=1",), "codes that count"),
        (("https://shop.example",), "this is no secret of an authenticator app"),
    ],
)
def test_a_page_without_a_qr_code_that_an_app_can_use_says_why(
    anna: Person, payloads: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stapsgewijs.scenarios.actors.person.TIMEOUT_MS", 0.0)
    anna.page.set_content(qr_page(*payloads))
    with pytest.raises(StepError, match=says):
        anna.scans_qr_code()
    assert anna.totp is None


def test_one_can_use_a_second_browser_and_come_back_to_the_first(anna: Person) -> None:
    first = anna.screen
    anna.takes_browser(2)
    second = anna.screen
    assert second is not first
    anna.takes_browser(1)
    assert anna.screen is first
    anna.takes_browser(2)
    assert anna.screen is second


def test_an_address_on_the_page_says_how_long_a_code_is(anna: Person) -> None:
    anna.page.set_content("<p>Key: otpauth://totp/X:anna?secret=GEZDGNBVGY3TQOJQ&amp;digits=8&amp;period=60</p>")
    anna.puts_secret_into_app("Key")
    assert anna.totp == Totp(b"1234567890", 8, 60)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ("Hello, world", "letters and the digits 2 to 7"),
        ("otpauth://hotp/X:anna?secret=GEZDGNBVGY3TQOJQ&amp;counter=1", "codes that count"),
        ("otpauth://totp/X:anna?secret=GEZDGNBVGY3TQOJQ&amp;algorithm=MD5", "an unknown algorithm"),
    ],
)
def test_a_key_of_which_no_app_makes_codes_is_an_error(anna: Person, shown: str, says: str) -> None:
    anna.page.set_content(f"<p>Key: {shown}</p>")
    with pytest.raises(StepError, match=says):
        anna.puts_secret_into_app("Key")


PASSWORD = '<input type="password" autocomplete="current-password">'
SIGN_INS = {
    "one page": {
        "/sign-in": f'<form method="post"><input name="u" autocomplete="username">{PASSWORD}<button>In</button></form>',
        "/sign-in!": "<h1>Hello</h1>",
    },
    "two pages": {
        "/sign-in": '<form action="/next" method="post"><label>E-mail <input></label><button>Next</button></form>',
        "/next": f'<form action="/in" method="post">{PASSWORD}<button>In</button></form>',
        "/in": "<h1>Hello</h1>",
    },
    "a script": {
        "/sign-in": f"""<div id=a></div><script>setTimeout(() => {{ a.innerHTML = '<input placeholder="Naam">'
            + '{PASSWORD}<button type=button>In</button>';
            const later = () => setTimeout(() => a.innerHTML = '<h1>Hello</h1>', 100);
            a.querySelector('button').onclick = later; }}, 100)</script>""",
    },
    "no button": {
        "/sign-in": f"""<form method="post"><input>{PASSWORD}</form>
            <script>onkeydown = event => event.key === 'Enter' && document.forms[0].submit()</script>""",
        "/sign-in!": "<h1>Hello</h1>",
    },
    "a frame": {
        "/sign-in": '<iframe src="/f"></iframe>',
        "/f": f'<form method="post"><input>{PASSWORD}<button>In</button></form>',
        "/f!": "<h1>Hello</h1>",
    },
}


@pytest.mark.parametrize("shape", SIGN_INS)
def test_one_signs_in_by_usual_means(anna: Person, serve: Callable[[dict[str, str]], None], shape: str) -> None:
    serve(SIGN_INS[shape])
    anna.signs_in()
    anna.sees("Hello")
    assert done(anna) == [(ActionKind.OPENS, "", "")]


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ({}, r"http://product.test/sign-in answers 404"),
        (
            {"/sign-in": "<h1>Closed</h1>"},
            r"nothing to sign in with on the page .* there are no fields; sign in by lines",
        ),
        (
            {"/sign-in": f"<form method=post><input type=email>{PASSWORD}<button>In</button></form>"},
            r"still asks for a password after “anna” .* The page says “.*'@'",
        ),
        (
            {"/sign-in": "<label>Search <input type=search></label><select aria-label=Language></select>"},
            r"no field for a password .* the fields there are “Search”, “Language”",
        ),
        (
            {"/sign-in": "<form method=post><input><input type=password><p role=alert>Wrong password</p></form>"},
            r"still asks for a password after “anna” signed in: is the password right\? The page says “Wrong password”",
        ),
    ],
)
def test_why_one_cannot_sign_in_is_told(
    anna: Person,
    serve: Callable[[dict[str, str]], None],
    pages: dict[str, str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is looked for is there at once, or never; all of this time is waited for.
    monkeypatch.setattr(sign_in, "TIMEOUT_MS", 500.0)
    monkeypatch.setattr(sign_in, "_ANSWER_MS", 4000.0)
    serve({**pages, "/search": ""})
    with pytest.raises(StepError, match=says):
        anna.signs_in()


def test_what_the_browser_itself_does_not_send_is_told(anna: Person, serve: Callable[[dict[str, str]], None]) -> None:
    serve({"/": "<form action=/saved><label>Code <input minlength=6></label><button>Next</button></form>"})
    anna.opens("/")
    anna.types("12345", "Code")
    anna.clicks("Next")
    with pytest.raises(StepError, match=r"the page does not accept what was done, and says “.*5 "):
        anna.is_not_refused()
