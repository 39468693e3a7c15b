"""The words that are sent and said; enrollment has none of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageTemplates:
    """What a message says (`{code}` stands for the digits), and what a call says and when."""

    message: str
    greeting: str
    repeat: str
    success: str
    denied: str
    fraud: str
