"""An error that can be said in the language of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.labels.catalogue import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

AS_IT_IS: Final = "{text}"
"""The msgid of a line that is the same in every language."""


class MessageError(AssertionError):
    """What did not happen, in lines: as text it is English; `reasons` are its lines for a catalogue.

    Of an error that was told as text alone there are no `reasons`.
    """

    def __init__(self, *lines: Message | str) -> None:
        """Tell it in lines; a line that is no message is the same in every language."""
        super().__init__("\n".join(map(str, lines)))
        self.reasons = as_messages(lines) if any(isinstance(each, Message) for each in lines) else ()


def as_messages(lines: Iterable[Message | str]) -> tuple[Message, ...]:
    """Return lines as messages."""
    return tuple(each if isinstance(each, Message) else Message.of(AS_IT_IS, text=each) for each in lines)
