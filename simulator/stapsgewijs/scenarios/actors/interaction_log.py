"""What a person did and saw since the last checkpoint, for holding a step of the guide against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stapsgewijs.guide import Action, ActionKind, Event, Sight, StepCheck
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.labels import Control


class StepNotFollowedError(StepError):
    """A documented step could not be followed as it is written; the message has a line for each cause."""


@dataclass
class InteractionLog:
    """What was done and seen, in order, since the last closed step."""

    done: list[Action] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    closed: tuple[Action, ...] = ()
    """What was done for the step that was closed last."""
    check: StepCheck = field(default_factory=StepCheck)
    """What came of that step."""
    goal: Finding | None = None
    """That the procedure does not do what its title says, where somebody looked."""

    def act(  # noqa: PLR0913  # what an action can be about, each of it named
        self,
        kind: ActionKind,
        control: Control | None = None,
        *,
        role: str = "",
        name: str = "",
        text: str = "",
        is_secret: bool = False,
        beside: Sequence[str] = (),
    ) -> None:
        """Note that a person did something of this kind to a control, which means that it was seen as well.

        Without a catalogue `role` and accessible `name` say to what. `text` is what was typed, the keys that were
        pressed, the name that was chosen or the address that was opened; of a secret only its length is kept.
        `beside` are the names of all on the page that has its role.
        """
        self.done.append(Action(kind, control, role, name, "" if is_secret else text, len(text), tuple(beside)))
        self.see(control, role=role, name=name)

    def see(self, control: Control | None = None, *, role: str = "", name: str = "") -> None:
        """Note that a person saw a control, something with a role and a name, or words (only a `name`)."""
        if control is not None or name:
            self.sights.append(Sight(control, role, name))

    def witness(self, event: Event, name: str = "") -> None:
        """Note that something happened by itself; `name` is the procedure to which the step points."""
        self.sights.append(Sight(name=name, event=event))

    def begin_anew(self) -> None:
        """Forget what was done and seen since the last closed step: it led to where the guide begins."""
        self.done.clear()
        self.sights.clear()

    def close(self, check: Callable[[Sequence[Action], Sequence[Sight]], StepCheck]) -> StepCheck:
        """Close a documented step and begin anew; `check` holds it against what was done and seen."""
        self.check = check(tuple(self.done), tuple(self.sights))
        self.closed = tuple(self.done)
        self.begin_anew()
        return self.check
