from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.identity import Device
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.handset.presenter import Phone
from stapsgewijs.web.handset.streams import fragment_stream
from stapsgewijs.web.handset.urls import Addresses
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    from starlette.applications import Starlette

    from stapsgewijs.pages.handset.fragments import Part
    from stapsgewijs.storage import Organisation

ANNA = PhoneNumber("+31612345678")
TOO_LONG = 60


class Screen:
    """What one browser is told of a phone."""

    def __init__(self, app: Starlette, party: str = "") -> None:
        self.site = app.state.site
        self.organisation: Organisation = self.site.organisations.get("contoso")
        self.party = party
        self.rendered = 0
        self.fragments: AsyncIterator[Any] = fragment_stream(self.site, self.organisation, self.parts, about=ANNA.e164)

    def parts(self) -> Mapping[str, Part]:
        self.rendered += 1
        phone = Phone(self.organisation, ANNA, Addresses("/contoso/"), self.party)
        phone.mark_visible_read()
        return phone.parts().by_name()

    async def waits(self) -> asyncio.Task[dict[str, str]]:
        """Ask what is new, and return once that was looked for in vain."""
        before, asked = self.rendered, asyncio.ensure_future(self.told())
        while self.rendered == before:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)
        return asked

    async def told(self) -> dict[str, str]:
        return {name: each["html"] for name, each in (await anext(self.fragments)).items()}


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run_coroutine(asyncio.wait_for(test(), TOO_LONG))


def rings(screen: Screen) -> str:
    service = screen.organisation.enrollments
    service.start(service.begin("anna"), Device.AUTHENTICATION_PHONE, "phone_call", "06 12345678", "NL", form="form")
    return screen.organisation.network.voice.placed(ANNA)[-1].id


def test_everything_is_told_at_first_and_then_only_what_changes(app: Starlette) -> None:
    async def test() -> None:
        screen = Screen(app)
        assert set(await screen.told()) == {
            "alarm",
            "call",
            "transcript",
            "keys",
            "hands",
            "news",
            "screen",
            "tabs",
            "switches",
            "request",
        }
        screen.organisation.network.sms.send(ANNA, "Contoso", "Uw code is 123456.")
        told = await screen.told()
        assert set(told) == {"news", "screen", "tabs"}
        assert "Uw code is 123456." in told["screen"]

    run(test)


def test_a_call_is_told_from_ringing_to_its_end_and_the_keypad_stays_as_it_is(app: Starlette) -> None:
    async def test() -> None:
        screen = Screen(app)
        await screen.told()
        call = rings(screen)
        network = screen.organisation.network
        assert set(await screen.told()) == {"alarm", "call", "hands"}
        network.voice.answer(call)
        told = await screen.told()
        assert set(told) == {"alarm", "call", "hands", "transcript", "keys"}
        assert told["alarm"].strip() == ""
        network.voice.press(call, "5")
        assert set(await screen.told()) == {"transcript"}
        network.voice.press(call, "#")
        told = await screen.told()
        assert set(told) == {"call", "hands", "keys", "transcript"}
        assert "de verificatie is gelukt" in told["transcript"]

    run(test)


def test_a_phone_that_rings_too_long_stops_by_itself(app: Starlette) -> None:
    async def test() -> None:
        screen = Screen(app)
        rings(screen)
        assert "Uw telefoon gaat over" in (await screen.told())["alarm"]
        screen.organisation.clock.advance(timedelta(seconds=31))
        screen.site.changes(screen.organisation).notify()
        told = await screen.told()
        assert "Gemiste oproep" in told["news"]

    run(test)


def test_two_screens_are_told_the_same_and_what_one_reads_is_read_on_the_other(app: Starlette) -> None:
    async def test() -> None:
        one, other = Screen(app), Screen(app)
        assert await one.told() == await other.told()
        one.organisation.network.sms.send(ANNA, "Contoso", "Uw code is 123456.")
        first, second = await asyncio.gather(one.told(), other.told())
        assert first == second
        assert "1 ongelezen" in first["tabs"]
        reader = Screen(app, "Contoso")
        assert "ongelezen" not in (await reader.told())["tabs"]
        one.site.changes(one.organisation).notify(ANNA.e164)
        assert "ongelezen" not in (await one.told())["tabs"]

    run(test)


def test_what_happens_on_other_phones_is_not_looked_at(app: Starlette) -> None:
    async def test() -> None:
        screen = Screen(app)
        await screen.told()
        waiting = await screen.waits()
        before = screen.rendered
        screen.organisation.network.sms.send(PhoneNumber("+31687654321"), "Contoso", "een")
        await asyncio.wait([waiting], timeout=0.05)
        assert (waiting.done(), screen.rendered) == (False, before)
        screen.organisation.network.sms.send(ANNA, "Contoso", "twee")
        assert "twee" in (await waiting)["screen"]

    run(test)


def test_a_thousand_messages_at_once_are_a_few_fragment_stream(app: Starlette) -> None:
    async def test() -> None:
        screen = Screen(app)
        await screen.told()
        for number in range(1000):
            screen.organisation.network.sms.send(ANNA, "Contoso", f"bericht {number}")
        told = await screen.told()
        assert "bericht 999" in told["screen"]
        assert "99+" in told["tabs"]
        assert screen.rendered <= 5

    run(test)


@pytest.mark.parametrize("end", ["site", "organisation"])
def test_the_stream_ends_with_the_simulator_and_with_the_organisation(app: Starlette, end: str) -> None:
    async def test() -> None:
        screen = Screen(app)
        await screen.told()
        waiting = await screen.waits()
        if end == "site":
            screen.site.close()
        else:
            screen.site.shut(screen.organisation)
        with pytest.raises(StopAsyncIteration):
            await waiting

    run(test)
