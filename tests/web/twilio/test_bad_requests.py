from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import phonenumbers
import pytest

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours

ANNA, SENDER = "+31612345678", "+15005550006"
GOOD = {"To": ANNA, "From": SENDER, "Body": "x"}
NO_BASIC, NO_PASSWORD = {"Authorization": "Basic %%%"}, {"Authorization": "Basic YQ=="}
FORM = "application/x-www-form-urlencoded"


def send(ours: Ours, method: str, path: str, **more: object) -> httpx.Response:
    url = f"{ours.sdk.api.base_url}/2010-04-01/Accounts/{ours.sid}{path}"
    return ours.api.request(method, url, auth=more.pop("auth", (ours.sid, ours.token)), timeout=60, **more)


def is_told_as_the_provider_does(answer: httpx.Response, status: int, code: int) -> None:
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert isinstance(told["message"], str)
    assert told["more_info"].endswith(f"/errors/{code}")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("POST", "/Messages.json", {"data": GOOD, "auth": None}, 401, 20003),
        ("POST", "/Messages.json", {"data": GOOD, "auth": ("AC" + "0" * 32, "x")}, 401, 20003),
        ("POST", "/Messages.json", {"data": GOOD, "headers": NO_BASIC, "auth": None}, 401, 20003),
        (
            "POST",
            "/Messages.json",
            {"data": GOOD, "headers": NO_PASSWORD, "auth": None},
            401,
            20003,
        ),
        ("POST", "/Messages.json", {"json": GOOD}, 400, 20001),
        ("POST", "/Messages.json", {"content": b"Body=%FF", "headers": {"Content-Type": FORM}}, 400, 20001),
        ("POST", "/Messages.json", {"content": b"\xff=\xff", "headers": {"Content-Type": FORM}}, 400, 20001),
        ("POST", "/Messages.json", {"content": b"a=b&" * 500, "headers": {"Content-Type": FORM}}, 400, 20001),
        ("POST", "/Messages.json", {"content": b"x" * 10_000_000, "headers": {"Content-Type": FORM}}, 400, 20001),
        ("POST", "/Messages.json", {"data": {**GOOD, "Body": "x" * 100_000}}, 400, 21617),
        ("POST", "/Messages.json", {"data": {**GOOD, "Body": "🙂" * 100_000}}, 400, 21617),
        ("POST", "/Messages.json", {"data": GOOD, "headers": {"X-Stapsgewijs-Fault": "nonsense"}}, 400, 20001),
        ("POST", "/Messages.json", {}, 400, 21604),
        ("PUT", "/Messages.json", {}, 405, 20004),
        ("GET", "/Messages/%7B%7D.json", {}, 404, 20404),
        ("GET", "/Calls/%7B%7D.json", {}, 404, 20404),
        ("PATCH", "/Messages/SM1.json", {}, 405, 20004),
        ("POST", ".json", {}, 405, 20004),
        ("GET", "/Messages/SM" + "0" * 32 + ".json", {}, 404, 20404),
        ("DELETE", "/Calls/CA0.json", {}, 404, 20404),
        ("GET", "/Messages", {}, 404, 20404),
        ("GET", "/Faxes.json", {}, 404, 20404),
        ("GET", "/Messages/a/b/c.json", {}, 404, 20404),
        ("GET", "/Messages.json?PageSize=0", {}, 400, 20001),
        ("GET", "/Messages.json?PageSize=99999999999999999999", {}, 400, 20001),
        ("GET", "/Messages.json?Page=2", {}, 400, 20001),
        ("GET", "/Messages.json?PageToken=PAnonsense", {}, 404, 20404),
        ("GET", "/Messages.json?DateSent=yesterday", {}, 400, 20001),
        ("GET", "/Calls.json?Status=asleep", {}, 400, 20001),
    ],
)
def test_it_is_refused_in_the_providers_shape(  # noqa: PLR0913, PLR0917  # a request and its answer
    ours: Ours, method: str, path: str, more: dict[str, object], status: int, code: int
) -> None:
    is_told_as_the_provider_does(send(ours, method, path, **more), status, code)
    assert ours.handset("messages") == []


@pytest.mark.parametrize(
    "body", ["\u202etxet thgir-ot-tfel", "a\x00b\x07\x1b[31m", "👩‍👩‍👧‍👦 🇳🇱", "\ud7ff\ue000", " \n\t "]
)
def test_a_strange_text_arrives_as_it_was_sent(ours: Ours, body: str) -> None:
    answer = send(ours, "POST", "/Messages.json", data={**GOOD, "Body": body})
    assert (answer.status_code, answer.json()["body"]) == (201, body)
    assert [each["body"] for each in ours.handset("messages")] == [body]


def test_a_number_of_each_country_is_taken_or_refused_with_a_code(ours: Ours) -> None:
    taken = 0
    for region in phonenumbers.SUPPORTED_REGIONS:
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        if example is None:
            continue
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        answer = send(ours, "POST", "/Messages.json", data={**GOOD, "To": number})
        assert answer.status_code in {201, 400}, (region, answer.text)
        taken += answer.status_code == 201
    assert taken > 200
    assert len(ours.sdk.messages.list(page_size=1000)) == taken


