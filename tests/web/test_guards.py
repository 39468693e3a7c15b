from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.web import middleware
from stapsgewijs.web.middleware import HEADERS, MAX_BODY_BYTES, headers_for
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from conftest import Visitor

ADDRESS = "http://127.0.0.1"
NAMES = frozenset({"somewhere.example"})
CALLS, ANNAS = "/api/v1/calls", "/api/v1/handsets/+31612345678"
SIGN_IN = {"user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}


def has_all_headers(answer: httpx.Response) -> bool:
    wanted = headers_for(answer.request.url.path)
    assert set(wanted) == set(HEADERS)
    return all(answer.headers.get(name) == value for name, value in wanted.items())


def failing(app: Any, monkeypatch: pytest.MonkeyPatch) -> AppClient:  # noqa: ANN401  # an ASGI app
    monkeypatch.setattr("stapsgewijs.web.flows.sign_in._sign_in_page", lambda *_: 1 / 0)
    monkeypatch.setattr("stapsgewijs.web.api.clock._time", lambda *_: 1 / 0)
    return AppClient(app, base_url=ADDRESS, raise_server_exceptions=False)


def test_an_answer_to_a_refused_host_has_the_headers(client: AppClient) -> None:
    answer = client.get("/contoso/", headers={"host": "evil.example"})
    assert (answer.status_code, has_all_headers(answer)) == (400, True)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/contoso/", "/api/v1/clock"])
def test_an_answer_to_a_defect_has_the_headers(app: object, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    answer = failing(app, monkeypatch).get(path)
    assert (answer.status_code, has_all_headers(answer)) == (500, True)
    assert answer.headers["cache-control"] == "no-store"
    assert "ZeroDivisionError" not in answer.text
    assert "Traceback" not in answer.text


def test_a_defect_in_the_api_is_answered_in_its_own_shape(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    error = failing(app, monkeypatch).get("/api/v1/clock").json()["error"]
    assert (error["code"], set(error)) == ("defect", {"code", "message", "hint"})


@pytest.mark.parametrize("path", ["/contoso/", "/api/v1/clock"])
def test_a_defect_is_logged_once_for_who_runs_the_simulator(
    app: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    failing(app, monkeypatch).get(path)
    assert [each.exc_info[0] for each in caplog.records if each.exc_info] == [ZeroDivisionError]


def test_after_a_defect_other_pages_still_work(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    client = failing(app, monkeypatch)
    assert client.get("/contoso/").status_code == 500
    assert client.get("/contoso/handsets").status_code == 200


@pytest.mark.parametrize("length", [MAX_BODY_BYTES + 1, 10**12])
def test_a_body_that_is_announced_too_large_is_refused_with_the_headers(client: AppClient, length: int) -> None:
    answer = client.post("/contoso/sign-in", content=b"", headers={"content-length": str(length)})
    assert (answer.status_code, has_all_headers(answer)) == (413, True)


@pytest.mark.parametrize("path", ["/contoso/sign-in", "/api/v1/organisations"])
def test_a_body_that_turns_out_too_large_is_not_read(client: AppClient, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b"form=" + b"x" * 1024

    answer = client.post(path, content=pieces(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in {400, 413, 422}
    assert has_all_headers(answer)


def test_a_body_of_just_the_most_bytes_is_read(client: AppClient) -> None:
    wish = b'{"name": "One"}'.ljust(MAX_BODY_BYTES)
    headers = {"content-type": "application/json"}
    assert client.post("/api/v1/organisations", content=wish, headers=headers).status_code == 201
    assert client.post("/api/v1/organisations", content=wish + b" ", headers=headers).status_code == 413


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8025", "localhost", "localhost:1"])
def test_this_machine_is_answered_by_all_its_names(client: AppClient, host: str) -> None:
    assert client.get("/contoso/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"])
@pytest.mark.parametrize("path", ["/contoso/", "/api/v1/policy", "/static/pages.css"])
def test_any_other_name_is_refused_for_every_path(client: AppClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (ADDRESS, 303),
        ("http://127.0.0.1:1", 403),
        ("https://evil.example", 403),
        ("http://127.0.0.1.evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_a_form_is_taken_from_our_own_origin_only(anna: Visitor, client: AppClient, origin: str, status: int) -> None:
    anna.opens("")
    answer = client.post(
        "/contoso/sign-in", data={"form": anna.form, **SIGN_IN}, headers={"origin": origin}, follow_redirects=False
    )
    assert answer.status_code == status
    assert ("location" in answer.headers) is (status == 303)


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 303), ("none", 303), ("cross-site", 403), ("same-site", 403), ("x", 403)]
)
def test_a_form_is_taken_from_our_own_site_only(anna: Visitor, client: AppClient, site: str, status: int) -> None:
    anna.opens("")
    answer = client.post(
        "/contoso/sign-in",
        data={"form": anna.form, **SIGN_IN},
        headers={"sec-fetch-site": site},
        follow_redirects=False,
    )
    assert answer.status_code == status


def test_a_form_token_that_was_changed_is_refused(anna: Visitor, client: AppClient) -> None:
    anna.opens("")
    nonce, _, seal = anna.form.partition(".")
    changed = ("a" if seal[0] != "a" else "b") + seal[1:]
    for form in (f"{nonce}.{changed}", f"{nonce}x.{seal}", f"{nonce}.", f".{seal}", nonce, seal, "é.é"):
        answer = client.post("/contoso/sign-in", data={"form": form, **SIGN_IN}, follow_redirects=False)
        assert answer.status_code == 403, form
    assert client.post("/contoso/sign-in", data=SIGN_IN).status_code == 403


def test_a_token_of_before_signing_in_is_no_use_after_it(anna: Visitor) -> None:
    anna.opens("")
    before = anna.form
    anna.signs_in()
    assert anna.sends("sign-out", form=before) == 403
    anna.opens("method")
    assert anna.path == "/contoso/method"


POSTS = [
    "sign-in",
    "more-information",
    "cancel",
    "sign-out",
    "method",
    "code",
    "code/new",
    "call",
    "call/again",
    "app",
    "app/cancel",
    "app/set-up",
    "app-code",
    "app-notification",
    "app-notification/again",
    "backup-phone",
    "app-password",
    "app-password/new",
    "verify/cancel",
    "verify/other",
    "verify/text",
    "verify/text/new",
    "verify/call",
    "verify/call/again",
    "verify/notification",
    "verify/notification/again",
    "verify/app-code",
    "handsets/clear",
    "handsets/+31612345678/clear",
    "handsets/+31612345678/reply",
    "handsets/+31612345678/messages/SMx/tags",
    "handsets/+31612345678/calls/CAx/tags",
    "handsets/+31612345678/calls/CAx/answer",
    "handsets/+31612345678/messages/SMx/delete",
    "handsets/+31612345678/calls/CAx/delete",
    "handsets/+31612345678/compose",
    "panel/policy",
    "panel/faults",
    "panel/faults/remove",
    "panel/clock",
    "panel/people",
]


PHONE = "/+31612345678"


def items(client: AppClient) -> list[str]:
    """Return the pages of all messages and calls."""
    kinds = {each: client.get(f"/api/v1/{each}").json() for each in ("messages", "calls")}
    return [f"handsets{PHONE}/{kind}/{each['id']}" for kind, found in kinds.items() for each in found]


def enrolled(visitor: Visitor) -> None:
    """Enroll with a text message, and come back as far as the second factor."""
    visitor.signs_in()
    visitor.asks_for_code()
    visitor.sends("code", code=visitor.code())
    visitor.sends("app-password")
    visitor.sends("sign-out")
    visitor.sends("sign-in", **SIGN_IN)


def at_step(visitor: Visitor, step: str) -> None:
    visitor.signs_in()
    if step in {"code", "app-password"}:
        visitor.asks_for_code()
    elif step == "call":
        visitor.asks_for_code(way="phone_call")
    if step == "app-password":
        visitor.sends("code", code=visitor.code())


def test_every_form_on_the_pages_is_among_those_that_are_tried(anna: Visitor, client: AppClient) -> None:
    client.patch("/api/v1/policy", json={"sends": 50})
    client.post("/api/v1/faults", json={"kind": "call", "action": "busy", "number": "+31612345679"})
    pages = [anna.opens(""), anna.opens("panel")]
    for step in ("code", "app-password", "call"):
        at_step(anna, step)
        pages += [anna.page, anna.opens("method"), anna.opens("more-information")]
        pages += [
            anna.opens(f"handsets{each}") for each in ("", "/clear", PHONE, f"{PHONE}/clear", f"{PHONE}?party=Contoso")
        ]
        pages += [anna.opens(each) for each in items(client)]
    client.post(f"{CALLS}/{client.get(f'{ANNAS}/calls').json()[0]['id']}/hang-up")
    pages.append(anna.opens("call"))
    anna.opens("method")
    anna.sends("app/set-up", **{"method": "mobile-app", "way-mobile-app": "app_code", "region": "NL"})
    pages.append(anna.page)
    enrolled(anna)
    for option in ("authentication-phone.phone_call", "authentication-phone.text_message"):
        pages.append(anna.opens("verify/other"))
        anna.sends("verify/other", way=option)
        pages.append(anna.page)
    forms = {each for page in pages for each in re.findall(r'<form method="post" action="/contoso/([^"]+)"', page)}
    buttons = {each for page in pages for each in re.findall(r'formaction="/contoso/([^"]+)"', page)}
    known = {
        re.sub("/CA[^/]*", "/CAx", re.sub("/SM[^/]*", "/SMx", each))
        for each in {form.partition("?")[0] for form in forms} | buttons
    }
    found = {re.sub("/hang-up", "/answer", each) for each in known}
    # Those that need an app, or a call at sign-in that has failed, are sent in tests of their own.
    elsewhere = {each for each in POSTS if "notification" in each or each.endswith("app-code")}
    assert found | elsewhere | {"backup-phone", "call", "verify/call/again"} == set(POSTS)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("step", ["method", "code", "call", "app-password"])
def test_every_form_is_refused_without_its_token_at_every_step(
    anna: Visitor, client: AppClient, path: str, step: str
) -> None:
    at_step(anna, step)
    answer = client.post(f"/contoso/{path}", data={"form": "x.y"}, follow_redirects=False)
    assert answer.status_code == 403
    anna.opens(step)
    assert anna.path == f"/contoso/{step}"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])
def test_a_host_that_others_can_reach_needs_a_token(host: str) -> None:
    for token in (None, ""):
        with pytest.raises(StapsgewijsError, match="--token"):
            build_app(host=host, token=token)


@pytest.fixture
def guarded() -> AppClient:
    return AppClient(
        build_app(host="0.0.0.0", token="se cret&é", allowed_hosts=NAMES), base_url="http://somewhere.example"
    )


@pytest.mark.parametrize("path", ["/", "/contoso/", "/contoso/handsets", "/api/v1/openapi.json", "/nothing", "//evil"])
def test_nothing_but_static_files_is_shown_without_the_token(guarded: AppClient, path: str) -> None:
    answer = guarded.get(path, follow_redirects=False)
    assert (answer.status_code, has_all_headers(answer)) == (401, True)
    assert "set-cookie" not in answer.headers
    assert guarded.get("/static/pages.css").status_code == 200


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_cannot_use(guarded: AppClient) -> None:
    answer = guarded.get("/contoso/", params={"token": "se cret&é"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/contoso/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("simulator-token=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert guarded.get("/contoso/").status_code == 200


def test_the_cookie_is_of_one_start_and_one_address_with_its_port() -> None:
    app, again = (build_app(host="0.0.0.0", token="secret", allowed_hosts=NAMES) for _ in range(2))
    address = "http://somewhere.example:8025"
    answer = AppClient(app, base_url=address).get("/?a=1&token=secret&a=2", follow_redirects=False)
    assert answer.headers["location"] == "/?a=1&a=2"
    cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert AppClient(app, base_url=address).get("/contoso/", headers=cookie).status_code == 200
    for elsewhere in ("http://somewhere.example:8026", "http://somewhere.example", "http://10.0.0.7:8025"):
        assert AppClient(app, base_url=elsewhere).get("/contoso/", headers=cookie).status_code == 401
    assert AppClient(again, base_url=address).get("/contoso/", headers=cookie).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "simulator-token=wrong"},
        {"cookie": "simulator-token="},
        {"cookie": "session=se cret"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": "Basic c2VjcmV0"},
    ],
)
def test_no_other_credentials_let_in(headers: dict[str, str]) -> None:
    guarded = AppClient(
        build_app(host="0.0.0.0", token="secret", allowed_hosts=NAMES), base_url="http://somewhere.example"
    )
    assert guarded.get("/contoso/", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("10.0.0.7", 200), ("10.0.0.7:8025", 200), ("[fd00::7]:8025", 200), ("127.0.0.1", 200), ("localhost", 200),
        ("Somewhere.Example:80", 200), ("evil.example", 400), ("10.0.0.7.evil.example", 400), ("", 400), ("[", 400),
        ("x.somewhere.example", 400), ("a@somewhere.example.evil", 400), ("2130706433", 400), ("testserver", 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/contoso/", "/api/v1/account", "/static/pages.css", "/2010-04-01/Accounts/x.json"])
def test_a_simulator_for_others_answers_to_addresses_and_to_names_that_were_given(
    path: str, host: str, status: int
) -> None:
    guarded = AppClient(build_app(host="0.0.0.0", token="secret", allowed_hosts=NAMES), base_url=ADDRESS)
    answer = guarded.get(path, headers={"host": host, "authorization": "Bearer secret"})
    if path.startswith("/2010"):
        assert answer.status_code == {200: 401, 400: 404}[status]
    else:
        assert answer.status_code == status
    assert ("--allowed-host evil.example" in answer.text) is (host == "evil.example")


def test_a_simulator_answers_to_the_name_on_which_it_listens() -> None:
    guarded = AppClient(build_app(host="Qa.Example", token="secret"), base_url="http://qa.example")
    assert guarded.get("/api/v1/account", headers={"authorization": "Bearer secret"}).status_code == 200


def test_a_token_guards_on_this_machine_too() -> None:
    client = AppClient(build_app(token="secret"), base_url=ADDRESS)
    assert client.get("/contoso/").status_code == 401
    assert client.get("/contoso/?token=secret").status_code == 200


def test_the_page_that_asks_for_a_token_names_no_secret(guarded: AppClient) -> None:
    page = guarded.get("/contoso/").text
    for secret in ("se cret", "Welkom-in-de-simulator", "anna@contoso.example", "session"):
        assert secret not in page


def test_wrong_tokens_of_one_address_are_throttled_and_the_right_one_is_let_in(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    monkeypatch.setattr("stapsgewijs.web.middleware.time.monotonic", lambda: now)
    app = build_app(host="0.0.0.0", token="secret", allowed_hosts=NAMES)
    guarded = AppClient(app, base_url="http://somewhere.example")
    path, wrong = "/api/v1/messages", {"authorization": "Bearer wrong"}
    answers = [guarded.get(path, headers=wrong) for _ in range(100)]
    assert [each.status_code for each in answers] == [401] * 20 + [429] * 80
    assert answers[-1].headers["retry-after"] == "60"
    assert answers[-1].json()["error"]["code"] == "too-many-tokens"
    assert guarded.get("/contoso/?token=wrong").status_code == 429
    assert len([each for each in caplog.records if "wrong tokens" in each.message]) == 1
    assert guarded.get(path, headers={"authorization": "Bearer secret"}).status_code == 200, "never locked out"
    assert guarded.get(path).status_code == 401, "who gives none guesses nothing"
    now += 61
    assert guarded.get(path, headers=wrong).status_code == 401


def test_addresses_that_gave_wrong_tokens_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "_MAX_ADDRESSES", 3)
    wrong = middleware.WrongTokens()
    for each in range(10):
        wrong.seconds_left(str(each))
    assert set(wrong._counts) == {"7", "8", "9"}  # noqa: SLF001  # what is counted


def test_who_has_many_addresses_tries_no_more_tokens() -> None:
    wrong = middleware.WrongTokens()
    told = [wrong.seconds_left(f"10.0.{each // 250}.{each % 250}") for each in range(500)]
    assert told[: middleware.MAX_WRONG_TOKENS_OF_ALL] == [0] * middleware.MAX_WRONG_TOKENS_OF_ALL
    assert all(told[middleware.MAX_WRONG_TOKENS_OF_ALL :])
