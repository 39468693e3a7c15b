from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import PEOPLE, build_app
from stapsgewijs.guide import read_guide
from stapsgewijs.identity import Policy
from stapsgewijs.web.sessions import Sessions
from stapsgewijs.web.state import DEFAULT_ORGANISATION
from tests.app_client import AppClient

if TYPE_CHECKING:
    from starlette.applications import Starlette

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1"
PASSWORD = "Welkom-in-de-simulator"


class Visitor:
    """A browser without scripts: keeps cookies, reads form tokens from pages, follows redirects when asked."""

    def __init__(self, client: AppClient) -> None:
        self.client = client
        self.page = ""
        self.status = 0
        self.path = ""

    def opens(self, path: str) -> str:
        answer = self.client.get(f"/contoso/{path}", follow_redirects=True)
        self.page, self.status, self.path = answer.text, answer.status_code, answer.url.path
        return self.page

    def sends(self, path: str, **fields: str) -> int:
        """Post a form with a token of the page; returns the status of the answer, and opens where it leads."""
        form = fields.pop("form", None) or self.form
        answer = self.client.post(f"/contoso/{path}", data={"form": form, **fields}, follow_redirects=False)
        self.page, self.status, self.path = answer.text, answer.status_code, answer.headers.get("location", "")
        if answer.status_code == 303:
            self.opens(answer.headers["location"].removeprefix("/contoso/"))
            return 303
        return answer.status_code

    @property
    def form(self) -> str:
        return re.findall(r'name="form" value="([^"]+)"', self.page)[0]

    def signs_in(self, name: str = "anna") -> None:
        self.opens("")
        self.sends("sign-in", user_name=f"{name}@contoso.example", password=PASSWORD)
        self.sends("more-information")

    def signs_in_again(self, name: str = "anna") -> None:
        """Sign in with the code of a text message; the person has enrolled so."""
        self.opens("")
        self.sends("sign-in", user_name=f"{name}@contoso.example", password=PASSWORD)
        self.sends("verify/text", code=self.code())

    def asks_for_code(self, number: str = "06 12345678", **changes: str) -> int:
        fields = {"method": "authentication-phone", "way": "text_message", "region": "NL", "number": number}
        return self.sends("method", **{**fields, **changes})

    def code(self, number: str = "+31612345678") -> str:
        body = self.client.get(f"/api/v1/handsets/{number}/messages").json()[-1]["body"]
        return re.findall(r"\d{6}", body)[0]


@pytest.fixture(scope="session")
def app_with_templates() -> Starlette:
    guide = read_guide(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
    return build_app(guide=guide)


@pytest.fixture
def app(app_with_templates: Starlette) -> Starlette:
    """Give the app as if newly built: labels and templates are read once, all that can change is new."""
    site = app_with_templates.state.site
    for each in site.organisations.all():
        site.shut(each)
    site.sessions = Sessions()
    site.open(DEFAULT_ORGANISATION, "Contoso", PEOPLE, Policy())
    return app_with_templates


@pytest.fixture
def client(app: Starlette) -> AppClient:
    return AppClient(app, base_url=ADDRESS)


@pytest.fixture
def anna(client: AppClient) -> Visitor:
    return Visitor(client)


@pytest.fixture
def bram(app: Starlette) -> Visitor:
    return Visitor(AppClient(app, base_url=ADDRESS))
