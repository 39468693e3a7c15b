"""How clients of the provider find their way: which variables each reads, and what each trusts.

What is said of a client was tried with it (`tests/adapters/test_clients.py`), where `documented` does not name who
says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Way(StrEnum):
    """What decides where a client connects to."""

    HTTPS_PROXY = "HTTPS_PROXY"
    HTTP_PROXY = "HTTP_PROXY"
    JAVA_PROPERTIES = "-Dhttps.proxyHost"
    NODE_OPTION = "NODE_USE_ENV_PROXY"
    NAME = "the name of the host"
    """It reads no proxy from its environment: only where the provider's name leads decides."""


@dataclass(frozen=True, slots=True)
class ProxyClient:
    """A client, what to set for it, and what does not work.

    In `sets` and `otherwise` are `{proxy}` (a URL), `{host}` and `{port}` of the proxy, `{ca}` (the certificate file)
    and `{simulator}` (a URL). `trusts` are the variables of which the first that is set names whom it trusts. One that
    `reads_all` goes by `ALL_PROXY` where its own variable is not set; one that is `literal` reads its variable in
    capitals only, and no `NO_PROXY`.
    """

    ecosystem: str
    name: str
    way: Way
    sets: tuple[str, ...]
    trusts: tuple[str, ...]
    otherwise: str = ""
    documented: str = ""
    reads_all: bool = False
    literal: bool = False


_REQUESTS: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_OPENSSL: Final = ("SSL_CERT_FILE",)
_NODE: Final = ("NODE_EXTRA_CA_CERTS",)
_JAVA: Final = ("-Djavax.net.ssl.trustStore",)
_BY_NAME: Final = "none is read: a hosts entry or an alias of a container (--listen)"
_STORE: Final = "-storetype PKCS12 -storepass changeit -keystore {ca}.p12"
_KEYTOOL: Final = f"(keytool -importcert -noprompt -alias stapsgewijs -file {{ca}} {_STORE})"
_JAVA_OPTIONS: Final = (
    "JAVA_TOOL_OPTIONS=-Dhttps.proxyHost={host} -Dhttps.proxyPort={port} -Djavax.net.ssl.trustStore={ca}.p12"
    " -Djavax.net.ssl.trustStorePassword=changeit"
)
_JAVA_SETS: Final = (_JAVA_OPTIONS, _KEYTOOL)
PROXY_CLIENTS: Final = (
    ProxyClient(
        "Python",
        "requests, and the provider's SDK with it",
        Way.HTTPS_PROXY,
        ("HTTPS_PROXY={proxy}", "REQUESTS_CA_BUNDLE={ca}"),
        _REQUESTS,
        'client.api.base_url = "{simulator}"',
        reads_all=True,
    ),
    ProxyClient(
        "Python", "httpx", Way.HTTPS_PROXY, ("HTTPS_PROXY={proxy}", "SSL_CERT_FILE={ca}"), _OPENSSL, reads_all=True
    ),
    ProxyClient(
        "Python",
        "aiohttp",
        Way.NAME,
        ("SSL_CERT_FILE={ca}",),
        _OPENSSL,
        "ClientSession(trust_env=True) reads HTTPS_PROXY",
    ),
    ProxyClient(
        "Node",
        "the provider's SDK",
        Way.HTTP_PROXY,
        ("HTTP_PROXY={proxy}   (HTTPS_PROXY is ignored)", "NODE_EXTRA_CA_CERTS={ca}"),
        _NODE,
        'client.api.baseUrl = "{simulator}"',
        literal=True,
    ),
    ProxyClient(
        "Node", "axios", Way.HTTPS_PROXY, ("HTTPS_PROXY={proxy}", "NODE_EXTRA_CA_CERTS={ca}"), _NODE, reads_all=True
    ),
    ProxyClient(
        "Node",
        "fetch",
        Way.NODE_OPTION,
        ("NODE_EXTRA_CA_CERTS={ca}",),
        _NODE,
        "NODE_USE_ENV_PROXY=1 makes Node 24 and later read HTTPS_PROXY",
    ),
    ProxyClient("Node", "got", Way.NAME, ("NODE_EXTRA_CA_CERTS={ca}",), _NODE, "give it an agent"),
    ProxyClient("Java", "HttpURLConnection, java.net.http", Way.JAVA_PROPERTIES, _JAVA_SETS, _JAVA),
    ProxyClient(
        "Java",
        "the provider's SDK (Apache HttpClient)",
        Way.JAVA_PROPERTIES,
        _JAVA_SETS,
        _JAVA,
        documented="twilio-java, NetworkHttpClient: useSystemProperties",
    ),
    ProxyClient(
        ".NET",
        "HttpClient, and the provider's SDK with it",
        Way.HTTPS_PROXY,
        ("HTTPS_PROXY={proxy}", "SSL_CERT_FILE={ca}   (Linux; elsewhere the store of the system)"),
        _OPENSSL,
        documented="Microsoft Learn, HttpClient.DefaultProxy; .NET cross-platform cryptography",
        reads_all=True,
    ),
    ProxyClient(
        "Ruby",
        "Faraday, and the provider's SDK with it",
        Way.HTTPS_PROXY,
        ("HTTPS_PROXY={proxy}", "SSL_CERT_FILE={ca}"),
        _OPENSSL,
    ),
    ProxyClient(
        "Ruby",
        "Net::HTTP",
        Way.HTTP_PROXY,
        ("http_proxy={proxy}   (HTTPS_PROXY is ignored)", "SSL_CERT_FILE={ca}"),
        _OPENSSL,
    ),
    ProxyClient(
        "PHP",
        "curl, and the provider's SDK with it",
        Way.HTTPS_PROXY,
        ("HTTPS_PROXY={proxy}", "php -d curl.cainfo={ca}"),
        ("curl.cainfo",),
        reads_all=True,
    ),
    ProxyClient(
        "Go",
        "net/http, and the provider's SDK with it",
        Way.HTTPS_PROXY,
        ("HTTPS_PROXY={proxy}", "SSL_CERT_FILE={ca}   (Linux; elsewhere the store of the system)"),
        _OPENSSL,
    ),
)
ADDS_TO_TRUST: Final = "NODE_EXTRA_CA_CERTS"
"""The one variable that adds an authority; every other one replaces all that a client trusts."""


def instructions(values: Mapping[str, str]) -> str:
    """Return what to set, per client, in lines; `values` are those that `ProxyClient` names."""
    lines: list[str] = []
    for each in PROXY_CLIENTS:
        lines.append(f"  {each.ecosystem}: {each.name}")
        if each.way in {Way.NAME, Way.NODE_OPTION}:
            lines.append(f"      proxy: {_BY_NAME}")
        lines += [f"      {text.format(**values)}" for text in each.sets]
        if each.otherwise:
            lines.append(f"      or: {each.otherwise.format(**values)}")
    return "\n".join(lines)
