from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from conftest import Visitor
    from tests.app_client import AppClient

NUMBER = "+31612345678"
BODIES = {
    "organisations": {},
    "faults": {"number": NUMBER, "kind": "call", "action": "busy"},
    "clock": {"advance": 1},
    "press": {"keys": "#"},
    "policy": {"sends": 4},
    "messages": {"to": NUMBER, "from": "Contoso", "body": "123456"},
    "tags": {"tags": ["one"]},
    "chaos": {"seed": "s", "probability": 0},
    "hook": {"to": "to", "body": "text"},
    "phones": {"device": "authentication-phone", "number": NUMBER},
    "apps": {},
    "app-passwords": {"name": "Outlook"},
    "default": {"method": "text_message", "device": "authentication-phone"},
}
ORGANISATION = "/api/v1/organisations"
ANNA = "anna@contoso.example"


def told(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]
    return answer.status_code, error["code"], error["message"]


def ask(client: AppClient, way: str, path: str, *, call: str, organisation: str = "contoso") -> httpx.Response:
    names = {"organisation_id": organisation, "number": NUMBER, "call_id": call, "name": "hook"}
    address = path.format(
        **names,
        message_id="SMx",
        fault_id="FTx",
        account_id="x",
        request_id="x",
        sid="MGx",
        user_name=ANNA,
        what="methods",
    )
    body = BODIES.get(address.rpartition("/")[2]) if way in {"post", "patch", "put"} else None
    if path.endswith("handsets/{number}/messages"):
        body = BODIES["messages"] if way == "get" else {"to": "Contoso", "body": "STOP"}
    query = {"timeout": "0"} if address.endswith(("/next", "/wait", "/code", "/events")) else {}
    return client.request(way, address, params=query, json=body)


def operations(client: AppClient) -> list[tuple[str, str, dict[str, Any]]]:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return [(way, path, described) for path, ways in paths.items() for way, described in ways.items()]


def ringing(visitor: Visitor, client: AppClient) -> str:
    visitor.signs_in()
    visitor.asks_for_code(way="phone_call")
    return str(client.get(f"/api/v1/handsets/{NUMBER}/calls").json()[0]["id"])


def test_every_operation_answers_as_it_is_described(anna: Visitor, client: AppClient) -> None:
    call = ringing(anna, client)
    answered = {}
    ordered = sorted(operations(client), key=lambda each: (each[0] == "delete", -len(each[1])))
    for way, path, described in ordered:
        answer = ask(client, way, path, call=call)
        answered[way, path] = answer.status_code
        assert str(answer.status_code) in described["responses"], (way, path)
        media = "text/event-stream; charset=utf-8" if path.endswith("/events") else "application/json"
        assert answer.status_code == 204 or answer.headers["content-type"] == media
        assert answer.headers["cache-control"] == "no-store"
    assert len(answered) > 25
    conflicts = {path for (_, path), status in answered.items() if status == 409}
    # What needs a call that is answered, or a method that is registered, is refused.
    assert all("/calls/" in each or each.endswith("/default") for each in conflicts)


