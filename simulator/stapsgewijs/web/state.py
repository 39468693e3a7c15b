"""The state that all requests share: organisations, sessions, the renderer, and what the guide adds to pages."""

from __future__ import annotations

import copy
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import ADMINISTRATOR
from stapsgewijs.phone_network.twilio import (
    ACCOUNT_SETTING,
    Account,
    Callbacks,
    InboundCalls,
    InboundMessages,
    get_account,
)
from stapsgewijs.phone_network.twilio.resources.keys import key_opens
from stapsgewijs.storage import UnknownOrganisationError
from stapsgewijs.web.long_poll import ChangeNotifier
from stapsgewijs.web.sessions import PRESENT_KEY, Session, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from stapsgewijs.guide.model import Link
    from stapsgewijs.identity import Policy
    from stapsgewijs.pages import Renderer
    from stapsgewijs.pages.views import Choice
    from stapsgewijs.phone_network import Call, Message, OutgoingByOrganisation
    from stapsgewijs.phone_numbers import PhoneNumber
    from stapsgewijs.storage import Organisation, Organisations, Person
    from stapsgewijs.storage.organisations import OrganisationFactory

CHANGES_BETWEEN_LOOKS: Final = 1_000
"""After so many changes it is looked how much is stored of all organisations."""
DEFAULT_ORGANISATION: Final = "contoso"
RESERVED: Final = frozenset({"2010-04-01", "api", "callbacks", "docs", "static", "v1", "v2"})
_LANGUAGE: Final = "language"
"""The setting of a network that names the language which its organisation was put in."""


@dataclass(frozen=True, slots=True)
class Language:
    """What an organisation's pages and messages are made of, where that is not what `SimulatorState` has for all."""

    renderer: Renderer
    build: OrganisationFactory
    regions: tuple[Choice, ...]
    note: str = ""
    next_steps: tuple[Link, ...] = ()


