"""Every page and state as static HTML, for people who only want to look: no server, no browser, no phone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.bootstrap import FONTS, PEOPLE, regions_in
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import METHODS, Device, Policy, RejectionReason, Verdict
from stapsgewijs.labels import Message
from stapsgewijs.pages import Renderer
from stapsgewijs.pages import views as v
from stapsgewijs.pages.handset.samples import handset_samples
from stapsgewijs.project import default_project
from stapsgewijs.web.flows import app_passwords, mail_program, settings, stand_ins
from stapsgewijs.web.flows.entered_code import VERDICTS
from stapsgewijs.web.flows.method_form import MethodForm, error_field, method_page
from stapsgewijs.web.flows.registry import FLOWS, Sample, samples
from stapsgewijs.web.messages import DEVICES, rejection_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.guide import Guide
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.web.flows.registry import MethodFlow

MARK: Final = ".stapsgewijs-export"
"""The file by which a folder is known as an earlier export, which may be replaced."""


def export(site: Path | None, catalogue: Catalogue, out: Path, *, guide: Guide | None = None) -> list[Path]:
    """Write every page and state to the folder `out`, with `index.html` to begin with; returns what was written.

    Raises `StapsgewijsError` when `out` holds something else than an earlier export.
    """
    folder = site or default_project().site
    _make_room(out)
    shutil.copytree(folder / "static", out / "static")
    (out / "static" / "fonts").mkdir()
    for name in ("Roboto-Light.ttf", "Roboto-Regular.ttf", "Roboto-Medium.ttf"):
        shutil.copy(FONTS / name, out / "static" / "fonts" / name)
    renderer = Renderer(folder, catalogue)
    written, lines = [], []
    for page in every_page(catalogue, guide):
        file = out / f"{page.name}.html"
        file.write_text(renderer.render(page.view), encoding="utf-8")
        written.append(file)
        said = page.message.said_in(catalogue) if page.message else ""
        lines.append(v.ExportedPage(file.name, page.name, said))
    index = out / "index.html"
    index.write_text(renderer.render(v.ExportIndexPage(FRAME, tuple(lines))), encoding="utf-8")
    return [index, *written]


def _make_room(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        if not (out / MARK).is_file():
            msg = f"{out} holds something else than an earlier export; choose another folder, or empty it"
            raise StapsgewijsError(msg)
        shutil.rmtree(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / MARK).touch()
    except OSError as error:
        msg = f"cannot write to {out}: {error.strerror}"
        raise StapsgewijsError(msg) from None


FRAME: Final = v.Frame(
    "Contoso", "static", "sign-in.html", "handsets.html", form="", sign_out="sign-in-signed-out.html", person=""
)
INSIDE: Final = replace(FRAME, person=PEOPLE[0].name)


def every_page(catalogue: Catalogue, guide: Guide | None) -> Iterator[Sample]:
    """Give every page in every state, in the order in which people come upon them."""
    yield from _signing_in()
    yield Sample("more-information", v.MoreInformationPage(INSIDE, "method.html", "sign-in-canceled.html"))
    yield from _step_1(catalogue, guide)
    yield from samples(INSIDE)
    yield from _step_3()
    yield from _the_end(guide)
    yield from settings.samples(INSIDE, regions_in(catalogue.locale))
    yield from app_passwords.samples(INSIDE)
    yield from mail_program.samples(FRAME)
    yield from stand_ins.samples(INSIDE)
    yield from (Sample(name, view) for name, view in handset_samples(FRAME, catalogue))
    yield from _problems()


def _signing_in() -> Iterator[Sample]:
    accounts = tuple(v.Account(each.user_name, each.password) for each in PEOPLE)
    page = v.SignInPage(FRAME, "more-information.html", accounts)
    yield Sample("sign-in", page)
    wrong = Message("The user name or the password is not right.")
    yield Sample("sign-in-wrong", replace(page, user_name="anna", user_name_error=wrong), wrong)
    empty = Message("Enter your user name.")
    nothing = replace(page, user_name_error=empty, password_error=Message("Enter your password."))
    yield Sample("sign-in-empty", nothing, empty)
    for name, msgid in (
        ("canceled", "Canceled. Nothing was saved."),
        ("signed-out", "You have signed out."),
        ("again", "Your session has ended. Sign in again."),
    ):
        yield Sample(f"sign-in-{name}", replace(page, notice=Message(msgid)), Message(msgid))


_NOT_IN_STEP_1: Final = {
    RejectionReason.LOCKED_OUT,
    *(each for each in RejectionReason if each.name.startswith(("APP_", "ACTIVATION_", "NAME_", "NOT_REG", "EXT"))),
}


def _step_1(catalogue: Catalogue, guide: Guide | None) -> Iterator[Sample]:
    pages = {each.method: _method_page(Policy(), each, catalogue, guide) for each in FLOWS}
    page = next(iter(pages.values()))
    yield Sample("method", page)
    for flow in tuple(FLOWS)[1:]:
        yield Sample(f"method-{flow.page}", pages[flow.method])
    forbidding = Policy(**{each.policy_field: False for each in METHODS if each.policy_field})
    yield Sample("method-greyed-out", _method_page(forbidding, next(iter(FLOWS)), catalogue, guide))
    locked = Message(VERDICTS[Verdict.LOCKED_OUT])
    yield Sample("method-locked-out", replace(page, notice=locked), locked)
    for reason in RejectionReason:
        if reason in _NOT_IN_STEP_1:
            continue
        said = rejection_message(reason, region=page.regions[0].name.partition(" (")[0])
        error: dict[str, Any] = {error_field(reason): said}
        yield Sample(f"method-{reason.name.lower().replace('_', '-')}", replace(page, **error), said)


def _method_page(policy: Policy, flow: MethodFlow, catalogue: Catalogue, guide: Guide | None) -> v.MethodPage:
    return method_page(
        INSIDE,
        policy,
        MethodForm(method=flow.method, number=v.SAMPLE_NUMBER),
        regions=regions_in(catalogue.locale),
        note=guide.notes[0].text if guide and guide.notes else "",
        action=f"{flow.page}.html",
        cancel="sign-in-canceled.html",
    )


def _step_3() -> Iterator[Sample]:
    page = v.AppPasswordPage(INSIDE, "finished.html", "app-password.html", "abcdefghijklmnop")
    yield Sample("app-password", page)
    yield Sample("app-password-shown", replace(page, password=""))
    yield Sample("app-password-none", replace(page, password="", used=False))


def _the_end(guide: Guide | None) -> Iterator[Sample]:
    links = guide.next_steps if guide else ()
    next_steps = tuple(v.NextStep(each.text, each.target, f"next-{place}.html") for place, each in enumerate(links, 1))
    enrolled = v.EnrolledMethod((DEVICES[Device.AUTHENTICATION_PHONE], next(iter(FLOWS)).label), v.SAMPLE_NUMBER)
    yield Sample("finished", v.FinishedPage(INSIDE, "method.html", (enrolled,), next_steps))
    for place, each in enumerate(links, 1):
        yield Sample(f"next-{place}", v.NextStepPage(INSIDE, each.text, each.target, "finished.html"))


def _problems() -> Iterator[Sample]:
    for name, title, advice in (
        ("not-found", "This page does not exist", "Check the address, or begin again."),
        (
            "form-refused",
            "This form can no longer be sent",
            "Your session has changed since the page was opened. Open the page again.",
        ),
        (
            "from-elsewhere",
            "This comes from another website",
            "Nothing was changed. Open the page in the simulator itself and do it there.",
        ),
        (
            "no-more-app-passwords",
            "No more app passwords",
            "You have as many app passwords as one person can have.",
        ),
        (
            "defect",
            "Something went wrong in the simulator",
            "The cause is in the terminal where the simulator runs.",
        ),
        (
            "token",
            "This simulator asks for a token",
            "Open the address with ?token= and the token that the simulator was started with.",
        ),
    ):
        yield Sample(f"problem-{name}", v.ProblemPage(FRAME, Message(title), Message(advice)), Message(title))
