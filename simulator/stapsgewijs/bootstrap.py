"""The only module that builds real objects: a simulator out of its parts, and the server that runs it."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import font_roboto

from stapsgewijs.adapters.authenticator_channel import AuthenticatorChannel, IdentityAppService, NetworkSwitches
from stapsgewijs.adapters.http_client import HttpOutgoingByOrganisation, tls_context
from stapsgewijs.adapters.network_channel import (
    ENROLLMENT,
    EnrollmentConversation,
    OrphanedConversation,
    PhoneChannel,
    give_up_calls,
)
from stapsgewijs.adapters.twilio_channel import SwitchedChannel, TwimlWebhooks
from stapsgewijs.authenticator import Authenticators
from stapsgewijs.clock import Clock, MovableClock, SystemClock
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import EnrollmentService, Policy, SystemRandomSource
from stapsgewijs.labels import Catalogue, Control, Role, region_names
from stapsgewijs.pages import Renderer
from stapsgewijs.pages.views import Choice
from stapsgewijs.phone_network import PhoneNetwork, Retention
from stapsgewijs.phone_network.twilio.call_session import TWIML, TwimlCallSession
from stapsgewijs.phone_network.twilio.verify_call import VERIFY, VerifyCall
from stapsgewijs.phone_numbers import calling_codes
from stapsgewijs.project import default_project
from stapsgewijs.storage import Idleness, MemoryBackend, Organisation, Organisations, Person
from stapsgewijs.web.app import create_app
from stapsgewijs.web.flows.method_form import FIRST_REGION
from stapsgewijs.web.middleware import LOOPBACK, HostNames
from stapsgewijs.web.review import create_review_app
from stapsgewijs.web.sessions import Sessions, StoredSessions
from stapsgewijs.web.state import DEFAULT_ORGANISATION, Language, SimulatorState
from stapsgewijs.web.watch import create_watch_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.applications import Starlette

    from stapsgewijs.guide import Guide
    from stapsgewijs.guide.model import Link
    from stapsgewijs.phone_network import Call, Conversation, HttpClient, OutgoingByOrganisation
    from stapsgewijs.storage import StorageBackend
    from stapsgewijs.storage.sql.backend import SqlBackend
    from stapsgewijs.web.review import Reviewing
    from stapsgewijs.web.watch import Watching

CALLER: Final = "+31202490048"
"""The number that calls: documented for the Netherlands, not guaranteed (ED howto-mfa-mfasettings.md)."""

PEOPLE: Final = (
    Person("anna@contoso.example", "Anna", "Welkom-in-de-simulator"),
    Person("bram@contoso.example", "Bram", "Welkom-in-de-simulator"),
)
_ASKS_FOR: Final = timedelta(seconds=60)
"""How long another process may be asking what to say on a call, before nobody is."""
_METHODS: Final = ("enrollment", Role.OPTION)
"""Surface and role of what may be greyed out."""
FONTS: Final = Path(font_roboto.__file__).parent / "files"


@dataclass(frozen=True, slots=True)
class PageWords:
    """In whose words an organisation speaks: those of `catalogue`; `guide` gives its note and its next steps."""

    catalogue: Catalogue
    guide: Guide | None = None


def build_app(  # noqa: PLR0913  # each part of the world can be replaced
    *,
    site: Path | None = None,
    locale: str = "",
    guide: Guide | None = None,
    labels: Mapping[Control, str] | None = None,
    languages: Mapping[str, Callable[[], PageWords]] = MappingProxyType({}),
    clock: Clock | None = None,
    host: str = "127.0.0.1",
    token: str | None = None,
    callback_hosts: frozenset[str] = frozenset(),
    callback_authorities: tuple[Path, ...] = (),
    allowed_hosts: frozenset[str] = frozenset(),
    database: str = "",
    retention: Retention | None = None,
    keep_organisations_days: float | None = None,
    keep_total: int | None = None,
) -> Starlette:
    """Build a simulator with one organisation, Contoso.

    `labels` are worn instead of those of the catalogue; `guide` gives the note on what is greyed out and
    the next steps. An organisation can be opened in one of `languages`, by its name. Systems under test are called
    back on `callback_hosts`, and on loopback where the simulator itself listens there; over TLS, certificates of
    `callback_authorities` (PEM files) are trusted besides. Where it listens elsewhere, it
    answers to `host`, to `allowed_hosts` and to any address.
    Everything is kept in `database` (path or URL; else in memory), messages and calls as long as `retention`
    says, and an organisation until nobody has used it for `keep_organisations_days` (None: for ever). All organisations
    have `keep_total` messages and calls at most; then the oldest of those with most of them go.
    Raises `StapsgewijsError` for a host that is not loopback without a token, and for a database that cannot be used.
    """
    if token == "":
        msg = "an empty token lets everybody in; give another --token, or none"
        raise StapsgewijsError(msg)
    if host not in LOOPBACK and not token:
        msg = f"codes are readable here: to listen on {host}, give a token with --token (or use 127.0.0.1)"
        raise StapsgewijsError(msg)
    folder = site or default_project().site
    locale = locale or default_project().feature_language
    catalogue = Catalogue.for_language(folder / "labels", locale)
    if labels:
        catalogue = catalogue.wearing(labels)
    if callback_authorities:
        tls_context(callback_authorities)  # what is no certificate is said before anything is opened
    kept = _in_database(database) if database else None
    outgoing = HttpOutgoingByOrganisation(callback_hosts, host in LOOPBACK, callback_authorities)
    build = _Builder(catalogue, clock or SystemClock(), kept or MemoryBackend(), outgoing, retention)
    others = {name: cache(partial(_language, folder, build, each)) for name, each in languages.items()}
    idleness = Idleness(keep_organisations_days, clock or SystemClock(), DEFAULT_ORGANISATION)
    made = SimulatorState(
        kept.organisations(build, idleness) if kept else Organisations(idleness),
        Renderer(folder, catalogue),
        build,
        regions_in(locale),
        outgoing,
        kept.tokens.secret("auth tokens").hex() if kept else token_hex(16),
        *_of_guide(PageWords(catalogue, guide)),
        StoredSessions(kept.tokens) if kept else Sessions(),
        others,
        keep_total=keep_total,
    )
    if kept:
        grace = _ASKS_FOR if kept.is_shared else timedelta()
        made.organisations.on_open(lambda each: _give_up(each, grace))
    _open_default(made)
    is_loopback = host in LOOPBACK
    named = LOOPBACK if is_loopback else LOOPBACK | {each.strip("[]").lower() for each in (host, *allowed_hosts)}
    hosts = HostNames(named, any_address=not is_loopback)
    feed = kept.change_feed(made.hear) if kept else None

    def ready() -> None:
        if kept and feed:
            kept.database.groups_commits = kept.is_shared
            feed.start()

    def done() -> None:
        if kept and feed:
            feed.stop()
            kept.close()

    return create_app(
        made,
        static=folder / "static",
        fonts=FONTS,
        hosts=hosts,
        token=token,
        commits=kept if kept and kept.is_shared else None,
        ready=ready,
        done=done,
    )


def languages_of(site: Path, pages: Catalogue, guide: Guide | None) -> dict[str, Callable[[], PageWords]]:
    """Return the languages that the pages of `site` can be in, by tag: that of `pages`, and each with a catalogue."""
    others = {each.stem for each in (site / "labels").glob("*.po")} - {pages.locale}
    found: dict[str, Callable[[], PageWords]] = {
        each: lambda tag=each: PageWords(Catalogue.load(site / "labels", tag))  # type: ignore[misc]  # a default of its own
        for each in others
    }
    return {pages.locale: lambda: PageWords(pages, guide), **found}


def _of_guide(words: PageWords) -> tuple[str, tuple[Link, ...]]:
    """Return the note on what is greyed out, which names one of the methods, and the next steps."""
    if words.guide is None:
        return "", ()
    labels = words.catalogue.labels.items()
    methods = [
        (label.casefold(), each.msgid.casefold()) for each, label in labels if (each.surface, each.role) == _METHODS
    ]
    told = (each.text for each in words.guide.notes)
    note = next((each for each in told if any(name in each.casefold() for names in methods for name in names)), "")
    return note, words.guide.next_steps


def _language(site: Path, build: _Builder, words: Callable[[], PageWords]) -> Language:
    wording = words()
    catalogue = wording.catalogue
    renderer, regions = Renderer(site, catalogue), regions_in(catalogue.locale)
    return Language(renderer, build.speaking(catalogue), regions, *_of_guide(wording))


def build_review_app(
    review: Reviewing, *, key: str, site: Path | None, catalogue: Catalogue, stop: Callable[[], None]
) -> Starlette:
    """Build the page of a review, in the words of `catalogue`, for who has `key`; `stop` is called when it is done."""
    folder = site or default_project().site
    renderer, static = Renderer(folder, catalogue), folder / "static"
    return create_review_app(review, renderer, key=key, static=static, fonts=FONTS, stop=stop)


def build_watch_app(watching: Watching, *, key: str, site: Path, catalogue: Catalogue) -> Starlette:
    """Build the page of a session of watching, for who has `key`, in the words of `catalogue`."""
    return create_watch_app(watching, Renderer(site, catalogue), key=key, static=site / "static", fonts=FONTS)


def _in_database(place: str) -> SqlBackend:
    from stapsgewijs.storage.sql.backend import SqlBackend  # noqa: PLC0415  # SQLAlchemy is not needed in memory

    return SqlBackend(place)


def _open_default(site: SimulatorState) -> None:
    """Make the first organisation, unless it was kept, or another process makes it right now."""
    with suppress(StapsgewijsError):
        if DEFAULT_ORGANISATION not in site.organisations.ids():
            site.open(DEFAULT_ORGANISATION, "Contoso", PEOPLE, Policy())


def _give_up(organisation: Organisation, grace: timedelta) -> None:
    """End the calls on which nobody will ever speak again."""
    give_up_calls(organisation.network, organisation.clock.now() - grace)


def regions_in(locale: str) -> tuple[Choice, ...]:
    """Return every region with a calling code, named in `locale`: the first one first, then by name."""
    names = region_names(locale)
    regions = [Choice(each, name=f"{names.get(each, each)} (+{code})") for each, code in calling_codes().items()]
    return tuple(sorted(regions, key=lambda each: (each.value != FIRST_REGION, _collated(each.name))))


def _collated(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


@dataclass(slots=True)
class _Words:
    """What messages and calls of an organisation say, in the words of a catalogue, which may be replaced."""

    catalogue: Catalogue
    organisation: str

    def __call__(self, msgid: str, /, **values: str) -> str:
        return self.catalogue.text(msgid, organisation=self.organisation, **values)


class _Builder:
    """Builds organisations: each with its own clock, phone network, random source and enrollments."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        keeping: StorageBackend,
        outgoing: OutgoingByOrganisation,
        retention: Retention | None,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._keeping = keeping
        self._outgoing = outgoing
        self._retention = retention

    def speaking(self, catalogue: Catalogue) -> _Builder:
        """Return what builds the same in other words."""
        return _Builder(catalogue, self._clock, self._keeping, self._outgoing, self._retention)

    def __call__(
        self, organisation_id: str, name: str, people: Iterable[Person], policy: Policy, seed: str | None
    ) -> Organisation:
        clock = MovableClock(self._clock)
        secrets = self._keeping.secrets(organisation_id, seed)
        network = PhoneNetwork(
            clock, SystemRandomSource(), self._keeping.network(organisation_id), retention=self._retention
        )
        outgoing = self._outgoing.of(organisation_id)
        wording, repository = _Words(self._catalogue, name), self._keeping.enrollments(organisation_id)
        channel = SwitchedChannel(PhoneChannel(network, name, CALLER, wording), network, outgoing)
        service = EnrollmentService(policy, clock, channel, secrets, wording, repository, name)
        network.voice.restore = lambda call: self._taken_up(call, network, service, outgoing)
        apps = Authenticators(
            clock,
            SystemRandomSource(),
            IdentityAppService(service, name),
            self._keeping.authenticators(organisation_id),
            NetworkSwitches(network),
        )
        service.connect_apps(AuthenticatorChannel(apps, service.note_undelivered))
        called = TwimlWebhooks(service, self._catalogue.locale)

        def speak(catalogue: Catalogue) -> None:
            wording.catalogue, called.language = catalogue, catalogue.locale

        return Organisation(
            organisation_id, name, tuple(people), clock, network, service, apps, called, seed, secrets, speak
        )

    @staticmethod
    def _taken_up(call: Call, network: PhoneNetwork, service: EnrollmentService, outgoing: HttpClient) -> Conversation:
        """Return the conversation that the script of a call tells of."""
        kind = call.script.get("kind")
        if kind == ENROLLMENT:
            return EnrollmentConversation.restore(call.script, service)
        if kind == VERIFY:
            return VerifyCall.restore(call.script)
        if kind == TWIML:
            return TwimlCallSession.restore(call.id, call.script, network, outgoing)
        return OrphanedConversation()


