"""The page of the methods whose code is entered: showing it, judging a code, sending a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import RequestRejectedError, Verdict
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.verification import CodePage
from stapsgewijs.pages.views import SAMPLE_MASKED, SAMPLE_NUMBER
from stapsgewijs.web.flows.registry import Sample, words_of
from stapsgewijs.web.request_context import page_route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from stapsgewijs.identity import Verification
    from stapsgewijs.pages.flows.verification import Purpose
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.registry import MethodFlow
    from stapsgewijs.web.flows.verification import Process, VerificationContext

NEW_CODE: Final = "A new code was sent. The one before no longer works."
LOCKED_OUT: Final = "A wrong code was entered too many times. Begin again."
_SAMPLE_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class CodeWords:
    """Msgids: of the labels of the part of the page and of the field, and of sentences, which may name a `{number}`."""

    area: str
    field: str
    told: tuple[str, ...]

    def said(self, number: str) -> tuple[Message, ...]:
        """Return the sentences."""
        return tuple(Message.of(each, number=number) if "{number}" in each else Message(each) for each in self.told)


@dataclass(frozen=True, slots=True)
class CodeScreen:
    """What one method shows: words by the surface that the page is of, sentences for a code that is refused.

    `is_sent` says whether a new code can be sent.
    """

    words: Mapping[str, CodeWords]
    verdicts: Mapping[Verdict, str]
    is_sent: bool = True
    again_label: str = "Send a new code"

    def failure(self, verification: Verification) -> str:  # noqa: ARG002  # a code that is refused is told at its field
        """Say nothing: there is no device that fails."""
        return ""

    def routes(self, process: Process, flow: MethodFlow) -> tuple[Route, ...]:
        """Return the page of the method in a process, and what its forms send."""
        pages, path = _CodePages(self, process, process.page(flow)), f"/{process.prefix}{process.page(flow)}"
        shown = (page_route(path, pages.show), page_route(path, pages.enter, "POST"))
        return (*shown, page_route(f"{path}/new", pages.resend, "POST")) if self.is_sent else shown

    def stamp(self, ctx: VerificationContext) -> str:  # noqa: ARG002  # nothing does
        """Return what, besides the verification, changes the page."""
        return ""

    def samples(self, frame: Frame, purpose: Purpose, page: str, done: str) -> Iterator[Sample]:
        """Give the page in all its states, as static pages; `done` is the address of what follows."""
        words, resend = words_of(self.words, purpose.surface), f"{page}-new.html" if self.is_sent else ""
        told = words.said(SAMPLE_NUMBER if purpose.back else SAMPLE_MASKED)
        view = CodePage(frame, purpose, done, resend, words.area, words.field, told, _SAMPLE_DIGITS)
        yield Sample("", view)
        if self.is_sent:
            yield Sample("-new", replace(view, notice=Message(NEW_CODE)), Message(NEW_CODE))
        for verdict, msgid in self.verdicts.items():
            yield Sample(f"-{verdict}", replace(view, error=Message(msgid)), Message(msgid))


@dataclass(frozen=True, slots=True)
class _CodePages:
    screen: CodeScreen
    process: Process
    page: str

    async def show(self, request: Request) -> Response:
        """Ask for the code."""
        ctx = self.process.context(request)
        ctx.require_page(self.page)
        return ctx.visit.render(self._view(ctx, notice=ctx.visit.session.take_notice()))

    async def enter(self, request: Request) -> Response:
        """Judge a code."""
        ctx, form = await self.process.form(request)
        ctx.require_page(self.page)
        self.process.choose(ctx, form)
        verdict = ctx.service.enter_code(ctx.verification, form.cut("code"), form=form.token)
        if verdict is Verdict.ACCEPTED:
            return ctx.redirect()
        if verdict is Verdict.LOCKED_OUT:
            return self.process.locked_out(ctx, Message(LOCKED_OUT))
        return ctx.visit.render(self._view(ctx, error=Message(self.screen.verdicts[verdict])), 422)

    async def resend(self, request: Request) -> Response:
        """Send a new code; the one before no longer works."""
        ctx, form = await self.process.form(request)
        ctx.require_page(self.page)
        self.process.choose(ctx, form)
        try:
            ctx.service.resend(ctx.verification, form=form.token)
        except RequestRejectedError as error:
            return ctx.visit.render(self._view(ctx, error=ctx.rejected(error.reason)), 422)
        ctx.visit.session.notice = Message(NEW_CODE)
        return ctx.redirect()

    def _view(
        self, ctx: VerificationContext, *, error: Message | None = None, notice: Message | None = None
    ) -> CodePage:
        purpose = ctx.purpose
        words, action = words_of(self.screen.words, purpose.surface), ctx.address(self.page)
        return CodePage(
            ctx.visit.frame(),
            purpose,
            action=action,
            resend=f"{action}/new" if self.screen.is_sent else "",
            area=words.area,
            field=words.field,
            told=words.said(ctx.process.shown_number(ctx.verification)),
            digits=ctx.visit.organisation.policy.code_digits,
            error=error,
            notice=notice,
        )