@dataclass(slots=True)
class SimulatorState:
    """`regions` are the entries of the list of countries; `note` and `next_steps` come from the guide.

    `outgoing` makes requests to the system under test. `secret` makes auth tokens that cannot be guessed: it is
    another one for each simulator in memory, and the same one for as long as a database is kept. `languages` are those
    that an organisation can be opened in besides the usual one, by name; each is built when it is first needed.
    `wake` has what is due in an organisation processed though nobody asks for it.
    `keep_total` is how many messages and calls all organisations have at most; None: any number.
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
    languages: Mapping[str, Callable[[], Language]] = field(default_factory=dict)
    wake: Callable[[Organisation], object] = field(default=lambda _: None)
    keep_total: int | None = None
    _changed: int = 0
    _changes: dict[str, ChangeNotifier] = field(default_factory=dict)
    _states: dict[str, SimulatorState] = field(default_factory=dict)
    _of_sid: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Follow each organisation, whoever makes and removes it."""
        self.organisations.on_open(self._opened)
        self.organisations.on_close(self._closed)

    def open(  # noqa: PLR0913, PLR0917  # what an organisation is made of
        self,
        organisation_id: str,
        name: str,
        people: Iterable[Person],
        policy: Policy,
        seed: str | None = None,
        language: str | None = None,
    ) -> Organisation:
        """Make an organisation and keep it.

        `language` is one of `languages`, None for the usual one. Raises `StapsgewijsError` for an id that cannot be
        used, and for a language that this simulator was not started with.
        """
        if organisation_id in RESERVED:
            msg = f"an organisation cannot be called {organisation_id!r}: that is an address of the simulator"
            raise StapsgewijsError(msg)
        state = self if language is None else self._in(language)
        organisation = state.build(organisation_id, name, people, policy, seed)
        self.organisations.add(organisation)
        if state is not self:
            self._states[organisation_id] = state
        return organisation

    def of(self, organisation: Organisation) -> SimulatorState:
        """Return the site in the language of an organisation; all but the words is shared."""
        return self._states.get(organisation.id, self)

    def speak(self, organisation: Organisation, language: str) -> None:
        """Let pages, messages and calls of an organisation be in another one of `languages`, for as long as it is kept.

        Raises `StapsgewijsError` for a language that this simulator was not started with.
        """
        state = self._in(language)
        organisation.speak(state.renderer.catalogue)
        organisation.network.put_setting(_LANGUAGE, {"name": language})
        self._states[organisation.id] = state

    def _in(self, name: str) -> SimulatorState:
        if name not in self.languages:
            known = ", ".join(sorted(self.languages)) or "none"
            msg = f"this simulator was not started with a language {name!r} (it has: {known})"
            raise StapsgewijsError(msg)
        language = self.languages[name]()
        state = copy.copy(self)  # shallow, so that organisations, sessions and who waits are the same
        state.renderer, state.build, state.regions = language.renderer, language.build, language.regions
        state.note, state.next_steps = language.note, language.next_steps
        return state

    def account(self, organisation: Organisation) -> Account:
        """Return the account of an organisation: the one that it was given, or else the one it has by itself."""
        return get_account(organisation.network) or Account.of_organisation(organisation.id, self.secret)

    def with_account(self, sid: str) -> Organisation | None:
        """Return the organisation whose account has this SID; costs the same however many organisations there are."""
        for each in self._likely_owners(sid):
            with suppress(UnknownOrganisationError):
                organisation = self.organisations.get(each)
                if self.account(organisation).sid == sid:
                    self._of_sid[sid] = each
                    return organisation
        return None

    def with_key(self, sid: str, secret: str) -> Organisation | None:
        """Return the organisation whose account has this API key with this secret."""
        for each in self.organisations.with_resource(sid) if sid.startswith("SK") else ():
            with suppress(UnknownOrganisationError):
                organisation = self.organisations.get(each)
                if key_opens(organisation.network, sid, secret):
                    return organisation
        return None

    def _likely_owners(self, sid: str) -> Iterator[str]:
        if sid in self._of_sid:
            yield self._of_sid[sid]
        ids = self.organisations.ids()
        if len(self._of_sid) > 2 * len(ids) + 100:
            self._of_sid.clear()  # most are of organisations that are gone
        known = set(self._of_sid.values())
        self._of_sid |= {Account.of_organisation(each, self.secret).sid: each for each in ids if each not in known}
        if sid in self._of_sid:
            yield self._of_sid[sid]
        yield from self.organisations.noted(ACCOUNT_SETTING, sid)

    def dial(self, organisation: Organisation, number: PhoneNumber, to: str) -> Call:
        """Call from a handset to a number of the account; raises `NotPossibleError`."""
        network, outgoing = organisation.network, self.outgoing.of(organisation.id)
        call = InboundCalls(self.account(organisation), network, outgoing).dial(number, to)
        self.wake(organisation)
        return call

    def text(self, organisation: Organisation, number: PhoneNumber, to: str, body: str) -> Message:
        """Send a message from a handset; raises `NotPossibleError`."""
        message = organisation.network.sms.reply(number, to, body)
        self.wake(organisation)
        return message

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
        if self.languages and (kept := organisation.network.get_setting(_LANGUAGE).get("name")) in self.languages:
            state = self._states[organisation.id] = self._in(str(kept))
            organisation.speak(state.renderer.catalogue)
        changes = self._changes[organisation.id] = ChangeNotifier()
        organisation.network.on_change(lambda number: changes.notify(number.e164 if number else ""))
        organisation.network.on_change(lambda _: self._limit_stored())
        organisation.enrollments.on_change(lambda _: changes.notify())
        organisation.authenticators.on_change(changes.notify)
        organisation.enrollments.on_methods(lambda person, by: self._methods_changed(organisation, person, by))
        outgoing = self.outgoing.of(organisation.id)
        callbacks = Callbacks(lambda: self.account(organisation), outgoing, organisation.network.add_to_item_history)
        organisation.network.on_status(callbacks.watch)
        organisation.network.on_request(callbacks.release)
        inbound = InboundMessages(lambda: self.account(organisation), organisation.network, outgoing)
        organisation.network.on_status(inbound.watch)

    def _limit_stored(self) -> None:
        """Look now and then whether there is too much of all organisations together."""
        self._changed += 1
        if self.keep_total is not None and self._changed % CHANGES_BETWEEN_LOOKS == 0:
            self.organisations.limit_stored(self.keep_total)

    def _methods_changed(self, organisation: Organisation, person: str, changed_by: str) -> None:
        """Sign a person out in other browsers than the one in which she changed the methods."""

        def did_it(session: Session) -> bool:
            proofs = {session.enrollment, session.default_test, session.sign_in} - {""}
            return changed_by != ADMINISTRATOR and (session.key == PRESENT_KEY.get() or changed_by in proofs)

        if organisation.policy.change_ends_sessions:
            self.sessions.end_all(organisation.id, person, but=did_it)

    def _closed(self, organisation: Organisation) -> None:
        self.sessions.forget(organisation.id)
        self.outgoing.forget(organisation.id)
        self._states.pop(organisation.id, None)
        self._changes.pop(organisation.id).close()

    def until_due(self, organisation: Organisation) -> float | None:
        """Return in how many seconds something happens by itself in the phone network or in an authenticator app."""
        moments = (organisation.network.next_due(), organisation.authenticators.next_due())
        return self.seconds_until(organisation, min((each for each in moments if each is not None), default=None))

    @staticmethod
    def seconds_until(organisation: Organisation, due: datetime | None) -> float | None:
        """Return in how many seconds it is `due` by the clock of an organisation; None for never."""
        now = organisation.clock.now()
        if due is None or (organisation.clock.stands_at is not None and due > now):
            return None
        return (due - now).total_seconds()
