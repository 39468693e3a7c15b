"""A small web app that knows people by their phone: a code by text message, or a call and the pound key.

It stands for anybody's system, so it has the standard library only and knows nothing of the phone network
in its tests: where it sends to is configuration, as with any other provider.
"""

from __future__ import annotations

import base64
import json
import secrets
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

MOST_TRIES = 3
CALLER = "+15005550006"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Settings:
    """Where messages are posted as JSON, and the account at the provider that places calls."""

    messages_url: str
    provider_url: str
    account: str
    token: str


@dataclass
class Attempt:
    """Somebody who is signing in."""

    code: str = ""
    tries: int = 0
    verified: bool = False


@dataclass
class SignIn:
    """The app itself, without HTTP."""

    settings: Settings
    attempts: dict[str, Attempt] = field(default_factory=dict)

    def send_code(self, number: str) -> None:
        """Send a new code; the one before is worth nothing any more."""
        code = f"{secrets.randbelow(1_000_000):06}"
        self.attempts[number] = Attempt(code)
        body = f"{code} is your code for Example.\n@signin.example #{code}"
        message = {"to": number, "from": "Example", "body": body}
        posted = json.dumps(message).encode()
        self._post(self.settings.messages_url, posted, {"Content-Type": "application/json"})

    def enter(self, number: str, code: str) -> bool:
        """Return whether the code is right; it is taken once."""
        attempt = self.attempts.get(number, Attempt())
        attempt.tries += 1
        is_right = attempt.tries <= MOST_TRIES and bool(attempt.code) and secrets.compare_digest(code, attempt.code)
        if is_right:
            attempt.code, attempt.verified = "", True
        return is_right

    def call(self, number: str, pressed_url: str) -> None:
        """Call, and ask for the pound key."""
        self.attempts[number] = Attempt()
        asked = f"{pressed_url}?{urllib.parse.urlencode({'number': number})}"
        # An empty finishOnKey, or the key that is asked for would only end the input.
        twiml = (
            f'<Response><Gather numDigits="1" finishOnKey="" action="{asked}">'
            "<Say>This is Example. Press the pound key to sign in.</Say></Gather></Response>"
        )
        account = self.settings.account
        address = f"{self.settings.provider_url}/2010-04-01/Accounts/{account}/Calls.json"
        form = urllib.parse.urlencode({"To": number, "From": CALLER, "Twiml": twiml}).encode()
        credentials = base64.b64encode(f"{account}:{self.settings.token}".encode()).decode()
        self._post(address, form, {"Authorization": f"Basic {credentials}"})

    def pressed(self, number: str, key: str) -> str:
        """Take the key that was pressed, and return what to say."""
        if key != "#":
            return "<Response><Say>That is not the pound key. Goodbye.</Say><Hangup/></Response>"
        self.attempts[number].verified = True
        return "<Response><Say>Thank you. Goodbye.</Say><Hangup/></Response>"

    def is_verified(self, number: str) -> bool:
        """Return whether who has this number is signed in."""
        return self.attempts.get(number, Attempt()).verified

    @staticmethod
    def _post(address: str, body: bytes, headers: dict[str, str]) -> None:
        request = urllib.request.Request(address, body, headers)  # noqa: S310  # an address of the settings
        with NO_PROXY.open(request, timeout=10):
            pass


class Handler(BaseHTTPRequestHandler):
    """The app's HTTP: JSON in and out, and TwiML for the provider."""

    app: ClassVar[SignIn]

    def do_POST(self) -> None:
        """Answer a request."""
        address = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if address.path == "/pressed":
            query, form = urllib.parse.parse_qs(address.query), urllib.parse.parse_qs(body)
            said = self.app.pressed(query["number"][0], form.get("Digits", [""])[0])
            self._answer(200, said, "text/xml")
            return
        wish: dict[str, Any] = json.loads(body)
        if address.path == "/sign-in":
            self.app.send_code(wish["number"])
        elif address.path == "/call":
            self.app.call(wish["number"], f"http://{self.headers['Host']}/pressed")
        elif address.path == "/code" and not self.app.enter(wish["number"], wish["code"]):
            self._answer(403, json.dumps({"error": "wrong code"}))
            return
        self._answer(200, json.dumps({"verified": self.app.is_verified(wish["number"])}))

    def _answer(self, status: int, text: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Be silent: a test says what matters."""


def make_server(settings: Settings) -> ThreadingHTTPServer:
    """Return a server of the app on a free port of this machine."""
    bound = type("BoundHandler", (Handler,), {"app": SignIn(settings)})
    return ThreadingHTTPServer(("127.0.0.1", 0), bound)
