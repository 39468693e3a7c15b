from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import CallFault, ConversationTurn, Filter, NextAction, Retention, Utterance
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.handset.search import STATUSES

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from stapsgewijs.phone_network import CallStatus, PhoneNetwork
    from tests.app_client import AppClient

ANNA = PhoneNumber("+31612345678")
BRAM = PhoneNumber("+31687654321")
PHONE = "handsets/+31612345678"


@pytest.fixture
def network(app: Starlette) -> PhoneNetwork:
    found: PhoneNetwork = app.state.site.organisations.get("contoso").network
    return found


def plain(page: str) -> str:
    """Return what a page says, without its tags, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def part(page: str, name: str) -> str:
    """Return what one part of a page says."""
    found = re.search(
        rf'<\w+ id="{name}"[^>]*>(.*?)(?=<\w+ [^>]*(?:data-version=|id="act"|id="(?:reply|compose|dial)")|</main>)',
        page,
        re.DOTALL,
    )
    assert found is not None, name
    return plain(found[1])


def rings(visitor: Visitor, client: AppClient) -> str:
    """Let Anna's phone ring; returns the address of the call on her phone."""
    visitor.signs_in()
    visitor.asks_for_code(way="phone_call")
    return f"{PHONE}/calls/{client.get('/api/v1/calls').json()[0]['id']}"


