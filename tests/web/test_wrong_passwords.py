"""Wrong passwords at the pages: the sign-in page and the old mail program."""

from __future__ import annotations

from tests.app_client import AppClient
from tests.web.conftest import ADDRESS, PASSWORD, Visitor

ANNA = "anna@contoso.example"
WAIT = "Er is te vaak een verkeerd wachtwoord ingevoerd. Wacht een tijdje en probeer het opnieuw."


def browser(client: AppClient) -> Visitor:
    return Visitor(AppClient(client.app, base_url=ADDRESS))


def test_three_hundred_wrong_passwords_do_not_go_through(client: AppClient, anna: Visitor) -> None:
    client.post("/api/v1/clock", json={"state": "paused"})
    anna.signs_in()  # so this browser is known
    stranger = browser(client)
    stranger.opens("")
    told = [stranger.sends("sign-in", user_name=ANNA, password=f"wrong {each}") for each in range(300)]
    assert told == [422] * 5 + [429] * 295
    assert WAIT in stranger.page
    fresh = browser(client)
    fresh.opens("")
    assert fresh.sends("sign-in", user_name=ANNA, password=PASSWORD) == 429, "the right one neither, for half a minute"
    anna.sends("sign-out") if "sign-out" in anna.page else anna.opens("")
    anna.opens("")
    assert anna.sends("sign-in", user_name=ANNA, password=PASSWORD) == 303, "a browser that was used before"
    client.post("/api/v1/clock", json={"advance": 30})
    fresh.opens("")
    assert fresh.sends("sign-in", user_name=ANNA, password=PASSWORD) == 303


def test_a_program_is_told_how_long_to_wait(client: AppClient) -> None:
    client.post("/api/v1/clock", json={"state": "paused"})
    stranger = browser(client)
    for _ in range(6):
        stranger.opens("")
        answer = stranger.client.post(
            "/contoso/sign-in", data={"form": stranger.form, "user_name": ANNA, "password": "x"}
        )
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")


def test_an_account_that_does_not_exist_is_answered_the_same(client: AppClient) -> None:
    answers = []
    for name in (ANNA, "nobody@contoso.example"):
        stranger = browser(client)
        stranger.opens("")
        answers.append([stranger.sends("sign-in", user_name=name, password="x") for _ in range(8)])
    assert answers[0] == answers[1] == [422] * 5 + [429] * 3


def test_an_old_program_with_a_wrong_password_has_to_wait_and_keeps_nobody_from_the_sign_in_page(
    client: AppClient,
) -> None:
    program = browser(client)
    program.opens("mail-program")
    fields = {"server": "mail.contoso.example", "user_name": ANNA}
    told = [program.sends("mail-program", **fields, password=f"wrong {each}") for each in range(20)]
    assert told == [422] * 5 + [429] * 15
    assert WAIT in program.page
    person = browser(client)
    person.opens("")
    assert person.sends("sign-in", user_name=ANNA, password=PASSWORD) == 303


def test_a_browser_is_not_known_for_another_person_or_by_a_made_up_cookie(client: AppClient, anna: Visitor) -> None:
    anna.signs_in()
    name = next(each for each in client.cookies if each.startswith("known-browser-"))
    made_up = Visitor(AppClient(client.app, base_url=ADDRESS, cookies={name: f"made-up.{'0' * 64}"}))
    made_up.opens("")
    for _ in range(6):
        made_up.sends("sign-in", user_name=ANNA, password="x")
    stranger = browser(client)
    stranger.opens("")
    assert stranger.sends("sign-in", user_name=ANNA, password=PASSWORD) == 429, "counted with those of strangers"
    anna.opens("")
    for _ in range(6):
        anna.sends("sign-in", user_name="bram@contoso.example", password="x")
    assert anna.status == 429
