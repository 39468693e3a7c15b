"""A guide of one's own in two languages, followed on a product of one's own, with generic lines and nothing else."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.free_port import free_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

PRODUCT = r'''
import http.server, json, os, sys, urllib.parse, urllib.request, base64
WORDS = {
    "en": dict(hello="Welcome", safe="Security", phone="Phone number", agree="I agree", send="Send code", code="Code",
               check="Check", done="Your phone is protected", user="User name", word="Password", go="Sign in"),
    "de": dict(hello="Willkommen", safe="Sicherheit", phone="Telefonnummer", agree="Ich stimme zu", send="Code senden",
               code="Code", check="Prüfen", done="Ihr Telefon ist geschützt", user="Benutzername", word="Kennwort",
               go="Anmelden"),
}
STATE = {"code": "", "resets": 0}
def send(number):
    STATE["code"] = "246813"
    sid, token = os.environ["STAPSGEWIJS_ACCOUNT_SID"], os.environ["STAPSGEWIJS_AUTH_TOKEN"]
    url = f"{os.environ['STAPSGEWIJS_PHONE_NETWORK']}/2010-04-01/Accounts/{sid}/Messages.json"
    data = urllib.parse.urlencode({"To": number, "From": "+15005550006", "Body": f"Shop: {STATE['code']}"}).encode()
    key = base64.b64encode(f"{sid}:{token}".encode()).decode()
    urllib.request.urlopen(urllib.request.Request(url, data, {"Authorization": f"Basic {key}"}))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        _, language, *rest = self.path.split("?")[0].split("/")
        words = WORDS.get(language)
        if words is None:
            return self.say("<h1>404</h1>", 404)
        page = "/".join(rest)
        if page == "":
            self.say(f"""<form method=post action=/{language}/home>
                <label>{words['user']} <input autocomplete=username></label>
                <label>{words['word']} <input type=password></label><button>{words['go']}</button></form>""")
        elif page == "home":
            self.say(f"<h1>{words['hello']}</h1><nav><a href=/{language}/safe>{words['safe']}</a></nav>")
        elif page == "safe":
            self.say(f"""<h1>{words['safe']}</h1><form method=post action=/{language}/code>
                <label>{words['phone']}: * <input name=phone></label>
                <label><input type=checkbox required>{words['agree']}</label><button>{words['send']}</button></form>""")
        elif page == "code":
            self.say(f"""<h1>{words['safe']}</h1><form method=post action=/{language}/done><label>{words['code']}
                <input name=code></label><button>{words['check']}</button></form>""")
        elif page == "done":
            self.say(f"<h1>{words['done']}</h1>")
    def do_POST(self):
        sent = urllib.parse.parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        if self.path == "/reset":
            STATE.update(code="", resets=STATE["resets"] + 1)
            print("reset", flush=True)
            return self.say("ok")
        if self.path.endswith("/code"):
            send(sent["phone"][0])
        if self.path.endswith("/done") and sent["code"] != [STATE["code"]]:
            return self.say("<p role=alert>Wrong</p>", 400)
        self.do_GET()
    def say(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Shop</title>{body}".encode())
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
'''
ENGLISH = """\
---
lang: en
---
# Protect your phone

## <a name="protect"></a>Protect your phone

1. Follow **Security**.
2. Enter your number at **Phone number**, choose **I agree** and click **Send code**.

    ![The form](media/form.png)

3. Enter the code at **Code** and click **Check**.
"""
GERMAN = """\
---
lang: de-DE
---
# Das Telefon schützen

## <a name="protect"></a>Das Telefon schützen

1. Folgen Sie **Sicherheit**.
2. Geben Sie bei **Telefonnummer** Ihre Nummer ein, wählen Sie **Ich stimme zu** und klicken Sie auf **Code senden**.

    ![Das Formular](media/form.png)

3. Geben Sie bei **Code** den Code ein und klicken Sie auf **Prüfen**.
"""
FEATURE = """\
@guide:protect
Feature: Protect a phone
  Scenario: Mevrouw De Vries protects her phone
    Given Mevrouw De Vries who has signed in
    When Mevrouw De Vries follows the link "Security"
    Then step 1 of the guide is followed
    When Mevrouw De Vries fills in "Phone number"
    And Mevrouw De Vries ticks "I agree"
    Then the screen looks like "form.png"
    When Mevrouw De Vries clicks "Send code"
    Then step 2 of the guide is followed
    When Mevrouw De Vries types the code from the text message in "Code"
    And Mevrouw De Vries clicks "Check"
    Then Mevrouw De Vries sees the page "{end}"
    And step 3 of the guide is followed
