"""Inbound webhooks for systems that post their own JSON: which fields hold the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class InboundWebhookError(ValueError):
    """JSON in which a field is missing or is no text; the message names the field."""


@dataclass(frozen=True, slots=True)
class InboundWebhook:
    """Where the parts of a message are: names joined by dots, numbers for places in a list (`to.0.phone`).

    `to` may lead to a list: then there is one message for each. `sender` is a path as well, or `=Contoso` for
    a sender that is always the same.
    """

    to: str
    body: str
    sender: str = "=SMS"

    def read(self, posted: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  # JSON has no narrower type
        """Return recipient, sender and body of each message in `posted`; raises `InboundWebhookError`."""
        sender = self.sender[1:] if self.sender.startswith("=") else _text(posted, self.sender)
        body = _text(posted, self.body)
        to = _at(posted, self.to)
        numbers = to if isinstance(to, list) else [to]
        if not numbers:
            msg = f"{self.to!r}: nobody to send to"
            raise InboundWebhookError(msg)
        return [(_as_text(each, self.to), sender, body) for each in numbers]

    def to_mapping(self) -> dict[str, str]:
        """Return it as JSON."""
        return {"to": self.to, "body": self.body, "sender": self.sender}


def _text(posted: Any, path: str) -> str:  # noqa: ANN401  # idem
    return _as_text(_at(posted, path), path)


def _as_text(value: Any, path: str) -> str:  # noqa: ANN401  # idem
    if isinstance(value, bool) or not isinstance(value, str | int):
        msg = f"{path!r}: text is wanted there, not {type(value).__name__}"
        raise InboundWebhookError(msg)
    return str(value)


def _at(posted: Any, path: str) -> Any:  # noqa: ANN401  # idem
    value = posted
    for name in path.split("."):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            found = ", ".join(value) if isinstance(value, dict) else type(value).__name__
            msg = f"{path!r}: no {name!r} there; there is {found or 'nothing'}"
            raise InboundWebhookError(msg)
    return value
