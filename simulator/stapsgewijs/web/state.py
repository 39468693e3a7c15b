"""What all requests share: the organisations, who is signed in, how pages look, and what the guide adds to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.phone_network.twilio import Account, Callbacks, account_of
from stapsgewijs.web.long_poll import ChangeNotifier
from stapsgewijs.web.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stapsgewijs.guide.model import Link
    from stapsgewijs.identity import Policy
    from stapsgewijs.pages import Renderer
    from stapsgewijs.pages.views import Choice
    from stapsgewijs.phone_network import OutgoingByOrganisation
    from stapsgewijs.storage import Organisation, Organisations, Person
    from stapsgewijs.storage.organisations import OrganisationFactory

DEFAULT_ORGANISATION: Final = "contoso"
RESERVED: Final = frozenset({"2010-04-01", "api", "callbacks", "static"})


@dataclass(slots=True)
class SimulatorState:
    """`regions` are the entries of the list of countries; `note` and `next_steps` come from the guide.

    `outgoing` makes requests to the system under test. `secret` makes auth tokens that cannot be guessed: it is
    another one for each simulator in memory, and the same one for as long as a database is kept.
    """

    organisations: Organisations
    renderer: Renderer
    build: OrganisationFactory
    regions: tuple[Choice, ...]
    outgoing: OutgoingByOrganisation
    secret: str
    note: str = ""
    next_steps: tuple[Link, ...] = ()
    sessions: Sessions = field(default_factory=Sessions)
    _changes: dict[str, ChangeNotifier] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Follow each organisation, whoever makes and removes it."""
        self.organisations.on_open(self._opened)
        self.organisations.on_close(self._closed)

    def open(
        self, organisation_id: str, name: str, people: Iterable[Person], policy: Policy, seed: str | None = None
    ) -> Organisation:
        """Make an organisation and keep it; raises `StapsgewijsError` for an id that cannot be used."""
        if organisation_id in RESERVED:
            msg = f"an organisation cannot be called {organisation_id!r}: that is an address of the simulator"
            raise StapsgewijsError(msg)
        organisation = self.build(organisation_id, name, people, policy, seed)
        self.organisations.add(organisation)
        return organisation

    def account(self, organisation: Organisation) -> Account:
        """Return the account of an organisation: the one that it was given, or else the one it has by itself."""
        return account_of(organisation.network) or Account.of_organisation(organisation.id, self.secret)

    def changes(self, organisation: Organisation) -> ChangeNotifier:
        """Return where one waits for changes in an organisation."""
        return self._changes[organisation.id]

    def shut(self, organisation: Organisation) -> None:
        """Forget an organisation, who is signed in there, and let go who waits there."""
        self.organisations.remove(organisation.id)

    def hear(self, news: str) -> None:
        """Let those look again who wait for what another process changed: an id, perhaps a number; empty: all."""
        name, _, about = news.partition(" ")
        for each in self.organisations.known(name):
            self.changes(each).notify(about)

    def close(self) -> None:
        """Let go everybody who waits: the simulator stops."""
        for each in self._changes.values():
            each.close()

    def _opened(self, organisation: Organisation) -> None:
        changes = self._changes[organisation.id] = ChangeNotifier()
        organisation.network.on_change(lambda number: changes.notify(number.e164 if number else ""))
        organisation.desk.on_change(lambda _: changes.notify())
        outgoing = self.outgoing.of(organisation.id)
        organisation.network.on_status(Callbacks(lambda: self.account(organisation), outgoing).watch)

    def _closed(self, organisation: Organisation) -> None:
        self.sessions.forget(organisation.id)
        self.outgoing.forget(organisation.id)
        self._changes.pop(organisation.id).close()

    def until_due(self, organisation: Organisation) -> float | None:
        """Return in how many seconds the phone network has something to do by itself."""
        due, now = organisation.network.next_due(), organisation.clock.now()
        if due is None or (organisation.clock.stands_at is not None and due > now):
            return None
        return (due - now).total_seconds()
