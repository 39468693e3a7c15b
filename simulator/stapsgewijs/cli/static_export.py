"""Every page and state as static HTML, for people who only want to look: no server, no browser, no phone."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.bootstrap import FONTS, PEOPLE, regions_in
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import refuse_link
from stapsgewijs.identity import METHODS, Device, Policy, RejectionReason
from stapsgewijs.labels import Message
from stapsgewijs.pages import Renderer
from stapsgewijs.pages import views as v
from stapsgewijs.pages.api import ApiPage
from stapsgewijs.pages.flows.mobile_app import BackupPhonePage
from stapsgewijs.pages.flows.verification import Purpose, TrustBox
from stapsgewijs.pages.handset.samples import handset_samples
from stapsgewijs.project import default_project
from stapsgewijs.web import panel
from stapsgewijs.web.api_page import operations
from stapsgewijs.web.flows import (
    app_passwords,
    backup_phone,
    mail_program,
    mobile_app,
    second_factor,
    settings,
    stand_ins,
)
from stapsgewijs.web.flows.app_password import STEPS
from stapsgewijs.web.flows.entered_code import LOCKED_OUT
from stapsgewijs.web.flows.method_form import (
    CONFIGURED,
    CONFIGURED_FOR_CODES,
    DEVICE_OF_FIELD,
    IN_STEP_1,
    OFFERED,
    MethodForm,
    error_field,
    method_page,
)
from stapsgewijs.web.flows.registry import FLOWS, Sample
from stapsgewijs.web.flows.sign_in_request import CANCELED, TOO_LATE
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
        text = renderer.render(page.view)
        file.write_text(text, encoding="utf-8")
        written.append(file)
        said = page.message.said_in(catalogue) if page.message else ""
        heading = _HEADING.search(text)
        told = unescape(" ".join(_TAG.sub("", heading[1]).split())) if heading else page.name
        lines.append(v.ExportedPage(file.name, page.name, told, said))
    index = out / "index.html"
    index.write_text(renderer.render(v.ExportIndexPage(FRAME, _grouped(lines))), encoding="utf-8")
    return [index, *written]


def _grouped(pages: list[v.ExportedPage]) -> tuple[tuple[str, tuple[v.ExportedPage, ...]], ...]:
    """Return pages in groups by how their names begin; each stays in the group of its first such word."""
    groups: dict[str, list[v.ExportedPage]] = {}
    for page in pages:
        heading = next((heading for begin, heading in _GROUPS.items() if page.name.startswith(begin)), _OTHERS)
        groups.setdefault(heading, []).append(page)
    return tuple((heading, tuple(found)) for heading, found in groups.items())


def _make_room(out: Path) -> None:
    refuse_link(out)
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


_HEADING: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_OTHERS: Final = "Setting up a method"
_GROUPS: Final = {
    "sign-in": "Signing in",
    "signed-in": "Signing in",
    "verify": "The second step",
    "settings": "Settings of the account",
    "app-passwords": "App passwords of the account",
    "mail-program": "An old mail program",
    "my-account": "Pages of others",
    "my-apps": "Pages of others",
    "my-profile": "Pages of others",
    "office-portal": "Pages of others",
    "handset": "The phone and its app",
    "panel": "Panel",
    "api": "Panel",
    "problem": "When something is wrong",
}
"""How names of pages begin, and the group that they are in (a msgid)."""

FRAME: Final = v.Frame(
    "Contoso", "static", "sign-in.html", "handsets.html", form="", sign_out="sign-in-signed-out.html", person=""
)
INSIDE: Final = replace(FRAME, person=PEOPLE[0].name)


def every_page(catalogue: Catalogue, guide: Guide | None) -> Iterator[Sample]:
    """Give every page in every state, in the order in which people come upon them."""
    yield from _signing_in()
    yield from _second_factor()
    yield Sample("more-information", v.MoreInformationPage(INSIDE, "method.html", "sign-in-canceled.html"))
    yield from _step_1(catalogue, guide)
    enrolling = Purpose("enrollment", "Additional security verification", "sign-in-canceled.html", back="method.html")
    yield from FLOWS.samples(INSIDE, enrolling, lambda flow: flow.page, _after_step_2)
    yield from _with_the_app(catalogue)
    yield from _step_3()
    yield from _the_end(guide)
    yield from settings.samples(INSIDE, regions_in(catalogue.locale), catalogue)
    yield from app_passwords.samples(INSIDE)
    yield from mail_program.samples(FRAME)
    yield from stand_ins.samples(INSIDE)
    yield from (Sample(name, view) for name, view in handset_samples(FRAME, catalogue))
    yield from panel.samples(FRAME, catalogue.locale)
    yield Sample("api", ApiPage(FRAME, "", operations()))
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
        ("not-verified", CANCELED),
        ("too-late", TOO_LATE),
    ):
        yield Sample(f"sign-in-{name}", replace(page, notice=Message(msgid)), Message(msgid))


def _second_factor() -> Iterator[Sample]:
    trusting = Purpose(
        "sign-in",
        "Two-factor verification",
        "sign-in-not-verified.html",
        other="verify-other.html",
        trust=TrustBox(Policy().remember_days),
    )
    pages = {f"verify-{flow.verify_page}" for flow in FLOWS}
    yield from FLOWS.samples(FRAME, trusting, lambda flow: f"verify-{flow.verify_page}", lambda _: "signed-in.html")
    plain = replace(trusting, other="", trust=None)
    for each in FLOWS.samples(FRAME, plain, lambda flow: f"verify-{flow.verify_page}", lambda _: "signed-in.html"):
        if each.name in pages:
            yield replace(each, name=f"{each.name}-only")
    yield from second_factor.samples(FRAME, INSIDE)


def _step_1(catalogue: Catalogue, guide: Guide | None) -> Iterator[Sample]:
    def page(
        *,
        policy: Policy | None = None,
        device: Device = Device.AUTHENTICATION_PHONE,
        **shown: Any,  # noqa: ANN401  # of the view
    ) -> v.MethodPage:
        first = METHODS.of_device(device)[0].id
        form = MethodForm(device, shown.pop("method", first), number=v.SAMPLE_NUMBER, extension="123")
        return method_page(
            INSIDE,
            policy or Policy(),
            form,
            regions=regions_in(catalogue.locale),
            note=guide.notes[0].text if guide and guide.notes else "",
            action=f"{FLOWS.of(form.method).page}.html",
            cancel="sign-in-canceled.html",
            set_up="app.html",
            **shown,
        )

    yield Sample("method", page())
    for device in OFFERED[1:]:
        yield Sample(f"method-{device}", page(device=device))
    for device in OFFERED:
        for method in METHODS.of_device(device)[1:]:
            yield Sample(f"method-{FLOWS.of(method.id).page}", page(device=device, method=method.id))
    for name, said in (("ready", CONFIGURED), ("ready-for-codes", CONFIGURED_FOR_CODES)):
        yield Sample(f"method-app-{name}", page(device=Device.MOBILE_APP, app_said=said), Message(said))
    forbidding = Policy(**{each.policy_field: False for each in METHODS if each.policy_field})
    yield Sample("method-greyed-out", page(policy=forbidding))
    locked = Message(LOCKED_OUT)
    yield Sample("method-locked-out", page(notice=locked), locked)
    first = page().regions[0].name.partition(" (")[0]
    for reason in IN_STEP_1:
        said_of = rejection_message(reason, region=first)
        error: dict[str, Any] = {error_field(reason): said_of}
        device = DEVICE_OF_FIELD.get(error_field(reason), Device.AUTHENTICATION_PHONE)
        yield Sample(f"method-{reason.name.lower().replace('_', '-')}", page(device=device, **error), said_of)


def _with_the_app(catalogue: Catalogue) -> Iterator[Sample]:
    yield from mobile_app.samples(INSIDE, PEOPLE[0].user_name)
    regions = regions_in(catalogue.locale)
    page = BackupPhonePage(INSIDE, "app-password-4.html", "sign-in-canceled.html", regions)
    yield Sample("backup-phone", page)
    empty = Message(backup_phone.EMPTY)
    yield Sample("backup-phone-empty", replace(page, warned=True, number_error=empty), empty)
    wrong = rejection_message(RejectionReason.NOT_A_NUMBER)
    yield Sample("backup-phone-wrong", replace(page, number="12", number_error=wrong), wrong)


def _after_step_2(flow: MethodFlow) -> str:
    is_app = Device.MOBILE_APP in METHODS.by_id(flow.method).devices
    return "backup-phone.html" if is_app else "app-password.html"


def _step_3() -> Iterator[Sample]:
    page = v.AppPasswordPage(INSIDE, "finished.html", "app-password.html", "abcdefghijklmnop")
    yield Sample("app-password", page)
    yield Sample("app-password-shown", replace(page, password=""))
    yield Sample("app-password-4", replace(page, step=STEPS[Device.MOBILE_APP]))
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
