"""What `proxy --check` finds, with names that lead where a test says; nothing but this machine is connected to."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from stapsgewijs.adapters import proxy_check
from stapsgewijs.adapters.proxy import Authority
from stapsgewijs.adapters.proxy_check import Destination, ProxyCheck, report
from stapsgewijs.adapters.proxy_clients import PROXY_CLIENTS, Way
from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.cli.main import command_line
from stapsgewijs.errors import StapsgewijsError
from tests.adapters.test_proxy import running_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HERE, PUBLIC = ["127.0.0.1"], ["203.0.113.7"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, Path]]:
    """Give the address of a proxy, the port of its TLS listener, and its certificate."""
    certificate, authority = tmp_path_factory.mktemp("ca") / "ca.pem", Authority.new()
    authority.write(certificate)
    with (
        running_server(build_app()) as simulator,
        running_proxy(simulator, authority) as port,
        running_proxy(simulator, authority, is_tls=True) as tls_port,
    ):
        yield f"http://127.0.0.1:{port}", tls_port, certificate


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.create_connection

    def checked(address: tuple[str, int], *more: object, **others: object) -> socket.socket:
        assert address[0] in {"127.0.0.1", "localhost"}, f"connected to {address}"
        return connect(address, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", checked)


def destinations(
    running: tuple[str, int, Path], environment: Mapping[str, str], leads: list[str], port: int | None = None
) -> dict[str, Destination]:
    _, tls_port, certificate = running
    check = ProxyCheck(
        environment, certificate, lambda host: leads if host.endswith("twilio.com") else HERE, port or tls_port
    )
    return {
        f"{each.ecosystem} {each.name.partition(',')[0]}": route.destination
        for each, route in check.clients(()).items()
    }


def trust(certificate: Path) -> dict[str, str]:
    return dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), str(certificate))


def test_what_reads_the_variable_reaches_the_simulator_and_all_else_gets_out(running: tuple[str, int, Path]) -> None:
    proxy, _, certificate = running
    found = destinations(running, {"HTTPS_PROXY": proxy, **trust(certificate)}, PUBLIC)
    reach = {each for each, destination in found.items() if destination is Destination.SIMULATOR}
    assert reach == {
        f"{each.ecosystem} {each.name.partition(',')[0]}" for each in PROXY_CLIENTS if each.way is Way.HTTPS_PROXY
    }
    assert {found[each] for each in found.keys() - reach} == {Destination.REAL_PROVIDER}


def test_with_a_hosts_entry_everything_reaches_the_simulator(running: tuple[str, int, Path]) -> None:
    found = destinations(running, trust(running[2]), HERE)
    assert set(found.values()) == {Destination.SIMULATOR}


@pytest.mark.parametrize(
    "leads", [PUBLIC, ["127.0.0.1", "8.8.8.8"], ["2606:4700::1111"], ["::ffff:8.8.8.8"], ["169.254.169.254"]]
)
def test_a_public_address_is_never_connected_to(running: tuple[str, int, Path], leads: list[str]) -> None:
    assert set(destinations(running, {}, leads).values()) == {Destination.REAL_PROVIDER}


@pytest.mark.parametrize(
    ("environment", "destination", "why"),
    [
        (
            {"HTTPS_PROXY": "{proxy}", "NO_PROXY": "localhost,.twilio.com"},
            Destination.REAL_PROVIDER,
            "NO_PROXY exempts it",
        ),
        ({"HTTPS_PROXY": "{proxy}", "NO_PROXY": "*"}, Destination.REAL_PROVIDER, "NO_PROXY exempts it"),
        (
            {"https_proxy": "{proxy}", "no_proxy": "example.com"},
            Destination.SIMULATOR,
            "this proxy, in front of http://",
        ),
        (
            {"HTTPS_PROXY": "{proxy}", "NO_PROXY": "x api.twilio.com:443"},
            Destination.REAL_PROVIDER,
            "NO_PROXY exempts it",
        ),
        (
            {"HTTPS_PROXY": "{proxy}", "NO_PROXY": "verify.twilio.com"},
            Destination.REAL_PROVIDER,
            "and verify.twilio.com is",
        ),
        (
            {"https_proxy": "{proxy}", "HTTPS_PROXY": "http://8.8.8.8:3128"},
            Destination.REAL_PROVIDER,
            "a public address",
        ),
        ({"ALL_PROXY": "http://8.8.8.8:3128"}, Destination.REAL_PROVIDER, "leads to http://8.8.8.8:3128"),
        ({"HTTPS_PROXY": "https{proxy_rest}"}, Destination.NOBODY, "https:// asks for something else"),
        ({"HTTPS_PROXY": "socks5{proxy_rest}"}, Destination.NOBODY, "write http://"),
        ({"all_proxy": "{proxy}"}, Destination.SIMULATOR, "this proxy, in front of http://"),
        ({"HTTPS_PROXY": "http://8.8.8.8:3128"}, Destination.REAL_PROVIDER, "a public address (not connected to)"),
        ({"HTTPS_PROXY": "http://127.0.0.1:9"}, Destination.NOBODY, "where nothing answers"),
        ({"HTTPS_PROXY": "http://127.0.0.1:x"}, Destination.NOBODY, "which is no address"),
        ({"HTTPS_PROXY": "{proxy}", "REQUESTS_CA_BUNDLE": "/nowhere.pem"}, Destination.NOBODY, "does not trust"),
        ({"HTTPS_PROXY": "{proxy}", "REQUESTS_CA_BUNDLE": ""}, Destination.NOBODY, "REQUESTS_CA_BUNDLE is not set"),
    ],
)
def test_it_says_why(
    running: tuple[str, int, Path], environment: dict[str, str], destination: Destination, why: str
) -> None:
    proxy, port, certificate = running
    given = {
        **trust(certificate),
        **{name: each.format(proxy=proxy, proxy_rest=proxy[4:]) for name, each in environment.items()},
    }
    check = ProxyCheck(given, certificate, lambda host: ["8.8.8.8"] if host.endswith("twilio.com") else HERE, port)
    route = next(iter(check.clients(["requests"]).values()))
    assert route.destination is destination
    assert why in route.why


def test_another_proxy_is_not_asked_for_the_provider(running: tuple[str, int, Path]) -> None:
    asked: list[bytes] = []

    def answer(server: socket.socket) -> None:
        line, _ = server.accept()
        with line:
            asked.append(line.recv(1000))
            line.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\nsomebody else's")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        found = destinations(running, {"HTTPS_PROXY": f"http://127.0.0.1:{server.getsockname()[1]}"}, HERE)
        thread.join(60)
    assert found["Python httpx"] is Destination.REAL_PROVIDER
    assert b"twilio" not in asked[0]


def test_a_certificate_of_somebody_else_is_asked_nothing(running: tuple[str, int, Path]) -> None:
    with running_proxy("http://127.0.0.1:9", Authority.new(), is_tls=True) as port:
        check = ProxyCheck({}, running[2], lambda _: HERE, port)
        assert {each.destination for each in check.names.values()} == {Destination.REAL_PROVIDER}
        assert "not of this proxy" in check.names["api.twilio.com"].why


def test_java_says_its_proxy_in_options(running: tuple[str, int, Path]) -> None:
    proxy, port, certificate = running
    options = f"-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={proxy.rpartition(':')[2]}"
    check = ProxyCheck({"JAVA_TOOL_OPTIONS": options}, certificate, lambda _: ["8.8.8.8"], port)
    assert {each.destination for each in check.clients(["java"]).values()} == {Destination.SIMULATOR}
    assert {each.destination for each in check.clients(["fetch"]).values()} == {Destination.REAL_PROVIDER}


@pytest.mark.parametrize(
    ("options", "destination"),
    [
        ("-Dhttp.nonProxyHosts=localhost|*.twilio.com", Destination.REAL_PROVIDER),
        ("-Dx=*.twilio.com", Destination.SIMULATOR),
    ],
)
def test_java_says_in_options_whom_it_asks_itself(
    running: tuple[str, int, Path], options: str, destination: Destination
) -> None:
    proxy, port, certificate = running
    options += f" -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={proxy.rpartition(':')[2]}"
    check = ProxyCheck({"JAVA_TOOL_OPTIONS": options}, certificate, lambda _: ["8.8.8.8"], port)
    assert {each.destination for each in check.clients(["java"]).values()} == {destination}


def test_the_sdk_for_node_reads_one_variable_in_capitals_and_exempts_nobody(running: tuple[str, int, Path]) -> None:
    proxy, port, certificate = running
    for environment, destination in (
        ({"http_proxy": proxy}, Destination.REAL_PROVIDER),
        ({"HTTP_PROXY": proxy}, Destination.SIMULATOR),
        ({"HTTP_PROXY": proxy, "NO_PROXY": "*"}, Destination.SIMULATOR),
    ):
        check = ProxyCheck({**environment, **trust(certificate)}, certificate, lambda _: ["8.8.8.8"], port)
        [route] = check.clients(["node: the"]).values()
        assert route.destination is destination, environment
        assert ("http_proxy is, which it does not read" in route.why) is ("http_proxy" in environment)


def test_an_exemption_of_another_provider_is_told(running: tuple[str, int, Path]) -> None:
    proxy, port, certificate = running
    environment = {"HTTPS_PROXY": proxy, "NO_PROXY": "169.254.169.254,.amazonaws.com", **trust(certificate)}
    lines, _ = report(ProxyCheck(environment, certificate, lambda _: HERE, port), ["requests"])
    assert [each for each in lines if each.startswith("NO_PROXY exempts")] == [
        "NO_PROXY exempts sns.eu-west-1.amazonaws.com (aws-sns): a system that sends by it would get out"
    ]


def test_the_report_ends_with_the_worst(running: tuple[str, int, Path]) -> None:
    check = ProxyCheck({}, running[2], lambda _: ["8.8.8.8"], running[1])
    lines, worst = report(check)
    assert worst is Destination.REAL_PROVIDER
    assert "  none is set" in lines
    assert lines[-1].startswith("the real provider would have been reached")
    assert any("Node: fetch: WOULD HAVE GOT OUT" in each for each in lines)


def test_what_cannot_be_checked_is_said(
    running: tuple[str, int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StapsgewijsError, match="is no certificate"):
        ProxyCheck({}, tmp_path / "none.pem")
    check = ProxyCheck({}, running[2], lambda _: [], running[1])
    with pytest.raises(StapsgewijsError, match="--client cobol: no client is called so; there are Python"):
        check.clients(["Cobol"])
    monkeypatch.setattr(proxy_check.ProxyCheck.__init__, "__defaults__", (lambda _: ["8.8.8.8"], 443))
    done = CliRunner().invoke(command_line(), ["proxy", "--check", "--ca", str(running[2]), "--client", "fetch"])
    assert done.exit_code == 1
    assert "WOULD HAVE GOT OUT" in done.output
