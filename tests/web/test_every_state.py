from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Visitor
    from tests.app_client import AppClient

HANDSET = "/api/v1/handsets/+31612345678"
STEPS = ["method", "code", "call", "call failed", "blocked", "app-password", "finished"]
PAGE_OF = {"call failed": "call", "blocked": "call"}
MAX_PAGE_BYTES = 30_000


class Phone:
    def __init__(self, client: AppClient) -> None:
        self._client = client

    def does(self, *actions: str) -> None:
        for action in actions:
            call = self._client.get(f"{HANDSET}/calls").json()[-1]["id"]
            if action in {"answer", "hang-up"}:
                answer = self._client.post(f"/api/v1/calls/{call}/{action}")
            else:
                answer = self._client.post(f"/api/v1/calls/{call}/press", json={"keys": action})
            assert answer.status_code == 200

    def messages(self) -> int:
        return len(self._client.get(f"{HANDSET}/messages").json())

    def calls(self) -> int:
        return len(self._client.get(f"{HANDSET}/calls").json())


@pytest.fixture
def phone(client: AppClient) -> Phone:
    return Phone(client)


def at(visitor: Visitor, phone: Phone, step: str) -> None:
    visitor.signs_in()
    if step in {"code", "app-password", "finished"}:
        assert visitor.asks_for_code() == 303
    if step in {"call", "call failed", "blocked"}:
        assert visitor.asks_for_code(way="phone_call") == 303
    if step == "call failed":
        phone.does("hang-up")
    if step == "blocked":
        phone.does("answer", "0#")
    if step in {"app-password", "finished"}:
        assert visitor.sends("code", code=visitor.code()) == 303
    if step == "finished":
        assert visitor.sends("app-password") == 303
    visitor.opens(PAGE_OF.get(step, step))


