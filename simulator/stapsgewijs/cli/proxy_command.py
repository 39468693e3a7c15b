"""`stapsgewijs proxy`: run the proxy, say what a system under test has to be given, and stop on Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx
from rich.console import Console

from stapsgewijs.adapters.proxy import PROVIDER, Authority, Proxy
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from pathlib import Path

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for. `account` is `SID:TOKEN`, or empty for what the simulator has itself."""

    simulator: str
    port: int
    certificate: Path
    account: str = ""
    token: str = ""


def run_proxy(wish: Wish) -> None:
    """Run until Ctrl-C; raises `StapsgewijsError` where the simulator does not answer or a port is taken."""
    account = account_at(wish)
    authority = Authority.new()
    authority.write(wish.certificate)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(wish, authority, account))


async def _run(wish: Wish, authority: Authority, account: dict[str, str]) -> None:
    proxy = Proxy(wish.simulator, authority)
    port = await proxy.start(wish.port)
    console = Console(highlight=False, soft_wrap=True)
    console.print(told(f"http://127.0.0.1:{port}", wish, account), markup=False)
    try:
        await asyncio.Event().wait()
    finally:
        await proxy.stop()


def told(proxy: str, wish: Wish, account: dict[str, str]) -> str:
    """Return what a system under test has to be given, and which clients would pass the proxy by all the same."""
    return f"""\
Give the system under test:
  HTTPS_PROXY={proxy}
  HTTP_PROXY={proxy}   (twilio-node reads this one only)
  NO_PROXY=localhost,127.0.0.1,::1
  REQUESTS_CA_BUNDLE={wish.certificate.absolute()}   (or SSL_CERT_FILE, NODE_EXTRA_CA_CERTS)
and its account: {account["account_sid"]} with auth token {account["auth_token"]}
Node's own fetch, got and aiohttp ignore both and would reach the real provider: give them {wish.simulator} as
the address instead, or make them use the proxy (see docs/provider.md).
proxy: every host but {PROVIDER} is refused  (Ctrl-C ends it)"""


def account_at(wish: Wish) -> dict[str, str]:
    """Return the account of the simulator's own organisation, after giving it the one that is wished for."""
    headers = {"Authorization": f"Bearer {wish.token}"} if wish.token else {}
    url = f"{wish.simulator.rstrip('/')}/api/v1/account"
    try:
        with httpx.Client(headers=headers, trust_env=False, timeout=10) as client:
            answer = client.put(url, json=_given(wish.account)) if wish.account else client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        msg = f"no simulator answers at {wish.simulator}: {error}; start one with stapsgewijs serve"
        raise StapsgewijsError(msg) from None
    if answer.status_code != _OK:
        msg = f"the simulator at {wish.simulator} refuses: {_why(answer)}"
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
