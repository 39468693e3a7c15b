"""A made-up method, as short as one can be: its code is printed, so it needs no number."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from stapsgewijs.identity import METHODS, Device
from stapsgewijs.identity.methods.entered_code import EnteredCodeMethod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.identity.methods.registry import MethodContext
    from stapsgewijs.phone_numbers import PhoneNumber


class PaperCode(EnteredCodeMethod):
    id = "paper_code"
    devices = (Device.MOBILE_APP,)
    needs_number = False

    def __init__(self) -> None:
        self.printed: list[str] = []

    def deliver(self, digits: str, number: PhoneNumber | None, context: MethodContext) -> None:
        assert (number, context.policy().code_digits) == (None, len(digits))
        self.printed.append(digits)


@contextmanager
def registered() -> Iterator[PaperCode]:
    method = PaperCode()
    METHODS.register(method)
    try:
        yield method
    finally:
        METHODS.unregister(method.id)