@contextmanager
def running_server(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Run `app` in a thread while the block lasts; gives its address (`http://127.0.0.1:…`).

    The server answers when the block begins and has stopped when it ends. Raises `StapsgewijsError` when
    the port is taken.
    """
    from stapsgewijs.adapters.server import BackgroundServer  # noqa: PLC0415  # uvicorn is not needed with --base-url

    with BackgroundServer(app, host, port) as server:
        yield server.url


def retention(count: int, days: float) -> Retention:
    """Return how much is kept; 0 is no limit."""
    return Retention(count or None, days or None)


def name_of(database: str) -> str:
    """Return what people are told of where everything is kept: never with a password."""
    if database in {"", ":memory:"}:
        return "memory, until it ends"
    from stapsgewijs.storage.sql.engine import display_name  # noqa: PLC0415  # SQLAlchemy is not needed in memory

    return display_name(database)


def serve(build: Callable[[], Starlette], *, host: str, port: int, kept_in: str, say: Callable[[str], object]) -> None:
    """Run what is built, once its port is ours, until Ctrl-C; tell `say` where it is, and where it keeps everything."""
    from stapsgewijs.adapters.server import serve_until_interrupted  # noqa: PLC0415  # idem

    serve_until_interrupted(build, host, port, kept_in, say)
