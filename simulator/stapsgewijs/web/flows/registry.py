"""What the pages know of each verification method: its labels, and its page in every process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from stapsgewijs.identity import METHODS
from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.sign_in import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.routing import Route

    from stapsgewijs.identity import Device, Verification
    from stapsgewijs.pages import View
    from stapsgewijs.pages.flows.verification import Purpose
    from stapsgewijs.pages.views import Frame
    from stapsgewijs.web.flows.verification import Process, VerificationContext


@dataclass(frozen=True, slots=True)
class Sample:
    """A page in one of its states, for the static export; `message` is what others of its kind do not say."""

    name: str
    view: View
    message: Message | None = None


Words = TypeVar("Words")


def words_of(words: Mapping[str, Words], surface: str) -> Words:
    """Return what a method says on a surface: what it says at signing in, where it has no words for that surface."""
    return words.get(surface) or words["sign-in"]


class Screen(Protocol):
    """The page of a method, in whatever process."""

    @property
    def again_label(self) -> str:
        """The msgid of the label of the button that has it tried again."""

    def failure(self, verification: Verification) -> str:
        """Return the msgid of how the device failed; empty while it did not."""

    def routes(self, process: Process, flow: MethodFlow) -> tuple[Route, ...]:
        """Return the page in a process, and what its forms send."""

    def stamp(self, ctx: VerificationContext) -> str:
        """Return what, besides the verification, changes the page when it changes."""

    def samples(self, frame: Frame, purpose: Purpose, page: str, done: str) -> Iterable[Sample]:
        """Give the page in all its states, as static pages."""


@dataclass(frozen=True, slots=True)
class Preference:
    """How the settings call a method as the preferred option, with which device, and its place in their list."""

    place: int
    device: Device
    label: str


@dataclass(frozen=True, slots=True)
class MethodFlow:
    """The pages of one verification method.

    `method` is its id and `label` the msgid by which step 1 and the last page call it. `page` is the address of the
    second step of enrolling, `verify_page` that of signing in. Where one chooses how to sign in, it is called by the
    label `option`, or by the sentence `choice` with a `{number}`. `preference` is None for one that the settings do not
    offer as the preferred option. `rule` is what the panel calls the rule of the policy by which it is allowed.
    """

    method: str
    label: str
    page: str
    verify_page: str
    screen: Screen
    option: str = ""
    choice: str = ""
    preference: Preference | None = None
    rule: str = ""

    def way(self, value: str, number: str) -> Way:
        """Return the entry of that list; `number` is masked."""
        return Way(value, self.option, Message.of(self.choice, number=number) if self.choice else None)


class FlowRegistry:
    """The flow of each registered verification method: `FLOW` of the module that has the method's id as its name."""

    def __init__(self) -> None:
        self._flows: dict[str, MethodFlow] = {}

    def register(self, flow: MethodFlow) -> None:
        """Use a flow that is in no module of this package; raises `ValueError` for a method that has one."""
        if flow.method in self._flows:
            msg = f"there is a flow for {flow.method!r} already"
            raise ValueError(msg)
        self._flows[flow.method] = flow

    def unregister(self, method_id: str) -> None:
        """Remove a flow; raises `KeyError` for a method without one."""
        del self._flows[method_id]

    def of(self, method_id: str) -> MethodFlow:
        """Return the flow of a method; raises `ModuleNotFoundError` for one without pages."""
        if method_id not in self._flows:
            self._flows[method_id] = import_module(f"{__package__}.{method_id}").FLOW
        return self._flows[method_id]

    def routes(self, process: Process) -> list[Route]:
        """Return the pages of all methods in a process; methods may share one."""
        pages = {process.page(each): each for each in self}
        return [route for each in pages.values() for route in each.screen.routes(process, each)]

    def samples(
        self, frame: Frame, purpose: Purpose, page: Callable[[MethodFlow], str], done: Callable[[MethodFlow], str]
    ) -> Iterator[Sample]:
        """Give those pages in all their states; `page` says what one is called, and `done` what follows it."""
        for name, flow in {page(each): each for each in self}.items():
            for each in flow.screen.samples(frame, purpose, name, done(flow)):
                yield replace(each, name=f"{name}{each.name}")

    def __iter__(self) -> Iterator[MethodFlow]:
        return (self.of(each.id) for each in METHODS)


FLOWS: Final = FlowRegistry()