def test_errors_are_described_as_they_are(client: AppClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    shapes = described["components"]["schemas"]
    for way, path, operation in operations(client):
        errors = {status: each for status, each in operation["responses"].items() if status >= "400"}
        of_a_body = {"413"} if "requestBody" in operation else set()
        assert set(errors) == {"404", "409", "422", *of_a_body}, (way, path)
        for each in errors.values():
            name = each["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            inner = shapes[name]["properties"]["error"]["$ref"].rpartition("/")[2]
            assert set(shapes[inner]["properties"]) == {"code", "message", "hint"}


def test_every_operation_says_what_it_is_for(client: AppClient) -> None:
    for way, path, described in operations(client):
        assert described["summary"], (way, path)
        words, _, command = described["description"].partition("\n\n```sh\n")
        assert words.endswith("."), (way, path)
        assert command.startswith("curl "), (way, path)
        assert described["tags"], (way, path)


def test_every_operation_on_an_organisation_that_does_not_exist_says_so(client: AppClient) -> None:
    paths = [(way, path) for way, path, _ in operations(client) if "{organisation_id}" in path]
    assert len(paths) > 12
    for way, path in paths:
        status, code, _ = told(ask(client, way, path, call="CAx", organisation="nobody"))
        assert (status, code) == (404, "no-organisation"), (way, path)


def test_all_that_the_default_organisation_can_do_any_other_can(client: AppClient) -> None:
    paths = {(way, path) for way, path, _ in operations(client)}
    prefix = f"{ORGANISATION}/{{organisation_id}}/"
    own = {(way, path.removeprefix(prefix)) for way, path in paths if path.startswith(prefix)}
    default = {(way, path.removeprefix("/api/v1/")) for way, path in paths if "/organisations" not in path}
    assert own == default


@pytest.mark.parametrize(("way", "path"), [("get", "/api/v1/nothing"), ("get", "/api/v1"), ("put", "/api/v1/clock")])
def test_what_the_api_does_not_have_is_told_in_its_own_shape(client: AppClient, way: str, path: str) -> None:
    status, code, _ = told(client.request(way, path))
    assert (status in {404, 405}, code) == (True, "http")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"advance": -0.001}),
        ("clock", {"advance": 1e30}),
        ("clock", {"advance": "soon"}),
        ("clock", {"advance": None}),
        ("clock", {}),
        ("clock", {"advance": 1, "back": 1}),
        ("clock", []),
        ("faults", {"number": NUMBER, "kind": "pigeon", "action": "lost"}),
        ("faults", {"number": NUMBER, "kind": "message", "action": "lost", "skip": -1}),
        ("faults", {"number": NUMBER, "kind": "message", "action": "late", "seconds": -1}),
        ("faults", {"number": NUMBER, "kind": "message", "action": "late", "seconds": 1e300}),
        ("faults", {"number": NUMBER, "kind": "message"}),
        ("organisations", {"name": ""}),
        ("organisations", {"name": "x" * 81}),
        ("organisations", {"id": ""}),
        ("organisations", {"id": "-x"}),
        ("organisations", {"id": "../x"}),
        ("organisations", {"id": "x" * 41}),
        ("organisations", {"id": "x\n"}),
        ("organisations", {"policy": {"sends": "5"}}),
        ("organisations", {"policy": {"sends": True}}),
        ("organisations", {"policy": {"code_lifetime": 1e3}}),
        ("organisations", {"people": [{"name": "A", "user_name": "", "password": "x"}]}),
        ("organisations", {"people": [{"name": "A", "user_name": "a"}]}),
    ],
)
def test_what_has_not_the_described_shape_is_refused_and_changes_nothing(
    client: AppClient, path: str, body: object
) -> None:
    before = [client.get(f"/api/v1/{each}").json() for each in ("organisations", "faults")]
    status, code, _ = told(client.post(f"/api/v1/{path}", json=body))
    assert status == 422
    assert code in {"invalid", "policy", "action"}
    assert [client.get(f"/api/v1/{each}").json() for each in ("organisations", "faults")] == before
    assert client.get("/api/v1/clock").json()["ahead"] == 0


@pytest.mark.parametrize("body", ["", "{", '"x"', "[1, 2", '{"advance": NaN}', '{"advance": Infinity}', "\ufffe"])
def test_what_is_no_json_is_refused(client: AppClient, body: str) -> None:
    answer = client.post("/api/v1/clock", content=body, headers={"content-type": "application/json"})
    assert told(answer)[:2] == (422, "invalid")


@pytest.mark.parametrize("timeout", ["-1", "61", "nan", "inf", "soon", ""])
def test_how_long_to_wait_is_checked(client: AppClient, timeout: str) -> None:
    answer = client.get(f"/api/v1/handsets/{NUMBER}/messages/next", params={"timeout": timeout})
    assert told(answer)[:2] == (422, "invalid")


@pytest.mark.parametrize("organisation_id", ["api", "static"])
def test_an_address_of_the_simulator_is_no_organisation(client: AppClient, organisation_id: str) -> None:
    status, code, message = told(client.post(ORGANISATION, json={"id": organisation_id}))
    assert (status, code) == (409, "organisation")
    assert organisation_id in message
    assert client.get("/static/pages.css").status_code == 200


def test_an_organisation_without_a_wish_gets_an_id_and_every_default(client: AppClient) -> None:
    made = [client.post(ORGANISATION, json={}).json() for _ in range(2)]
    assert made[0]["id"] != made[1]["id"]
    assert all(re.fullmatch(r"org-[0-9a-f]{12}", each["id"]) for each in made)
    assert made[0]["policy"] == client.get("/api/v1/policy").json()
    assert [each["id"] for each in client.get(ORGANISATION).json()] == ["contoso", made[0]["id"], made[1]["id"]]


