"""Sessions in a database: visits without a cookie end nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from stapsgewijs.storage.sql import token_store
from stapsgewijs.storage.sql.engine import make_engine
from stapsgewijs.storage.sql.migrations import migrate
from stapsgewijs.storage.sql.schema import SESSIONS
from stapsgewijs.storage.sql.token_store import SqlTokenStore
from tests.storage.conftest import add_organisation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from stapsgewijs.storage.sql.database import Database

MOST = 20


def test_sessions_of_nobody_are_the_first_to_go(
    place: str, opened: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_store, "MAX_TOKENS_PER_OWNER", MOST)
    monkeypatch.setattr(token_store, "_TOKENS_BETWEEN_CLEARINGS", 4)
    database = opened(place)
    add_organisation(database)
    add_organisation(database, "fabrikam")
    store = SqlTokenStore(database)
    for name in ("anna", "bram"):
        store.put(name, "contoso", {"person": name}, held=True)
    store.put("half", "contoso", {"person": ""}, held=False)
    store.put("half", "contoso", {"person": "", "sign_in": "s"}, held=True)
    store.put("elsewhere", "fabrikam", {"person": ""}, held=False)
    for number in range(10 * MOST):
        store.put(f"nobody {number}", "contoso", {"person": ""}, held=False)
    assert [store.get(each) for each in ("anna", "bram")] == [{"person": "anna"}, {"person": "bram"}]
    assert store.get("half") == {"person": "", "sign_in": "s"}
    assert store.get("elsewhere") == {"person": ""}
    assert store.get("nobody 0") is None
    assert store.get(f"nobody {10 * MOST - 1}") is not None
    for number in range(2 * MOST):
        store.put(f"somebody {number}", "contoso", {"person": "c"}, held=True)
    assert store.get("anna") is None, "then the oldest of somebody"
    kept = database.run(select(SESSIONS.c.token).where(SESSIONS.c.organisation == "contoso")).scalars().all()
    assert len(kept) < MOST + 4


def test_who_was_signed_in_in_an_older_version_is_not_the_first_to_go(place: str) -> None:
    engine, new = make_engine(place), "INSERT INTO sessions (token, organisation, place, content) VALUES "
    with engine.begin() as connection:
        migrate(connection, "it", to=4)
        connection.execute(text("INSERT INTO organisations (id, place, ahead, content) VALUES ('contoso', 1, 0, '')"))
        for at, person in enumerate(("anna", "")):
            row = {"token": f"t{at}", "content": f'{{"organisation":"contoso","person":"{person}"}}', "place": at}
            connection.execute(text(f"{new} (:token, 'contoso', :place, :content)"), row)
        migrate(connection, "it")
        held = connection.execute(select(SESSIONS.c.token, SESSIONS.c.held).order_by(SESSIONS.c.place)).all()
    engine.dispose()
    assert [tuple(each) for each in held] == [("t0", 1), ("t1", 0)]
