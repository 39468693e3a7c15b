from __future__ import annotations

from twilio.request_validator import RequestValidator

from stapsgewijs.phone_network.twilio import signature

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
