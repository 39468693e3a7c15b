"""The page of one message or call: its history in Dutch, all that is kept of it, removing it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.labels import Catalogue
from stapsgewijs.phone_network import Message
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.handset.history import SENTENCES, history_of
from tests.app_client import AppClient

LABELS = Path(__file__).parents[2] / "site" / "labels"
DUTCH = Catalogue.load(LABELS, "nl")
NUMBER = "+31612345678"
AT = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)


@pytest.fixture
def client() -> AppClient:
    return AppClient(build_app(locale="nl"), base_url="http://127.0.0.1")


def sent(client: AppClient) -> str:
    made = client.post("/api/v1/messages", json={"to": NUMBER, "from": "Contoso", "body": "509326 is uw code."})
    return f"/contoso/handsets/{NUMBER}/messages/{made.json()['id']}"


def pressed(client: AppClient, page: str, action: str) -> int:
    seal = re.search(r'name="form" value="([^"]+)"', client.get(page).text)
    assert seal is not None
    return client.post(f"{page}/{action}", data={"form": seal[1]}, follow_redirects=True).status_code


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("queued", "in de wachtrij"),
        ("in-progress: answered", "opgenomen"),
        ("completed: the caller hung up", "beëindigd: de beller hing op"),
        ("sent: late (60 s) by fault 3f", "verzonden: Het komt te laat (60 s), door storing 3f"),
        ("key 1 arrived as 2", "toets 1 kwam aan als 2"),
        (
            "status callback “sent” failed, error 11200: http://127.0.0.1:9/a answered 500",
            "statusmelding “sent” aan het systeem mislukt, fout 11200: http://127.0.0.1:9/a gaf als antwoord: 500",
        ),
        ("webhook POST http://qa.example/a answered 200", "webhook POST http://qa.example/a gaf als antwoord: 200"),
        (
            "no webhook: service MG1 has no InboundRequestUrl",
            "geen webhook: dienst MG1 heeft geen InboundRequestUrl",
        ),
        ("failed: nobody answers: +1 has no VoiceUrl", "mislukt: niemand neemt op: +1 heeft geen VoiceUrl"),
        (
            "<Dial> +1 was reached: the call is not put through; DialCallStatus is failed",
            "<Dial> +1 bereikt: er wordt niet doorverbonden; DialCallStatus is failed",
        ),
        (
            "<Pay> is not simulated; the call goes on with what follows",
            "<Pay> wordt niet gesimuleerd; het gesprek gaat verder met wat volgt",
        ),
        (
            "warning 12200: <say> is no verb of TwiML; it was passed over (did you mean Say?)",
            "waarschuwing 12200: <say> is geen opdracht van TwiML; het is overgeslagen (bedoelt u Say?)",
        ),
        (
            "warning 14110: <Say> is no verb of an answer to a message; it was passed over",
            "waarschuwing 14110: <Say> is geen opdracht van een antwoord op een bericht; het is overgeslagen",
        ),
        (
            "warning 12200: numDigit is no attribute of <Gather>; it was passed over (did you mean numDigits?)",
            "waarschuwing 12200: numDigit is geen attribuut van <Gather>; het is overgeslagen (bedoelt u numDigits?)",
        ),
        (
            "warning 12200: length='1.5' of <Pause> is not a whole number; its default was taken",
            "waarschuwing 12200: length='1.5' van <Pause> is geen geheel getal; de standaardwaarde is genomen",
        ),
        (
            "error 11200: webhook POST http://x: the answer was 500 instead of TwiML",
            "fout 11200: webhook POST http://x: het antwoord was 500 in plaats van TwiML",
        ),
        ("failed: no messages at this number, error 21635", "mislukt: dit nummer ontvangt geen berichten, fout 21635"),
    ],
)
def test_what_happened_is_told_in_dutch(written: str, shown: str) -> None:
    message = Message("SM1", PhoneNumber(NUMBER), "Contoso", "x", AT, history=[(AT, written)])
    [line] = history_of(message, AT, DUTCH)
    told = [DUTCH.text(line.status)] if line.status else []
    assert (": ".join([*told, *([line.why] if line.why else [])]), line.is_english) == (shown, False)


def test_what_is_for_who_programs_stays_as_it_is() -> None:
    message = Message("SM1", PhoneNumber(NUMBER), "Contoso", "x", AT)
    message.history = [(AT, "warning 14110: a body that is too long")]
    [line] = history_of(message, AT, DUTCH)
    assert (line.status, line.why, line.is_english) == ("", "warning 14110: a body that is too long", True)


def test_every_sentence_of_a_history_is_one_that_the_network_writes() -> None:
    source = "\n".join(
        each.read_text(encoding="utf-8")
        for each in (Path(__file__).parents[2] / "simulator" / "stapsgewijs" / "phone_network").rglob("*.py")
    )
    for each in (each for each in SENTENCES if "{action}" not in each):
        parts = [part for part in re.split(r"\{\w+\}", each.removeprefix("waits: ")) if len(part) > 4]
        assert all(part.strip(" (),:") in source for part in parts), each


def test_one_message_is_removed_and_the_others_stay(client: AppClient) -> None:
    first, second = sent(client), sent(client)
    assert pressed(client, first, "delete") == 200
    assert [each["id"] for each in client.get("/api/v1/messages").json()] == [second.rpartition("/")[2]]
    assert client.get(first).status_code == 404


def test_all_that_is_kept_of_a_message_is_shown_as_it_is(client: AppClient) -> None:
    page = sent(client)
    raw = client.get(f"{page}/raw")
    assert raw.headers["content-type"].startswith("text/plain")
    told = json.loads(raw.text)
    assert (told["body"], told["encoding"]["name"]) == ("509326 is uw code.", "GSM-7")


def test_search_has_examples_that_find_something(client: AppClient) -> None:
    sent(client)
    page = client.get("/contoso/handsets").text
    examples = re.findall(r'href="(/contoso/handsets\?q=[^"]+)">([^<]+)</a>', page)
    assert [words for _, words in examples][:2] == ["van:Contoso", "status:afgeleverd"]
    for address, words in examples[:2]:
        assert "509326" in client.get(address).text, words


def test_what_is_greyed_out_is_named_beside_the_closed_list(client: AppClient) -> None:
    def method_page() -> str:
        seal = re.search(r'name="form" value="([^"]+)"', client.get("/contoso/").text)
        assert seal is not None
        data = {"form": seal[1], "user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}
        page = client.post("/contoso/sign-in", data=data, follow_redirects=True).text
        seal = re.search(r'name="form" value="([^"]+)"', page)
        assert seal is not None
        client.post("/contoso/more-information", data={"form": seal[1]})
        return str(client.get("/contoso/method").text)

    assert "Niet beschikbaar (grijs)" not in method_page()
    client.patch("/api/v1/policy", json={"office_phone": False})
    assert re.search(r"Niet beschikbaar \(grijs\):\s*<span>Bureautelefoon</span>", client.get("/contoso/method").text)
