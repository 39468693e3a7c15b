"""Browser sessions that survive a restart and are shared between processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from stapsgewijs.labels import Message
from stapsgewijs.web.sessions import Session, Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping


class SessionRows(Protocol):
    """Where sessions are kept, as mappings that go into JSON."""

    def read(self, token: str) -> dict[str, Any] | None:
        """Return what was kept of a session, or None."""
        ...

    def write(self, token: str, organisation: str, session: dict[str, Any]) -> None:
        """Keep a session, new or changed."""
        ...

    def forget(self, token: str) -> None:
        """Forget a session."""
        ...

    def key(self, name: str) -> bytes:
        """Return the secret of this name, the same in every process."""
        ...


class StoredSessions(Sessions):
    """Sessions as rows. One is kept when its visitor is answered: who was never given the cookie cannot come back."""

    def __init__(self, rows: SessionRows) -> None:
        """Keep sessions in `rows`."""
        super().__init__(rows.key("handset forms"))
        self._rows = rows

    def find(self, token: str | None, organisation: str) -> Session | None:
        """Return the session with this token at this organisation, if there is one."""
        kept = self._rows.read(token) if token else None
        if token is None or kept is None or kept["organisation"] != organisation:
            return None
        return _session_of(token, kept)

    def begin(self, organisation: str, person: str = "") -> Session:
        """Make a session with a new token."""
        return self.new(organisation, person)

    def save(self, session: Session) -> None:
        """Keep what has changed of a session."""
        content = _content(session)
        if content != session.kept:
            self._rows.write(session.token, session.organisation, content)
            session.kept = content

    def end(self, session: Session) -> None:
        """Forget a session."""
        self._rows.forget(session.token)

    def forget(self, organisation: str) -> None:
        """Do nothing: the sessions of an organisation that is removed go with it."""


def _content(session: Session) -> dict[str, Any]:
    notice = session.notice
    return {
        "organisation": session.organisation,
        "person": session.person,
        "enrollment": session.enrollment,
        "notice": [notice.template, [list(each) for each in notice.values]] if notice else None,
        "key": session.key.hex(),
    }


def _session_of(token: str, kept: Mapping[str, Any]) -> Session:
    notice = None
    if kept["notice"]:
        template, values = kept["notice"]
        notice = Message(template, tuple((name, value) for name, value in values))
    key = bytes.fromhex(kept["key"])
    return Session(token, kept["organisation"], kept["person"], kept["enrollment"], notice, key, dict(kept))
