"""A third verification method on the pages, in memory and in a database: nothing but its own lines know of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.cli.static_export import every_page
from stapsgewijs.identity import METHODS, Verdict
from stapsgewijs.labels import Catalogue, Control, Role
from stapsgewijs.project import shipped
from stapsgewijs.web.flows.entered_code import CodeScreen, CodeWords
from stapsgewijs.web.flows.registry import FLOWS, MethodFlow
from tests.app_client import AppClient
from tests.identity.methods.paper_code import PaperCode, registered
from tests.web.conftest import ADDRESS, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette


LABELS = {Control("Print a code on paper", Role.OPTION): "Een code op papier afdrukken"}


WORDS = {
    "enrollment": CodeWords("Method", "Verification code", ()),
    "sign-in": CodeWords("Enter code", "Code", ("Choose how you want to sign in.",)),
}
FLOW = MethodFlow(
    "paper_code",
    "Print a code on paper",
    page="paper",
    verify_page="paper",
    screen=CodeScreen(WORDS, {Verdict.WRONG: "This code is not right. Check the message and try again."}),
    option="Print a code on paper",
)


@pytest.fixture
def paper() -> Iterator[PaperCode]:
    with registered() as method:
        FLOWS.register(FLOW)
        yield method
        FLOWS.unregister("paper_code")


def visitor(app: Starlette) -> Visitor:
    return Visitor(AppClient(app, base_url=ADDRESS))


@pytest.mark.parametrize("kept", [False, True], ids=["memory", "SQLite"])
def test_it_enrolls_from_the_first_page_to_the_last(paper: PaperCode, tmp_path: Path, *, kept: bool) -> None:
    database = str(tmp_path / "kept.sqlite3") if kept else ""
    app = build_app(labels=LABELS, database=database)
    anna = visitor(app)
    anna.signs_in()
    assert re.search(r'value="paper_code">\s*Een code op papier afdrukken', anna.page)
    assert '<option value="mobile-app">' in anna.page
    assert anna.asks_for_code(number="", method="mobile-app", way="paper_code") == 303
    assert anna.path == "/contoso/paper"
    anna.opens("code")
    assert anna.path == "/contoso/paper", "the second step of another method that waits in the same state"
    anna.opens("method")
    assert 'value="paper_code" checked' in anna.page
    anna.opens("paper")
    assert anna.sends("paper", code="x") == 422
    assert anna.sends("paper/new") == 303
    if kept:  # another process takes up what the first one began
        cookies = anna.client.cookies
        anna = visitor(build_app(labels=LABELS, database=database))
        anna.client.cookies = cookies
        assert "Een code op papier" not in anna.opens("paper")
    assert anna.sends("paper", code=paper.printed[-1]) == 303
    assert anna.path == "/contoso/app-password"
    assert anna.sends("app-password") == 303
    assert re.search(r"<li>\s*Mobiele app, Een code op papier afdrukken\s*</li>", anna.page)
    anna.sends("sign-out")
    anna.sends("sign-in", user_name="anna@contoso.example", password="Welkom-in-de-simulator")
    assert anna.path == "/contoso/verify/paper"
    assert anna.sends("verify/paper", code="x") == 422
    assert anna.sends("verify/paper/new") == 303
    assert anna.sends("verify/paper", code=paper.printed[-1]) == 303
    assert anna.path == "/contoso/signed-in"


def test_its_pages_are_exported(paper: PaperCode) -> None:
    catalogue = Catalogue.for_language(shipped("site") / "labels", "nl").wearing(LABELS)
    names = [each.name for each in every_page(catalogue, None)]
    assert {"method-paper", "paper", "verify-paper"} <= set(names)
    assert paper.printed == []
    assert len(names) == len(set(names))


def test_every_method_has_its_flow_and_gone_is_gone(app: Starlette) -> None:
    assert [each.method for each in FLOWS] == [each.id for each in METHODS]
    assert len({each.page for each in FLOWS}) == len(tuple(FLOWS)) - 1, "every call has the same page"
    with pytest.raises(ModuleNotFoundError):
        FLOWS.of("paper_code")
    with pytest.raises(ValueError, match="already"):
        FLOWS.register(FLOWS.of("phone_call"))
    anna = visitor(app)
    anna.signs_in()
    assert "paper" not in anna.page
    assert anna.asks_for_code(number="", method="mobile-app", way="paper_code") == 422
    assert anna.client.get("/contoso/paper").status_code == 404
