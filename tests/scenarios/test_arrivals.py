"""Waiting for the page that answers a form, in a real browser whose requests are answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.browser.arrivals import Arrivals
from stapsgewijs.scenarios.browser.input_methods import Keyboard, Pointer
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from stapsgewijs.scenarios.browser.input_methods import InputMethod

pytestmark = pytest.mark.browser
ADDRESS = "http://forms.test"
FORM = """<form action="/answer"><button>Send</button><button type="button">Show</button></form>
<a href="#there">There</a>"""


@pytest.fixture
def form(page: Page) -> Page:
    def answer(route: Route) -> None:
        if "refused" in route.request.url:
            route.abort("connectionrefused")
        elif "answer" in route.request.url:
            route.fulfill(body="<h1>Answered</h1>", content_type="text/html")
        else:
            route.fulfill(body=FORM, content_type="text/html")

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    return page


@pytest.mark.parametrize("hands", [Pointer(), Keyboard()], ids=["pointer", "keyboard"])
def test_a_form_is_answered_before_anything_else_happens(form: Page, hands: InputMethod) -> None:
    assert Arrivals(form).after(hands.press, form.get_by_role("button", name="Send"))
    assert form.url.startswith(f"{ADDRESS}/answer")
    assert form.locator("h1").count() == 1


def test_two_forms_one_after_another_are_two_pages(form: Page) -> None:
    arrivals = Arrivals(form)
    assert arrivals.after(Pointer().press, form.get_by_role("button", name="Send"))
    form.goto(f"{ADDRESS}/")
    assert arrivals.after(Pointer().press, form.get_by_role("button", name="Send"))
    assert form.url.startswith(f"{ADDRESS}/answer")


def test_a_button_without_a_form_is_not_waited_for(form: Page) -> None:
    assert not Arrivals(form).after(Pointer().press, form.get_by_role("button", name="Show"))


def test_a_page_that_a_script_asks_for_later_is_waited_for(form: Page) -> None:
    later = "form.onsubmit = event => { event.preventDefault(); setTimeout(() => form.submit(), 200); }"
    form.evaluate(f"() => {{ const form = document.forms[0]; {later} }}")
    assert Arrivals(form).after(Pointer().press, form.get_by_role("button", name="Send"))
    assert form.locator("h1").count() == 1


def test_a_button_that_goes_before_its_page_comes_is_waited_for(form: Page) -> None:
    later = "event.preventDefault(); document.querySelector('button').remove(); setTimeout(() => form.submit(), 200);"
    form.evaluate(f"() => {{ const form = document.forms[0]; form.onsubmit = event => {{ {later} }} }}")
    assert Arrivals(form).after(Pointer().press, form.get_by_role("button", name="Send"))
    assert form.locator("h1").count() == 1


def test_a_page_that_does_not_open_is_told_as_that(form: Page) -> None:
    form.evaluate("() => document.forms[0].setAttribute('action', '/refused')")
    with pytest.raises(StepError, match=r"/refused.* does not open \(net::ERR_CONNECTION_REFUSED\)"):
        Arrivals(form).after(Pointer().press, form.get_by_role("button", name="Send"))
