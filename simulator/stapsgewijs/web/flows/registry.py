"""What the pages know of each verification method: its label, its second step, its routes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import METHODS, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.routing import Route

    from stapsgewijs.identity import Enrollment
    from stapsgewijs.labels import Message
    from stapsgewijs.pages import View
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class Sample:
    """A page in one of its states, for the static export; `message` is what others of its kind do not say."""

    name: str
    view: View
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class MethodFlow:
    """The pages of one verification method.

    `method` is its id and `label` the msgid by which step 1 and the last page call it. `page` is the address of
    the second step. `samples` gives the second step in all its states, as static pages.
    """

    method: str
    label: str
    page: str
    routes: tuple[Route, ...]
    samples: Callable[[Frame], Iterable[Sample]] = lambda _: ()


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
            if method_id in METHODS and METHODS.by_id(method_id).same_as:
                return self.of(METHODS.by_id(method_id).same_as)  # until it has pages of its own
            self._flows[method_id] = import_module(f"{__package__}.{method_id}").FLOW
        return self._flows[method_id]

    def __iter__(self) -> Iterator[MethodFlow]:
        return (self.of(each.id) for each in METHODS if each.id in self._flows or find_spec(f"{__package__}.{each.id}"))


FLOWS: Final = FlowRegistry()

_PAGES: Final = {
    State.CHOOSING: "method",
    State.VERIFIED: "app-password",
    State.ENROLLED: "finished",
    State.LOCKED_OUT: "more-information",  # where one begins again
    State.CANCELED: "more-information",
}


def page_of(enrollment: Enrollment) -> str:
    """Return the address of the page where an enrollment is: in any state but these, the second step."""
    return _PAGES.get(enrollment.state) or FLOWS.of(enrollment.method).page


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the second step of every method, in all its states."""
    for flow in FLOWS:
        for each in flow.samples(frame):
            yield replace(each, name=f"{flow.page}{each.name}")
