"""Sessions that are kept: what one process knows of a browser, another one knows."""

from __future__ import annotations

from typing import Any

from stapsgewijs.labels import Message
from stapsgewijs.web.sessions import StoredSessions


class Store:
    """A store in memory, of what goes into JSON."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def get(self, token: str) -> dict[str, Any] | None:
        return self.kept.get(token)

    def put(self, token: str, owner: str, content: dict[str, Any]) -> None:
        del owner
        self.kept[token] = content

    def delete(self, token: str) -> None:
        self.kept.pop(token, None)

    def secret(self, name: str) -> bytes:
        return name.encode()


def test_everything_that_a_session_knows_is_found_again() -> None:
    store = Store()
    sessions = StoredSessions(store)
    begun = sessions.begin("contoso", "anna")
    begun.enrollment, begun.sign_in, begun.default_test, begun.app_use = "e", "s", "t", "u"
    begun.is_verified, begun.destination, begun.notice = True, "settings", Message.of("{n} new", n=1)
    sessions.save(begun)
    found = StoredSessions(store).find(begun.token, "contoso")
    assert found == begun


def test_a_session_that_an_earlier_version_kept_is_found_as_one_that_proved_nothing() -> None:
    store = Store()
    sessions = StoredSessions(store)
    begun = sessions.begin("contoso", "anna")
    begun.is_verified = True
    sessions.save(begun)
    before = {"organisation", "person", "enrollment", "notice", "key"}
    store.kept = {token: {n: each for n, each in kept.items() if n in before} for token, kept in store.kept.items()}
    found = sessions.find(begun.token, "contoso")
    assert found is not None
    assert (found.person, found.is_verified, found.destination) == ("anna", False, "")


def test_what_a_browser_keeps_is_sealed_for_its_organisation() -> None:
    sessions = StoredSessions(Store())
    assert sessions.seal("contoso", "x") == StoredSessions(Store()).seal("contoso", "x")
    assert len({sessions.seal("contoso", "x"), sessions.seal("contoso", "y"), sessions.seal("fabrikam", "x")}) == 3
