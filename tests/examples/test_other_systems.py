"""Systems of others, unchanged, and programs in other languages, each as the README of its example says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.external.installed import World, environment, needs, node_project, python_with, running, world
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.long, pytest.mark.process]

EXAMPLES = Path(__file__).parents[2] / "examples"
ANNA = "+31612345678"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as found:
        yield found


def phone(made: World, what: str) -> Any:  # noqa: ANN401  # JSON
    answer = httpx.get(f"{made.simulator}/api/v1/handsets/{ANNA}/{what}", timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(autouse=True)
def nothing_yet(made: World) -> None:
    httpx.post(f"{made.simulator}/api/v1/reset", timeout=60).raise_for_status()


def test_flask_security_too_asks_for_the_code_on_the_phone(made: World, tmp_path: Path) -> None:
    example, url = EXAMPLES / "flask-security", f"http://127.0.0.1:{(port := free_port())}"
    python = python_with(example / "requirements.lock", tmp_path / "venv")
    command = [str(python), str(example / "product.py"), str(port)]
    with running(command, tmp_path, made.python(), f"{url}/login"), httpx.Client(base_url=url, timeout=60) as browser:
        browser.headers["Accept"] = "application/json"

        def ask(path: str, **fields: str) -> httpx.Response:
            return browser.post(path, json=fields)

        signed_in = ask("/login", email="anna@example.com", password="secret-of-anna").json()["response"]
        assert (signed_in["tf_required"], signed_in["tf_state"]) == (True, "setup_from_login")
        assert ask("/tf-setup", setup="sms", phone=ANNA).status_code == 200
        code = phone(made, "code?timeout=50")["code"]
        assert ask("/tf-validate", code="000000" if code != "000000" else "111111").status_code == 400
        assert ask("/tf-validate", code=code).status_code == 200
        assert ask("/logout").status_code == 200
        again = ask("/login", email="anna@example.com", password="secret-of-anna").json()["response"]
        assert again["tf_state"] == "ready"
        code = re.findall(r"\d{6}", phone(made, "messages")[-1]["body"])[0]
        assert ask("/tf-validate", code=code).status_code == 200


def test_better_auth_signs_in_with_the_code_on_the_phone(made: World, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    folder = node_project(EXAMPLES / "better-auth", tmp_path / "project")
    command = [needs("node"), "server.mjs", str(port)]
    with running(command, folder, made.node(), f"{url}/api/auth/ok"), httpx.Client(base_url=url, timeout=60) as browser:
        browser.headers["Origin"] = url
        sent = browser.post("/api/auth/phone-number/send-otp", json={"phoneNumber": ANNA})
        assert sent.status_code == 200, sent.text
        code = phone(made, "code?timeout=50")["code"]
        wish = {"phoneNumber": ANNA, "code": "000000" if code != "000000" else "111111"}
        assert browser.post("/api/auth/phone-number/verify", json=wish).status_code == 400
        signed_in = browser.post("/api/auth/phone-number/verify", json={**wish, "code": code})
        assert (signed_in.status_code, signed_in.json()["user"]["phoneNumber"]) == (200, ANNA), signed_in.text


def test_a_program_with_the_official_sdk_for_node_reaches_the_phone(made: World, tmp_path: Path) -> None:
    folder = node_project(EXAMPLES / "node-sdk", tmp_path / "project")
    command = [needs("node"), "send.mjs", ANNA, "509326 is your code."]
    done = subprocess.run(
        command, cwd=folder, env=made.node(), capture_output=True, text=True, timeout=120, check=False
    )
    shown = re.search(
        r"```text\n(.*?)```", (EXAMPLES / "node-sdk" / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown
    assert done.stdout == shown[1], done.stderr
    assert phone(made, "messages")[0]["body"] == "509326 is your code."
    assert phone(made, "calls/next?timeout=50")["status"] == "ringing"
    assert len(phone(made, "code?timeout=50")["code"]) == 6


@pytest.mark.parametrize(
    ("program", "file"), [("sh", "read-code.sh"), ("node", "read-code.mjs"), ("java", "ReadCode.java")]
)
def test_any_language_reads_the_code(made: World, program: str, file: str) -> None:
    command = [needs(program), str(EXAMPLES / "any-language" / file), made.simulator]
    needs("curl")
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "509326\n"), done.stderr
    assert [each["id"] for each in httpx.get(f"{made.simulator}/api/v1/organisations", timeout=60).json()] == [
        "contoso"
    ]
