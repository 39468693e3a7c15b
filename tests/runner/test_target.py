"""What is started for a product, and what is told of one that cannot be followed. Without a browser."""

from __future__ import annotations

import os
import shlex
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.project import Project, default_project, load_project
from stapsgewijs.runner import target as target_module
from stapsgewijs.runner.target import Wish, check_answers, open_target
from stapsgewijs.testing.http import HttpClient
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PRODUCT = """\
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["PROVIDER"].encode())
    def log_message(self, *args): pass
print("started with", os.environ["STAPSGEWIJS_ACCOUNT_SID"], flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code = int(self.path.strip("/") or 200)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/302")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def answers() -> Iterator[str]:
    """Serve pages that answer with the status that their address names."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Project:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "product.py").write_text(PRODUCT, encoding="utf-8")
    (tmp_path / "stapsgewijs.toml").write_text(
        f"""\
[target]
base-url = "http://127.0.0.1:{port}"
command = '{shlex.quote(sys.executable)} product.py {port}'
environment = {{ PROVIDER = "{{phone-network}} {{auth-token}}" }}
start-seconds = 120
[phone]
account-sid = "AC0123456789abcdef0123456789abcdef"
auth-token = "a-token-for-tests"
[[accounts]]
user = "anna"
password = "geheim"
""",
        encoding="utf-8",
    )
    return load_project(tmp_path / "stapsgewijs.toml")


def edited(project: Project, old: str, new: str) -> Project:
    text = project.settings.read_text(encoding="utf-8")
    assert old in text
    project.settings.write_text(text.replace(old, new), encoding="utf-8")
    return load_project(project.settings)


def opened(project: Project, wish: Wish = Wish()) -> tuple[str, ...]:  # noqa: B008  # a value
    with open_target(project, wish, lambda _: None) as arguments:
        return arguments


@pytest.mark.process
def test_the_product_runs_with_its_phone_network_for_the_time_of_the_run(project: Project) -> None:
    told: list[str] = []
    with open_target(project, Wish(), told.append) as arguments, HttpClient() as client:
        known = dict(zip(arguments[::2], arguments[1::2], strict=True))
        url, network = known["--base-url"], known["--system-network"]
        assert client.request("GET", url).text == f"{network} a-token-for-tests"
        assert client.request("GET", f"{network}/api/v1/account").json()["auth_token"] == "a-token-for-tests"
    assert [each.partition(":")[0] for each in told] == ["phone network", "product"]
    assert "geheim" not in str(arguments)
    for each in (url, network):
        with pytest.raises(StapsgewijsError, match=r"cannot be reached \(Connection refused\)"):
            check_answers(each)


@pytest.mark.process
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("product.py", "weg.py", r"the product ended at once, with exit code 2: (.|\n)*can't open file"),
        ("command = '", "command = 'nergens ", r"cannot start the product: nergens .*: No such file or directory"),
        ("command = '", "command = 'a \"", r"cannot start the product: .*: No closing quotation"),
    ],
)
def test_a_product_that_does_not_start_is_told_with_what_it_said(
    project: Project, old: str, new: str, says: str
) -> None:
    with pytest.raises(StapsgewijsError, match=says):
        opened(edited(project, old, new))


@pytest.mark.process
def test_a_product_that_does_not_answer_in_its_time_is_told(project: Project) -> None:
    """It never answers: one that starts may do so before anybody looks."""
    (project.settings.parent / "product.py").write_text("import threading; threading.Event().wait()", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"does not answer within 0 s: (.|\n)*cannot be reached"):
        opened(edited(project, "start-seconds = 120", "start-seconds = 0\nsign-in = '/'"))


def test_a_product_with_a_proxy_has_it_in_every_variable_that_clients_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy of the machine itself would lead to the real provider."""
    for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "no_proxy"):
        monkeypatch.setenv(name, "api.twilio.com")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1g")
    del project
    with target_module._proxy("http://127.0.0.1:9") as given:  # noqa: SLF001  # the product would only repeat it
        after = {**os.environ, **given}
        address = after["HTTPS_PROXY"]
        assert {after[name] for name in ("https_proxy", "HTTP_PROXY", "http_proxy")} == {address}
        assert after["no_proxy"] == after["NO_PROXY"] == "localhost,127.0.0.1,::1"
        assert after["JAVA_TOOL_OPTIONS"].startswith("-Xmx1g -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=")
        assert Path(after["SSL_CERT_FILE"]).is_file()


def test_an_authority_for_callbacks_is_read_where_the_network_is_started(project: Project, answers: str) -> None:
    with pytest.raises(StapsgewijsError, match=r"certs/ca\.pem: cannot be read"):
        opened(edited(project, "[phone]", '[phone]\ncallback-ca = "certs/ca.pem"'))
    del answers


def test_a_product_that_runs_already_is_not_started_beside_it(project: Project, answers: str, port: int) -> None:
    with open_target(project, Wish(base_url=answers, network=""), lambda _: None) as arguments:
        assert arguments[:2] == ("--base-url", answers)
    edited(project, f'base-url = "http://127.0.0.1:{port}"', f'base-url = "{answers}"')
    with pytest.raises(StapsgewijsError, match=r"something answers at .* already: stop it, or leave out 'command'"):
        opened(load_project(project.settings))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/404", r"/404 answers 404 Not Found; is 'base-url', or 'sign-in', the address of a page\?"),
        ("/503", r"/503 answers 503 Service Unavailable: the product fails there"),
        ("/401", r"/401 answers 401 Unauthorized; it asks for a password of HTTP itself"),
        ("/302", r"/302 redirects in a circle"),
    ],
)
def test_what_a_product_answers_is_told(answers: str, path: str, says: str) -> None:
    with pytest.raises(StapsgewijsError, match=says):
        check_answers(answers + path)


def test_a_product_that_answers_is_fine(answers: str) -> None:
    check_answers(answers)


def test_a_certificate_that_is_not_trusted_is_told_and_can_be_taken() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}"
        with pytest.raises(StapsgewijsError, match=r"has a certificate that is not trusted here .* check-certificate"):
            check_answers(url)
        check_answers(url, trusts_all=True)
        server.shutdown()


def test_the_wrong_scheme_is_told(answers: str) -> None:
    with pytest.raises(StapsgewijsError, match=r"does not speak TLS .* is it an http: address\?"):
        check_answers(answers.replace("http:", "https:"))


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish(network="http://127.0.0.1:9"), "say with --base-url where it is"),
        (Wish(accounts=("anna:geheim",)), "say with --base-url where it is"),
        (Wish(base_url="127.0.0.1:5000"), "'127.0.0.1:5000' is no address of a web server; write it as http://"),
        (Wish(base_url="http://127.0.0.1:9", accounts=("anna",)), "--account anna: write it as user:password"),
        (Wish(base_url="http://127.0.0.1:9", network="http://127.0.0.1:9"), "no phone network answers at"),
        (
            Wish(base_url="http://127.0.0.1:9", accounts=("anna:a", "bram:b"), workers=3),
            r"3 browsers at the same time \(-n\) need an account each; there are 2",
        ),
    ],
)
def test_what_does_not_fit_is_told(wish: Wish, says: str) -> None:
    with pytest.raises(StapsgewijsError, match=says):
        opened(default_project(), wish)


def test_without_a_target_it_is_the_simulator() -> None:
    assert opened(default_project()) == ()
