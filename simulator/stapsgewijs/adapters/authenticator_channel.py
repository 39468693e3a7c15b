"""The authenticator apps joined to their handsets and to the sign-in service; the rooms do not know each other."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.authenticator import (
    Activated,
    ActivationRefusedError,
    AnswerVerdict,
    CodeOnDisplay,
    RequestState,
    SentRequest,
)
from stapsgewijs.identity import RequestRejectedError
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.totp import Activation, OtpAuth, Totp, decode_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.authenticator import Authenticators
    from stapsgewijs.identity import AppDevice, AppRequest, EnrollmentService, PendingApp
    from stapsgewijs.phone_network import HandsetSettings, PhoneNetwork


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


@dataclass(frozen=True, slots=True)
class IdentityAppService:
    """The sign-in service as its app knows it: `enrollments` of the organisation called `name`."""

    enrollments: EnrollmentService
    name: str

    def activate(self, activation: Activation, *, handset: str, device_name: str, pin: str) -> Activated:
        try:
            given = self.enrollments.activate(activation.code, handset, device_name, pin, url=activation.url)
        except RequestRejectedError as error:
            raise ActivationRefusedError(str(error.reason)) from None
        return Activated(given.organisation, given.user_name, given.secret, given.device_id)

    def answer(self, request_id: str, *, approved: bool, pin: str, number: str) -> AnswerVerdict:
        return AnswerVerdict[self.enrollments.answer(request_id, approved, pin=pin, number=number).name]

    def report_fraud(self, request_id: str) -> AnswerVerdict:
        return AnswerVerdict[self.enrollments.report_fraud(request_id).name]

    def codes_on_display(self) -> list[CodeOnDisplay]:
        shown = ((each.person, each.app) for each in self.enrollments.codes_on_display())
        return [
            CodeOnDisplay(person, self._payload(person, app)) for person, app in shown if app and app.device is None
        ]

    def _payload(self, person: str, app: PendingApp) -> str:
        if app.otpauth:
            return OtpAuth(Totp(decode_secret(app.secret)), self.name, person).uri()
        return Activation(app.code, app.url).uri()


@dataclass(frozen=True, slots=True)
class AuthenticatorChannel:
    """The apps on handsets as the service's way to send requests; `undelivered` is told of those that cannot come."""

    apps: Authenticators
    undelivered: Callable[[str], object]

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        if not device.handset:  # an app of somebody else
            return
        sent = SentRequest(
            request.id,
            device.id,
            request.organisation,
            request.person,
            request.sent,
            request.expires,
            needs_number=bool(request.number),
            needs_pin=request.needs_pin,
        )
        self.apps.send(sent, device.handset)
        if all(each.outcome is RequestState.UNDELIVERED for each in self.apps.repository.copies(request.id)):
            self.undelivered(request.id)

    def withdraw(self, request_id: str) -> None:
        self.apps.withdraw(request_id)
