"""What a profile of another provider is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from stapsgewijs.phone_network.message_check.sms_encoding import Alphabet, encode_info

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from stapsgewijs.phone_network.messages import Message


_MAX_NAME_CHARS: Final = 11
_MAX_NUMBER_DIGITS: Final = 15


class Reason(StrEnum):
    """Why a request is refused; each profile has its provider's codes for these."""

    MISSING = "missing"
    INVALID = "invalid"
    RECIPIENT = "recipient"
    SENDER = "sender"
    TOO_LONG = "too long"
    CREDENTIALS = "credentials"
    UNKNOWN = "unknown"
    """What is asked for is not simulated."""
    THROTTLED = "throttled"


class SenderRefusalError(Exception):
    """A request that cannot be done: `parameter` is the provider's name of what is wrong."""

    def __init__(self, reason: Reason, parameter: str, told: str) -> None:
        super().__init__(told)
        self.reason = reason
        self.parameter = parameter
        self.told = told


@dataclass(frozen=True, slots=True)
class SenderRequest:
    """What a system sent: `path` below the address of the profile, `fields` of query and body, headers in lower case.

    `fields` is an object of JSON, or texts (of a field that is given more than once, a list of them).
    """

    method: str
    path: str
    fields: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field as text; raises `SenderRefusalError` when it is missing, and for what is no text."""
        value = self.fields.get(name)
        if value is None or value == "":
            raise SenderRefusalError(Reason.MISSING, name, f"{name} is missing")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise SenderRefusalError(Reason.INVALID, name, f"{name} is no text")
        return str(value)

    def sender(self, name: str) -> str:
        """Return a field that is a sender: a number, or a name of at most 11 characters; raises idem."""
        given = self.text(name)
        is_number = given.removeprefix("+").isdigit()
        if len(given.removeprefix("+")) > (_MAX_NUMBER_DIGITS if is_number else _MAX_NAME_CHARS):
            most = f"{_MAX_NAME_CHARS} characters, a number {_MAX_NUMBER_DIGITS} digits"
            told = f"{given[:40]} is longer than a sender may be: {most}"
            raise SenderRefusalError(Reason.SENDER, name, told)
        return given


@dataclass(frozen=True, slots=True)
class Text:
    """A message that is wanted; `to` is a number in E.164.

    `report` is the address that is told what becomes of it, `reference` the system's own name for it. `remark` is
    written in its history: what would be otherwise at the provider. It is sent `at` a later time, if one is given.
    """

    to: str
    sender: str
    body: str
    report: str = ""
    reference: str = ""
    remark: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SenderAnswer:
    """What is answered, as the provider's SDK wants it."""

    status: int
    body: str
    content_type: str = "application/json"

    @classmethod
    def of_json(cls, status: int, content: object) -> SenderAnswer:
        """Return an answer in JSON."""
        return cls(status, json.dumps(content))


class SenderProfile(Protocol):
    """One provider that takes text messages: how it is asked, and how it answers."""

    name: str
    """Its name in addresses: `/api/v1/hooks/{name}`."""
    hosts: str
    """A regular expression of its host names, for which `stapsgewijs proxy` answers."""
    host: str
    """One of them, as an example."""

    def read(self, request: SenderRequest) -> list[Text]:
        """Return the messages that are wanted; raises `SenderRefusalError`."""

    def asks_about(self, request: SenderRequest) -> str:
        """Return the batch of messages that a request asks what became of; empty where it is to send some."""

    def answer(self, request: SenderRequest, sent: Sequence[Message]) -> SenderAnswer:
        """Return what is answered when they were taken: at least one of them, if any was wanted."""

    def reports(self, message: Message, status: str) -> list[dict[str, str]]:
        """Return the fields of each request (GET) with which a system is told of a status; none for most of them."""

    def refuse(self, request: SenderRequest, refusal: SenderRefusalError) -> SenderAnswer:
        """Return what is answered when they were not."""


BATCH: Final = "batch"
"""A key in `extras` of a message: the same for all that were wanted at once, 32 hexadecimal digits."""
PROFILE: Final = "profile"
"""A key in `extras` of a message: the name of the profile that took it."""
REFERENCE: Final = "reference"
"""A key in `extras` of a message: how the system calls it."""


def is_gsm(text: str) -> bool:
    """Return whether a text has no character that a message in GSM-7 cannot have."""
    return encode_info(text).name is Alphabet.GSM_7


def international(given: str) -> str:
    """Return a number as providers take it, with or without its `+`, in E.164."""
    digits = given.strip()
    return f"+{digits}" if digits.isdigit() and not digits.startswith("0") else digits
