"""The target that is followed: the simulator, or a system that sends to the simulator's phone network."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.testing.http import HttpClient, RequestError

_TIMEOUT_S = 10.0
"""Seconds in which a system that is running answers."""


@dataclass(frozen=True, slots=True)
class Target:
    """`base_url` is where the pages are; empty: a simulator is started for the run.

    `network` is the phone network of a system of one's own, `accounts` are who can sign in there
    (`user:password`).
    """

    base_url: str = ""
    network: str = ""
    accounts: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """Return what pytest has to know; raises `StapsgewijsError` for what does not answer or does not fit."""
        if not self.base_url:
            if self.network or self.accounts:
                msg = "--phone-network and --account are for a system of your own; say with --base-url where it is"
                raise StapsgewijsError(msg)
            return []
        arguments = ["--base-url", self.base_url]
        if not self.network:
            if self.accounts or not is_simulator(self.base_url):
                msg = (
                    f"no simulator answers at {self.base_url}. For a system of your own, give the phone network that "
                    "it sends to (--phone-network http://127.0.0.1:8025, from `stapsgewijs serve`) and an account"
                )
                raise StapsgewijsError(msg)
            return arguments
        if not self.accounts:
            msg = "nobody can sign in to a system of your own: give an account with --account user:password"
            raise StapsgewijsError(msg)
        if not is_simulator(self.network):
            msg = f"no phone network answers at {self.network}; start one with `stapsgewijs serve`"
            raise StapsgewijsError(msg)
        for each in self.accounts:
            user, _, password = each.partition(":")
            if not (user and password):
                msg = f"--account {user}: write it as user:password"
                raise StapsgewijsError(msg)
            arguments += ["--system-account", each]
        return [*arguments, "--system-network", self.network]


def is_simulator(url: str) -> bool:
    """Return whether a Stapsgewijs simulator answers at `url`."""
    try:
        with HttpClient() as http:
            answer = http.request("GET", f"{url.rstrip('/')}/api/v1/organisations", timeout=_TIMEOUT_S)
        return answer.status == HTTPStatus.OK and isinstance(answer.json(), list)
    except (RequestError, ValueError):
        return False
