from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from conftest import Visitor
    from tests.app_client import AppClient

HANDSET = "/api/v1/handsets/+31612345678"


def error_of(answer: httpx.Response) -> str:
    told = answer.json()["error"]
    assert set(told) == {"code", "message", "hint"}
    return str(told["message"])


def test_openapi_describes_every_route_once(client: AppClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    ids = [way["operationId"] for path in described["paths"].values() for way in path.values()]
    assert len(ids) == len(set(ids)) > 25
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_organisations_share_nothing(client: AppClient) -> None:
    made = [client.post("/api/v1/organisations", json={"name": name, "seed": "s"}).json() for name in ("One", "Two")]
    one, two = (f"/api/v1/organisations/{each['id']}" for each in made)
    client.post(f"{one}/clock", json={"advance": 60})
    client.patch(f"{one}/policy", json={"sends": 1})
    assert client.get(f"{two}/clock").json()["ahead"] == 0
    assert client.get(f"{two}/policy").json()["sends"] == 5
    assert client.get(made[0]["sign_in"]).status_code == 200
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    assert client.get(made[0]["sign_in"]).status_code == 404
    assert client.get(two).status_code == 200


@pytest.mark.parametrize(
    ("wish", "status", "told"),
    [
        ({"id": "contoso"}, 409, "already"),
        ({"id": "static"}, 409, "an address of the simulator"),
        ({"id": "No Good"}, 422, "body.id"),
        ({"policy": {"code_digit": 6}}, 422, "nearest: code_digits"),
        ({"nmae": "x"}, 422, "body.nmae"),
        ({"people": [{"name": "A", "user_name": "a", "password": "p"}] * 2}, 409, "same user name"),
    ],
)
def test_an_organisation_that_cannot_be_made_says_why(
    client: AppClient, wish: dict[str, Any], status: int, told: str
) -> None:
    answer = client.post("/api/v1/organisations", json=wish)
    assert answer.status_code == status
    assert told in error_of(answer)


def test_a_call_is_answered_pressed_and_told(anna: Visitor, client: AppClient) -> None:
    anna.signs_in()
    anna.asks_for_code(way="phone_call")
    call = client.get(f"{HANDSET}/calls/next").json()
    assert (call["status"], call["from"]) == ("ringing", "+31202490048")
    early = client.post(f"/api/v1/calls/{call['id']}/press", json={"keys": "#"})
    assert (early.status_code, "ringing" in error_of(early)) == (409, True)
    client.post(f"/api/v1/calls/{call['id']}/answer")
    done = client.post(f"/api/v1/calls/{call['id']}/press", json={"keys": "#"}).json()
    assert (done["status"], done["transcript"][-1]["text"][:7]) == ("completed", "Dank u,")
    assert client.post("/api/v1/calls/CAnone/answer").status_code == 404


def test_nothing_within_the_time_is_204(client: AppClient) -> None:
    assert client.get(f"{HANDSET}/messages/next?timeout=0").status_code == 204
    assert client.get(f"{HANDSET}/messages/next?timeout=0.02").status_code == 204


@pytest.mark.parametrize(
    "path", ["handsets/nobody/messages", "handsets/+31612345678/messages/next?after=SMx&timeout=0"]
)
def test_what_does_not_exist_is_404(client: AppClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert error_of(answer)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "message", "action": "busy"}, "a message cannot be 'busy'"),
        ({"kind": "call", "action": "lost"}, "a call cannot be 'lost'"),
        ({"kind": "call", "action": "busy", "times": 0}, "body.times"),
    ],
)
def test_a_fault_that_cannot_be_says_why(client: AppClient, fault: dict[str, Any], told: str) -> None:
    answer = client.post("/api/v1/faults", json={"number": "+31612345678", **fault})
    assert answer.status_code == 422
    assert told in error_of(answer)


def test_faults_are_listed_until_they_have_happened(anna: Visitor, client: AppClient) -> None:
    client.post("/api/v1/faults", json={"number": "06 12345678", "kind": "message", "action": "lost"})
    assert [each["action"] for each in client.get("/api/v1/faults").json()] == ["lost"]
    anna.signs_in()
    anna.asks_for_code()
    assert client.get("/api/v1/faults").json() == []
    assert client.get(f"{HANDSET}/messages").json() == []
    client.post("/api/v1/faults", json={"number": "06 12345678", "kind": "message", "action": "lost"})
    assert client.delete("/api/v1/faults").status_code == 204
    assert client.get("/api/v1/faults").json() == []


def test_the_clock_never_goes_back(client: AppClient) -> None:
    assert client.post("/api/v1/clock", json={"advance": -1}).status_code == 422


def test_who_waits_is_woken_by_the_clock_that_brings_a_late_message(app: Any) -> None:  # noqa: ANN401  # an ASGI app
    async def wait() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            site = app.state.site
            organisation = site.organisations.get("contoso")
            fault = {"number": "+31612345678", "kind": "message", "action": "late", "seconds": 1000}
            await client.post("/api/v1/faults", json=fault)
            service = organisation.enrollments
            enrollment = service.begin("anna@contoso.example")
            from stapsgewijs.identity import Device  # noqa: PLC0415  # used in this test only

            service.start(enrollment, Device.AUTHENTICATION_PHONE, "text_message", "0612345678", "NL", form="f")
            waiting = asyncio.create_task(client.get(f"{HANDSET}/messages/next?timeout=50"))
            done, _ = await asyncio.wait([waiting], timeout=0.05)
            assert not done
            await client.post("/api/v1/clock", json={"advance": 1000})
            return [(await waiting).status_code]

    assert run_coroutine(asyncio.wait_for(wait(), 60)) == [200]


def test_a_list_that_is_asked_for_again_is_that_of_now_and_of_its_organisation(client: AppClient) -> None:
    other = client.post("/api/v1/organisations", json={"name": "Other"}).json()["id"]
    query = {"to": "+31612345678", "limit": 2}
    for number in range(4):
        client.post("/api/v1/messages", json={"to": "+31612345678", "from": "Contoso", "body": str(number)})
        listed = client.get("/api/v1/messages", params=query).json()
        assert [each["body"] for each in listed] == [str(each) for each in (number, number - 1) if each >= 0]
        assert client.get(f"/api/v1/organisations/{other}/messages", params=query).json() == []
        assert client.get("/api/v1/organisations/nobody/messages", params=query).status_code == 404
    tagged = listed[0]["id"]
    client.put(f"/api/v1/messages/{tagged}/tags", json={"tags": ["late"]})
    assert client.get("/api/v1/messages", params=query).json()[0]["tags"] == ["late"]
    for _ in range(2):
        assert client.get("/api/v1/messages", params={"limit": 0}).status_code == 422
