"""Other providers that take text messages: each one file, in this registry."""

from __future__ import annotations

import re
from typing import Final

from stapsgewijs.phone_network.senders.aws_sns import AwsSns
from stapsgewijs.phone_network.senders.messagebird import MessageBird
from stapsgewijs.phone_network.senders.model import (
    BATCH,
    PROFILE,
    REFERENCE,
    Reason,
    SenderAnswer,
    SenderProfile,
    SenderRefusalError,
    SenderRequest,
    Text,
)
from stapsgewijs.phone_network.senders.vonage import Vonage

PROFILES: Final[dict[str, SenderProfile]] = {each.name: each for each in (AwsSns(), MessageBird(), Vonage())}
"""Every profile, by the name that it has in addresses."""


def profile_of(host: str) -> SenderProfile | None:
    """Return the profile whose provider has a host of this name (without a port)."""
    name = host.lower().removesuffix(".")
    return next((each for each in PROFILES.values() if re.fullmatch(each.hosts, name)), None)


__all__ = [
    "BATCH",
    "PROFILE",
    "PROFILES",
    "REFERENCE",
    "Reason",
    "SenderAnswer",
    "SenderProfile",
    "SenderRefusalError",
    "SenderRequest",
    "Text",
    "profile_of",
]
