"""The switches of a phone on its page, and the page of a desk phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import HandsetSettings
from stapsgewijs.phone_numbers import PhoneNumber
from tests.web.test_handset_pages import ANNA, PHONE, network, part, rings, seal

if TYPE_CHECKING:
    from conftest import Visitor
    from stapsgewijs.phone_network import PhoneNetwork
    from tests.app_client import AppClient

__all__ = ["network"]
DESK = PhoneNumber("+31201234567")
SETTINGS = f"{PHONE}?settings=1"
AS_USUAL = {"phone_on": "on", "signal": "on", "app_notifications": "on", "blocked_callers": ""}


def switches(page: str) -> dict[str, bool]:
    boxes = [each.partition(">")[0] for each in page.split('<input type="checkbox" ')[1:]]
    return {each.split('"')[1]: " checked" in each for each in boxes}


def test_the_switches_are_shown_as_they_are_and_changed(anna: Visitor, network: PhoneNetwork) -> None:
    assert switches(anna.opens(SETTINGS)) == {
        "phone_on": True,
        "signal": True,
        "do_not_disturb": False,
        "app_notifications": True,
    }
    assert part(anna.page, "switches") == ""
    sent = {"phone_on": "on", "do_not_disturb": "on", "blocked_callers": "020 249 0048\r\n\r\n Contoso "}
    anna.sends(f"{PHONE}/settings", form=seal(anna), **sent)
    assert network.handset_settings(ANNA) == HandsetSettings(
        signal=False, do_not_disturb=True, app_notifications=False, blocked_callers=("+31202490048", "Contoso")
    )
    assert anna.path == f"/contoso/{SETTINGS}".partition("?")[0]
    assert switches(anna.page)["do_not_disturb"]
    assert "+31 20 249 0048\nContoso</textarea>" in anna.page
    told = part(anna.opens(PHONE), "switches")
    assert told == "Geen bereik Niet storen staat aan De app mag niets melden Er zijn bellers geblokkeerd"
    anna.sends(f"{PHONE}/settings", form=seal(anna), **AS_USUAL)
    assert network.handset_settings(ANNA) == HandsetSettings()


def test_a_phone_that_is_off_says_that_and_nothing_else(anna: Visitor, network: PhoneNetwork) -> None:
    network.change_handset_settings(ANNA, phone_on=False, signal=False, do_not_disturb=True)
    assert part(anna.opens(PHONE), "switches") == "Deze telefoon staat uit"


@pytest.mark.parametrize("callers", ["+31", "x" * 41, "\n".join(f"naam {each}" for each in range(51))])
def test_what_cannot_be_blocked_is_said_at_the_field_and_nothing_is_changed(
    anna: Visitor, network: PhoneNetwork, callers: str
) -> None:
    anna.opens(SETTINGS)
    status = anna.sends(f"{PHONE}/settings", form=seal(anna), do_not_disturb="on", blocked_callers=callers)
    assert status == 422
    assert "Schrijf op elke regel één nummer of naam" in part(anna.page, "screen")
    assert switches(anna.page) == {
        "phone_on": False,
        "signal": False,
        "do_not_disturb": True,
        "app_notifications": False,
    }
    assert f">{callers}</textarea>" in anna.page
    assert network.handset_settings(ANNA) == HandsetSettings()


def test_switches_are_changed_by_the_phone_itself_only(anna: Visitor, client: AppClient, network: PhoneNetwork) -> None:
    anna.opens(PHONE)
    assert anna.sends(f"{PHONE}/settings", form="made up", **AS_USUAL | {"do_not_disturb": "on"}) == 403
    assert client.get(f"/contoso/{PHONE}/settings").status_code in {404, 405}
    assert network.handset_settings(ANNA) == HandsetSettings()


def test_a_silent_phone_shows_who_calls_and_announces_nothing(
    anna: Visitor, client: AppClient, network: PhoneNetwork
) -> None:
    network.change_handset_settings(ANNA, do_not_disturb=True)
    call = rings(anna, client)
    anna.opens(PHONE)
    assert part(anna.page, "alarm") == ""
    assert part(anna.page, "call") == "+31 20 249 0048 Inkomende oproep (geluidloos)"
    anna.sends(f"{call}/answer", form=seal(anna))
    assert "In gesprek" in part(anna.page, "call")
    network.sms.send(ANNA, "Contoso", "hallo")
    anna.opens(f"{PHONE}?calls=1")
    assert part(anna.page, "news") == ""
    assert "1 ongelezen" in part(anna.page, "tabs")
    network.change_handset_settings(ANNA, do_not_disturb=False)
    assert "hallo" in part(anna.opens(f"{PHONE}?calls=1"), "news")


def test_a_phone_that_was_off_does_not_know_who_called(anna: Visitor, client: AppClient, network: PhoneNetwork) -> None:
    network.change_handset_settings(ANNA, phone_on=False)
    rings(anna, client)
    anna.opens(f"{PHONE}?calls=1")
    assert part(anna.page, "call") == ""
    assert "Er heeft nog niemand gebeld." in part(anna.page, "screen")
    assert "gemist" not in part(anna.page, "tabs")


def test_a_blocked_caller_is_in_the_list_and_no_news(anna: Visitor, client: AppClient, network: PhoneNetwork) -> None:
    network.change_handset_settings(ANNA, blocked_callers=["020 249 0048"])
    rings(anna, client)
    assert part(anna.opens(PHONE), "news") == ""
    assert "gemist" not in part(anna.page, "tabs")
    assert "op voicemail" in part(anna.opens(f"{PHONE}?calls=1"), "screen")


def test_a_desk_phone_has_calls_and_fewer_switches(anna: Visitor, network: PhoneNetwork) -> None:
    desk = f"handsets/{DESK.e164}"
    assert part(anna.opens(desk), "tabs") == "Oproepen Instellingen"
    assert "Er heeft nog niemand gebeld." in part(anna.page, "screen")
    assert 'id="reply"' not in anna.opens(f"{desk}?party=Contoso")
    assert switches(anna.opens(f"{desk}?settings=1")) == {"phone_on": True, "do_not_disturb": False}
    anna.sends(f"{desk}/reply?party=Contoso", form=seal(anna), body="hallo")
    assert network.handsets() == []
    anna.sends(f"{desk}/settings", form=seal(anna), phone_on="on", do_not_disturb="on", blocked_callers="")
    assert network.handset_settings(DESK) == HandsetSettings(do_not_disturb=True)


def test_the_list_of_phones_says_which_cannot_be_reached(anna: Visitor, network: PhoneNetwork) -> None:
    network.sms.send(ANNA, "Contoso", "hallo")
    assert "staat uit" not in part(anna.opens("handsets"), "list")
    network.change_handset_settings(ANNA, phone_on=False)
    assert "Deze telefoon staat uit" in part(anna.opens("handsets"), "list")
