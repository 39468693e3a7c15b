"""`stapsgewijs proxy`: run the proxy, say what a system under test has to be given, and stop on Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click

from stapsgewijs.cli.grouped_help import Command
from stapsgewijs.cli.options import (
    ADDRESS,
    FILE,
    PORT,
    RUNNING,
    access_token,
    option,
    token_file_option,
    token_option,
    warn_of_secret,
)
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from stapsgewijs.adapters.proxy import Authority

_OK_STATUS: Final = 200
_HTTPS: Final = 443
_MAX_PORT: Final = 65535
_NO_PROXY: Final = "localhost,127.0.0.1,::1"


@click.command(cls=Command)
@option(
    ADDRESS,
    "--simulator",
    default="http://127.0.0.1:8025",
    show_default=True,
    metavar="URL",
    help="The simulator that answers instead of the provider.",
)
@option(
    ADDRESS,
    "--port",
    type=PORT,
    default=8026,
    show_default=True,
    metavar="PORT",
    help="Port on loopback; 0: a free one.",
)
@token_option
@token_file_option
@option(
    RUNNING,
    "--ca",
    "certificate",
    type=FILE,
    default=Path("build", "stapsgewijs-ca.pem"),
    show_default=True,
    metavar="FILE",
    help="File for the certificate that the system under test has to trust.",
)
@option(
    RUNNING,
    "--account",
    default="",
    metavar="SID:TOKEN",
    help="The provider's credentials that the system under test has already.",
    callback=warn_of_secret,
)
@option(
    ADDRESS,
    "--listen",
    "listens",
    multiple=True,
    metavar="[HOST:]PORT",
    help="Be the provider here, with TLS: for a hosts entry, or an alias of a container. May be repeated.",
)
@option(
    RUNNING,
    "--check",
    is_flag=True,
    help="Run nothing; say where requests of a system under test in this environment would have come to. "
    "Ends with 1 when not every client reaches the simulator.",
)
@option(
    RUNNING,
    "--client",
    "clients",
    multiple=True,
    metavar="NAME",
    help="With --check: only the clients with this in their name (Python, fetch). May be repeated.",
)
def proxy(
    *,
    simulator: str,
    port: int,
    token: str | None,
    token_file: Path | None,
    certificate: Path,
    account: str,
    listens: tuple[str, ...],
    check: bool,
    clients: tuple[str, ...],
) -> None:
    """Answer at the provider's own address, for a system that has it built in.

    Ctrl-C ends it. Nothing is ever passed on to the real provider.
    """
    if check:
        _check(certificate, clients)
        return
    if clients:
        msg = "--client is for --check"
        raise StapsgewijsError(msg)
    import httpx

    from stapsgewijs.runner.target import check_address

    places = tuple(_place(each) for each in listens)
    check_address(simulator)
    try:
        httpx.URL(simulator)
    except (httpx.InvalidURL, ValueError) as error:  # names of hosts that are none
        msg = f"--simulator {simulator}: {error}"
        raise StapsgewijsError(msg) from None
    secret = access_token(token, token_file) or ""
    if not (secret.isascii() and secret.isprintable()):
        msg = "the token has letters that a header of HTTP cannot have; the simulator needs one of ASCII"
        raise StapsgewijsError(msg)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(Options(simulator, port, certificate, account, secret, places)))


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. `account` is `SID:TOKEN`, or empty for what the simulator has itself.

    `listens` are host and port of each place where it is the provider with TLS.
    """

    simulator: str
    port: int
    certificate: Path
    account: str = ""
    token: str = ""
    listens: tuple[tuple[str, int], ...] = ()


def _place(given: str) -> tuple[str, int]:
    """Return host and port of `[HOST:]PORT`; raises `StapsgewijsError`."""
    host, colon, port = given.rpartition(":")
    if port.isascii() and port.isdigit() and int(port[:6]) <= _MAX_PORT and (host or not colon):
        return host.strip("[]") or "127.0.0.1", int(port)
    msg = f"--listen {given!r}: write a port, or an address and a port as 0.0.0.0:443"
    raise StapsgewijsError(msg)


def _check(certificate: Path, clients: tuple[str, ...]) -> None:
    from stapsgewijs.adapters.proxy_check import Destination, ProxyCheck, report

    lines, worst = report(ProxyCheck(os.environ, certificate), clients)
    click.echo("\n".join(lines))
    if worst is not Destination.SIMULATOR:
        click.get_current_context().exit(1)


