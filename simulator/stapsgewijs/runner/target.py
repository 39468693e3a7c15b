"""The target that is followed: the simulator, or a product, with the phone network that it sends to.

For the time of a run what is not running yet is started: a phone network, a proxy in the place of the provider, and,
where the settings name its command, the product itself.
"""

from __future__ import annotations

import asyncio
import http.client
import http.cookiejar
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import display_path, refuse_link
from stapsgewijs.testing.http import HttpClient, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stapsgewijs.project import Phone, Project
    from stapsgewijs.project import Target as TargetSettings

_TIMEOUT_S: Final = 10.0
"""Seconds in which a system that is running answers."""
_STOP_S: Final = 5.0
"""Seconds in which a product that was started has to end before it is killed."""
_PROBE_S: Final = 0.2
"""Seconds between two questions whether a product that was started answers already."""
_USUAL_PORT: Final = 8025
_LOG: Final = Path("build", "target.log")
_SHOWN_LINES: Final = 12
_NO_HOST: Final = re.compile(r"[\s<>\"^`{|}\\]")
"""What no name of a host has."""
_LOCAL: Final = "localhost,127.0.0.1,::1"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of the target; what it leaves out is in the settings of the project.

    `accounts` are written `user:password`; `workers` is the number of browsers at the same time.
    """

    base_url: str = ""
    network: str = ""
    accounts: tuple[str, ...] = ()
    workers: int = 0

    def of(self, project: Project) -> Project:
        """Return the project with what is wished in the place of what its settings say."""
        found = project.at(self.base_url.rstrip("/")) if self.base_url else project
        return replace(found, phone=replace(found.phone, network=self.network.rstrip("/"))) if self.network else found


@dataclass(frozen=True, slots=True)
class _Network:
    """A phone network: its address, and the account that a product has there."""

    url: str
    account_sid: str = ""
    auth_token: str = ""

    def __str__(self) -> str:
        return f"{self.url} (account {self.account_sid}, auth token {self.auth_token})"


@contextmanager
def open_target(project: Project, wish: Wish, say: Callable[[str], object]) -> Iterator[tuple[str, ...]]:
    """Give what pytest has to know of the target, which runs while the block lasts; nothing for the simulator.

    Raises `StapsgewijsError` for what does not answer, does not start or does not fit.
    """
    project = wish.of(project)
    target = project.target
    if not target.base_url:
        if wish.network or wish.accounts:
            msg = "--phone-network and --account are for a system of your own; say with --base-url where it is"
            raise StapsgewijsError(msg)
        yield ()
        return
    check_address(target.base_url)
    if _is_simulated(project, wish):
        yield ("--base-url", target.base_url)
        return
    accounts = [*_checked(wish.accounts)]
    count = len(accounts) or len(project.accounts(os.environ))
    if 0 < count < wish.workers:
        msg = f"{wish.workers} browsers at the same time (-n) need an account each; there are {count}: add [[accounts]]"
        raise StapsgewijsError(msg)
    if target.command and _is_taken(target.base_url):  # before a phone network is given an account
        msg = f"something answers at {target.base_url} already: stop it, or leave out 'command' ([target]) to follow it"
        raise StapsgewijsError(msg)
    with ExitStack() as stack:
        network = stack.enter_context(_network(project.phone, say, is_private=bool(target.command)))
        variables = _variables(target, network)
        if target.command:
            given = {**os.environ, **variables}
            if project.phone.proxy:
                given |= stack.enter_context(_proxy(network.url))
            stack.enter_context(_product(project, given, say))
        else:
            # In the language of a guide there is a page, where there may be none without.
            is_whole = "{" not in target.language
            check_answers(start_of(target), trusts_all=not target.check_certificate, needs_page=is_whole)
        arguments = ["--base-url", target.base_url, "--system-network", network.url]
        arguments += [part for each in accounts for part in ("--system-account", each)]
        arguments += [part for name, each in variables.items() for part in ("--system-variable", f"{name}={each}")]
        yield tuple(arguments)


def expected_target(project: Project, wish: Wish) -> tuple[str, ...]:
    """Return what `open_target` will give on another machine, as far as anything but pytest has to know it."""
    project = wish.of(project)
    if not project.target.base_url:
        return ()
    check_address(project.target.base_url)
    network = () if _is_simulated(project, wish) else ("--system-network", "")
    return ("--base-url", project.target.base_url, *network)


def _is_simulated(project: Project, wish: Wish) -> bool:
    """Return whether what is followed is a simulator that runs already, and no product."""
    if project.phone.network or project.target.command or wish.accounts:
        return False
    return is_simulator(project.target.base_url)


def start_of(target: TargetSettings) -> str:
    """Return the address of the page on which one signs in."""
    return urljoin(f"{target.base_url}/", target.sign_in.lstrip("/")) if target.sign_in else target.base_url


def is_simulator(url: str) -> bool:
    """Return whether a Stapsgewijs simulator answers at `url`."""
    try:
        with HttpClient() as http_client:
            answer = http_client.request("GET", f"{url.rstrip('/')}/api/v1/organisations", timeout=_TIMEOUT_S)
        return answer.status == HTTPStatus.OK and isinstance(answer.json(), list)
    except (RequestError, ValueError):
        return False


def check_answers(url: str, *, trusts_all: bool = False, timeout: float = _TIMEOUT_S, needs_page: bool = True) -> None:
    """Ask for the page at `url`, as a browser would; raises `StapsgewijsError` that says what is the matter there.

    Without `needs_page` any answer will do but one that says that the product fails.
    """
    context = ssl.create_default_context()
    if trusts_all:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
    )
    asked = urllib.request.Request(url, headers={"Accept": "text/html,*/*", "User-Agent": "Mozilla/5.0 Stapsgewijs"})  # noqa: S310  # `check_address`
    try:
        with opener.open(asked, timeout=timeout):
            pass
    except urllib.error.HTTPError as error:
        with error:
            if not needs_page and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            raise StapsgewijsError(_answered(url, error)) from None
    except urllib.error.URLError as error:
        raise StapsgewijsError(_unreachable(url, error.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StapsgewijsError(_unreachable(url, error)) from None


def _answered(url: str, error: urllib.error.HTTPError) -> str:
    if "redirect" in str(error.msg).casefold() and HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST:
        return f"{url} redirects in a circle (lastly to {error.url}); say with 'sign-in' on which page one signs in"
    told = f"{url} answers {error.code} {error.reason}".rstrip()
    if error.url != url:
        told += f" (at {error.url})"
    if error.code == HTTPStatus.UNAUTHORIZED:
        return f"{told}; it asks for a password of HTTP itself, which is not supported"
    if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{told}: the product fails there; look at what it logs"
    return f"{told}; is 'base-url', or 'sign-in', the address of a page?"


def _unreachable(url: str, why: object) -> str:
    if isinstance(why, ssl.SSLCertVerificationError):
        return (
            f"{url} has a certificate that is not trusted here ({why.verify_message}); trust its authority "
            "(SSL_CERT_FILE), or set check-certificate = false under [target]"
        )
    if isinstance(why, ssl.SSLError):
        return f"{url} does not speak TLS ({why.reason or why}); is it an http: address?"
    if isinstance(why, TimeoutError):
        return f"{url} does not answer in time; is the product running there?"
    if isinstance(why, http.client.RemoteDisconnected | http.client.BadStatusLine):
        return f"{url} is no web server, or wants https: it closed the connection without an answer"
    return f"{url} cannot be reached ({getattr(why, 'strerror', None) or why}); is the product running there?"


def check_address(url: str) -> None:
    """Raise `StapsgewijsError` for what is no address of a web server, before anything is asked there."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").strip(".")
        is_usable = parts.scheme in {"http", "https"} and (parts.port is None or parts.port > 0)
        is_usable = is_usable and bool(host) and not _NO_HOST.search(host) and url.isprintable()
        host.encode("idna")
    except ValueError:
        is_usable = False
    else:
        if is_usable and "@" in parts.netloc:
            msg = f"an address with a user name or a password; write it without: {parts.scheme}://{parts.hostname}"
            raise StapsgewijsError(msg)
    if not is_usable:
        msg = f"{url!r} is no address of a web server; write it as http://127.0.0.1:8000"
        raise StapsgewijsError(msg)


