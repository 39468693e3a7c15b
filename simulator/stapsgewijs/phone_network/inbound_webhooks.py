"""Inbound webhooks for systems that post messages of their own shape: which fields hold the message."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.phone_network.messages import Message

_INDEX: Final = re.compile(r"[0-9]{1,9}")
_PLACEHOLDERS: Final = ("id", "to", "from", "body", "status", "count")
"""What a template of an answer may name, as `$id`; of several messages, the first."""


class InboundWebhookError(ValueError):
    """A request in which a field is missing or is no text, or a template with an unknown name."""


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What is answered instead of our own list of messages: `body` is a template with `$id`, `$to` and so on."""

    status: int = 200
    content_type: str = "application/json"
    body: str = ""

    def __post_init__(self) -> None:
        """Refuse a template that names what there is not."""
        template = Template(self.body)
        if not template.is_valid():
            msg = "a $ in the template begins no name; write $$ for the sign itself"
            raise InboundWebhookError(msg)
        if unknown := [each for each in template.get_identifiers() if each not in _PLACEHOLDERS]:
            known = ", ".join(f"${each}" for each in _PLACEHOLDERS)
            msg = f"${unknown[0]} is no name of a template; there are {known}"
            raise InboundWebhookError(msg)

    def render(self, sent: Sequence[Message]) -> str:
        """Return the body; values are escaped as JSON or XML wants it."""
        first = sent[0]
        values = {
            "id": first.id,
            "to": first.to,
            "from": first.sender,
            "body": first.body,
            "status": str(first.status),
            "count": str(len(sent)),
        }
        if "json" in self.content_type:
            values = {name: json.dumps(value)[1:-1] for name, value in values.items()}
        elif "xml" in self.content_type or "html" in self.content_type:
            values = {name: escape(value, {'"': "&quot;"}) for name, value in values.items()}
        return Template(self.body).substitute(values)


@dataclass(frozen=True, slots=True)
class InboundWebhook:
    """Where the parts of a message are: names joined by dots, numbers for places in a list (`to.0.phone`).

    `to` may lead to a list, to a text with commas, or with `*` to each of a list (`to.*.phone`): then there is one
    message for each. `sender` is a path as well, or `=Contoso` for
    a sender that is always the same. Without an `answer`, our own list of messages is answered.
    """

    to: str
    body: str
    sender: str = "=SMS"
    answer: WebhookAnswer | None = None

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> InboundWebhook:
        """Return the hook that `to_mapping` made this of."""
        answer = kept.get("answer")
        return cls(kept["to"], kept["body"], kept["sender"], WebhookAnswer(**answer) if answer else None)

    def read(self, posted: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  # JSON has no narrower type
        """Return recipient, sender and body of each message in `posted`; raises `InboundWebhookError`.

        `posted` is JSON, or the fields of a form: then a field may have the whole path as its name.
        """
        sender = self.sender[1:] if self.sender.startswith("=") else _text(posted, self.sender)
        body = _text(posted, self.body)
        to = _at(posted, self.to)
        numbers = to if isinstance(to, list) else [to]
        if isinstance(to, str) and "," in to:
            numbers = [each.strip() for each in to.split(",") if each.strip()]
        if not numbers:
            msg = f"{self.to!r}: nobody to send to"
            raise InboundWebhookError(msg)
        return [(_as_text(each, self.to), sender, body) for each in numbers]

    def to_mapping(self) -> dict[str, Any]:
        """Return it as JSON."""
        mapping: dict[str, Any] = {"to": self.to, "body": self.body, "sender": self.sender}
        if self.answer:
            answer = {name: getattr(self.answer, name) for name in ("status", "content_type", "body")}
            mapping["answer"] = answer
        return mapping


def _text(posted: Any, path: str) -> str:  # noqa: ANN401  # idem
    return _as_text(_at(posted, path), path)


def _as_text(value: Any, path: str) -> str:  # noqa: ANN401  # idem
    if isinstance(value, bool) or not isinstance(value, str | int):
        msg = f"{path!r}: text is wanted there, not {type(value).__name__}"
        raise InboundWebhookError(msg)
    return str(value)


def _at(posted: Any, path: str) -> Any:  # noqa: ANN401  # idem
    if isinstance(posted, dict) and path in posted:
        return posted[path]
    value, names = posted, path.split(".")
    for place, name in enumerate(names):
        if name == "*" and isinstance(value, list):
            rest = ".".join(names[place + 1 :])
            found = [_at(each, rest) if rest else each for each in value]
            return [each for some in found for each in (some if isinstance(some, list) else [some])]
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, str) and name in {"0", "*"}:
            continue  # a field of a form that could have been given more than once
        else:
            there = ", ".join(value) if isinstance(value, dict) else type(value).__name__
            msg = f"{path!r}: no {name!r} there; there is {there or 'nothing'}"
            raise InboundWebhookError(msg)
    return value
