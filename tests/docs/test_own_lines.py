"""The example of `docs/own-lines.md` does what the page says, and the page names what there is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import stapsgewijs.scenarios as public
from stapsgewijs.scenarios.plugin.line_reference import api_reference
from tests.free_port import free_port

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-lines.md").read_text(encoding="utf-8")
PRODUCT = """\
import http.server, sys
PAGE = '''<!doctype html><title>Shop</title><h1>Shop</h1>
<section><h2>Tea</h2><button onclick="basket.textContent++">Add to basket</button></section>
<section><h2>Coffee</h2><button>Add to basket</button></section><p data-testid="basket" id="basket">0</p>'''
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
GUIDE = "---\nlang: en\n---\n# Buy tea\n\n1. Click **Add to basket**.\n"
CONFTEST = """\
from stapsgewijs.scenarios import People, line

@line("nothing else happens")
def nothing(people: People) -> None:
    assert people["Anna"].page.title() == "Shop"
"""


def test_the_page_says_what_there_is() -> None:
    assert PAGE.endswith(api_reference()), "write the end of docs/own-lines.md again, of line_reference.api_reference()"
    assert set(re.findall(r"`(\w+)`", PAGE.partition("Everything is imported from")[2].partition("\n\n")[0])) <= {
        *public.__all__,
        "Other",
    }
    assert [getattr(public, name).__name__ for name in public.__all__] == public.__all__
    with pytest.raises(AttributeError, match="has no attribute 'Visitor'"):
        _ = public.Visitor  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.process
def test_the_example_is_run(tmp_path: Path) -> None:
    (python,) = re.findall(r"```python\n# steps/basket.py\n(.*?)```", PAGE, re.DOTALL)
    (feature,) = re.findall(r"```gherkin\n(.*?)```", PAGE, re.DOTALL)
    port = free_port()
    files = {
        "steps/basket.py": python,
        "features/buying.feature": f"{feature}    And nothing else happens\n",
        "features/conftest.py": CONFTEST,
        "conftest.py": "raise RuntimeError('this one is of the tests of the product')",
        "guide.md": GUIDE,
        "product.py": PRODUCT,
        "stapsgewijs.toml": f"""\
[project]
guides = ["guide.md"]
source-language = "en"
[target]
base-url = "http://127.0.0.1:{port}"
command = '{shlex.quote(sys.executable)} product.py {port}'
""",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def verify() -> str:
        command = [sys.executable, "-m", "stapsgewijs", "verify", "--all-scenarios"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        return done.stdout + done.stderr

    assert "✓ Anna buys tea" in verify()
    (tmp_path / "features" / "buying.feature").write_text(feature.replace("2 articles", "3 articles"), "utf-8")
    assert "the basket has 2 articles, not 3" in verify()
