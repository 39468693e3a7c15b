from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Visitor
    from tests.app_client import AppClient

MAX_PAGE_BYTES = 30_000


def test_from_the_first_page_to_the_last(anna: Visitor) -> None:
    anna.signs_in()
    assert (anna.path, anna.status) == ("/contoso/method", 200)
    assert anna.asks_for_code() == 303
    assert anna.path == "/contoso/code"
    assert anna.sends("code", code=anna.code()) == 303
    assert anna.path == "/contoso/app-password"
    assert anna.sends("app-password") == 303
    assert "+31 6 12345678" in anna.page
    assert anna.page.count("/contoso/next/") == 4
    assert "multi-factor-authentication-end-user-signin.md" in anna.opens("next/2")


def test_every_page_is_under_thirty_kilobytes(anna: Visitor) -> None:
    sizes = {}
    anna.signs_in()
    for path in ("", "method", "handsets", "nothing-here"):
        sizes[path] = len(anna.opens(path).encode())
    assert max(sizes.values()) < MAX_PAGE_BYTES, sizes


def test_the_app_password_is_on_one_page_once(anna: Visitor) -> None:
    anna.signs_in()
    anna.asks_for_code()
    anna.sends("code", code=anna.code())
    assert 'id="app-password"' in anna.page
    assert 'id="app-password"' not in anna.opens("app-password")
    anna.sends("app-password/new")
    assert 'id="app-password"' in anna.page


@pytest.mark.parametrize("path", ["method", "code", "call", "app-password", "finished", "more-information"])
def test_nobody_sees_a_page_of_enrolling_without_signing_in(anna: Visitor, path: str) -> None:
    anna.opens(path)
    assert anna.path == "/contoso/"
    assert "Uw sessie is beëindigd" in anna.page


@pytest.mark.parametrize("path", ["code", "call", "app-password"])
def test_a_page_of_a_later_step_leads_to_the_step_one_is_at(anna: Visitor, path: str) -> None:
    anna.signs_in()
    anna.opens(path)
    assert anna.path == "/contoso/method"


def test_a_wrong_password_and_a_name_that_does_not_exist_are_answered_the_same(anna: Visitor) -> None:
    pages = []
    for name in ("anna@contoso.example", "nobody@contoso.example"):
        anna.opens("")
        assert anna.sends("sign-in", user_name=name, password="x") == 422
        asked, _, _ = anna.page.partition("Accounts in deze simulator")
        pages.append(asked.replace(name, "").replace(anna.form, ""))
    assert pages[0] == pages[1]
    assert "Anna" not in pages[0]


def test_signing_in_gives_a_new_session(anna: Visitor, client: AppClient) -> None:
    anna.opens("")
    before = client.cookies["session"]
    anna.signs_in()
    assert client.cookies["session"] != before


def test_what_was_typed_stays_when_it_is_refused(anna: Visitor) -> None:
    anna.signs_in()
    assert anna.asks_for_code("020 2490048", region="BE") == 422
    assert 'value="020 2490048"' in anna.page
    assert '<option value="BE" selected>' in anna.page
    assert 'aria-invalid="true"' in anna.page


@pytest.mark.parametrize(
    "changes", [{"method": "telegraph"}, {"region": "XX"}, {"way": "pigeon"}, {"method": "", "way": "", "region": ""}]
)
def test_what_no_browser_sends_is_refused_with_a_word(anna: Visitor, changes: dict[str, str]) -> None:
    anna.signs_in()
    assert anna.asks_for_code(**changes) == 422
    assert "Kies " in anna.page


def test_two_people_have_two_enrollments(anna: Visitor, bram: Visitor) -> None:
    anna.signs_in()
    bram.signs_in("bram")
    anna.asks_for_code()
    bram.asks_for_code("06 87654321")
    assert bram.sends("code", code=anna.code()) == 422
    assert anna.sends("code", code=anna.code()) == 303


def test_sending_a_form_twice_sends_one_message(anna: Visitor, client: AppClient) -> None:
    anna.signs_in()
    form = anna.form
    anna.asks_for_code(form=form)
    anna.asks_for_code(form=form)
    assert anna.path == "/contoso/code"
    assert len(client.get("/api/v1/handsets/+31612345678/messages").json()) == 1


def test_canceling_signs_out_and_keeps_nothing(anna: Visitor) -> None:
    anna.signs_in()
    anna.asks_for_code()
    assert anna.sends("cancel") == 303
    assert "Geannuleerd" in anna.page
    anna.opens("finished")
    assert anna.path == "/contoso/"


def test_a_page_that_waits_is_told_when_the_call_is_answered(anna: Visitor, client: AppClient) -> None:
    anna.signs_in()
    anna.asks_for_code(way="phone_call")
    changes = anna.page.split('data-changes="')[1].split('"')[0].replace("&amp;", "&")
    call = client.get("/api/v1/handsets/+31612345678/calls").json()[0]["id"]
    client.post(f"/api/v1/calls/{call}/answer")
    assert client.get(changes).json() == {"changed": True}


def test_what_is_greyed_out_is_explained_in_the_words_of_the_guide(anna: Visitor, client: AppClient) -> None:
    client.patch("/api/v1/policy", json={"text_message": False})
    anna.signs_in()
    assert "Ziet u de verificatietelefoon wel in de lijst" in anna.page
    assert anna.page.count("disabled") == 1


def test_a_page_that_does_not_exist_looks_like_the_others(anna: Visitor, client: AppClient) -> None:
    anna.opens("nothing-here")
    assert (anna.status, "Deze pagina bestaat niet" in anna.page) == (404, True)
    assert client.get("/nobody/").status_code == 404
    assert client.get("/contoso/next/99").status_code in {303, 404, 200}
