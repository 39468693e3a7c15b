from __future__ import annotations

import pytest

from stapsgewijs.phone_network.twilio.hosts import HOSTS, product_of, refusal


@pytest.mark.parametrize(
    ("host", "product"),
    [
        ("api.twilio.com", "api"),
        ("API.Twilio.Com", "api"),
        ("api.twilio.com.", "api"),
        ("api.ie1.twilio.com", "api"),
        ("api.dublin.ie1.twilio.com", "api"),
        ("verify.sao-paulo.us1.twilio.com", "verify"),
        ("taskrouter.twilio.com", "taskrouter"),
        ("twilio.com", None),
        ("a.b.c.d.twilio.com", None),
        ("api.twilio.com.example.com", None),
        ("apitwilio.com", None),
        ("api.twilio.company", None),
        ("", None),
    ],
)
def test_a_host_is_of_a_product_wherever_its_region_is(host: str, product: str | None) -> None:
    assert product_of(host) == product


def test_each_host_is_simulated_under_its_own_paths_only() -> None:
    assert {"api.twilio.com", "verify.twilio.com", "lookups.twilio.com", "messaging.twilio.com"} <= set(HOSTS)
    assert [each for each in HOSTS if product_of(each) is None] == []
    assert refusal("api.twilio.com", "/2010-04-01/Accounts.json") == ""
    assert refusal("api.example.com", "/v2/Services") == ""
    assert "is not simulated" in refusal("api.twilio.com", "/v2/Services")
    assert "verify.twilio.com" in refusal("taskrouter.twilio.com", "/v1/Workspaces")