"""
SETTINGS = """\
[project]
guides = ["docs/*/guide.md"]
source-language = "en"
[target]
base-url = "http://127.0.0.1:{port}"
command = '{python} product.py {port}'
before-scenario = "POST /reset"
language = "/{{language}}/"
[[accounts]]
user = "anna"
password = "geheim"
[values]
"Phone number" = "{{phone.number}}"
"Telefonnummer" = "{{phone.number}}"
[phone]
number = "06 12345678"
"""


class Shop:
    """A project in a folder, and `verify` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        port = free_port()
        self.write("product.py", PRODUCT)
        self.write("docs/en/guide.md", ENGLISH)
        self.write("docs/de/guide.md", GERMAN)
        self.write("features/protect.feature", FEATURE.format(end="Security"))
        self.write("stapsgewijs.toml", SETTINGS.format(port=port, python=shlex.quote(sys.executable)))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def verify(self, *arguments: str) -> tuple[int, str, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "stapsgewijs", "verify", "--json", "told.json", *arguments],
            cwd=self.folder, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        told = self.folder / "told.json"
        return done.returncode, done.stdout + done.stderr, json.loads(told.read_text("utf-8")) if told.exists() else {}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_one_set_of_features_follows_the_guide_in_both_languages(shop: Shop) -> None:
    shop.edit("features/protect.feature", 'sees the page "Security"', 'is on the page "Shop"')
    code, printed, told = shop.verify()
    assert code == 0, printed
    assert "2 guides: 6 of 6 documented steps followed and checked" in printed
    assert told == {}
    assert {each.name for each in shop.folder.glob("told*.json")} == {"told-de.json", "told-en.json"}
    assert (shop.folder / "build" / "target.log").read_text(encoding="utf-8").count("reset") == 2


def test_pictures_are_masked_and_kept_where_the_settings_say(shop: Shop) -> None:
    shop.edit("features/protect.feature", 'sees the page "Security"', 'is on the page "Shop"')
    shop.edit("docs/en/guide.md", "media/form.png", "https://cdn.example.org/img/form.png")
    shop.edit(
        "stapsgewijs.toml",
        "[[accounts]]",
        'pictures = { "https://cdn.example.org/img/" = "img/{language}" }\n[[accounts]]',
    )
    shop.edit("stapsgewijs.toml", "[phone]", '[pictures]\nmasks = ["Phone number"]\n[phone]')
    command = [sys.executable, "-m", "stapsgewijs", "pictures", "docs/en/guide.md"]
    told = []
    for arguments in (["--accept"], []):
        done = subprocess.run(
            [*command, *arguments], cwd=shop.folder, capture_output=True, text=True, timeout=120, check=False
        )
        told.append((done.returncode, done.stdout.splitlines()[-1], done.stderr))
    assert told == [(0, "accepted  img/en/form.png  line 11", ""), (0, "same  img/en/form.png  line 11", "")]
    words = (shop.folder / "img" / "en" / "form.aria.yml").read_text(encoding="utf-8")
    assert "+31612345678" not in words
    assert "▒▒▒" in words


def test_a_line_puts_the_product_into_the_language_of_the_guide(shop: Shop) -> None:
    shop.edit("features/protect.feature", 'sees the page "Security"', 'is on the page "Shop"')
    line = """language = 'the person opens "/{language}/"'\nsign-in = "/en/\""""
    shop.edit("stapsgewijs.toml", 'language = "/{language}/"', line)
    code, printed, _ = shop.verify("docs/de/guide.md")
    assert code == 0, printed
    shop.edit("stapsgewijs.toml", "the person opens", "the person frobs")
    code, printed, _ = shop.verify("docs/de/guide.md")
    assert code == 1
    assert "'language' ([target]): no step definition for “the person frobs \"/de/\"”" in printed


def test_a_picture_of_something_else_is_found(shop: Shop) -> None:
    lines = '    Then the screen looks like "form.png"\n    When Mevrouw De Vries clicks "Send code"\n'
    shop.edit("features/protect.feature", 'sees the page "Security"', 'is on the page "Shop"')
    shop.edit("features/protect.feature", lines, '    When Mevrouw De Vries clicks "Send code"\n' + lines[:43])
    code, printed, _ = shop.verify("docs/en/guide.md", "--strict")
    assert "docs/en/guide.md:11:5: warning picture-shows-something-else: “media/form.png” shows nothing of" in printed
    assert code == 1


def test_a_label_that_the_page_does_not_have_is_found_at_its_line(shop: Shop) -> None:
    shop.edit("features/protect.feature", 'sees the page "Security"', 'is on the page "Shop"')
    shop.edit("docs/en/guide.md", "**Send code**", "**Send me a code**")
    code, printed, _ = shop.verify("docs/en/guide.md")
    assert code == 1, printed
    assert "docs/en/guide.md:9:72" in printed
    assert "Send code" in printed
