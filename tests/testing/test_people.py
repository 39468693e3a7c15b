"""People with methods that are registered already, in a test: a real server, the API between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.testing.api import RefusedError
from stapsgewijs.testing.network import started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.testing.organisation import Organisation

ANNA = {"name": "Anna", "user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}


@pytest.fixture(scope="module")
def contoso() -> Iterator[Organisation]:
    with started() as network, network.organisation(people=[ANNA]) as made:
        yield made


def test_a_person_has_what_was_registered_until_an_administrator_clears_it(contoso: Organisation) -> None:
    anna, phone = contoso.person("anna@contoso.example"), contoso.handset("06 12345678")
    anna.has_phone("06 12345678")
    anna.has_phone("020 249 0048", "office-phone", extension="112")
    secret = anna.has_app(phone)
    anna.prefers("app_code", "mobile-app")
    assert len(secret) >= 26
    assert phone.authenticator.account().user_name == "anna@contoso.example"
    assert anna.registered["default"] == {"method": "app_code", "device": "mobile-app"}
    assert len(anna.app_password("Outlook 2010")) == 16
    anna.loses_app_passwords()
    anna.loses_trusted_browsers()
    anna.loses_methods()
    assert (anna.registered["phones"], anna.registered["apps"], anna.registered["app_passwords"]) == ([], [], [])
    assert anna.events[-1] == "methods cleared by an administrator"


def test_what_is_not_registered_cannot_be_preferred(contoso: Organisation) -> None:
    with pytest.raises(RefusedError, match="not registered"):
        contoso.person("anna@contoso.example").prefers("office_call", "office-phone")
