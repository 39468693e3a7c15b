"""The pages that stand in for programs of others: what a document names leads where it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.registered import has_phone, signs_in

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from tests.app_client import AppClient

PAGES = ["my-apps", "my-apps/profile", "office-portal", "my-account"]


def links(page: str) -> set[str]:
    return set(re.findall(r'<a href="/contoso/([^"]+)"', page.partition("<main>")[2]))


def buttons(page: str) -> dict[str, str]:
    """Return what each button that opens or closes something asks for, by its name."""
    found = re.findall(
        r'<button class="opener"(?: name="open" value="(\w+)")?[^>]*>(?:<svg.*?</svg>)?(.*?)</button>', page
    )
    return {name: asked for asked, name in found}


@pytest.mark.parametrize("address", PAGES)
def test_who_has_not_signed_in_signs_in_and_comes_back(app: Starlette, anna: Visitor, address: str) -> None:
    has_phone(app)
    anna.opens(address)
    assert anna.path == "/contoso/"
    assert "Meld u aan om verder te gaan." in anna.page
    signs_in(anna, opens=False)
    assert anna.path == f"/contoso/{address}"
    anna.sends("sign-out")
    signs_in(anna)
    assert anna.path == "/contoso/signed-in"


def test_a_page_that_was_asked_for_is_forgotten_when_another_one_is(app: Starlette, anna: Visitor) -> None:
    has_phone(app)
    anna.opens("office-portal")
    anna.opens("method")
    assert "Uw sessie is beëindigd" in anna.page
    signs_in(anna, opens=False)
    assert anna.path == "/contoso/signed-in"


@pytest.mark.parametrize("address", PAGES)
def test_it_says_that_it_stands_in_for_a_page_of_another(anna: Visitor, address: str) -> None:
    anna.signs_in()
    assert re.search(r'<p class="stand-in">Deze pagina staat voor [^<]+documenten noemen\.</p>', anna.opens(address))


def test_the_name_of_the_account_opens_the_menu_and_closes_it(anna: Visitor) -> None:
    anna.signs_in()
    assert buttons(anna.opens("my-apps")) == {"Anna": "menu"}
    assert links(anna.page) == set()
    assert buttons(anna.opens("my-apps?open=menu")) == {"Anna": ""}
    assert links(anna.page) == {"my-apps/profile"}
    assert links(anna.opens("my-apps/profile")) == {"settings"}


def test_the_office_portal_opens_its_settings_and_in_them_the_area(anna: Visitor) -> None:
    anna.signs_in()
    area = "Extra beveiligingsverificatie"
    assert buttons(anna.opens("office-portal")) == {"Instellingen": "menu"}
    assert buttons(anna.opens("office-portal?open=menu")) == {"Instellingen": "", area: "verification"}
    assert links(anna.page) == set()
    assert buttons(anna.opens("office-portal?open=verification")) == {"Instellingen": "", area: "menu"}
    assert links(anna.page) == {"app-passwords"}


def test_the_page_about_the_account_opens_its_part_and_in_it_the_area(anna: Visitor) -> None:
    anna.signs_in()
    area = "Extra beveiligingsverificatie"
    assert links(anna.opens("my-account")) == {"my-account?open=privacy"}
    assert buttons(anna.opens("my-account?open=privacy")) == {area: "verification"}
    assert buttons(anna.opens("my-account?open=verification")) == {area: "privacy"}
    assert links(anna.page) == {"my-account?open=privacy", "app-passwords"}


@pytest.mark.parametrize("address", ["office-portal", "my-account"])
def test_without_app_passwords_the_area_has_no_link_and_says_why(
    anna: Visitor, client: AppClient, address: str
) -> None:
    client.patch("/api/v1/policy", json={"app_passwords": False})
    anna.signs_in()
    anna.opens(f"{address}?open=verification")
    assert "app-passwords" not in links(anna.page)
    assert "Uw organisatie gebruikt geen app-wachtwoorden." in anna.page


@pytest.mark.parametrize(
    "asked", ["office-portal?open=door", "my-apps?open=verification", f"my-account?open={'x' * 99}"]
)
def test_what_no_page_has_cannot_be_opened(anna: Visitor, asked: str) -> None:
    anna.signs_in()
    anna.opens(asked)
    assert anna.status == 404


def test_the_page_where_signing_in_ends_leads_to_all_of_them(app: Starlette, anna: Visitor) -> None:
    has_phone(app)
    signs_in(anna)
    assert links(anna.page) >= {"settings", "my-apps", "office-portal", "my-account", "mail-program"}
    for each in links(anna.page):
        assert anna.opens(each)
        assert anna.status == 200
