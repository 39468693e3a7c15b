"""Servers of others that take messages as well, from the package registries; kept in `build/peers`."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from load import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PLACE = Path(__file__).parents[1] / "build" / "peers"
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
WITHIN_S = 120.0
"""How long getting one part of a peer may take."""

CREDENTIALS = "AWS4-HMAC-SHA256 Credential=bench/20260101/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=0"


@dataclass(frozen=True)
class Peer:
    """A server and the request that sends a message to it."""

    name: str
    command: tuple[str, ...]
    port: int
    make: Callable[[int], Request]


def moto() -> Peer | None:
    """Return moto's server: SNS publish to a phone number."""
    python, server = (PLACE / "moto" / "bin" / each for each in ("python", "moto_server"))
    if not server.is_file() and not _tried(  # what was broken off is done again
        [sys.executable, "-m", "venv", str(PLACE / "moto")], [str(python), "-m", "pip", "install", "-q", "moto[server]"]
    ):
        return None
    port = free_port()
    body = urlencode({"Action": "Publish", "Version": "2010-03-31", "PhoneNumber": "+31612345678", "Message": "509326"})
    headers = (*FORM, ("Authorization", CREDENTIALS))
    command = (str(server), "-H", "127.0.0.1", "-p", str(port))
    return Peer("moto, SNS publish", command, port, lambda _: Request("POST", "/", body.encode(), headers))


def prism() -> Peer | None:
    """Return Prism with a description of its own of the one route that is asked for."""
    program = PLACE / "prism" / "node_modules" / ".bin" / "prism"
    if shutil.which("npm") is None:
        return None
    if not program.is_file():
        (PLACE / "prism").mkdir(parents=True, exist_ok=True)
        if not _tried(["npm", "install", "--silent", "--prefix", str(PLACE / "prism"), "@stoplight/prism-cli@5"]):
            return None
    described = PLACE / "messages.json"
    described.write_text(json.dumps(_described()), encoding="utf-8")
    port = free_port()
    command = (str(program), "mock", "-h", "127.0.0.1", "-p", str(port), "--verboseLevel", "silent", str(described))
    body = urlencode({"To": "+31612345678", "From": "+15005550006", "Body": "509326"}).encode()
    path = f"/2010-04-01/Accounts/AC{'0' * 32}/Messages.json"
    return Peer("Prism, Messages.json", command, port, lambda _: Request("POST", path, body, FORM))


@contextmanager
def running(command: Sequence[str], port: int, *, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server while the block lasts; it answers when the block begins."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process, seconds)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    msg = f"nothing answers on port {port}"
    raise RuntimeError(msg)


def _tried(*commands: Sequence[str]) -> bool:
    try:
        for command in commands:
            subprocess.run(command, check=True, timeout=WITHIN_S)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"a peer could not be had: {error}")
        return False
    return True


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _described() -> dict[str, object]:
    field = {"type": "string", "example": "x"}
    names = ("sid", "status", "to", "from", "body", "date_created", "num_segments", "uri")
    message = {"type": "object", "properties": dict.fromkeys(names, field)}
    form = {"type": "object", "properties": dict.fromkeys(("To", "From", "Body"), field)}
    operation = {
        "requestBody": {"content": {FORM[0][1]: {"schema": form}}},
        "responses": {"201": {"description": "taken", "content": {"application/json": {"schema": message}}}},
    }
    path = "/2010-04-01/Accounts/{sid}/Messages.json"
    sid = {"name": "sid", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "messages", "version": "1"},
        "paths": {path: {"parameters": [sid], "post": operation}},
    }
