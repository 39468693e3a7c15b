"""The port to the outside: a second channel to a person, out of band of the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stapsgewijs.identity.methods.phone_call import CallDialogue
    from stapsgewijs.phone_numbers import PhoneNumber


class ChannelRefusedError(Exception):
    """The channel would not take a message or a call to this number."""


class OutOfBandChannel(Protocol):
    """A way to reach a phone (NIST SP 800-63B, out-of-band device)."""

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Take a text message for delivery; raises `ChannelRefusedError` if it is not taken."""
        ...

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Call a phone and let `dialogue` do the talking; raises `ChannelRefusedError` if not taken."""
        ...
