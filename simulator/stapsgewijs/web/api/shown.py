"""Messages as JSON, kept as long as they stay the same: who lists them has mostly seen nearly all of them before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.web.api.schemas import MessageShape

if TYPE_CHECKING:
    from stapsgewijs.phone_network import Message

_MAX_MESSAGES: Final = 2_000
_known: dict[str, tuple[Message, tuple[object, ...], str]] = {}


def shown(message: Message) -> str:
    """Return the JSON of `MessageShape`; the same message is written once, until something happens to it."""
    # All that changes of a message is told by its history, but for its tags.
    now = (len(message.history), message.status, message.tags)
    known = _known.get(message.id)
    if known is not None and known[0] is message and known[1] == now:
        return known[2]
    text = MessageShape.of(message).model_dump_json(by_alias=True)
    if len(_known) >= _MAX_MESSAGES:
        _known.clear()
    _known[message.id] = (message, now, text)
    return text
