from __future__ import annotations

import pytest

from stapsgewijs.phone_network.twilio.hosts import HOSTS, is_simulated, provider_product


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
    assert provider_product(host) == product


def test_each_host_is_simulated_under_its_own_paths_only() -> None:
    assert [provider_product(each) for each in HOSTS] == ["api", "verify", "lookups", "messaging", "content", "iam"]
    assert is_simulated("api", "/2010-04-01/Accounts.json")
    assert is_simulated("verify", "/v2/Services")
    assert not is_simulated("api", "/v2/Services")
    assert not is_simulated("verify", "/v20/Services")
    assert not is_simulated("taskrouter", "/v1/Workspaces")