def test_an_organisation_is_shown_as_it_was_made(client: AppClient) -> None:
    people = [{"name": "Zoë", "user_name": "zoe@x", "password": "één"}]
    wish = {"id": "x-1", "name": "X & Y", "people": people, "policy": {"code_lifetime": 0, "phone_call": False}}
    made = client.post(ORGANISATION, json=wish)
    assert made.status_code == 201
    assert client.get(f"{ORGANISATION}/x-1").json() == made.json()
    assert (made.json()["name"], made.json()["people"], made.json()["sign_in"]) == ("X & Y", people, "/x-1/")
    assert made.json()["policy"].items() >= wish["policy"].items()  # type: ignore[attr-defined]  # a dict
    assert "X &amp; Y" in client.get("/x-1/").text
    status, _, message = told(client.post(ORGANISATION, json=wish))
    assert (status, "x-1" in message) == (409, True)


def test_a_policy_is_changed_in_part_and_a_refused_change_not_at_all(client: AppClient) -> None:
    before = client.get("/api/v1/policy").json()
    changed = client.patch("/api/v1/policy", json={"sends": 2, "app_passwords": False})
    assert changed.json() == {**before, "sends": 2, "app_passwords": False}
    status, code, message = told(client.patch("/api/v1/policy", json={"sends": 3, "wrong_trys": 1}))
    assert (status, code, "nearest: wrong_tries" in message) == (422, "policy", True)
    assert client.get("/api/v1/policy").json() == changed.json()


def test_the_clock_is_put_forward_by_what_was_asked_and_not_beyond_the_calendar(client: AppClient) -> None:
    assert client.post("/api/v1/clock", json={"advance": 90.5}).json()["ahead"] == 90.5
    assert client.post("/api/v1/clock", json={"advance": 0.5}).json()["ahead"] == 91
    answers = [client.post("/api/v1/clock", json={"advance": 31_536_000_000}) for _ in range(9)]
    assert [each.status_code for each in answers][-1] == 422
    assert told(answers[-1])[:2] == (422, "clock")
    assert client.get("/api/v1/clock").status_code == 200
    assert client.get("/contoso/").status_code == 200


@pytest.mark.parametrize("number", ["06 12345678", "0612345678", "+31 6 12345678", "0031612345678"])
def test_a_handset_is_found_however_its_number_is_written(anna: Visitor, client: AppClient, number: str) -> None:
    anna.signs_in()
    anna.asks_for_code()
    assert len(client.get(f"/api/v1/handsets/{number}/messages").json()) == 1


@pytest.mark.parametrize("number", ["nobody", "112", "+999123456", "%20", "06"])
@pytest.mark.parametrize("what", ["messages", "calls", "messages/next", "calls/next"])
def test_a_handset_without_a_number_does_not_exist(client: AppClient, number: str, what: str) -> None:
    status, code, _ = told(client.get(f"/api/v1/handsets/{number}/{what}"))
    assert (status, code) == (404, "no-number")


@pytest.mark.parametrize("what", ["messages", "calls"])
def test_the_next_one_is_the_one_after_the_last_that_was_read(anna: Visitor, client: AppClient, what: str) -> None:
    path = f"/api/v1/handsets/{NUMBER}/{what}"
    anna.signs_in()
    for number in range(3):
        anna.opens("method")
        anna.asks_for_code(way="text_message" if what == "messages" else "phone_call")
        assert len(client.get(path).json()) == number + 1
    read: list[str] = []
    while (
        answer := client.get(f"{path}/next", params={"timeout": 0, **({"after": read[-1]} if read else {})})
    ).content:
        read.append(answer.json()["id"])
    assert read == [each["id"] for each in client.get(path).json()]
    assert (len(read), answer.status_code) == (3, 204)
    status, code, _ = told(client.get(f"{path}/next", params={"timeout": 0, "after": "SMnone"}))
    assert (status, code) == (404, "no-such-id")


def test_a_handset_reads_only_what_was_sent_to_it(anna: Visitor, bram: Visitor, client: AppClient) -> None:
    anna.signs_in()
    bram.signs_in("bram")
    anna.asks_for_code()
    bram.asks_for_code("06 87654321")
    [of_anna] = client.get("/api/v1/handsets/+31612345678/messages").json()
    [of_bram] = client.get("/api/v1/handsets/+31687654321/messages").json()
    assert (of_anna["to"], of_bram["to"]) == ("+31612345678", "+31687654321")
    answer = client.get("/api/v1/handsets/+31687654321/messages/next", params={"after": of_anna["id"], "timeout": 0})
    assert told(answer)[0] == 404


