"""App passwords: the list, a new one shown once, deleting one, and the old mail program that they are for."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.web.registered import ANNA, PASSWORD, contoso, errors, has_phone, notices, signs_in

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from tests.app_client import AppClient

SERVER = "mail.contoso.example"


@pytest.fixture
def registered(app: Starlette, anna: Visitor) -> Visitor:
    has_phone(app)
    signs_in(anna)
    return anna


def names(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<bdi id="name-\d+">([^<]*)</bdi>', page)]


def creates(visitor: Visitor, name: str = "Outlook 2010") -> str:
    """Create an app password and return it."""
    visitor.opens("app-passwords/new")
    assert visitor.sends("app-passwords/new", name=name) == 303
    return re.findall(r'id="app-password" value="([a-z]+)"', visitor.page)[0]


def deletes(visitor: Visitor, place: int = 0) -> None:
    address = re.findall(r'action="/contoso/(app-passwords/[^"]+/delete)"', visitor.opens("app-passwords"))[place]
    visitor.opens(address)
    assert visitor.sends(address) == 303


def mails(visitor: Visitor, password: str, user_name: str = ANNA, server: str = SERVER) -> int:
    visitor.opens("mail-program")
    return visitor.sends("mail-program", server=server, user_name=user_name, password=password)


@pytest.mark.parametrize(
    "address", ["app-passwords", "app-passwords/new", "app-passwords/shown", "app-passwords/deleted"]
)
def test_a_second_factor_comes_first(app: Starlette, anna: Visitor, address: str) -> None:
    has_phone(app)
    anna.opens(address)
    assert anna.path == "/contoso/"
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    anna.opens(address)
    assert anna.path != f"/contoso/{address}"


def test_an_app_password_is_made_shown_once_and_listed(app: Starlette, registered: Visitor) -> None:
    assert names(registered.opens("app-passwords")) == []
    assert "U hebt geen app-wachtwoorden." in registered.page
    password = creates(registered)
    assert re.fullmatch("[a-z]{16}", password)
    assert registered.path == "/contoso/app-passwords/shown"
    assert password not in registered.opens("app-passwords/shown")
    assert "kan niet nog eens worden getoond" in registered.page
    assert names(registered.opens("app-passwords")) == ["Outlook 2010"]
    assert re.search(r'<time datetime="[^"]+">vandaag gemaakt<', registered.page)
    assert password not in registered.page
    assert [each.name for each in contoso(app).security.app_passwords(ANNA)] == ["Outlook 2010"]


def test_one_of_another_day_has_its_date(app: Starlette, registered: Visitor) -> None:
    creates(registered)
    contoso(app).clock.advance(timedelta(days=1))
    signs_in(registered)  # the session ended meanwhile
    page = registered.opens("app-passwords")
    assert re.search(r'<time datetime="[^"]+">gemaakt op \d\d-\d\d-\d{4}<', page)
    assert "vandaag gemaakt" not in page


def test_the_one_of_an_enrollment_is_in_the_list_under_a_name_of_the_service(anna: Visitor) -> None:
    anna.signs_in()
    anna.asks_for_code()
    anna.sends("code", code=anna.code())
    anna.sends("app-password")
    assert names(anna.opens("app-passwords")) == ["Eerste app-wachtwoord"]


def test_a_form_that_is_sent_twice_makes_one(registered: Visitor) -> None:
    registered.opens("app-passwords/new")
    form = registered.form
    for _ in range(2):
        assert registered.sends("app-passwords/new", form=form, name="Outlook") == 303
    assert names(registered.opens("app-passwords")) == ["Outlook"]


def test_a_name_may_be_used_twice_and_is_shown_as_it_was_typed(registered: Visitor) -> None:
    for _ in range(2):
        creates(registered, ' <b>"Thuis" & werk ')
    assert names(registered.opens("app-passwords")) == ['<b>"Thuis" & werk'] * 2


@pytest.mark.parametrize(
    ("name", "said"), [("", "Voer een naam in"), ("   ", "Voer een naam in"), ("x" * 65, "64 tekens")]
)
def test_a_name_is_wanted_and_not_a_long_one(registered: Visitor, name: str, said: str) -> None:
    registered.opens("app-passwords/new")
    assert registered.sends("app-passwords/new", name=name) == 422
    assert said in errors(registered.page)[0]
    assert names(registered.opens("app-passwords")) == []


def test_beyond_the_most_one_may_have_one_is_told_to_delete_one(registered: Visitor, client: AppClient) -> None:
    client.patch("/api/v1/policy", json={"most_app_passwords": 2})
    creates(registered, "een")
    registered.opens("app-passwords/new")
    form = registered.form
    creates(registered, "twee")
    assert registered.sends("app-passwords/new", form=form, name="drie") == 409
    assert errors(registered.page) == [
        "U hebt 2 app-wachtwoorden, en dat is het maximale aantal. Verwijder er een om plaats te maken."
    ]
    registered.opens("app-passwords/new")
    assert (registered.status, names(registered.page)) == (409, ["een", "twee"])
    deletes(registered)
    creates(registered, "drie")
    assert names(registered.opens("app-passwords")) == ["twee", "drie"]


def test_deleting_asks_first_and_then_says_so(registered: Visitor) -> None:
    creates(registered)
    address = re.findall(r'action="/contoso/(app-passwords/[^"]+/delete)"', registered.opens("app-passwords"))[0]
    assert "“Outlook 2010”" in registered.opens(address)
    assert names(registered.opens("app-passwords")) == ["Outlook 2010"]
    registered.opens(address)
    form = registered.form
    assert registered.sends(address, form=form) == 303
    assert registered.path == "/contoso/app-passwords/deleted"
    assert notices(registered.page) == ["Het app-wachtwoord “Outlook 2010” is verwijderd."]
    assert registered.sends(address, form=form) == 303
    assert notices(registered.page) == ["Dit app-wachtwoord is verwijderd."]
    registered.opens(address)
    assert registered.path == "/contoso/app-passwords"


def test_an_app_password_of_another_person_cannot_be_deleted(
    app: Starlette, registered: Visitor, bram: Visitor
) -> None:
    creates(registered)
    (hers,) = contoso(app).security.app_passwords(ANNA)
    has_phone(app, "bram@contoso.example", "+31687654321")
    signs_in(bram, "bram@contoso.example", "+31687654321")
    bram.opens("app-passwords/new")
    bram.sends(f"app-passwords/{hers.id}/delete")
    assert contoso(app).security.app_passwords(ANNA) == (hers,)


@pytest.mark.parametrize(
    "address", ["app-passwords", "app-passwords/new", "app-passwords/shown", "app-passwords/deleted"]
)
def test_where_they_are_switched_off_the_address_says_so_and_those_there_are_go_on_working(
    registered: Visitor, client: AppClient, address: str
) -> None:
    password = creates(registered)
    form = registered.opens("app-passwords/new") and registered.form
    client.patch("/api/v1/policy", json={"app_passwords": False})
    registered.opens(address)
    assert registered.status == 403
    assert "Uw organisatie gebruikt geen app-wachtwoorden." in registered.page
    assert registered.sends("app-passwords/new", form=form, name="x") == 403
    assert mails(registered, password) == 303


@pytest.mark.parametrize("address", ["app-passwords/new", "app-passwords/x/delete"])
def test_a_form_of_another_session_is_refused(registered: Visitor, address: str) -> None:
    assert registered.sends(address, form="another.seal") == 403


def test_the_mail_program_signs_in_with_an_app_password_and_remembers_it(registered: Visitor) -> None:
    password = creates(registered)
    assert mails(registered, password) == 303
    assert "Postvak IN" in registered.page
    registered.sends("sign-out", form=registered.opens("app-passwords") and registered.form)
    assert "Postvak IN" in registered.opens("mail-program")
    assert password not in registered.page
    assert password not in str(registered.client.cookies)


def test_it_is_refused_with_the_own_password_where_a_second_factor_is_wanted(
    registered: Visitor, client: AppClient
) -> None:
    assert mails(registered, PASSWORD) == 422
    assert "tweede stap" in errors(registered.page)[0]
    client.patch("/api/v1/policy", json={"second_factor": False})
    assert mails(registered, PASSWORD) == 303
    assert "Postvak IN" in registered.page
    client.patch("/api/v1/policy", json={"second_factor": True})
    assert "Postvak IN" not in registered.opens("mail-program")


def test_it_is_refused_with_a_wrong_password_and_with_one_of_another_person(registered: Visitor) -> None:
    password = creates(registered)
    for user_name, given in (("bram@contoso.example", password), (ANNA, password[::-1]), ("nobody", password)):
        assert mails(registered, given, user_name) == 422
        assert errors(registered.page) == ["De server weigert deze gebruikersnaam of dit wachtwoord."]
        assert given not in registered.page


def test_once_its_app_password_is_deleted_it_asks_again_and_refuses_that_one(registered: Visitor) -> None:
    first, second = creates(registered, "een"), creates(registered, "twee")
    assert mails(registered, first) == 303
    deletes(registered, 1)
    assert "Postvak IN" in registered.opens("mail-program")
    deletes(registered, 0)
    registered.opens("mail-program")
    assert errors(registered.page) == [
        "De server accepteert het wachtwoord niet meer dat het programma heeft onthouden."
    ]
    assert ANNA in registered.page
    assert errors(registered.opens("mail-program")) == []
    assert (mails(registered, first), mails(registered, second)) == (422, 422)


def test_what_the_program_remembers_cannot_be_made_up(app: Starlette, registered: Visitor) -> None:
    creates(registered)
    (made,) = contoso(app).security.app_passwords(ANNA)
    for text in (f"{'0' * 64}|{made.id}|{ANNA}", "x", "||"):
        registered.client.cookies.set("mail-program", text.encode().hex(), domain="127.0.0.1", path="/contoso/")
        assert "Postvak IN" not in registered.opens("mail-program")
    registered.client.cookies.set("mail-program", "no hex", domain="127.0.0.1", path="/contoso/")
    assert "Postvak IN" not in registered.opens("mail-program")


def test_what_is_missing_is_said_at_each_field(anna: Visitor) -> None:
    assert mails(anna, "", "", "") == 422
    assert len(errors(anna.page)) == anna.page.count('aria-invalid="true"') == 3
    assert mails(anna, "x", server="mail.example") == 422
    assert errors(anna.page) == ["Er is geen mailserver met de naam mail.example."]


def test_a_form_of_the_mail_program_from_elsewhere_is_refused(anna: Visitor) -> None:
    anna.opens("mail-program")
    assert anna.sends("mail-program", form="another.seal", server=SERVER, user_name=ANNA, password="x") == 403
