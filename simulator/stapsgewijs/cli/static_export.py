"""Every page and state as static HTML, for people who only want to look: no server, no browser, no phone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.bootstrap import FONTS, PEOPLE, regions_in
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import CallEnd, Device, Policy, RejectionReason, Verdict, Way
from stapsgewijs.labels import Message
from stapsgewijs.pages import Renderer
from stapsgewijs.pages import views as v
from stapsgewijs.pages.handset.samples import handset_samples
from stapsgewijs.project import default_project
from stapsgewijs.web.messages import CALL_ENDS, DEVICES, VERDICTS, WAYS, rejection_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.guide import Guide
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.pages import View

NUMBER: Final = "+31 6 12345678"
CODE: Final = "123456"
MARK: Final = ".stapsgewijs-export"
"""The file by which a folder is known as an earlier export, which may be replaced."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One page: the name of its file, its view, and what it says that others of its kind do not."""

    name: str
    view: View
    said: Message | None = None


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
        said = page.said.said_in(catalogue) if page.said else ""
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


def every_page(catalogue: Catalogue, guide: Guide | None) -> Iterator[Exported]:
    """Give every page in every state, in the order in which people come upon them."""
    yield from _signing_in()
    yield Exported("more-information", v.MoreInformationPage(INSIDE, "method.html", "sign-in-canceled.html"))
    yield from _step_1(catalogue, guide)
    yield from _step_2_message()
    yield from _step_2_call()
    yield from _step_3()
    yield from _the_end(guide)
    yield from (Exported(name, view) for name, view in handset_samples(FRAME, catalogue))
    yield from _problems()


def _signing_in() -> Iterator[Exported]:
    accounts = tuple(v.Account(each.user_name, each.password) for each in PEOPLE)
    page = v.SignInPage(FRAME, "more-information.html", accounts)
    yield Exported("sign-in", page)
    wrong = Message("The user name or the password is not right.")
    yield Exported("sign-in-wrong", replace(page, user_name="anna", user_name_error=wrong), wrong)
    empty = Message("Enter your user name.")
    nothing = replace(page, user_name_error=empty, password_error=Message("Enter your password."))
    yield Exported("sign-in-empty", nothing, empty)
    for name, msgid in (
        ("canceled", "Canceled. Nothing was saved."),
        ("signed-out", "You have signed out."),
        ("again", "Your session has ended. Sign in again."),
    ):
        yield Exported(f"sign-in-{name}", replace(page, notice=Message(msgid)), Message(msgid))


def _step_1(catalogue: Catalogue, guide: Guide | None) -> Iterator[Exported]:
    page = _method_page(Policy(), catalogue, guide)
    yield Exported("method", page)
    yield Exported("method-call", replace(page, ways=_ways(Policy(), Way.PHONE_CALL), action="call.html"))
    forbidding = Policy(text_message=False, phone_call=False)
    yield Exported("method-greyed-out", _method_page(forbidding, catalogue, guide))
    locked = Message(VERDICTS[Verdict.LOCKED_OUT])
    yield Exported("method-locked-out", replace(page, notice=locked), locked)
    for refusal in RejectionReason:
        if refusal is RejectionReason.APP_PASSWORDS:
            continue
        said = rejection_message(refusal, region=page.regions[0].name.partition(" (")[0])
        about_way = refusal in {RejectionReason.NOT_ALLOWED, RejectionReason.BLOCKED}
        error: dict[str, Any] = {"way_error" if about_way else "number_error": said}
        yield Exported(f"method-{refusal.name.lower().replace('_', '-')}", replace(page, **error), said)


def _method_page(policy: Policy, catalogue: Catalogue, guide: Guide | None) -> v.MethodPage:
    regions, phone = regions_in(catalogue.locale), Device.AUTHENTICATION_PHONE
    return v.MethodPage(
        INSIDE,
        "code.html",
        "sign-in-canceled.html",
        tuple(v.Choice(each, DEVICES[each], chosen=each is phone, disabled=not policy.offers(each)) for each in Device),
        (replace(regions[0], chosen=True), *regions[1:]),
        _ways(policy, Way.TEXT_MESSAGE),
        number=NUMBER,
        note=guide.notes[0].text if guide and guide.notes else "",
        note_needed=policy != Policy(),
    )


def _ways(policy: Policy, chosen: Way) -> tuple[v.Choice, ...]:
    allowed = [each for each in Way if policy.allows(Device.AUTHENTICATION_PHONE, each)]
    return tuple(v.Choice(each, WAYS[each], chosen=each is chosen, disabled=each not in allowed) for each in Way)


def _step_2_message() -> Iterator[Exported]:
    page = v.CodePage(
        INSIDE, "app-password.html", "code-new.html", "sign-in-canceled.html", NUMBER, Policy().code_digits
    )
    yield Exported("code", page)
    new = Message("A new code was sent. The one before no longer works.")
    yield Exported("code-new", replace(page, notice=new), new)
    for verdict in (Verdict.MISSING, Verdict.WRONG, Verdict.EXPIRED, Verdict.USED):
        said = Message(VERDICTS[verdict])
        yield Exported(f"code-{verdict}", replace(page, error=said), said)


def _step_2_call() -> Iterator[Exported]:
    ringing, talking = Message("Your phone is ringing …"), Message("You are connected. Press # on your phone.")
    page = v.CallPage(
        INSIDE, "call-connected.html", "call.html", "method.html", "sign-in-canceled.html", "", NUMBER, ringing
    )
    yield Exported("call", page, ringing)
    yield Exported("call-connected", replace(page, status=talking, action="app-password.html"), talking)
    for end in CallEnd:
        said = Message(CALL_ENDS[end])
        yield Exported(f"call-{end.replace(' ', '-')}", replace(page, failure=said), said)
    fraud = rejection_message(RejectionReason.BLOCKED)
    yield Exported("call-fraud-reported", replace(page, failure=fraud, may_call_again=False), fraud)


def _step_3() -> Iterator[Exported]:
    page = v.AppPasswordPage(INSIDE, "finished.html", "app-password.html", "abcdefghijklmnop")
    yield Exported("app-password", page)
    yield Exported("app-password-shown", replace(page, password=""))
    yield Exported("app-password-none", replace(page, password="", used=False))


def _the_end(guide: Guide | None) -> Iterator[Exported]:
    links = guide.next_steps if guide else ()
    next_steps = tuple(v.NextStep(each.text, each.target, f"next-{place}.html") for place, each in enumerate(links, 1))
    labels = (DEVICES[Device.AUTHENTICATION_PHONE], WAYS[Way.TEXT_MESSAGE])
    yield Exported("finished", v.FinishedPage(INSIDE, "method.html", (v.EnrolledMethod(labels, NUMBER),), next_steps))
    for place, each in enumerate(links, 1):
        yield Exported(f"next-{place}", v.NextStepPage(INSIDE, each.text, each.target, "finished.html"))


def _problems() -> Iterator[Exported]:
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
        yield Exported(f"problem-{name}", v.ProblemPage(FRAME, Message(title), Message(advice)), Message(title))
