"""What goes wrong with a callback is seen where one looks for the message or the call."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from stapsgewijs.adapters.http_client import tls_context
from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio.rest import Client

    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, SENDER = "+31612345678", "+15005550006"


def told(api: httpx.Client, item: str, text: str) -> list[str]:
    """Wait for something in the history of a message or call, by its page; returns the whole history."""
    for _ in range(1000):
        history = [str(each["what"]) for each in api.get(item).json()["history"]]
        if any(text in each for each in history):
            return history
        api.get("messages/wait", params={"text": "nothing has this text", "timeout": 0.05})
    raise AssertionError(history)


def test_an_answer_that_is_none_stands_in_the_history_and_on_the_page(ours: Ours, system: OurSystem) -> None:
    url = system.says("/status", "out of order", 500)
    sent = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="x", status_callback=f"{url}?a=1")
    history = told(ours.api, f"messages/{sent.sid}", "“delivered”")
    assert f"status callback “sent” failed, error 11200: {url}?a=1 answered 500" in history
    assert sum("failed" in each for each in history) == 3
    organisation = str(ours.api.base_url).rstrip("/").rpartition("/")[2]
    page = ours.api.get(f"{ours.sdk.api.base_url}/{organisation}/handsets/{ANNA}/messages/{sent.sid}")
    assert page.status_code == 200
    assert "gaf als antwoord: 500" in page.text


def test_nobody_who_listens_stands_in_the_history_of_a_call_without_the_password(ours: Ours) -> None:
    twiml = "<Response><Say>hallo</Say></Response>"
    url = "http://anna:ge-heim@127.0.0.1:9/status"
    ours.sdk.calls.create(to=ANNA, from_=SENDER, twiml=twiml, status_callback=url)
    call = ours.rings()
    ours.does(call, "answer")
    history = told(ours.api, f"calls/{call}", "status callback “completed” failed, error 11200")
    assert "ge-heim" not in str(history)
    assert any("http://…@127.0.0.1:9/status cannot be asked" in each for each in history)


@pytest.mark.parametrize("is_self_signed", [False, True])
def test_a_system_with_a_private_authority_is_called_back_where_that_is_named(
    tmp_path: Path, system: OurSystem, sdk_for: Callable[[dict[str, str]], Client], *, is_self_signed: bool
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    system.secure(context)
    named = tmp_path / "ca.pem"
    (certificate.cert_chain_pems[0] if is_self_signed else authority.cert_pem).write_to_path(named)
    for authorities in ((), (named,)):
        with running_server(build_app(callback_authorities=authorities)) as url, httpx.Client(timeout=60) as api:
            sdk = sdk_for(api.get(f"{url}/api/v1/account").json())
            sent = sdk.messages.create(to=ANNA, from_=SENDER, body="x", status_callback=f"{system.url}/status")
            if authorities:
                statuses = [each.form["MessageStatus"] for each in system.waits_for("/status", 3)]
                assert statuses == ["queued", "sent", "delivered"]
                continue
            api.base_url = f"{url}/api/v1/"
            failed = told(api, f"messages/{sent.sid}", "“delivered” failed")[-1]
            assert "CERTIFICATE_VERIFY_FAILED" in failed
            assert "--callback-ca" in failed
            assert system.asked("/status") == []


def test_what_is_no_authority_is_said_before_anything_is_opened(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for file, why in ((empty, "has no certificate in PEM"), (tmp_path / "none.pem", "cannot be read: No such file")):
        with pytest.raises(StapsgewijsError, match=why):
            build_app(callback_authorities=(file,), database=str(tmp_path / "kept.sqlite3"))
    with pytest.raises(StapsgewijsError, match="name with --callback-ca"):
        tls_context((Path(__file__),))
    assert not (tmp_path / "kept.sqlite3").exists()