def test_a_message_is_shown_with_all_that_happened_to_it(anna: Visitor, client: AppClient) -> None:
    anna.signs_in()
    anna.asks_for_code()
    [message] = client.get(f"/api/v1/handsets/{NUMBER}/messages").json()
    shown = {"id", "place", "to", "from", "body", "direction", "status", "error", "created", "delivered"}
    assert set(message) == shown | {"tags", "history"}
    assert (message["from"], message["status"]) == ("Contoso", "delivered")
    assert [each["what"] for each in message["history"]] == ["queued", "sending", "sent", "delivered"]
    assert message["created"].endswith("Z")


@pytest.mark.parametrize(
    ("keys", "status"), [("", 422), ("#" * 33, 422), ("A", 409), ("# ", 409), ("１", 409), ("0*#", 200)]
)
def test_only_keys_of_a_phone_can_be_pressed(anna: Visitor, client: AppClient, keys: str, status: int) -> None:
    call = ringing(anna, client)
    client.post(f"/api/v1/calls/{call}/answer")
    assert client.post(f"/api/v1/calls/{call}/press", json={"keys": keys}).status_code == status


def test_what_a_call_cannot_do_names_its_state(anna: Visitor, client: AppClient) -> None:
    call = ringing(anna, client)
    do = f"/api/v1/calls/{call}"
    assert told(client.post(f"{do}/press", json={"keys": "#"}))[:2] == (409, "not-possible")
    assert client.post(f"{do}/answer").json()["status"] == "in-progress"
    assert "in-progress" in told(client.post(f"{do}/answer"))[2]
    assert client.post(f"{do}/hang-up").json()["status"] == "completed"
    for again in ("answer", "hang-up"):
        assert "completed" in told(client.post(f"{do}/{again}"))[2]


def test_a_call_of_one_organisation_is_unknown_in_another(anna: Visitor, client: AppClient) -> None:
    call = ringing(anna, client)
    client.post(ORGANISATION, json={"id": "other"})
    for action in ("answer", "hang-up"):
        status, code, _ = told(client.post(f"{ORGANISATION}/other/calls/{call}/{action}"))
        assert (status, code) == (404, "no-call")
    assert client.get(f"{ORGANISATION}/other/handsets/{NUMBER}/calls").json() == []
    assert client.get(f"/api/v1/handsets/{NUMBER}/calls").json()[0]["status"] == "ringing"


def test_a_fault_of_one_organisation_does_not_happen_in_another(anna: Visitor, client: AppClient) -> None:
    client.post(ORGANISATION, json={"id": "other"})
    fault = {"number": NUMBER, "kind": "message", "action": "lost"}
    assert client.post(f"{ORGANISATION}/other/faults", json=fault).status_code == 201
    anna.signs_in()
    anna.asks_for_code()
    assert len(client.get(f"/api/v1/handsets/{NUMBER}/messages").json()) == 1
    assert len(client.get(f"{ORGANISATION}/other/faults").json()) == 1


def test_a_seed_makes_the_same_codes_in_two_organisations_and_no_seed_does_not(client: AppClient) -> None:
    codes = {}
    person = {"name": "Cas", "user_name": "cas", "password": "geheim"}
    for name, seed in (("one", "s"), ("two", "s"), ("three", "t"), ("four", None), ("five", None)):
        client.post(ORGANISATION, json={"id": name, "people": [person], "seed": seed})
        for page, fields in (
            ("sign-in", {"user_name": "cas", "password": "geheim"}),
            ("more-information", {}),
            ("method", {"method": "authentication-phone", "way": "text_message", "region": "NL", "number": NUMBER}),
        ):
            shown = client.get(f"/{name}/{'' if page == 'sign-in' else page}").text
            form = re.findall(r'name="form" value="([^"]+)"', shown)[0]
            client.post(f"/{name}/{page}", data={"form": form, **fields})
        codes[name] = client.get(f"{ORGANISATION}/{name}/handsets/{NUMBER}/messages").json()[0]["body"]
    assert codes["one"] == codes["two"]
    assert len(set(codes.values())) == 4
