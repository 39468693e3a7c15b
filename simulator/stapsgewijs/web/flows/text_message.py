"""Step 2 for a text message: the code asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import Policy, Verdict
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.text_message import CodePage
from stapsgewijs.pages.views import SAMPLE_NUMBER
from stapsgewijs.web.flows.entered_code import NEW_CODE, VERDICTS, CodePages
from stapsgewijs.web.flows.registry import MethodFlow, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.enrollment_request import EnrollmentContext


def _view(ctx: EnrollmentContext, *, error: Message | None = None, notice: Message | None = None) -> CodePage:
    visit, number = ctx.visit, ctx.enrollment.number
    return CodePage(
        visit.frame(),
        action=f"{visit.home}code",
        resend=f"{visit.home}code/new",
        cancel=f"{visit.home}cancel",
        number=number.international if number else "",
        digits=visit.organisation.policy.code_digits,
        error=error,
        notice=notice,
    )


def _samples(frame: Frame) -> Iterator[Sample]:
    digits = Policy().code_digits
    page = CodePage(frame, "app-password.html", "code-new.html", "sign-in-canceled.html", SAMPLE_NUMBER, digits)
    yield Sample("", page)
    yield Sample("-new", replace(page, notice=Message(NEW_CODE)), Message(NEW_CODE))
    for verdict in (Verdict.MISSING, Verdict.WRONG, Verdict.EXPIRED, Verdict.USED):
        said = Message(VERDICTS[verdict])
        yield Sample(f"-{verdict}", replace(page, error=said), said)


FLOW: Final = MethodFlow(
    "text_message",
    label="Send me a code by text message",
    page="code",
    routes=CodePages("code", _view).routes,
    samples=_samples,
)
