"""The app passwords of a person: the list, a new one, deleting one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import INITIAL_NAME, RejectionReason, RequestRejectedError
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.app_passwords import (
    AppPasswordRow,
    AppPasswordsPage,
    DeleteAppPasswordPage,
    DeletedAppPasswordPage,
    NewAppPasswordPage,
    ShownAppPasswordPage,
)
from stapsgewijs.pages.flows.settings import Tabs
from stapsgewijs.pages.views import ProblemPage
from stapsgewijs.web.flows.registry import Sample
from stapsgewijs.web.flows.settings import ON_A_DAY, TODAY, said_on, settings_context, settings_form, tabs_of
from stapsgewijs.web.flows.verification import WrongStepError
from stapsgewijs.web.messages import rejection_message
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.identity import AppPasswordHash
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.parameters import FormFields
    from stapsgewijs.web.request_context import RequestContext

TOO_MANY: Final = "You have {count} app passwords, as many as one person can have. Delete one to create another one."
DELETED: Final = "The app password “{name}” has been deleted."
DELETED_BEFORE: Final = "This app password has been deleted."
NOT_USED: Final = "Your organisation does not use app passwords."
NOT_USED_ADVICE: Final = "Those that you have go on working. Ask your administrator if you want to delete one."


async def app_passwords(request: Request) -> Response:
    """Show the list."""
    visit = _context(request)
    return visit.render(_list(visit))


async def new(request: Request) -> Response:
    """Ask for a name; who has as many as one can have is told so."""
    visit = _context(request)
    count = len(visit.organisation.security.app_passwords(visit.session.person))
    if count >= visit.organisation.policy.most_app_passwords:
        return visit.render(_list(visit, Message.of(TOO_MANY, count=count)), 409)
    return visit.render(_new(visit))


async def create(request: Request) -> Response:
    """Make one."""
    visit, form = await _form(request)
    name, security = form.cut("name"), visit.organisation.security
    try:
        security.create_app_password(visit.session.person, name, form=form.token)
    except RequestRejectedError as error:
        if error.reason is RejectionReason.APP_PASSWORDS:
            count = len(security.app_passwords(visit.session.person))
            return visit.render(_list(visit, Message.of(TOO_MANY, count=count)), 409)
        return visit.render(_new(visit, name, rejection_message(error.reason)), 422)
    return visit.redirect("app-passwords/shown")


async def shown(request: Request) -> Response:
    """Show the one that was made last, once."""
    visit = _context(request)
    security, person = visit.organisation.security, visit.session.person
    made = security.app_passwords(person)
    if not made:
        return visit.redirect("app-passwords")
    password = security.take_app_password(person, made[-1].id) or ""
    back = f"{visit.home}app-passwords"
    return visit.render(ShownAppPasswordPage(visit.frame(), _name(visit, made[-1]), password, back))


async def ask_to_delete(request: Request) -> Response:
    """Ask whether one is sure."""
    visit = _context(request)
    found = _found(visit, request)
    if found is None:
        return visit.redirect("app-passwords")
    back = f"{visit.home}app-passwords"
    return visit.render(DeleteAppPasswordPage(visit.frame(), f"{back}/{found.id}/delete", back, _name(visit, found)))


async def delete(request: Request) -> Response:
    """Delete one: from now on it lets nothing in."""
    visit, _ = await _form(request)
    found = _found(visit, request)
    if found is not None and visit.organisation.security.delete_app_password(visit.session.person, found.id):
        visit.session.notice = Message.of(DELETED, name=_name(visit, found))
    return visit.redirect("app-passwords/deleted")


async def deleted(request: Request) -> Response:
    """Say that it is gone."""
    visit = _context(request)
    said = visit.session.take_notice() or Message(DELETED_BEFORE)
    return visit.render(DeletedAppPasswordPage(visit.frame(), f"{visit.home}app-passwords", said))


def _context(request: Request) -> RequestContext:
    """Return the visit of somebody who may see app passwords; raises what `settings_context` does."""
    return _allowed(settings_context(request))


async def _form(request: Request) -> tuple[RequestContext, FormFields]:
    visit, form = await settings_form(request)
    return _allowed(visit), form


def _allowed(visit: RequestContext) -> RequestContext:
    if not visit.organisation.policy.app_passwords:
        raise WrongStepError(lambda: visit.problem(NOT_USED, NOT_USED_ADVICE, 403))
    return visit


def _found(visit: RequestContext, request: Request) -> AppPasswordHash | None:
    wanted = request.path_params["app_password_id"]
    return next((e for e in visit.organisation.security.app_passwords(visit.session.person) if e.id == wanted), None)


def _name(visit: RequestContext, made: AppPasswordHash) -> str:
    """Return the name that a person gave it; the one of an enrollment has a name in the language of the pages."""
    return visit.state.renderer.catalogue.text(INITIAL_NAME) if made.name in {"", INITIAL_NAME} else made.name


def _new(visit: RequestContext, name: str = "", name_error: Message | None = None) -> NewAppPasswordPage:
    back = f"{visit.home}app-passwords"
    return NewAppPasswordPage(visit.frame(), f"{back}/new", back, name, name_error)


def _list(visit: RequestContext, problem: Message | None = None) -> AppPasswordsPage:
    home = f"{visit.home}app-passwords"
    rows = tuple(
        AppPasswordRow(
            place,
            _name(visit, each),
            said_on(visit, each.created, "made") if each.created else None,
            each.created.isoformat() if each.created else "",
            f"{home}/{each.id}/delete",
        )
        for place, each in enumerate(visit.organisation.security.app_passwords(visit.session.person), 1)
    )
    tabs = tabs_of(visit, is_at_app_passwords=True)
    return AppPasswordsPage(visit.frame(), tabs, f"{home}/new", rows, problem)


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the app passwords in all their states."""
    made, time = Message.of(ON_A_DAY["made"], date="12-10-2026"), "2026-10-12T09:30:00+00:00"
    delete = "app-passwords-delete.html"
    rows = tuple(
        AppPasswordRow(place, f"Outlook 20{place}0", each, time, delete)
        for place, each in enumerate((made, Message(TODAY["made"])), 1)
    )
    tabs = Tabs("settings.html", "app-passwords.html", is_at_app_passwords=True)
    page = AppPasswordsPage(frame, tabs, "app-passwords-new.html", rows)
    yield Sample("app-passwords", page)
    yield Sample("app-passwords-none", replace(page, passwords=()))
    full = Message.of(TOO_MANY, count=40)
    many = tuple(AppPasswordRow(place, f"Outlook {place}", made, time, delete) for place in range(1, 41))
    yield Sample("app-passwords-full", replace(page, passwords=many, problem=full), full)
    new = NewAppPasswordPage(frame, "app-passwords-shown.html", "app-passwords.html")
    yield Sample("app-passwords-new", new)
    for reason in (RejectionReason.NAME_MISSING, RejectionReason.NAME_TOO_LONG):
        said = rejection_message(reason)
        yield Sample(f"app-passwords-new-{reason.replace(' ', '-')}", replace(new, name_error=said), said)
    shown = ShownAppPasswordPage(frame, "Outlook 2010", "abcdefghijklmnop", "app-passwords.html")
    yield Sample("app-passwords-shown", shown)
    yield Sample("app-passwords-shown-before", replace(shown, password=""))
    question = DeleteAppPasswordPage(frame, "app-passwords-deleted.html", "app-passwords.html", "Outlook 2010")
    yield Sample("app-passwords-delete", question)
    gone = Message.of(DELETED, name="Outlook 2010")
    yield Sample("app-passwords-deleted", DeletedAppPasswordPage(frame, "app-passwords.html", gone), gone)
    off = Message(NOT_USED)
    yield Sample("app-passwords-off", ProblemPage(frame, off, Message(NOT_USED_ADVICE)), off)


routes: Final = [
    page_route("/app-passwords", app_passwords),
    page_route("/app-passwords/new", new),
    page_route("/app-passwords/new", create, "POST"),
    page_route("/app-passwords/shown", shown),
    page_route("/app-passwords/deleted", deleted),
    page_route("/app-passwords/{app_password_id}/delete", ask_to_delete),
    page_route("/app-passwords/{app_password_id}/delete", delete, "POST"),
]
