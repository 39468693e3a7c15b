"""The numbers of an account (`PN…`): what is asked when somebody sends a message to one, or calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.parameters import sender
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.fields import choice, flag, method, text, url
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.provider_resources import ProviderResource
    from stapsgewijs.phone_network.twilio.requests import ApiRequest

BAD_URL, BAD_METHOD, INVALID, UNAVAILABLE = 21402, 21403, 21421, 21422
_MAGIC: Final = {"+15005550000": UNAVAILABLE, "+15005550001": INVALID}
"""Numbers of the provider's test credentials that cannot be had."""
_TYPES: Final = ("Local", "Mobile", "TollFree")


class IncomingPhoneNumbers(Collection):
    """The numbers of an account. Any number can be had; who sends needs none of them."""

    kind = "PN"
    path = f"{ACCOUNT}/IncomingPhoneNumbers"
    key = "incoming_phone_numbers"
    filters = ("phone_number", "friendly_name")
    fields: ClassVar = (
        text("friendly_name", most=64),
        text("phone_number"),
        url("sms_url", BAD_URL),
        method("sms_method"),
        url("sms_fallback_url", BAD_URL),
        method("sms_fallback_method"),
        text("sms_application_sid", ""),
        url("voice_url", BAD_URL),
        method("voice_method"),
        url("voice_fallback_url", BAD_URL),
        method("voice_fallback_method"),
        text("voice_application_sid"),
        choice("voice_receive_mode", "voice", "voice", "fax"),
        flag("voice_caller_id_lookup", default=False),
        url("status_callback", BAD_URL),
        method("status_callback_method"),
        text("trunk_sid"),
        text("identity_sid"),
        text("address_sid"),
        text("bundle_sid"),
        choice("emergency_status", "Inactive", "Active", "Inactive"),
        text("emergency_address_sid"),
    )

    def routes(self) -> tuple[Route, ...]:
        """Return the addresses of the list, of one number, and of the lists by type."""
        by_type = (Route(f"{self.path}/{each}", {"GET": self.list, "POST": self.create}) for each in _TYPES)
        return (*super().routes(), *by_type)

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:
        """Refuse what is no number, or one that the account has."""
        if not is_new:
            return
        given = request.form.get("PhoneNumber").strip()
        if not given:
            wish = request.form.get("AreaCode")
            raise ProviderError(INVALID, f"PhoneNumber is missing{' (AreaCode is not simulated)' if wish else ''}")
        if given in _MAGIC:
            raise ProviderError(_MAGIC[given], given)
        try:
            number = sender(given, names=False)
        except ProviderError as error:
            raise ProviderError(INVALID, error.detail) from None
        if request.resources.find(self.kind, name=number):
            raise ProviderError(UNAVAILABLE, f"{number} is one of this account already")
        resource.name = resource.content["phone_number"] = number
        resource.content["friendly_name"] = resource.content["friendly_name"] or number

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        can = {"fax": False, "mms": True, "sms": True, "voice": True}
        return super().serialize(request, resource) | {
            "address_requirements": "none",
            "api_version": VERSION,
            "beta": False,
            "capabilities": can,
            "emergency_address_status": "unregistered",
            "origin": "twilio",
            "status": "in-use",
            "type": None,
        }


def incoming_number(network: PhoneNetwork, e164: str) -> ProviderResource | None:
    """Return the number of an account with its settings, or None when it is none of its numbers."""
    return next(iter(network.resources.find(IncomingPhoneNumbers.kind, name=e164, limit=1)), None)


INCOMING_PHONE_NUMBERS: Final = IncomingPhoneNumbers()
ROUTES: Final = INCOMING_PHONE_NUMBERS.routes()
