"""An authenticator app as tests of pages need one: it activates what a page shows, and answers what is sent to it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from stapsgewijs.totp import Activation, OtpAuth, Totp, decode_secret, parse_payload

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from stapsgewijs.identity import AnswerVerdict, AppDevice, AppRequest, EnrollmentService
    from stapsgewijs.storage import Organisation

HANDSET = "+31612345678"


class App:
    """The app on one phone. `requests` are those that were sent to it and not withdrawn."""

    def __init__(self, app: Starlette) -> None:
        self.organisation: Organisation = app.state.site.organisations.get("contoso")
        self.requests: list[AppRequest] = []
        self.secret = b""
        self.service: EnrollmentService = self.organisation.enrollments
        self.service.connect_apps(self)

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        assert device.handset == HANDSET
        self.requests.append(request)

    def withdraw(self, request_id: str) -> None:
        self.requests = [each for each in self.requests if each.id != request_id]

    def takes(self, payload: str, *, pin: str = "") -> None:
        """Take what a QR code holds."""
        found = parse_payload(payload)
        if isinstance(found, OtpAuth):
            self.secret = found.totp.secret
        else:
            self.secret = decode_secret(self.service.activate(found.code, HANDSET, "Anna's phone", pin).secret)

    def types_in(self, page: str) -> None:
        """Type the code and the address that a page shows."""
        shown = re.findall(r"<dd>([^<]+)</dd>", page)
        code, url = (html.unescape(each) for each in shown)
        self.takes(Activation.typed(code, url).uri())

    def answers(self, *, approved: bool = True, number: str = "", pin: str = "") -> AnswerVerdict:
        """Answer the request that came last."""
        return self.service.answer(self.requests[-1].id, approved, number=number, pin=pin)

    def code(self) -> str:
        return Totp(self.secret).code(self.organisation.clock.now().timestamp())


def sets_up(visitor: Visitor, app: App, use: str = "app_notification") -> None:
    """From step 1 to the second step, with the app."""
    fields = {"method": "mobile-app", "way-mobile-app": use, "region": "NL", "number": ""}
    assert visitor.sends("app/set-up", **fields) == 303
    assert visitor.path == "/contoso/app"
    app.types_in(visitor.page)
    assert visitor.sends("app") == 303
    assert visitor.path == "/contoso/method"
    assert visitor.sends("method", **fields) == 303


def enrolls(visitor: Visitor, app: App, number: str = "") -> None:
    """Enroll with the app, and sign out."""
    visitor.signs_in()
    sets_up(visitor, app)
    app.answers()
    visitor.opens("app-notification")
    visitor.sends("backup-phone", number=number, region="NL", warned="yes")
    visitor.sends("app-password")
    visitor.sends("sign-out")


def signs_in(visitor: Visitor) -> None:
    """Come as far as the second factor."""
    visitor.opens("")
    visitor.sends("sign-in", user_name="anna@contoso.example", password="Welkom-in-de-simulator")
