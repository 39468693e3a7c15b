"""A small system that is not Stapsgewijs: enrollment pages of its own, in Flask, sending by the Twilio SDK.

It stands for the system of an organisation that is documented by the guide. It knows nothing of the
simulator: where it sends to is configuration (`PROVIDER_URL`), as with any other provider.

    PROVIDER_URL=http://127.0.0.1:8025 ACCOUNT_SID=AC… AUTH_TOKEN=… flask --app app run --port 5000
"""

from __future__ import annotations

import os
import secrets
import string
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import phonenumbers
from flask import Flask, redirect, render_template, request, session, url_for
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

SENDER = "+15005550006"
CODE_DIGITS = 6
MOST_TRIES = 5
PEOPLE = {"anna@example.org": "geheim-van-anna", "bram@example.org": "geheim-van-bram"}

app = Flask(__name__)
app.secret_key = secrets.token_bytes(16)


@dataclass
class Enrolling:
    """Somebody who is setting up a phone."""

    number: str = ""
    way: str = ""
    code: str = ""
    tries: int = 0
    verified: bool = False
    call: str = ""
    call_failed: bool = False
    app_password: str = ""


everybody: dict[str, Enrolling] = {}


def provider() -> Client:
    """Return the provider's client; `PROVIDER_URL` puts another server in the place of the real one."""
    client = Client(os.environ["ACCOUNT_SID"], os.environ["AUTH_TOKEN"])
    if url := os.environ.get("PROVIDER_URL"):
        client.api.base_url = url
    return client


def signed_in(page: Callable[[Enrolling], Any]) -> Callable[[], Any]:
    """Let `page` have who signed in; others are sent to sign in."""

    @wraps(page)
    def only_signed_in() -> Any:  # noqa: ANN401  # whatever Flask takes for an answer
        person = session.get("person")
        if person not in PEOPLE:
            return redirect(url_for("sign_in"))
        return page(everybody.setdefault(person, Enrolling()))

    return only_signed_in


@app.route("/", methods=["GET", "POST"])
def sign_in() -> str | Response:
    """Ask who it is."""
    error = ""
    if request.method == "POST":
        name = request.form.get("gebruiker", "").strip().lower()
        if secrets.compare_digest(PEOPLE.get(name, "-"), request.form.get("wachtwoord", "")):
            session["person"] = name
            everybody[name] = Enrolling()
            return redirect(url_for("method"))
        error = "Deze gebruikersnaam of dit wachtwoord klopt niet."
    return render_template("sign-in.html", error=error)


@app.route("/beveiliging", methods=["GET", "POST"])
@signed_in
def method(enrolling: Enrolling) -> str | Response:
    """Step 1: which phone, and in which way."""
    error = ""
    if request.method == "POST":
        enrolling.way = request.form.get("methode", "")
        try:
            parsed = phonenumbers.parse(request.form.get("nummer", ""), request.form.get("land", "NL"))
        except phonenumbers.NumberParseException:
            parsed = phonenumbers.PhoneNumber()
        if phonenumbers.is_valid_number(parsed):
            enrolling.number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return send_code(enrolling) if enrolling.way == "sms" else place_call(enrolling)
        error = "Dit is geen telefoonnummer. Verbeter het en probeer het opnieuw."
    return render_template("method.html", error=error, number=request.form.get("nummer", ""))


def send_code(enrolling: Enrolling) -> Response:
    """Send a new code by text message."""
    enrolling.code = "".join(secrets.choice(string.digits) for _ in range(CODE_DIGITS))
    enrolling.tries = 0
    provider().messages.create(
        to=enrolling.number, from_=SENDER, body=f"{enrolling.code} is uw code voor Voorbeeld BV."
    )
    return redirect(url_for("code"))


def place_call(enrolling: Enrolling) -> Response:
    """Call, and let the provider ask us what to say."""
    person = session["person"]
    call = provider().calls.create(
        to=enrolling.number,
        from_=SENDER,
        url=url_for("voice", person=person, _external=True),
        status_callback=url_for("call_ended", person=person, _external=True),
    )
    enrolling.call, enrolling.call_failed = call.sid, False
    return redirect(url_for("calling"))


@app.route("/beveiliging/code", methods=["GET", "POST"])
@signed_in
def code(enrolling: Enrolling) -> str | Response:
    """Step 2 by text message."""
    error = ""
    if request.method == "POST":
        enrolling.tries += 1
        given = "".join(each for each in request.form.get("code", "") if each.isdigit())
        if enrolling.tries <= MOST_TRIES and enrolling.code and secrets.compare_digest(given, enrolling.code):
            enrolling.code = ""
            verified(enrolling)
            return redirect(url_for("app_password"))
        error = "Deze code klopt niet. Probeer het opnieuw."
    return render_template("code.html", error=error)


@app.route("/beveiliging/gesprek")
@signed_in
def calling(enrolling: Enrolling) -> str | Response:
    """Step 2 by phone call: the page reloads until the call has come to something."""
    if enrolling.verified:
        return redirect(url_for("app_password"))
    return render_template("calling.html", failed=enrolling.call_failed)


@app.post("/provider/voice/<person>")
def voice(person: str) -> str | tuple[str, int]:
    """Say what to press, and take the key; the provider asks this."""
    if not from_provider():
        return "", 403
    answer = VoiceResponse()
    if request.form.get("Digits") == "#":
        verified(everybody[person])
        answer.say("Dank u, het is gelukt. Tot ziens.", language="nl-NL")
        answer.hangup()
        return str(answer)
    # An empty finishOnKey, or the key that is asked for would only end the input.
    asking = Gather(num_digits=1, finish_on_key="", timeout=10)
    asking.say("Dit is Voorbeeld BV. Druk op hekje om te bevestigen dat u het bent.", language="nl-NL")
    answer.append(asking)
    answer.say("Er is geen toets ingedrukt. Tot ziens.", language="nl-NL")
    return str(answer)


@app.post("/provider/status/<person>")
def call_ended(person: str) -> tuple[str, int]:
    """Take note of how a call ended; the provider tells this."""
    if not from_provider():
        return "", 403
    enrolling = everybody[person]
    if enrolling.call == request.form["CallSid"] and not enrolling.verified:
        enrolling.call_failed = True
    return "", 204


def from_provider() -> bool:
    """Return whether the request carries the provider's signature."""
    validator = RequestValidator(os.environ["AUTH_TOKEN"])
    given = request.headers.get("X-Twilio-Signature", "")
    return bool(validator.validate(request.url, request.form, given))


def verified(enrolling: Enrolling) -> None:
    """Take the phone for verified, and make an app password."""
    enrolling.verified = True
    enrolling.app_password = "".join(secrets.choice(string.ascii_lowercase) for _ in range(16))


@app.route("/beveiliging/app-wachtwoord", methods=["GET", "POST"])
@signed_in
def app_password(enrolling: Enrolling) -> str | Response:
    """Step 3: the app password, and the end."""
    if not enrolling.verified:
        return redirect(url_for("method"))
    if request.method == "POST":
        return redirect(url_for("finished"))
    return render_template("app-password.html", password=enrolling.app_password)


@app.route("/beveiliging/klaar")
@signed_in
def finished(enrolling: Enrolling) -> str | Response:
    """Say what was set up."""
    if not enrolling.verified:
        return redirect(url_for("method"))
    number = phonenumbers.parse(enrolling.number)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return render_template("finished.html", way=enrolling.way, number=shown)