def _checked(accounts: tuple[str, ...]) -> Iterator[str]:
    for each in accounts:
        user, _, password = each.partition(":")
        if not (user and password):
            msg = f"--account {user}: write it as user:password"
            raise StapsgewijsError(msg)
        yield each


def _variables(target: TargetSettings, network: _Network) -> dict[str, str]:
    """Return the environment variables that tell the product, and what resets it, where everything is."""
    known = {
        "base-url": target.base_url,
        "phone-network": network.url,
        "account-sid": network.account_sid,
        "auth-token": network.auth_token,
    }
    given = {f"STAPSGEWIJS_{name.upper().replace('-', '_')}": value for name, value in known.items()}
    for name, text in target.environment:
        value = text
        for placeholder, each in known.items():
            value = value.replace(f"{{{placeholder}}}", each)
        given[name] = value
    return given


@contextmanager
def _network(phone: Phone, say: Callable[[str], object], *, is_private: bool) -> Iterator[_Network]:
    """Give the phone network of a run: one that runs, or one that is started for it.

    `is_private` where only what is started for the run has to know its address: any port will do.
    """
    if phone.network:
        check_address(phone.network)
        if not is_simulator(phone.network):
            msg = f"no phone network answers at {phone.network}; start one with `stapsgewijs serve`"
            raise StapsgewijsError(msg)
        yield _running(phone.network, phone, say)
        return
    port = phone.network_port if phone.network_port is not None else 0 if is_private else _USUAL_PORT
    usual = f"http://127.0.0.1:{port}"
    if port and is_simulator(usual):
        found = _running(usual, phone, say)
        say(f"phone network: {found}, which runs already")
        yield found
        return
    from stapsgewijs import bootstrap  # noqa: PLC0415  # only for a system of one's own
    from stapsgewijs.adapters.server import BackgroundServer  # noqa: PLC0415  # idem

    app = bootstrap.build_app(callback_authorities=(phone.callback_ca,) if phone.callback_ca else ())
    try:
        server = BackgroundServer(app, "127.0.0.1", port)
    except StapsgewijsError as error:
        msg = f"the phone network cannot start: {str(error).partition(';')[0]}; choose another 'network-port' ([phone])"
        raise StapsgewijsError(msg) from None
    with server:
        found = _with_account(server.url, phone)
        say(f"phone network: {found}")
        yield found