async def _run(options: Options) -> None:
    """Run until Ctrl-C; raises `StapsgewijsError` before anything is changed, where it cannot start."""
    from stapsgewijs.adapters.proxy import Authority, Proxy

    authority = Authority.new()
    proxy = Proxy(options.simulator, authority, lambda what: click.echo(f"proxy: {what}", err=True))
    try:
        # First all that can fail and changes nothing: another one that runs keeps its certificate and its account.
        port = await proxy.start(options.port)
        places = [(host, await proxy.listen(host, wanted)) for host, wanted in options.listens]
        account = take_over(options, authority)
        click.echo(told(f"http://127.0.0.1:{port}", options, account, places))
        await asyncio.Event().wait()
    finally:
        await proxy.stop()


def take_over(options: Options, authority: Authority) -> dict[str, str]:
    """Give the simulator the account, write the certificate, and return the account; or change neither.

    Raises `StapsgewijsError`.
    """
    given = _given(options.account) if options.account else None
    before = account_at(options)
    account = account_at(options, given) if given else before
    try:
        authority.write(options.certificate)
    except StapsgewijsError:
        if given:
            account_at(options, {name: before[name] for name in given})
        raise
    return account


def told(proxy: str, options: Options, account: dict[str, str], places: Sequence[tuple[str, int]] = ()) -> str:
    """Return what a system under test has to be given, for each kind of client, and what is answered."""
    from stapsgewijs.adapters.proxy_clients import ADDS_TO_TRUST, instructions
    from stapsgewijs.phone_network.senders import PROFILES
    from stapsgewijs.phone_network.twilio.hosts import DOMAIN, HOSTS

    parts = urlsplit(proxy)
    values = {
        "proxy": proxy,
        "host": str(parts.hostname),
        "port": str(parts.port),
        "ca": str(options.certificate.absolute()),
        "simulator": options.simulator,
    }
    shown = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in places]
    listening = [f"listening as the provider, with TLS: {each}" for each in shown]
    return "\n".join(
        [
            f"account: {account['account_sid']} with auth token {account['auth_token']}",
            f"Give the system under test, besides NO_PROXY={_NO_PROXY}, what is for its client",
            f"({ADDS_TO_TRUST} adds the authority; the other variables replace all that a client trusts):",
            instructions(values),
            *(listening or ["no hosts entry leads here: start it with --listen 443 for clients that read no proxy"]),
            *([f"  hosts entry: {_reachable(places[0][0])} {' '.join(HOSTS)}"] if places else []),
            *(
                [f"  a hosts entry leads to port 443: lead it to {places[0][1]}"]
                if places and places[0][1] != _HTTPS
                else []
            ),
            "see whether anything would get out, in the environment of the system: stapsgewijs proxy --check",
            f"proxy: {proxy} answers for every *.{DOMAIN}, and for {', '.join(PROFILES)}",
            "every other host is refused  (Ctrl-C ends it)",
        ]
    )


def _reachable(host: str) -> str:
    """Return the address that a hosts entry needs for where we listen."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # it is compared with


def account_at(options: Options, given: dict[str, str] | None = None) -> dict[str, str]:
    """Return the account of the simulator's own organisation, after giving it the one that is wished for."""
    import httpx

    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    url = f"{options.simulator.rstrip('/')}/api/v1/account"
    try:
        with httpx.Client(headers=headers, trust_env=False, timeout=10) as client:
            answer = client.put(url, json=given) if given else client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        msg = f"no simulator answers at {options.simulator}: {error}; start one with stapsgewijs serve"
        raise StapsgewijsError(msg) from None
    if answer.status_code != _OK_STATUS:
        msg = f"the simulator at {options.simulator} refuses: {_why(answer)}"
        raise StapsgewijsError(msg)
    found: dict[str, str] = answer.json()
    return found


def _given(account: str) -> dict[str, str]:
    sid, colon, token = account.partition(":")
    if not colon:
        msg = f"--account {account!r}: write the account SID, a colon and the auth token"
        raise StapsgewijsError(msg)
    return {"account_sid": sid, "auth_token": token}


def _why(answer: httpx.Response) -> str:
    try:
        told: dict[str, Any] = answer.json()
        return str(told["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}; is a --token needed?"
