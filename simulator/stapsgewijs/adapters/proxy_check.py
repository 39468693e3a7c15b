"""Whether a system under test would reach the simulator, or the real provider: seen as its clients see it.

Nothing is ever sent to the real provider. A name is looked up; an address is connected to only where it is of this
machine or of a private network, and it is asked something only after it has shown a certificate of our authority.
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import ssl
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from stapsgewijs.adapters.proxy import IDENTITY
from stapsgewijs.adapters.proxy_clients import PROXY_CLIENTS, ProxyClient, Way
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.phone_network.http_port import without_password
from stapsgewijs.phone_network.senders import PROFILES
from stapsgewijs.phone_network.twilio.hosts import HOSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_TIMEOUT_S: Final = 3.0
_HTTPS: Final = 443
_MAX_ANSWER_BYTES: Final = 4096
_PRIVATE: Final = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""Networks that lead to nobody outside (RFC 1918, RFC 4193); what containers have is of one of them."""
_JAVA_OPTIONS: Final = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
_VARIABLES: Final = (
    "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "NODE_USE_ENV_PROXY", *_JAVA_OPTIONS,
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS",
)  # fmt: skip
_OF_SYSTEM: Final = "SSL_CERT_FILE"
"""The variable without which a client trusts what the system trusts."""


class Destination(IntEnum):
    """Where a request would have come to; the higher, the worse."""

    SIMULATOR = 0
    NOBODY = 1
    REAL_PROVIDER = 2


