"""Messaging services (`MG…`): senders in a pool, from which one is chosen for each receiver."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.parameters import ALPHANUMERIC, Form
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.fields import choice, flag, method, number, text, url
from stapsgewijs.phone_network.twilio.resources.incoming_phone_numbers import INCOMING_PHONE_NUMBERS
from stapsgewijs.phone_network.twilio.resources.registry import ANY, Route
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError

if TYPE_CHECKING:
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.provider_resources import ProviderResource
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_SERVICES: Final = "/v1/Services"
_SID: Final = re.compile(r"MG[0-9a-fA-F]{32}")
_CANNOT_SHOW_NAMES: Final = "+1"
"""Beginning of numbers whose carriers take no alphanumeric senders (documented: United States and Canada)."""


class MessagingServices(Collection):
    """The services of an account."""

    kind = "MG"
    can_be_given = True
    path = _SERVICES
    key = "services"
    required = ("FriendlyName",)
    links = ("PhoneNumbers", "ShortCodes", "AlphaSenders")
    fields: ClassVar = (
        text("friendly_name", most=64),
        url("inbound_request_url", 20001, None),
        method("inbound_method"),
        url("fallback_url", 20001, None),
        method("fallback_method"),
        url("status_callback", 20001, None),
        flag("sticky_sender", default=True),
        flag("mms_converter", default=True),
        flag("smart_encoding", default=True),
        choice("scan_message_content", "inherit", "inherit", "enable", "disable"),
        flag("fallback_to_long_code", default=True),
        flag("area_code_geomatch", default=True),
        flag("synchronous_validation", default=False),
        number("validity_period", 36000, 1, 36000),
        text("usecase", "undeclared"),
        flag("use_inbound_webhook_on_number", default=False),
    )

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        return super().serialize(request, resource) | {"us_app_to_person_registered": False}

    def delete(self, request: ApiRequest, *sids: str) -> Answer:
        """Forget a service; its numbers stay with the account."""
        service = self.get(request, *sids)
        for each in request.resources.find(SERVICE_NUMBERS.kind, owner=service.sid):
            each.owner = ""
            request.resources.save(each)
        return super().delete(request, *sids)


class ServiceNumbers(Collection):
    """The numbers of a service: those of the account that were added to it."""

    kind = INCOMING_PHONE_NUMBERS.kind
    path = f"{_SERVICES}/{ANY}/PhoneNumbers"
    key = "phone_numbers"
    owner = "service_sid"
    methods = ("GET", "DELETE")

    def create(self, request: ApiRequest, *owners: str) -> Answer:
        """Add a number by its SID; raises `ProviderError`."""
        service, sid = self.owner_of(request, *owners), request.form.get("PhoneNumberSid")
        found = INCOMING_PHONE_NUMBERS.get(request, sid)
        if found.owner:
            raise ProviderError(21710 if found.owner == service else 21712, sid)
        found.owner = service
        self.save(request, found)
        return 201, self.serialize(request, found)

    def delete(self, request: ApiRequest, *sids: str) -> Answer:
        """Take a number out of the service."""
        found = self.get(request, *sids)
        found.owner = ""
        self.save(request, found)
        return 204, None

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        shown = super().serialize(request, resource)
        kept = {name: value for name, value in shown.items() if name not in resource.content}
        region = _region(resource.name)
        return kept | {"phone_number": resource.name, "country_code": region, "capabilities": ["SMS", "MMS", "Voice"]}


class AlphaSenders(Collection):
    """The names that a service sends from."""

    kind = "AI"
    path = f"{_SERVICES}/{ANY}/AlphaSenders"
    key = "alpha_senders"
    owner = "service_sid"
    required = ("AlphaSender",)
    methods = ("GET", "DELETE")
    fields: ClassVar = (text("alpha_sender", most=11),)

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:  # noqa: ARG002  # none is changed
        """Refuse what is no name that can be shown, or what the service has."""
        name = resource.content["alpha_sender"]
        if not ALPHANUMERIC.fullmatch(name):
            raise ProviderError(21212, f"{name[:40]!r} is no name of at most 11 letters and digits")
        if request.resources.find(self.kind, owner=resource.owner, name=name):
            raise ProviderError(21710, name)
        resource.name = name

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        return super().serialize(request, resource) | {"capabilities": ["SMS"]}


class ServiceShortCodes(Collection):
    """The short codes of a service: an account has none here."""

    kind = "SC"
    path = f"{_SERVICES}/{ANY}/ShortCodes"
    key = "short_codes"
    owner = "service_sid"

    def routes(self) -> tuple[Route, ...]:
        """Return the address of the list."""
        return (Route(self.path, {"GET": self.list}),)


def service_settings(network: PhoneNetwork, sid: str) -> ProviderResource | None:
    """Return a messaging service with its settings, or None."""
    found = network.resources.get(sid) if sid.startswith(MessagingServices.kind) else None
    return found if found and found.kind == MessagingServices.kind else None


def choose_sender(network: PhoneNetwork, service: str, to: PhoneNumber, *, names: bool = True) -> str:
    """Return from whom a service sends to a number: the same one each time, for as long as the pool is the same.

    A name goes first where carriers show names, then a number of the same country, then any number. Raises
    `ProviderError` for a service that there is not, and for one without senders. Without `names`, a number.
    """
    if not _SID.fullmatch(service):
        raise ProviderError(21705, f"{service[:40]!r} is not MG and 32 digits 0-9 a-f")
    if service_settings(network, service) is None:
        raise ProviderError(21701, f"{service[:40]!r}; PUT /api/v1/account/resources/MG… makes one with a given SID")
    named = [each.name for each in network.resources.find(AlphaSenders.kind, owner=service)]
    numbers = [each.name for each in network.resources.find(ServiceNumbers.kind, owner=service)]
    if not named and not numbers:
        raise ProviderError(21704, service)
    if names and named and not to.e164.startswith(_CANNOT_SHOW_NAMES):
        return _one_of(named, to)
    near = [each for each in numbers if _region(each) == to.region]
    if not numbers:
        raise ProviderError(21703, f"{to}: there is no number in {service}, and no name is shown there")
    return _one_of(near or numbers, to)


def put_in_pool(request: ApiRequest, service: str, sender: str) -> None:
    """Put a number (which the account then has) or a name in the pool of a service; raises `ProviderError`."""
    if in_pool(request.network, service, sender):
        return
    if ALPHANUMERIC.fullmatch(sender):
        wish = replace(request, form=Form({"AlphaSender": [sender]}))
        ALPHA_SENDERS.make(wish, wish.new_sid(ALPHA_SENDERS.kind), service)
        return
    found = next(iter(request.resources.find(SERVICE_NUMBERS.kind, name=sender)), None)
    if found is None:
        wish = replace(request, form=Form({"PhoneNumber": [sender]}))
        found = INCOMING_PHONE_NUMBERS.make(wish, wish.new_sid(SERVICE_NUMBERS.kind))
    found.owner = service
    request.resources.save(found)


def in_pool(network: PhoneNetwork, service: str, sender: str) -> bool:
    """Return whether a service has this sender."""
    kinds = (AlphaSenders.kind, ServiceNumbers.kind)
    return any(network.resources.find(each, owner=service, name=sender) for each in kinds)


def _one_of(senders: list[str], to: PhoneNumber) -> str:
    return sorted(senders)[zlib.crc32(to.e164.encode()) % len(senders)]


def _region(e164: str) -> str:
    try:
        return PhoneNumber(e164).region
    except PhoneNumberError:
        return "US"  # one of the provider's test numbers


MESSAGING_SERVICES: Final = MessagingServices()
ServiceNumbers.owners = AlphaSenders.owners = ServiceShortCodes.owners = MESSAGING_SERVICES
SERVICE_NUMBERS: Final = ServiceNumbers()
ALPHA_SENDERS: Final = AlphaSenders()
ROUTES: Final = (
    *MESSAGING_SERVICES.routes(),
    *SERVICE_NUMBERS.routes(),
    *ALPHA_SENDERS.routes(),
    *ServiceShortCodes().routes(),
)
