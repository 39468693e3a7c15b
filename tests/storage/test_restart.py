"""A simulator that ends and begins again: everything goes on where it was."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.identity import Device, State
from stapsgewijs.phone_network import Call, CallStatus, Direction, Filter
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import UnknownOrganisationError
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

PASSWORD = "Welkom-in-de-simulator"
NUMBER = "+31612345678"
DATABASES = ("sqlite file", "postgresql")
everywhere = pytest.mark.parametrize("place", DATABASES, indirect=True)
on_file = pytest.mark.parametrize("place", DATABASES[:1], indirect=True)


class World:
    """A person with a browser, and a simulator that can be ended and begun again under her hands."""

    def __init__(self, place: str) -> None:
        self._place = place
        self.page = ""
        self.path = ""
        self._begin()

    def _begin(self) -> None:
        self.app = build_app(database=self._place)
        self.client = AppClient(self.app, base_url="http://127.0.0.1")

    @property
    def site(self) -> SimulatorState:
        found: SimulatorState = self.app.state.site
        return found

    @property
    def contoso(self) -> Organisation:
        return self.site.organisations.get("contoso")

    def close(self) -> None:
        # As a process that is killed: the connection goes, and nothing is written any more.
        self.site.organisations._database.close()  # type: ignore[attr-defined]  # noqa: SLF001

    def restart(self) -> None:
        cookies = self.client.cookies
        self.close()
        self._begin()
        self.client.cookies = cookies

    def opens(self, path: str) -> str:
        answer = self.client.get(f"/contoso/{path}")
        self.page, self.path = answer.text, answer.url.path.removeprefix("/contoso/")
        return self.page

    def sends(self, path: str, **fields: str) -> int:
        form = re.findall(r'name="form" value="([^"]+)"', self.page)[0]
        answer = self.client.post(f"/contoso/{path}", data={"form": form, **fields})
        self.page, self.path = answer.text, answer.url.path.removeprefix("/contoso/")
        return answer.status_code

    def signs_in(self) -> None:
        self.opens("")
        self.sends("sign-in", user_name="anna@contoso.example", password=PASSWORD)
        self.sends("more-information")

    def chooses(self, way: str) -> int:
        return self.sends("method", method="authentication-phone", way=way, region="NL", number="06 12345678")

    def code(self) -> str:
        return str(self.client.get(f"/api/v1/handsets/{NUMBER}/code").json()["code"])

    def call(self) -> str:
        return str(self.client.get(f"/api/v1/handsets/{NUMBER}/calls").json()[-1]["id"])


@pytest.fixture
def world(place: str) -> Iterator[World]:
    made = World(place)
    yield made
    made.close()


@everywhere
def test_after_each_step_the_person_goes_on_where_she_was(world: World) -> None:
    world.signs_in()
    world.restart()
    world.opens("method")
    assert world.path == "method"
    world.chooses("text_message")
    assert world.path == "code"
    world.restart()
    world.opens("")
    world.opens("method")
    world.opens("code")
    assert world.path == "code"
    code = world.code()
    world.restart()
    # The form of a page that the simulator before made is one of this session still.
    assert world.sends("code", code=code) == 200
    assert world.path == "app-password"
    assert re.search(r"[a-z]{16}", world.page)
    world.restart()
    world.sends("app-password")
    assert world.path == "finished"
    world.restart()
    world.opens("finished")
    assert world.path == "finished"


@on_file
def test_a_wrong_code_still_counts_and_an_old_one_was_still_used(world: World) -> None:
    world.signs_in()
    world.client.patch("/api/v1/policy", json={"wrong_tries": 2, "app_password_letters": 9})
    world.chooses("text_message")
    code = world.code()
    world.sends("code", code="000000" if code != "000000" else "000001")
    world.restart()
    assert world.contoso.policy.wrong_tries == 2
    world.opens("code")
    world.sends("code", code=code)
    world.sends("app-password")
    world.restart()
    world.opens("more-information")
    world.sends("more-information")
    world.chooses("text_message")
    world.restart()
    world.opens("code")
    if world.code() != code:
        world.sends("code", code=code)
        assert "al eens gebruikt" in world.page


@everywhere
def test_a_call_is_answered_by_the_next_process(world: World) -> None:
    world.signs_in()
    world.chooses("phone_call")
    assert world.path == "call"
    call = world.call()
    world.restart()
    assert world.client.post(f"/api/v1/calls/{call}/answer").json()["status"] == "in-progress"
    world.restart()
    world.client.post(f"/api/v1/calls/{call}/press", json={"keys": "0"})
    world.restart()
    pressed = world.client.post(f"/api/v1/calls/{call}/press", json={"keys": "#"}).json()
    assert pressed["status"] == "completed"
    assert [each["who"] for each in pressed["transcript"]] == ["caller", "handset", "handset", "caller"]
    world.restart()
    world.opens("call")
    assert "90 dagen" in world.page or "geblokkeerd" in world.page
    assert world.contoso.enrollments.blocked_until("anna@contoso.example") is not None


@on_file
def test_a_call_that_went_another_way_is_still_void(world: World) -> None:
    world.signs_in()
    world.chooses("phone_call")
    call = world.call()
    world.opens("method")
    world.chooses("text_message")
    world.restart()
    world.client.post(f"/api/v1/calls/{call}/answer")
    world.client.post(f"/api/v1/calls/{call}/press", json={"keys": "#"})
    world.opens("code")
    assert world.path == "code"


@on_file
def test_a_clock_that_was_paused_stands_where_it_stood(world: World) -> None:
    world.client.post("/api/v1/clock", json={"state": "paused"})
    stood = world.contoso.clock.now()
    world.restart()
    assert world.contoso.clock.now() == stood
    world.client.post("/api/v1/clock", json={"state": "running"})
    world.restart()
    assert world.contoso.clock.stands_at is None


@on_file
def test_the_throttle_and_the_clock_go_on(world: World) -> None:
    world.signs_in()
    world.client.patch("/api/v1/policy", json={"sends": 2, "send_window": 600})
    world.chooses("text_message")
    world.client.post("/api/v1/clock", json={"advance": 300})
    world.restart()
    world.opens("method")
    world.chooses("text_message")
    world.restart()
    world.opens("method")
    assert world.chooses("text_message") == 422
    assert world.contoso.clock.ahead == dt.timedelta(seconds=300)
    world.client.post("/api/v1/clock", json={"advance": 301})
    world.restart()
    world.opens("method")
    assert world.chooses("text_message") == 200


@everywhere
def test_organisations_and_the_secrets_of_a_seed_go_on(world: World) -> None:
    people = [{"user_name": "anna", "name": "Anna", "password": "geheim"}]
    wish = {"id": "fabrikam", "name": "Fabrikam é", "people": people, "seed": "s", "policy": {"code_digits": 8}}
    assert world.client.post("/api/v1/organisations", json=wish).status_code == 201
    one = world.site.organisations.get("fabrikam").enrollments
    first = [one.begin("anna").id, one.rules.random_source.digits(8)]  # what a code would be made of
    world.restart()
    fabrikam = world.site.organisations.get("fabrikam")
    assert (fabrikam.name, fabrikam.policy.code_digits, fabrikam.person("ANNA").password) == ("Fabrikam é", 8, "geheim")
    again = [fabrikam.enrollments.begin("anna").id, fabrikam.enrollments.rules.random_source.digits(8)]
    assert not set(first) & set(again)
    assert [each.id for each in world.site.organisations.all()] == ["contoso", "fabrikam"]
    world.client.delete("/api/v1/organisations/fabrikam")
    world.restart()
    with pytest.raises(UnknownOrganisationError):
        world.site.organisations.get("fabrikam")


@on_file
def test_a_call_about_which_nobody_knows_any_more_ends_with_a_reason(world: World) -> None:
    network, now = world.contoso.network, world.contoso.clock.now()
    number = PhoneNumber(NUMBER)
    ringing = Call("CA" + "1" * 32, number, "x", now, script={"kind": "of a plug-in"}, status=CallStatus.RINGING)
    asking = Call("CA" + "2" * 32, number, "x", now, script={"kind": "twiml"}, status=CallStatus.IN_PROGRESS)
    asking.awaiting_twiml, asking.answered = True, now - dt.timedelta(hours=1)
    dialled = Call("CA" + "3" * 32, number, "x", now - dt.timedelta(hours=1), direction=Direction.INBOUND)
    dialled.status, dialled.awaiting_twiml, dialled.script = CallStatus.RINGING, True, {"kind": "twiml"}
    for each in (ringing, asking, dialled):
        network.voice.items.add(each)  # as another version of the program may have left it
    world.restart()
    network = world.contoso.network
    assert {network.voice.get(each.id).status for each in (asking, dialled)} == {CallStatus.COMPLETED}
    assert "given up: the simulator stopped" in network.voice.get(asking.id).history[0][1]
    answered = network.voice.answer(ringing.id)
    assert answered.status is CallStatus.COMPLETED
    assert any("given up: nobody knows" in what for _, what in answered.history)


@on_file
def test_a_notice_is_still_said_once(world: World) -> None:
    world.signs_in()
    world.client.follow_redirects = False
    world.sends("cancel")
    world.restart()
    world.client.follow_redirects = True
    assert "Geannuleerd" in world.opens("")
    assert "Geannuleerd" not in world.opens("")


@on_file
def test_who_never_got_a_cookie_leaves_no_trace(world: World) -> None:
    for _ in range(3):
        world.client.get("/api/v1/handsets")
    assert world.contoso.network.sms.find(Filter()) == []
    sessions = world.site.organisations._database.run  # type: ignore[attr-defined]  # noqa: SLF001
    from stapsgewijs.storage.sql.schema import SESSIONS  # noqa: PLC0415

    assert sessions(SESSIONS.select()).all() == []


@everywhere
def test_the_switches_of_a_phone_and_what_waits_for_it_outlive_the_process(world: World) -> None:
    number = PhoneNumber(NUMBER)
    world.contoso.network.change_handset_settings(number, phone_on=False, blocked_callers=["Fabrikam"])
    for sender in ("Contoso", "Fabrikam"):
        world.contoso.network.sms.send(number, sender, f"from {sender}")
    world.restart()
    network = world.contoso.network
    assert not network.handset_settings(number).phone_on
    assert network.sms.delivered(number) == []
    network.change_handset_settings(number, phone_on=True)
    world.restart()
    assert [each.body for each in world.contoso.network.sms.delivered(number)] == ["from Contoso"]


@everywhere
def test_a_call_at_a_switchboard_goes_on_there(world: World) -> None:
    desk = PhoneNumber("+31202490048")
    service = world.contoso.enrollments
    enrollment = service.begin("anna@contoso.example")
    service.start(enrollment, Device.OFFICE_PHONE, "office_call", "020 2490048", "NL", form="f", extension="112")
    call = world.contoso.network.voice.placed(desk)[-1].id
    world.contoso.network.voice.answer(call)
    world.restart()
    world.contoso.network.voice.press(call, "#")
    world.restart()
    told = [each.text for each in world.contoso.network.voice.press(call, "#").transcript]
    assert "toestel 112" in told[0]
    assert told[1::2] == ["#", "#"]
    found = world.contoso.enrollments.find(enrollment.id)
    assert found is not None
    assert found.state is State.VERIFIED


@everywhere
def test_a_verification_and_the_call_that_tells_its_code_go_on(world: World) -> None:
    service, account = f"VA{'0' * 32}", world.client.get("/api/v1/account").json()
    auth = (account["account_sid"], account["auth_token"])

    def post(path: str, **form: str) -> dict[str, str]:
        told: dict[str, str] = world.client.post(f"/v2/Services/{service}/{path}", data=form, auth=auth).json()
        return told

    world.client.put(f"/api/v1/account/resources/{service}", json={"FriendlyName": "Contoso"})
    started = post("Verifications", To=NUMBER, Channel="call")
    for _ in range(4):
        post("VerificationCheck", To=NUMBER, Code="00000")
    call = world.call()
    world.client.post(f"/api/v1/calls/{call}/answer")
    world.restart()
    world.client.post(f"/api/v1/calls/{call}/press", json={"keys": "1"})
    code = world.client.get(f"/api/v1/calls/{call}/code").json()["code"]
    right = post("VerificationCheck", To=NUMBER, Code=code)
    assert (right["sid"], right["status"]) == (started["sid"], "approved")
    post("Verifications", To=NUMBER, Channel="sms")
    for _ in range(4):
        post("VerificationCheck", To=NUMBER, Code="00000")
    world.restart()
    assert post("VerificationCheck", To=NUMBER, Code="00000")["status"] == "max_attempts_reached"
    assert post("VerificationCheck", To=NUMBER, Code="00000")["code"] == 60202  # type: ignore[comparison-overlap]


@everywhere
def test_what_voicemail_hears_stop_and_late_callbacks_outlive_the_process(world: World) -> None:
    anna = PhoneNumber(NUMBER)
    account = world.client.get("/api/v1/account").json()
    address = f"/2010-04-01/Accounts/{account['account_sid']}"
    auth = (account["account_sid"], account["auth_token"])
    world.client.post("/api/v1/faults", json={"kind": "call", "action": "voicemail"})
    said = "<Response><Say>Uw code</Say><Pause length='9'/><Say>0 1 2 3</Say></Response>"
    form = {"To": NUMBER, "From": "+15005550006", "Twiml": said, "MachineDetection": "Enable"}
    call = world.client.post(f"{address}/Calls.json", data=form, auth=auth).json()["sid"]
    world.client.post(f"/api/v1/handsets/{NUMBER}/messages", json={"to": "+15005550006", "body": "Stop"})
    world.restart()
    world.client.post("/api/v1/clock", json={"advance": 5})
    world.restart()
    world.client.post("/api/v1/clock", json={"advance": 9})
    over = world.client.get(f"/api/v1/calls/{call}").json()
    assert ([each["text"] for each in over["transcript"]], over["status"]) == (["Uw code", "0 1 2 3", "…"], "completed")
    assert world.client.get(f"/api/v1/calls/{call}/code").json()["code"] == "0123"
    assert world.client.get(f"{address}/Calls/{call}.json", auth=auth).json()["answered_by"] == "machine_start"
    form = {"To": NUMBER, "From": "+15005550006", "Body": "x"}
    assert world.client.post(f"{address}/Messages.json", data=form, auth=auth).json()["code"] == 21610
    assert len(world.contoso.network.voice.find(Filter(anna))) == 1
