"""The old mail program: it knows a user name and a password, and asks for no second step."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.mail_program import InboxPage, MailProgramPage
from stapsgewijs.web.flows.known_browser import WAIT, has_to_wait, password_source, remember_browser
from stapsgewijs.web.flows.registry import Sample
from stapsgewijs.web.flows.sign_in_request import is_over_tls
from stapsgewijs.web.parameters import read_form
from stapsgewijs.web.request_context import get_context, page_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages.views import Frame
    from stapsgewijs.storage import Person
    from stapsgewijs.web.request_context import RequestContext

COOKIE: Final = "mail-program"
"""What the program remembers in a browser: the user name, and by which app password it was let in, sealed."""
_COOKIE_AGE_S: Final = 365 * 24 * 3600

REFUSED: Final = "The server refuses this user name or this password."
SECOND_STEP: Final = "The server asks for a second step, and this program cannot take one. Use an app password."
NO_LONGER: Final = "The server no longer accepts the password that the program remembered."
SERVER_MISSING: Final = "Enter the name of the mail server."
NO_SERVER: Final = "There is no mail server called {server}."


async def mail_program(request: Request) -> Response:
    """Show the mail, without a question once the program has signed in; or ask for an account."""
    visit = get_context(request)
    remembered = _remembered(visit, request)
    if remembered is None:
        return visit.render(_page(visit))
    person, app_password = remembered
    if not _still_works(visit, person, app_password):
        answer = visit.render(_page(visit, user_name=person.user_name, refusal=Message(NO_LONGER)))
        answer.delete_cookie(COOKIE, path=visit.home)
        return answer
    frame = replace(visit.frame(), person="")
    return visit.render(InboxPage(frame, _server(visit), person.user_name, person.name))


async def sign_in(request: Request) -> Response:
    """Sign in as old programs do: with a user name and a password, and nothing after that."""
    form = await read_form(request)
    visit = get_context(request)
    visit.verify_csrf(request, form)
    server, user_name, password = form.cut("server").strip(), form.cut("user_name").strip(), form.cut("password")
    errors = {}
    if server.casefold() != _server(visit).casefold():
        errors["server_error"] = Message.of(NO_SERVER, server=server) if server else Message(SERVER_MISSING)
    if not user_name:
        errors["user_name_error"] = Message("Enter your user name.")
    if not password:
        errors["password_error"] = Message("Enter your password.")
    person = visit.organisation.person(user_name)
    if not errors:
        source = password_source(visit, request, user_name)
        answered = visit.organisation.old_program(user_name, password, source)
        if answered.accepted and person is not None:
            answer = _remembering(visit, request, person, answered.app_password)
            remember_browser(visit, request, answer, person.user_name)
            return answer
        if answered.refused_until is not None:
            said, headers = has_to_wait(visit, answered.refused_until)
            answer = visit.render(_page(visit, server=server, user_name=user_name, refusal=said), 429)
            answer.headers.update(headers)
            return answer
        errors["refusal"] = Message(SECOND_STEP if answered.needs_app_password else REFUSED)
    return visit.render(_page(visit, server=server, user_name=user_name, **errors), 422)


def _remembering(visit: RequestContext, request: Request, person: Person, app_password: str) -> Response:
    answer = visit.redirect("mail-program")
    kept = f"{app_password}|{person.user_name}"
    answer.set_cookie(
        COOKIE,
        f"{visit.state.sessions.seal(visit.organisation.id, kept)}|{kept}".encode().hex(),
        path=visit.home,
        max_age=_COOKIE_AGE_S,
        httponly=True,
        samesite="lax",
        secure=is_over_tls(request),
    )
    return answer


def _remembered(visit: RequestContext, request: Request) -> tuple[Person, str] | None:
    """Return who signed in with the program in this browser, and by which app password (empty: the own one)."""
    try:
        seal, _, kept = bytes.fromhex(request.cookies.get(COOKIE, "")).decode().partition("|")
    except ValueError:
        return None
    if not hmac.compare_digest(seal.encode(), visit.state.sessions.seal(visit.organisation.id, kept).encode()):
        return None
    app_password, _, user_name = kept.partition("|")
    person = visit.organisation.person(user_name)
    return (person, app_password) if person else None


def _still_works(visit: RequestContext, person: Person, app_password: str) -> bool:
    if app_password:
        return visit.organisation.security.has_app_password(person.user_name, app_password)
    return not visit.organisation.policy.second_factor


def _server(visit: RequestContext) -> str:
    return f"mail.{visit.organisation.id}.example"


def _page(visit: RequestContext, server: str = "", user_name: str = "", **errors: Message) -> MailProgramPage:
    frame = replace(visit.frame(), person="")
    return MailProgramPage(frame, f"{visit.home}mail-program", server or _server(visit), user_name, **errors)


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the mail program in all its states."""
    page = MailProgramPage(frame, "mail-program-inbox.html", "mail.contoso.example", "anna@contoso.example")
    yield Sample("mail-program", page)
    for name, msgid in (("refused", REFUSED), ("second-step", SECOND_STEP), ("no-longer", NO_LONGER), ("wait", WAIT)):
        yield Sample(f"mail-program-{name}", replace(page, refusal=Message(msgid)), Message(msgid))
    wrong = Message.of(NO_SERVER, server="mail.example")
    yield Sample("mail-program-server", replace(page, server="mail.example", server_error=wrong), wrong)
    nothing = Message(SERVER_MISSING)
    empty = replace(page, server="", user_name="", server_error=nothing, password_error=Message("Enter your password."))
    yield Sample("mail-program-empty", replace(empty, user_name_error=Message("Enter your user name.")), nothing)
    yield Sample("mail-program-inbox", InboxPage(frame, page.server, page.user_name, "Anna"))


routes: Final = [page_route("/mail-program", mail_program), page_route("/mail-program", sign_in, "POST")]
