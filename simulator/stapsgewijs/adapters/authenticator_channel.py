"""The authenticator apps and the sign-in service, joined; the two rooms do not know each other."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.authenticator import Activated, ActivationRefusedError, AnswerVerdict, CodeOnDisplay

if TYPE_CHECKING:
    from stapsgewijs.totp import Activation


class NoAppService:
    """A service that registers no app yet: every activation code is unknown to it."""

    def activate(self, activation: Activation, *, handset: str, device_name: str, pin: str) -> Activated:  # noqa: ARG002  # idem
        msg = "unknown"
        raise ActivationRefusedError(msg)

    def answer(self, request_id: str, *, approved: bool, pin: str, number: str) -> AnswerVerdict:  # noqa: ARG002  # idem
        return AnswerVerdict.UNKNOWN

    def report_fraud(self, request_id: str) -> AnswerVerdict:  # noqa: ARG002  # idem
        return AnswerVerdict.UNKNOWN

    def codes_on_display(self) -> list[CodeOnDisplay]:  # idem
        return []
