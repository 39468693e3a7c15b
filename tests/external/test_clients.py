"""Which variable each kind of client reads, tried: what the proxy prints, `--check` believes and docs/provider.md says.

A client is first watched with a host that does not exist (`.invalid`): only one that was seen to use the proxy is let
ask for the provider's own host, so that nothing can get out.
"""

from __future__ import annotations

import socket
import subprocess
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.adapters.proxy_clients import PROXY_CLIENTS, Way
from tests.external.installed import World, environment, needs, node_project, python_with, world

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.long, pytest.mark.process]

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "provider.md").read_text(encoding="utf-8")
PROGRAMS = HERE / "programs"
NOWHERE = "https://provider.invalid/2010-04-01/Accounts/"
PROVIDER = "https://api.twilio.com/2010-04-01/Accounts/"
CLIENTS: Final = {
    "requests": ("Python", "requests, and the provider's SDK with it"),
    "httpx": ("Python", "httpx"),
    "aiohttp": ("Python", "aiohttp"),
    "twilio": ("Node", "the provider's SDK"),
    "axios": ("Node", "axios"),
    "fetch": ("Node", "fetch"),
    "got": ("Node", "got"),
    "java": ("Java", "HttpURLConnection, java.net.http"),
    "faraday": ("Ruby", "Faraday, and the provider's SDK with it"),
    "net_http": ("Ruby", "Net::HTTP"),
    "php": ("PHP", "curl, and the provider's SDK with it"),
    "go": ("Go", "net/http, and the provider's SDK with it"),
}
KNOWN = {(each.ecosystem, each.name): each for each in PROXY_CLIENTS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clients")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[World]:
    with world(folder) as made:
        yield made


class Programs:
    """The commands that run each client; what a client needs is installed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str, certificate: Path) -> list[str]:
        """Return the command of a client, or skip the test."""
        ecosystem = CLIENTS.get(name, ("Python", ""))[0]
        if ecosystem == "Python":
            return [*self._python, name]
        if ecosystem == "Node":
            return [*self._node, name]
        if ecosystem == "Ruby":
            return self._ruby(name)
        if ecosystem == "PHP":
            return [*self._php, "-d", f"curl.cainfo={certificate}", str(PROGRAMS / "client.php")]
        return self._go if ecosystem == "Go" else [needs("java"), str(PROGRAMS / "Client.java")]

    @cached_property
    def _python(self) -> list[str]:
        return [str(python_with(HERE / "requirements.lock", self._folder / "venv")), str(PROGRAMS / "client.py")]

    @cached_property
    def _node(self) -> list[str]:
        return [needs("node"), str(node_project(HERE / "node", self._folder / "node") / "client.mjs")]

    @cached_property
    def _php(self) -> list[str]:
        php = needs("php")
        if "curl" not in subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout.split():
            pytest.skip("PHP has no curl")
        return [php]

    @cached_property
    def _go(self) -> list[str]:
        go, built = needs("go"), str(self._folder / "client")
        subprocess.run([go, "build", "-o", built, str(PROGRAMS / "client.go")], check=True, timeout=600)
        return [built]

    @staticmethod
    def _ruby(name: str) -> list[str]:
        ruby, package = needs("ruby"), name.replace("_", "/")
        if subprocess.run([ruby, "-e", f"require '{package}'"], capture_output=True, check=False).returncode:
            pytest.skip(f"Ruby has no {package}")
        return [ruby, str(PROGRAMS / f"{name}.rb")]


@pytest.fixture(scope="module")
def programs(folder: Path) -> Programs:
    return Programs(folder)


class Recorder:
    """A proxy that notes the first line that it is sent, and refuses."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line:
                self.heads.append(line.recv(4096))
                line.sendall(b"HTTP/1.1 403 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


def does_use(command: list[str], given: dict[str, str], recorder: Recorder) -> bool:
    before = len(recorder.heads)
    subprocess.run(
        [*command, f"{NOWHERE}AC.json", "AC" + "0" * 32, "x"], env=given, capture_output=True, timeout=120, check=False
    )
    return any(b"provider.invalid" in each for each in recorder.heads[before:])


def asks(command: list[str], given: dict[str, str], running: World, url: str = PROVIDER) -> str:
    asked = [*command, f"{url}{running.sid}.json", running.sid, running.token]
    done = subprocess.run(asked, env=given, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout.strip() or done.stderr[-2000:]


def variables(way: Way, proxy: str) -> dict[str, str]:
    host, _, port = proxy.removeprefix("http://").partition(":")
    if way is Way.JAVA_PROPERTIES:
        return {"JAVA_TOOL_OPTIONS": f"-Dhttps.proxyHost={host} -Dhttps.proxyPort={port}"}
    return {str(way): proxy} if way in {Way.HTTPS_PROXY, Way.HTTP_PROXY} else {}


def trusted(name: str, running: World) -> dict[str, str]:
    """Return the variables of trust that the proxy prints for a client."""
    client, certificate = KNOWN[CLIENTS[name]], running.certificate
    if client.way is not Way.JAVA_PROPERTIES:
        return {client.trusts[0]: str(certificate)} if client.trusts[0].isupper() else {}
    store = certificate.with_name("ca.pem.p12")
    if not store.exists():
        line = next(each for each in client.sets if "keytool" in each).strip("()").format(ca=certificate)
        subprocess.run([needs("keytool"), *line.split()[1:]], check=True, capture_output=True, timeout=60)
    options = variables(client.way, running.proxy)["JAVA_TOOL_OPTIONS"]
    trust = f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=changeit"
    return {"JAVA_TOOL_OPTIONS": f"{options} {trust}"}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_reads_what_is_said_and_nothing_else(name: str, running: World, programs: Programs) -> None:
    client = KNOWN[CLIENTS[name]]
    program = programs.of(name, running.certificate)
    recorder = Recorder()
    try:
        reads = {
            way
            for way in Way
            if (given := variables(way, recorder.url)) and does_use(program, environment(**given), recorder)
        }
    finally:
        recorder.close()
    if client.way in {Way.NAME, Way.NODE_OPTION}:
        assert reads == set()
        return
    assert client.way in reads
    assert "ignored" not in client.sets[0] or Way.HTTPS_PROXY not in reads
    given = environment(**{**variables(client.way, running.proxy), **trusted(name, running)})
    assert asks(program, given, running) == "200"


def test_aiohttp_reads_the_variable_with_its_switch(running: World, programs: Programs) -> None:
    program = programs.of("aiohttp-trust-env", running.certificate)
    recorder = Recorder()
    try:
        assert does_use(program, environment(HTTPS_PROXY=recorder.url), recorder)
    finally:
        recorder.close()
    given = environment(HTTPS_PROXY=running.proxy, SSL_CERT_FILE=str(running.certificate))
    assert asks(program, given, running) == "200"


@pytest.mark.parametrize("name", [each for each, (ecosystem, _) in CLIENTS.items() if ecosystem == "Node"])
def test_clients_of_node_reach_the_listener_where_the_name_leads_there(
    name: str, running: World, programs: Programs
) -> None:
    program = programs.of(name, running.certificate)
    hosts = Path(program[1]).with_name("hosts.cjs")
    given = environment(NODE_OPTIONS=f"--require {hosts}", NODE_EXTRA_CA_CERTS=str(running.certificate))
    url = PROVIDER.replace("api.twilio.com", f"api.twilio.com:{running.tls_port}")
    assert asks(program, given, running, url) == "200"


def test_what_is_tried_here_is_all_that_is_said_but_what_is_documented_elsewhere() -> None:
    assert {*CLIENTS.values()} == {(each.ecosystem, each.name) for each in PROXY_CLIENTS if not each.documented}
    section = PAGE.partition("### What each client reads")[2].partition("\n### ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
    assert rows[1:] == [f"{each.ecosystem}: {each.name}" for each in PROXY_CLIENTS]
