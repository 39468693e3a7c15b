"""Other providers over HTTP, in the shapes that they publish; their SDKs are tried in `tests/external`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from stapsgewijs.phone_network.senders import PROFILES, profile_of

if TYPE_CHECKING:
    from httpx import Response

    from tests.app_client import AppClient

V1 = "/api/v1"
ANNA, DESK = "+31612345678", "+31202345678"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NAMESPACE = "{http://sns.amazonaws.com/doc/2010-03-31/}"


def bodies(client: AppClient, number: str = ANNA) -> list[tuple[str, str]]:
    return [(each["from"], each["body"]) for each in client.get(f"{V1}/handsets/{number}/messages").json()]


def form(client: AppClient, path: str, **fields: str) -> Response:
    return client.request("POST", f"{V1}/hooks/{path}", content=urlencode(fields), headers=FORM)


def sns(client: AppClient, **fields: str) -> tuple[int, dict[str, str]]:
    answer = form(client, "aws-sns/", Version="2010-03-31", **{"Action": "Publish", "Message": "code 999000", **fields})
    assert answer.headers["content-type"].startswith("text/xml")
    root = ET.fromstring(answer.text)  # noqa: S314  # our own
    return answer.status_code, {each.tag.removeprefix(NAMESPACE): each.text or "" for each in root.iter()}


def test_sns_publishes_to_a_phone(client: AppClient) -> None:
    status, told = sns(client, PhoneNumber=ANNA)
    assert (status, len(told["MessageId"])) == (200, 36)
    entry = "MessageAttributes.entry.1"
    sender = {f"{entry}.Name": "AWS.SNS.SMS.SenderID", f"{entry}.Value.StringValue": "Contoso"}
    assert sns(client, PhoneNumber=ANNA, **sender)[0] == 200
    assert bodies(client) == [("NOTICE", "code 999000"), ("Contoso", "code 999000")]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 400, "InvalidParameter"),
        ({"PhoneNumber": "nobody <&>"}, 400, "InvalidParameter"),
        ({"PhoneNumber": DESK}, 400, "InvalidParameter"),
        ({"PhoneNumber": ANNA, "Message": ""}, 400, "InvalidParameter"),
        ({"PhoneNumber": ANNA, "Message": "x" * 2000}, 400, "InvalidParameter"),
        ({"TopicArn": "arn:aws:sns:eu-west-1:1:x"}, 400, "InvalidParameter"),
        ({"Action": "ListTopics"}, 400, "InvalidAction"),
    ],
)
def test_sns_refuses_as_it_publishes(client: AppClient, fields: dict[str, str], status: int, code: str) -> None:
    assert (sns(client, **fields)[0], sns(client, **fields)[1]["Code"]) == (status, code)
    assert [each for each in bodies(client) if each] == []


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [({"PhoneNumber": "12"}, "PhoneNumber"), ({"PhoneNumber": ANNA, "Message": "x" * 2000}, "Message")],
)
def test_sns_names_what_is_wrong_by_its_own_name(client: AppClient, fields: dict[str, str], parameter: str) -> None:
    assert sns(client, **fields)[1]["Message"].startswith(f"Invalid parameter: {parameter} Reason: ")


def test_sns_reads_a_message_in_json_for_several_protocols(client: AppClient) -> None:
    said = '{"default": "for all", "sms": "for phones"}'
    assert sns(client, PhoneNumber=ANNA, Message=said, MessageStructure="json")[0] == 200
    assert sns(client, PhoneNumber=ANNA, Message='{"default": "for all"}', MessageStructure="json")[0] == 200
    status, told = sns(client, PhoneNumber=ANNA, Message="{}", MessageStructure="json")
    assert (status, told["Code"]) == (400, "InvalidParameter")
    assert [each for _, each in bodies(client)] == ["for phones", "for all"]


@pytest.mark.parametrize("action", ["SetSMSAttributes", "GetSMSAttributes", "CheckIfPhoneNumberIsOptedOut"])
def test_sns_answers_what_is_asked_around_a_message(client: AppClient, action: str) -> None:
    status, told = sns(client, Action=action, PhoneNumber=ANNA, phoneNumber=ANNA)
    assert (status, told.get("isOptedOut", "false")) == (200, "false")
    assert f"{action}Result" in told
    assert bodies(client) == []


KEYS = {"api_key": "a", "api_secret": "b"}


@pytest.mark.parametrize("how", ["form", "json", "query"])
def test_vonage_takes_a_form_json_and_a_query(client: AppClient, how: str) -> None:
    wish = {**KEYS, "from": "Acme", "to": "31612345678", "text": "code 777888", "client-ref": "mine"}
    path = f"{V1}/hooks/vonage/sms/json"
    if how == "query":
        answer = client.get(f"{path}?{urlencode(wish)}")
    elif how == "json":
        answer = client.post(path, json=wish)
    else:
        answer = form(client, "vonage/sms/json", **wish)
    told = answer.json()
    assert (answer.status_code, told["message-count"]) == (200, "1")
    assert {name: told["messages"][0][name] for name in ("to", "status", "client-ref")} == {
        "to": "31612345678", "status": "0", "client-ref": "mine"
    }  # fmt: skip
    assert bodies(client) == [("Acme", "code 777888")]


def test_vonage_counts_the_parts_of_a_long_message(client: AppClient) -> None:
    told = form(client, "vonage", **{"from": "A", "to": "31612345678", "text": "x" * 161}, **KEYS).json()
    assert told["message-count"] == "2"
    assert len({each["message-id"] for each in told["messages"]}) == 2
    assert len(bodies(client)) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"to": ""}, "2"),
        ({"api_key": ""}, "2"),
        ({"to": "12"}, "6"),
        ({"to": DESK}, "6"),
        ({"text": "x" * 2000}, "12"),
        ({"from": "AcmeOfContoso"}, "15"),
        ({"to": "0612345678"}, "6"),
    ],
)
def test_vonage_refuses_as_it_publishes(client: AppClient, changed: dict[str, str], status: str) -> None:
    wish = {**KEYS, "from": "Acme", "to": "31612345678", "text": "x", **changed}
    answer = form(client, "vonage/sms/json", **wish)
    assert (answer.status_code, answer.json()["messages"][0]["status"]) == (200, status)
    assert bodies(client) == []


def test_vonage_sends_by_its_messages_api(client: AppClient) -> None:
    wish = {"channel": "sms", "message_type": "text", "from": "Acme", "to": "31612345678", "text": "code 1234"}
    path, headers = f"{V1}/hooks/vonage/v1/messages", {"Authorization": "Bearer a.b.c"}
    answer = client.post(path, json=wish, headers=headers)
    assert (answer.status_code, len(answer.json()["message_uuid"])) == (202, 36)
    for changed, status, code in [
        ({"to": "1"}, 422, "messages#1040"),
        ({"text": None}, 422, "messages#1010"),
        ({"channel": "whatsapp"}, 422, "messages#1020"),
    ]:
        refused = client.post(path, json={**wish, **changed}, headers=headers)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (status, code)
    assert client.post(path, json=wish).json()["type"].endswith("#unauthorized")
    assert client.post(f"{V1}/hooks/vonage/v2/else", json=wish, headers=headers).status_code == 404
    assert bodies(client) == [("Acme", "code 1234")]


BIRD = {"Authorization": "AccessKey test"}


@pytest.mark.parametrize("recipients", ["31612345678,+31687654321", [31612345678, "31687654321"]])
def test_messagebird_sends_to_each_recipient(client: AppClient, recipients: Any) -> None:  # noqa: ANN401  # JSON
    wish = {"originator": "Acme", "body": "code 4321", "recipients": recipients, "reference": "mine"}
    answer = client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=BIRD)
    told = answer.json()
    assert (answer.status_code, told["reference"], told["recipients"]["totalCount"]) == (201, "mine", 2)
    assert [each["recipient"] for each in told["recipients"]["items"]] == [31612345678, 31687654321]
    assert bodies(client) == [("Acme", "code 4321")] == bodies(client, "+31687654321")


@pytest.mark.parametrize(
    ("changed", "headers", "status", "code"),
    [
        ({}, {}, 401, 2),
        ({"recipients": ""}, BIRD, 422, 9),
        ({"recipients": "1"}, BIRD, 422, 9),
        ({"recipients": [True]}, BIRD, 422, 9),
        ({"originator": ""}, BIRD, 422, 9),
        ({"body": ["x"]}, BIRD, 422, 10),
        ({"originator": "AcmeOfContoso"}, BIRD, 422, 10),
        ({"body": "x" * 1378}, BIRD, 422, 10),
        ({"body": "ë" * 604, "datacoding": "auto"}, BIRD, 422, 10),
        ({"scheduledDatetime": "tomorrow"}, BIRD, 422, 10),
    ],
)
def test_messagebird_refuses_as_it_publishes(
    client: AppClient, changed: dict[str, Any], headers: dict[str, str], status: int, code: int
) -> None:
    wish = {"originator": "Acme", "body": "x", "recipients": "31612345678", **changed}
    answer = client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert bodies(client) == []


def test_messagebird_says_of_each_recipient_what_became_of_it(client: AppClient) -> None:
    wish = {"originator": "Acme", "body": "ë", "recipients": ["31612345678", DESK], "datacoding": "unicode"}
    answer = client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=BIRD)
    told = answer.json()["recipients"]
    assert (answer.status_code, told["totalSentCount"], told["totalDeliveryFailedCount"]) == (201, 1, 1)
    assert [each["status"] for each in told["items"]] == ["sent", "delivery_failed"]
    assert answer.json()["datacoding"] == "unicode"
    assert (
        client.post(f"{V1}/hooks/messagebird/messages", json={**wish, "recipients": DESK}, headers=BIRD).status_code
        == 422
    )
    wish["datacoding"] = "morse"
    assert client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=BIRD).json()["errors"][0]["code"] == 10


def test_what_a_profile_does_not_do_stands_in_the_history_of_the_account(client: AppClient) -> None:
    sns(client, Action="CreateTopic")
    client.post(f"{V1}/hooks/vonage/v2/verify\u00e9", json={}, headers={"Authorization": "Bearer a.b.c"})
    client.get(f"{V1}/hooks/messagebird/balance", headers=BIRD)
    assert [each["what"] for each in client.get(f"{V1}/account/history").json()] == [
        "asked aws-sns for what it does not do: CreateTopic is not simulated; Publish to a PhoneNumber is",
        "asked vonage for what it does not do: /v2/verify? is not simulated; /sms/json and /v1/messages are",
        "asked messagebird for what it does not do: GET /balance is not simulated",
    ]


def test_messagebird_says_later_what_became_of_a_message(client: AppClient) -> None:
    where = f"{V1}/hooks/messagebird/messages"
    wish = {"originator": "Acme", "body": "x", "recipients": [ANNA[1:], "31650000006"], "reference": "mine"}
    sent = client.post(where, json=wish, headers=BIRD).json()
    told = client.get(f"{where}/{sent['id']}", headers=BIRD)
    assert (told.status_code, told.json()["reference"]) == (200, "mine")
    assert [each["status"] for each in told.json()["recipients"]["items"]] == ["delivered", "delivery_failed"]
    assert client.get(f"{where}/{sent['id']}").status_code == 401
    assert client.get(f"{where}/{'0' * 32}", headers=BIRD).json()["errors"][0]["code"] == 20


def test_messagebird_sends_at_the_time_that_is_wished(client: AppClient) -> None:
    at = "2100-01-01T00:00:00+00:00"
    wish = {"originator": "Acme", "body": "x", "recipients": ANNA, "scheduledDatetime": at}
    told = client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=BIRD).json()
    assert (told["recipients"]["items"][0]["status"], told["scheduledDatetime"]) == ("scheduled", at)
    assert bodies(client) == []


@pytest.mark.parametrize(
    ("profile", "wish", "has_remark"),
    [
        ("vonage", {**KEYS, "from": "A", "to": ANNA, "text": "ë"}, True),
        ("vonage", {**KEYS, "from": "A", "to": ANNA, "text": "ë", "type": "unicode"}, False),
        ("vonage", {**KEYS, "from": "A", "to": ANNA, "text": "é"}, False),
        ("messagebird", {"originator": "A", "recipients": ANNA, "body": "ë"}, True),
        ("messagebird", {"originator": "A", "recipients": ANNA, "body": "ë", "datacoding": "auto"}, False),
        ("messagebird", {"originator": "A", "recipients": ANNA, "body": "x", "reportUrl": "http://127.0.0.1/"}, True),
    ],
)
def test_what_would_be_otherwise_at_the_provider_is_written_in_the_history(
    client: AppClient, profile: str, wish: dict[str, str], *, has_remark: bool
) -> None:
    client.post(f"{V1}/hooks/{profile}", json=wish, headers=BIRD if profile == "messagebird" else {})
    [message] = client.get(f"{V1}/messages").json()
    happened = [each["what"] for each in client.get(f"{V1}/messages/{message['id']}").json()["history"]]
    assert any("not of GSM-7" in each or "needs a reference" in each for each in happened) is has_remark


def test_what_goes_wrong_on_the_way_is_answered_in_the_shape_of_each(client: AppClient) -> None:
    client.post(
        f"{V1}/faults", json={"kind": "message", "action": "rate-limited", "most": 0, "window": 60, "times": None}
    )
    assert sns(client, PhoneNumber=ANNA)[1]["Code"] == "Throttled"
    wish = {**KEYS, "from": "Acme", "to": "31612345678", "text": "x"}
    assert form(client, "vonage", **wish).json()["messages"][0]["status"] == "1"
    wish = {"originator": "Acme", "body": "x", "recipients": "31612345678"}
    assert client.post(f"{V1}/hooks/messagebird/messages", json=wish, headers=BIRD).status_code == 429


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "null", "\x00", "a=%FF", "[" * 2000, "&".join(["a=b"] * 300)])
@pytest.mark.parametrize("name", [*PROFILES, "own"])
def test_whatever_comes_is_refused_in_its_shape(client: AppClient, name: str, body: str) -> None:
    client.put(f"{V1}/hooks/own", json={"to": "to", "body": "text"})
    for headers in (FORM, {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}):
        answer = client.request("POST", f"{V1}/hooks/{name}", content=body, headers=headers)
        assert answer.status_code in {200, 400, 401, 422}, answer.text
        assert "Traceback" not in answer.text
    assert bodies(client) == []


def test_a_hook_takes_a_form_a_query_and_text_and_answers_as_it_was_told(client: AppClient) -> None:
    answer = {"status": 202, "content_type": "text/xml", "body": "<ok id='$id' count='$count'/>"}
    hook = {"to": "to", "body": "text", "sender": "from", "answer": answer}
    assert client.put(f"{V1}/hooks/own", json=hook).json() == hook
    assert client.get(f"{V1}/hooks").json() == {"own": hook}
    wish = {"to": ANNA, "text": "code & more", "from": "Acme"}
    told = [
        form(client, "own", **wish),
        client.get(f"{V1}/hooks/own?{urlencode(wish)}"),
        client.request("POST", f"{V1}/hooks/own", content=json.dumps(wish), headers={"Content-Type": "text/plain"}),
    ]
    assert {(each.status_code, each.headers["content-type"]) for each in told} == {(202, "text/xml; charset=utf-8")}
    assert told[0].text.startswith("<ok id='SM")
    assert bodies(client) == [("Acme", "code & more")] * 3
    two = client.get(f"{V1}/hooks/own?to={ANNA[1:]}&to=31687654321&text=x&from=y")
    assert "count='2'" in two.text
    refused = client.put(f"{V1}/hooks/own", json={**hook, "answer": {**answer, "body": "$nothing"}})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "hook")


def test_a_hook_says_where_what_is_sent_is_no_json(client: AppClient) -> None:
    client.put("/api/v1/hooks/own", json={"to": "to", "body": "text", "sender": "=Contoso"})
    told = client.post("/api/v1/hooks/own", content='{"to": }', headers={"content-type": "application/json"})
    assert told.status_code == 422
    assert told.json()["error"]["message"] == "body: no JSON: Expecting value: line 1 column 8 (char 7)"
    told = client.post("/api/v1/hooks/own", content="to=1", headers={"content-type": "multipart/form-data"})
    assert "neither JSON nor a form" in told.json()["error"]["message"]


def test_a_hook_of_ones_own_goes_before_a_profile(client: AppClient) -> None:
    client.put(f"{V1}/hooks/vonage", json={"to": "a", "body": "b"})
    assert client.post(f"{V1}/hooks/vonage", json={"a": ANNA, "b": "own"}).status_code == 201
    assert client.post(f"{V1}/hooks/vonage/sms/json", json={}).status_code == 404


def test_a_page_of_another_site_sends_nothing_by_a_link(client: AppClient) -> None:
    wish = urlencode({**KEYS, "from": "Acme", "to": "31612345678", "text": "x"})
    answer = client.get(f"{V1}/hooks/vonage?{wish}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert bodies(client) == []


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("sns.eu-west-1.amazonaws.com", "aws-sns"),
        ("SNS.cn-north-1.amazonaws.com.cn", "aws-sns"),
        ("sns-fips.us-east-1.amazonaws.com", "aws-sns"),
        ("sns.eu-west-1.api.aws", "aws-sns"),
        ("rest.nexmo.com", "vonage"),
        ("api-eu.vonage.com", "vonage"),
        ("rest.messagebird.com", "messagebird"),
        ("s3.eu-west-1.amazonaws.com", None),
        ("rest.nexmo.com.example.com", None),
    ],
)
def test_a_host_is_of_a_profile(host: str, name: str | None) -> None:
    found = profile_of(host)
    assert (found.name if found else None) == name
