"""Packages of others, installed for a test outside of the checkout, from the registries that this machine uses."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.adapters.proxy import Authority
from stapsgewijs.bootstrap import build_app, running_server
from tests.adapters.test_proxy import running_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

AWAY = (
    "error sending request",
    "dns error",
    "Failed to fetch",
    "Network",
    "ENOTFOUND",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "ETIMEDOUT",
)
"""What uv and npm say when a registry cannot be reached."""
OURS = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
MORE = ("SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "PYTHONPATH")


def python_with(lock: Path, folder: Path) -> Path:
    """Return a Python with what `lock` names; skips the test where the registry cannot be reached."""
    _install([sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, str(folder)], folder.parent)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    options = ["--quiet", "--require-hashes", "--python", str(python), "--requirement", str(lock)]
    _install([sys.executable, "-m", "uv", "pip", "install", *options], folder.parent)
    return python


def node_project(source: Path, folder: Path) -> Path:
    """Return a copy of a project of Node with its packages; skips the test without Node, npm or their registry."""
    npm = needs("npm")
    needs("node")
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("node_modules"))
    _install([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], folder)
    return folder


def needs(program: str) -> str:
    """Return where a program is; skips the test where it is not."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def _install(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        told = f"{done.stdout}{done.stderr}"
        if any(each in told for each in AWAY):
            pytest.skip(f"the package registry cannot be reached: {told.strip().splitlines()[-1][:200]}")
        raise AssertionError(told)


def environment(**given: str) -> dict[str, str]:
    """Return this environment without anything about proxies and certificates, and with what is `given`."""
    dropped = {name.lower() for name in (*OURS, *MORE)}
    return {name: each for name, each in os.environ.items() if name.lower() not in dropped} | given


class World:
    """A simulator with a proxy in front of it, and what a system is given for its client."""

    def __init__(self, simulator: str, proxy: str, tls_port: int, certificate: Path, account: dict[str, str]) -> None:
        self.simulator = simulator
        self.proxy = proxy
        self.tls_port = tls_port
        self.certificate = certificate
        self.sid, self.token = account["account_sid"], account["auth_token"]

    @property
    def account(self) -> dict[str, str]:
        """The account as systems take it from their environment."""
        return {"TWILIO_ACCOUNT_SID": self.sid, "TWILIO_AUTH_TOKEN": self.token}

    def python(self) -> dict[str, str]:
        """Return what `stapsgewijs proxy` prints for Python."""
        ca = str(self.certificate)
        names = {"HTTPS_PROXY": self.proxy, "REQUESTS_CA_BUNDLE": ca, "SSL_CERT_FILE": ca, "NO_PROXY": "127.0.0.1"}
        return environment(**self.account, **names)

    def node(self) -> dict[str, str]:
        """Return what `stapsgewijs proxy` prints for the provider's SDK in Node."""
        names = {"HTTP_PROXY": self.proxy, "NODE_EXTRA_CA_CERTS": str(self.certificate), "NO_PROXY": "127.0.0.1"}
        return environment(**self.account, **names)


@contextlib.contextmanager
def world(folder: Path) -> Iterator[World]:
    """Run a simulator and a proxy, with and without TLS, while the block lasts."""
    import httpx  # noqa: PLC0415  # of the tests' own environment

    authority, certificate = Authority.new(), folder / "ca.pem"
    authority.write(certificate)
    with (
        running_server(build_app()) as simulator,
        running_proxy(simulator, authority) as port,
        running_proxy(simulator, authority, is_tls=True) as tls_port,
    ):
        account = httpx.get(f"{simulator}/api/v1/account", trust_env=False, timeout=60).json()
        yield World(simulator, f"http://127.0.0.1:{port}", tls_port, certificate, account)


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, given: dict[str, str], url: str) -> Iterator[None]:
    """Run a product while the block lasts, once it answers at `url`."""
    import httpx  # noqa: PLC0415  # idem

    with (folder / "product.log").open("w+b") as log:
        process = subprocess.Popen(command, cwd=folder, env=given, stdout=log, stderr=subprocess.STDOUT)
        try:
            for _ in range(600):
                with contextlib.suppress(httpx.HTTPError):
                    httpx.get(url, trust_env=False, timeout=5)
                    break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
                    log.seek(0)
                    raise AssertionError(log.read().decode())
            yield
        finally:
            process.terminate()
            process.wait(10)
