"""An organisation in other words than the simulator's own: its pages, its messages, its guide's note."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stapsgewijs.bootstrap import PageWords, build_app
from stapsgewijs.guide import read_guide
from stapsgewijs.identity.methods.text_message import MESSAGE
from stapsgewijs.labels import Catalogue
from tests.app_client import AppClient

ROOT = Path(__file__).parents[2]
LABELS = ROOT / "site" / "labels"
PERSON = {"name": "Anna", "user_name": "anna@contoso.example", "password": "geheim"}


@pytest.fixture(scope="module")
def client() -> AppClient:
    english = Catalogue.load(LABELS, "en")
    worn = english.wearing({english.named("Sign in"): "Come in"})
    guide = read_guide(ROOT / "guides" / "en" / "multi-factor-authentication-setup-phone-number.md")
    notes = [guide.notes[0]._replace(text=each) for each in ("Keep calm.", "A grey mobile app is for the others.")]
    languages = {
        "1": lambda: PageWords(english),
        "2": lambda: PageWords(worn, replace(guide, notes=tuple(notes))),
        "3": lambda: PageWords(worn, replace(guide, notes=tuple(notes[:1]))),
    }
    return AppClient(build_app(locale="nl", languages=languages), base_url="http://127.0.0.1")


def opened(client: AppClient, language: str | None) -> str:
    wish = {"people": [PERSON], "language": language}
    return str(client.post("/api/v1/organisations", json=wish).json()["id"])


def words_on(client: AppClient, organisation: str) -> str:
    return client.get(f"/{organisation}/").text


def test_each_organisation_has_its_own_words_on_one_server(client: AppClient) -> None:
    usual, english, worn = (opened(client, each) for each in (None, "1", "2"))
    assert ('lang="nl"' in words_on(client, usual), "Aanmelden" in words_on(client, usual)) == (True, True)
    assert ('lang="en"' in words_on(client, english), "Sign in" in words_on(client, english)) == (True, True)
    assert "Come in" in words_on(client, worn)
    assert "Come in" not in words_on(client, english)


def test_messages_lists_and_the_note_of_the_guide_are_in_the_same_words(client: AppClient) -> None:
    organisation = opened(client, "2")
    site = client.app.state.site  # type: ignore[attr-defined]  # the app's own state
    made = site.organisations.get(organisation)
    there = site.of(made)
    assert there.note == "A grey mobile app is for the others."
    assert next(each for each in there.regions if each.value == "NL").name == "Netherlands (+31)"
    assert made.enrollments.context.wording(MESSAGE, code="1").startswith("1 is your verification code")
    assert there.sessions is site.sessions


def test_a_note_that_names_no_method_says_nothing_of_what_is_greyed_out(client: AppClient) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]  # the app's own state
    there = site.of(site.organisations.get(opened(client, "3")))
    assert (there.note, len(there.next_steps)) == ("", 4)


def test_an_organisation_that_is_removed_leaves_its_words_behind(client: AppClient) -> None:
    organisation = opened(client, "1")
    assert client.delete(f"/api/v1/organisations/{organisation}").status_code == 204
    again = client.post("/api/v1/organisations", json={"id": organisation}).json()["id"]
    assert 'lang="nl"' in words_on(client, again)


def test_a_language_that_the_simulator_was_not_started_with_is_refused(client: AppClient) -> None:
    answer = client.post("/api/v1/organisations", json={"language": "fr"})
    assert answer.status_code == 409
    assert "'fr' (it has: 1, 2, 3)" in answer.json()["error"]["message"]
