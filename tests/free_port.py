"""A port for a program that a test starts, which is to be told where it listens."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import Final

FROM_WHICH: Final = range(20_000, 32_000)
"""Below those that a system gives to who asks for any: none of them is given away before the program has it."""


def free_port() -> int:
    """Return a port of loopback at which nobody listens."""
    for port in random.SystemRandom().sample(FROM_WHICH, len(FROM_WHICH)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError
