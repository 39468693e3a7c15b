"""The panel: what the API can set, by forms."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from stapsgewijs.bootstrap import build_app, languages_of
from stapsgewijs.identity import Policy
from stapsgewijs.labels import Catalogue
from stapsgewijs.phone_network import CallFault, MessageFault
from stapsgewijs.web.panel import ACTIONS, MOST_PEOPLE, rules_in_groups
from tests.app_client import AppClient

LABELS = Path(__file__).parents[2] / "site" / "labels"


@pytest.fixture
def client() -> AppClient:
    dutch = Catalogue.load(LABELS, "nl")
    languages = languages_of(LABELS.parent, dutch, None)
    return AppClient(build_app(locale="nl", languages=languages), base_url="http://127.0.0.1")


def send(client: AppClient, part: str, **given: str) -> str:
    """Send a form of the panel, with its seal, and return the page that follows."""
    page = client.get("/contoso/panel").text
    seal = re.search(r'name="form" value="([^"]+)"', page)
    assert seal is not None
    answer = client.post(f"/contoso/panel{part}", data={"form": seal[1], **given}, follow_redirects=True)
    return str(answer.text)


def test_every_rule_of_the_policy_is_on_the_panel_once() -> None:
    named = [field for group in rules_in_groups().values() for field in group]
    assert sorted(named) == sorted(each.name for each in fields(Policy))


def test_every_fault_is_on_the_panel_but_the_one_that_needs_a_limit() -> None:
    named = [type(each)(each) for group in ACTIONS.values() for each in group]
    every = [*MessageFault, *CallFault]
    assert len(named) == len(every) - 1
    assert MessageFault.RATE_LIMITED not in named


def test_what_is_unticked_is_greyed_out_on_the_pages(client: AppClient) -> None:
    policy = client.get("/api/v1/policy").json()
    ticked = {name: "yes" for name, value in policy.items() if value is True and name != "phone_call"}
    page = send(client, "/policy", **ticked, code_lifetime="60")
    changed = client.get("/api/v1/policy").json()
    assert changed == {**policy, "phone_call": False, "code_lifetime": 60}
    assert 'role="status"' in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"code_digits": "99"}, "Cijfers van een code"),
        ({"code_digits": "zes"}, "Voer een heel getal in."),
        ({"code_lifetime": "9" * 300}, "Seconden dat een code geldig is"),
        ({"code_lifetime": "-1"}, "Seconden dat een code geldig is"),
    ],
)
def test_a_rule_that_cannot_be_is_told_and_changes_nothing(client: AppClient, given: dict[str, str], told: str) -> None:
    before = client.get("/api/v1/policy").json()
    page = send(client, "/policy", **given)
    error = re.search(r'<p class="error"[^>]*>(.*?)</p>', page)
    assert error is not None
    assert told in error[1]
    assert client.get("/api/v1/policy").json() == before


def test_a_fault_is_listed_until_it_is_taken_back(client: AppClient) -> None:
    page = send(client, "/faults", fault="message late", number="06 12345678", times="2", seconds="1,5")
    [made] = client.get("/api/v1/faults").json()
    assert (made["action"], made["number"], made["times"], made["seconds"]) == ("late", "+31612345678", 2, 1.5)
    assert "Het komt te laat" in page
    assert "nog 2 keer" in page
    send(client, "/faults/remove", id=made["id"])
    assert client.get("/api/v1/faults").json() == []
    send(client, "/faults", fault="call busy")
    send(client, "/faults", fault="call voicemail")
    send(client, "/faults/remove")
    assert client.get("/api/v1/faults").json() == []


@pytest.mark.parametrize(
    "given",
    [
        {"fault": "message lost", "number": "abc"},
        {"fault": "message lost", "times": "0"},
        {"fault": "message lost", "times": "1e3"},
        {"fault": "message late", "seconds": "nan"},
        {"fault": "message late", "seconds": "-1"},
        {"fault": "message busy"},
        {"fault": "rate"},
        {"fault": "message rate-limited"},
        {},
    ],
)
def test_a_fault_that_cannot_be_is_told(client: AppClient, given: dict[str, str]) -> None:
    assert 'class="error"' in send(client, "/faults", **given)
    assert client.get("/api/v1/faults").json() == []


def test_the_clock_is_put_forward_paused_and_let_run(client: AppClient) -> None:
    send(client, "/clock", seconds="600")
    assert client.get("/api/v1/clock").json()["ahead"] >= 599
    page = send(client, "/clock", state="paused")
    assert client.get("/api/v1/clock").json()["state"] == "paused"
    assert "De klok staat stil." in page
    send(client, "/clock", state="running")
    assert client.get("/api/v1/clock").json()["state"] == "running"
    for wrong in ("-5", "inf", "x", "9" * 40):
        assert 'class="error"' in send(client, "/clock", seconds=wrong)


def test_a_phone_is_set_up_for_somebody_and_forgotten(client: AppClient) -> None:
    user = client.get("/api/v1/organisations/contoso").json()["people"][0]["user_name"]
    page = send(client, "/people", person=user, device="office-phone", number="020 2490012")
    assert client.get(f"/api/v1/people/{user}").json()["phones"][0]["number"] == "+31202490012"
    assert "+31 20 249 0012" in page
    assert 'class="error"' in send(client, "/people", person=user, number="12")
    assert 'class="error"' in send(client, "/people", person="nobody", does="forget")
    send(client, "/people", person=user, does="forget")
    assert client.get(f"/api/v1/people/{user}").json()["phones"] == []


def test_pages_and_messages_go_over_to_another_language(client: AppClient) -> None:
    page = send(client, "/language", language="en")
    assert '<html lang="en"' in page
    assert "What is allowed" in page
    site = client.app.state.site  # type: ignore[attr-defined]  # the app's own state
    wording = site.organisations.get("contoso").enrollments.context.wording
    assert wording("The call has ended") == "The call has ended"
    assert '<html lang="nl"' in send(client, "/language", language="nl")
    assert wording("The call has ended") == "Het gesprek is beëindigd"
    assert 'class="error"' in send(client, "/language", language="xx")


def test_the_first_page_leads_to_the_demonstration_the_panel_the_api_and_the_other_language(client: AppClient) -> None:
    page = client.get("/contoso/").text
    for address in ("/contoso/demo", "/contoso/panel", "/docs"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    assert 'value="en"' in page
    seal = re.search(r'<form method="post" action="/contoso/panel/language">\s*<input[^>]*value="([^"]+)"', page)
    assert seal is not None
    data = {"form": seal[1], "language": "en", "to": "sign-in"}
    answer = client.post("/contoso/panel/language", data=data, follow_redirects=True)
    assert "Sign in to Contoso" in answer.text


def test_a_form_of_another_site_changes_nothing(client: AppClient) -> None:
    assert client.post("/contoso/panel/clock", data={"seconds": "600"}).status_code == 403
    assert client.get("/api/v1/clock").json()["ahead"] < 1


def test_the_language_is_kept_where_all_is_kept(tmp_path: Path) -> None:
    dutch = Catalogue.load(LABELS, "nl")
    languages = languages_of(LABELS.parent, dutch, None)
    for said in ("nl", "en"):
        app = build_app(locale="nl", languages=languages, database=str(tmp_path / "kept.db"))
        with AppClient(app, base_url="http://127.0.0.1") as here:
            assert f'<html lang="{said}"' in here.get("/contoso/").text
            send(here, "/language", language="en")


def test_every_operation_is_on_the_page_of_the_api_once(client: AppClient) -> None:
    page = client.get("/docs").text
    description = client.get("/api/v1/openapi.json").json()
    of_any = "/api/v1/organisations/{organisation_id}/"
    expected = {
        (method.upper(), path)
        for path, methods in description["paths"].items()
        for method in methods
        if not path.startswith(of_any)
    }
    found = re.findall(r"<summary><code><strong>(\w+)</strong> ([^<]+)</code>", page)
    assert len(found) == len(expected)
    assert set(found) == expected
    assert page.count("<pre ") > 40
    assert not re.search(r'(?:src|href)="https?://', page)


@pytest.fixture
def many(client: AppClient) -> str:
    """The address of an organisation with a hundred people."""
    people = [{"user_name": f"p{each:03}@x.nl", "name": f"Persoon {each:03}", "password": "p"} for each in range(100)]
    return "/" + str(client.post("/api/v1/organisations", json={"name": "Groot", "people": people}).json()["id"])


def test_of_many_people_some_are_shown_and_the_others_are_found(client: AppClient, many: str) -> None:
    assert "Naam of gebruikersnaam" not in client.get("/contoso/panel").text
    everybody = client.get(f"{many}/panel").text
    assert everybody.count('class="person"') == MOST_PEOPLE
    assert f"Nog {100 - MOST_PEOPLE} personen" in everybody
    [one] = re.findall(r"<h3>(Persoon .*?)</h3>", client.get(f"{many}/panel?q=+PERSOON+077").text)
    assert "p077@x.nl" in one
    nobody = client.get(f"{many}/panel?q=Anna").text
    assert "Zo heet niemand." in nobody
    assert 'name="person"' not in nobody


def test_who_was_found_is_still_shown_after_a_change(client: AppClient, many: str) -> None:
    page = client.get(f"{many}/panel?q=077").text
    sent = dict(re.findall(r'name="(form|person|q)" value="([^"]+)"', page.partition('class="person"')[2]))
    assert sent["q"] == "077"
    changed = client.post(f"{many}/panel/people", data={**sent, "does": "forget"}, follow_redirects=True)
    assert re.findall(r"<h3>(Persoon \d+)", changed.text) == ["Persoon 077"]
    refused = client.post(f"{many}/panel/people", data={**sent, "number": "abc"})
    assert re.findall(r"<h3>(Persoon \d+)", refused.text) == ["Persoon 077"]


def test_the_sign_in_page_does_not_grow_with_the_organisation(client: AppClient, many: str) -> None:
    page = client.get(f"{many}/").text
    assert page.count("@x.nl") == 10
    assert "Nog 90 accounts." in page
