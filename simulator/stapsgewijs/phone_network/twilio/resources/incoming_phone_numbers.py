"""The numbers of an account (`PN…`): what is asked when somebody sends a message to one, or calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.parameters import sender
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.fields import choice, flag, method, text, url
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION
from stapsgewijs.phone_numbers import NumberKind, PhoneNumber, PhoneNumberError

if TYPE_CHECKING:
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.provider_resources import ProviderResource
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

BAD_URL, BAD_METHOD, INVALID, UNAVAILABLE = 21402, 21403, 21421, 21422
_MAGIC: Final = {"+15005550000": UNAVAILABLE, "+15005550001": INVALID}
"""Numbers of the provider's test credentials that cannot be had."""
_APPLICATIONS: Final = {"sms_application_sid": "SmsUrl", "voice_application_sid": "VoiceUrl", "trunk_sid": "VoiceUrl"}
"""Fields that would go before another one at the provider."""
_TYPES: Final = {"Local": "local", "Mobile": "mobile", "TollFree": "toll-free"}
"""Last part of the address of a list → the type of the numbers that are in it."""
_TYPE_OF_KIND: Final = {NumberKind.MOBILE: "mobile", NumberKind.TOLL_FREE: "toll-free"}


class IncomingPhoneNumbers(Collection):
    """The numbers of an account. Any number can be had; who sends needs none of them."""

    kind = "PN"
    can_be_given = True
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
        text("sms_application_sid"),
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

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:
        """Refuse what is no number, or one that the account has; applications have no effect, and that is remarked."""
        for name, asked in _APPLICATIONS.items():
            if resource.content[name]:
                told = f"gave a number {name}, which is not simulated: its {asked} is asked"
                request.network.add_to_history(told)
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
            "type": _type_of(resource.name),
        }


class NumbersOfType(IncomingPhoneNumbers):
    """The numbers of one type: the last part of the address names it, and so no number says it itself."""

    def __init__(self, part: str) -> None:
        self._part = part

    def routes(self) -> tuple[Route, ...]:
        """Return the address of the list; a number has the address that it has among all."""
        return (Route(f"{self.path}/{self._part}", {"GET": self.list, "POST": self.create}),)

    def list(self, request: ApiRequest, *owners: str) -> Answer:  # noqa: ARG002  # they have none
        """Return a page of the numbers of this type, the newest first."""
        return self.page(request, self.kind, lambda each: _type_of(each.name) == _TYPES[self._part], owner=None)

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        shown = super().serialize(request, resource)
        return {name: value for name, value in shown.items() if name != "type"}


def _type_of(e164: str) -> str:
    try:
        return _TYPE_OF_KIND.get(PhoneNumber(e164).kind, "local")
    except PhoneNumberError:
        return "local"  # one of the provider's test numbers


def incoming_number(network: PhoneNetwork, e164: str) -> ProviderResource | None:
    """Return the number of an account with its settings, or None when it is none of its numbers."""
    return next(iter(network.resources.find(IncomingPhoneNumbers.kind, name=e164, limit=1)), None)


INCOMING_PHONE_NUMBERS: Final = IncomingPhoneNumbers()
ROUTES: Final = (*INCOMING_PHONE_NUMBERS.routes(), *(each for part in _TYPES for each in NumbersOfType(part).routes()))
