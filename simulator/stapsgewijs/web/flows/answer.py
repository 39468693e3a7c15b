"""The page of the methods that are answered on a device: it waits, says how that failed, and has it tried again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.identity import RejectionReason, RequestRejectedError, State
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.verification import AnswerPage
from stapsgewijs.pages.views import SAMPLE_MASKED, SAMPLE_NUMBER
from stapsgewijs.web.flows.registry import Sample, words_of
from stapsgewijs.web.messages import rejection_message
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

SENT_ANEW: Final = (State.CALLING, State.CALL_FAILED, State.REQUEST_SENT, State.REQUEST_FAILED)
"""Where one may have a device asked once more."""


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Msgids: of the label of the part of the page, and of sentences, which may name a `{number}`."""

    area: str
    told: tuple[str, ...]


class AnswerScreen(ABC):
    """What one method shows: words by the surface that the page is of; a subclass says how far the device is.

    `again_label` is the msgid of the button that asks once more, `look` that of the words for who has no scripts.
    `states` and `failures` are what samples show: a name and a sentence each.
    """

    words: ClassVar[Mapping[str, AnswerWords]]
    again_label: ClassVar[str]
    look: ClassVar[str]
    states: ClassVar[Mapping[str, str]]
    failures: ClassVar[Mapping[Any, str]]
    sample_number: ClassVar[str] = ""
    sample_extension: ClassVar[str] = ""

    @abstractmethod
    def status(self, ctx: VerificationContext) -> str:
        """Return the msgid of what is said of the device while it is waited for."""

    @abstractmethod
    def failure(self, verification: Verification) -> str:
        """Return the msgid of how it failed; empty while it did not."""

    def stamp(self, ctx: VerificationContext) -> str:  # noqa: ARG002  # for methods with more than a verification
        """Return what, besides the verification, changes the page when it changes."""
        return ""

    def number(self, verification: Verification) -> str:  # noqa: ARG002  # idem
        """Return what is to be typed on the device."""
        return ""

    def told(self, words: AnswerWords, number: str, extension: str) -> tuple[Message, ...]:  # noqa: ARG002  # idem
        """Return the sentences of the page."""
        return tuple(Message.of(each, number=number) if "{number}" in each else Message(each) for each in words.told)

    def routes(self, process: Process, flow: MethodFlow) -> tuple[Route, ...]:
        """Return the page of the method in a process, and what its forms send."""
        pages, path = _AnswerPages(self, process, process.page(flow)), f"/{process.prefix}{process.page(flow)}"
        return (
            page_route(path, pages.show),
            page_route(path, pages.look, "POST"),
            page_route(f"{path}/again", pages.repeat, "POST"),
        )

    def samples(self, frame: Frame, purpose: Purpose, page: str, done: str) -> Iterator[Sample]:
        """Give the page in all its states, as static pages; `done` is the address of what follows."""
        words = words_of(self.words, purpose.surface)
        number = SAMPLE_NUMBER if purpose.back else SAMPLE_MASKED
        (first, status), *others = self.states.items()
        following = [f"{page}{name}.html" for name, _ in others]
        view = AnswerPage(
            frame,
            purpose,
            action=[*following, done][0],
            again=f"{page}.html",
            changes="",
            area=words.area,
            again_label=self.again_label,
            look=self.look,
            told=self.told(words, number, ""),
            status=Message(status),
        )
        yield Sample(first, view, Message(status))
        for place, (name, status) in enumerate(others, 1):
            yield Sample(name, replace(view, status=Message(status), action=[*following, done][place]), Message(status))
        if self.sample_number:
            yield Sample("-number", replace(view, number=self.sample_number))
        if self.sample_extension:
            yield Sample("-extension", replace(view, told=self.told(words, number, self.sample_extension)))
        if not purpose.back:  # signing in has a page of its own for what failed
            return
        for name, said in self.failures.items():
            yield Sample(f"-{name.replace(' ', '-')}", replace(view, failure=Message(said)), Message(said))
        fraud = rejection_message(RejectionReason.BLOCKED)
        yield Sample("-fraud-reported", replace(view, failure=fraud, may_repeat=False), fraud)


@dataclass(frozen=True, slots=True)
class _AnswerPages:
    screen: AnswerScreen
    process: Process
    page: str

    async def show(self, request: Request) -> Response:
        """Wait for the device, or say how it failed."""
        ctx = self.process.context(request)
        ctx.require_page(self.page)
        return ctx.visit.render(self._view(ctx))

    async def look(self, request: Request) -> Response:
        """Go where the verification is by now, with what was chosen meanwhile."""
        ctx, form = await self.process.form(request)
        self.process.choose(ctx, form)
        return ctx.redirect()

    async def repeat(self, request: Request) -> Response:
        """Ask the device once more."""
        ctx, form = await self.process.form(request)
        if ctx.verification.state not in SENT_ANEW:
            return ctx.redirect()
        try:
            ctx.service.resend(ctx.verification, form=form.token)
        except RequestRejectedError as error:
            said = ctx.rejected(error.reason)
            return self.process.not_repeated(ctx, said) or ctx.visit.render(self._view(ctx, again_error=said), 422)
        return ctx.redirect()

    def _view(self, ctx: VerificationContext, again_error: Message | None = None) -> AnswerPage:
        verification, screen, purpose = ctx.verification, self.screen, ctx.purpose
        words, action, failed = (
            words_of(screen.words, purpose.surface),
            ctx.address(self.page),
            screen.failure(verification),
        )
        is_blocked = verification.state is State.BLOCKED
        blocked = ctx.rejected(RejectionReason.BLOCKED) if is_blocked else None
        return AnswerPage(
            ctx.visit.frame(),
            purpose,
            action=action,
            again=f"{action}/again",
            changes=f"{ctx.address('changes')}?since={ctx.stamp}",
            area=words.area,
            again_label=screen.again_label,
            look=screen.look,
            told=screen.told(words, ctx.process.shown_number(verification), verification.extension),
            number=screen.number(verification),
            status=Message(screen.status(ctx)),
            failure=blocked or (Message(failed) if failed else None),
            may_repeat=not is_blocked,
            again_error=again_error,
        )
