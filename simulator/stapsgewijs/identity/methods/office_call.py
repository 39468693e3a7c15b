"""A verification call to an office phone, if need be through a switchboard to an extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.identity.methods.phone_call import PhoneCall
from stapsgewijs.identity.methods.registry import Device

if TYPE_CHECKING:
    from stapsgewijs.identity.policy import Policy


class OfficeCall(PhoneCall):
    """For office phones, which are never sent a message (ED concept-authentication-phone-options.md)."""

    id = "office_call"
    devices = (Device.OFFICE_PHONE,)
    policy_field = "office_phone"
    same_as = PhoneCall.id

    def is_allowed(self, device: Device, policy: Policy) -> bool:
        """Return whether office phones are called, which they are only where phones are."""
        return super().is_allowed(device, policy) and policy.phone_call
