"""A request in the authenticator app, to approve or deny there."""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity.methods.app_channel import AppRequest, SentRequest
from stapsgewijs.identity.methods.registry import Device, MethodContext, VerificationMethod
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.states import Event

if TYPE_CHECKING:
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.model import Verification
    from stapsgewijs.phone_numbers import PhoneNumber

_MATCHED_DIGITS: Final = 2
"""Observed: two digits are typed in the app."""


class AppNotification(VerificationMethod):
    """For the apps of the service itself; a request goes to each of a person's, and the first answer counts."""

    id = "app_notification"
    devices = (Device.MOBILE_APP,)
    event = Event.SEND_REQUEST
    policy_field = "app_notification"
    needs_number = False

    def is_registered(self, device: Device, credentials: Credentials) -> bool:
        return device in self.devices and any(each.notifications for each in credentials.app_devices)

    def dispatch(
        self, verification: Verification, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        credentials = context.repository.credentials(verification.person)
        targets = [each for each in verification.app_devices(credentials) if each.notifications]
        if not targets:
            raise RequestRejectedError(RejectionReason.APP_NOT_CONFIGURED)
        now, policy = context.clock.now(), context.policy()
        _limit(credentials, context)
        verification.wait_for(self, device, number)
        verification.request_count += 1
        matched = context.random_source.digits(_MATCHED_DIGITS) if policy.number_matching else ""
        ids = tuple(f"{verification.id}.{verification.request_count}.{each.id}" for each in targets)
        sent = SentRequest(ids, matched, now, now + timedelta(seconds=policy.answer_time))
        verification.request = sent
        context.repository.save(verification)  # an answer can come while it is sent
        for target, request_id in zip(targets, ids, strict=True):
            request = AppRequest(
                request_id,
                verification.person,
                context.organisation,
                target.id,
                matched,
                policy.app_pin,
                sent.sent,
                sent.expires,
            )
            context.app_channel().send_request(target, request)


def _limit(credentials: Credentials, context: MethodContext) -> None:
    """Refuse one more request than a person may get: against push bombing (OWASP ASVS 5.0, 6.6.4; NIST 800-63B-4)."""
    now, policy = context.clock.now(), context.policy()
    window = timedelta(seconds=policy.send_window)
    recent = [each for each in credentials.requests_sent if abs(now - each) < window]
    if len(recent) >= policy.sends:
        raise RequestRejectedError(RejectionReason.REQUESTS)
    credentials.requests_sent = [*recent, now]
    context.repository.save_credentials(credentials)
