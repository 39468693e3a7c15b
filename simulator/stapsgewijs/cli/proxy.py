"""`stapsgewijs proxy`: run the proxy, say what a system under test has to be given, and stop on Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
    import httpx

    from stapsgewijs.adapters.proxy import Authority

_OK_STATUS: Final = 200


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
def proxy(
    *, simulator: str, port: int, token: str | None, token_file: Path | None, certificate: Path, account: str
) -> None:
    """Answer at the provider's own address, for a system that has it built in.

    Ctrl-C ends it.
    """
    _run_proxy(Options(simulator, port, certificate, account, access_token(token, token_file) or ""))


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. `account` is `SID:TOKEN`, or empty for what the simulator has itself."""

    simulator: str
    port: int
    certificate: Path
    account: str = ""
    token: str = ""


def _run_proxy(options: Options) -> None:
    """Run until Ctrl-C; raises `StapsgewijsError` where the simulator does not answer or a port is taken."""
    from stapsgewijs.adapters.proxy import Authority

    account = account_at(options)
    authority = Authority.new()
    authority.write(options.certificate)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options, authority, account))


async def _run(options: Options, authority: Authority, account: dict[str, str]) -> None:
    from stapsgewijs.adapters.proxy import Proxy

    proxy = Proxy(options.simulator, authority)
    port = await proxy.start(options.port)
    click.echo(told(f"http://127.0.0.1:{port}", options, account))
    try:
        await asyncio.Event().wait()
    finally:
        await proxy.stop()


def told(proxy: str, options: Options, account: dict[str, str]) -> str:
    """Return what a system under test has to be given, and which clients would pass the proxy by all the same."""
    from stapsgewijs.adapters.proxy import PROVIDER

    return f"""\
Give the system under test:
  HTTPS_PROXY={proxy}
  HTTP_PROXY={proxy}   (twilio-node reads this one only)
  NO_PROXY=localhost,127.0.0.1,::1
  REQUESTS_CA_BUNDLE={options.certificate.absolute()}   (or SSL_CERT_FILE, NODE_EXTRA_CA_CERTS)
and its account: {account["account_sid"]} with auth token {account["auth_token"]}
Node's own fetch, got and aiohttp ignore both and would reach the real provider: give them {options.simulator} as
the address instead, or make them use the proxy (see docs/provider.md).
proxy: every host but {PROVIDER} is refused  (Ctrl-C ends it)"""


def account_at(options: Options) -> dict[str, str]:
    """Return the account of the simulator's own organisation, after giving it the one that is wished for."""
    import httpx

    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    url = f"{options.simulator.rstrip('/')}/api/v1/account"
    try:
        with httpx.Client(headers=headers, trust_env=False, timeout=10) as client:
            answer = client.put(url, json=_given(options.account)) if options.account else client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        msg = f"no simulator answers at {options.simulator}: {error}; start one with stapsgewijs serve"
        raise StapsgewijsError(msg) from None
    if answer.status_code != _OK_STATUS:
        msg = f"the simulator at {options.simulator} refuses: {_why(answer)}"
        raise StapsgewijsError(msg)
    told: dict[str, str] = answer.json()
    return told


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
