"""What a person used and saw since the last checkpoint, compared with what the guide names in that step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stapsgewijs.guide import Action, ActionKind, Sight
from stapsgewijs.labels import Role
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.guide import Binding
    from stapsgewijs.labels import Control

_ACTED_UPON = (Role.OPTION, Role.BUTTON)


class StepNotFollowedError(StepError):
    """A documented step was not followed as it is written."""


@dataclass
class InteractionLog:
    """What was done and seen, in order, since the last closed step."""

    done: list[Action] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    closed: tuple[Action, ...] = ()
    """What was done for the step that was closed last."""

    def act(  # noqa: PLR0913  # what an action can be about, each of it named
        self,
        kind: ActionKind,
        control: Control | None = None,
        *,
        role: str = "",
        name: str = "",
        text: str = "",
        is_secret: bool = False,
    ) -> None:
        """Note that a person did something of this kind to a control, which means that it was seen as well.

        Without a catalogue `role` and accessible `name` say to what. `text` is what was typed, the keys that were
        pressed, the name that was chosen or the address that was opened; of a secret only its length is kept.
        """
        self.done.append(Action(kind, control, role, name, "" if is_secret else text, len(text)))
        self.see(control, role=role, name=name)

    def see(self, control: Control | None = None, *, role: str = "", name: str = "") -> None:
        """Note that a person saw a control, something with a role and a name, or words (only a `name`)."""
        if control is not None or name:
            self.sights.append(Sight(control, role, name))

    @property
    def used(self) -> list[Control]:
        """The controls that were acted upon, in order."""
        return [each.control for each in self.done if each.control is not None and each.kind is not ActionKind.OPENS]

    @property
    def seen(self) -> list[Control]:
        """The controls that were seen, in order."""
        return [each.control for each in self.sights if each.control is not None]

    def close(self, step: int, documented: Sequence[Binding]) -> None:
        """Close a documented step and begin anew; `documented` are the labels of that step in order.

        Raises `StepNotFollowedError` when a label was neither used nor seen, or when options and
        buttons were used in another order than the guide names them.
        """
        missing = [each for each in documented if each.control is None or each.control not in self._touched(each)]
        if missing:
            raise StepNotFollowedError(self._missing(step, missing))
        self._keep_order(step, documented)
        self.closed = tuple(self.done)
        self.done.clear()
        self.sights.clear()

    def _touched(self, binding: Binding) -> list[Control]:
        # An option or button that only stands on the page has not been followed: it has to be used.
        return self.used if binding.control is not None and binding.control.role in _ACTED_UPON else self.seen

    def _missing(self, step: int, missing: Sequence[Binding]) -> str:
        lines = [f"step {step} of the guide names what the scenario did not use or see:"]
        for each in missing:
            meant = f"(control “{each.control.msgid}”, {each.control.role})" if each.control else "(bound to nothing)"
            lines.append(f"  “{each.label.text}” at line {each.label.line}, column {each.label.column} {meant}")
        lines.append(f"used since the step before: {_names(self.used)}")
        lines.append(f"seen since the step before: {_names(self.seen)}")
        return "\n".join(lines)

    def _keep_order(self, step: int, documented: Sequence[Binding]) -> None:
        named = [each for each in documented if each.control is not None and each.control.role in _ACTED_UPON]
        wanted = [each.control for each in named if each.control is not None]
        done = [each for each in dict.fromkeys(self.used) if each in wanted]
        if done == list(dict.fromkeys(wanted)):
            return
        first = next(each for each, was in zip(named, done, strict=False) if each.control != was)
        lines = [
            f"step {step} of the guide names things in another order than they were used:",
            f"  guide: {_names(wanted)}",
            f"  used:  {_names(done)}",
            f"  first difference: “{first.label.text}” at line {first.label.line}, column {first.label.column}",
        ]
        raise StepNotFollowedError("\n".join(lines))


def _names(controls: Sequence[Control | None]) -> str:
    return ", ".join(f"“{each.msgid}”" for each in dict.fromkeys(controls) if each is not None) or "nothing"
