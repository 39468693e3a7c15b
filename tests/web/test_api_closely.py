from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.app_client import AppClient

V1 = "/api/v1"
ANNA = "+31612345678"


def send(client: AppClient, body: str, sender: str = "Contoso", to: str = ANNA) -> dict[str, Any]:
    answer = client.post(f"{V1}/messages", json={"to": to, "from": sender, "body": body})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def seen(client: AppClient, message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{V1}/messages/{message['id']}").json()
    return found


def rules(found: dict[str, Any]) -> list[str]:
    return [each["rule"] for each in found["remarks"]]


def test_one_message_says_how_it_travels_and_why(client: AppClient) -> None:
    sent = send(client, "Verifiëren: 509326")
    assert "encoding" not in sent
    assert seen(client, sent)["encoding"] == {
        "name": "UCS-2",
        "units": 18,
        "parts": 1,
        "per_part": 70,
        "left": 52,
        "forced_by": [{"character": "ë", "place": 6, "name": "LATIN SMALL LETTER E WITH DIAERESIS"}],
    }


def test_lists_stay_lean(client: AppClient) -> None:
    send(client, "Verifiëren: 509326")
    assert not {"encoding", "remarks", "parties"} & set(client.get(f"{V1}/messages").json()[0])


def test_both_sides_are_in_e164_and_as_people_write_them(client: AppClient) -> None:
    parties = seen(client, send(client, "hallo", "+31202490048"))["parties"]
    assert parties["to"] == {
        "shown": ANNA,
        "e164": ANNA,
        "national": "06 12345678",
        "international": "+31 6 12345678",
    }
    assert parties["from"]["national"] == "020 249 0048"
    named = seen(client, send(client, "hallo"))["parties"]["from"]
    assert named == {"shown": "Contoso", "e164": None, "national": None, "international": None}


def test_a_code_that_was_used_before_is_remarked(client: AppClient) -> None:
    first = send(client, "509326 is uw code")
    send(client, "111111 is uw code")
    again = seen(client, send(client, "509326 is uw code"))
    assert rules(again) == ["parts", "webotp-missing", "code-reused"]
    assert first["id"] in again["remarks"][-1]["sentence"]
    assert rules(seen(client, first)) == ["parts", "webotp-missing"]
    assert "code-reused" not in rules(seen(client, send(client, "509326 is uw code", to="+31687654321")))


def test_norms_are_set_per_organisation(client: AppClient) -> None:
    assert client.get(f"{V1}/norms").json() == {"price": "0.10", "currency": "EUR", "bits": 20, "seconds": 30.0}
    wish = {"price": "0.0475", "currency": "USD", "bits": 24, "seconds": 0.5}
    assert client.put(f"{V1}/norms", json=wish).json() == client.get(f"{V1}/norms").json() == wish
    found = seen(client, send(client, "509326 is uw code"))
    assert "costs 0.0475 USD" in found["remarks"][0]["sentence"]
    assert "code-short" in rules(found)


@pytest.mark.parametrize(
    "wish", [{"price": "-1"}, {"price": "0.1", "currency": "euro"}, {"price": "NaN"}, {"price": "1", "cents": 3}, {}]
)
def test_norms_that_make_no_sense_are_refused(client: AppClient, wish: dict[str, object]) -> None:
    before = client.get(f"{V1}/norms").json()
    answer = client.put(f"{V1}/norms", json=wish)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert client.get(f"{V1}/norms").json() == before