def _running(url: str, phone: Phone, say: Callable[[str], object]) -> _Network:
    if phone.callback_ca:
        say(f"'callback-ca' has no effect on the phone network at {url}: start that one with --callback-ca")
    return _with_account(url, phone)


def _with_account(url: str, phone: Phone) -> _Network:
    with HttpClient() as client:
        address = f"{url}/api/v1/account"
        given = {"account_sid": phone.account_sid, "auth_token": phone.auth_token}
        wish = {name: value for name, value in given.items() if value}
        answer = client.request("PUT", address, json=wish) if wish else client.request("GET", address)
        told: Any = answer.json()
    if answer.is_error:
        msg = f"the phone network at {url} does not take this account: {told}"
        raise StapsgewijsError(msg)
    return _Network(url, str(told["account_sid"]), str(told["auth_token"]))


@contextmanager
def _proxy(network: str) -> Iterator[Mapping[str, str]]:
    """Give the variables with which a product reaches `network` where it thinks that it reaches its provider."""
    from stapsgewijs.adapters.proxy import Authority, Proxy  # noqa: PLC0415  # few products need it

    authority = Authority.new()
    certificate = _LOG.with_name("stapsgewijs-ca.pem").absolute()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="proxy", daemon=True)
    thread.start()
    made = Proxy(network, authority)
    port = asyncio.run_coroutine_threadsafe(made.start(0), loop).result()
    try:
        authority.write(certificate)
        address, trusted = f"http://127.0.0.1:{port}", str(certificate)
        proxies = {"HTTPS_PROXY": address, "HTTP_PROXY": address, "NO_PROXY": _LOCAL}
        names = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
        java = f"-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={port}"
        yield {
            **proxies,
            # Many clients prefer these, which the environment of the run may have: those would lead past us.
            **{name.lower(): value for name, value in proxies.items()},
            "NODE_USE_ENV_PROXY": "1",
            "JAVA_TOOL_OPTIONS": f"{os.environ.get('JAVA_TOOL_OPTIONS', '')} {java}".strip(),
            **dict.fromkeys(names, trusted),
        }
    finally:
        asyncio.run_coroutine_threadsafe(made.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def _product(project: Project, environment: Mapping[str, str], say: Callable[[str], object]) -> Iterator[None]:
    """Run the product while the block lasts; raises `StapsgewijsError` when it ends, or does not answer in time."""
    target = project.target
    log = _LOG.absolute()
    refuse_link(log)
    log.parent.mkdir(parents=True, exist_ok=True)
    # What a product tells may be for nobody else: codes, and passwords of accounts.
    with open(log, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        try:
            process = subprocess.Popen(  # noqa: S603  # the user's own command
                shlex.split(target.command),
                cwd=project.root,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            msg = f"cannot start the product: {target.command}: {getattr(error, 'strerror', None) or error}"
            raise StapsgewijsError(msg) from None
    try:
        _await(process, target, log)
        say(f"product: {target.base_url} (it logs to {display_path(log)})")
        yield
    finally:
        _stop(process)


def _is_taken(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), 1.0):
            return True
    except OSError:
        return False


def _await(process: subprocess.Popen[bytes], target: TargetSettings, log: Path) -> None:
    end = time.monotonic() + target.start_seconds
    start = start_of(target)
    while True:
        try:
            left = max(1.0, end - time.monotonic())
            check_answers(start, timeout=left, trusts_all=not target.check_certificate, needs_page=False)
        except StapsgewijsError as error:
            why = error
        else:
            return
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=_PROBE_S)
            msg = f"the product ended at once, with exit code {code}: {target.command}\n{_tail(log)}"
            raise StapsgewijsError(msg)
        if time.monotonic() >= end:
            msg = f"the product was started, but does not answer within {target.start_seconds} s: {why}\n{_tail(log)}"
            raise StapsgewijsError(msg)


def _tail(log: Path) -> str:
    if not log.is_file():
        return f"{display_path(log)} was removed while it started"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([f"{display_path(log)}:", *(f"    {each}" for each in lines[-_SHOWN_LINES:])])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the product and what it started."""
    for each in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, each)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_STOP_S)
            return
