"""The only place that builds real objects: the world of a simulator, and the server around it."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import font_roboto

from simulator.bridge import PhoneChannel
from simulator.clock import Clock, MovableClock, SystemClock
from simulator.enrollment import EnrollmentDesk, Policy, Script, SeededSecrets, SystemSecrets
from simulator.errors import StapsgewijsError
from simulator.gateway import PhoneNetwork
from simulator.labels import Catalogue, Control, region_names
from simulator.outgoing import HttpOutgoing
from simulator.pages import Renderer
from simulator.pages.views import Choice
from simulator.phone_numbers import calling_codes
from simulator.shipping import shipped
from simulator.store import Organisation, Organisations, Person
from simulator.web.app import LOOPBACK, create_app
from simulator.web.choosing import FIRST_REGION
from simulator.web.site import DEFAULT_ORGANISATION, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fastapi import FastAPI

    from simulator.guide import Guide

CALLER: Final = "+31202490048"
"""The number that calls: documented for the Netherlands, not guaranteed (ED howto-mfa-mfasettings.md)."""

PEOPLE: Final = (
    Person("anna@contoso.example", "Anna", "Welkom-in-de-simulator"),
    Person("bram@contoso.example", "Bram", "Welkom-in-de-simulator"),
)
FONTS: Final = Path(font_roboto.__file__).parent / "files"


def build_app(  # noqa: PLR0913  # each part of the world can be replaced
    *,
    site: Path | None = None,
    locale: str = "nl",
    guide: Guide | None = None,
    labels: Mapping[Control, str] | None = None,
    clock: Clock | None = None,
    host: str = "127.0.0.1",
    token: str | None = None,
    callback_hosts: frozenset[str] = frozenset(),
) -> FastAPI:
    """Build a simulator with one organisation, Contoso.

    `labels` are worn instead of those of the catalogue; `guide` gives the note on what is greyed out and
    the next steps. Systems under test are called back on loopback and on `callback_hosts`.
    Raises `StapsgewijsError` for a host that is not loopback without a token.
    """
    if host not in LOOPBACK and not token:
        msg = f"codes are readable here: to listen on {host}, give a token with --token (or use 127.0.0.1)"
        raise StapsgewijsError(msg)
    folder = site or shipped("site")
    catalogue = Catalogue.for_language(folder / "labels", locale)
    if labels:
        catalogue = catalogue.wearing(labels)
    made = Site(
        Organisations(),
        Renderer(folder, catalogue),
        _Builder(catalogue, clock or SystemClock()),
        regions_in(locale),
        HttpOutgoing(callback_hosts),
        token or "",
        guide.notes[0].text if guide and guide.notes else "",
        guide.next_steps if guide else (),
    )
    made.open(DEFAULT_ORGANISATION, "Contoso", PEOPLE, Policy())
    hosts = LOOPBACK if host in LOOPBACK else ("*",)
    return create_app(made, static=folder / "static", fonts=FONTS, hosts=hosts, token=token)


def regions_in(locale: str) -> tuple[Choice, ...]:
    """Return every region with a calling code, named in `locale`: the first one first, then by name."""
    names = region_names(locale)
    regions = [Choice(each, name=f"{names.get(each, each)} (+{code})") for each, code in calling_codes().items()]
    return tuple(sorted(regions, key=lambda each: (each.value != FIRST_REGION, _collated(each.name))))


def _collated(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


class _Builder:
    """Builds organisations: each with its own clock, phone network, secrets and desk."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def __call__(
        self, organisation_id: str, name: str, people: Iterable[Person], policy: Policy, seed: str | None
    ) -> Organisation:
        clock = MovableClock(self._clock)
        secrets = SystemSecrets() if seed is None else SeededSecrets(seed)
        network = PhoneNetwork(clock, SystemSecrets())
        channel = PhoneChannel(network, name, CALLER)
        desk = EnrollmentDesk(policy, clock, channel, secrets, script_in(self._catalogue, name))
        return Organisation(organisation_id, name, tuple(people), clock, network, desk)


def script_in(catalogue: Catalogue, organisation: str) -> Script:
    """Return what is sent and said on behalf of an organisation, in the language of `catalogue`."""
    said = catalogue.text
    return Script(
        message=said("{code} is your verification code for {organisation}.", code="{code}", organisation=organisation),
        greeting=said(
            "This is {organisation}. Did you just sign in? Press the pound key to verify. "
            "If it was not you, press 0 and then the pound key.",
            organisation=organisation,
        ),
        repeat=said(
            "That key has no meaning here. Press the pound key to verify. "
            "If it was not you, press 0 and then the pound key."
        ),
        success=said("Thank you, you have been verified. Goodbye."),
        denied=said("You could not be verified. Try again later. Goodbye."),
        fraud=said("Thank you for reporting this. Your account is now blocked for verification. Goodbye."),
    )


@contextmanager
def running_server(app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Run `app` in a thread while the block lasts; gives its address (`http://127.0.0.1:…`).

    The server answers when the block begins and has stopped when it ends. Raises `StapsgewijsError` when
    the port is taken.
    """
    from simulator.serving import BackgroundServer  # noqa: PLC0415  # uvicorn is not needed with --base-url

    with BackgroundServer(app, host, port) as server:
        yield server.url


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Run `app` until Ctrl-C, and say where it is."""
    from simulator.serving import serve_until_interrupted  # noqa: PLC0415  # idem

    serve_until_interrupted(app, host, port)
