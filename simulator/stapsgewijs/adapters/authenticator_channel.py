"""The authenticator apps joined to their handsets and to the sign-in service; the rooms do not know each other."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.authenticator import Activated, ActivationRefusedError, AnswerVerdict, CodeOnDisplay
from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from stapsgewijs.phone_network import HandsetSettings, PhoneNetwork
    from stapsgewijs.totp import Activation


@dataclass(frozen=True, slots=True)
class NetworkSwitches:
    """The switches of handsets as the phone network keeps them."""

    network: PhoneNetwork

    def has_network(self, number: str) -> bool:
        return self._settings(number).is_reachable

    def takes_notifications(self, number: str) -> bool:
        return self._settings(number).may_notify_app

    def shows_notifications(self, number: str) -> bool:
        return not self._settings(number).is_silent

    def _settings(self, number: str) -> HandsetSettings:
        return self.network.handset_settings(PhoneNumber(number))


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
