"""A browser on another machine, which Playwright's `run-server` starts there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from playwright.sync_api import Error

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.scenarios.browser.driver import driver

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

AT_SERVER: Final = ", at a browser server"
"""What the name of a browser ends with in the fingerprint of pictures: its machine may have other typefaces."""

_TIMEOUT_MS: Final = 30_000
_VERSIONS: Final = re.compile(r"server version: v?(\S+).*?client version: v?(\S+)", re.DOTALL)
_LOOPBACK: Final = "<loopback>"


def check_server(address: str) -> None:
    """Raise `StapsgewijsError` unless a browser can be had at `address`, before anything else is started."""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_good = False
    if not is_good:
        msg = f"--browser-server {address}: write the address of `playwright run-server`, such as ws://browsers:3000/"
        raise StapsgewijsError(msg)
    with driver() as playwright:
        connect(playwright.chromium, address).close()


def connect(kind: BrowserType, address: str, *, target: str = "") -> Browser:
    """Connect to the server at `address`; raises `StapsgewijsError` when that cannot be done.

    What the browser opens on this machine, and on the host of the `target`, it reaches through this one.
    """
    host = urlsplit(target).hostname
    exposed = f"{_LOOPBACK},{host}" if host else _LOOPBACK
    try:
        return kind.connect(address, expose_network=exposed, timeout=_TIMEOUT_MS)
    except Error as error:
        raise StapsgewijsError(_why(address, error.message)) from None


def _why(address: str, said: str) -> str:
    if found := _VERSIONS.search(said):
        theirs, ours = found.groups()
        return (
            f"--browser-server {address}: has Playwright {theirs}, and here is {ours}; both have to be the same: "
            f"npx playwright@{ours} run-server on that machine, or pip install playwright~={theirs}.0 here"
        )
    reason = said.splitlines()[0].removeprefix("BrowserType.connect: ").removeprefix("WebSocket error: ")
    return (
        f"--browser-server {address}: cannot be reached ({reason}); is it running there? "
        "npx playwright run-server --host 0.0.0.0 --port 3000"
    )