_TOLD: Final = {
    Destination.SIMULATOR: "reaches the simulator",
    Destination.NOBODY: "would have reached nobody",
    Destination.REAL_PROVIDER: "WOULD HAVE GOT OUT",
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a way leads, and why that is so."""

    destination: Destination
    why: str

    def __str__(self) -> str:
        """Return it as a line has it."""
        return f"{_TOLD[self.destination]}: {self.why}"


def addresses_of(host: str) -> list[str]:
    """Return the addresses that a name leads to; none where it leads nowhere."""
    try:
        return sorted({str(each[4][0]) for each in socket.getaddrinfo(host, _HTTPS, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return []


class ProxyCheck:
    """Looks at `environment`, at where names lead (`resolve`), and at what answers there on `tls_port`."""

    def __init__(
        self,
        environment: Mapping[str, str],
        certificate: Path,
        resolve: Callable[[str], list[str]] = addresses_of,
        tls_port: int = _HTTPS,
    ) -> None:
        """Know the proxy by `certificate`, the file that it wrote; raises `StapsgewijsError` when that is none."""
        self._environment = environment
        self._resolve = resolve
        self._tls_port = tls_port
        ours = _trusting(str(certificate))
        if ours is None:
            msg = f"{certificate} is no certificate; name with --ca the file that the running proxy wrote"
            raise StapsgewijsError(msg)
        self._ours = ours
        self._proxies: dict[str, Route] = {}

    def clients(self, wanted: Iterable[str]) -> dict[ProxyClient, Route]:
        """Return where each client comes to, of those whose ecosystem or name has one of `wanted` (all, if none).

        Raises `StapsgewijsError` for what no client is called.
        """
        chosen = list(PROXY_CLIENTS)
        if words := [each.casefold() for each in wanted]:
            chosen = [each for each in PROXY_CLIENTS if any(word in _name(each).casefold() for word in words)]
            if unknown := [word for word in words if not any(word in _name(each).casefold() for each in chosen)]:
                known = "; ".join(_name(each) for each in PROXY_CLIENTS)
                msg = f"--client {unknown[0]}: no client is called so; there are {known}"
                raise StapsgewijsError(msg)
        return {each: self.route(each) for each in chosen}

    def variables(self) -> dict[str, str]:
        """Return the variables that say where to go and whom to trust, as they are set here."""
        return {name: self._of(name) for name in _VARIABLES if self._of(name)}

    def exempt_profiles(self) -> list[str]:
        """Return of each other provider that `NO_PROXY` exempts what would become of its requests, in a line."""
        told = "a system that sends by it would get out"
        exempt = [each for each in PROFILES.values() if _is_named(each.host, ",".join(self._all_of("NO_PROXY")))]
        return [f"NO_PROXY exempts {each.host} ({each.name}): {told}" for each in exempt]

    @cached_property
    def names(self) -> dict[str, Route]:
        """Where each host of the provider leads a client that reads no proxy."""
        return {each: self._by_name(each) for each in HOSTS}

    def route(self, client: ProxyClient) -> Route:
        """Return where a request of a client comes to: of several ways that it may go, the worst."""
        proxies = self._proxies_of(client)
        exempt = [] if client.literal else [each for each in HOSTS if self._is_exempt(client, each)]
        found = [self._with_trust(client, each) for each in proxies] if len(exempt) < len(HOSTS) else []
        if not proxies or exempt:
            found.append(self._without_proxy(client, exempt if proxies else list(HOSTS), is_exempt=bool(proxies)))
        return max(found, key=lambda each: each.destination)

    def _with_trust(self, client: ProxyClient, proxy: str) -> Route:
        if proxy not in self._proxies:
            self._proxies[proxy] = self._by_proxy(proxy)
        found = self._proxies[proxy]
        told = Route(found.destination, f"{client.way} leads to {without_password(proxy)} {found.why}")
        return told if found.destination else self._if_trusted(client, told, proxy)

    def _without_proxy(self, client: ProxyClient, hosts: list[str], *, is_exempt: bool) -> Route:
        worst = max(hosts, key=lambda each: self.names[each].destination)
        found, where = self.names[worst], worst
        if client.way is not Way.NAME:
            small = client.way.lower() if client.literal and self._environment.get(client.way.lower()) else ""
            unset = f"{client.way} is not set" + (f" ({small} is, which it does not read)" if small else "")
            where = f"NO_PROXY exempts it, and {worst}" if is_exempt else f"{unset}, and {worst}"
        told = Route(found.destination, f"{where} {found.why}")
        return told if found.destination else self._if_trusted(client, told, "")

    def _of(self, name: str) -> str:
        return self._environment.get(name.lower()) or self._environment.get(name) or ""

    def _all_of(self, name: str) -> list[str]:
        """Return what a variable says in small letters and in capitals: which of them counts is up to the client."""
        given = (self._environment.get(each, "") for each in (name.lower(), name))
        return list(dict.fromkeys(filter(None, given)))

    def _proxies_of(self, client: ProxyClient) -> list[str]:
        way = client.way
        if way is Way.JAVA_PROPERTIES:
            host, port = (self._java_property(f"https.proxy{part}") for part in ("Host", "Port"))
            return [f"http://{host}:{port or _HTTPS}"] if host else []
        if way is Way.NODE_OPTION:
            return self._all_of("HTTPS_PROXY") if self._of("NODE_USE_ENV_PROXY") == "1" else []
        if way is Way.NAME:
            return []
        if client.literal:
            return list(filter(None, [self._environment.get(way, "")]))
        return self._all_of(way) or (self._all_of("ALL_PROXY") if client.reads_all else [])

    def _java_property(self, name: str) -> str:
        options = " ".join(self._of(each) for each in _JAVA_OPTIONS)
        found = re.search(rf"-D{re.escape(name)}=(\S+)", options)
        return found[1] if found else ""

    def _is_exempt(self, client: ProxyClient, host: str) -> bool:
        """Return whether `NO_PROXY` (of Java: its property) names a host."""
        given = ",".join(self._all_of("NO_PROXY"))
        if client.way is Way.JAVA_PROPERTIES:
            given = self._java_property("http.nonProxyHosts").strip("\"'")
        return _is_named(host, given)

    def _by_proxy(self, proxy: str) -> Route:
        try:
            parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            return Route(Destination.NOBODY, "which is no address")
        if bad := self._unusable(host):
            return bad
        try:
            with socket.create_connection((host, port), _TIMEOUT_S) as line:
                found = _identity(line, f"{host}:{port}")
        except OSError as error:
            return Route(Destination.NOBODY, f"where nothing answers ({error.strerror or error})")
        if found is None:
            return Route(
                Destination.REAL_PROVIDER, "which is another proxy: it may lead to the real provider (not asked)"
            )
        if parts.scheme != "http":
            told = f"which is this proxy, but {parts.scheme}:// asks for something else than it speaks: write http://"
            return Route(Destination.NOBODY, told)
        return Route(Destination.SIMULATOR, f"which is this proxy, in front of {found}")

    def _by_name(self, host: str) -> Route:
        if bad := self._unusable(host):
            return bad
        address = self._resolve(host)[0]
        where = f"is {address}"
        try:
            with (
                socket.create_connection((address, self._tls_port), _TIMEOUT_S) as line,
                self._ours.wrap_socket(line, server_hostname=host) as secure,
            ):
                found = _identity(secure, host)
        except ssl.SSLCertVerificationError as error:
            told = f"{where}, whose certificate is not of this proxy ({error.verify_message}): nothing was asked"
            return Route(Destination.REAL_PROVIDER, told)
        except OSError as error:
            return Route(Destination.NOBODY, f"{where}, where nothing answers with TLS ({error.strerror or error})")
        if found is None:
            return Route(
                Destination.NOBODY, f"{where}, where something else answers with the certificate of this proxy"
            )
        return Route(Destination.SIMULATOR, f"{where}, with the certificate of this proxy, in front of {found}")

    def _unusable(self, host: str) -> Route | None:
        """Return why nothing may be connected to under a name; None where it leads to this machine or close by."""
        found = [host] if _is_address(host) else self._resolve(host)
        if not found:
            return Route(Destination.NOBODY, "leads to no address" if host else "which is no address")
        if public := [each for each in found if not _is_near(each)]:
            return Route(Destination.REAL_PROVIDER, f"is {public[0]}, a public address (not connected to)")
        return None

    def _if_trusted(self, client: ProxyClient, route: Route, proxy: str) -> Route:
        """Return a route to the simulator as it ends for a client that has to trust the certificate."""
        variable = next((each for each in client.trusts if self._of(each)), "")
        if not set(client.trusts) & set(_VARIABLES):
            if client.way is Way.JAVA_PROPERTIES and client.trusts[0] in " ".join(map(self._of, _JAVA_OPTIONS)):
                return route
            return Route(
                route.destination, f"{route.why}; whether {client.trusts[0]} trusts it cannot be seen from here"
            )
        if not variable and _OF_SYSTEM not in client.trusts:
            return Route(
                Destination.NOBODY, f"{route.why}; but {client.trusts[0]} is not set: it trusts no such certificate"
            )
        trusted = _trusting(self._of(variable) if variable else None)
        if trusted is not None and self._shows_trusted(trusted, proxy):
            return route
        named = (
            f"{variable}={self._of(variable)}"
            if variable
            else f"what the system trusts ({client.trusts[0]} is not set)"
        )
        return Route(Destination.NOBODY, f"{route.why}; but {named} does not trust its certificate")

    def _shows_trusted(self, trusted: ssl.SSLContext, proxy: str) -> bool:
        host = HOSTS[0]
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        where = (parts.hostname or "", parts.port or 80) if proxy else (self._resolve(host)[0], self._tls_port)
        try:
            with socket.create_connection(where, _TIMEOUT_S) as line:
                if proxy:
                    line.sendall(f"CONNECT {host}:{_HTTPS} HTTP/1.1\r\nHost: {host}:{_HTTPS}\r\n\r\n".encode())
                    if b" 200 " not in line.recv(_MAX_ANSWER_BYTES):
                        return False
                with trusted.wrap_socket(line, server_hostname=host):
                    return True
        except OSError:
            return False


def _is_named(host: str, given: str) -> bool:
    """Return whether a list of exemptions names a host, in any of the ways in which clients write them."""
    wishes = [each.lower().removesuffix(f":{_HTTPS}") for each in re.split(r"[\s,|]+", given) if each]
    exempt = [each.removeprefix("*").lstrip(".") for each in wishes]
    return "*" in wishes or any(each and (host == each or host.endswith(f".{each}")) for each in exempt)


def _name(client: ProxyClient) -> str:
    return f"{client.ecosystem}: {client.name}"


def _trusting(file: str | None) -> ssl.SSLContext | None:
    """Return what trusts the authorities of a file, or those of the system; None for a file that has none."""
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ValueError):
        return None


def _identity(line: socket.socket, host: str) -> str | None:
    """Return the simulator that our proxy says it is in front of; None when something else answers."""
    line.settimeout(_TIMEOUT_S)
    line.sendall(f"GET {IDENTITY} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while len(answer) < _MAX_ANSWER_BYTES and (part := line.recv(_MAX_ANSWER_BYTES)):
        answer += part
    try:
        told = json.loads(answer.partition(b"\r\n\r\n")[2])
        return str(told["simulator"]) if told["proxy"] == "stapsgewijs" else None
    except (ValueError, KeyError, TypeError):
        return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_near(address: str) -> bool:
    """Return whether an address is of this machine or of a private network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_loopback or any(found in each for each in _PRIVATE if found.version == each.version)


def report(check: ProxyCheck, wanted: Iterable[str] = ()) -> tuple[list[str], Destination]:
    """Return what a check found, in lines, and the worst that can happen to the clients that are `wanted`."""
    routes = check.clients(wanted)
    lines = ["variables:"]
    lines += [f"  {name}={without_password(value)}" for name, value in check.variables().items()] or ["  none is set"]
    lines += ["names, for clients that read no proxy:"]
    lines += [f"  {name} {route.why}" for name, route in check.names.items()]
    lines += check.exempt_profiles()
    lines += ["clients:"]
    lines += [f"  {_name(client)}: {route}" for client, route in routes.items()]
    worst = max((each.destination for each in routes.values()), default=Destination.SIMULATOR)
    last = {
        Destination.SIMULATOR: "every client reaches the simulator, and nothing else",
        Destination.NOBODY: "nothing would have got out, but not every client reaches the simulator",
        Destination.REAL_PROVIDER: "the real provider would have been reached by at least one client",
    }
    return [*lines, last[worst]], worst
