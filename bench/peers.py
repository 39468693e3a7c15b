"""Programs of others from the package registries: servers that take messages as well, and Locust.

They are got once, and kept in the folder `CACHE`, which checkouts share.
"""

from __future__ import annotations

import json
import os
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

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stapsgewijs-bench"
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
CREDENTIALS = "AWS4-HMAC-SHA256 Credential=bench/20260101/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=0"


@dataclass(frozen=True)
class Peer:
    """A server and the request that sends a message to it."""

    name: str
    command: tuple[str, ...]
    port: int
    make: Callable[[int], Request]


@dataclass(frozen=True)
class Absent:
    """A program that cannot be had here, and why."""

    name: str
    reason: str


def locust(patience_s: float) -> Path | Absent:
    """Return the program Locust; getting it takes no longer than `patience_s` for each part."""
    return _python_program("locust", "locust", "locust", patience_s)


def _python_program(name: str, package: str, program: str, patience_s: float) -> Path | Absent:
    folder = CACHE / name
    found = folder / "bin" / program
    if found.is_file():  # it is there last: what was broken off is done again
        return found
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", package]
    why = _tried(patience_s, [sys.executable, "-m", "venv", str(folder)], install)
    return Absent(name, why) if why else found


def moto(patience_s: float) -> Peer | Absent:
    """Return moto's server: SNS publish to a phone number."""
    server = _python_program("moto", "moto[server]", "moto_server", patience_s)
    if isinstance(server, Absent):
        return server
    port = free_port()
    body = urlencode({"Action": "Publish", "Version": "2010-03-31", "PhoneNumber": "+31612345678", "Message": "509326"})
    headers = (*FORM, ("Authorization", CREDENTIALS))
    command = (str(server), "-H", "127.0.0.1", "-p", str(port))
    return Peer("moto, SNS publish", command, port, lambda _: Request("POST", "/", body.encode(), headers))


def prism(patience_s: float) -> Peer | Absent:
    """Return Prism with a description of its own of the one route that is asked for."""
    program = CACHE / "prism" / "node_modules" / ".bin" / "prism"
    if shutil.which("node") is None or shutil.which("npm") is None:
        return Absent("Prism", "node and npm are not installed here")
    if not program.is_file():
        (CACHE / "prism").mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--prefix", str(CACHE / "prism"), "@stoplight/prism-cli@5"]
        if why := _tried(patience_s, install):
            return Absent("Prism", why)
    described = CACHE / "messages.json"
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


def _tried(patience_s: float, *commands: Sequence[str]) -> str:
    """Run commands, and return why one could not be; empty when all could."""
    try:
        for command in commands:
            subprocess.run(command, check=True, timeout=patience_s)
    except subprocess.TimeoutExpired:
        return f"not installed within {patience_s:.0f} s; `python bench/bench_load.py` alone waits longer"
    except (OSError, subprocess.SubprocessError) as error:
        return f"it could not be installed: {error}"
    return ""


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
