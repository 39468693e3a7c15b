"""Browser sessions, in memory or in a store, and the tokens of their forms."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

import hmac
import secrets
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stapsgewijs.identity import Policy

COOKIE: Final = "session"
PRESENT_KEY: ContextVar[bytes] = ContextVar("key of the present session", default=b"")
"""The `key` of the session of the page that is asked for."""
MAX_SESSIONS: Final = 10_000
_NOTED: Final = 60
"""Into so many parts the time is cut in which nothing may happen; activity is noted once in each, not at each page."""


@dataclass
class Session:
    """One browser at one organisation. `person` is a user name, empty before signing in.

    `enrollment`, `sign_in` and `default_test` (the proof of a new preferred option) are the ids of what is under way;
    `app_use` is the method by which an app is going to be tried that is being set up. `notice` is said once, on the
    next page. `is_verified` says that the person proved a second factor in it, or is trusted in this browser;
    `destination` is the page of the organisation that was asked for before signing in. `began` and `seen` are when
    the person signed in and did something last, by the clock of the organisation. `key` seals its forms; `kept` is
    what was kept of it last, where sessions are kept.
    """

    token: str
    organisation: str
    person: str = ""
    enrollment: str = ""
    notice: Message | None = None
    is_verified: bool = False
    destination: str = ""
    sign_in: str = ""
    default_test: str = ""
    app_use: str = ""
    began: datetime | None = None
    seen: datetime | None = None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    kept: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    def new_form(self) -> str:
        """Return a token for one form on one page: unguessable from outside, and different every time.

        It proves that the form was ours (CSRF), and it makes two posts of one page view recognisable.
        """
        nonce = secrets.token_urlsafe(9)
        return f"{nonce}.{self._seal(nonce)}"

    def verify_csrf(self, form: str) -> bool:
        """Return whether a form token was made by this session."""
        nonce, _, seal = form.partition(".")
        return hmac.compare_digest(seal.encode(), self._seal(nonce).encode())

    @property
    def is_held(self) -> bool:
        """Whether somebody gave a password in it: those of nobody go first where there are too many."""
        return bool(self.person or self.sign_in)

    def is_of(self, person: str) -> bool:
        """Return whether this person has signed in; empty: whether anybody has."""
        return bool(self.person) and person in {"", self.person}

    def is_over(self, now: datetime, policy: Policy) -> bool:
        """Return whether who signed in has to do so again: nothing was done for too long, or it was long ago."""
        if not self.person or self.began is None or self.seen is None:
            return False
        idle, whole = timedelta(seconds=policy.session_idle_time), timedelta(seconds=policy.session_time)
        return now - self.seen >= idle or now - self.began >= whole

    def note_activity(self, now: datetime, policy: Policy) -> None:
        """Take down that the person did something; one that an earlier version kept begins now."""
        if not self.person:
            return
        self.began = self.began or now
        part = timedelta(seconds=policy.session_idle_time) / _NOTED
        if self.seen is None or not timedelta(0) <= now - self.seen < part:
            self.seen = now

    def take_notice(self) -> Message | None:
        """Return what is to be said on this page, and forget it."""
        notice, self.notice = self.notice, None
        return notice

    def take_destination(self) -> str:
        """Return the page that was asked for before signing in, empty for none, and forget it."""
        page, self.destination = self.destination, ""
        return page

    def _seal(self, nonce: str) -> str:
        return hmac.new(self.key, nonce.encode(), "sha256").hexdigest()[:32]


class Sessions:
    """All sessions, by organisation and the token in the cookie.

    When an organisation has too many, the oldest of nobody go first: visits end nobody's session.
    """

    def __init__(self, key: bytes | None = None) -> None:
        """Begin with nobody; `key` seals forms of no session (else one that is made up)."""
        self._sessions: dict[str, dict[str, Session]] = {}
        self._key = key or secrets.token_bytes(16)

    def find(self, token: str | None, organisation: str) -> Session | None:
        """Return the session with this token at this organisation, if there is one."""
        return self._sessions.get(organisation, {}).get(token or "")

    def begin(self, organisation: str, person: str = "") -> Session:
        """Make a session with a new token (always a new one at signing in, against session fixation)."""
        here = self._sessions.setdefault(organisation, {})
        if len(here) >= MAX_SESSIONS:
            del here[next((token for token, each in here.items() if not each.is_held), next(iter(here)))]
        session = self.new(organisation, person)
        here[session.token] = session
        return session

    def new(self, organisation: str, person: str) -> Session:
        """Return a session with a new token."""
        return Session(secrets.token_urlsafe(24), organisation, person)

    def save(self, session: Session) -> None:
        """Do nothing: the object is what is kept."""

    def csrf_token(self, organisation: str) -> str:
        """Return what forms carry that belong to an organisation and to no session: no other site can know it."""
        return hmac.new(self._key, organisation.encode(), "sha256").hexdigest()[:32]

    def verify_csrf(self, organisation: str, form: str) -> bool:
        """Return whether a form carries that."""
        return hmac.compare_digest(form.encode(), self.csrf_token(organisation).encode())

    def seal(self, organisation: str, text: str) -> str:
        """Return what goes with a text that a browser of an organisation keeps: nobody else can make it."""
        return hmac.new(self._key, f"kept for {organisation}: {text}".encode(), "sha256").hexdigest()

    def end(self, session: Session) -> None:
        """Forget a session."""
        self._sessions.get(session.organisation, {}).pop(session.token, None)

    def end_all(self, organisation: str, person: str = "", *, but: Callable[[Session], bool] = lambda _: False) -> int:
        """Sign out a person (empty: everybody) in every browser, `but` in those; returns in how many."""
        here = self._sessions.get(organisation, {})
        gone = [token for token, each in here.items() if each.is_of(person) and not but(each)]
        for each in gone:
            del here[each]
        return len(gone)

    def forget(self, organisation: str) -> None:
        """Forget everybody at an organisation that was removed."""
        self._sessions.pop(organisation, None)


class SessionStore(Protocol):
    """Mappings that go into JSON, by token, each of an owner; and secrets by name."""

    def get(self, token: str) -> dict[str, Any] | None:
        """Return what was put under this token, or None."""

    def put(self, token: str, owner: str, content: dict[str, Any], *, held: bool, is_new: bool = True) -> None:
        """Keep what is under this token, new or changed; what is not `held` goes first when an owner has too much.

        What is not new and was forgotten since stays so.
        """

    def delete(self, token: str) -> None:
        """Forget what is under this token."""

    def held(self, owner: str) -> dict[str, dict[str, Any]]:
        """Return what is held of an owner, by what `forget` takes."""

    def forget(self, names: Iterable[str]) -> None:
        """Forget what `held` returned under these names."""

    def secret(self, name: str) -> bytes:
        """Return the secret of this name, the same in every process."""


class StoredSessions(Sessions):
    """Sessions that outlive the process, and that several processes share.

    One is kept when its visitor is answered: who was never given the cookie cannot come back.
    """

    def __init__(self, store: SessionStore) -> None:
        super().__init__(store.secret("handset forms"))
        self._store = store

    def find(self, token: str | None, organisation: str) -> Session | None:
        kept = self._store.get(token) if token else None
        if token is None or kept is None or kept["organisation"] != organisation:
            return None
        return _session_of(token, kept)

    def begin(self, organisation: str, person: str = "") -> Session:
        return self.new(organisation, person)

    def save(self, session: Session) -> None:
        content, is_new = _content(session), session.kept is None
        if content != session.kept:
            self._store.put(session.token, session.organisation, content, held=session.is_held, is_new=is_new)
            session.kept = content

    def end(self, session: Session) -> None:
        self._store.delete(session.token)

    def end_all(self, organisation: str, person: str = "", *, but: Callable[[Session], bool] = lambda _: False) -> int:
        held = ((name, _session_of("", kept)) for name, kept in self._store.held(organisation).items())
        gone = [name for name, each in held if each.is_of(person) and not but(each)]
        self._store.forget(gone)
        return len(gone)

    def forget(self, organisation: str) -> None:
        """Do nothing: the sessions of an organisation that is removed go with it."""


def _content(session: Session) -> dict[str, Any]:
    notice = session.notice
    return {
        "organisation": session.organisation,
        "person": session.person,
        "enrollment": session.enrollment,
        "notice": [notice.template, [list(each) for each in notice.values]] if notice else None,
        "verified": session.is_verified,
        "destination": session.destination,
        "sign_in": session.sign_in,
        "default_test": session.default_test,
        "app_use": session.app_use,
        "began": session.began.isoformat() if session.began else None,
        "seen": session.seen.isoformat() if session.seen else None,
        "key": session.key.hex(),
    }


def _session_of(token: str, kept: Mapping[str, Any]) -> Session:
    notice = None
    if kept["notice"]:
        template, values = kept["notice"]
        notice = Message(template, tuple((name, value) for name, value in values))
    return Session(
        token,
        kept["organisation"],
        kept["person"],
        kept["enrollment"],
        notice,
        # A session that an earlier version kept has none of these.
        is_verified=kept.get("verified", False),
        destination=kept.get("destination", ""),
        sign_in=kept.get("sign_in", ""),
        default_test=kept.get("default_test", ""),
        app_use=kept.get("app_use", ""),
        began=_time(kept.get("began")),
        seen=_time(kept.get("seen")),
        key=bytes.fromhex(kept["key"]),
        kept=dict(kept),
    )


def _time(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
