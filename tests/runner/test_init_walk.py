"""A project made by a walk through a made-up product, and followed: German, one page that never loads, a dialog."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

import pytest

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.cli.main import run
from stapsgewijs.project import load_project
from stapsgewijs.runner.init import InitWish, make_project
from stapsgewijs.runner.target import Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
pytestmark = [pytest.mark.browser, pytest.mark.process]

SHOP = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Werkstatt</title><body>
<nav aria-label="Konto"><a href="#sicher" id="link">Sicherheit</a></nav>
<main id="main"><h1>Übersicht</h1></main>
<dialog id="dialog" aria-labelledby="t"><h2 id="t">Nummer hinzufügen</h2>
 <label for="tel">Mobilnummer *</label><input id="tel" type="tel" required>
 <label for="art">Art</label>
 <select id="art"><option>Bitte wählen</option><option>SMS</option><option>Anruf</option></select>
 <div><input type="checkbox" id="agree"><label for="agree">Ich stimme zu</label></div>
 <button id="save">Speichern</button>
</dialog>
<script>
const later = work => setTimeout(work, 200);
const [link, main, dialog, tel, save] = ['link', 'main', 'dialog', 'tel', 'save'].map(e => document.getElementById(e));
link.onclick = event => { event.preventDefault(); later(() => {
    main.innerHTML = '<h1>Sicherheit</h1><p>Noch keine Nummer</p><button id="add">Hinzufügen</button>' +
        '<button>Speichern</button>';
    document.getElementById('add').onclick = () => dialog.showModal();
}); };
save.onclick = () => { if (!tel.reportValidity()) return; later(() => {
    dialog.close();
    main.innerHTML = '<h1>Sicherheit</h1><p role="status">Nummer gespeichert</p>' +
        '<label for="note">Notiz:</label><input id="note"><button id="end">Fertig</button>';
    document.getElementById('end').onclick = () => { main.innerHTML = `<h1>Danke, ${note.value}</h1>`; };
}); };
</script></body></html>"""
GUIDE = """\
---
lang: de-DE
---
# Nummer hinterlegen

1. Klicken Sie auf den Link **Sicherheit** und dann auf **Hinzufügen**.
2. Geben Sie Ihre Nummer in **Mobilnummer** ein. Wählen Sie **SMS** unter **Art**.
3. Aktivieren Sie **Ich stimme zu** und klicken Sie auf **Speichern**.
4. Sie sehen **Nummer gespeichert**. Geben Sie in **Notiz** etwas ein und klicken Sie auf **Fertig**.
"""


class Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = SHOP.encode()
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[str, ...]]:
    """Return the options for the product and for the phone network beside it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with running_server(build_app()) as network:
        yield "--base-url", f"http://127.0.0.1:{server.server_port}", "--phone-network", network
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: tuple[str, ...]) -> Callable[[], int]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nummer.md").write_text(GUIDE, encoding="utf-8")
    return lambda: in_a_thread(lambda: run(["init", *shop]))


def in_a_thread(work: Callable[[], T]) -> T:
    """Return what `work` does in a thread of its own: in this one, Playwright may be open for another test."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def verify(folder: Path, shop: tuple[str, ...]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "stapsgewijs", "verify", *shop[2:], "--json", "told.json", "--strict"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_what_is_not_known_is_asked_for_and_the_rest_goes_on_after_the_answer(
    init: Callable[[], int], tmp_path: Path, shop: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert init() == 1
    (asked,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("nummer.md:9:")]
    assert asked.endswith('what is typed in “Notiz”? Add to the settings: [values] "Notiz" = "what one types"')
    feature = (tmp_path / "features" / "nummer-hinterlegen.feature").read_text(encoding="utf-8")
    assert "    When step 4 of the guide is still to be decided\n" in feature
    settings = tmp_path / "stapsgewijs.toml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}"Notiz" = "Anna"\n', encoding="utf-8")
    assert init() == 0
    code, printed = verify(tmp_path, shop)
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert [each["result"] for each in told["procedures"][0]["steps"]] == ["followed and checked"] * 4, printed
    assert code == 0


def test_what_is_still_to_be_decided_never_passes(
    init: Callable[[], int], tmp_path: Path, shop: tuple[str, ...]
) -> None:
    init()
    code, printed = verify(tmp_path, shop)
    assert code == 1
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["procedures"][0]["steps"][3]["outcome"] == "failed"
    assert "step 4 is still to be decided" in printed


def test_what_somebody_answers_is_kept_in_the_settings(
    init: Callable[[], int], tmp_path: Path, shop: tuple[str, ...]
) -> None:
    del init  # the folder with the guide
    wish = InitWish(target=Wish(shop[1], shop[3]), ask=lambda name: f"{name} of Anna")
    assert in_a_thread(lambda: make_project(tmp_path, wish, lambda _: None)).questions == []
    assert dict(load_project(tmp_path / "stapsgewijs.toml").values) == {
        "Mobilnummer": "{phone.number}",
        "Notiz": "Notiz of Anna",
    }