def errors(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<p class="error"[^>]*>([^<]+)</p>', page)]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_reloaded_and_is_small(anna: Visitor, phone: Phone, step: str) -> None:
    at(anna, phone, step)
    for _ in range(2):
        anna.opens(PAGE_OF.get(step, step))
        assert (anna.path, anna.status) == (f"/contoso/{PAGE_OF.get(step, step)}", 200)
        assert len(anna.page.encode()) < MAX_PAGE_BYTES


REACHABLE = {
    "method": {"method"},
    "code": {"method", "code"},
    "call": {"method", "call"},
    "call failed": {"method", "call"},
    "blocked": {"call"},
    "app-password": {"app-password"},
    "finished": {"finished"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("asked", ["method", "code", "call", "app-password"])
def test_a_page_of_another_step_leads_to_where_one_is(anna: Visitor, phone: Phone, step: str, asked: str) -> None:
    at(anna, phone, step)
    anna.opens(asked)
    expected = asked if asked in REACHABLE[step] else PAGE_OF.get(step, step)
    assert anna.path == f"/contoso/{expected}"


MEANING = {
    "method": {"method"},
    "code": {"method", "code", "code/new"},
    "call": {"method", "call/again"},
    "call failed": {"method", "call/again"},
    "blocked": {"method"},
    "app-password": {"app-password", "app-password/new"},
    "finished": {"app-password"},
}
FORMS = ["method", "code", "code/new", "call/again", "app-password", "app-password/new"]


@pytest.mark.parametrize(
    ("step", "form"), [(step, form) for step in STEPS for form in FORMS if form not in MEANING[step]]
)
def test_a_form_that_has_no_meaning_at_a_step_changes_nothing_and_leads_to_where_one_is(
    anna: Visitor, phone: Phone, step: str, form: str
) -> None:
    at(anna, phone, step)
    before = phone.messages(), phone.calls()
    fields = {"method": "authentication-phone", "way": "text_message", "region": "NL", "number": "06 12345678"}
    assert anna.sends(form, **(fields if form == "method" else {}), **({"code": "1"} if form == "code" else {})) == 303
    assert anna.path == f"/contoso/{PAGE_OF.get(step, step)}"
    assert (phone.messages(), phone.calls()) == before


def test_every_form_that_does_something_answers_by_sending_the_browser_on(anna: Visitor, phone: Phone) -> None:
    at(anna, phone, "method")
    assert anna.asks_for_code(way="phone_call") == 303
    phone.does("hang-up")
    anna.opens("call")
    assert anna.sends("call/again") == 303
    anna.opens("method")
    assert anna.asks_for_code() == 303
    assert anna.sends("code/new") == 303
    assert anna.sends("code", code=anna.code()) == 303
    assert anna.sends("app-password/new") == 303
    assert anna.sends("app-password") == 303
    assert anna.sends("more-information") == 303
    assert anna.sends("cancel") == 303
    assert anna.path == "/contoso/"
    anna.signs_in_again()
    assert anna.sends("sign-out") == 303
    assert "U bent afgemeld" in anna.page


def test_done_twice_is_done_once(anna: Visitor, phone: Phone) -> None:
    at(anna, phone, "app-password")
    form = anna.form
    for _ in range(2):
        assert anna.sends("app-password", form=form) == 303
        assert anna.path == "/contoso/finished"
    assert anna.page.count("+31 6 12345678") == 1


def test_a_wrong_code_is_told_at_its_field_and_the_right_one_still_works(anna: Visitor, phone: Phone) -> None:
    at(anna, phone, "code")
    right = anna.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert anna.sends("code", code=wrong) == 422
    assert errors(anna.page) == ["Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."]
    assert 'aria-describedby="code-error"' in anna.page
    assert anna.sends("code", code=f" {right[:3]} {right[3:]} ") == 303


def test_too_many_wrong_codes_lead_back_to_the_first_step(anna: Visitor, client: AppClient, phone: Phone) -> None:
    client.patch("/api/v1/policy", json={"wrong_tries": 2})
    at(anna, phone, "code")
    right = anna.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert anna.sends("code", code=wrong) == 422
    assert anna.sends("code", code=wrong) == 303
    assert anna.path == "/contoso/method"
    assert 'class="notice"' in anna.page
    assert 'class="notice"' not in anna.opens("method")
    assert anna.sends("code", code=right) == 303
    assert anna.path == "/contoso/method"


def test_an_expired_code_is_told_from_a_wrong_one_and_a_new_one_works(
    anna: Visitor, client: AppClient, phone: Phone
) -> None:
    at(anna, phone, "code")
    first = anna.code()
    client.post("/api/v1/clock", json={"advance": 180})
    assert anna.sends("code", code=first) == 422
    assert "verlopen" in errors(anna.page)[0]
    assert anna.sends("code/new") == 303
    assert 'class="notice"' in anna.page
    second = anna.code()
    assert second != first
    assert anna.sends("code", code=first) == 422
    assert anna.sends("code", code=second) == 303


def test_a_number_that_was_sent_too_much_is_told_so_on_either_page(
    anna: Visitor, client: AppClient, phone: Phone
) -> None:
    client.patch("/api/v1/policy", json={"sends": 1})
    at(anna, phone, "code")
    assert anna.sends("code/new") == 422
    assert "te veel codes" in errors(anna.page)[0]
    anna.opens("method")
    assert anna.asks_for_code() == 422
    assert "te veel codes" in errors(anna.page)[0]
    assert phone.messages() == 1


@pytest.mark.parametrize("fault", ["busy", "no-answer", "voicemail", "failed"])
def test_each_call_that_fails_says_how_and_can_be_placed_again(
    anna: Visitor, client: AppClient, phone: Phone, fault: str
) -> None:
    client.post("/api/v1/faults", json={"number": "+31612345678", "kind": "call", "action": fault})
    anna.signs_in()
    anna.asks_for_code(way="phone_call")
    told = {"busy": "in gesprek", "no-answer": "niet opgenomen", "voicemail": "voicemail", "failed": "niet bereiken"}
    assert anna.path == "/contoso/call"
    assert told[fault] in errors(anna.page)[0]
    assert anna.sends("call/again") == 303
    assert errors(anna.page) == []
    phone.does("answer", "#")
    anna.opens("call")
    assert anna.path == "/contoso/app-password"


def test_fraud_ends_it_and_says_until_when(anna: Visitor, client: AppClient, phone: Phone) -> None:
    at(anna, phone, "blocked")
    assert re.search(r"\d\d-\d\d-\d{4}", errors(anna.page)[0])
    assert "call/again" not in re.sub(r'<form[^>]*id="again".*?</form>', "", anna.page)
    anna.sends("cancel")
    anna.signs_in()
    assert anna.asks_for_code() == 422
    assert anna.asks_for_code(way="phone_call") == 422
    assert (phone.messages(), phone.calls()) == (0, 1)
    client.post("/api/v1/clock", json={"advance": 90 * 24 * 3600})
    assert anna.asks_for_code() == 303


def test_who_was_enrolled_is_asked_for_the_second_factor(anna: Visitor, phone: Phone) -> None:
    at(anna, phone, "finished")
    anna.sends("sign-out")
    anna.sends("sign-in", user_name=" ANNA@contoso.example", password="Welkom-in-de-simulator")
    assert anna.path == "/contoso/verify/text"
    assert anna.sends("verify/text", code=anna.code()) == 303
    assert anna.path == "/contoso/signed-in"


def test_a_session_of_a_person_is_over_after_signing_out_even_with_the_old_cookie(
    anna: Visitor, client: AppClient
) -> None:
    anna.signs_in()
    old = client.cookies["session"]
    anna.sends("sign-out")
    client.cookies.clear()
    client.cookies.set("session", old, domain="127.0.0.1", path="/contoso/")
    anna.opens("method")
    assert anna.path == "/contoso/"


def test_a_session_counts_in_its_own_organisation_only(anna: Visitor, client: AppClient) -> None:
    people = [{"name": "Anna", "user_name": "anna@contoso.example", "password": "x"}]
    client.post("/api/v1/organisations", json={"id": "other", "name": "Other", "people": people})
    anna.signs_in()
    session = client.cookies["session"]
    client.cookies.clear()
    answer = client.get("/other/method", headers={"cookie": f"session={session}"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/other/")


def test_another_browser_of_the_same_person_takes_over_and_shares_no_page(anna: Visitor, bram: Visitor) -> None:
    anna.signs_in("anna")
    anna.asks_for_code()
    bram.signs_in("anna")
    anna.opens("code")
    assert anna.path == "/contoso/more-information"
    bram.opens("method")
    assert bram.path == "/contoso/method"


@pytest.mark.parametrize("step", ["code", "call"])
def test_what_was_chosen_stands_in_step_one_when_one_comes_back(anna: Visitor, phone: Phone, step: str) -> None:
    at(anna, phone, step)
    anna.opens("method")
    assert 'value="+31 6 12345678"' in anna.page
    way = "phone_call" if step == "call" else "text_message"
    assert f'value="{way}" checked' in anna.page


@pytest.mark.parametrize(
    ("field", "form"), [("number", "method"), ("code", "code"), ("user_name", "sign-in"), ("password", "sign-in")]
)
def test_a_text_that_is_far_too_long_is_refused_and_not_called_a_missing_page(
    anna: Visitor, phone: Phone, field: str, form: str
) -> None:
    at(anna, phone, "code")
    if form == "sign-in":
        anna.sends("sign-out")
        status = anna.sends("sign-in", **{"user_name": "anna", "password": "x", field: "9" * 40_000})
    elif form == "method":
        status = anna.asks_for_code("9" * 40_000)
    else:
        status = anna.sends("code", code="9" * 40_000)
    assert status == 422
    assert "Deze pagina bestaat niet" not in anna.page
    assert len(anna.page.encode()) < MAX_PAGE_BYTES


@pytest.mark.parametrize("path", ["contoso/nothing", "nobody/", "nobody/method", "contoso/next/99", "contoso/next/x"])
def test_what_does_not_exist_is_said_in_the_look_of_the_site(anna: Visitor, client: AppClient, path: str) -> None:
    anna.signs_in()
    answer = client.get(f"/{path}")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.text
    assert "/static/pages.css" in answer.text
    assert "Traceback" not in answer.text


def test_a_next_step_below_the_first_does_not_exist(anna: Visitor, client: AppClient, phone: Phone) -> None:
    at(anna, phone, "finished")
    assert client.get("/contoso/next/0").status_code == 200
    assert client.get("/contoso/next/-1").status_code == 404
    assert client.get("/contoso/next/4").status_code == 404


def test_an_organisation_that_is_removed_takes_its_visitors_with_it(client: AppClient) -> None:
    people = [{"name": "Cas", "user_name": "cas", "password": "geheim"}]
    wish = {"id": "gone", "people": people}
    assert client.post("/api/v1/organisations", json=wish).status_code == 201
    form = re.findall(r'name="form" value="([^"]+)"', client.get("/gone/").text)[0]
    fields = {"form": form, "user_name": "cas", "password": "geheim"}
    assert client.post("/gone/sign-in", data=fields, follow_redirects=False).status_code == 303
    assert client.get("/gone/more-information", follow_redirects=False).status_code == 200
    assert client.delete("/api/v1/organisations/gone").status_code == 204
    assert client.get("/gone/more-information").status_code == 404
    client.post("/api/v1/organisations", json=wish)
    answer = client.get("/gone/more-information", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/gone/")


def test_a_call_that_may_not_be_placed_again_says_why_on_its_page(
    anna: Visitor, client: AppClient, phone: Phone
) -> None:
    client.patch("/api/v1/policy", json={"sends": 1})
    at(anna, phone, "call failed")
    assert anna.sends("call/again") == 422
    assert any("te veel codes" in each for each in errors(anna.page))
    assert phone.calls() == 1


def test_beyond_the_most_app_passwords_no_new_one_is_made_and_done_still_works(
    anna: Visitor, client: AppClient, phone: Phone
) -> None:
    client.patch("/api/v1/policy", json={"most_app_passwords": 1})
    at(anna, phone, "app-password")
    form = anna.form
    assert anna.sends("app-password/new") == 409
    assert 'id="app-password"' not in anna.page
    assert anna.sends("app-password", form=form) == 303
    assert anna.path == "/contoso/finished"


@pytest.mark.parametrize(("user_name", "password", "flaws"), [("", "", 2), ("  ", "x", 1), ("anna", "", 1)])
def test_what_is_missing_at_sign_in_is_told_at_each_field(
    anna: Visitor, user_name: str, password: str, flaws: int
) -> None:
    anna.opens("")
    assert anna.sends("sign-in", user_name=user_name, password=password) == 422
    assert len(errors(anna.page)) == flaws
    assert anna.page.count('aria-invalid="true"') == flaws


def test_the_last_page_is_for_who_has_enrolled(anna: Visitor) -> None:
    anna.signs_in()
    anna.opens("finished")
    assert anna.path == "/contoso/more-information"
