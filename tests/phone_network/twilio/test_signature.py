from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from stapsgewijs.phone_network.twilio import signature, signed_url

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}


def test_it_signs_as_the_provider_documents() -> None:
    assert signature("12345", URL, FORM) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_the_official_validator_agrees() -> None:
    forms = [FORM, {}, {"Body": "verifiëren 🙂", "To": "+31612345678"}]
    for form in forms:
        assert RequestValidator("geheim").validate(URL, form, signature("geheim", URL, form))


@pytest.mark.parametrize(
    ("url", "of_messages", "of_voice"),
    [
        ("http://qa.example:8000/a?b=%20c+d", "http://qa.example:8000/a?b=%20c+d", "http://qa.example:8000/a?b=%20c+d"),
        ("https://qa.example:8443/a", "https://qa.example:8443/a", "https://qa.example/a"),
        ("https://anna:ge%20heim@qa.example:8443/a", "https://qa.example:8443/a", "https://qa.example/a"),
        ("http://anna:geheim@qa.example/a@b", "http://qa.example/a@b", "http://qa.example/a@b"),
        ("https://[::1]:8443/a?to=x:1", "https://[::1]:8443/a?to=x:1", "https://[::1]/a?to=x:1"),
        ("https://[::1]/", "https://[::1]/", "https://[::1]/"),
        ("http://QA.example/A#rc=2", "http://QA.example/A", "http://QA.example/A"),
        ("http://qa.example/a?", "http://qa.example/a?", "http://qa.example/a?"),
    ],
)
def test_what_is_signed_of_a_url_is_as_the_provider_documents(url: str, of_messages: str, of_voice: str) -> None:
    assert signed_url(url, is_voice=False) == of_messages
    assert signed_url(url, is_voice=True) == of_voice