def test_another_host_name_is_not_answered(ours: Ours) -> None:
    answer = send(ours, "GET", "/Messages.json", headers={"Host": "rebound.example"})
    is_told_as_the_provider_does(answer, 404, 20404)
    through_the_proxy = send(ours, "GET", "/Messages.json", headers={"Host": "api.twilio.com"})
    assert through_the_proxy.status_code == 200


def test_an_account_is_shown_without_its_secret(ours: Ours) -> None:
    account = ours.sdk.api.accounts(ours.sid).fetch()
    assert (account.sid, account.friendly_name, account.status) == (ours.sid, "Provider", "active")
    assert ours.token not in send(ours, "GET", ".json").text


@pytest.mark.parametrize("path", ["v1/Rooms", "v2/SafeList/Numbers/+31612345678", "v1/PhoneNumbers/+31612345678"])
def test_what_is_not_simulated_is_refused_in_the_providers_shape_under_our_address_too(ours: Ours, path: str) -> None:
    asked = f"{ours.sdk.api.base_url}/{path}"
    answer = ours.api.get(asked, auth=(ours.sid, ours.token))
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)
    assert ours.api.get(asked).json()["code"] == 20003


def test_another_account_is_not_ours(ours: Ours) -> None:
    url = f"{ours.sdk.api.base_url}/2010-04-01/Accounts/AC{'0' * 32}/Messages.json"
    is_told_as_the_provider_does(httpx.get(url, auth=(ours.sid, ours.token), timeout=60), 404, 20404)


def test_pictures_of_a_message_are_counted(ours: Ours) -> None:
    answer = ours.posts("Messages", To=ANNA, From=SENDER, MediaUrl=["http://127.0.0.1/a.png", "http://127.0.0.1/b.png"])
    assert (answer.status_code, answer.json()["num_media"]) == (201, "2")
    media = send(ours, "GET", f"/Messages/{answer.json()['sid']}/Media.json")
    assert (media.status_code, media.json()["media_list"]) == (200, [])


@pytest.mark.parametrize(
    ("host", "path", "is_simulated"),
    [
        ("api.twilio.com", "/2010-04-01/Accounts/{sid}.json", True),
        ("api.dublin.ie1.twilio.com:443", "/2010-04-01/Accounts/{sid}.json", True),
        ("api.twilio.com", "/api/v1/account", False),
        ("api.twilio.com", "/", False),
        ("api.twilio.com", "/contoso/handsets", False),
        ("taskrouter.twilio.com", "/v1/Workspaces", False),
        ("api.twilio.com", "/v2/Services", False),
    ],
)
def test_every_host_of_the_provider_is_answered_in_its_shape(
    ours: Ours, host: str, path: str, *, is_simulated: bool
) -> None:
    url = f"{ours.sdk.api.base_url}{path.format(sid=ours.sid)}"
    answer = ours.api.get(url, headers={"Host": host}, auth=(ours.sid, ours.token))
    if is_simulated:
        assert (answer.status_code, answer.json()["sid"]) == (200, ours.sid)
    else:
        is_told_as_the_provider_does(answer, 404, 20404)
        assert f"{path} of {host} is not simulated" in answer.json()["message"]


def test_credentials_of_somebody_else_are_told_once_without_the_secret(
    ours: Ours, caplog: pytest.LogCaptureFixture
) -> None:
    url, real = f"{ours.sdk.api.base_url}/2010-04-01/Accounts/{ours.sid}/Messages.json", "AC" + "7" * 32
    first = f"{ours.sdk.api.base_url}/api/v1/account/history"
    what = f"a request to the provider with another auth token ({ours.sid})"
    told = f"refused: {what}; nothing was sent to the real provider"
    for user, password in [(ours.sid, "real-token")] * 3 + [(real, "real-token"), ("a secret", "real-token")]:
        is_told_as_the_provider_does(ours.api.post(url, data=GOOD, auth=(user, password)), 401, 20003)
    assert [(each["what"], each["count"]) for each in ours.api.get("account/history").json()] == [(told, 3)]
    told = " ".join(each["what"] for each in ours.api.get(first).json())
    assert f"an account that the simulator does not have ({real})" in told
    assert "(8 characters that are no SID)" in told
    assert ours.handset("messages") == []
    assert caplog.text.count(ours.sid) == 1
    assert "real-token" not in f"{caplog.text}{told}"
    assert ours.api.post("reset").status_code == 204
    assert ours.api.get("account/history").json() == []


def test_what_is_asked_for_and_not_simulated_stands_in_the_history(ours: Ours) -> None:
    base, auth = ours.sdk.api.base_url, (ours.sid, ours.token)
    for number in ("+31612345678", "+31687654321"):
        assert ours.api.get(f"{base}/v2/SafeList/Numbers/{number}", auth=auth).status_code == 404
    for given in (auth, None):
        answer = ours.api.get(f"{base}/v1/Conv\u00e9", auth=given, headers={"host": "conversations.twilio.com"})
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)
    assert [(each["what"], each["count"]) for each in ours.api.get("account/history").json()] == [
        ("asked for /v2/SafeList/Numbers/…, which is not simulated: error 20404", 2),
        ("asked for /v1/Conv? of conversations.twilio.com, which is not simulated: error 20404", 1),
    ]
