"""API keys by the official SDK: key and secret as user and password, and the account SID in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours

ANNA, SENDER, GIVEN = "+31612345678", "+15005550006", "SK" + "0123456789abcdef" * 2


def by_key(ours: Ours, sid: str, secret: str) -> Client:
    client = Client(sid, secret, ours.sid)
    client.api.base_url = client.verify.base_url = ours.sdk.api.base_url
    return client


def is_refused(client: Client) -> bool:
    with pytest.raises(TwilioRestException) as error:
        client.messages.create(to=ANNA, from_=SENDER, body="x")
    return (error.value.status, error.value.code) == (401, 20003)


def test_a_key_that_the_account_made_opens_it(ours: Ours) -> None:
    made = ours.sdk.new_keys.create(friendly_name="ci")
    client = by_key(ours, made.sid, made.secret)
    assert client.messages.create(to=ANNA, from_=SENDER, body="x").status == "queued"
    assert client.verify.v2.services.create(friendly_name="x").account_sid == ours.sid
    assert is_refused(by_key(ours, made.sid, made.secret + "x"))
    assert is_refused(by_key(ours, made.sid, ""))
    assert is_refused(by_key(ours, GIVEN, made.secret))
    assert [each.friendly_name for each in ours.sdk.keys.list()] == ["ci"]
    assert [each.sid for each in ours.sdk.signing_keys.list()] == [made.sid]
    assert ours.sdk.keys(made.sid).delete()
    assert is_refused(client)


def test_a_key_is_made_by_the_newest_address_too(ours: Ours) -> None:
    iam = ours.sdk.iam.v1
    ours.sdk.iam.base_url = ours.sdk.api.base_url
    made = iam.new_api_key.create(account_sid=ours.sid, friendly_name="ci")
    assert made.date_created is not None
    assert by_key(ours, made.sid, made.secret).messages.create(to=ANNA, from_=SENDER, body="x").status == "queued"
    assert [each.sid for each in iam.get_api_keys.list(account_sid=ours.sid)] == [made.sid]
    assert [each.sid for each in ours.sdk.keys.list()] == [made.sid]
    with pytest.raises(TwilioRestException) as error:
        iam.new_api_key.create(account_sid="AC" + "0" * 32)
    assert error.value.code == 20404
    assert iam.api_key(made.sid).update(friendly_name="more").friendly_name == "more"
    assert iam.api_key(made.sid).delete()
    assert iam.get_api_keys.list(account_sid=ours.sid) == []


def test_a_key_that_a_system_has_already_is_given_with_the_account(ours: Ours) -> None:
    account = {"account_sid": ours.sid, "auth_token": ours.token}
    for lacking in ({"api_key": GIVEN}, {"api_secret": "s"}, {"api_key": "SK1", "api_secret": "s"}, {"key": "x"}):
        assert ours.api.put("account", json={**account, **lacking}).status_code == 422
    assert ours.api.put("account", json={**account, "api_key": GIVEN, "api_secret": "the-secret"}).status_code == 200
    assert by_key(ours, GIVEN, "the-secret").messages.create(to=ANNA, from_=SENDER, body="x").status == "queued"
    ours.api.put("account", json={**account, "api_key": GIVEN, "api_secret": "another"})
    assert is_refused(by_key(ours, GIVEN, "the-secret"))
    assert "another" not in ours.api.get("account/resources").text


def test_a_key_of_one_account_does_not_open_another(ours: Ours) -> None:
    made = ours.sdk.new_keys.create()
    client = Client(made.sid, made.secret, "AC" + "0" * 32)
    client.api.base_url = ours.sdk.api.base_url
    with pytest.raises(TwilioRestException) as error:
        client.messages.create(to=ANNA, from_=SENDER, body="x")
    assert error.value.code == 20404