def test_the_old_address_leads_to_the_phones(client: AppClient) -> None:
    answer = client.get("/contoso/inbox", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/contoso/handsets")
    assert client.get("/nobody/inbox").status_code == 404
    for path in ("/handsets", "/demo"):
        assert client.get(path, follow_redirects=False).headers["location"] == f"/contoso{path}"


def test_without_anything_the_pages_say_so(anna: Visitor) -> None:
    assert "Er is nog op geen enkele telefoon iets aangekomen." in anna.opens("handsets")
    assert "Nog geen berichten." in anna.opens(PHONE)
    assert "Er heeft nog niemand gebeld." in anna.opens(f"{PHONE}?calls=1")


def test_the_list_shows_each_phone_with_its_last_message_and_how_many_are_unread(
    anna: Visitor, network: PhoneNetwork
) -> None:
    network.sms.send(ANNA, "Contoso", "een")
    network.sms.send(ANNA, "Contoso", "twee")
    network.sms.send(BRAM, "Bibliotheek", "Uw boek ligt klaar.")
    said = plain(anna.opens("handsets"))
    assert said.index("+31 6 87654321") < said.index("+31 6 12345678")
    assert "Contoso : twee 2 2 ongelezen" in said
    assert "Bibliotheek : Uw boek ligt klaar. 1 1 ongelezen" in said


def test_what_was_opened_is_read_for_everybody(anna: Visitor, bram: Visitor, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "Contoso", "een")
    network.sms.send(ANNA, "Tandarts", "twee")
    assert "2 ongelezen" in part(anna.opens(PHONE), "tabs")
    bram.opens(f"{PHONE}?party=Contoso")
    assert "1 ongelezen" in part(anna.opens(PHONE), "tabs")
    network.sms.send(ANNA, "Contoso", "drie")
    assert "2 ongelezen" in part(anna.opens(PHONE), "tabs")


@pytest.mark.parametrize("typed", ["06 12345678", "+31612345678", "0031 6 12345678", " 0612345678 "])
def test_a_number_is_opened_as_people_write_it(anna: Visitor, client: AppClient, typed: str) -> None:
    answer = client.get("/contoso/handsets/open", params={"number": typed}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/contoso/{PHONE}")
    assert all(each in anna.opens(PHONE) for each in ("06 12345678", "+31 6 12345678", "+31612345678"))


def test_what_is_no_number_is_said_at_the_field(client: AppClient) -> None:
    answer = client.get("/contoso/handsets/open", params={"number": "geen"})
    assert answer.status_code == 422
    assert "Dit is geen telefoonnummer." in answer.text
    assert 'value="geen" aria-invalid="true"' in answer.text
    assert client.get("/contoso/handsets/geen").status_code == 404


def test_messages_are_in_conversations_and_can_be_answered(anna: Visitor, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "Contoso", "Komt u?")
    network.sms.send(ANNA, "Tandarts", "Morgen om 10.15 uur.")
    anna.opens(f"{PHONE}?party=Contoso")
    assert "Komt u?" in part(anna.page, "screen")
    assert "10.15" not in part(anna.page, "screen")
    assert "10.15" in part(anna.page, "news")
    assert anna.sends(f"{PHONE}/reply?party=Contoso", form=seal(anna), body="Ja\r\nhoor") == 303
    assert "U: Ja hoor" in part(anna.page, "screen")
    assert "Contoso : U: Ja hoor" in plain(anna.opens("handsets"))
    assert "U: Ja hoor" in plain(part(anna.opens(PHONE), "screen"))
    assert "U: Morgen" not in plain(anna.page)
    anna.opens(f"{PHONE}?party=Contoso")
    assert network.sms.delivered(ANNA)[-1].body == "Morgen om 10.15 uur."
    anna.sends(f"{PHONE}/reply?party=Contoso", form=seal(anna), body="  ")
    assert part(anna.page, "screen").count("U:") == 1


def test_a_conversation_on_whatsapp_says_so(anna: Visitor, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "whatsapp:+31201234567", "Uw code is 509326.")
    assert "WhatsApp +31 20 123 4567" in plain(part(anna.opens(PHONE), "screen"))
    anna.opens(f"{PHONE}?party=whatsapp%3A%2B31201234567")
    assert "509326" in part(anna.page, "screen")


def seal(visitor: Visitor) -> str:
    return re.findall(r'name="form" value="([^"]+)"', visitor.page)[-1]


def test_a_new_message_goes_to_a_number_and_what_is_none_is_said(anna: Visitor, network: PhoneNetwork) -> None:
    anna.opens(PHONE)
    assert anna.sends(f"{PHONE}/compose", form=seal(anna), to="020 249 0048", body="Hallo") == 303
    assert "U: Hallo" in part(anna.page, "screen")
    [sent] = network.sms.find(Filter(ANNA))
    assert (sent.to, sent.body) == ("+31202490048", "Hallo")
    anna.opens(PHONE)
    for to, body in (("Contoso", "Hallo"), ("020 249 0048", " ")):
        assert anna.sends(f"{PHONE}/compose", form=seal(anna), to=to, body=body) == 422
        assert "Schrijf een nummer als +31 20 249 0048, en een bericht." in plain(anna.page)
        assert f'value="{to}"' in anna.page
    network.change_handset_settings(ANNA, signal=False)
    assert anna.sends(f"{PHONE}/compose", form=seal(anna), to="020 249 0048", body="Hallo") == 422
    assert "De telefoon heeft geen verbinding" in plain(anna.page)
    assert anna.sends(f"{PHONE}/reply?party=Contoso", form=seal(anna), body="Hallo") == 303
    assert len(network.sms.find(Filter(ANNA))) == 1


def test_a_number_is_called_from_the_page(anna: Visitor) -> None:
    anna.opens(f"{PHONE}?calls=1")
    assert anna.sends(f"{PHONE}/dial", form=seal(anna), to="niemand") == 422
    assert "Schrijf een nummer als +31 20 249 0048." in plain(anna.page)
    assert anna.sends(f"{PHONE}/dial", form=seal(anna), to="020 249 0048") == 303
    assert "+31 20 249 0048" in part(anna.page, "screen")
    assert "Geen verbinding gekregen" in part(anna.page, "screen")
    desk = "handsets/+31201234567"
    anna.opens(f"{desk}?calls=1")
    assert anna.sends(f"{desk}/dial", form=seal(anna), to="020 249 0048") == 303
    assert anna.sends(f"{desk}/compose", form=seal(anna), to="020 249 0048", body="x") == 422


def test_one_speaks_on_a_call_that_one_placed(anna: Visitor, network: PhoneNetwork) -> None:
    call = network.voice.dial(ANNA, "+31202490048", Listening())
    assert call.status == "ringing"
    anna.opens(f"{PHONE}?calls=1")
    assert part(anna.page, "call") == "+31 20 249 0048 Wordt gebeld"
    assert (part(anna.page, "alarm"), part(anna.page, "hands")) == ("", "Ophangen")
    assert "Wordt gebeld" in part(anna.page, "screen")
    network.voice.resume(call.id, Listening(), ConversationTurn((Utterance("Zegt u het maar."),)))
    anna.opens(PHONE)
    assert part(anna.page, "call") == "+31 20 249 0048 In gesprek"
    assert anna.sends(f"{PHONE}/calls/{call.id}/say", form=seal(anna), body="Goedemorgen") == 303
    assert "U: Goedemorgen" in part(anna.page, "transcript")
    assert part(anna.page, "transcript").endswith("U zei Goedemorgen")
    network.voice.hang_up(call.id)
    anna.opens(f"{PHONE}?calls=1")
    assert "U hebt gebeld" in part(anna.page, "screen")


class Listening:
    """Answers a call that was placed: thinks, and then repeats what is said."""

    def to_state(self) -> dict[str, str]:
        return {"kind": "listening"}

    def on_answer(self) -> ConversationTurn:
        return ConversationTurn(then=NextAction.FETCH)

    def on_key(self, key: str) -> None:
        """Take no keys."""

    def on_speech(self, text: str) -> ConversationTurn:
        return ConversationTurn((Utterance(f"U zei {text}"),))

    def on_timeout(self) -> ConversationTurn:
        return ConversationTurn()

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Nothing to be done."""


def test_a_call_that_voicemail_hears_is_not_on_the_phone(anna: Visitor, network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, CallFault.VOICEMAIL)
    call = network.voice.place(ANNA, "+31202490048", Listening())
    assert call.status == "in-progress"
    anna.opens(f"{PHONE}?calls=1")
    assert part(anna.page, "call") == ""
    assert "Ingesproken op voicemail" in part(anna.page, "screen")
    anna.opens("handsets")
    assert "gesprek" not in plain(anna.page)


def test_a_call_is_answered_and_keys_are_pressed_without_javascript(anna: Visitor, client: AppClient) -> None:
    call = rings(anna, client)
    anna.opens(PHONE)
    assert part(anna.page, "alarm") == "Uw telefoon gaat over: +31 20 249 0048"
    assert part(anna.page, "call") == "+31 20 249 0048 Inkomende oproep"
    assert part(anna.page, "hands") == "Weigeren Opnemen"
    anna.sends(f"{call}/answer", form=seal(anna))
    assert "In gesprek" in part(anna.page, "call")
    assert "Druk op het hekje" in part(anna.page, "transcript")
    assert part(anna.page, "hands") == "Ophangen"
    anna.sends(f"{call}/press", form=seal(anna), keys="5")
    assert "Gedrukt: 5 Deze toets werkt hier niet." in part(anna.page, "transcript")
    anna.sends(f"{call}/press", form=seal(anna), keys="#")
    assert "Het gesprek is beëindigd" in part(anna.page, "call")
    assert "de verificatie is gelukt" in part(anna.page, "transcript")
    anna.sends(f"{call}/close", form=seal(anna))
    assert part(anna.page, "call") == part(anna.page, "transcript") == part(anna.page, "hands") == ""
    anna.opens("call")
    assert anna.path == "/contoso/app-password"


def test_a_declined_call_is_told_to_the_caller_and_is_in_the_list(anna: Visitor, client: AppClient) -> None:
    call = rings(anna, client)
    anna.opens(PHONE)
    anna.sends(f"{call}/hang-up", form=seal(anna))
    assert part(anna.page, "call") == ""
    assert "Geweigerd" in part(anna.opens(f"{PHONE}?calls=1"), "screen")
    assert "Uw telefoon was in gesprek." in anna.opens("call")


def test_the_list_says_which_phone_rings_and_which_is_in_a_call(anna: Visitor, client: AppClient) -> None:
    call = rings(anna, client).removeprefix(f"{PHONE}/")
    assert "gaat over" in part(anna.opens("handsets"), "list")
    client.post(f"/api/v1/{call}/answer")
    assert "in gesprek" in part(anna.opens("handsets"), "list")
    client.post(f"/api/v1/{call}/hang-up")
    listed = part(anna.opens("handsets"), "list")
    assert "gaat over" not in listed
    assert "in gesprek" not in listed


def test_a_missed_call_is_news_until_the_list_was_seen(anna: Visitor, client: AppClient) -> None:
    rings(anna, client)
    client.post("/api/v1/clock", json={"advance": 31})
    anna.opens(PHONE)
    assert part(anna.page, "news").startswith("Gemiste oproep")
    assert "1 gemist" in part(anna.page, "tabs")
    assert "Gemiste oproep" in part(anna.opens(f"{PHONE}?calls=1"), "screen")
    anna.opens(PHONE)
    assert "gemist" not in part(anna.page, "tabs")
    assert part(anna.page, "news") == ""


def test_what_was_left_on_the_voicemail_can_be_read(anna: Visitor, client: AppClient) -> None:
    client.post("/api/v1/faults", json={"number": ANNA.e164, "kind": "call", "action": "voicemail"})
    rings(anna, client)
    assert part(anna.opens(PHONE), "call") == ""
    said = part(anna.opens(f"{PHONE}?calls=1"), "screen")
    assert "Ingesproken op voicemail" in said
    assert "Druk op het hekje" in said


@pytest.mark.parametrize("action", ["answer", "press", "hang-up"])
def test_what_can_no_longer_be_done_changes_nothing(anna: Visitor, client: AppClient, action: str) -> None:
    call = rings(anna, client)
    anna.opens(PHONE)
    form = seal(anna)
    client.post(f"/api/v1/{call.removeprefix(f'{PHONE}/')}/hang-up")
    before = client.get("/api/v1/calls").json()
    assert anna.sends(f"{call}/{action}", form=form) == 303
    assert anna.sends(f"{PHONE}/calls/CAnone/{action}", form=form) == 303
    assert client.get("/api/v1/calls").json() == before


def test_a_call_cannot_be_taken_on_another_phone(anna: Visitor, client: AppClient) -> None:
    call = rings(anna, client).removeprefix(f"{PHONE}/")
    anna.opens("handsets/+31687654321")
    assert anna.sends(f"handsets/+31687654321/{call}/answer", form=seal(anna)) == 303
    assert client.get("/api/v1/calls").json()[0]["status"] == "ringing"
    assert client.get(f"/contoso/handsets/+31687654321/{call}").status_code == 404
    assert anna.sends(f"{PHONE}/{call}/transfer", form=seal(anna)) == 404


def test_a_phone_stays_in_use_while_somebody_signs_in_beside_it(anna: Visitor, client: AppClient) -> None:
    anna.opens(PHONE)
    form = seal(anna)
    call = rings(anna, client)
    assert anna.sends(f"{call}/answer", form=form) == 303
    assert client.get("/api/v1/calls").json()[0]["status"] == "in-progress"


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_from_elsewhere_does_nothing(anna: Visitor, client: AppClient, headers: dict[str, str]) -> None:
    call = rings(anna, client)
    anna.opens(PHONE)
    answer = client.post(f"/contoso/{call}/answer", data={"form": seal(anna)}, headers=headers)
    assert answer.status_code == 403
    assert client.get("/api/v1/calls").json()[0]["status"] == "ringing"


def test_searching_takes_the_words_of_both_languages(anna: Visitor, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "Contoso", "Uw code is 123456.", tags=("les 1",))
    network.sms.send(BRAM, "Bibliotheek", "Uw boek ligt klaar.")
    for asked in ("van:contoso", "from:contoso", "naar:0612345678", "tekst:code", 'label:"les 1"', "to:+31612"):
        said = part(anna.opens(f"handsets?q={asked.replace('+', '%2B')}"), "log")
        assert "123456" in said, asked
        assert "boek" not in said, asked
    assert plain(anna.opens("handsets?q=status:afgeleverd")).count("afgeleverd") >= 2
    assert "Er is niets gevonden." in part(anna.opens("handsets?q=van:niemand"), "log")
    assert "boek" not in part(anna.opens(f"{PHONE}?q=uw"), "screen")
    assert "De status “weg” bestaat niet." in anna.opens("handsets?q=status:weg")
    named = re.findall(r'handsets\?(q=status:[^"]+)">([^<]+)</a>', anna.page)
    assert len(named) == len(STATUSES)
    for query, name in named:
        assert "bestaat niet" not in anna.opens(f"handsets?{query}"), name


def test_tags_are_put_on_and_taken_off(anna: Visitor, network: PhoneNetwork, client: AppClient) -> None:
    message = network.sms.send(ANNA, "Contoso", "Uw code is 123456.")
    address = f"{PHONE}/messages/{message.id}"
    for name in ("les", 'een "twee"', "les", "  "):
        anna.opens(address)
        assert anna.sends(f"{address}/tags", form=seal(anna), add=name) == 303
    assert network.sms.get(message.id).tags == ("les", "een twee")
    assert "les" in part(anna.opens(f"{PHONE}?party=Contoso"), "screen")
    anna.opens(address)
    anna.sends(f"{address}/tags", form=seal(anna), remove="les")
    assert network.sms.get(message.id).tags == ("een twee",)
    assert client.post(f"/contoso/{address}/tags", data={"form": seal(anna), "add": "x" * 41}).status_code == 404


def test_a_message_is_looked_at_closely(anna: Visitor, network: PhoneNetwork) -> None:
    message = network.sms.send(ANNA, "+31687654321", "Uw code is 123456. Verifiëren?")
    said = plain(anna.opens(f"{PHONE}/messages/{message.id}"))
    assert "Van +31 6 87654321 06 87654321 · +31687654321" in said
    assert "Aan +31 6 12345678 06 12345678 · +31612345678" in said
    assert "UCS-2: 30 tekens, 1 deel; nog ruimte voor 40" in said
    assert "daarom UCS-2: “ ë ” LATIN SMALL LETTER E WITH DIAERESIS" in said
    assert "Opmerkingen 1 sms-deel (UCS-2), € 0,10" in said
    assert "“ë” (LATIN SMALL LETTER E WITH DIAERESIS) staat niet in GSM-7" in said
    assert "UCS-2" not in plain(anna.opens(f"{PHONE}/messages/{network.sms.send(ANNA, 'Contoso', 'een').id}"))


def test_clearing_asks_first_and_clears_one_phone_or_all(anna: Visitor, network: PhoneNetwork) -> None:
    for number in (ANNA, ANNA, BRAM):
        network.sms.send(number, "Contoso", "Uw code is 123456.")
    assert "Berichten: 2. Oproepen: 0." in anna.opens(f"{PHONE}/clear")
    assert len(network.sms.delivered()) == 3
    anna.sends(f"{PHONE}/clear", form=seal(anna))
    assert [each.number for each in network.sms.delivered()] == [BRAM]
    assert "Berichten: 1." in anna.opens("handsets/clear")
    anna.sends("handsets/clear", form=seal(anna))
    assert network.sms.delivered() == []


def test_everything_that_is_shown_can_be_saved(client: AppClient, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "Contoso", "één\x00\u202e👩")
    network.sms.send(BRAM, "Bibliotheek", "twee")
    answer = client.get("/contoso/handsets/export.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="contoso.json"'
    assert [each["body"] for each in answer.json()["messages"]] == ["twee", "één\x00\u202e👩"]
    assert answer.json()["messages"] == client.get("/api/v1/messages").json()
    one = client.get(f"/contoso/{PHONE}/export.json").json()
    assert ([each["to"] for each in one["messages"]], one["calls"]) == ([ANNA.e164], [])
    asked = client.get("/contoso/handsets/export.json?q=van:bib").json()
    assert [each["body"] for each in asked["messages"]] == ["twee"]


def test_a_file_of_many_messages_has_each_of_them_once(client: AppClient, network: PhoneNetwork) -> None:
    for number in range(1201):
        network.sms.send(ANNA, "Contoso", f"bericht {number}")
    saved = client.get("/contoso/handsets/export.json").json()["messages"]
    assert [each["body"] for each in saved] == [f"bericht {number}" for number in reversed(range(1201))]
    assert [each["place"] for each in saved] == sorted((each["place"] for each in saved), reverse=True)


def test_how_much_is_kept_is_said_and_what_was_removed_for_it(anna: Visitor, network: PhoneNetwork) -> None:
    said = plain(anna.opens("handsets"))
    assert "De nieuwste 100 000 berichten en evenveel oproepen worden bewaard." in said
    assert "langer dan 90 dagen" in said
    assert "Verwijderde" not in said
    network.context.retention = Retention(count=1, days=None)
    for _ in range(3):
        network.sms.send(ANNA, "Contoso", "Uw code is 123456.")
    assert network.prune() == 2
    said = plain(anna.opens("handsets"))
    assert "langer dan" not in said
    assert "2 oudere opgeruimd, het laatst om" in said


STRANGE = [
    "<script>alert(1)</script>",
    "\u202e654321\u202c",
    "nul \x00 bel \x07",
    "👩\u200d💻 🇳🇱",
    "שלום עולם\u200f",
    "{{ view.frame }}",
    "x" * 100_000,
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_texts_of_strangers_are_shown_and_do_nothing(anna: Visitor, network: PhoneNetwork, text: str) -> None:
    message = network.sms.send(ANNA, text[:300], text, tags=(text[:40],))
    party = re.search(r'href="/contoso/(handsets/\+31612345678\?party=[^"]+)"', anna.opens(PHONE))
    assert party is not None
    pages = [
        anna.page,
        anna.opens("handsets"),
        anna.opens(html.unescape(party[1])),
        anna.opens(f"{PHONE}/messages/{message.id}"),
    ]
    for page in pages:
        assert anna.status == 200
        assert "<script>alert" not in page
        assert not set("\x00\x07\u202e\u202c") & set(page)
    assert len(pages[0]) < 40_000
    assert len(pages[2]) < 40_000
    if len(text) > 1000:
        assert "Alles tonen, nog 99001 tekens" in pages[2]
        assert text in pages[3]


def test_a_tag_with_a_strange_name_can_be_taken_off(anna: Visitor, network: PhoneNetwork) -> None:
    message = network.sms.send(ANNA, "Contoso", "een", tags=("a\x07b",))
    anna.opens(f"{PHONE}/messages/{message.id}")
    named = re.search(r'name="remove" value="([^"]*)"', anna.page)
    assert named is not None
    anna.sends(f"{PHONE}/messages/{message.id}/tags", form=seal(anna), remove=html.unescape(named[1]))
    assert network.sms.get(message.id).tags == ()


def test_the_demonstration_shows_both_and_takes_a_number(anna: Visitor, client: AppClient) -> None:
    anna.opens("demo")
    assert re.findall(r'<iframe class="\w+" src="([^"]+)"', anna.page) == ["/contoso/", f"/contoso/{PHONE}"]
    anna.opens("demo?number=06 87654321")
    assert 'src="/contoso/handsets/+31687654321"' in anna.page
    assert "06 87654321" in plain(anna.page)
    wrong = client.get("/contoso/demo?number=geen")
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.text) == (422, True)


def test_the_pages_are_in_english_too() -> None:
    from stapsgewijs.bootstrap import build_app  # noqa: PLC0415  # idem
    from tests.app_client import AppClient  # noqa: PLC0415  # only here

    client = AppClient(build_app(locale="en"), base_url="http://127.0.0.1")
    for path in ("handsets", PHONE, f"{PHONE}?calls=1", "demo", "handsets/clear", "handsets?q=status:delivered"):
        assert client.get(f"/contoso/{path}").status_code == 200, path
    assert "No messages yet." in client.get(f"/contoso/{PHONE}").text


def test_nothing_inline_is_on_the_pages(anna: Visitor, client: AppClient) -> None:
    rings(anna, client)
    for path in ("handsets", PHONE, f"{PHONE}?calls=1", "demo", "handsets/clear"):
        page = anna.opens(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", page), path
        assert json.dumps("://")[1:-1] not in page, path
